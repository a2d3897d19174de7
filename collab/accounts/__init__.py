"""Organisations, people, memberships, roles, permissions and sign-in."""
