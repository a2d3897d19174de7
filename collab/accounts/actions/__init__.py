"""Every write to organisations, people, memberships and sign-ins: one verb a function, by noun."""

from __future__ import annotations

from collab.accounts.actions.invitations import invite, invite_again, invite_person, request_reset, use_token
from collab.accounts.actions.memberships import change_roles, end_membership, grant_membership
from collab.accounts.actions.organisations import change_organisation, create_organisation
from collab.accounts.actions.people import add_person, change_password, disable, rename, set_password
from collab.accounts.actions.reference import load_reference
from collab.accounts.actions.sign_ins import act_for, end_sign_in, end_sign_ins_of, note_seen, start_sign_in

__all__ = [
    "act_for",
    "add_person",
    "change_organisation",
    "change_password",
    "change_roles",
    "create_organisation",
    "disable",
    "end_membership",
    "end_sign_in",
    "end_sign_ins_of",
    "grant_membership",
    "invite",
    "invite_again",
    "invite_person",
    "load_reference",
    "note_seen",
    "rename",
    "request_reset",
    "set_password",
    "start_sign_in",
    "use_token",
]
