"""What an editor's window asks for and sends, as JSON, bytes and a stream."""

from __future__ import annotations

from flask import Blueprint, Flask

from collab.documents.policy import Owner

blueprint = Blueprint("documents", __name__)

from collab.documents.views import live  # noqa: E402 it hangs its routes on the blueprint


def init_app(app: Flask, owner: Owner) -> None:
    """`owner` finds what a document belongs to; it is above this floor."""
    live.init_app(app, owner)
