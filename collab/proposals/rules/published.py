"""A frozen content as a page draws it: numbered parts, and what each body promises and expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from collab import text
from collab.proposals.models import AssessmentKind, AssessmentStatus
from collab.proposals.rules.assessments import KIND_WORDS, STATUS_WORDS
from collab.proposals.rules.editions import listed
from collab.proposals.rules.quarters import period
from collab.proposals.rules.text import SECTION_WORDS

PLURALS = {"commitment": "Commitments", "undertaking": "Undertakings", "position": "Positions"}
_NOTHING = text.html(())
_DATES = ("baseline_on", "due_on", "from_on", "to_on", "published_on")


@dataclass(frozen=True)
class Part:
    """A numbered part of the document. `kind` is its anchor; running text comes with `html`, other parts are drawn from records."""

    number: int
    kind: str
    heading: str
    html: Markup = _NOTHING
    html_cy: Markup = _NOTHING


@dataclass(frozen=True)
class Body:
    """An organisation with its role, and all that the document says for it."""

    code: str
    name: str
    role: str
    reason: str
    word: str
    commitments: Sequence[Mapping[str, Any]]
    implications: Sequence[Mapping[str, Any]]
    nil_returns: Sequence[Mapping[str, Any]]

    @property
    def nothing(self) -> list[tuple[str, list[str]]]:
        """(reason, labels of provisions) of the nil returns, one line for each reason."""
        found: dict[str, list[str]] = {}
        for record in self.nil_returns:
            found.setdefault(record["reason"], []).append(record["provision"])
        return list(found.items())

    @property
    def has_answers(self) -> bool:
        return bool(self.commitments or self.implications or self.nil_returns)


@dataclass(frozen=True)
class Publication:
    """What a page of an edition is drawn from; nothing in it comes from the working text."""

    title: str
    title_cy: str
    summary: str
    summary_cy: str
    purpose: str
    change_note: str
    is_demonstration: bool
    parts: Sequence[Part]
    provisions: Sequence[Mapping[str, Any]]
    options: Sequence[Mapping[str, Any]]
    bodies: Sequence[Body]
    attachments: Sequence[Mapping[str, Any]]
    assessments: Sequence[Mapping[str, Any]] = ()

    @property
    def is_proposed(self) -> bool:
        """Whether all of it still depends on a consultation."""
        return self.purpose == "consultation"

    @property
    def from_whom(self) -> str:
        """Lead and joint organisations, in order."""
        return listed([body.name for body in self.bodies if body.role in ("lead", "joint")])

    @property
    def labels(self) -> list[str]:
        return [str(provision["label"]) for provision in self.provisions]


def publication(content: Mapping[str, Any]) -> Publication:
    """Raises KeyError for what is not a frozen content of this format."""
    names = {body["code"]: body["name"] for body in content["organisations"]}
    return Publication(
        title=content["title"]["en"],
        title_cy=_approved(content["title"]),
        summary=content["summary"]["en"],
        summary_cy=_approved(content["summary"]),
        purpose=content["purpose"],
        change_note=content["change_note"],
        is_demonstration=bool(content.get("demonstration")),
        parts=_parts(content),
        provisions=[_provision(provision) for provision in content["provisions"]],
        options=content["options"],
        bodies=[_body(body, content, names) for body in content["organisations"]],
        assessments=[_assessment(one) for one in content.get("assessments", [])],
        attachments=content["attachments"],
    )


def _approved(words: Mapping[str, Any]) -> str:
    return str(words["cy"]) if words["cy_status"] == "approved" else ""


def _parts(content: Mapping[str, Any]) -> list[Part]:
    """1 problem, 2 vision, 3 what is proposed, 4 options, 5 evidence, 6 delivery, 7 what each body says, 8 files if there are any."""
    written = {section["kind"]: section for section in content["sections"]}
    order = ["problem", "vision", "proposed", "options", "evidence", "delivery", "answers"]
    order += ["files"] if content["attachments"] else []
    headings = {
        **{kind.value: words for kind, words in SECTION_WORDS.items()},
        "proposed": "What is proposed",
        "options": "Options that were considered",
        "answers": "What each organisation says",
        "files": "Files",
    }
    return [
        Part(number, kind, headings[kind], *(_htmls(written[kind]) if kind in written else (_NOTHING, _NOTHING)))
        for number, kind in enumerate(order, start=1)
    ]


def _htmls(document: Mapping[str, Any]) -> tuple[Markup, Markup]:
    welsh = document["blocks_cy"] if document["cy_status"] == "approved" else []
    return text.html(text.from_json(document["blocks"])), text.html(text.from_json(welsh))


def _provision(provision: Mapping[str, Any]) -> dict[str, Any]:
    html, html_cy = _htmls(provision)
    return {
        "label": provision["label"],
        "title": provision["title"]["en"],
        "title_cy": _approved(provision["title"]),
        "html": html,
        "html_cy": html_cy,
    }


def _body(body: Mapping[str, Any], content: Mapping[str, Any], names: Mapping[str, str]) -> Body:
    commitments = [
        commitment_of(record, names) for record in content["commitments"] if record["organisation"] == body["code"]
    ]
    implications = [
        implication_of(record, names) for record in content["implications"] if record["organisation"] == body["code"]
    ]
    nils = [record for record in content["nil_returns"] if record["organisation"] == body["code"]]
    word = commitments[0]["word"] if commitments else "commitment"
    return Body(body["code"], body["name"], body["role"], body["reason"], word, commitments, implications, nils)


def commitment_of(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A frozen commitment as pages draw it, whichever version of the format it is in; `names` are those of the bodies, by code."""
    drawn = {"depends_on": [], "date_changes": [], "recommendation": None, **_dated(record)}
    drawn["milestones"] = [_dated(stone) for stone in record["milestones"]]
    drawn["date_changes"] = [_dated(change) for change in drawn["date_changes"]]
    asked = drawn["recommendation"]
    if asked:
        drawn["recommendation"] = {**_dated(asked), "by_name": names.get(asked["by"], asked["by"])}
    return drawn


def implication_of(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The same for a frozen implication. Version 1 had one piece of evidence, and no groups and no force areas."""
    evidence = record["evidence"]
    if isinstance(evidence, Mapping):
        is_some = evidence["title"] or evidence["kind"] != "none"
        evidence = [{**evidence, "date": ""}] if is_some else []
    evidence = [{**one, "on": date.fromisoformat(one["date"]) if one["date"] else None} for one in evidence]
    drawn = {"user_groups": [], "force_areas": [], **_dated(record), "evidence": evidence}
    first, last = drawn["from_on"], drawn["to_on"]
    asserted_by = names.get(record["asserted_by"], record["asserted_by"])
    return {**drawn, "asserted_by_name": asserted_by, "period": period(first, last)}


def _assessment(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its name, its status in words and its day as a date."""
    return {
        **record,
        "name": KIND_WORDS[AssessmentKind(record["kind"])],
        "status": STATUS_WORDS[AssessmentStatus(record["status"])],
        "status_on": date.fromisoformat(record["status_on"]),
    }


def _dated(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its days as dates, which pages write out in full."""
    return {key: date.fromisoformat(value) if key in _DATES and value else value for key, value in record.items()}
