"""Uploading a file of responses, and saying what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collab.consultations.models import Channel, RespondentType
from collab.consultations.rules import respondent_words as words
from collab.consultations.rules.response_tables import Plan
from collab.consultations.rules.submissions import ENTERED
from collab.web.fields import Day, One, Pick, Upload, choices, required
from collab.web.forms import BaseForm


class UploadForm(BaseForm):
    file = Upload(
        "File of responses",
        hint="CSV or a workbook (.xlsx), with headings in its first row and one response in each row below. At most 100 MB.",
    )


class ColumnsForm(BaseForm):
    """Made by `columns_form`: beside these fields it has `column_0` and so on."""

    channel = One(
        "How did these responses come?",
        [required("Choose how the responses came")],
        choices=choices(Channel, words.CHANNEL, only=[one for one in words.CHANNEL if one in ENTERED]),
    )
    received_on = Day("Date received, where no column says it")
    respondent_type = Pick(
        "Type of respondent, where no column says it",
        choices=choices(RespondentType, {**words.RESPONDENT_TYPE, RespondentType.prefer_not_to_say: "Not said"}),
        default=RespondentType.prefer_not_to_say.value,
    )

    def plan(self, number: int) -> Plan:
        """What was chosen, for a file with so many columns."""
        return Plan(
            tuple(str(self[f"column_{place}"].data or "") for place in range(number)),
            Channel(str(self.channel.data)),
            self.received_on.data,
            RespondentType(str(self.respondent_type.data or RespondentType.prefer_not_to_say.value)),
        )


def columns_form(
    headings: Sequence[str],
    examples: Sequence[str],
    offered: Sequence[tuple[str, str]],
    held: Mapping[str, Any],
) -> ColumnsForm:
    """`examples` is the first row; `held` is a plan that was chosen before, as JSON, or only its `columns`."""
    fields = {
        f"column_{place}": Pick(
            f"Column {place + 1}: {heading or 'without a heading'}",
            hint=f"For example: {example[:100]}" if example else "",
            choices=list(offered),
        )
        for place, (heading, example) in enumerate(zip(headings, examples, strict=True))
    }
    known = {value for value, _ in offered}
    columns = {f"column_{place}": one if one in known else "" for place, one in enumerate(held.get("columns", ()))}
    rest = Plan.from_json(held) if "channel" in held else None
    shape = type("Columns", (ColumnsForm,), fields)
    form: ColumnsForm = shape(data={**columns, **({name: getattr(rest, name) for name in _REST} if rest else {})})
    return form


_REST = ("channel", "received_on", "respondent_type")


class ConfirmForm(BaseForm):
    leave_out = One(
        "What about the rows at fault?",
        choices=[("", "Import nothing yet"), ("yes", "Leave them out, and import the others")],
        default="",
    )
