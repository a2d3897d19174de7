"""What is there already, for importers: what they make is public at once, so no viewer is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from collab.accounts.models import Organisation
from collab.consultations.models import Consultation
from collab.db import db


def by_import_key(key: str) -> Consultation | None:
    return db.session.scalars(select(Consultation).where(Consultation.import_key == key)).one_or_none()


def by_content_id(content_id: UUID) -> Consultation | None:
    return db.session.scalars(select(Consultation).where(Consultation.content_id == content_id)).one_or_none()


def organisations_by_name(names: Iterable[str]) -> dict[str, Organisation]:
    """Our organisations that bear one of these names, by the name in lower case."""
    wanted = {name.casefold() for name in names}
    query = select(Organisation).where(func.lower(Organisation.name).in_(wanted)).order_by(Organisation.name)
    return {one.name.casefold(): one for one in db.session.scalars(query)}
