"""A second reader codes a sample blind, and people settle where two readers differ."""

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.models import Coding, CodingAct, CodingChange, SampledAnswer
from collab.consultations.rules.consideration import NOTHING
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import open_consultation, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def test_a_sample_is_coded_blind_compared_and_settled(writing_in, client, app):
    with writing_in():
        consultation = open_consultation()
        receipts = [response(consultation).receipt for _ in range(4)]
        here = f"/consultations/{consultation.reference}/questions/2"
        one, two = (analysis.theme(consultation, name) for name in ("CNRY one", "Two"))
        first = dict(zip(receipts, ([one], [one, two], [NOTHING], []), strict=True))
        for submission in analysis.submissions(consultation):
            if first[submission.receipt]:
                analysis.coded(submission, *first[submission.receipt])
        reader = str(author("MOJ").person_id)
    second = app.test_client()
    sign_in(client, "author@ho.example")
    sign_in(second, "author@moj.example")
    wrong = client.submit(f"{here}/double-coding", reader_id=reader, size="0", seed="7", only_coded="no")
    assert "Enter a number of answers from 1 to 2,000" in words(wrong.text)
    page = client.follow(client.submit(wrong, size="50"))
    sample = f"{here}/double-coding/1"
    assert "4 answers of 4, coded or not" in words(page.text)
    assert "No answer was coded by both" in words(page.text)
    assert client.get(f"{sample}/{receipts[0]}").status_code == 404  # who is not the reader has nothing to say yet
    # until the second reader has coded an answer, no page shows them what the first one said
    for address in (f"{here}/reading/{receipts[1]}", f"{sample}/{receipts[1]}"):
        shown = second.get(address, follow_redirects=True)
        assert '" checked' not in shown.text
        assert "coded:" not in shown.text
    whole = second.get_ok(here.removesuffix("/questions/2") + f"/responses/{receipts[1]}")
    assert "You are the second reader" in words(whole.text)
    assert '" checked' not in whole.text
    said = dict(zip(receipts, (["1"], ["2"], ["2"], ["1"]), strict=True))
    assert second.submit(f"{sample}/{receipts[0]}", press="Save").status_code == 422
    for receipt in receipts:
        assert second.submit(f"{sample}/{receipt}", press="Save", themes=said[receipt]).status_code == 303
    page = words(second.get_ok(sample).text)
    assert "Coded by both 3 of 4" in page
    assert "1 of 3 answers" in page
    assert "1. CNRY one 1 1 0 1 67% 0.40" in page
    assert "2. Two 1 0 1 1 67% 0.40" in page
    # the first reader comes to the last answer, and sees nothing of the second
    client.submit(f"{here}/reading/{receipts[3]}", press="Save", themes=["1"])
    assert "Coded by both 4 of 4" in words(client.get_ok(sample).text)
    late = second.get_ok(f"{sample}/{receipts[1]}")
    assert "The first reader said 1 and 2" in words(late.text)
    client.follow(client.submit(f"{sample}/{receipts[1]}", press="Settle", themes=["2"]))
    assert second.submit(late, press="Settle", themes=["1"]).status_code == 409
    page = words(client.get_ok(sample).text)
    assert "1. CNRY one 2 1 0 1 75% 0.50" in page  # what both said stays as it was
    with writing_in() as session:
        settled = session.scalars(select(SampledAnswer).where(SampledAnswer.settled_by_id.is_not(None))).one()
        codes = session.scalars(select(Coding).where(Coding.submission_id == settled.submission_id)).all()
        assert [code.theme.number for code in codes] == [2]
        acts = [change.act for change in session.scalars(select(CodingChange).order_by(CodingChange.at))]
        assert acts[-1] is CodingAct.removed
        assert sum(one.settled_at is not None for one in session.scalars(select(SampledAnswer))) == 3
