"""Every write to organisations, people, memberships and sign-ins: one verb a function, by noun."""

from __future__ import annotations

from collab.accounts.actions.memberships import grant_membership
from collab.accounts.actions.people import add_person, set_password
from collab.accounts.actions.reference import load_reference
from collab.accounts.actions.sign_ins import act_for, end_sign_in, note_seen, start_sign_in

__all__ = [
    "act_for",
    "add_person",
    "end_sign_in",
    "grant_membership",
    "load_reference",
    "note_seen",
    "set_password",
    "start_sign_in",
]
