"""Shape, wording and bounds of input: sign-in, passwords, members, organisations."""

from __future__ import annotations

from collab.accounts.forms.accounts import NameForm, PasswordForm, SignInForm, SwitchForm

__all__ = ["NameForm", "PasswordForm", "SignInForm", "SwitchForm"]
