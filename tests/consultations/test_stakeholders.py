"""The stakeholder map through its pages and actions, on both databases: drawn, fixed, counted, and shown with care."""

import json
from datetime import timedelta

import pytest
import time_machine

from collab import clock
from collab.accounts.policy import ANONYMOUS
from collab.audit.models import RootKind
from collab.audit.queries import chains, first_break, history
from collab.consultations import queries
from collab.consultations.actions import opening, questionnaires, stakeholders
from collab.consultations.models import (
    InvolvementHow,
    InvolvementStage,
    OnBehalfOf,
    Outcome,
    OutcomeKind,
    Position,
    RespondentType,
    StakeholderKind,
)
from collab.consultations.queries import setup
from collab.consultations.queries import stakeholders as reading
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.documents.models import Document
from collab.errors import NotAllowed, NotFound, Refused, Stale
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in
from tests.factories.editions import published_edition, publisher
from tests.factories.submissions import ANSWERS, open_consultation, response
from tests.support.page import words

MAGISTRATES = {"name": "Magistrates", "kind": StakeholderKind.local_area, "respondent_types": ("magistrate",)}


@pytest.fixture
def address(writing_in):
    """Ready to open today, with one group of staff on its map."""
    with writing_in():
        edition = setup.edition(published_edition().id, viewer=author("HO"))
        return make.ready(edition=edition, opens_on=clock.today()).address


def of(address, viewer):
    return queries.get(address, viewer=viewer)


def test_a_map_is_drawn_expected_and_fixed_at_the_opening(client, address, writing_in, reading_in):
    sign_in(client, "author@ho.example")
    root = f"/consultations/{address}/stakeholders"
    typed = {"kind": "wales", "name": "People in Wales", "name_cy": "Pobl yng Nghymru", "target": "15.5"}
    refused = client.submit(f"{root}/new", typed)
    assert refused.status_code == 422
    assert "Choose which responses count as theirs" in refused.text
    assert "a whole number from 1" in refused.text
    assert "Pobl yng Nghymru" in refused.text
    assert client.submit(f"{root}/new", typed | {"target": "15", "place": "wales"}).status_code == 303
    assert client.submit(f"{root}/2", how="Two events in Wales.", place="north-wales").status_code == 303
    page = client.get_ok(root).text
    assert "People in Wales" in page
    assert "From North Wales" in page
    assert "Late involvement" in page
    assert client.submit(f"{root}/2/expected", position="oppose").status_code == 422
    assert client.submit(f"{root}/2/expected", position="oppose", reason="CNRY-expected").status_code == 303
    assert client.submit(f"/consultations/{address}/expected-positions/measure", measures=["1"]).status_code == 303
    assert "Do you agree?" in client.get_ok(f"/consultations/{address}/expected-positions").text

    with writing_in():
        consultation, joint = of(address, author("HO")), author("MOJ")
        group = reading.group(consultation, 2)
        before = group.version
        with pytest.raises(NotAllowed):
            stakeholders.expect(of(address, joint), group, position=Position.support, reason="No", by=joint)
        make.group(consultation, by=author("HO"), name="Gone")
        stakeholders.remove_group(consultation, reading.group(consultation, 3), by=author("HO"))
        with pytest.raises(Stale):
            stakeholders.change_group(
                consultation, group, **{**MAGISTRATES, "target": 3}, by=author("HO"), version=before - 1
            )
        opening.approve_opening(consultation, by=publisher("HO"))
        expect = {"position": Position.support, "reason": "Now we know", "by": author("HO")}
        for write in (
            lambda: stakeholders.expect(consultation, group, **expect),
            lambda: stakeholders.measure(consultation, [], by=author("HO")),
            lambda: stakeholders.change_group(consultation, group, **MAGISTRATES, target=1, by=author("HO")),
            lambda: make.group(consultation, by=author("HO")),
            lambda: stakeholders.remove_group(consultation, group, by=author("HO")),
            lambda: stakeholders.explain_gaps(consultation, {}, by=author("HO")),
        ):
            with pytest.raises(Refused, match="opening is approved"):
                write()
        held = reading.expected(consultation)
        assert [(one.group.name.en.text, one.position) for one in held][-1] == ("People in Wales", Position.oppose)
        made = questionnaires.duplicate(consultation, by=author("HO"))
        assert [one.target for one in reading.groups(made.id)] == [20, 15]
        assert all(one.position is None for one in reading.expected(made))
        assert len(reading.gaps(made.id)) == 5
        reference = consultation.reference
    with reading_in():
        with pytest.raises(NotFound):
            reading.expected_at(reference, viewer=ANONYMOUS)
        assert [first_break(chain) for chain in chains()] == [None for _ in chains()]


def test_what_was_reached_is_public_after_closing_and_small_numbers_are_not(client, address, writing_in):
    with writing_in():
        consultation, by = of(address, author("HO")), author("HO")
        make.group(consultation, by=by, **MAGISTRATES, target=30)
        make.group(consultation, by=by, name="Judges", respondent_types=("judge",), target=4, name_cy="Barnwyr")
        opening.approve_opening(consultation, by=publisher("HO"))
        for kind, number in (("magistrate", 13), ("judge", 3), ("police_officer_or_staff", 11)):
            for _ in range(number):
                response(
                    consultation,
                    {1: ANSWERS[1]},
                    About(OnBehalfOf.myself, RespondentType(kind)),
                    at=clock.now(),
                )
        log = {"how": InvolvementHow.visit, "what": "CNRY-log", "by": by, "happened_on": clock.today()}
        group = reading.group(consultation, 2)
        with pytest.raises(Refused):
            stakeholders.record_involvement(consultation, group, stage=InvolvementStage.drafting, people=12, **log)
        for people in (12, 90):
            stakeholders.record_involvement(
                consultation, group, stage=InvolvementStage.consultation, people=people, **log
            )
        stakeholders.remove_involvement(consultation, group.involvement[1], reason="Typed wrongly", by=by)
        with pytest.raises(Refused):
            stakeholders.change_target_late(consultation, group, target=30, reason="The same", by=by)
        stakeholders.change_target_late(consultation, group, target=25, reason="Fewer are in post.", by=by)
        reached = {one.group.number: (one.responded, one.silent, one.involved) for one in reading.reached(consultation)}
        assert reached == {1: (11, 9, 0), 2: (13, 12, 12), 3: (3, 1, 0)}
        at, closes_at = f"/consultations/{consultation.reference}", consultation.closes_at

    page = client.get_ok(at)
    assert "Who we want to hear from" in page.text
    assert '<span class="govuk-body-s" lang="cy">Barnwyr</span>' in page.text
    assert "from 30 to 25. Fewer are in post." in page.text
    assert "It changes nothing for them." in page.text
    assert "At least" not in page.text
    assert {one["responded_at_least"] for one in client.get(f"{at}.json").json["stakeholders"]["groups"]} == {None}
    with time_machine.travel(closes_at + timedelta(hours=1), tick=False):
        page, twin = client.get_ok(at).text, client.get(f"{at}.json").json["stakeholders"]
    cells = [" ".join(row.split()) for row in page.split('id="reach"')[1].split("</table>")[0].split("<tr")[2:]]
    by_name = {next(name for name in ("Police", "Magistrates", "Judges") if name in row): row for row in cells}
    assert "At least 10" not in by_name["Police"]  # 11 and 3 would be told from each other
    assert "Not shown" in by_name["Police"]
    assert "At least 10" in by_name["Magistrates"]
    assert "Up to 15" in by_name["Magistrates"]
    assert "Not shown" in by_name["Judges"]
    assert "never count that as agreement" in page
    assert {one["name"]["en"]: one["responded_at_least"] for one in twin["groups"]} == {
        "Police and court staff": None,
        "Magistrates": 10,
        "Judges": None,
    }
    assert "CNRY" not in page + json.dumps(twin)


def test_expected_positions_are_everybodys_once_it_is_answered(client, address, writing_in):
    with writing_in() as session:
        consultation, by = of(address, author("HO")), author("HO")
        group = reading.group(consultation, 1)
        stakeholders.expect(consultation, group, position=Position.oppose, reason="CNRY-expected", by=by)
        opening.approve_opening(consultation, by=publisher("HO"))
        at = f"/consultations/{consultation.reference}"
        session.flush()
    assert client.get(f"{at}/expected-positions").status_code == 404
    assert "CNRY" not in client.get_ok(at).text
    with writing_in() as session:
        consultation = of(address, author("HO"))
        made = {"kind": OutcomeKind.not_proceeding, "published_at": clock.now()}
        session.add(Outcome(consultation_id=consultation.id, document=Document(), **made))
        session.flush()
        with pytest.raises(Refused, match="record is closed"):
            stakeholders.change_target_late(consultation, reading.group(consultation, 1), target=1, reason="x", by=by)
        entries = history(RootKind.consultation, consultation.id)
        assert sum(one.event.value == "stakeholders.position_expected" for one in entries) == 1
    page = client.get_ok(f"{at}/expected-positions").text
    assert "Oppose it" in page
    assert "CNRY-expected" in page


def test_what_a_group_said_stands_beside_what_was_expected(client, writing_in):
    with writing_in() as session:
        consultation, by = open_consultation(), author("HO")
        approved = consultation.opening_approved_at, consultation.opening_approved_by_id
        consultation.opening_approved_at = consultation.opening_approved_by_id = None
        solicitors = {"kind": StakeholderKind.frontline, "respondent_types": ("defence_solicitor",)}
        for name, more in (("Duty solicitors", solicitors), ("Magistrates", MAGISTRATES)):
            group = make.group(consultation, by=by, **{**more, "name": name}, target=30)
            stakeholders.expect(consultation, group, position=Position.oppose, reason="More nights on call.", by=by)
        stakeholders.measure(consultation, [1, 3], by=by)
        stakeholders.measure(consultation, [1], by=by)
        consultation.opening_approved_at, consultation.opening_approved_by_id = approved
        session.flush()
        for number in range(15):
            about = About(
                OnBehalfOf.myself, RespondentType.defence_solicitor if number < 12 else RespondentType.magistrate
            )
            response(
                consultation, {1: Given(keys=("agree" if number else "disagree",)), 3: Given(keys=("yes",))}, about
            )
        at = f"/consultations/{consultation.reference}"
    assert client.get(f"{at}/positions").status_code == 404
    sign_in(client, "author@ho.example")
    page = words(client.get_ok(f"{at}/positions").text)
    assert "Resistance was over-estimated most of Duty solicitors." in page
    assert "Duty solicitors Oppose it 11 of 12 (92%) 1 of 12 (8%) 12 Less resistance than expected, by 1.3" in page
    assert "Magistrates Oppose it Not shown Not shown Fewer than 10 Cannot be said" in page
    assert "Duty solicitors 30 12 18" in page
    with writing_in() as session:
        made = {"kind": OutcomeKind.not_proceeding, "published_at": clock.now()}
        found = of(at.rpartition("/")[2], by)
        session.add(Outcome(consultation_id=found.id, document=Document(), **made))
    page = words(client.application.test_client().get_ok(f"{at}/positions").text)
    assert "Duty solicitors Oppose it at least 66% at most 34% at least 10 Less resistance than expected" in page
    assert "Less resistance than expected, by" not in page
