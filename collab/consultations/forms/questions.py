"""The form of one question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wtforms import HiddenField

from collab.consultations.models import QuestionType
from collab.consultations.rules import library
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.questionnaire_file import MOST_BYTES
from collab.consultations.rules.questions import FEWEST_CHARACTERS, MOST_CHARACTERS
from collab.errors import Problem, Refused
from collab.web.fields import Amount, Area, Line, Many, One, Pick, Upload, choices, required
from collab.web.forms import BaseForm

TYPE_WORDS = {
    QuestionType.agree5: "How far people agree, from strongly agree to strongly disagree",
    QuestionType.yes_no_dontknow: "Yes, no or don’t know",
    QuestionType.single: "One of your options",
    QuestionType.multi: "Any number of your options",
    QuestionType.rank: "Your options in order, the most important first",
    QuestionType.matrix: "A table: one of your options for each of your rows",
    QuestionType.number: "A number",
    QuestionType.date: "A date",
    QuestionType.statement_vote: "A statement on which people vote: agree, disagree or pass",
    QuestionType.free_text: "An answer in people’s own words",
    QuestionType.file: "Files that people attach",
}
WITH_OPTIONS = "Only where people choose from options of your own, put them in order or fill in a table."


PUBLIC = "Everybody can read this. Those who left an email address with their response get it by email."


class QuestionForm(BaseForm):
    type = One(
        "Kind of question",
        [required("Choose the kind of question")],
        choices=choices(QuestionType, TYPE_WORDS),
    )
    wording = Area(
        "The question", [required("Enter the question")], hint="Ask about one thing at a time.", rows=2, most=1_000
    )
    hint = Area("What helps people to answer", rows=2, most=1_000)
    help = Area("Longer help", hint="Shown only to those who open it.", rows=3, most=4_000)
    options = Area("Your options", hint=f"One a line. {WITH_OPTIONS}", rows=5)
    exclusive = Line(
        "An option that excludes the others",
        hint="For example “None of these”. Only where people choose any number of options. It comes last.",
    )
    rows = Area("Rows of the table", hint="One a line. Only for a table.", rows=4)
    least = Amount("Lowest number", hint="Only for a number.")
    most = Amount("Highest number", hint="Only for a number.")
    unit = Line("Unit", hint="Only for a number, for example hours or miles.", most=60, width="10")
    is_required = One(
        "Must people answer it?", choices=[("no", "No, they can leave it out"), ("yes", "Yes")], default="no"
    )
    most_characters = Amount(
        "Longest answer, in characters",
        hint=f"Only for answers in people’s own words: from {FEWEST_CHARACTERS} to {MOST_CHARACTERS:,}.",
    )
    provision_id = Pick("Which part of the proposal is it about?")
    section = Pick("Section")
    with_previous = One(
        "Does it ask why the question before it was answered so?",
        choices=[("no", "No, it has a page of its own"), ("yes", "Yes, show both on one page")],
        hint="Only for an answer in people’s own words, right after a question with fixed answers.",
        default="no",
    )
    wording_cy = Area("The question in Welsh", rows=2, most=1_000)
    hint_cy = Area("What helps people to answer, in Welsh", rows=2, most=1_000)
    help_cy = Area("Longer help in Welsh", rows=3, most=4_000)
    options_cy = Area("Your options in Welsh", hint="One a line, in the same order.", rows=5)
    exclusive_cy = Line("The option that excludes the others, in Welsh")
    rows_cy = Area("Rows of the table in Welsh", hint="One a line, in the same order.", rows=4)
    unit_cy = Line("Unit in Welsh", most=60, width="10")

    def offer(self, provisions: list[tuple[str, str]], sections: list[tuple[str, str]]) -> None:
        """`provisions` are (id, words), `sections` (number, heading)."""
        self.section.choices = [("", "No section: before all sections"), *sections]
        self.provision_id.choices = [("", "The proposal as a whole"), *provisions]

    def validate_most_characters(self, field: Line) -> None:
        held: Any = field.data
        if held and not str(held).replace(",", "").strip().isdigit():
            raise ValueError("Longest answer must be a whole number")

    def values(self) -> dict[str, Any]:
        held = super().values()
        limit, section = held["most_characters"], held.pop("section")
        return held | {
            "type": QuestionType(held["type"]),
            "is_required": held["is_required"] == "yes",
            "most_characters": int(limit) if limit is not None else None,
            "section_number": int(section) if section else None,
            "is_with_previous": held.pop("with_previous") == "yes",
            "provision_id": UUID(held["provision_id"]) if held["provision_id"] else None,
        }


class ChangedQuestionForm(QuestionForm):
    """The same while people answer."""

    public_reason = Area("Why is it changed?", hint=PUBLIC, rows=3, most=2_000)
    public_reason_cy = Area("Why it is changed, in Welsh", rows=3, most=2_000)


class ConditionForm(BaseForm):
    """After which answers to an earlier question a question is asked."""

    verb = One(
        "The question is asked if the answer to that question",
        [required("Choose is or is not")],
        choices=[("is", "is one of these"), ("is_not", "is none of these")],
        default="is",
    )
    options = Many("These answers", [required("Choose at least one answer")])

    public_reason = Area("Why is it changed?", hint=PUBLIC, rows=3, most=2_000)
    public_reason_cy = Area("Why it is changed, in Welsh", rows=3, most=2_000)

    def offer(self, options: list[tuple[str, str]]) -> None:
        self.options.choices = options


def condition_as_typed(condition: Condition | None) -> dict[str, Any]:
    """A condition by the names of its form fields."""
    if condition is None:
        return {}
    return {"verb": "is" if condition.is_one_of else "is_not", "options": list(condition.options)}


class AlwaysForm(BaseForm):
    """A question is always asked from now on."""

    why = Area("Why is it always asked from now on?", hint=PUBLIC, rows=3, most=2_000)
    why_cy = Area("Why it is always asked from now on, in Welsh", rows=3, most=2_000)


class SectionForm(BaseForm):
    heading = Line("Heading", [required("Enter a heading")], most=200)
    introduction = Area("Introduction", hint="What people should know before they answer.", rows=4, most=4_000)
    heading_cy = Line("Heading in Welsh", most=200)
    introduction_cy = Area("Introduction in Welsh", rows=4, most=4_000)


class NewSectionForm(SectionForm):
    apart = Many(
        "Is it on equality?",
        choices=[("yes", "Yes, count the answers and keep none")],
        hint="For age, disability, ethnicity and the like. It cannot be changed later.",
    )

    def values(self) -> dict[str, Any]:
        held = super().values()
        return held | {"is_equality": "yes" in (held.pop("apart") or ())}


class LibraryForm(BaseForm):
    section = One(
        "Which section?",
        [required("Choose a section")],
        choices=[(one.key, one.heading[0]) for one in library.SECTIONS],
    )


class QuestionnaireForm(BaseForm):
    """A file with a questionnaire; on the second page its text, to be confirmed."""

    file = Upload(
        "File with the questions",
        hint="A JSON file of up to 300 kB, as the questions of a consultation are downloaded here.",
    )
    text = HiddenField()

    def content(self) -> bytes | str:
        """What was sent: the text that is confirmed, or else the file. Raises Refused without either."""
        if self.text.data:
            return str(self.text.data)
        if not self.file.data:
            raise Refused(Problem("Choose a file", field="file"))
        return bytes(self.file.data.read(MOST_BYTES + 1))
