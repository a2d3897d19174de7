"""Options: the ways that were considered, doing nothing among them, and those discarded with the reason."""

from __future__ import annotations

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version
from collab.errors import Refused, Stale
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import Option, OptionKind, Proposal
from collab.proposals.rules import text as rules
from collab.text import Bilingual


@permitted(policy.can_write_text)
def add_option(
    proposal: Proposal,
    *,
    kind: OptionKind,
    title: str,
    description: str = "",
    discarded_reason: str = "",
    title_cy: str = "",
    description_cy: str = "",
    by: Viewer,
) -> Option:
    """Adds an option at the end. Raises Refused for a second "do nothing", and for a discarded one without its reason."""
    open_for_writing(proposal, by=by)
    _check(proposal, kind, discarded_reason)
    option = Option(
        kind=kind,
        position=max((held.position for held in proposal.options), default=0) + 1,
        title=Bilingual.of(title, title_cy),
        description=Bilingual.of(description, description_cy),
        discarded_reason=discarded_reason if kind is OptionKind.discarded else "",
    )
    proposal.options.append(option)
    db.session.flush()
    _record(option, Event.option_added, by=by)
    return option


@permitted(policy.can_write_text)
def change_option(
    proposal: Proposal,
    option: Option,
    *,
    kind: OptionKind,
    title: str,
    description: str = "",
    discarded_reason: str = "",
    title_cy: str = "",
    description_cy: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Raises Stale with both texts when somebody saved since."""
    open_for_writing(proposal, by=by)
    db.session.refresh(option)
    if version is not None and option.version != version:
        raise Stale(_as_typed(option))
    _check(proposal, kind, discarded_reason, but=option)
    option.kind = kind
    option.title = option.title.revised(title, title_cy)
    option.description = option.description.revised(description, description_cy)
    option.discarded_reason = discarded_reason if kind is OptionKind.discarded else ""
    _record(option, Event.option_changed, by=by)


@permitted(policy.can_write_text)
def remove_option(proposal: Proposal, option: Option, *, version: int | None = None, by: Viewer) -> None:
    """Takes an option out, as it was read. What was considered and dropped is better kept as discarded, with its reason."""
    open_for_writing(proposal, by=by)
    db.session.refresh(option)
    expect_version(option, version)
    about = {"option": str(option.id), "kind": option.kind.value}
    proposal.options.remove(option)
    record(RootKind.proposal, proposal.id, Event.option_removed, by=by, about=about)


def _check(proposal: Proposal, kind: OptionKind, discarded_reason: str, but: Option | None = None) -> None:
    others = [held.kind for held in proposal.options if held is not but]
    problems = rules.option_problems(kind, discarded_reason, other_kinds=others)
    if problems:
        raise Refused(problems)


def _as_typed(option: Option) -> dict[str, str]:
    return {
        "kind": option.kind.value,
        "title": option.title.en.text,
        "title_cy": option.title.cy.text,
        "description": option.description.en.text,
        "description_cy": option.description.cy.text,
        "discarded_reason": option.discarded_reason,
    }


def _record(option: Option, event: Event, *, by: Viewer) -> None:
    about = {"option": str(option.id), "kind": option.kind.value}
    record(RootKind.proposal, option.proposal_id, event, by=by, about=about)
