"""Shape, wording and bounds of input: sign-in, passwords, members, organisations."""

from __future__ import annotations

from collab.accounts.forms.accounts import (
    NameForm,
    NewPasswordForm,
    PasswordForm,
    ResetRequestForm,
    SignInForm,
    SwitchForm,
)
from collab.accounts.forms.organisations import ChangeOrganisationForm, InviteForm, NewOrganisationForm, RolesForm

__all__ = [
    "ChangeOrganisationForm",
    "InviteForm",
    "NameForm",
    "NewOrganisationForm",
    "NewPasswordForm",
    "PasswordForm",
    "ResetRequestForm",
    "RolesForm",
    "SignInForm",
    "SwitchForm",
]
