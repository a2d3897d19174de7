"""Running a consultation: pausing, extending, withdrawing and cancelling it, and what everybody is told."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.audit.models import Event, RootKind
from collab.audit.queries import chains, first_break, history
from collab.consultations import queries, tasks
from collab.consultations.actions import changed_questions, erasing, extensions, running, submissions
from collab.consultations.models import Submission
from collab.consultations.queries import lists, notices, results
from collab.consultations.rules import extending, standing, window
from collab.consultations.rules.answers import Given
from collab.digests.queries import items
from collab.errors import NotAllowed, Refused
from collab.notifications.models import Message
from tests.factories import consultations as make
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.factories.editions import publisher
from tests.factories.submissions import ANSWERS, CLOSES, DURING, PERSON, open_consultation, response
from tests.support.page import words

LATER = date(2026, 12, 10)
AFTER = window.closes_at(LATER)


@pytest.fixture
def address(writing_in):
    """An open consultation, with people of its lead and of others."""
    with writing_in(), clock.pinned(DURING):
        one = open_consultation(decision_expected_on=date(2027, 2, 1), holiday_mitigation="We write again afterwards.")
        for code in ("HO", "MOJ"):
            author(code), signatory(code)
        publisher("HO")
        return f"/consultations/{one.reference}"


def found(address):
    return queries.get(address.rpartition("/")[2], viewer=ANONYMOUS)


def entered(app, email):
    client = app.test_client()
    sign_in(client, email)
    return client


def test_a_pause_is_told_and_nothing_that_was_written_is_lost(app, client, address, reading_in):
    with time_machine.travel(DURING, tick=False):
        lead, joint = entered(app, "author@ho.example"), entered(app, "author@moj.example")
        assert "Pause it" in words(lead.get_ok(f"{address}/running").text)
        assert "Pause it" not in words(joint.get_ok(f"{address}/running").text)
        assert joint.get(f"{address}/running/pause").status_code == 403
        draft = client.follow(client.submit(f"{address}/respond", press="Start now"))
        at = draft.request.path.removesuffix("/questions/1")
        client.submit(draft, answer="agree")
        for part, said in (("who", {"on_behalf_of": "self", "respondent_type": "magistrate"}), ("contact", {}), ("publishing", {})):  # fmt: skip
            client.submit(f"{at}/about/{part}", said)
        ready_to_send = client.get_ok(f"{at}/check")
        receipt = client.follow(client.submit(ready_to_send, press="Send your response")).text
        private = re.search(r"/responses/[\w-]{43}(?=\")", receipt)[0]
        other = client.follow(client.submit(f"{address}/respond", press="Start now"))
        here = other.request.path.removesuffix("/questions/1")
        for step, said in (("questions/1", {"answer": "agree"}), ("about/who", {"on_behalf_of": "self", "respondent_type": "victim"})):  # fmt: skip
            client.submit(f"{here}/{step}", said)
        check = client.get_ok(f"{here}/check")

        stale = lead.get_ok(f"{address}/running/pause")
        assert lead.submit(f"{address}/running/pause", reason=" ").status_code == 422
        reasons = {"reason": "Question 2 has a mistake.", "reason_cy": "Mae camgymeriad yng nghwestiwn 2."}
        assert lead.submit(f"{address}/running/pause", reasons).status_code == 303
        assert lead.submit(stale, reason="Again").status_code == 409

        for page in (client.get_ok(address), joint.get_ok(address)):
            said = words(page.text)
            for expected in ("Paused, not taking responses for now", "Question 2 has a mistake.", "Mae’r ymgynghoriad hwn wedi’i oedi.", "Mae camgymeriad yng nghwestiwn 2."):  # fmt: skip
                assert expected in said
            assert "Respond" not in [link.strip() for link in said.split("\n")]
        twin = client.get(f"{address}.json").json
        assert (twin["state"], twin["changes"][0]["kind"], twin["changes"][0]["reason"]["cy"]) == (
            "paused",
            "paused",
            reasons["reason_cy"],
        )
        assert twin["paused_at"] == DURING.isoformat()
        assert "This consultation is paused" in words(client.get_ok(f"{address}/respond").text)
        assert client.submit(f"{here}/questions/2", answer="Written during the pause").status_code == 303
        refused = client.submit(check, press="Send your response")
        assert refused.status_code == 409
        assert "What you wrote is saved" in words(refused.text)
        mine = client.get_ok(private)
        assert "you cannot change your response now. You can withdraw it." in words(mine.text)
        assert client.get_ok(f"{private}/withdraw").status_code == 200
        assert "You cannot send it now" in words(client.get_ok(f"{here}/check").text)
        with reading_in() as session:
            assert len(session.scalars(select(Submission)).all()) == 1
            one = found(address)
            assert one.closes_at == CLOSES
            assert lists.consultations(viewer=ANONYMOUS, filters=lists.Filters(group=lists.Group.open)).total == 1

        assert lead.submit(f"{address}/running", press="Open it again").status_code == 303
        page = client.get_ok(f"{here}/check")
        assert "Written during the pause" in words(page.text)
        assert client.submit(page, press="Send your response").status_code == 303
        said = words(client.get_ok(address).text)
        assert "Paused on 2 November 2026" in said
        assert "Open again from 2 November 2026" in said
        assert "This consultation is paused" not in said
        assert "Paused on 2 November 2026. Question 2 has a mistake." in client.get(f"{address}.atom").text
        assert "open again" in client.get(f"{address}.atom").text
        assert "Advice for children in custody" in client.get("/consultations.atom").text
    with reading_in():
        events = [entry.event for entry in history(RootKind.consultation, found(address).id)]
        assert [events.count(one) for one in (Event.consultation_paused, Event.consultation_resumed)] == [1, 1]
        told = items.published(DURING - timedelta(hours=1), DURING + timedelta(hours=1))
        assert sorted(item.words for item in told) == ["Consultation open again", "Consultation paused"]
        assert (
            next(item for item in told if "paused" in item.words).detail
            == "Paused on 2 November 2026. Question 2 has a mistake."
        )
        assert items.by_keys({item.key for item in told}).keys() == {item.key for item in told}
        assert [first_break(chain) for chain in chains() if chain.root_id == found(address).id] == [None]


def test_an_extension_takes_a_second_person_and_moves_every_date(app, client, address, reading_in):
    with time_machine.travel(DURING, tick=False):
        lead, second = entered(app, "author@ho.example"), entered(app, "signatory@ho.example")
        for typed, expected in (
            ({"closes_on": date(2026, 11, 29)}, "New closing date must be after 29 November 2026"),
            ({"closes_on": date(2027, 2, 1)}, "The expected decision date must be after 1 February 2027, the new closing date"),
            ({}, "Enter the new closing date"),
        ):  # fmt: skip
            answer = lead.submit(f"{address}/running/extend", {"reason": "More time.", **typed})
            assert answer.status_code == 422
            assert expected in words(answer.text)
        asked = {"closes_on": LATER, "reason": "The post was late.", "reason_cy": "Roedd y post yn hwyr."}
        assert lead.submit(f"{address}/running/extend", asked).status_code == 303
        assert "must approve it before the consultation closes" in words(lead.get_ok(f"{address}/running").text)
        assert lead.submit(f"{address}/running/extend", asked).status_code == 422
        assert "Closes" in words(page := client.get_ok(address).text)
        assert "was extended" not in words(page)
        assert "Approve that the consultation closes later" in words(second.get_ok("/home").text)
        assert "Approve that the consultation closes later" not in words(lead.get_ok("/home").text)
        with reading_in():
            waiting = notices.extension_waiting(found(address))
            with pytest.raises(NotAllowed):
                extensions.approve_extension(waiting, by=author("HO"))
            with pytest.raises(NotAllowed):
                extensions.approve_extension(waiting, by=author("MOJ"))
        shown = second.get_ok(f"{address}/running")
        assert second.submit(shown, press="Approve the extension").status_code == 303
        assert second.submit(shown, press="Approve the extension").status_code == 303  # the same key: the same answer
        said = words(client.get_ok(address).text)
        for expected in (
            "Open until 11:59pm on 10 December 2026",
            "11:59pm on 10 December 2026 (it was 29 November 2026, and was extended)",
            "The closing date was 29 November 2026. On 2 November 2026 it was extended to 10 December 2026",
            "The post was late.",
            "Roedd y post yn hwyr.",
            "due by 4 March 2027",
        ):
            assert expected in said, expected
        twin = client.get(f"{address}.json").json
        assert twin["closing_date"] == "2026-12-10"
        assert twin["window_days"] == 100
        assert twin["changes"][0]["closed_before"] == CLOSES.isoformat()
    with reading_in():
        (told,) = items.published(DURING - timedelta(hours=1), DURING + timedelta(hours=1))
        assert told.words == "Consultation extended"
        assert "10 December 2026. The post was late." in told.detail
        one = found(address)
        assert standing.response_clock(one, AFTER).due_on == date(2027, 3, 4)
        assert [standing.takes_responses(one, at) for at in (CLOSES, AFTER - timedelta.resolution, AFTER)] == [
            True,
            True,
            False,
        ]


@pytest.mark.parametrize(("at", "is_in_time"), [(CLOSES - timedelta.resolution, True), (CLOSES, False)])
def test_an_extension_that_comes_with_the_closing_is_decided_by_the_clock(address, writing_in, at, is_in_time):
    with writing_in():
        with clock.pinned(DURING):
            asked = extensions.ask_to_extend(found(address), closes_on=LATER, reason="More time.", by=author("HO"))
        with clock.pinned(at):
            if is_in_time:
                extensions.approve_extension(asked, by=publisher("HO"))
            else:
                with pytest.raises(Refused, match="It has closed"):
                    extensions.approve_extension(asked, by=publisher("HO"))
                with pytest.raises(Refused, match="It has closed"):
                    extensions.ask_to_extend(found(address), closes_on=LATER, reason="More.", by=author("HO"))
    with writing_in():
        assert found(address).closes_at == (AFTER if is_in_time else CLOSES)


def test_the_rules_of_a_later_end(writing_in, address):
    with writing_in():
        one = found(address)
        free = {"decision_expected_on": None, "holiday_mitigation": ""}
        assert extending.problems(one, date(2026, 11, 30), **free) == []
        assert [p.field for p in extending.problems(one, date(2026, 11, 29), **free)] == ["closes_on"]
        assert extending.problems(one, date(2027, 1, 31), **free) == []
        assert [p.field for p in extending.problems(one, date(2027, 2, 1), **free)] == ["decision_expected_on"]
        moved = {**free, "decision_expected_on": date(2027, 2, 2)}
        assert extending.problems(one, date(2027, 2, 1), **moved) == []
        one.opens_at, one.closes_at, one.holiday_mitigation = CLOSES - timedelta(1), CLOSES, ""
        quarter = {day: len(extending.problems(one, date(2026, 12, day), **moved)) for day in (25, 26)}
        assert quarter == {25: 0, 26: 1}  # of 26 and 27 days 6 and 7 are in the holidays
        assert extending.problems(one, date(2026, 12, 27), **{**moved, "holiday_mitigation": "We write again."}) == []
        with clock.pinned(CLOSES - timedelta(hours=1)):
            waiting = extensions.ask_to_extend(one, closes_on=LATER, reason="More.", by=author("HO"), **moved)
            extensions.decline_extension(waiting, by=author("HO"))
            with pytest.raises(Refused, match="decided already"):
                extensions.decline_extension(waiting, by=author("HO"))
            assert notices.waiting(one) is None


def test_withdrawing_ends_one_that_opened_and_cancelling_one_that_did_not(app, client, address, writing_in, reading_in):
    with writing_in():
        ahead = open_consultation(opens_at=clock.now() + timedelta(days=5), closes_at=clock.now() + timedelta(days=99))
        ahead.impacts = "Less time at the front desk."
        coming = f"/consultations/{ahead.reference}"
        with pytest.raises(Refused, match="has opened"):
            running.withdraw(ahead, reason="Too early", by=author("HO"))
        with pytest.raises(Refused, match="has not opened"), clock.pinned(DURING):
            running.cancel(found(address), reason="Too late", by=author("HO"))
        with pytest.raises(NotAllowed):
            running.cancel(ahead, reason="Not ours", by=acting("MOJ"))
    lead = entered(app, "author@ho.example")
    assert client.get(coming).status_code == 404
    assert lead.submit(f"{coming}/running/cancel", reason="The law was repealed.").status_code == 303
    for page in (client.get_ok(coming), lead.get_ok(coming)):
        assert "The law was repealed." in words(page.text)
    assert "What it would mean" not in words(client.get_ok(coming).text)
    assert client.get(f"{coming}.json").json["state"] == "cancelled"
    assert "Less time at the front desk" not in client.get(f"{coming}.json").text
    assert "Withdraw the approval" not in words(lead.get_ok(f"{coming}/readiness").text)
    with time_machine.travel(ahead_opens := clock.now() + timedelta(days=6), tick=False):
        assert "Cancelled on" in words(client.get_ok(coming).text)
        assert client.get(f"{coming}/respond").status_code == 404
    with reading_in():
        assert items.published(clock.now() - timedelta(days=1), ahead_opens + timedelta(days=300)) == []
        assert lists.consultations(viewer=author("HO"), filters=lists.Filters(group=lists.Group.withdrawn)).total == 1
    with time_machine.travel(DURING, tick=False):
        lead = entered(app, "author@ho.example")
        draft = client.follow(client.submit(f"{address}/respond", press="Start now"))
        withdrawn = lead.submit(f"{address}/running/withdraw", reason="The proposal is not pursued.")
        assert withdrawn.status_code == 303
        assert "The proposal is not pursued." in words(client.get_ok(address).text)
        assert client.get(f"{address}.json").json["withdrawn"]["reason"] == "The proposal is not pursued."
        gone = client.submit(draft, answer="agree")
        assert gone.status_code == 410
        assert "This consultation was withdrawn" in words(gone.text)
    with reading_in():
        (told,) = items.published(DURING - timedelta(hours=1), DURING + timedelta(hours=1))
        assert (told.words, told.detail) == ("Consultation withdrawn", "The proposal is not pursued.")


def test_an_opening_in_the_hour_that_comes_twice_is_the_first_and_says_so(app, writing_in):
    with writing_in(), clock.pinned(datetime(2026, 9, 1, tzinfo=UTC)):
        at = f"/consultations/{make.ready().address}"
    assert [window.comes_twice(window.from_london(date(2026, 10, 25), time(h, m))) for h, m in ((0, 59), (1, 0), (1, 59), (2, 0))] == [False, True, True, False]  # fmt: skip
    with time_machine.travel(datetime(2026, 9, 1, tzinfo=UTC), tick=False):
        lead = entered(app, "author@ho.example")
        dates = {"closes_on": date(2027, 6, 1), "opens_on": date(2026, 10, 25), "opens_time": "1:30am"}
        saved = lead.follow(lead.submit(f"{at}/set-up/dates", dates))
        assert "That time comes twice, as the clocks go back. It opens the first time" in words(saved.text)
        for page in ("set-up/dates", "readiness"):
            assert "the clocks go back, so 1:30am comes twice" in words(lead.get_ok(f"{at}/{page}").text)
        skipped = lead.submit(f"{at}/set-up/dates", {**dates, "opens_on": date(2027, 3, 28)})
        assert skipped.status_code == 422
        assert "The clocks go forward then. Choose another time" in words(skipped.text)
    with writing_in():
        assert queries.get(at.rpartition("/")[2], viewer=author("HO")).opens_at == datetime(
            2026, 10, 25, 0, 30, tzinfo=UTC
        )


def test_a_question_that_changes_while_people_answer_is_told_to_everybody(
    app, client, address, writing_in, reading_in, monkeypatch
):
    with writing_in():
        one = found(address)
        for email, is_gone in (("first@example.org", False), ("First@example.org", False), ("other@example.org", False), ("gone@example.org", True), ("", False)):  # fmt: skip
            sent = response(one, {**ANSWERS, 5: Given(keys=("o1",))}, about=replace(PERSON, email=email))
            if is_gone:
                with clock.pinned(DURING):
                    submissions.withdraw(sent, by=ANONYMOUS)
    with time_machine.travel(DURING, tick=False):
        lead, second = entered(app, "author@ho.example"), entered(app, "second-author@ho.example")
        draft = client.follow(client.submit(f"{address}/respond", press="Start now"))
        here = draft.request.path.removesuffix("/questions/1")
        client.submit(draft, answer="agree")
        client.submit(f"{here}/questions/4", answer=["o1", "o3"])
        open_before = client.get_ok(f"{here}/questions/4")
        shown = f"{address}/questions/4"
        page = lead.get_ok(shown)
        unchanged = lead.submit(page, public_reason="Nothing, really.")
        assert unchanged.status_code == 422
        assert "says the same as before" in words(unchanged.text)
        asked = {"wording": "What would get in the way of that?", "options": "The rota\nTravel\nMoney"}
        assert "Enter why the question is changed" in words(lead.submit(page, asked).text)
        why = {"public_reason": "We left out money.", "public_reason_cy": "Anghofiwyd arian."}
        assert lead.submit(page, {**asked, **why}).status_code == 303
        assert lead.submit(page, {**asked, **why}).status_code == 303  # the same form again is the same change
        said = words(client.get_ok(address).text)
        for expected in ("Question 4 was changed on 2 November 2026. Why: We left out money.", "Newidiwyd cwestiwn 4 ar 2 Tachwedd 2026. Pam: Anghofiwyd arian."):  # fmt: skip
            assert expected in said
        assert "Read it again before you go on" in words(client.submit(open_before, answer=["o1"]).text)
        now_asked = client.get_ok(f"{here}/questions/4")
        said = words(now_asked.text)
        for expected in ("Question 4 was changed on 2 November 2026.", "We left out money.", "This is what you wrote:", "The rota", "Time", "of that?"):  # fmt: skip
            assert expected in said, expected
        assert "Question 4 was changed after you answered it" in words(client.get_ok(f"{here}/check").text)
        assert client.submit(now_asked, answer=["o1"]).status_code == 303
        assert "was changed after you answered" not in words(client.get_ok(f"{here}/check").text)

        assert "You changed what question 4 asks 27 days before closing. Extend?" in words(second.get_ok("/home").text)
        running_page = words(lead.get_ok(f"{address}/running").text)
        assert "You changed what question 4 asks 27 days before closing. Extend?" in running_page
        assert lead.submit(f"{address}/running/no-extension", reason="One option more.").status_code == 303
        assert "Extend?" not in words(lead.get_ok(f"{address}/running").text)
        assert "Extend?" not in words(second.get_ok("/home").text)
        condition = lead.get_ok(f"{address}/questions/5/condition?on=3")
        assert lead.submit(condition, {"verb": "is", "options": ["yes"]}).status_code == 422
        told = {"verb": "is", "options": ["yes"], "public_reason": "It is only for those who said yes."}
        assert lead.submit(condition, told).status_code == 303
        assert lead.submit(f"{address}/questions/5/condition?on=3", press="Always ask question 5").status_code == 422
        always = lead.submit(f"{address}/questions/5/condition?on=3", press="Always ask question 5", why="For all.")
        assert always.status_code == 303
        asked = {"closes_on": LATER, "reason": "Question 5 was changed."}
        assert lead.submit(f"{address}/running/extend", asked).status_code == 303
        assert second.submit(f"{address}/running", press="Approve the extension").status_code == 303
        assert "Extend?" not in words(lead.get_ok(f"{address}/running").text)
    monkeypatch.setattr(changed_questions, "AT_ONCE", 1)
    with app.app_context(), clock.pinned(DURING):
        tasks.tell_of_changed_questions()
        tasks.tell_of_changed_questions()
    with writing_in() as session:
        mails = session.scalars(select(Message).where(Message.purpose_key.startswith("question-changed")).order_by(Message.subject, Message.to)).all()  # fmt: skip
        assert Counter(mail.to.casefold() for mail in mails) == {"first@example.org": 3, "other@example.org": 3}
        body = next(mail.body for mail in mails if mail.subject.startswith("Question 4"))
        for expected in ("Why: We left out money.", "It asked:\nWhat would get in the way?", "It asks now:\nWhat would get in the way of that?", "until the end of 10 December 2026", f"{{site}}{address}#changes"):  # fmt: skip
            assert expected in body, expected
        assert "/responses/" not in body
        one = found(address)
        with clock.pinned(DURING + timedelta(days=1)):
            receipt = session.scalars(select(Submission).where(Submission.email == "first@example.org")).one()
            kept = [answer for answer in receipt.answers if answer.question_version.question.number == 4]
            assert str(kept[0].question_version.wording) == "What would get in the way?"
            response(one, {**ANSWERS, 4: Given(keys=("o1",))}, at=clock.now())
        tables = [table for table in results.every(one) if table.number == 4]
        assert [(table.period, table.n) for table in tables] == [("asked until 2 November 2026", 4), ("asked from 2 November 2026", 1)]  # fmt: skip
        assert [label for label, _ in tables[0].lines] == ["The rota", "Travel", "Time"]
        assert [label for label, _ in tables[1].lines] == ["The rota", "Travel", "Money"]
        assert [table.n for table in results.every(one) if table.number == 5] == [
            4
        ]  # when it is asked does not part them
        kinds = [item.kind.value for item in items.published(DURING - timedelta(hours=1), DURING + timedelta(hours=1))]
        assert kinds.count("question_changed") == 3
        one.withdrawn_at = DURING
        with clock.pinned(DURING + timedelta(days=31)):
            erasing.erase_identifiers(one, by=SYSTEM)
        mails = session.scalars(select(Message).where(Message.purpose_key.startswith("question-changed"))).all()
        assert [mail.to for mail in mails] == [""] * 6
