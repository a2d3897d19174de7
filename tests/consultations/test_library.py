"""Standard questions, and answers on equality that are counted and kept nowhere, on both databases."""

import io
import json
from datetime import timedelta

import docx
import pytest
import time_machine
from sqlalchemy import select, text

from collab import clock
from collab.accounts.policy import ANONYMOUS
from collab.consultations import queries
from collab.consultations.actions import drafts, questionnaires, questions, response_imports, sections, submissions
from collab.consultations.models import Answer, EqualityCount, QuestionType, SubmissionDraft
from collab.consultations.queries import equality, results, setup
from collab.consultations.queries import submissions as reading
from collab.consultations.rules import (
    library,
    links,
    questionnaire,
    questionnaire_file,
    questionnaire_word,
    response_tables,
)
from collab.consultations.rules.answers import Given
from collab.consultations.rules.paths import Condition
from collab.db import Base
from collab.errors import Refused
from collab.text import Language
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import ANSWERS, CLOSES, DURING, address, letter, open_consultation, response

AGE, LANGUAGES = 6, 13


def with_equality(**more):
    """An open consultation with five questions, and the section on equality as questions 6 to 13."""
    consultation = open_consultation(**more)
    approved, consultation.opening_approved_at = consultation.opening_approved_at, None
    by, consultation.opening_approved_by_id = consultation.opening_approved_by_id, None
    questionnaires.load(consultation, library.questionnaire(library.EQUALITY), by=author("HO"))
    consultation.opening_approved_at, consultation.opening_approved_by_id = approved, by
    return consultation


def counted(session, number):
    """(key, number) of one question, nothing of options that nobody chose."""
    query = select(EqualityCount.option_key, EqualityCount.number).where(EqualityCount.number > 0)
    of_it = EqualityCount.question_version_id == session.info["versions"][number]
    return dict(session.execute(query.where(of_it)).all())


def stored(session):
    """All that the database holds, but for the counts."""
    names = set(Base.metadata.tables) - {"equality_counts", "question_options", "question_versions"}
    return " ".join(repr(row) for name in sorted(names) for row in session.execute(text(f'SELECT * FROM "{name}"')))


@pytest.mark.parametrize("section", library.SECTIONS, ids=lambda one: one.key)
def test_each_standard_section_is_in_order_and_in_both_languages(section):
    found = library.questionnaire(section)
    assert found.parts[0].is_equality is section.is_equality
    for item in found.items:
        assert item.written.wording_cy
        assert all(one.label_cy for one in item.choices)
        assert not item.written.is_required
    assert all(found.parts[0].heading.values()) and all(found.parts[0].introduction.values())


def test_answers_on_equality_are_counted_and_stored_nowhere(writing_in):
    with writing_in() as session:
        consultation = with_equality()
        versions = {one.number: one.current.id for one in setup.questions(consultation)}
        session.info["versions"] = versions
        answers = {**ANSWERS, AGE: Given(keys=("35_to_44",)), LANGUAGES: Given(keys=("welsh", "english"))}
        sent = response(consultation, answers)
        response(consultation, {1: ANSWERS[1], AGE: Given(keys=("35_to_44",))})
        response(consultation, {1: ANSWERS[1]})
        letter(consultation, {2: ANSWERS[2], AGE: Given(keys=("55_to_64",))})
        with pytest.raises(Refused, match="at least one answer"):
            letter(consultation, {AGE: Given(keys=("55_to_64",))})
        assert counted(session, AGE) == {"": 3, "35_to_44": 2, "55_to_64": 1}
        assert counted(session, LANGUAGES) == {"": 1, "welsh": 1, "english": 1}
        kept = {one.question_version_id for one in session.scalars(select(Answer))}
        assert kept.isdisjoint({versions[AGE], versions[LANGUAGES]})
        session.flush()
        held = stored(session)
        assert "Ask later" in held
        assert not {key for key in ("35_to_44", "55_to_64", 'welsh"', "prefer_not") if key in held}

        with clock.pinned(DURING + timedelta(hours=1)):
            token = links.amendment_token("x" * 43, 1)
            draft = drafts.start_amendment(sent, token=token, by=ANONYMOUS)
            assert [one.number for one in reading.questions_of(draft)] == [1, 2, 3, 4, 5]
            submissions.submit(draft, token=token, address=address, by=ANONYMOUS)
        assert counted(session, AGE) == {"": 3, "35_to_44": 2, "55_to_64": 1}
        assert [one.number for one in results.every(consultation)] == [1, 3, 4, 5]
        shown = {one.number: dict(one.lines) for one in equality.results_of(consultation)}
        assert set(shown) == set(range(AGE, LANGUAGES + 1))
        assert shown[AGE]["35 to 44"] == shown[AGE]["55 to 64"] == (None,)
        for _ in range(5):
            response(consultation, {1: ANSWERS[1], AGE: Given(keys=("35_to_44",))})
        (age, *_), asked = equality.results_of(consultation), setup.questions(consultation)
        assert dict(age.lines)["35 to 44"] == dict(age.lines)["55 to 64"] == (None,)  # 7 and 1 would be told apart
        assert (age.answered_by, age.number) == ("8", 6)
        for _ in range(6):
            response(consultation, {1: ANSWERS[1], AGE: Given(keys=("55_to_64",))})
        assert dict(equality.results_of(consultation, asked)[0].lines)["55 to 64"] == (7,)


def test_respondents_are_told_and_nobody_is_asked_twice(client, writing_in):
    with writing_in():
        at = with_equality().reference
    with time_machine.travel(DURING, tick=False):
        started = client.submit(f"/consultations/{at}/respond", layout="one")
        token = started.location.split("/draft/")[1].split("/")[0]
        client.submit(f"/responses/draft/{token}/questions/1", answer="agree")
        page = client.get_ok(f"/responses/draft/{token}/questions/{AGE}").text
        assert "Your answers in this part are kept apart" in page
        assert "not asked again if you change your response" in page
        client.submit(f"/responses/draft/{token}/questions/{AGE}", answer="under_18")
        client.submit(f"/responses/draft/{token}/about/who", on_behalf_of="self", respondent_type="victim")
        check = client.get_ok(f"/responses/draft/{token}/check")
        assert "Under 18" in check.text
        with writing_in():
            assert "under_18" in json.dumps(reading.draft(token).answers)
        assert client.submit(check).status_code == 303
        with writing_in() as session:
            assert session.scalars(select(SubmissionDraft)).one().answers == {}
            assert "under_18" not in stored(session)
        receipt = client.get_ok(f"/responses/{links.receipt_token(token)}").text
        assert "Under 18" not in receipt
        assert "How old are you" not in receipt


def test_a_section_is_added_from_the_library_and_keeps_its_flag(client, writing_in):
    with writing_in():
        by = author("HO")
        made = make.started()
        at = f"/consultations/{made.address}"
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{at}/questions/library").text
    assert "Monitro cydraddoldeb" in page
    assert client.submit(f"{at}/questions/library").status_code == 422
    for key in ("about_you", "equality"):
        assert client.submit(f"{at}/questions/library", section=key).status_code == 303
    assert "its answers are counted, and none is kept" in client.get_ok(f"{at}/questions").text
    file = client.get_ok(f"{at}/questions.json").json
    assert [one.get("is_equality", False) for one in file["sections"]] == [False, True]
    with writing_in():
        consultation = queries.get(at.rsplit("/", 1)[1], viewer=by)
        every, parts = setup.questions(consultation), setup.sections(consultation)
        read = questionnaire_file.read(questionnaire.as_text(parts, every))
        assert [one.is_equality for one in read.parts] == [False, True]
        copy = questionnaires.duplicate(consultation, by=by)
        assert [one.is_equality for one in setup.sections(copy)] == [False, True]
        age, last = every[3], every[-1]
        typed = {"type": QuestionType.free_text, "wording": "What else?", "section_number": 2}
        with pytest.raises(Refused) as refused:
            questions.add_question(consultation, **typed | {"is_required": True}, by=by)
        assert {one.field for one in refused.value.problems} == {"type", "is_required"}
        depends = Condition(age.number, is_one_of=True, options=("under_18",))
        with pytest.raises(Refused, match="kept apart"):
            questions.set_condition(consultation, last, condition=depends, by=by)
        apart = sections.add_section(consultation, heading="Carers", is_equality=True, by=by)
        assert apart.is_equality
    wrong = library.as_json(library.EQUALITY)
    wrong["questions"][0] |= {"type": "free_text", "options": [], "is_required": True}
    with pytest.raises(Refused) as refused:
        questionnaire_file.read(json.dumps(wrong))
    assert len(refused.value.problems) == 2


def test_columns_on_equality_are_left_out_of_an_import(app, client, writing_in):
    content = b"Why?,How old are you?,Ref\nBecause,35 to 44,1\nSo,Under 18,2\n"
    with writing_in():
        consultation = with_equality(opens_at=clock.now() - timedelta(days=9), closes_at=CLOSES + timedelta(days=900))
        at = f"/consultations/{consultation.reference}/responses/import"
        asked = setup.questions(consultation)
        assert response_tables.guessed(["Why?", "How old are you?"], asked)[1] == ""
        assert not [key for key, _ in response_tables.targets(asked) if key == f"answer-{AGE}"]
        assert response_tables.kept_apart(["Why?", "how old are you", "Question 7"], asked) == [1, 2]
        author("HO")
    sign_in(client, "author@ho.example")
    with writing_in():
        consultation = queries.get(at.split("/")[2], viewer=author("HO"))
        upload = response_imports.upload_responses(
            consultation, name="old.csv", content=content, folder=app.settings.imports_folder, by=author("HO")
        )
        path = f"{at}/{upload.id}/columns"
    page = client.get_ok(path).text
    assert "1 column holds answers on equality: How old are you?" in page
    assert "35 to 44" not in page
    assert not [one for one in app.settings.imports_folder.glob("*") if b"35 to 44" in one.read_bytes()]


def test_the_word_document_says_that_answers_are_kept_apart(writing_in):
    with writing_in():
        consultation = with_equality()
        for language, words in ((Language.english, "not kept with"), (Language.welsh, "ni chânt eu cadw")):
            made = docx.Document(io.BytesIO(questionnaire_word.word("T", setup.questions(consultation), language)))
            assert any(words in one.text for one in made.paragraphs)
