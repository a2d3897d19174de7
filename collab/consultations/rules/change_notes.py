"""When feedback and outcome were published, as far as a GOV.UK page's change notes say so.

A note counts when it is dated on or after the closing date and announces a publication ("Published",
"Added", ...) rather than promising, correcting or withdrawing one. The earliest such note gives the date,
because later ones tell of additions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from collab.consultations.rules.json_page import JsonObject
from collab.consultations.rules.window import london_date

_ANNOUNCES = re.compile(r"\b(publish|add|issu|releas|upload)(ed|ing)\b|\b(available|announc\w+)\b", re.IGNORECASE)
_DOES_NOT = re.compile(
    r"\b(will|to be|due (on|in|by)|expected|delay\w*|not (yet|been)|soon|shortly|corrected|correction|typo\w*"
    r"|withdr[ae]w\w*|remov\w+|deadline|response form)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(r"\b(outcomes?|decisions?|response)\b", re.IGNORECASE)
_RESPONSES = re.compile(r"\b(responses|feedback)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChangeNote:
    at: datetime
    words: str

    @property
    def on(self) -> date:
        return london_date(self.at)


def announcements(details: JsonObject, closes_on: date) -> tuple[ChangeNote, ...]:
    """The notes that announce a publication after closing, oldest first.

    Raises ImportRefused for a malformed note.
    """
    notes = [
        ChangeNote(one.instant("public_timestamp"), one.text("note")) for one in details.children("change_history")
    ]
    counted = [note for note in notes if note.on >= closes_on and _announces(note.words)]
    return tuple(sorted(counted, key=lambda note: (note.at, note.words)))


def _announces(words: str) -> bool:
    return bool(_ANNOUNCES.search(words)) and not _DOES_NOT.search(words)


def feedback_note(notes: Sequence[ChangeNote]) -> ChangeNote | None:
    """The first note of responses or feedback."""
    return next((note for note in notes if _RESPONSES.search(note.words)), None)


def outcome_note(notes: Sequence[ChangeNote], feedback_on: date | None) -> ChangeNote | None:
    """The first note of an outcome, a decision or a response, else of responses.

    "Responses" alone may mean the public's, so a note dated other than the feedback is taken before one of
    its day.
    """
    if decided := next((note for note in notes if _OUTCOME.search(note.words)), None):
        return decided
    answered = [note for note in notes if _RESPONSES.search(note.words)]
    return next((note for note in answered if note.on != feedback_on), next(iter(answered), None))
