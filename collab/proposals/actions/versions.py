"""Keeping versions of a whole working text, and restoring the words of one. Nothing is ever removed by it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from collab import clock, text
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.documents.models import Document
from collab.errors import Refused
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing, settle_texts, write_document
from collab.proposals.models import Option, OptionKind, Proposal, Provision, Version, VersionDraft, VersionKind
from collab.proposals.queries import editions
from collab.proposals.queries import versions as queries
from collab.proposals.queries.places import documents_of
from collab.proposals.rules import canonical
from collab.proposals.rules import versions as rules
from collab.text import Bilingual

State = tuple[str, dict[uuid.UUID, str]]
"""What is shared and what each body has not shared, as canonical JSON."""


@permitted(policy.can_write_text)
def keep(proposal: Proposal, *, name: str, by: Viewer) -> Version:
    """Keeps the working text as it is now, under a name."""
    lock(proposal)
    settle_texts(proposal, documents_of(proposal), by=by)
    version = _keep(proposal, _state(proposal), VersionKind.named, by=by, name=name)
    _record(version, Event.version_kept, by=by)
    return version


@permitted(policy.can_act_as_system)
def keep_daily(proposal: Proposal, *, on: date, by: Viewer) -> Version | None:
    """Keeps what a working day left, unless the newest version has it already. Once a day, however often it is called."""
    lock(proposal)
    if proposal.id not in queries.due(on):
        return None
    settle_texts(proposal, documents_of(proposal), by=by)
    state, newest = _state(proposal), queries.newest(proposal)
    if newest is not None and (newest.canonical, queries.held_drafts(newest)) == state:
        return None
    version = _keep(proposal, state, VersionKind.daily, by=by, on=on)
    _record(version, Event.version_kept, by=by)
    return version


@permitted(policy.can_manage)
def restore(proposal: Proposal, version: Version, *, by: Viewer) -> Version:
    """Writes the words of a version as new revisions, keeps the state before and the state after as versions.

    Title, summary, sections, provisions and options come back; what was added since stays. What each body says in its
    commitments and implications, the organisations and the files are left as they are. Raises Refused.
    """
    open_for_writing(proposal, by=by)
    if version.proposal_id != proposal.id:
        raise Refused("This version is of another proposal")
    settle_texts(proposal, documents_of(proposal), by=by)
    _keep_before(proposal, version, by=by)
    loaded, held = editions.whole(proposal), json.loads(version.canonical)
    loaded.title = loaded.title.revised(held["title"]["en"], held["title"]["cy"])
    loaded.summary = loaded.summary.revised(held["summary"]["en"], held["summary"]["cy"])
    written = {section["kind"]: section for section in held["sections"]}
    for section in loaded.sections:
        _write(section.document, written[section.kind.value], by=by)
    _restore_provisions(loaded, held["provisions"], by=by)
    _restore_options(loaded, held["options"])
    db.session.flush()
    name = f"Text of version {version.number} restored"
    restored = _keep(proposal, _state(proposal), VersionKind.restored, by=by, name=name)
    _record(restored, Event.version_restored, by=by, restored=version.number)
    return restored


def _keep_before(proposal: Proposal, version: Version, *, by: Viewer) -> None:
    state, newest = _state(proposal), queries.newest(proposal)
    if newest is None or (newest.canonical, queries.held_drafts(newest)) != state:
        _keep(proposal, state, VersionKind.named, by=by, name=f"Before version {version.number} was restored")


def _state(proposal: Proposal) -> State:
    loaded = editions.whole(proposal)
    drafts = {body: canonical.dumps(held) for body, held in rules.drafts(loaded).items()}
    return canonical.dumps(rules.shared(loaded)), drafts


def _keep(
    proposal: Proposal, state: State, kind: VersionKind, *, by: Viewer, name: str = "", on: date | None = None
) -> Version:
    shared, drafts = state
    newest = queries.newest(proposal)
    version = Version(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        number=newest.number + 1 if newest else 1,
        kind=kind,
        name=name,
        on=on,
        canonical=shared,
        hash=canonical.sha256(shared),
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add_all(
        VersionDraft(version_id=version.id, organisation_id=body, canonical=d) for body, d in drafts.items()
    )
    db.session.flush()
    return version


def _write(document: Document, held: Mapping[str, Any], *, by: Viewer) -> None:
    english, welsh = (text.source(text.from_json(held[name])) for name in ("blocks", "blocks_cy"))
    write_document(document, text=english, text_cy=welsh, by=by)


def _restore_provisions(proposal: Proposal, held: Sequence[Mapping[str, Any]], *, by: Viewer) -> None:
    """Those of the version come back in its order, also where they were taken out since; those made since follow."""
    provisions = {provision.label: provision for provision in proposal.provisions}
    for drawn in held:
        provision = provisions[drawn["label"]]
        provision.retired_at = None
        provision.title = provision.title.revised(drawn["title"]["en"], drawn["title"]["cy"])
        _write(provision.document, drawn, by=by)
    first = [provisions[drawn["label"]] for drawn in held]
    others = [provision for provision in proposal.provisions if provision not in first and provision.retired_at is None]
    _place([*first, *others])


def _restore_options(proposal: Proposal, held: Sequence[Mapping[str, Any]]) -> None:
    """An option that was removed since is made anew; doing nothing is one option, whichever it was."""
    standing = {str(option.id): option for option in proposal.options}
    nothing = next((option for option in proposal.options if option.kind is OptionKind.do_nothing), None)
    first = []
    for drawn in held:
        kind = OptionKind(drawn["kind"])
        option = nothing if kind is OptionKind.do_nothing and nothing else standing.get(drawn["id"])
        if option is None:
            option = Option(title=Bilingual.of(""), description=Bilingual.of(""))
            proposal.options.append(option)
        option.title = option.title.revised(drawn["title"]["en"], drawn["title"]["cy"])
        option.description = option.description.revised(drawn["description"]["en"], drawn["description"]["cy"])
        option.kind = kind
        option.discarded_reason = drawn["discarded_reason"]
        first.append(option)
    _place([*first, *(option for option in proposal.options if option not in first)])


def _place(records: Sequence[Provision | Option]) -> None:
    for position, placed in enumerate(records, start=1):
        placed.position = position


def _record(version: Version, event: Event, *, by: Viewer, **about: object) -> None:
    known = {"version": version.number, "kind": version.kind.value, "hash": version.hash}
    record(RootKind.proposal, version.proposal_id, event, by=by, about={**known, **about})
