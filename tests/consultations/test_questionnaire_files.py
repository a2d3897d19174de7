"""A questionnaire goes out as JSON and Word and comes in as JSON; a consultation is used again."""

import io
import json
from decimal import Decimal

import docx
import pytest
from sqlalchemy import select

from collab.consultations.actions import questionnaires, questions, sections
from collab.consultations.models import Consultation, QuestionType
from collab.consultations.queries import setup as reading
from collab.consultations.rules import questionnaire, questionnaire_file
from collab.consultations.rules.paths import Condition
from collab.errors import NotAllowed, Refused
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in
from tests.support.page import Page, words


def full(consultation):
    """A questionnaire that uses all that there is, with a gap in the numbers and an order of its own."""
    by = author("HO")
    make.ask(consultation, by=by)
    about = sections.add_section(
        consultation, heading="About you", heading_cy="Amdanoch chi", introduction="Who.", by=by
    )
    sections.add_section(consultation, heading="Costs", by=by)
    questions.remove_question(consultation, reading.question(consultation, 3), by=by)
    more = {"type": QuestionType.multi, "options": "One\nTwo", "options_cy": "Un\nDau", "exclusive": "None"}
    with_welsh = questions.add_question(consultation, wording="Which?", wording_cy="Pa un?", exclusive_cy="Dim", section_number=1, by=by, **more)  # fmt: skip
    why = questions.add_question(consultation, type=QuestionType.free_text, wording="Why?", help="Say it.", section_number=1, is_with_previous=True, by=by)  # fmt: skip
    questions.set_condition(consultation, why, condition=Condition(with_welsh.number, False, ("o3",)), by=by)
    table = {
        "type": QuestionType.matrix,
        "options": "Well\nBadly",
        "rows": "Speed\nCare",
        "rows_cy": "Cyflymder\nGofal",
    }
    questions.add_question(consultation, wording="How?", is_required=True, section_number=2, by=by, **table)
    number = {"type": QuestionType.number, "least": Decimal("0.5"), "most": Decimal(24), "unit": "hours"}
    questions.add_question(consultation, wording="How long?", section_number=2, by=by, **number)
    assert about.number == 1


def text_of(consultation):
    return questionnaire.as_text(reading.sections(consultation), reading.questions(consultation))


def upload(client, address, content):
    """The page that shows what is in a file."""
    inputs = Page(client.get_ok(address).text).elements("input")
    hidden = {one.get("name"): one.get("value") for one in inputs if one.get("type") == "hidden"}
    return client.post(address, data={**hidden, "file": (io.BytesIO(content), "questions.json")})


def test_what_goes_out_comes_in_the_same_in_two_steps(client, writing_in, reading_in):
    with writing_in():
        first, second = make.started(), make.started(title="Another")
        full(first)
        out, into = f"/consultations/{first.address}/questions", f"/consultations/{second.address}/questions"
        second_id = second.id
    sign_in(client, "author@ho.example")
    taken = client.get_ok(f"{out}.json")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="draft-questions.json"'
    shown = upload(client, f"{into}/import", taken.data)
    assert shown.status_code == 200
    assert "2 sections and 8 questions will be added" in words(shown.text)
    assert client.get_ok(f"{into}.json").json["questions"] == []
    assert client.submit(shown, press="Add these questions").status_code == 303
    assert client.get_ok(f"{into}.json").text == taken.text
    with reading_in() as session:
        loaded = reading.questions(session.get_one(Consultation, second_id))
        assert [one.number for one in loaded] == list(range(1, 9))
    letter = docx.Document(io.BytesIO(client.get_ok(f"{out}.docx").data))
    headings = [one.text for one in letter.paragraphs if one.style.name.startswith("Heading")]
    assert headings[:6] == ["1. Do you agree?", "2. Why?", "3. Where?", "4. By whom?", "About you", "5. Which?"]
    assert "Asked only if the answer to question 5 is not “None”." in [one.text for one in letter.paragraphs]
    assert [cell.text for cell in letter.tables[0].columns[0].cells] == ["", "Speed", "Care"]
    welsh = docx.Document(io.BytesIO(client.get_ok(f"{out}.docx?language=cy").data))
    assert "5. Pa un?" in [one.text for one in welsh.paragraphs]
    assert client.get(f"{out}.exe").status_code == 404


def edited(change):
    held = {
        "format": questionnaire.FORMAT,
        "sections": [{"heading": {"en": "About"}}],
        "questions": [
            {"type": "single", "wording": {"en": "Where?"}, "options": [{"key": "a", "en": "Here"}, {"key": "b", "en": "There"}]},
            {"type": "free_text", "wording": {"en": "Why?"}, "section": 1, "asked_if": {"question": 1, "is": True, "options": ["a"]}},
        ],
    }  # fmt: skip
    change(held)
    return json.dumps(held)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda held: held.update(format="other"), "The file: its format must be"),
        (lambda held: held.update(questions=[]), "there are no questions in it"),
        (lambda held: held.update(more=1), "The file: there is no “more”"),
        (lambda held: held["sections"][0].pop("heading"), "Section 1: it has no heading in English"),
        (lambda held: held["questions"][0].update(type="essay"), "Question 1: there is no such type of question"),
        (lambda held: held["questions"][0].update(wording={"en": " "}), "Question 1: enter the question"),
        (lambda held: held["questions"][0].update(wording={"en": "a\x00"}), "Question 1, wording in English: it is not a text"),
        (lambda held: held["questions"][0]["options"].pop(), "Question 1: enter from 2 to 40 options"),
        (lambda held: held["questions"][0]["options"][1].update(key="a"), "Question 1, option 2: its key must be new"),
        (lambda held: held["questions"][0]["options"][1].update(en="x\ny"), "Question 1, option 2: it needs one line"),
        (lambda held: held["questions"][0].update(is_required="yes"), "Question 1: “is_required” must be true or false"),
        (lambda held: held["questions"][0].update(least=1.5), "Question 1: “least” must be a number, written as a text"),
        (lambda held: held["questions"][1].update(section=2), "Question 2: there is no such section"),
        (lambda held: held["questions"][1]["asked_if"].update(question=9), "depends on a question that is not in the file"),
        (lambda held: held["questions"][1]["asked_if"].pop("is"), "Question 2: “asked_if” needs"),
        (lambda held: held["questions"].append([]), "Question 3: it is not an object"),
    ],
)  # fmt: skip
def test_each_fault_of_a_file_is_said_with_its_place(change, message):
    assert questionnaire_file.read(edited(lambda held: None)).items[1].condition == Condition(1, True, ("a",))
    with pytest.raises(Refused) as refused:
        questionnaire_file.read(edited(change))
    assert message in " ".join(one.message for one in refused.value.problems)


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b"[" * 100_000, b" " * 300_001, b'{"a": ' + b"9" * 5_000 + b"}"]
)
def test_what_is_no_questionnaire_at_all_is_refused_in_words(content):
    with pytest.raises(Refused):
        questionnaire_file.read(content)


def test_a_file_with_a_forward_reference_adds_nothing(client, writing_in):
    with writing_in():
        at = f"/consultations/{make.started().address}/questions"
    sign_in(client, "author@ho.example")
    assert "Choose a file" in words(client.submit(f"{at}/import", press="Check the file").text)

    def backwards(held):
        held["questions"][1].pop("section")
        held["questions"][1]["asked_if"]["question"] = 2
        held["questions"].reverse()

    shown = upload(client, f"{at}/import", edited(backwards).encode())
    refused = client.submit(shown, press="Add these questions")
    assert refused.status_code == 422
    assert "Question 1 depends on question 2, so it must come after it" in words(refused.text)
    assert client.get_ok(f"{at}.json").json["questions"] == []


def test_an_earlier_consultation_is_used_again_without_its_dates(client, writing_in, reading_in):
    with writing_in():
        earlier = make.ready(title="First")
        before = text_of(earlier)
        at = f"/consultations/{earlier.address}"
        author("MOJ")
    sign_in(client, "author@moj.example")
    started = client.submit(f"{at}/set-up", press="Start a new one from this")
    assert started.status_code == 303
    with reading_in() as session:
        made = session.scalars(select(Consultation).where(Consultation.reasons != "").order_by(Consultation.started_at.desc())).first()  # fmt: skip
        assert made.address in started.location
        assert (str(made.title), made.opens_at, made.closes_at, made.decision_expected_on) == (
            "First",
            None,
            None,
            None,
        )
        assert [(one.organisation.code, one.role.value, bool(one.privacy_notice)) for one in made.runners] == [
            ("MOJ", "lead", True), ("HO", "joint", False),
        ]  # fmt: skip
        assert text_of(made) == before
    with writing_in() as session:
        earlier = session.scalars(select(Consultation).order_by(Consultation.started_at)).first()
        with pytest.raises(NotAllowed):
            questionnaires.duplicate(earlier, by=author("CPS"))
