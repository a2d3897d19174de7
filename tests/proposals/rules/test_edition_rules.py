"""Where an edition stands, who is next, and which words changed between two."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from collab.accounts.models import Organisation
from collab.proposals.models import Clearance, ClearanceDecision, Edition, Participation, PartRole
from collab.proposals.rules import comparison
from collab.proposals.rules import editions as rules
from collab.text import Block, BlockKind, Change, Run, as_json

THEN = datetime(2026, 11, 23, tzinfo=UTC)
CLEARED, OBJECTED = ClearanceDecision.cleared, ClearanceDecision.objected


def part(name, role, position=0):
    body = Organisation(id=uuid4(), code=name[:3], name=name)
    return Participation(organisation=body, organisation_id=body.id, role=role, position=position)


HO = part("Home Office", PartRole.lead)
MOJ = part("Ministry of Justice", PartRole.joint, 1)
AGO = part("Attorney General's Office", PartRole.joint, 2)
CPS = part("Crown Prosecution Service", PartRole.affected, 3)
PARTS = [CPS, AGO, MOJ, HO]


def said(by, decision, *, ended=False):
    return Clearance(organisation_id=by.organisation_id, decision=decision, ended_at=THEN if ended else None)


def edition(number=1, *, publication=None, recalled=False, content=None):
    return Edition(
        number=number,
        publication_number=publication,
        major_number=publication,
        minor_number=0,
        published_at=THEN if publication else None,
        recalled_at=THEN if recalled else None,
        canonical=json.dumps(content or {}),
    )


def provision(label, title, *paragraphs):
    blocks = [Block(uuid4().hex, BlockKind.paragraph, (Run(words),)) for words in paragraphs]
    return {"label": label, "title": {"en": title}, "blocks": as_json(blocks)}


@pytest.mark.parametrize(
    ("clearances", "words"),
    [
        ([], "Waiting for the Home Office, the Ministry of Justice and the Attorney General's Office to clear"),
        ([said(HO, CLEARED), said(AGO, CLEARED)], "Waiting for the Ministry of Justice to clear"),
        ([said(HO, CLEARED), said(AGO, OBJECTED)], "The Attorney General's Office objects"),
        (
            [said(MOJ, OBJECTED), said(AGO, OBJECTED)],
            "The Ministry of Justice and the Attorney General's Office object",
        ),
        ([said(HO, CLEARED), said(MOJ, CLEARED), said(AGO, CLEARED)], "Cleared by all, ready to publish"),
        (
            [said(HO, CLEARED), said(MOJ, CLEARED), said(AGO, CLEARED, ended=True)],
            "Waiting for the Attorney General's Office to clear",
        ),
        (
            [said(HO, CLEARED), said(MOJ, CLEARED), said(CPS, CLEARED)],
            "Waiting for the Attorney General's Office to clear",
        ),
    ],
)
def test_where_it_stands_is_said_in_words(clearances, words):
    assert rules.standing(edition(), rules.positions(PARTS, clearances)) == words


def test_what_is_over_says_so():
    assert rules.standing(edition(publication=2), []) == "Published as edition 2"
    assert rules.standing(edition(recalled=True), []) == "Recalled"


def test_only_lead_and_joint_bodies_have_a_position_the_lead_first():
    assert [p.name for p in rules.positions(PARTS, [])] == [
        "Home Office",
        "Ministry of Justice",
        "Attorney General's Office",
    ]


@pytest.mark.parametrize(
    ("clearances", "may", "step"),
    [
        ([], {"may_clear": True, "may_publish": True}, rules.Step.clear),
        ([], {"may_clear": False, "may_publish": True}, rules.Step.wait),
        ([said(HO, CLEARED)], {"may_clear": True, "may_publish": True}, rules.Step.wait),
        ([said(p, CLEARED) for p in (HO, MOJ, AGO)], {"may_clear": True, "may_publish": True}, rules.Step.publish),
        ([said(p, CLEARED) for p in (HO, MOJ, AGO)], {"may_clear": True, "may_publish": False}, rules.Step.wait),
        (
            [said(HO, CLEARED), said(MOJ, CLEARED), said(AGO, OBJECTED)],
            {"may_clear": True, "may_publish": True},
            rules.Step.wait,
        ),
    ],
)
def test_there_is_one_next_step(clearances, may, step):
    assert rules.next_step(rules.positions(PARTS, clearances), acting_for=HO.organisation_id, **may) is step


def test_one_edition_is_in_clearance_or_none():
    public, recalled, frozen = edition(1, publication=1), edition(2, recalled=True), edition(3)
    assert rules.in_clearance([public, recalled, frozen]) is frozen
    assert rules.in_clearance([public, recalled]) is None
    assert rules.newest_published([public, recalled, frozen]) is public
    assert rules.newest_published([recalled]) is None


def test_a_round_is_compared_with_what_is_public_and_with_what_was_recalled_since():
    public, recalled, frozen = edition(1, publication=1), edition(2, recalled=True), edition(3)
    assert [e for _, e in rules.to_compare_with([frozen, recalled, public], frozen)] == [public, recalled]
    assert [e for _, e in rules.to_compare_with([recalled, public], recalled)] == [public]
    assert rules.to_compare_with([public], public) == []


# --- Words -------------------------------------------------------------------------------------------------------

BEFORE = {"provisions": [provision("3.1", "Ask once", "Each body asks."), provision("3.2", "Keep", "One year.")]}
AFTER = {
    "provisions": [
        provision("3.3", "New", "Quite new."),
        provision("3.1", "Ask once", "Each body asks."),
    ]
}


def test_words_of_a_provision():
    one = edition(content=BEFORE)
    assert rules.provision_words(one, "3.1") == "Ask once\nEach body asks."
    assert rules.provision_words(one, "3.9") == ""


@pytest.mark.parametrize(("label", "changed"), [("3.1", False), ("3.2", True), ("3.3", True), ("3.9", False)])
def test_only_words_count_as_a_change(label, changed):
    """The blocks of 3.1 have other ids in the later edition, and it stands in another place."""
    assert rules.has_changed(edition(content=BEFORE), edition(content=AFTER), label) is changed


def test_a_comma_is_a_change():
    comma = {"provisions": [provision("3.1", "Ask once", "Each body, asks.")]}
    assert rules.has_changed(edition(content=BEFORE), edition(content=comma), "3.1")


def test_changes_follow_the_later_edition_and_end_with_what_was_taken_out():
    found = rules.changes(BEFORE, AFTER)
    assert [(change.label, change.is_changed, bool(change.before), bool(change.after)) for change in found] == [
        ("3.3", True, False, True),
        ("3.1", False, True, True),
        ("3.2", True, True, False),
    ]
    assert found[0].pieces == ((Change.added, "New\nQuite new."),)
    assert [change.label for change in rules.changes(None, BEFORE)] == ["3.1", "3.2"]


def whole(**changed):
    content = {
        "title": {"en": "Title"},
        "summary": {"en": "Summary"},
        "organisations": [{"code": "HO", "name": "Home Office", "role": "lead", "reason": ""}],
        "sections": [],
        "options": [],
        "commitments": [],
        "implications": [],
        "nil_returns": [],
    }
    return {**content, **changed}


def test_what_stands_outside_the_provisions_is_compared_by_its_name():
    promise = {
        "number": 1,
        "organisation": "HO",
        "word": "commitment",
        "kind": "policy_change",
        "words": "snake_case stays",
    }
    found = comparison.other_changes(whole(), whole(commitments=[promise], title={"en": "Another"}))
    changed = {change.title: change.after for change in found if change.is_changed}
    assert changed == {"Title": "Another", "Commitment 1, Home Office": "What: snake_case stays\nKind: policy change"}
