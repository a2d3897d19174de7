"""Files in answers: kept with the consultation, named by the answer that holds them, and forgotten when none does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from collab import clock
from collab.accounts.policy import Viewer, anybody, is_system, permitted
from collab.attachments import actions as attachments
from collab.attachments import queries as files
from collab.attachments.actions import SETTLED
from collab.attachments.models import ParentKind
from collab.attachments.rules import names
from collab.consultations.models import Consultation, Question, QuestionType
from collab.consultations.queries import answer_files as reading
from collab.consultations.rules import answers
from collab.consultations.rules.answers import Given
from collab.errors import Problem, Refused


@dataclass(frozen=True)
class Upload:
    """A file as somebody chose it."""

    name: str
    stream: IO[bytes]


@permitted(anybody)
def take(
    consultation: Consultation, before: Given, chosen: Sequence[Upload], *, field: str, folder: Path, by: Viewer
) -> Given:
    """The answer with these files added, each checked and kept. Raises Refused, at the field.

    The caller has locked the consultation, and asked whether this answer may be given. A file that is there already with the
    same name and content, as after a second click, is not added again.
    """
    keys = list(before.keys)
    known = {(one.file_name, one.size, one.sha256) for one in reading.files_of(consultation, [before])}
    for file in chosen:
        if attachments.printed(file.name, file.stream, by=by) in known:
            continue
        try:
            made = attachments.take(
                ParentKind.answer, consultation.id, name=file.name, stream=file.stream, folder=folder, by=by
            )
        except Refused as refusal:
            raise Refused([Problem(one.message, field=field) for one in refusal.problems]) from refusal
        keys.append(answers.file_key(made.id, made.file_name))
    return Given(keys=tuple(keys))


def expected(before: Given, removed: Sequence[str], chosen: Sequence[Upload]) -> Given:
    """The answer as it will be, for the rules: what is kept of the one before, and a place for each file that comes."""
    kept = [key for key in before.keys if str(answers.file_of(key)[0]) not in removed]
    coming = [answers.file_key(uuid4(), names.cleaned(one.name) or "file") for one in chosen]
    return Given(keys=(*kept, *coming))


def without(before: Given, removed: Sequence[str]) -> Given:
    """What is kept of an answer. Whatever was sent, only what stood in it can be taken out of it."""
    return expected(before, removed, ())


def refuse_too_many(given: Iterable[tuple[Question, Given]], field: str) -> None:
    """Raises Refused when the files of all answers together are more than a response may have."""
    every = [key for question, one in given if question.current.type is QuestionType.file for key in one.keys]
    if len(every) > answers.MOST_FILES:
        raise Refused(Problem(answers.too_many_files(), field=field))


@permitted(is_system)
def forget(*, by: Viewer) -> int:
    """Erases the files that no answer holds any more: of drafts that were never sent, of withdrawn responses, and those that
    were taken out. Those of the last day are left, as their page may still be open. Returns how many went.
    """
    known = files.of_kind(ParentKind.answer, before=clock.now() - SETTLED)
    lost = set(known) - reading.referenced(set(known.values()))
    attachments.forget(lost, by=by)
    return len(lost)
