"""Sections, pairs of questions, help, and questions that are asked only after some answers."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import questions
from collab.consultations.models import (
    Consultation,
    Question,
    QuestionSection,
    QuestionType,
    Submission,
    SubmissionDraft,
)
from collab.consultations.queries import setup as reading
from collab.consultations.rules.paths import Condition
from collab.errors import Refused
from collab.text import Bilingual
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import DURING, ask, open_consultation
from tests.support.page import words


@pytest.fixture
def address(writing_in):
    """An open consultation: 1 in a section with 2, its "why"; 3 required and asked after yes to 1; 4 after no to 3."""
    with time_machine.travel(DURING, tick=True):
        with writing_in() as session:
            made = open_consultation(questions=False)
            section = QuestionSection(consultation=made, number=1, position=1, heading=Bilingual.of("Costs", "Costau"), introduction=Bilingual.of("What it costs to be asked twice."))  # fmt: skip
            session.add(section)
            ask(
                made,
                QuestionType.yes_no_dontknow,
                "Were you asked twice?",
                section=section,
                help="Twice means two times.",
            )
            ask(made, QuestionType.free_text, "Why?", section=section, is_with_previous=True)
            ask(made, QuestionType.yes_no_dontknow, "Did it hurt?", section=section, is_required=True, condition=Condition(1, True, ("yes",)))  # fmt: skip
            ask(made, QuestionType.free_text, "What helped?", section=section, condition=Condition(3, True, ("no",)))
            found = f"/consultations/{made.reference}"
        yield found


def test_the_author_orders_questions_by_sections_and_says_when_they_are_asked(client, writing_in, reading_in):
    with writing_in():
        at = f"/consultations/{make.started().address}/questions"
    sections = at.replace("/questions", "/sections")
    sign_in(client, "author@ho.example")
    for heading, welsh in (("About you", "Amdanoch chi"), ("Costs", "Costau")):
        assert client.submit(f"{sections}/new", heading=heading, heading_cy=welsh).status_code == 303
    client.submit(f"{at}/new", type="yes_no_dontknow", wording="Were you asked twice?", section="2")
    client.submit(
        f"{at}/new", type="free_text", wording="Why?", section="2", with_previous="yes", help="Say it simply."
    )
    client.submit(f"{at}/new", type="single", wording="Where?", options="Here\nThere", section="1")
    listed = words(client.get_ok(at).text)
    assert listed.index("About you") < listed.index("Where?") < listed.index("Costs") < listed.index("Were you asked")
    asked_after = f"{at}/2/condition"
    assert "1. Where?" in words(client.get_ok(asked_after).text)  # only questions with fixed answers that come before
    assert "Asked only if" not in listed
    page = client.get_ok(f"{asked_after}?on=3")
    assert client.submit(page, press="Save", verb="is", options=[]).status_code == 422
    assert client.submit(page, {"verb": "is", "options": ["o1"]}, press="Save").status_code == 303
    assert "Asked only if the answer to question 1 is “Here”" in words(client.get_ok(at).text)
    moved = client.submit(at, press="Move section 1 down")
    assert moved.status_code >= 400
    assert "depends on question 3, so it must come after it" in words(moved.text)
    refused = client.submit(f"{at}/3", options="There\nElsewhere")
    assert refused.status_code == 422
    assert "depends on an answer to question 1 that is not offered any more" in words(refused.text)
    stale = client.get_ok(f"{sections}/2")
    assert client.submit(f"{sections}/2", introduction="What it costs.").status_code == 303
    assert client.submit(stale, introduction="Another text.").status_code == 409
    assert "There are questions in this section" in words(client.submit(at, press="Remove section 1").text)
    assert client.submit(asked_after, press="Always ask question 3").status_code == 303
    assert client.submit(at, press="Move section 1 down").status_code == 303
    with reading_in() as session:
        found = session.scalars(select(Consultation)).one()
        assert [one.number for one in reading.questions(found)] == [1, 2, 3]
        assert "section 1" in reading.facts(found).missing_in_welsh  # the introduction
        assert reading.questions(found)[1].current.help.en.text == "Say it simply."


def test_the_way_follows_the_answers_and_what_is_not_asked_is_not_kept(client, address, reading_in):
    first = client.follow(client.submit(f"{address}/respond", press="Start now"))
    token = first.request.path.split("/")[3]
    here = f"/responses/draft/{token}"
    for expected in ("Question 1 of 2", "Costs", "What it costs to be asked twice.", "Twice means two times.", "Why?"):
        assert expected in words(first.text)
    assert client.get(f"{here}/questions/2").location == f"{here}/questions/1"
    third = client.follow(client.submit(first, {"answer": "yes", "answer_2": "Two forms"}))
    assert "Question 3 of 3" in words(third.text)
    fourth = client.follow(client.submit(third, {"answer": "no"}))
    assert "What helped?" in words(fourth.text)
    client.submit(fourth, {"answer": "A friend, whom nobody will hear of"})
    client.submit(f"{here}/about/who", on_behalf_of="self", respondent_type="victim")
    check = client.get_ok(f"{here}/check")
    assert "A friend" in words(check.text)
    back = client.submit(f"{here}/questions/1?then=check", {"answer": "no"})
    assert back.location == f"{here}/check"  # question 3 is required, and not asked any more
    check = client.get_ok(back.location)
    assert "Did it hurt?" not in words(check.text)
    with reading_in() as session:
        assert len(session.scalars(select(SubmissionDraft)).one().answers) == 4  # should the first answer change again
    private = client.follow(client.submit(check, press="Send your response"))
    with reading_in() as session:
        answers = session.scalars(select(Submission)).one().answers
        assert [(one.question_version.question.number, one.keys, one.words) for one in answers] == [
            (1, ["no"], ""), (2, [], "Two forms"),
        ]  # fmt: skip
    assert "A friend" not in words(private.text)


def test_what_a_changed_answer_asks_for_is_asked_at_once_and_kept_apart_by_window(client, address, writing_in):
    first = client.follow(client.submit(f"{address}/respond", press="Start now"))
    here = first.request.path.removesuffix("/questions/1")
    other = client.get_ok(first.request.path)
    client.submit(first, {"answer": "no", "answer_2": "From the first window"})
    clash = client.submit(other, {"answer": "no", "answer_2": "From the second"})
    assert clash.status_code == 409
    assert "From the first window" in words(clash.text)
    assert client.submit(clash, press="Save and continue").status_code == 303
    asked = client.submit(f"{here}/questions/1?then=check", {"answer": "yes"})
    assert asked.location == f"{here}/questions/3?then=check"
    assert "Question 3: choose one answer" in words(client.get_ok(f"{here}/check").text)

    def depend_on_each_other():
        with writing_in() as session:
            found = session.scalars(select(Consultation)).one()
            question = session.scalars(select(Question).where(Question.number == 1)).one()
            questions.set_condition(found, question, condition=Condition(3, True, ("no",)), by=author("HO"))

    with pytest.raises(Refused, match="Questions 1 and 3 would depend on each other"):
        depend_on_each_other()
    # N6: a condition that changes while it is open is a new version
    with writing_in() as session:
        found = session.scalars(select(Consultation)).one()
        question = session.scalars(select(Question).where(Question.number == 3)).one()
        questions.set_condition(
            found,
            question,
            condition=Condition(1, False, ("yes",)),
            public_reason="For all but those.",
            by=author("HO"),
            version=1,
        )
        assert [one.condition["is"] for one in question.versions] == [True, False]
        assert [len(one.options) for one in question.versions] == [3, 3]
    assert "Did it hurt?" not in words(client.get_ok(f"{here}/check").text)


def test_paper_that_answers_what_is_not_asked_is_for_staff_to_judge(client, address, writing_in):
    with writing_in():
        author("HO")
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{address}/responses/new")
    assert "Asked only if the answer to question 1 is “Yes”" in words(page.text)
    letter = {"channel": "post", "received_on": date(2026, 10, 20), "on_behalf_of": "self", "respondent_type": "victim"}
    refused = client.submit(page, {**letter, "answer_1": "no", "answer_3": "yes"})
    assert refused.status_code == 422
    assert "Question 3 is asked only after another answer. Correct that answer, or leave this one out" in words(
        refused.text
    )
    assert client.submit(refused, {"answer_1": "yes"}).status_code == 303
    twin = client.get_ok(f"{address}.json").json
    assert twin["sections"] == [
        {
            "number": 1,
            "heading": {"en": "Costs", "cy": "Costau"},
            "introduction": {"en": "What it costs to be asked twice."},
        }
    ]
    assert twin["questions"][2]["asked_if"] == {"question": 1, "is": True, "options": ["yes"]}
    assert (twin["questions"][1]["is_with_previous"], twin["questions"][1]["section"]) == (True, 1)
