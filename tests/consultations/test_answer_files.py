"""Files in answers: kept with a draft, sent, amended, read by those who read the response, and forgotten when nobody may."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.attachments.actions import sweep
from collab.attachments.models import Attachment
from collab.consultations.actions import answer_files, drafts, workspaces
from collab.consultations.actions.answer_files import Upload
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import QuestionType, Submission, SubmissionDraft
from collab.consultations.rules import answers, links, questionnaire, questionnaire_file, questionnaire_word
from collab.consultations.rules import response_tables as tables
from collab.errors import Refused
from collab.text import Language
from tests.attachments.test_hostile_files import HOSTILE
from tests.factories import files
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import DURING, PERSON, ask, open_consultation
from tests.support.page import words

WHO = {"on_behalf_of": "self", "respondent_type": "magistrate"}


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def asked(writing_in):
    """The reference of a consultation with a question for words and one for files."""
    with writing_in():
        consultation = open_consultation(questions=False)
        ask(consultation, QuestionType.free_text, "Why?")
        ask(consultation, QuestionType.file, "What should we see?", is_required=True)
        author("HO"), author("MA"), author("CLINKS")
        return consultation.reference


def file(name="plan.pdf", content=files.PDF):
    return io.BytesIO(content), name


def begun(client, reference):
    first = client.follow(client.submit(f"/consultations/{reference}/respond", press="Start now"))
    return first.request.path.split("/")[3]


def links_of(page, words_before="Download"):
    return re.findall(r'href="([^"]+/files/[^"]+)"', page.text)


def stored(reading_in):
    with reading_in() as session:
        return [
            (one.file_name, one.organisation_id)
            for one in session.scalars(select(Attachment).order_by(Attachment.number))
        ]


def test_files_stay_with_a_draft_are_sent_and_can_be_changed(app, client, asked, reading_in):
    token = begun(client, asked)
    page = f"/responses/draft/{token}/questions/2"
    assert "Choose a file" in words(client.submit(page, press="Save and continue").text)
    sent = client.submit(page, {"answer": [file(), file("../../chart<1>.png", files.png())]}, tampered=True)
    assert sent.status_code == 303
    again = client.submit(page, {"answer": [file()]}, tampered=True)  # the second click, or another window
    assert again.status_code == 303
    kept = client.get_ok(page)
    assert re.findall(r"Remove (\S+)", words(kept.text)) == ["plan.pdf", "chart-1-.png"]
    assert client.submit(kept, press="Save and continue").status_code == 303  # going on keeps them
    for address, kind in zip(links_of(kept), ("application/pdf", "image/png"), strict=True):
        got = client.get(address)
        assert (got.status_code, got.mimetype) == (200, kind)
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
    # all questions on one page show and keep the same ones
    every = client.get_ok(f"/responses/draft/{token}/all")
    assert (
        client.submit(
            every, {"answer_1": "See the plan", "answer_2": [file("more.txt", b"More.")]}, tampered=True
        ).status_code
        == 303
    )
    client.submit(f"/responses/draft/{token}/about/who", WHO)
    check = client.get_ok(f"/responses/draft/{token}/check")
    assert "plan.pdf chart-1-.png more.txt" in words(check.text)
    done = client.follow(client.submit(check, press="Send your response"))
    private = re.search(r"/responses/[\w-]{40,}", done.text)[0]
    receipt = client.get_ok(private)
    own = links_of(receipt)
    assert len(own) == 3
    assert client.get(own[0]).data == files.PDF
    assert client.get(links_of(kept)[0]).status_code == 404  # the draft is empty now
    assert client.get(f"/responses/{'A' * 43}/files/{own[0].rpartition('/')[2]}").status_code == 404
    # amending keeps and removes
    changing = client.follow(client.submit(receipt, press="Change your response")).request.path.removesuffix("/check")
    form = client.get_ok(f"{changing}/questions/2")
    gone = links_of(form)[0].rpartition("/")[2]
    assert client.submit(form, {"answer-remove": [gone]}).status_code == 303
    client.submit(f"{changing}/check", press="Send the changes")
    left = links_of(client.get_ok(private))
    assert [client.get(one).status_code for one in (*left, own[0])] == [200, 200, 404]
    # staff of the controllers read them, others do not, and nobody without the response
    with reading_in() as session:
        number = session.scalars(select(Submission)).one().receipt
    address = f"/consultations/{asked}/responses/{number}"
    assert app.test_client().get(f"{address}/files/{gone}").status_code == 302
    for email, status in (("author@ho.example", 200), ("author@clinks.example", 404)):
        reader = app.test_client()
        sign_in(reader, email)
        assert reader.get(f"{address}/files/{left[0].rpartition('/')[2]}").status_code == status
        assert reader.get(f"{address}/files/{gone}").status_code == 404
        assert reader.get(f"/consultations/{asked}/our-response/files/{gone}").status_code == 404
    assert stored(reading_in) == [("plan.pdf", None), ("chart-1-.png", None), ("more.txt", None)]


def test_what_is_not_taken_is_said_at_the_question_and_nothing_is_kept(client, asked, reading_in, monkeypatch):
    token = begun(client, asked)
    page = client.get_ok(f"/responses/draft/{token}/questions/2")
    refused = client.submit(
        page, {"answer": [file(), file("page.pdf", b"<html><script>alert(1)</script>")]}, tampered=True
    )
    assert refused.status_code == 422
    assert "“page.pdf”: The content is not what the name says" in words(refused.text)
    many = [file(f"{number}.txt", b"%d" % number) for number in range(11)]
    assert "up to 10 files" in words(client.submit(page.request.path, {"answer": many}, tampered=True).text)
    page = page.request.path
    ten = [file(f"{number}.txt", b"%d" % number) for number in range(10)]
    assert client.submit(page, {"answer": ten}, tampered=True).status_code == 303
    full = client.submit(page, {"answer": [file("eleventh.txt", b"11")]}, tampered=True)
    assert "Remove one first" in words(full.text)
    assert len(stored(reading_in)) == 10
    # a key that was sent is no file: only what stands in the answer can stay in it
    forged = client.submit(page, {"answer": "x" * 36 + "=other.pdf", "answer-remove": "y"}, tampered=True)
    assert forged.status_code == 303
    with reading_in() as session:
        (draft,) = session.scalars(select(SubmissionDraft))
        assert len(draft.answers[str(_files_question(session))]["keys"]) == 10
    # without a draft, a big body is not even read
    big = {"answer": [file("big.pdf", files.PDF + b" " * 3_000_000)]}
    assert client.post(f"/responses/draft/{'B' * 43}/questions/2", data=big).status_code == 413


def _files_question(session):
    from collab.consultations.models import Question, QuestionVersion

    query = select(Question.id).join(Question.versions).where(QuestionVersion.type == QuestionType.file)
    return session.scalars(query).one()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_hostile_file_comes_in_with_an_answer(writing_in, tmp_path, backend):
    extra = {
        "a web archive": ("page.mhtml", b"MIME-Version: 1.0"),
        "a shortcut": ("link.lnk", b"L\x00\x00\x00"),
        "a page called a sheet": ("page.csv", b"<html><body onload=alert(1)>"),
        "a script in an OpenDocument": ("a.odt", files.archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "Scripts/a.js": "x"})),
        "a drawing called a photo": ("photo.jpg", b'<svg onload="alert(1)"/>'),
        "a document called a photo": ("photo.jpeg", files.office()),
        "a photo called a PDF": ("photo.pdf", files.jpeg()),
        "a form with a program": ("form.pdf", b"%PDF-1.7\n1 0 obj << /XFA 2 0 R >> endobj\n%%EOF\n"),
        "a locked PDF": ("locked.pdf", b"%PDF-1.7\ntrailer << /Encrypt 4 0 R >>\n%%EOF\n"),
        "a PDF that sends itself": ("send.pdf", b"%PDF-1.7\n1 0 obj << /S /SubmitForm >> endobj\n%%EOF\n"),
    }  # fmt: skip
    every = HOSTILE | extra
    assert len(every) >= 60
    with writing_in():
        consultation = open_consultation(questions=False)
        question = ask(consultation, QuestionType.file, "What?")
        draft = drafts.start(consultation, token="D" * 43, by=ANONYMOUS)
        for what, (name, content) in every.items():
            typed = [Typed(question, answers.Given(), question.current.id, files=[Upload(name, io.BytesIO(content))])]
            with pytest.raises(Refused) as refusal:
                drafts.answer(draft, typed, folder=tmp_path, by=ANONYMOUS)
            assert [one.field for one in refusal.value.problems] == ["answer"], what
        assert not list(tmp_path.rglob("*.part"))
        assert draft.answers == {}


def test_nothing_is_kept_that_nobody_may_read(client, asked, writing_in, reading_in, installation, tmp_path):
    """Of drafts never sent, of withdrawn responses and of tests; what counts stays."""
    with writing_in() as session:
        consultation = session.scalars(select(Submission.consultation.property.mapper.class_)).one()
        question = consultation.questions[1]

        def draft(token, content):
            made = drafts.start(consultation, token=token * 43, by=ANONYMOUS)
            typed = Typed(
                question, answers.Given(), question.current.id, files=[Upload(f"{token}.txt", io.BytesIO(content))]
            )
            drafts.answer(made, [typed], folder=tmp_path, by=ANONYMOUS)
            return made

        from collab.consultations.actions import submissions
        from collab.consultations.rules import respondents

        sent, withdrawn, _ = (draft(one, one.encode()) for one in "abc")
        for one, token in ((sent, "a"), (withdrawn, "b")):
            one.about = respondents.about_json(PERSON)
            submissions.submit(one, token=token * 43, address=str, by=ANONYMOUS)
        submissions.withdraw(withdrawn.revision.submission, by=ANONYMOUS)
        test = drafts.start_test(consultation, token="t" * 43, by=author("HO"))
        typed = Typed(question, answers.Given(), question.current.id, files=[Upload("t.txt", io.BytesIO(b"t"))])
        drafts.answer(test, [typed], folder=tmp_path, by=author("HO"))
        test.about = respondents.about_json(PERSON)
        drafts.end_test(test, by=author("HO"))
        ours = workspaces.start(consultation, by=author("MA"))
        typed = Typed(question, answers.Given(), question.current.id, files=[Upload("w.txt", io.BytesIO(b"w"))])
        workspaces.answer(ours, typed, folder=tmp_path, by=author("MA"))
        assert answer_files.forget(by=SYSTEM) == 0  # the pages of today may be open still
        closes = consultation.closes_at
    names = [name for name, _ in stored(reading_in)]
    assert names == ["a.txt", "b.txt", "c.txt", "t.txt", "w.txt"]
    with writing_in(), clock.pinned(DURING + timedelta(days=2)):
        assert answer_files.forget(by=SYSTEM) == 2
    assert [name for name, _ in stored(reading_in)] == ["a.txt", "c.txt", "w.txt"]
    with writing_in(), clock.pinned(closes + timedelta(days=29)):
        from collab.consultations.actions.clean_up import erase_old_drafts

        erase_old_drafts(by=SYSTEM)
        assert answer_files.forget(by=SYSTEM) == 2
        assert sweep(tmp_path, by=SYSTEM) == 4
    assert [name for name, _ in stored(reading_in)] == ["a.txt"]
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"a"]


def test_a_body_and_staff_attach_files_too(app, client, asked, writing_in, reading_in):
    sign_in(client, "author@ma.example")
    ours = f"/consultations/{asked}/our-response"
    client.submit(ours, press="Begin the response")
    assert client.submit(f"{ours}/questions/2", {"answer": [file()]}, tampered=True, press="Save").status_code == 303
    more = {"answer": [file("more.txt", b"m")]}
    assert client.submit(f"{ours}/questions/2", more, tampered=True, press="Save").status_code == 303
    page = client.get_ok(f"{ours}/questions/2")
    assert [client.get(one).status_code for one in links_of(page)] == [200, 200]
    assert "plan.pdf more.txt" in words(client.get_ok(f"{ours}/check").text)
    staff = app.test_client()
    sign_in(staff, "author@ho.example")
    entry = f"/consultations/{asked}/responses/new"
    letter = {"channel": "post", "received_on": clock.today(), "on_behalf_of": "self", "respondent_type": "victim"}
    bad = staff.submit(entry, letter | {"answer_2": [file("a.exe", b"MZ")]}, tampered=True, press="Enter")
    assert bad.status_code == 422
    assert "The name holds .exe" in words(bad.text)
    assert (
        staff.submit(
            entry, letter | {"answer_2": [file("scan.png", files.png())]}, tampered=True, press="Enter"
        ).status_code
        == 303
    )
    with reading_in() as session:
        entered = session.scalars(select(Submission)).one()
        assert answers.file_of(entered.answers[0].keys[0])[1] == "scan.png"
    assert links_of(staff.get_ok(f"/consultations/{asked}/responses/{entered.receipt}"))


def test_questionnaires_know_the_type_and_tables_say_that_they_have_no_column(writing_in):
    with writing_in():
        consultation = open_consultation(questions=False)
        ask(consultation, QuestionType.file, "What should we see?")
        text = questionnaire.as_text([], consultation.questions)
        (item,) = questionnaire_file.read(text).items
        assert item.written.type is QuestionType.file
        assert questionnaire_word.word("T", consultation.questions, Language.welsh).startswith(b"PK")
        assert not any(key.startswith("answer") for key, _ in tables.targets(consultation.questions))
        assert tables.without_column(consultation.questions) == ["question 1"]
        assert links.draft_token("k" * 16, "s")
