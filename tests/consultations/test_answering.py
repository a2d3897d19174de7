"""From the last response to the published government response: what it takes (N10), and what each respondent then reads."""

import hashlib
import io
import re
from datetime import timedelta

import docx
import pytest
import rfc8785
import time_machine
from sqlalchemy import delete, select

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.audit.models import Entry, Event
from collab.consultations.actions import answer_texts, clearing, coding, dispositions, redacting, submissions
from collab.consultations.actions import answering as actions
from collab.consultations.actions import decision_makers as deciding
from collab.consultations.models import (
    AnswerClearance,
    AnswerPart,
    Coding,
    Consultation,
    DecisionMaker,
    Disposition,
    OnBehalfOf,
    PublishPreference,
    RedactionStatus,
    RespondentType,
    SubmissionToken,
    TokenUse,
)
from collab.consultations.queries import answering, receipts, targets
from collab.consultations.queries import decision_makers as reading
from collab.consultations.queries import dispositions as decided
from collab.consultations.queries.places import TextsOfAnswers
from collab.consultations.rules.answers import Given
from collab.consultations.rules.consideration import NOTHING
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.documents.actions import live
from collab.documents.models import Document
from collab.errors import NotAllowed, Refused, Stale
from collab.notifications.models import Message
from collab.text import Bilingual
from tests.documents.test_voices import type_in
from tests.factories import analysis
from tests.factories.accounts import author, sign_in, signatory
from tests.factories.analysis import AFTER, OVERDUE
from tests.factories.editions import decision_edition, edit_provision
from tests.factories.submissions import ANSWERS, DURING, letter, response
from tests.support.page import words

EMAIL = "canary-respondent@example.com"


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def lead(consultation) -> DecisionMaker:
    return reading.of(consultation, consultation.runners[0].organisation_id)


def joint(consultation) -> DecisionMaker:
    return reading.of(consultation, consultation.runners[1].organisation_id)


LEAD, JOINT = "Minister for asking (Home Office)", "Minister at MOJ (Ministry of Justice)"


def refused(consultation) -> list[str]:
    """Why the government response cannot be published."""
    with pytest.raises(Refused) as refusal:
        analysis.publish(consultation)
    assert all(problem.href.startswith(f"/consultations/{consultation.address}/") for problem in refusal.value.problems)
    assert consultation.outcome is None or consultation.outcome.published_at is None
    return [problem.message for problem in refusal.value.problems]


def test_when_all_of_n10_holds_it_is_published_once(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        analysis.publish(consultation)
        assert consultation.outcome.published_at
        assert consultation.outcome.published_by_id == author("HO").person_id
        with pytest.raises(Refused, match="can no longer be changed"):
            actions.publish_outcome(consultation, address=str, by=author("HO"))


# --- N10: each missing item alone blocks, with its message and its number --------------------------------------------


def _unread(consultation):
    response(consultation, {1: Given(keys=("agree",))})


def _uncoded(consultation):
    first = analysis.submissions(consultation)[0]
    db.session.execute(delete(Coding).where(Coding.submission_id == first.id))


def _undecided(consultation):
    db.session.execute(delete(Disposition))


def _no_theme_for_a_question(consultation):
    consultation.themes[0].questions.clear()
    first = analysis.submissions(consultation)[0]
    db.session.execute(delete(Coding).where(Coding.submission_id == first.id))


def _no_reason(consultation):
    consultation.themes[0].disposition.reason = Bilingual.of("")


def _no_link(consultation):
    consultation.themes[0].disposition.provision = None


def _unchanged_link(consultation):
    found = targets.provisions(consultation, viewer=author("HO"))
    consultation.themes[0].disposition.provision = next(p for p in found if p.label == "3.2")


def _nobody_decides(consultation):
    joint(consultation).person_id = None


def _words_that_are_not_there(consultation):
    consultation.themes[0].disposition.quote = "and never asks"


def _words_of_before(consultation):
    consultation.themes[0].disposition.quote = "Each body asks only"


def _withdrawn_proposal(consultation):
    consultation.proposal.withdrawn_at = clock.now()


def _no_report(consultation):
    joint(consultation).report_given_at = None


def _no_confirmation(consultation):
    for maker in consultation.decision_makers:
        maker.confirmed_at = maker.confirmed_by_id = None


def _confirmed_before_the_report(consultation):
    lead(consultation).confirmed_at = lead(consultation).report_given_at - timedelta(microseconds=1)


def _no_kind(consultation):
    consultation.outcome.kind = None


def _no_text(consultation):
    consultation.outcome.document = Document()


def _no_edition(consultation):
    consultation.outcome.edition = None


def _consulted_edition(consultation):
    consultation.outcome.edition = consultation.edition


def _still_open(consultation):
    consultation.closes_at = clock.now() + timedelta(days=1)


UNHELD = "1 accepted point whose link does not hold: 1, Say it simply"
AS_BEFORE = "as it did in the edition consulted on"
WITHOUT = [
    (_still_open, ["It is still open"]),
    (
        _unread,
        ["1 response has not been read yet", "3 in all, 3 by type of respondent, 2 considered and 0 excluded"],
    ),
    (
        _uncoded,
        [
            "1 response has answers that are not coded yet",
            "2 in all, 2 by type of respondent, 1 considered and 0 excluded",
        ],
    ),
    (
        _undecided,
        [
            "2 responses wait for a decision",
            "2 in all, 2 by type of respondent, 0 considered and 0 excluded",
            "1 theme without a decision: 1, Say it simply",
        ],
    ),
    (
        _no_theme_for_a_question,
        [
            "1 response has answers that are not coded yet",
            "2 in all, 2 by type of respondent, 1 considered and 0 excluded",
            "1 question without a theme: 2, Why?",
        ],
    ),
    (_no_reason, ["1 decision without a reason, about: 1, Say it simply"]),
    (_no_link, ["1 accepted point without a link: 1, Say it simply"]),
    (_unchanged_link, [f"{UNHELD} (Provision 3.2 reads in edition 2 {AS_BEFORE})"]),
    (_words_that_are_not_there, [f"{UNHELD} (Provision 3.1 does not say these words in edition 2)"]),
    (_words_of_before, [f"{UNHELD} (Provision 3.1 said these words in the edition consulted on already)"]),
    (_withdrawn_proposal, ["Choose a published decision edition of the proposal"]),
    (_nobody_decides, ["No decision-maker is named for the Ministry of Justice"]),
    (
        _no_report,
        [
            f"The report has not been given yet to {JOINT}",
            f"{JOINT} confirmed before the report was given",
        ],
    ),
    (_no_confirmation, [f"{LEAD} and {JOINT} have not confirmed yet"]),
    (_confirmed_before_the_report, [f"{LEAD} confirmed before the report was given"]),
    (
        _no_kind,
        [
            "Choose the decision edition first, so that it can be compared with the edition consulted on",
            "No decision has been chosen yet",
        ],
    ),
    (_no_text, ["Nothing has been written yet"]),
    (
        _no_edition,
        [
            "Choose the decision edition first, so that it can be compared with the edition consulted on",
            "Choose a published decision edition of the proposal",
        ],
    ),
    (
        _consulted_edition,
        [
            f"{UNHELD} (Provision 3.1 reads in edition 1 {AS_BEFORE})",
            "Choose a published decision edition of the proposal",
        ],
    ),
]


def test_what_is_missing_blocks_the_outcome(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        for without, messages in WITHOUT:
            with db.session.begin_nested() as savepoint:
                without(consultation)
                db.session.flush()
                db.session.expire_all()
                assert refused(consultation) == messages, without.__name__
                savepoint.rollback()
            db.session.expire_all()
        analysis.publish(consultation)
        assert consultation.outcome.published_at


def test_not_proceeding_needs_no_edition(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        analysis.drafted(consultation, kind="withdrawn")
        assert consultation.outcome.edition is None
        analysis.publish(consultation)
        assert consultation.outcome.published_at


def test_excluded_responses_add_up(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        extra = response(consultation)
        coding.exclude(extra, "spam", version=extra.version, by=author("HO"))
        analysis.confirmed(consultation)
        analysis.publish(consultation)
        assert answering.facts(consultation).excluded == 1


# --- The report and the decision -------------------------------------------------------------------------------------


def test_each_decides_for_its_own_body_and_after_the_report(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation()
        maker, other = lead(consultation), joint(consultation)
        with pytest.raises(Refused, match="once the report has been given"):
            deciding.confirm(maker, "I considered it.", by=signatory("HO"))
        with pytest.raises(NotAllowed):
            deciding.give_report(maker, by=author("MOJ"))
        early = analysis.decided(analysis.theme(consultation), "noted")
        assert (early.decision_maker, early.report_given_at) == ("Minister for asking", None)
        assert decided.decided_before_report(consultation) == 1
        deciding.give_report(maker, by=author("HO"))
        for stranger in (author("HO"), signatory("MOJ")):
            with pytest.raises(NotAllowed):
                deciding.confirm(maker, "I considered it.", by=stranger)
        deciding.confirm(maker, "I considered it.", by=signatory("HO"))
        assert maker.confirmed_at >= maker.report_given_at
        assert maker.confirmed_by_id == signatory("HO").person_id
        assert other.report_given_at is None
        again = analysis.decided(early.theme, "noted", by=author("MOJ"))
        assert (again.decision_maker, again.report_given_at) == ("Minister at MOJ", None)
        deciding.give_report(other, by=author("HO"))
        analysis.decided(early.theme, "noted", by=author("MOJ"))
        assert decided.decided_before_report(consultation) == 0
        assert maker.confirmed_at is None
        assert maker.report_given_at


def test_another_decision_maker_has_neither_read_nor_confirmed(writing_in, client):
    with writing_in():
        consultation = analysis.ready_to_answer()
        runner = reading.controllers(consultation)[1]
        named = {"role": "Lord Chancellor", "person_id": author("MOJ").person_id}
        with pytest.raises(NotAllowed):
            deciding.name(reading.controllers(consultation)[0], **named, by=author("MOJ"))
        with pytest.raises(Stale):
            deciding.name(runner, **named, by=author("MOJ"))
        version = joint(consultation).version
        with pytest.raises(Refused, match="Choose a person of Ministry of Justice"):
            deciding.name(runner, role="Lord", person_id=author("HO").person_id, version=version, by=author("MOJ"))
        root = f"/consultations/{consultation.reference}"
    sign_in(client, "author@moj.example")
    assert client.submit(f"{root}/decision-makers/moj", role="", person_id="").status_code == 422
    done = client.submit(f"{root}/decision-makers/moj", role="Lord Chancellor", person_id=str(named["person_id"]))
    assert "The report has not been given to Lord Chancellor (Ministry of Justice) yet." in words(
        client.follow(done).text
    )
    assert client.get(f"{root}/decision-makers/ho").status_code == 403
    assert "Who decides Minister for asking and Lord Chancellor for the Ministry of Justice" in words(
        client.get_ok(root).text
    )


def test_no_report_while_it_is_open(writing_in):
    with time_machine.travel(DURING, tick=True), writing_in():
        consultation = analysis.closed_consultation(responses=0)
        with pytest.raises(Refused, match="once the consultation has closed"):
            deciding.give_report(lead(consultation), by=author("HO"))


def test_a_report_that_changes_is_given_and_confirmed_again(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        analysis.theme(consultation, "One more")
        assert {(maker.report_given_at, maker.confirmed_at) for maker in consultation.decision_makers} == {(None, None)}
        analysis.decided(consultation.themes[1], "noted")
        assert f"The report has not been given yet to {LEAD} and {JOINT}" in refused(consultation)
        analysis.reported(consultation)
        assert refused(consultation) == [f"{LEAD} and {JOINT} have not confirmed yet"]


def test_what_is_accepted_quotes_new_words_of_the_text_that_is_there(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        theme = analysis.theme(consultation)
        analysis.reported(consultation)
        ids = {p.label: str(p.id) for p in targets.provisions(consultation, viewer=author("HO"))}
        commitment = str(targets.commitments(consultation, viewer=author("HO"))[0].id)
        implication = str(targets.implications(consultation, viewer=author("HO"))[0].id)

        def accept(**links):
            made = dispositions.Decided("accepted", "It is easier.", **links)
            return dispositions.decide(theme, made, version=theme.disposition and theme.disposition.version, by=by)

        by = author("HO")
        for links in (
            {"provision_id": ids["3.1"], "quote": "asks only"},
            {"commitment_id": commitment},
            {"implication_id": implication},
        ):
            with pytest.raises(Refused, match="reads in the working text of the next edition as it did"):
                accept(**links)
        edit_provision(consultation.proposal, "3.1", analysis.NEW_WORDS)
        for quote, fault in (
            ("", "Quote the words of provision 3.1"),
            ("never asks", "does not say these words"),
            ("asks only what no other body has asked", "said these words in the edition consulted on already"),
        ):
            with pytest.raises(Refused, match=fault):
                accept(provision_id=ids["3.1"], quote=quote)
        held = accept(provision_id=ids["3.1"], quote=analysis.NEW_QUOTE)
        assert held.quote == analysis.NEW_QUOTE
        by = author("MOJ")
        assert accept(provision_id=ids["3.1"], quote=analysis.NEW_QUOTE).organisation_id == by.organisation_id


def test_a_response_that_needs_it_is_decided_by_itself(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        first, second = analysis.submissions(consultation)
        analysis.coded(first, analysis.theme(consultation))
        analysis.coded(second, NOTHING)
        analysis.decided(consultation.themes[0], "noted")
        own = dispositions.Decided("out_of_scope", "It is about a case, which a court decides.")
        assert [one.consideration.value for one in (first, second)] == ["considered"] * 2
        assert dispositions.decide_response(second, own, by=author("HO")).theme is None
        with pytest.raises(Refused, match="Say first that it needs a decision"):
            dispositions.decide_response(first, own, by=author("HO"))
        root = f"/consultations/{consultation.reference}"
        page = f"{root}/responses/{first.receipt}"
    sign_in(client, "author@ho.example")
    client.follow(client.submit(page, press="Say that it needs a decision of its own"))
    assert "1 response waits for a decision" in words(client.get_ok(f"{root}/answer").text)
    assert "It waits for a decision of its own." in words(client.get_ok(page).text)
    client.follow(client.submit(f"{page}/decision", decision="noted", reason="Thank you."))
    assert "waits for a decision" not in words(client.get_ok(f"{root}/answer").text)


# --- Drafts ----------------------------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        first = actions.draft_feedback(consultation, "First.", by=author("HO"))
        with pytest.raises(Stale) as stale:
            actions.draft_feedback(consultation, "At the same time.", by=author("MOJ"))
        assert stale.value.current["text"] == "First."
        version = first.version
        actions.draft_feedback(consultation, "Second.", version=version, by=author("MOJ"))
        with pytest.raises(Stale):
            actions.draft_feedback(consultation, "Third.", version=version, by=author("HO"))
        assert first.document.text == "Second."
        outcome = analysis.drafted(consultation, kind="deferred")
        with pytest.raises(Stale):
            actions.draft_outcome(consultation, "Again.", kind="deferred", version=outcome.version - 1, by=author("HO"))


def test_only_a_published_decision_edition_can_be_chosen(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        with pytest.raises(Refused, match="published decision edition"):
            analysis.drafted(consultation, edition=consultation.edition)
        analysis.drafted(consultation, edition=decision_edition(consultation.proposal))
        assert consultation.outcome.edition.purpose.value == "decision"


def test_feedback_is_published_apart_with_its_own_date(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation()
        address = f"/consultations/{consultation.reference}"
        with pytest.raises(Refused, match="Write the public feedback"):
            clearing.freeze(consultation, AnswerPart.feedback, by=author("HO"))
        with pytest.raises(Refused, match="is not frozen yet"):
            actions.publish_feedback(consultation, by=author("HO"))
        version = actions.draft_feedback(consultation, "People asked for simple words.", by=author("HO")).version
    assert "simple words" not in words(client.get_ok(address).text)
    with writing_in():
        consultation = db.session.scalars(select(Consultation)).one()
        with pytest.raises(NotAllowed):
            clearing.freeze(consultation, AnswerPart.feedback, by=author("MOJ"))
        answer = analysis.cleared(consultation, AnswerPart.feedback, but=("MOJ",))
        with pytest.raises(Refused, match="frozen for clearance"):
            actions.draft_feedback(consultation, "Other words.", version=version, by=author("HO"))
        with pytest.raises(Refused, match="Waiting for the Ministry of Justice to clear"):
            actions.publish_feedback(consultation, version=version, by=author("HO"))
        clearing.clear(answer, hash=answer.hash, by=signatory("MOJ"))
        with pytest.raises(NotAllowed):
            actions.publish_feedback(consultation, by=author("MOJ"))
        actions.publish_feedback(consultation, version=version, by=author("HO"))
        with pytest.raises(Refused, match="can no longer be changed"):
            actions.draft_feedback(consultation, "Other words.", version=consultation.feedback.version, by=author("HO"))
    page = words(client.get_ok(address).text)
    assert "What people said Published on 7 December 2026. People asked for simple words." in page
    assert "Decision:" not in page


# --- Clearance: one text, and every lead and joint organisation ------------------------------------------------------


def test_the_response_is_published_once_all_cleared_exactly_that_text(writing_in):
    with writing_in():
        consultation = analysis.ready_to_answer()
        ours, theirs = signatory("HO"), signatory("MOJ")
        with pytest.raises(NotAllowed):
            clearing.freeze(consultation, AnswerPart.outcome, by=author("MOJ"))
        answer = clearing.freeze(consultation, AnswerPart.outcome, by=author("HO"))
        assert answer.content["text"]["en"][0]["kind"] == "paragraph"
        assert (answer.content["decision"], answer.content["numbers"]["responses"]) == ("proceed_with_changes", 2)
        assert answer.content["themes"][0]["quote"] == analysis.NEW_QUOTE
        for stranger in (author("HO"), signatory("AGO")):
            with pytest.raises(NotAllowed):
                clearing.clear(answer, hash=answer.hash, by=stranger)
        with pytest.raises(Refused, match="not the one that is frozen now"):
            clearing.clear(answer, hash="0" * 64, by=ours)
        with pytest.raises(Refused, match="Enter why your organisation objects"):
            clearing.object_to(answer, reason=" ", hash=answer.hash, by=theirs)
        first = clearing.clear(answer, hash=answer.hash, by=ours)
        assert clearing.clear(answer, hash=answer.hash, by=ours) is first
        clearing.object_to(answer, reason="The second sentence is wrong.", hash=answer.hash, by=theirs)
        with pytest.raises(Refused, match="The Ministry of Justice objects"):
            analysis.publish(consultation)
        for change in (
            lambda: analysis.drafted(consultation, kind="deferred"),
            lambda: analysis.decided(consultation.themes[0], "noted"),
            lambda: clearing.freeze(consultation, AnswerPart.outcome, by=author("HO")),
        ):
            with pytest.raises(Refused, match="frozen for clearance"):
                change()
        with pytest.raises(Refused, match="Enter why it is recalled"):
            clearing.recall(answer, reason="", by=author("HO"))
        clearing.recall(answer, reason="We mend the second sentence.", by=author("HO"))
        with pytest.raises(Refused, match="was recalled"):
            clearing.clear(answer, hash=answer.hash, by=theirs)
        said = db.session.scalars(select(AnswerClearance).order_by(AnswerClearance.at)).all()
        assert [one.ended_why.value for one in said] == ["stale", "stale"]
        again = analysis.cleared(consultation)
        assert (again.number, again.hash) == (2, answer.hash)
        clearing.take_back(again, by=theirs)
        with pytest.raises(Refused, match="Waiting for the Ministry of Justice to clear"):
            analysis.publish(consultation)
        clearing.clear(again, hash=again.hash, by=theirs)
        consultation.outcome.document.blocks = ()
        consultation.themes[0].definition = "Changed past every action."
        db.session.flush()
        with pytest.raises(Refused):
            analysis.publish(consultation)
        assert consultation.outcome.published_at is None


def test_a_draft_begins_with_the_numbers_and_what_is_published_can_be_taken_away(writing_in, client):
    with writing_in():
        consultation = analysis.ready_to_answer()
        consultation.is_demonstration = True
        root = f"/consultations/{consultation.reference}"
        consultation.outcome.document = Document()
    sign_in(client, "author@ho.example")
    for part in ("feedback", "outcome"):
        client.follow(client.submit(f"{root}/answer/{part}", press="Start from the numbers"))
        assert "Start from the numbers" not in client.get_ok(f"{root}/answer/{part}").text
    page = words(client.get_ok(f"{root}/answer/outcome").text)
    for said in (
        "We had 2 responses.",
        "### Question 2: Why?",
        "- Say it simply (fewer than 5 responses)",
        "- Say it simply. Accepted: It is easier to read. New words: “and says why it asks”",
        "Nobody agreed to be named.",
        "Cawsom 2 o ymatebion.",
    ):
        assert said in page
    assert "a place that begins with “[Write here”" in words(client.get_ok(f"{root}/answer").text)
    for form in ("pdf", "docx", "html", "json"):
        assert client.get(f"{root}/answer.{form}").status_code == 404
    with writing_in():
        consultation = db.session.scalars(select(Consultation)).one()
        with pytest.raises(Refused, match="it stays as it is"):
            actions.start_from_numbers(consultation, AnswerPart.outcome, by=author("MOJ"))
        analysis.drafted(consultation, edition=consultation.outcome.edition)
        actions.draft_outcome(
            consultation,
            "We changed one provision.",
            "Newidiwyd un ddarpariaeth.",
            kind="proceed_with_changes",
            edition_id=str(consultation.outcome.edition_id),
            version=consultation.outcome.version,
            by=author("HO"),
        )
        analysis.publish(consultation)
    everybody = client.application.test_client()
    assert "Newidiwyd un ddarpariaeth." in words(everybody.get_ok(root).text)
    data = everybody.get_ok(f"{root}/answer.json").json["answers"][0]
    assert hashlib.sha256(rfc8785.dumps(data["answer"])).hexdigest() == data["sha256"]
    assert data["cleared_by"] == ["Home Office", "Ministry of Justice"]
    html = everybody.get(f"{root}/answer.html").text
    document = docx.Document(io.BytesIO(everybody.get(f"{root}/answer.docx").data))
    written = "\n".join(one.text for one in document.paragraphs)
    for whole in (html, written):
        assert "We changed one provision." in whole
        assert "Demonstration: invented content" in whole
    assert "“and says why it asks”" in html
    assert everybody.get(f"{root}/answer.pdf").data.startswith(b"%PDF")


def test_bodies_write_the_answer_together_and_each_word_is_known_as_its_own(writing_in, client):
    owner = TextsOfAnswers()
    with writing_in():
        consultation = analysis.ready_to_answer()
        document = consultation.outcome.document
        viewers = [author("HO"), author("MOJ"), signatory("MOJ"), author("AGO")]
        assert [one and one.access.value for one in owner.places(document.id, viewers)] == [
            "write",
            "write",
            "read",
            None,
        ]
        version = consultation.outcome.version
        live.open_live(document.id, owner=owner, by=author("MOJ"))
        type_in(document.id, " And we say why.", author("MOJ"), "key-0000000000000001", owner)
        with pytest.raises(Stale):
            actions.draft_outcome(consultation, "Over it.", kind="deferred", version=version, by=author("HO"))
        root, document_id = f"/consultations/{consultation.reference}", document.id
    with writing_in():
        answer_texts.settle(document_id, by=SYSTEM)
        answer_texts.settle(document_id, by=SYSTEM)
        consultation = db.session.scalars(select(Consultation)).one()
        answer = clearing.freeze(consultation, AnswerPart.outcome, by=author("HO"))
        assert "We changed one provision. And we say why." in answer.canonical
        assert owner.places(document_id, [author("MOJ")])[0].closed == "The government response is frozen for clearance"
        with pytest.raises(live.NotTaken):
            type_in(document_id, " Too late.", author("MOJ"), "key-0000000000000002", owner)
    sign_in(client, "author@moj.example")
    for place in ("voices", "live"):
        page = words(client.get_ok(f"{root}/answer/outcome/{place}").text)
        assert "Ministry of Justice" in page
        assert "And we say why." in page
    assert "Ministry of Justice: 4 words, 50%" in client.get(f"{root}/answer/outcome/beside").json["list"]
    assert client.get(f"{root}/answer/feedback/live").status_code == 404
    opened = client.submit(f"{root}/answer", press="Write the public feedback together")
    assert "Write together: public feedback" in client.follow(opened).text


# --- Lateness (N11) --------------------------------------------------------------------------------------------------


def test_lateness_is_explained_only_once_it_is_late(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        address = f"/consultations/{consultation.reference}"
        with pytest.raises(Refused, match="not overdue"):
            explain(consultation, OVERDUE)
    with time_machine.travel(OVERDUE - timedelta(hours=2)), writing_in(), pytest.raises(Refused, match="not overdue"):
        explain(db.session.scalars(select(Consultation)).one(), OVERDUE)
    with time_machine.travel(OVERDUE, tick=True):
        assert "No explanation has been given" in words(client.get_ok(address).text)
        with writing_in():
            consultation = db.session.scalars(select(Consultation)).one()
            with pytest.raises(Refused, match="The new date must be after"):
                explain(consultation, OVERDUE)
            with pytest.raises(NotAllowed):
                explain(consultation, OVERDUE + timedelta(days=30), by=author("MOJ"))
            explain(consultation, OVERDUE + timedelta(days=30))
        page = words(client.get_ok(address).text)
        assert "Two bodies could not agree. It is now expected by 24 March 2027" in page


def explain(consultation, until, by=None):
    held = consultation.outcome
    actions.explain_lateness(
        consultation,
        lateness_explanation="Two bodies could not agree.",
        revised_expected_on=until.date(),
        version=held.version if held else None,
        by=by or author("HO"),
    )


# --- Mails and private pages (F11) -----------------------------------------------------------------------------------


def test_each_respondent_with_an_address_gets_one_mail_with_a_fresh_link(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        mailed = response(consultation, about=About(OnBehalfOf.myself, RespondentType.victim, email=EMAIL))
        gone = response(consultation, about=About(OnBehalfOf.myself, RespondentType.victim, email="gone@example.com"))
        with clock.pinned(DURING):
            submissions.withdraw(gone, by=author("HO"))
        theme = analysis.theme(consultation)
        for submission in analysis.submissions(consultation):
            if submission.withdrawn_at is None:
                analysis.coded(submission, theme)
        analysis.decided(theme, "accepted", provision="3.1", reason="It is easier to read.")
        analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
        analysis.confirmed(consultation)
        analysis.cleared(consultation)
        before = set(db.session.scalars(select(Message.id)))
        analysis.publish(consultation)
        mails = [mail for mail in db.session.scalars(select(Message)) if mail.id not in before]
        assert [mail.to for mail in mails] == [EMAIL]
        token = re.search(r"/responses/([\w-]{43})", mails[0].body)[1]
        stored = db.session.scalars(select(SubmissionToken).where(SubmissionToken.use == TokenUse.outcome_mail)).all()
        assert [row.submission_id for row in stored] == [mailed.id]
        assert all(token not in row.token_hash for row in stored)
    page = words(client.get_ok(f"/responses/{token}").text)
    assert "Say it simply" in page
    assert "Accepted. It is easier to read." in page
    assert "and says why it asks." in page
    assert client.get(f"/responses/{token[:-1]}x").status_code == 404


def test_every_published_response_resolves_to_something(writing_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=3)
        first, second, third = analysis.submissions(consultation)
        letter_only_ticked = response(consultation, {1: Given(keys=("disagree",))})
        theme, other = analysis.theme(consultation), analysis.theme(consultation, "Rota")
        analysis.coded(first, theme, other)
        analysis.coded(second, NOTHING)
        coding.exclude(third, "abusive_no_content", version=third.version, by=author("HO"))
        coding.mark_read(letter_only_ticked, by=author("HO"))
        analysis.decided(theme, "accepted", provision="3.1", reason="It is easier to read.")
        analysis.decided(other, "not_accepted", reason="There is no money.")
        assert receipts.outcome_for(first) is None
        analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
        analysis.confirmed(consultation)
        analysis.publish(consultation)
        found = [receipts.outcome_for(one) for one in (first, second, third, letter_only_ticked)]
        assert [[t.name for t in one.themes] for one in found] == [["Say it simply", "Rota"], [], [], []]
        assert found[0].sentence == ""
        assert [found[1].sentence, found[3].sentence] == [receipts.NOTHING_TO_CODE, receipts.ONLY_COUNTED]
        assert "it is abusive and says nothing about the questions" in found[2].sentence
        said = found[0].themes[0]
        assert said.questions == ("Why?",)
        (link,) = said.links
        assert link.before.endswith("Each body asks only what no other body has asked.")
        assert link.after.endswith(analysis.NEW_WORDS)
        assert any(change.value == "added" and "why" in piece for change, piece in link.pieces)


def test_after_publication_the_analysis_stays(writing_in):
    with writing_in():
        consultation = analysis.answered()
        theme, first = consultation.themes[0], analysis.submissions(consultation)[0]
        for change in (
            lambda: analysis.decided(theme, "noted"),
            lambda: analysis.coded(first, NOTHING),
            lambda: analysis.theme(consultation, "Too late"),
            lambda: coding.exclude(first, "spam", version=first.version, by=author("HO")),
            lambda: deciding.give_report(lead(consultation), by=author("HO")),
            lambda: analysis.drafted(consultation, kind="deferred"),
        ):
            with pytest.raises(Refused, match="can no longer be changed"):
                change()


# --- What is public (N8, N12, N13) -----------------------------------------------------------------------------------


def _person(name, preference, *, organisation="", reason="", type=RespondentType.magistrate):
    behalf = OnBehalfOf.organisation if organisation else OnBehalfOf.myself
    return About(
        behalf,
        type,
        organisation_name=organisation,
        name=name,
        publish_preference=preference,
        confidentiality_reason=reason,
    )


def test_nothing_but_numbers_and_agreed_names_is_public(writing_in, client):
    named, body = PublishPreference.publish_with_name, PublishPreference.publish_organisation_name_only
    people = [
        (_person("Named Magistrate", named), RedactionStatus.none_needed),
        (_person("canary-author", body, organisation="Named Charity"), RedactionStatus.redacted),
        (_person("canary-unchecked", named), RedactionStatus.not_checked),
        (_person("canary-withheld", named), RedactionStatus.withheld),
        (_person("canary-confidential", named, reason="canary-reason"), RedactionStatus.none_needed),
        (_person("canary-aggregate", PublishPreference.aggregate_only), RedactionStatus.none_needed),
        (_person("canary-anonymous", PublishPreference.publish_anonymously), RedactionStatus.none_needed),
        (_person("canary-excluded", named, type=RespondentType.victim), RedactionStatus.none_needed),
    ]
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        address = f"/consultations/{consultation.reference}"
        theme = analysis.theme(consultation)
        for place, (person, redaction) in enumerate(people):
            sent = response(consultation, {1: ANSWERS[1], 2: Given(words=f"canary-words-{place}")}, person)
            if redaction is not RedactionStatus.not_checked:
                reason = "identifying" if redaction is RedactionStatus.withheld else ""
                public = redacting.Public(
                    f"[removed: name]-words-{place}"
                    if redaction is RedactionStatus.redacted
                    else f"canary-words-{place}",
                    reason,
                )
                redacting.redact(sent, {2: public}, version=sent.version, by=author("HO"))
            if person.name == "canary-excluded":
                coding.exclude(sent, "spam", version=sent.version, by=author("HO"))
            else:
                analysis.coded(sent, theme)
        analysis.decided(theme, reason="There is no money.")
        analysis.drafted(consultation, kind="not_proceeding")
        analysis.confirmed(consultation)
    assert "canary" not in client.get_ok(address).text
    with writing_in():
        analysis.publish(db.session.scalars(select(Consultation)).one())
    for place in (address, f"{address}.json"):
        answer = client.get(place)
        assert "canary" not in answer.text, place
    numbers = {"total": 8, "different": 8, "in_campaigns": 0, "campaigns": 0}
    assert client.get_ok(f"{address}.json").json["responses"] == numbers
    page = words(client.get_ok(address).text)
    assert "Named Charity Named Magistrate" in page
    assert "We had 8 responses." in page
    assert "Magistrate Not shown" in page
    assert "Victim of a crime Not shown" in page
    assert "1 was left out" in page
    assert "Not accepted. We did not, because: There is no money." in page
    assert "You said (7 responses)" in page


def test_offline_responses_are_counted(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        letter(consultation)
        address = f"/consultations/{consultation.reference}"
        feedback = actions.draft_feedback(consultation, "Few wrote.", by=author("HO"))
        analysis.cleared(consultation, AnswerPart.feedback)
        actions.publish_feedback(consultation, version=feedback.version, by=author("HO"))
    assert "1 came by post, email or in another way, not through this website." in words(client.get_ok(address).text)


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_browser(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        receipt = analysis.submissions(consultation)[0].receipt
        root = f"/consultations/{consultation.reference}"
        analysis.changed_edition(consultation)
    sign_in(client, "author@ho.example")
    answer = words(client.get_ok(f"{root}/answer").text)
    assert "1 response has not been read yet" in answer
    client.follow(client.submit(f"{root}/themes/new", name="Simple words", questions=["2"], definition="Say it simply"))
    page = client.submit(f"{root}/responses/{receipt}", press="Save and next unread", question_2=["1"])
    assert "All responses have been read" in words(client.follow(page).text)
    for who in (LEAD, JOINT):
        client.follow(client.submit(f"{root}/report", press=f"Record that the report was given to {who}"))
    accepted = {"decision": "accepted", "reason": "It is easier to read."}
    short = client.submit(f"{root}/themes/1/decision", accepted)
    assert short.status_code == 422
    assert "must link to the provision" in words(short.text)
    provision = re.search(r'<option value="([^"]+)">3.1 ', short.text)[1]
    assert "Quote the words of provision 3.1 in edition 2" in words(
        client.submit(f"{root}/themes/1/decision", accepted, provision_id=provision).text
    )
    client.follow(
        client.submit(f"{root}/themes/1/decision", accepted, provision_id=provision, quote=f"  {analysis.NEW_QUOTE}\n")
    )
    waiting = words(client.get_ok(f"{root}/decision").text)
    assert f"Waiting for {LEAD}" in waiting
    for code in ("ho", "moj"):
        other = client.application.test_client()
        sign_in(other, f"signatory@{code}.example")
        other.follow(other.submit(f"{root}/decision", statement="I weighed all of it."))
    edition = re.search(r'<option value="([^"]+)">Edition 2', client.get_ok(f"{root}/answer/outcome").text)[1]
    saved = client.submit(
        f"{root}/answer/outcome",
        kind="proceed_with_changes",
        edition_id=edition,
        text="## What changed\n\nWe changed 3.1.",
    )
    assert "Everything is done" in words(client.follow(saved).text)
    at = f"{root}/answer/outcome/clearance"
    early = client.submit(f"{root}/answer/outcome/publish", press="Publish the government response")
    assert "is not frozen yet" in words(early.text)
    client.follow(client.submit(at, press="Freeze the government response for clearance"))
    for code, number in (("ho", 2), ("moj", 1)):
        other = client.application.test_client()
        sign_in(other, f"signatory@{code}.example")
        assert "Clear the government response, or object" in words(other.get_ok("/home").text)
        assert "What will be published" in (page := words(other.get_ok(at).text))
        assert page.count("Waiting for the") == number
        other.follow(other.submit(at, press="Clear this text"))
        assert "Clear the government response" not in words(other.get_ok("/home").text)
    assert "Cleared by all, ready to publish." in words(client.get_ok(at).text)
    check = client.get_ok(f"{root}/answer/outcome/publish")
    assert "Not published yet." in words(check.text)
    done = client.submit(check, press="Publish the government response")
    assert "The government response is published" in words(client.follow(done).text)
    public = words(client.application.test_client().get_ok(root).text)
    assert "Decision: Go ahead with changes." in public
    assert "We changed 3.1." in public
    assert "You said, and what we did Simple words" in public
    assert "Provision 3.1" in public


def test_publishing_too_early_says_all_that_is_missing_with_links(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        root = f"/consultations/{consultation.reference}"
        analysis.drafted(consultation, kind="deferred")
    sign_in(client, "author@ho.example")
    answer = client.submit(f"{root}/answer/outcome/publish", press="Publish the government response")
    assert answer.status_code == 422
    assert "2 responses have not been read yet" in words(answer.text)
    assert f'href="{root}/responses?status=unread"' in answer.text


PLACES = (
    "report",
    "decision",
    "answer",
    "answer/feedback",
    "answer/outcome",
    "answer/outcome/publish",
    "answer/lateness",
)


def test_other_bodies_find_nothing(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=1)
        author("AGO"), author("MOJ")
        root = f"/consultations/{consultation.reference}"
    sign_in(client, "author@ago.example")
    for place in (*PLACES, "themes", "themes/new", "responses"):
        assert client.get(f"{root}/{place}").status_code == 404, place
    sign_in(client, "author@moj.example")
    for place in ("answer/outcome/publish", "answer/lateness"):
        assert client.get(f"{root}/{place}").status_code == 403, place


def test_each_write_leaves_one_entry_without_words(writing_in, reading_in):
    with writing_in():
        analysis.answered()
    with reading_in() as session:
        events = [
            entry
            for entry in session.scalars(select(Entry).order_by(Entry.number))
            if entry.root_kind.value == "consultation"
        ]
        held = [entry.event for entry in events]
        for event in (
            Event.theme_added,
            Event.submission_coded,
            Event.disposition_decided,
            Event.outcome_drafted,
            Event.report_delivered,
            Event.decision_confirmed,
            Event.outcome_published,
        ):
            assert event in held
        assert held.count(Event.submission_coded) == 2
        assert "easier" not in str([entry.payload.content for entry in events])
