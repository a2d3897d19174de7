"""Input of assessments and of HM Treasury's position."""

from __future__ import annotations

from collab.proposals.models import AssessmentStatus
from collab.proposals.rules.assessments import STATUS_WORDS, AssessmentTerms
from collab.web.fields import Area, Day, Line, One, choices, required
from collab.web.forms import BaseForm


class AssessmentForm(BaseForm):
    status = One("Status", [required("Choose how far it is")], choices=choices(AssessmentStatus, STATUS_WORDS))
    status_on = Day("Since", [required("Enter since when")])
    reason = Area(
        "Reason", hint="Needed where it is not required. Otherwise what is worth knowing about it", rows=3, most=2000
    )
    reference = Line("Reference", hint="For example, MoJ066/2026", most=200)
    url = Line("Address of the document", hint="Beginning with https://. Needed once it is published", most=500)
    is_public = One(
        "Is this part of the published text?",
        [required("Choose whether it is part of the published text")],
        choices=[
            ("yes", "Yes, with its status, reason, reference and address"),
            ("no", "No, only the organisations named on the proposal see it"),
        ],
    )

    def terms(self) -> AssessmentTerms:
        return AssessmentTerms(
            status=AssessmentStatus(self.status.data),
            status_on=self.status_on.data,
            reason=self.reason.data or "",
            reference=self.reference.data or "",
            url=self.url.data or "",
            is_public=self.is_public.data == "yes",
        )


class TreasuryForm(BaseForm):
    words = Area(
        "HM Treasury's position",
        [required("Enter the position, in the words agreed with HM Treasury")],
        hint="In the words agreed with HM Treasury. Each organisation named on the proposal can read this; it is not published",
        rows=6,
        most=5000,
    )
    given_on = Day("Given on", [required("Enter the date on which it was given")])
