"""Mails about an edition on its way: one a person, and no words of a draft in them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import PERMISSIONS, Permission, Viewer
from collab.accounts.rules import opening, the
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.models import Clearance, Edition, PartRole, Proposal
from collab.web.filters import moment


def mail(
    edition: Edition, what: str, organisations: Sequence[UUID], subject: str, body: str, needs: Permission | None = None
) -> None:
    """One mail a person, however many of the organisations they belong to. No words of a draft are in it."""
    roles = {role for role in Role if needs is None or needs in PERMISSIONS[role]}
    page = "/clearance" if edition.published_at is None else ""
    where = f"Sign in to collab and open {SITE}/proposals/{edition.proposal.address}{page}"
    for membership in accounts.members_with(list(organisations)):
        if roles & membership.role_set:
            queue(
                membership.person.email,
                subject,
                f"{body}\n\n{where}\n",
                purpose_key=f"{what}:{edition.id}:{membership.person_id}",
            )


def ask_for_clearance(edition: Edition) -> None:
    asked = [p.organisation_id for p in edition.proposal.participations if p.role in policy.CLEARERS]
    body = (
        "You get this because you can clear joint proposals for your organisation.\n\n"
        "The text of a joint proposal is frozen. It waits for your organisation to clear it, or to object with a reason."
    )
    mail(edition, "frozen", asked, "A joint proposal is waiting for you to clear it", body, Permission.sign)


def tell_recalled(edition: Edition, ended: Sequence[Clearance]) -> None:
    body = (
        "You get this because your organisation had cleared this edition or objected to it.\n\n"
        "The lead organisation recalled it. What your organisation said counts no longer; you will be asked again."
    )
    told = [said.organisation_id for said in ended]
    mail(edition, "recalled", told, "A joint proposal that you spoke on was recalled", body, Permission.sign)


def tell_objection(edition: Edition, by: Viewer) -> None:
    lead = [p.organisation_id for p in edition.proposal.participations if p.role is PartRole.lead]
    body = (
        "You get this because your organisation leads the proposal.\n\n"
        f"{opening(the(by.organisation_name))} objects to the edition that is in clearance. Its reason is on the clearance page."
    )
    subject = f"{opening(the(by.organisation_name))} objects to a joint proposal that you lead"
    mail(edition, f"objected-{by.organisation_id}", lead, subject, body, Permission.write)


def tell_published(edition: Edition) -> None:
    proposal = edition.proposal
    named = [p.organisation_id for p in proposal.participations if p.role in policy.NAMED or p.invited_at]
    demonstration = "Demonstration: invented content\n\n" if proposal.is_demonstration else ""
    body = (
        f"{demonstration}You get this because your organisation is named on the proposal.\n\n"
        f"{proposal.reference}, {proposal.title}: edition {edition.label} is public."
    )
    subject = f"{proposal.reference} is published: {proposal.title}"
    mail(edition, "published", named, subject, body)


def _lead(edition: Edition) -> list[UUID]:
    return [p.organisation_id for p in edition.proposal.participations if p.role is PartRole.lead]


def tell_scheduled(edition: Edition) -> None:
    named = [p.organisation_id for p in edition.proposal.participations if p.role in policy.CLEARERS]
    when = moment(edition.scheduled_for)
    body = (
        "You get this because your organisation clears this proposal.\n\n"
        f"Every organisation has cleared it. It will be published on {when}, and nothing of it is public before. "
        "An organisation that takes its clearance back stops that."
    )
    mail(edition, f"scheduled-{edition.version}", named, "A joint proposal has its hour of publication", body)


def tell_unscheduled(edition: Edition, why: str) -> None:
    body = f"You get this because your organisation leads the proposal.\n\nIt will not be published at its hour. {why}"
    subject = "A joint proposal will not be published at its hour"
    mail(edition, f"unscheduled-{edition.version}", _lead(edition), subject, body, Permission.publish)


def ask_to_approve_afterwards(edition: Edition) -> None:
    missing = [held.organisation_id for held in edition.missing]
    body = (
        "You get this because you can clear joint proposals for your organisation.\n\n"
        "An edition was published urgently without the word of your organisation. The public page says so, "
        "until your organisation approves it afterwards. It can also decline, with a reason that is published."
    )
    subject = "A joint proposal was published without your clearance: approve or decline it"
    mail(edition, "urgent", missing, subject, body, Permission.sign)


def tell_answered_afterwards(edition: Edition, words: str, by: Viewer) -> None:
    name = opening(the(by.organisation_name))
    body = f"You get this because your organisation leads the proposal.\n\n{name} {words} the edition that was published urgently."
    mail(edition, f"afterwards-{by.organisation_id}-{words}", _lead(edition), f"{name} {words} an urgent edition", body)


def tell_word_recorded(edition: Edition, organisation_id: UUID, by: Viewer) -> None:
    body = (
        "You get this because you can clear joint proposals for your organisation.\n\n"
        f"{opening(the(by.organisation_name))} recorded a word of your organisation on the edition that is in clearance, "
        "as given by telephone or letter. Look whether it is right. Your own word takes its place at any time."
    )
    subject = "Your organisation's word on a joint proposal was recorded on its behalf"
    mail(edition, f"on-behalf-{edition.version}-{by.person_id}", [organisation_id], subject, body, Permission.sign)


def tell_withdrawn(proposal: Proposal) -> None:
    named = [p.organisation_id for p in proposal.participations if p.role in policy.NAMED or p.invited_at]
    body = (
        "You get this because your organisation is named on the proposal.\n\n"
        "The lead organisation has withdrawn it, with a reason. Nothing in it is changed or published any more.\n\n"
        f"Sign in to collab and open {SITE}/proposals/{proposal.address}\n"
    )
    for membership in accounts.members_with(named):
        key = f"withdrawn:{proposal.id}:{membership.person_id}"
        queue(membership.person.email, "A joint proposal was withdrawn", body, purpose_key=key)
