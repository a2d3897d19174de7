"""Roles (P1), freezing, options, the turn to the decision edition, the next step, and what a spreadsheet gets."""

import itertools

import pytest

from collab import clock
from collab.accounts.models import Organisation
from collab.errors import Refused
from collab.proposals.models import Edition, OptionKind, Participation, PartRole, Purpose
from collab.proposals.rules.parts import joint_publication_problems, part_problems
from collab.proposals.rules.table import harmless
from collab.proposals.rules.text import (
    Step,
    Work,
    begin_decision_problems,
    next_step,
    option_problems,
    refuse_if_frozen,
)

ROLES = (None, *PartRole)


def parts(**roles):
    return [
        Participation(
            organisation=Organisation(code=code, name=code),
            role=role,
            reason="Why" if role is PartRole.not_affected else "",
        )
        for code, role in roles.items()
        if role
    ]


def test_joint_publication():
    """All 512 combinations of the three that must hold a role, beside a supporting charity."""
    fine = {PartRole.lead, PartRole.joint, PartRole.supporting, PartRole.not_affected}
    for ho, moj, ago in itertools.product(ROLES, repeat=3):
        held = parts(HO=ho, MOJ=moj, AGO=ago, VS=PartRole.supporting)
        wanted = {ho, moj, ago} <= fine and [ho, moj, ago].count(PartRole.lead) == 1
        assert (joint_publication_problems(held, {}) == []) is wanted, (ho, moj, ago)


def test_joint_publication_needs_company_and_reasons():
    held = parts(HO=PartRole.lead, MOJ=PartRole.not_affected, AGO=PartRole.not_affected)
    assert [p.message for p in joint_publication_problems(held, {})] == [
        "At least one joint or supporting organisation must be named"
    ]
    held[1].reason = " "
    assert "Say why the Ministry of Justice is not affected" in [
        p.message for p in joint_publication_problems(held, {})
    ]


def test_a_department_that_ended_is_answered_for_by_the_one_that_followed():
    heirs = {"HO": Organisation(code="DPS", name="Department for Public Safety")}
    for dps, ho in ((PartRole.joint, None), (None, PartRole.joint)):
        held = parts(MOJ=PartRole.lead, AGO=PartRole.joint, HO=ho, DPS=dps)
        assert [p.message for p in joint_publication_problems(held, heirs)] == (
            []
            if dps
            else [
                "The Department for Public Safety, which followed the Home Office, must be lead, joint or supporting, "
                "or not affected with a reason"
            ]
        )


def test_roles():
    assert part_problems(PartRole.not_affected, " ")[0].field == "reason"
    assert part_problems(PartRole.not_affected, "Why") == []
    assert part_problems(PartRole.lead, "")[0].field == "role"


def test_frozen():
    now = clock.now()
    refuse_if_frozen([Edition(recalled_at=now, published_at=None), Edition(recalled_at=None, published_at=now)])
    with pytest.raises(Refused, match="Recall it to edit"):
        refuse_if_frozen([Edition(recalled_at=None, published_at=None)])


def test_begin_decision():
    def problems(preparing=Purpose.consultation, published=True, reason=""):
        return begin_decision_problems(preparing, is_consultation_published=published, reason=reason)

    assert problems() == problems(published=False, reason="Law") == []
    assert problems(published=False, reason=" ")[0].field == "reason"
    assert problems(preparing=Purpose.decision)


def test_options():
    assert option_problems(OptionKind.do_nothing, "", other_kinds=[OptionKind.preferred]) == []
    assert option_problems(OptionKind.do_nothing, "", other_kinds=[OptionKind.do_nothing])
    assert option_problems(OptionKind.discarded, "", other_kinds=[])[0].field == "discarded_reason"
    assert option_problems(OptionKind.discarded, "Why", other_kinds=[OptionKind.discarded]) == []


@pytest.mark.parametrize(
    ("work", "step"),
    [
        (Work(PartRole.lead, may_write=True), Step.freeze),
        (Work(PartRole.joint, may_write=True), Step.wait),
        (Work(PartRole.lead, may_write=True, part_problems=1, unwritten=1), Step.name_organisations),
        (Work(PartRole.joint, may_write=True, part_problems=1, unwritten=1), Step.write),
        (Work(PartRole.affected, may_write=True, unwritten=1), Step.wait),
        (Work(PartRole.affected, may_write=True, unanswered=1, unshared=1, own_blanks=1), Step.answer),
        (Work(PartRole.affected, may_write=True, unshared=1, own_blanks=1), Step.share),
        (Work(PartRole.affected, may_write=True, own_blanks=1), Step.fill),
        (Work(PartRole.affected, may_sign=True, own_blanks=1), Step.wait),
        (Work(PartRole.affected, may_sign=True, is_decision=True, unsigned=1), Step.sign),
        (Work(PartRole.affected, may_sign=True, is_decision=False, unsigned=1), Step.wait),
        (Work(PartRole.joint, may_sign=True, is_frozen=True, has_to_clear=True), Step.clear),
        (Work(PartRole.joint, may_write=True, is_frozen=True, has_to_clear=True), Step.wait),
        (Work(PartRole.lead, may_write=True, is_frozen=True, unwritten=1), Step.wait),
        (Work(PartRole.observer), Step.wait),
        (Work(PartRole.observer, is_asked=True), Step.wait),
        (Work(PartRole.consulted, may_sign=True, is_asked=True), Step.reply),
        (Work(PartRole.affected, may_write=True, is_asked=True, unanswered=1, own_blanks=1), Step.reply),
        (Work(PartRole.joint, may_write=True, is_frozen=True, is_asked=True), Step.wait),
    ],
)
def test_next_step(work, step):
    assert next_step(work) is step


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(first):
    assert harmless(f"{first}1+1") == f"'{first}1+1"
    assert harmless(f"a{first}") == f"a{first}"


@pytest.mark.parametrize(
    ("objected", "role", "may_write", "step"),
    [
        (True, PartRole.lead, True, Step.settle),
        (False, PartRole.lead, True, Step.wait),
        (True, PartRole.joint, True, Step.wait),
        (True, PartRole.lead, False, Step.wait),
    ],
)
def test_an_objection_is_for_the_authors_of_the_lead_to_settle(objected, role, may_write, step):
    work = Work(role, may_write=may_write, is_frozen=True, is_objected_to=objected)
    assert next_step(work) is step
