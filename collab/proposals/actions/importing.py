"""Bringing the parts of a document into the working text, as the importing organisation's revisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.proposals import policy
from collab.proposals.actions import options, provisions
from collab.proposals.actions.drafting import open_for_writing, settle_texts, write_section
from collab.proposals.models import OptionKind, Proposal
from collab.proposals.queries import drafts
from collab.proposals.queries.places import documents_of
from collab.proposals.rules.imports import OPTION, PROVISION, Placed


@permitted(policy.can_write_text)
def bring_in(proposal: Proposal, parts: Sequence[Placed], *, by: Viewer) -> None:
    """Adds each part where it goes: behind the words of a section, or as a new provision or option. Nothing is replaced."""
    open_for_writing(proposal, by=by)
    settle_texts(proposal, documents_of(proposal), by=by)
    added = defaultdict(list)
    for part in parts:
        if part.to == PROVISION:
            provisions.add_provision(proposal, title=part.title, text=part.text, by=by)
        elif part.to == OPTION:
            _add_option(proposal, part, by=by)
        else:
            added[part.to].append(part.text)
    for section in drafts.sections(proposal):
        if added[section.kind.value]:
            words = "\n\n".join(filter(None, [section.document.text, *added[section.kind.value]]))
            write_section(proposal, section, text=words, by=by)
    about = {"parts": len(parts), "to": sorted({part.to for part in parts})}
    record(RootKind.proposal, proposal.id, Event.text_imported, by=by, about=about)


def _add_option(proposal: Proposal, part: Placed, *, by: Viewer) -> None:
    """One called "do nothing" is that option, where there is none yet; an option's text has no form."""
    has_nothing = any(option.kind is OptionKind.do_nothing for option in proposal.options)
    is_nothing = "do nothing" in part.title.lower() and not has_nothing
    kind = OptionKind.do_nothing if is_nothing else OptionKind.considered
    options.add_option(proposal, kind=kind, title=part.title, description=part.text, by=by)
