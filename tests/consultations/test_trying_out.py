"""Those who run a consultation try its questions out before it opens; nothing of a test counts or is kept."""

from datetime import timedelta

from sqlalchemy import func, select

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.consultations.actions import clean_up, questions
from collab.consultations.models import QuestionType, Submission, SubmissionDraft
from collab.consultations.rules.paths import Condition
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in
from tests.support.page import words


def test_a_test_goes_the_whole_way_before_it_opens_and_leaves_nothing(app, client, writing_in, reading_in):
    with writing_in():
        by, found = author("HO"), make.started()
        author("AGO")
        questions.add_question(
            found, type=QuestionType.yes_no_dontknow, wording="Twice?", wording_cy="Ddwywaith?", by=by
        )
        second = questions.add_question(found, type=QuestionType.free_text, wording="Why?", is_required=True, by=by)
        questions.set_condition(found, second, condition=Condition(1, True, ("yes",)), by=by)
        at = f"/consultations/{found.address}/questions"
    sign_in(client, "author@ho.example")
    way = words(client.get_ok(f"{at}/preview").text)
    assert "Not asked: question 2: Why?" in way
    assert "Not asked" not in words(client.get_ok(f"{at}/preview?answer_1=yes").text)
    begun = client.submit(f"{at}/preview", press="Begin a test", language="cy")
    first = client.follow(begun)
    assert "Prawf yw hwn. Ni chaiff yr hyn a rowch yma ei anfon na’i gyfrif byth" in words(first.text)
    assert "Ddwywaith?" in words(first.text)
    here = begun.location.removesuffix("/questions/1")
    other = app.test_client()
    assert other.get(begun.location).status_code == 404
    sign_in(other, "author@ago.example")
    assert other.get(f"{here}/check").status_code == 404
    client.submit(first, {"answer": "yes"})
    client.submit(f"{here}/about/who", on_behalf_of="self", respondent_type="other")
    assert "Cwestiwn 2: ysgrifennwch eich ateb" in words(client.get_ok(f"{here}/check").text)
    client.submit(f"{here}/questions/2", {"answer": "A test"})
    check = client.get_ok(f"{here}/check")
    assert "Anfon eich ymateb" not in check.text
    ended = client.submit(check, press="Gorffen y prawf")
    assert ended.location == at
    assert "Ni chadwyd dim ohono" in words(client.follow(ended).text)
    assert client.get(f"{here}/check").status_code == 404
    client.submit(f"{at}/preview", press="Begin a test")
    with writing_in() as session:
        (left,) = session.scalars(select(SubmissionDraft)).all()
        assert (left.is_test, session.scalar(select(func.count()).select_from(Submission))) == (True, 0)
        left.changed_at = clock.now() - clean_up.KEPT
    with writing_in(), clock.pinned(clock.now() - timedelta(minutes=1)):
        assert clean_up.erase_old_drafts(by=SYSTEM) == 0
    with writing_in():
        assert clean_up.erase_old_drafts(by=SYSTEM) == 1
