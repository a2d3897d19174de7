"""Forms for a commitment after it was signed: reports, dates, milestones, completion, ends, and what it depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from collab.proposals.models import DateChangeReason, Delivery, Milestone, MilestoneState, Rag
from collab.proposals.rules.delivery import REPORTABLE, Report
from collab.proposals.rules.words import DATE_REASON_WORDS, RAG_WORDS
from collab.web.fields import Area, Day, Line, One, Pick, choices, required
from collab.web.forms import BaseForm

EVIDENCE_LINK = "An address that begins with https://"


class ReportForm(BaseForm):
    delivery = One(
        "How far it has come", [required("Choose how far it has come")], choices=choices(Delivery, only=REPORTABLE)
    )
    words = Area(
        "What has been done, and what comes next",
        [required("Say what has been done, and what comes next")],
        hint="It is public where the commitment is",
        most=5_000,
    )
    rag = One("Colour", choices=choices(Rag, RAG_WORDS))
    path_to_green = Area("How it gets back to green", hint="Needed for amber and red", rows=3, most=2_000)
    green_on = Day("Date by which it is green again", hint="Needed for amber and red")
    dependency_note = Area(
        "Why it is green all the same",
        hint="Needed where it depends on something that is red or overdue",
        rows=3,
        most=2_000,
    )
    evidence = Area("Evidence", rows=3, most=5_000)
    evidence_url = Line("Where the evidence is", hint=EVIDENCE_LINK, most=500)

    def report(self) -> Report:
        return Report(
            delivery=Delivery(self.delivery.data),
            words=self.words.data or "",
            rag=Rag(self.rag.data) if self.rag.data else None,
            path_to_green=self.path_to_green.data or "",
            green_on=self.green_on.data,
            dependency_note=self.dependency_note.data or "",
            evidence=self.evidence.data or "",
            evidence_url=self.evidence_url.data or "",
        )


class DateForm(BaseForm):
    to_on = Day("New date", [required("Enter the new date")])
    date_reason = One(
        "What made the date change",
        [required("Choose what made the date change")],
        choices=choices(DateChangeReason, DATE_REASON_WORDS),
    )
    words = Area(
        "Why the date changes", [required("Say why the date changes")], hint="It is published", rows=4, most=2_000
    )


class MilestonesForm(BaseForm):
    """Made by `milestones_form`: a list to choose from for each milestone."""

    def states(self, stones: Sequence[Milestone]) -> Mapping[UUID, MilestoneState]:
        return {stone.id: MilestoneState(self[f"state_{place}"].data) for place, stone in enumerate(stones, start=1)}


def milestones_form(stones: Sequence[Milestone], version: int) -> MilestonesForm:
    offered = choices(MilestoneState)
    fields = {f"state_{place}": Pick(stone.words, choices=offered) for place, stone in enumerate(stones, start=1)}
    data = {f"state_{place}": stone.state.value for place, stone in enumerate(stones, start=1)}
    made: MilestonesForm = type("MilestonesForm", (MilestonesForm,), fields)(data={**data, "version": version})
    return made


class ClaimForm(BaseForm):
    evidence = Area(
        "What shows that it is done", [required("Say what shows that it is done")], hint="It is published", most=5_000
    )
    evidence_url = Line("Where the evidence is", hint=EVIDENCE_LINK, most=500)


class VerdictForm(BaseForm):
    decision = One(
        "Is it complete?",
        [required("Choose whether it is complete")],
        choices=[("accept", "Yes, it is complete"), ("send_back", "No, send it back")],
    )
    words = Area("What you found", hint="Needed where you send it back. It is published", rows=4, most=5_000)


class EndForm(BaseForm):
    superseded_by = Pick("Replaced by", hint="Leave it where nothing replaces it: then it is cancelled")
    words = Area("Why it ends", [required("Say why it ends")], hint="It is published", rows=4, most=5_000)


class DependencyForm(BaseForm):
    on = Pick("One on this proposal")
    elsewhere = Line(
        "Or the address of one on another proposal",
        hint="Open it and copy its address from the browser",
        most=300,
    )
