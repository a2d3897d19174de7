"""Whether a response is complete, in time and in order, and what its numbers and links look like."""

import string
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.consultations.models import (
    Channel,
    Consultation,
    OnBehalfOf,
    PublishPreference,
    Question,
    QuestionOption,
    QuestionType,
    QuestionVersion,
    RespondentType,
)
from collab.consultations.rules import answers, lateness, links, respondent_words, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.text import Bilingual, Language

ME = About(OnBehalfOf.myself, RespondentType.victim)
BODY = About(OnBehalfOf.organisation, RespondentType.academic, organisation_name="A university")
OPENS = datetime(2026, 9, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, tzinfo=UTC)


def version(type=QuestionType.free_text, **more):
    made = QuestionVersion(
        id=uuid4(),
        number=1,
        type=type,
        wording=Bilingual.of("Why?", "Pam?"),
        hint=Bilingual.of(""),
        **{"is_required": False, **more},
    )
    if type in (QuestionType.single, QuestionType.multi):
        made.options = [QuestionOption(key=key, position=0, label=Bilingual.of(key.upper())) for key in ("a", "b")]
    return made


def question(number=1, **more):
    return Question(id=uuid4(), number=number, position=number, versions=[version(**more)])


# --- Answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "words"), [(0, ""), (99, ""), (100, ""), (101, "It is 1 too long")])
def test_the_longest_answer(length, words):
    found = answers.problem(version(most_characters=100), Given(words="x" * length))
    assert words in found
    assert bool(found) is bool(words)


@pytest.mark.parametrize(
    ("type", "words"),
    [
        (QuestionType.free_text, "Write your answer"),
        (QuestionType.agree5, "Choose one answer"),
        (QuestionType.single, "Choose one answer"),
        (QuestionType.multi, "Choose at least one answer"),
    ],
)
def test_a_required_question_needs_an_answer_but_a_letter_may_leave_it_out(type, words):
    asked = version(type, is_required=True)
    assert answers.problem(asked, Given()) == words
    assert answers.problem(asked, Given(words=" \n")) == words
    assert answers.problem(asked, Given(), must_answer=False) == ""
    assert answers.problem(version(type), Given()) == ""


@pytest.mark.parametrize(
    ("type", "keys", "is_right"),
    [
        (QuestionType.single, ("a",), True),
        (QuestionType.single, ("a", "b"), False),
        (QuestionType.single, ("c",), False),
        (QuestionType.multi, ("a", "b"), True),
        (QuestionType.multi, ("a", "a"), False),
        (QuestionType.agree5, ("dont_know",), True),
        (QuestionType.agree5, ("a",), False),
        (QuestionType.yes_no_dontknow, ("yes",), True),
        (QuestionType.free_text, ("a",), False),
    ],
)
def test_only_what_is_offered_can_be_chosen(type, keys, is_right):
    assert (answers.problem(version(type), Given(keys=keys)) == "") is is_right


def test_words_are_no_answer_to_a_choice():
    assert answers.problem(version(QuestionType.single), Given(words="a"))


def test_welsh_is_shown_where_there_is_some():
    welsh = version(QuestionType.agree5)
    assert answers.in_language(welsh.wording, Language.welsh) == "Pam?"
    assert dict(answers.choices(welsh, Language.welsh))["agree"] == "Cytuno"
    english = Bilingual.of("Only English")
    assert answers.in_language(english, Language.welsh) == "Only English"
    assert answers.language_of(english, Language.welsh) is Language.english


# --- Respondents -------------------------------------------------------------------------------------------------


def test_only_two_things_are_needed_of_a_person_and_a_name_of_a_body():
    assert not respondents.problems(ME)
    assert [p.field for p in respondents.problems(About())] == ["on_behalf_of", "respondent_type"]
    assert [p.field for p in respondents.problems(replace(BODY, organisation_name=""))] == ["organisation_name"]
    assert not respondents.problems(replace(ME, organisation_name=""))


@pytest.mark.parametrize(
    ("about", "preference", "is_right"),
    [
        (ME, PublishPreference.aggregate_only, True),
        (ME, PublishPreference.publish_anonymously, True),
        (ME, PublishPreference.publish_with_name, False),
        (replace(ME, name="Somebody"), PublishPreference.publish_with_name, True),
        (ME, PublishPreference.publish_organisation_name_only, False),
        (BODY, PublishPreference.publish_organisation_name_only, True),
        (BODY, PublishPreference.publish_with_name, True),
    ],
)
def test_what_is_published_takes_the_name_that_it_needs(about, preference, is_right):
    found = respondents.problems(replace(about, publish_preference=preference))
    assert [p.field for p in found] == ([] if is_right else ["publish_preference"])


@pytest.mark.parametrize("email", ["a", "a@b", "a@b.example\nBcc: c@d.example", "a b@c.example", "é@c.example", "@"])
def test_what_is_no_address_is_refused(email):
    assert [p.field for p in respondents.problems(replace(ME, email=email))] == ["email"]


def test_an_address_is_taken():
    assert not respondents.problems(replace(ME, email="first.last+tag@example.com"))


@pytest.mark.parametrize(("name", "most"), [(name, most) for name, most in respondents.MOST.items() if name != "email"])
def test_the_longest_of_each(name, most):
    fits, beyond = (replace(BODY, **{name: "x" * length}) for length in (most, most + 1))
    assert not respondents.problems(fits)
    assert [p.field for p in respondents.problems(beyond)] == [name]


def test_what_was_said_for_a_body_goes_when_nobody_answers_for_one():
    was = replace(BODY, represents="34 members", publish_preference=PublishPreference.publish_organisation_name_only)
    now = respondents.settled(replace(was, on_behalf_of=OnBehalfOf.myself))
    assert (now.organisation_name, now.represents, now.publish_preference) == ("", "", PublishPreference.aggregate_only)
    assert respondents.settled(was) == was


def test_a_draft_keeps_what_was_said():
    about = replace(
        BODY, area_id=uuid4(), email="a@b.example", publish_preference=PublishPreference.publish_anonymously
    )
    assert respondents.about_from(respondents.about_json(about)) == about
    assert respondents.about_from({"something": "else", "name": ""}) == About()


def test_every_choice_has_words():
    assert set(respondent_words.RESPONDENT_TYPE) == set(RespondentType)
    assert set(respondent_words.ON_BEHALF_OF) == set(OnBehalfOf)
    assert set(respondent_words.PUBLISH) == set(respondent_words.PUBLISH_MEANS) == set(PublishPreference)
    assert set(respondent_words.CHANNEL) == set(Channel)
    assert next(iter(respondent_words.PUBLISH)) is PublishPreference.aggregate_only


# --- The way through, and completeness ---------------------------------------------------------------------------


def test_the_way_asks_a_body_about_itself():
    asked = [question(1), question(4)]
    mine = ["questions/1", "questions/4", "about/who", "about/contact", "about/publishing", "check"]
    assert rules.steps(asked, ME) == mine
    assert rules.steps(asked, BODY) == [*mine[:3], "about/organisation", *mine[3:]]
    assert rules.following(mine, "questions/4") == "about/who"
    assert rules.following(mine, "about/organisation") == "check"
    assert rules.preceding(mine, "questions/1") == ""
    assert rules.preceding(mine, "check") == "about/publishing"


@pytest.mark.parametrize(("words", "choices", "minutes"), [(0, 0, 5), (0, 4, 5), (0, 5, 10), (2, 3, 15), (5, 0, 20)])
def test_how_long_it_takes(words, choices, minutes):
    asked = [question() for _ in range(words)] + [question(type=QuestionType.agree5) for _ in range(choices)]
    assert rules.minutes(asked) == minutes


def test_a_changed_question_is_answered_again():
    asked = question()
    given = {asked.id: Given(words="Because")}
    assert not rules.problems([asked], given, ME, shown={asked.id: asked.current.id})
    (found,) = rules.problems([asked], given, ME, shown={asked.id: uuid4()})
    assert found.href == "questions/1"
    assert "was changed after you answered it" in found.message
    assert not rules.problems([asked], {}, ME, shown={})


def test_each_problem_leads_to_its_page():
    asked = question(3, type=QuestionType.agree5, is_required=True)
    found = rules.problems([asked], {}, replace(ME, respondent_type=None, email="no"), shown={})
    assert [p.href for p in found] == ["questions/3", "about/who", "about/contact"]


# --- Times -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_late_begins_with_the_end(seconds, late):
    assert lateness.is_late(CLOSES + timedelta(seconds=seconds), CLOSES) is late


@pytest.mark.parametrize(
    ("on", "at", "instant"),
    [
        (date(2026, 10, 20), None, datetime(2026, 10, 19, 23, tzinfo=UTC)),
        (date(2026, 11, 20), None, datetime(2026, 11, 20, tzinfo=UTC)),
        (date(2026, 9, 1), None, OPENS),
        (date(2026, 9, 1), time(8, 30), datetime(2026, 9, 1, 7, 30, tzinfo=UTC)),
        (date(2026, 11, 29), None, datetime(2026, 11, 29, tzinfo=UTC)),
    ],
)
def test_a_letter_counts_from_the_start_of_its_day(on, at, instant):
    assert rules.received(on, at, OPENS) == instant


def entry(received_at, now, *, channel=Channel.post, **more):
    consultation = Consultation(opens_at=OPENS, closes_at=CLOSES, opening_approved_at=OPENS, is_historic=False)
    for name, value in more.items():
        setattr(consultation, name, value)
    found = rules.entry_problems(consultation, channel=channel, received_at=received_at, now=now)
    return [p.field for p in found]


def test_what_can_be_entered_and_when():
    second, later = timedelta(seconds=1), CLOSES + timedelta(days=9)
    assert entry(OPENS, OPENS) == []
    assert entry(OPENS - second, OPENS) == ["received_on"]
    assert entry(OPENS + second, OPENS) == ["received_on"]
    assert entry(CLOSES - second, later) == []
    assert entry(CLOSES, later) == []
    assert entry(OPENS, OPENS, channel=Channel.web) == ["channel"]
    assert entry(OPENS, OPENS - second) == [""]
    assert entry(OPENS, OPENS, opening_approved_at=None) == [""]
    assert entry(OPENS, OPENS, is_historic=True) == [""]
    assert entry(OPENS, later, withdrawn_at=OPENS) == ["received_on"]
    assert entry(OPENS, later, withdrawn_at=OPENS + second) == []


# --- Numbers and links -------------------------------------------------------------------------------------------


@given(st.data())
def test_a_receipt_number_can_be_read_out(data):
    number = rules.receipt_number(lambda alphabet: data.draw(st.sampled_from(alphabet)))
    assert len(number) == 11
    assert number[:2] == "R-"
    assert number[6] == "-"
    assert not set(number[2:].replace("-", "")) & set("01OILU")


def test_links_are_derived_one_way_and_differ():
    draft = links.draft_token("key", "secret")
    assert draft == links.draft_token("key", "secret")
    private = links.receipt_token(draft)
    made = [
        draft,
        private,
        links.amendment_token(private, 1),
        links.amendment_token(private, 2),
        links.receipt_token(private),
    ]
    made += [
        links.draft_token("key", "other"),
        links.draft_token("", "secret"),
        links.draft_token("", "secret"),
        links.fresh(),
    ]
    assert len(set(made)) == len(made)
    assert {len(token) for token in made} == {43}
    assert set("".join(made)) <= set(string.ascii_letters + string.digits + "-_")
    assert links.stored(private) not in (private, links.stored(draft))
    assert len(links.stored("\ud800")) == 64
