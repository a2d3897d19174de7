"""Many rows by plain inserts: what pages, responses and digests are measured on."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from collab.accounts import rules as accounts_rules
from collab.accounts.models import Membership, MembershipRole, Organisation, Person, Role, SignIn
from collab.clock import LONDON
from collab.consultations.models import (
    Answer,
    Channel,
    Consultation,
    EngagementType,
    OnBehalfOf,
    Question,
    QuestionOption,
    QuestionType,
    QuestionVersion,
    RespondentType,
    Runner,
    RunRole,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
)
from collab.consultations.rules import links, respondents
from collab.db import db, transaction
from collab.digests.models import EVERYTHING, Frequency, Subscriber, Subscription, Topic
from collab.proposals.models import Edition, Participation, PartRole, Proposal, Purpose
from collab.text import Bilingual, as_json, parse

NOW = datetime.now(UTC).replace(microsecond=0)
CLOSES_AT = datetime.combine(NOW.date() + timedelta(days=64), time(), LONDON).astimezone(UTC)
QUESTIONS = 10
WORDS = "Asked once, people explain less often what happened to them, and staff look for it less long. "

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Filled:
    """Addresses of the pages, and the token of an author who is signed in."""

    organisation: str
    consultation: str
    consultation_id: UUID
    token: str


def _insert(model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), 500):
        db.session.execute(insert(model.__table__), list(rows[start : start + 500]))


def _bodies() -> dict[str, UUID]:
    return {code: key for key, code in db.session.execute(select(Organisation.id, Organisation.code))}


def fill(app: Any, objects: int) -> Filled:
    """So many organisations, published proposals, consultations, and responses to the one that is looked at."""
    with app.app_context(), transaction():
        bodies = _bodies()
        person, token = _author(bodies["HO"])
        _organisations(objects)
        _proposals(objects, bodies, person)
        looked_at = _consultations(objects, bodies, person)
        responses(objects, looked_at)
        slug = db.session.scalars(select(Organisation.slug).where(Organisation.code == "HO")).one()
        return Filled(slug, f"C-{looked_at.hex[:8]}", looked_at, token)


def _author(body: UUID) -> tuple[UUID, str]:
    person, membership, token = uuid.uuid4(), uuid.uuid4(), secrets.token_urlsafe(32)
    _insert(
        Person,
        [
            {
                "id": person,
                "email": "author@ho.example",
                "name": "Author",
                "version": 1,
                "is_system_administrator": False,
            }
        ],
    )
    _insert(
        Membership,
        [
            {
                "id": membership,
                "person_id": person,
                "organisation_id": body,
                "valid_from": date(2020, 1, 1),
                "version": 1,
            }
        ],
    )
    _insert(MembershipRole, [{"membership_id": membership, "role": Role.author}])
    held = {"person_id": person, "membership_id": membership, "started_at": NOW, "last_seen_at": NOW}
    _insert(SignIn, [{"id": uuid.uuid4(), "token_hash": accounts_rules.token_hash(token), **held}])
    return person, token


def _organisations(objects: int) -> None:
    one = db.session.scalars(select(Organisation).where(Organisation.code == "NACRO")).first()
    one = one or db.session.scalars(select(Organisation).order_by(Organisation.name)).first()
    assert one is not None
    _insert(
        Organisation,
        [
            {
                "id": uuid.uuid4(),
                "code": f"BODY-{number}",
                "slug": f"body-{number}",
                "name": f"Advice centre number {number}",
                "organisation_class": one.organisation_class,
                "independence": one.independence,
                "version": 1,
            }
            for number in range(objects)
        ],
    )


def _proposals(objects: int, bodies: Mapping[str, UUID], person: UUID) -> None:
    proposals, parts, editions = Rows(), Rows(), Rows()
    codes = sorted(bodies)
    for number in range(objects):
        key = uuid.uuid4()
        lead, *others = ("HO", "MOJ", "CPS", "NPCC") if number % 2 else ("MOJ", "HO", "CPS", "YJB")
        others = [code for code in (*others, codes[number % len(codes)]) if code in bodies and code != lead]
        named = [lead, *dict.fromkeys(others)]
        proposals.append(
            {
                "id": key,
                "reference": f"JP-X-{number:06}",
                "title": Bilingual.of(f"Asking people once, part {number}"),
                "summary": Bilingual.of(WORDS * 2),
                "started_at": NOW - timedelta(days=60),
                "started_for_id": bodies[lead],
                "version": 1,
            }
        )
        roles = [PartRole.lead, PartRole.joint, PartRole.supporting, *[PartRole.affected] * len(named)]
        parts += [
            {"id": uuid.uuid4(), "proposal_id": key, "organisation_id": bodies[code], "role": role, "position": place}
            for place, (code, role) in enumerate(zip(named, roles, strict=False))
        ]
        editions.append(_edition(key, number, named, roles, person))
    for model, rows in ((Proposal, proposals), (Participation, parts), (Edition, editions)):
        _insert(model, rows)


def _edition(
    proposal: UUID, number: int, named: Sequence[str], roles: Sequence[PartRole], person: UUID
) -> dict[str, Any]:
    content = {
        "organisations": [
            {"code": code, "name": _names()[code], "role": role.value} for code, role in zip(named, roles, strict=False)
        ],
        "provisions": [{"label": f"3.{place}", "text": {"en": WORDS * 8, "cy": ""}} for place in range(1, 9)],
        "summary": {"cy": "", "en": (WORDS * 2).strip()},
        "title": {"cy": "", "en": f"Asking people once, part {number}"},
    }
    at = NOW - timedelta(days=30, minutes=number)
    return {
        "id": uuid.uuid4(),
        "proposal_id": proposal,
        "number": 1,
        "purpose": Purpose.consultation,
        "canonical": json.dumps(content, separators=(",", ":"), sort_keys=True),
        "hash": uuid.uuid4().hex * 2,
        "change_note": "First edition",
        "frozen_at": at,
        "frozen_by_id": person,
        "published_at": at,
        "published_by_id": person,
        "publication_number": 1,
        "major_number": 1,
        "version": 1,
    }


def edition(app: Any, bodies: int, commitments: int, implications: int) -> str:
    """The path of a published edition with so many of each."""
    with app.app_context(), transaction():
        held = _bodies()
        person, _ = _author(held["HO"])
        named = ["HO", "MOJ", *[code for code in sorted(held) if code not in ("HO", "MOJ")]][:bodies]
        roles = [PartRole.lead, PartRole.joint, PartRole.supporting, *[PartRole.affected] * bodies][:bodies]
        _proposals(1, held, person)
        (proposal,) = db.session.scalars(select(Proposal)).all()
        row = db.session.scalars(select(Edition)).one()
        content = _whole(named, roles, commitments, implications)
        row.canonical = json.dumps(content, separators=(",", ":"), sort_keys=True)
        return f"/proposals/{proposal.reference}/editions/1"


def _whole(named: Sequence[str], roles: Sequence[PartRole], commitments: int, implications: int) -> dict[str, Any]:
    names = _names()
    labels = [f"3.{number}" for number in range(1, 9)]
    english = {"cy": "", "cy_status": "missing"}
    running = {"blocks": as_json(parse((WORDS * 6 + "\n\n") * 3)), "blocks_cy": [], "cy_status": "missing"}
    return {
        "title": {"en": "Asking people once", **english},
        "summary": {"en": (WORDS * 2).strip(), **english},
        "purpose": "consultation",
        "change_note": "First edition",
        "organisations": [
            {"code": code, "name": names[code], "role": role.value, "reason": ""}
            for code, role in zip(named, roles, strict=True)
        ],
        "sections": [{"kind": kind, **running} for kind in ("problem", "vision", "evidence", "delivery")],
        "provisions": [{"label": label, "title": {"en": f"Part {label}", **english}, **running} for label in labels],
        "options": [],
        "commitments": [_promised(n, named[n % len(named)], labels[n % 8]) for n in range(commitments)],
        "implications": [_expected(n, named[n % len(named)], labels[n % 8]) for n in range(implications)],
        "nil_returns": [],
        "attachments": [],
    }


def _promised(number: int, body: str, label: str) -> dict[str, Any]:
    return {
        "number": number + 1,
        "organisation": body,
        "word": "commitment",
        "standing": "proposed, subject to consultation",
        "provisions": [label],
        "kind": "deliverable",
        "acceptance": "agreed",
        "words": WORDS.strip(),
        "measure": "Nobody is asked twice.",
        "accepted_part": "",
        "rejected_part": "",
        "reason": "",
        "owner_role": "Director",
        "baseline_on": None,
        "due_on": "2028-03-31",
        "milestones": [{"words": "First courts", "due_on": "2027-03-31"}],
        "dependencies": "",
    }


def _expected(number: int, body: str, label: str) -> dict[str, Any]:
    return {
        "number": number + 1,
        "organisation": body,
        "asserted_by": body,
        "provision": label,
        "type": "cost",
        "direction": "adverse",
        "summary": WORDS.strip(),
        "low": "1000000",
        "central": None,
        "high": "2500000",
        "unit": "gbp",
        "price_base": None,
        "cannot_quantify_reason": "",
        "from_on": "2027-04-01",
        "to_on": "2027-06-30",
        "recurrence": "recurring",
        "stages": [],
        "user_groups": [],
        "areas": "",
        "confidence": "medium",
        "confidence_reason": "",
        "evidence": [],
        "assumptions": "Volumes stay as they are.",
        "mitigation": "",
        "funding_position": "unfunded",
        "caused_by": None,
        "status": "confirmed",
        "answer": "",
    }


def _names() -> dict[str, str]:
    if "names" not in db.session.info:
        found = db.session.execute(select(Organisation.code, Organisation.name))
        db.session.info["names"] = {row.code: row.name for row in found}
    names: dict[str, str] = db.session.info["names"]
    return names


def _consultations(objects: int, bodies: Mapping[str, UUID], person: UUID) -> UUID:
    editions = db.session.execute(select(Edition.id, Edition.proposal_id).order_by(Edition.published_at)).all()
    rows, runners = Rows(), Rows()
    for number in range(objects):
        key = uuid.uuid4()
        rows.append(
            _consultation(key, person) | dict(zip(("edition_id", "proposal_id"), editions[number], strict=True))
        )
        runners += [
            {
                "id": uuid.uuid4(),
                "consultation_id": key,
                "organisation_id": bodies[code],
                "role": role,
                "position": place,
                "privacy_notice": "We keep what you send for two years.",
            }
            for place, (code, role) in enumerate((("HO", RunRole.lead), ("MOJ", RunRole.joint)))
        ]
    _insert(Consultation, rows)
    _insert(Runner, runners)
    looked_at: UUID = rows[objects // 2]["id"]
    _questions(looked_at)
    return looked_at


def _consultation(key: UUID, person: UUID, opens_at: datetime | None = None) -> dict[str, Any]:
    opens_at = opens_at or NOW - timedelta(days=20)
    return {
        "id": key,
        "reference": f"C-{key.hex[:8]}",
        "title": Bilingual.of(f"Asking people once: what do you think? {key.hex[:4]}"),
        "summary": Bilingual.of(WORDS),
        "engagement_type": EngagementType.formal_consultation,
        "opens_at": opens_at,
        "closes_at": CLOSES_AT,
        "started_at": opens_at - timedelta(days=30),
        "opening_approved_at": opens_at - timedelta(days=1),
        "opening_approved_by_id": person,
        "respond_email": "asking@ho.example",
        "respond_post": "PO Box 1\nLondon",
        "formats_contact": "formats@ho.example",
        "reasons": WORDS * 5,
        "undecided": WORDS,
        "already_decided": WORDS,
        "impacts": WORDS * 2,
        "equality_statement": WORDS * 2,
        "decision_maker": "Minister for asking",
        "decision_expected_on": (NOW + timedelta(days=300)).date(),
        "version": 1,
    }


def _questions(consultation: UUID) -> None:
    questions, versions, options = Rows(), Rows(), Rows()
    for number in range(1, QUESTIONS + 1):
        key, version = uuid.uuid4(), uuid.uuid4()
        kind = QuestionType.single if number % 2 else QuestionType.free_text
        questions.append({"id": key, "consultation_id": consultation, "number": number, "position": number})
        versions.append(
            {
                "id": version,
                "question_id": key,
                "number": 1,
                "type": kind,
                "wording": Bilingual.of(f"What do you think of part {number}?"),
                "hint": Bilingual.of(""),
                "is_required": False,
                "made_at": NOW,
            }
        )
        if kind is QuestionType.single:
            options += [
                {"question_version_id": version, "key": f"o{place}", "position": place, "label": Bilingual.of(label)}
                for place, label in enumerate(("Good", "Bad", "Neither"), 1)
            ]
    for model, rows in ((Question, questions), (QuestionVersion, versions), (QuestionOption, options)):
        _insert(model, rows)


def _versions(consultation: UUID) -> list[tuple[UUID, UUID]]:
    query = select(QuestionVersion.question_id, QuestionVersion.id).join(QuestionVersion.question)
    ordered = query.where(Question.consultation_id == consultation).order_by(Question.number)
    return [(row[0], row[1]) for row in db.session.execute(ordered)]


def given(number: int) -> dict[str, Any]:
    return {"keys": ["o1"], "words": ""} if number % 2 else {"keys": [], "words": WORDS}


def responses(count: int, consultation: UUID, first: int = 0) -> None:
    versions = _versions(consultation)
    submissions, revisions, answers = Rows(), Rows(), Rows()
    for number in range(first, first + count):
        key, revision = uuid.uuid4(), uuid.uuid4()
        submissions.append(
            {
                "id": key,
                "consultation_id": consultation,
                "receipt": f"R-{number:06}",
                "channel": Channel.web,
                "received_at": NOW - timedelta(days=5),
                "on_behalf_of": OnBehalfOf.myself,
                "respondent_type": RespondentType.magistrate,
                "version": 1,
            }
        )
        revisions.append({"id": revision, "submission_id": key, "number": 1, "at": NOW})
        answers += [
            {"id": uuid.uuid4(), "revision_id": revision, "question_version_id": version, "position": place}
            | given(place)
            for place, (_, version) in enumerate(versions, 1)
        ]
    for model, rows in ((Submission, submissions), (SubmissionRevision, revisions), (Answer, answers)):
        _insert(model, rows)


def drafts(app: Any, consultation: UUID, count: int) -> list[str]:
    """Drafts with every question answered, ready to be sent; their tokens."""
    with app.app_context(), transaction():
        answers = {
            str(question): {"asked": str(version), "saves": 1, **given(place)}
            for place, (question, version) in enumerate(_versions(consultation), 1)
        }
        about = respondents.about_json(
            respondents.About(OnBehalfOf.myself, RespondentType.magistrate, email="reader@example.org")
        )
        tokens = [links.fresh() for _ in range(count)]
        _insert(
            SubmissionDraft,
            [
                {
                    "id": uuid.uuid4(),
                    "consultation_id": consultation,
                    "token_hash": links.stored(token),
                    "answers": answers,
                    "about": about,
                    "started_at": NOW,
                    "changed_at": NOW,
                    "version": 1,
                }
                for token in tokens
            ],
        )
        return tokens


def subscribers(app: Any, count: int, *, since: datetime, days: int) -> None:
    """Daily subscribers, each to everything and one organisation, and five consultations that open on each day."""
    with app.app_context(), transaction():
        bodies = _bodies()
        person, _ = _author(bodies["HO"])
        followed = [bodies[code] for code in ("HO", "MOJ")]
        opened = [since + timedelta(days=day, hours=hour) for day in range(days) for hour in range(1, 6)]
        rows = [_consultation(uuid.uuid4(), person, at) for at in opened]
        _insert(Consultation, rows)
        _insert(
            Runner,
            [
                {
                    "id": uuid.uuid4(),
                    "consultation_id": row["id"],
                    "organisation_id": followed[place % 2],
                    "role": RunRole.lead,
                }
                for place, row in enumerate(rows)
            ],
        )
        people = [{"id": uuid.uuid4(), "email": f"reader-{n}@example.org", "made_at": since} for n in range(count)]
        _insert(Subscriber, people)
        _insert(
            Subscription,
            [
                {
                    "id": uuid.uuid4(),
                    "subscriber_id": one["id"],
                    "topic": topic,
                    "subject_id": subject,
                    "frequency": Frequency.daily,
                    "asked_at": since,
                    "confirmed_at": since,
                    "covered_until": since,
                }
                for number, one in enumerate(people)
                for topic, subject in (
                    (Topic.everything, EVERYTHING),
                    (Topic.organisation, followed[number % 2]),
                )
            ],
        )
