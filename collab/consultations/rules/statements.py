"""Voting on statements one at a time, in an order of each respondent's own, and adding one to them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from rapidfuzz import fuzz, process, utils

from collab.consultations.models import Question, QuestionType, RejectionReason
from collab.consultations.rules.paths import is_paired
from collab.consultations.rules.personal_data import found
from collab.text import say

FEWEST_CHARACTERS, MOST_CHARACTERS = 10, 200
MOST_OF_ONE = 3
"""How many statements can be added with one response: enough for a thought, too few to fill the list."""
ALIKE = 80
"""From this score of 100 on, two statements are likely to say the same."""

REASON = {
    RejectionReason.says_the_same: "It says the same as another statement",
    RejectionReason.not_about_this: "It is not about what is proposed",
    RejectionReason.several_points: "It makes several points, so that people could agree with one and not the other",
    RejectionReason.not_a_statement: "It is a question or an order, and nothing that people can agree or disagree with",
    RejectionReason.about_oneself: "It says something about the person who wrote it, and not what they think",
    RejectionReason.names_somebody: "It names somebody, or a case",
    RejectionReason.abusive: "It is abusive or against the law",
}
"""In words for everybody: respondents read them before they add a statement."""


def in_turn(questions: Sequence[Question], seed: UUID) -> list[Question]:
    """The questions with the statements that follow each other in an order that looks random and that `seed` fixes.

    So the first statements of a list do not get more votes than the last. Statements with a condition of their own or with
    a question beside them stay where they are.
    """
    found: list[Question] = []
    run: list[Question] = []
    for question, after in zip(questions, [*questions[1:], None][: len(questions)], strict=True):
        moves = _moves(question) and not (after is not None and is_paired(question, after))
        if run and (not moves or run[-1].section_id != question.section_id):
            found += _shuffled(run, seed)
            run = []
        (run if moves else found).append(question)
    return found + _shuffled(run, seed)


def _moves(question: Question) -> bool:
    return question.current.type is QuestionType.statement_vote and not question.current.condition


def _shuffled(run: Sequence[Question], seed: UUID) -> list[Question]:
    return sorted(run, key=lambda one: hashlib.sha256(seed.bytes + one.id.bytes).digest())


def progress(asked: Sequence[Question], question: Question) -> tuple[int, int] | None:
    """Which of how many statements this is on somebody's way; None for what is no statement."""
    statements = [one.number for one in asked if one.current.type is QuestionType.statement_vote]
    if question.number not in statements:
        return None
    return statements.index(question.number) + 1, len(statements)


def problem(words: str) -> str:
    """What is wrong with a statement, in words; empty when nothing is."""
    if not words.strip():
        return say("Write your statement")
    if not FEWEST_CHARACTERS <= len(words.strip()) <= MOST_CHARACTERS:
        return say(
            "Your statement must be from %(fewest)s to %(most)s characters",
            fewest=FEWEST_CHARACTERS,
            most=MOST_CHARACTERS,
        )
    personal = [words[one.start : one.end] for one in found(words)]
    if personal:
        return say(
            "Everybody will read your statement. Leave out what could show who somebody is, such as “%(words)s”",
            words=personal[0],
        )
    return ""


def alike(words: str, others: Sequence[str]) -> list[str]:
    """Up to three statements that are likely to say the same, the likest first."""
    scored = process.extract(
        words, others, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=ALIKE, limit=3
    )
    return [str(other) for other, _, _ in scored]
