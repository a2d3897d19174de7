"""Runs the migrations on the connection that `collab.migrations` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Enum

from collab.db import Base
from collab.migrations import is_ours

JSONB = "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


def _type(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Our own column types are written as what the database sees, so that a migration never changes with the code."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return JSONB
    module = type(item).__module__
    if kind != "type" or not module.startswith("collab."):
        return False
    name = type(item).__name__
    if name in ("BilingualText", "Blocks"):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return JSONB
    return {
        "Instant": "sa.DateTime(timezone=True)",
        "ExactDecimal": "sa.Numeric(18, 4).with_variant(sa.String(24), 'sqlite')",
    }[name]


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_ours,
    render_item=_type,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
