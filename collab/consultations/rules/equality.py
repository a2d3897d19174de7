"""Questions about equality: what they can be, and what respondents are told about them."""

from __future__ import annotations

from collab.consultations.models import QuestionType
from collab.consultations.rules.questions import Written
from collab.errors import Problem
from collab.text import Language

COUNTED = frozenset({QuestionType.single, QuestionType.multi, QuestionType.yes_no_dontknow})
"""The types of which nothing but the number of each answer is needed."""

NOTE = {
    Language.english: (
        "Your answers in this part are kept apart. They stay in your draft until you send it. Then they are only added to "
        "counts: they are never stored with your response, or with the time, or with anything that could tell who you are. "
        "You cannot see, change or take back these answers afterwards, and you are not asked again if you change your response."
    ),
    Language.welsh: (
        "Cedwir eich atebion yn y rhan hon ar wahân. Maent yn aros yn eich drafft nes i chi ei anfon. Wedyn, dim ond at "
        "gyfrif y cânt eu hychwanegu: ni chânt byth eu storio gyda’ch ymateb, gyda’r amser, na gyda dim a allai ddangos pwy "
        "ydych chi. Ni allwch weld, newid na thynnu’r atebion hyn yn ôl wedyn, ac ni ofynnir i chi eto os newidiwch eich ymateb."
    ),
}


def problems(written: Written) -> list[Problem]:
    """Why a question cannot stand in a section on equality."""
    found = []
    if written.type not in COUNTED:
        found.append(
            Problem("A question on equality must have one or several fixed answers, or yes and no", field="type")
        )
    if written.is_required:
        found.append(Problem("Nobody has to answer a question on equality", field="is_required"))
    return found
