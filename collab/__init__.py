"""collab: joint criminal justice proposals, and consultations that can prove they were genuine."""

from __future__ import annotations

from typing import Any


def create_app(settings: Any = None) -> Any:
    """What `flask --app collab` calls; `collab.app.create_app` is the one to read."""
    from collab.app import create_app as build

    return build(settings)
