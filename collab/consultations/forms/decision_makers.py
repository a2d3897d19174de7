"""Forms of who decides, and of their confirmation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from collab.web.fields import Area, Line, Pick, required
from collab.web.forms import BaseForm


class DecisionMakerForm(BaseForm):
    role = Line("Role", hint="What the public reads, for example “Attorney General”.", most=200)
    person_id = Pick(
        "Person", hint="They are given the report, and confirm before the government response that they considered it."
    )

    def offer(self, people: list[tuple[str, str]], *, has_role: bool) -> None:
        """`people` are (id, name). The lead's role is in the set-up."""
        self.person_id.choices = [("", "Choose a person"), *people]
        if not has_role:
            del self.role

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"person_id": UUID(held["person_id"]) if held["person_id"] else None}


class ConfirmForm(BaseForm):
    statement = Area(
        "How you considered the responses",
        [required("Say how you considered the responses")],
        hint="In a few sentences: what weighed with you, and what you decided. It is kept with the record.",
        most=8_000,
    )
