"""Codes from a file: each fault by row and column, and all of it or nothing."""

import io

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import coding, frames
from collab.consultations.models import Coding, CodingAct, CodingChange, Theme
from collab.consultations.rules.consideration import NOTHING
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, open_consultation, response
from tests.support.client import Form
from tests.support.page import Page, words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def look(client, here, *lines):
    """Uploads a table."""
    address = f"{here}/reading/import"
    data = Form.on(Page(client.get_ok(address).text), {}, press="Look", to="", tampered=True).as_it_stands()
    data.setlist("file", [(io.BytesIO("\n".join(lines).encode()), "codes.csv")])
    return client.post(address, data=data)


def test_a_table_of_codes_is_judged_row_by_row_and_taken_whole(writing_in, client):
    with writing_in() as session:
        consultation = open_consultation()
        here = f"/consultations/{consultation.reference}"
        one, two, spam = (response(consultation) for _ in range(3))
        bare = response(consultation, {1: ANSWERS[1]})
        kept, gone = analysis.theme(consultation, "Kept"), analysis.theme(consultation, "Gone")
        frames.retire(gone, version=gone.version, by=author("HO"))
        coding.exclude(spam, "spam", version=spam.version, by=author("HO"))
        analysis.coded(two, NOTHING)
        question = consultation.questions[1]
        session.add(Coding(submission_id=one.id, question_id=question.id, theme_id=kept.id, at=AFTER))
        other = analysis.theme(consultation, "Other")
        assert (kept.number, other.number) == (1, 3)
        receipts = {"one": one.receipt, "two": two.receipt, "spam": spam.receipt, "bare": bare.receipt}
    sign_in(client, "author@ho.example")
    assert "There is no column with this heading" in words(look(client, here, "Receipt,Themes", "x,1").text)
    assert look(client, here).status_code == 422
    bad = look(client, here, "Receipt,Question,Themes", "R-0000-0000,2,1", f"{receipts['spam']},2,1", f"{receipts['bare']},2,1",
               f"{receipts['one']},1,1", f"{receipts['one']},2,2; 9", f"{receipts['one']},2,", f"{receipts['two']},2,1")  # fmt: skip
    told = words(bad.text)
    for fault in (
        "2 Receipt There is no response with this receipt number",
        "3 Receipt This response is excluded",
        "4 Question This response says nothing in words on question 2",
        "5 Question There is no question 1 that is answered in words",
        "6 Themes Theme 2 is not used any more",
        "6 Themes There is no theme 9 for this question",
        "7 Receipt Row 6 is about the same answer",
        "7 Themes Give theme numbers",
        "8 Themes An answer cannot have themes and nothing to code",
    ):
        assert fault in told
    good = look(
        client, here, "themes,receipt,question", f"1;3,{receipts['one'].lower()},2", f"nothing,{receipts['two']},2"
    )
    stale = look(client, here, "themes,receipt,question", f"3,{receipts['one']},2")
    assert "2 answers can be coded. Nothing is written yet" in words(good.text)
    assert "2 answers coded" in words(client.follow(client.submit(good, press="Code these answers")).text)
    with writing_in() as session:
        codes = sorted((code.theme.number if code.theme else 0) for code in session.scalars(select(Coding)))
        assert codes == [0, 1, 3]
        assert all(code.person_id for code in session.scalars(select(Coding)))
        acts = [change.act for change in session.scalars(select(CodingChange))]
        assert (acts.count(CodingAct.imported), acts.count(CodingAct.confirmed)) == (1, 1)
        other = session.scalars(select(Theme).where(Theme.number == 3)).one()
        frames.merge(other, into="1", version=other.version, by=author("HO"))
    late = client.submit(stale, press="Code these answers")
    assert late.status_code == 422
    assert "Something changed since you looked at the file" in words(late.text)
