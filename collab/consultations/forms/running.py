"""Forms with which a consultation is paused, extended, withdrawn or cancelled. Each reason is public."""

from __future__ import annotations

from collab.web.fields import Area, Day, required
from collab.web.forms import BaseForm

IN_WELSH = "The same in Welsh"


class PauseForm(BaseForm):
    reason = Area(
        "Why is it paused?",
        [required("Enter why it is paused")],
        hint="Everybody can read this, on the page of the consultation and where people are answering.",
        rows=3,
        most=2_000,
    )
    reason_cy = Area(IN_WELSH, rows=3, most=2_000)


class ExtendForm(BaseForm):
    closes_on = Day(
        "New closing date",
        [required("Enter the new closing date")],
        hint="It stays open until the end of this day in London.",
    )
    reason = Area(
        "Why is it extended?",
        [required("Enter why it is extended")],
        hint="Everybody can read this.",
        rows=3,
        most=2_000,
    )
    reason_cy = Area(IN_WELSH, rows=3, most=2_000)
    decision_expected_on = Day("New date on which the decision is expected", hint="Only if it moves too.")
    holiday_mitigation = Area(
        "If much of it falls in holidays, what do you do about it?",
        hint="Only if what was said before does not hold any more.",
        rows=3,
        most=4_000,
    )


class KeepForm(BaseForm):
    """Why changed questions do not make it longer."""

    reason = Area(
        "Why does it not need more time?",
        [required("Enter why it is not extended")],
        hint="For example: only a spelling mistake was mended. Those who run the consultation can read this.",
        rows=3,
        most=2_000,
    )


class WithdrawForm(BaseForm):
    reason = Area(
        "Why is it withdrawn?",
        [required("Enter why the consultation is withdrawn")],
        hint="Everybody can read this, at the address of the consultation.",
        rows=4,
        most=4_000,
    )


class CancelForm(BaseForm):
    reason = Area(
        "Why is it cancelled?",
        [required("Enter why the consultation is cancelled")],
        hint="Whoever opens the address of the consultation reads its title and this.",
        rows=4,
        most=4_000,
    )
