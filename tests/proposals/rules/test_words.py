"""Every stored key and every event has words that a person would write."""

import pytest

from collab.audit.models import Event
from collab.consultations.rules import timeline as consultation_timeline
from collab.proposals import models
from collab.proposals.rules import timeline, words

OURS = ("proposal", "commitment", "implication", "nil_return", "edition")
CONSULTATIONS = ("consultation", "question", "submission", "theme", "disposition")
SHOWN = (
    models.CommitmentKind,
    models.Acceptance,
    models.ImplicationType,
    models.Direction,
    models.Unit,
    models.Recurrence,
    models.Stage,
    models.Confidence,
    models.EvidenceKind,
    models.FundingPosition,
    models.ImplicationStatus,
    models.PartRole,
    models.OptionKind,
)
TWO_NOUNS = {"arrest custody", "it digital", "legal legislative", "guidance training", "bail remand", "post case"}


@pytest.mark.parametrize("member", [member for kind in SHOWN for member in kind], ids=str)
def test_a_key_reads_as_words(member):
    said = words.said(member)
    assert said == words.said(member.value)
    assert "_" not in said
    assert not [pair for pair in TWO_NOUNS if pair in said.lower()]
    assert said[0].isupper() or isinstance(member, models.Unit)


def test_a_key_within_a_sentence():
    assert words.within(models.Stage.arrest_custody) == "arrest and police custody"
    assert words.within(models.ImplicationType.it_digital) == "IT and digital"
    assert words.said(models.Unit.fte) == "full-time equivalent staff"
    assert words.said(None) == words.within(None) == ""


def test_two_tables_never_disagree_about_a_key():
    spoken = {}
    for table in words._TABLES:
        for member, said in table.items():
            assert spoken.setdefault(member.value, said) == said, member


@pytest.mark.parametrize(
    ("typed", "shown"), [("2025-26", "2025-26 prices"), ("2025-26 prices", "2025-26 prices"), (" ", "")]
)
def test_prices_are_said_once(typed, shown):
    assert words.of_prices(typed) == shown


@pytest.mark.parametrize("event", list(Event), ids=str)
def test_every_event_has_words_where_it_is_shown(event):
    noun = event.value.partition(".")[0]
    if noun in OURS:
        assert event in timeline.EVENT_WORDS
    if noun in CONSULTATIONS:
        assert event in consultation_timeline.EVENT_WORDS
