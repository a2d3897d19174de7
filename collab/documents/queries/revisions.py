"""Reading revisions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from collab.accounts.models import Organisation, Person
from collab.db import db
from collab.documents.models import Revision


def revisions(document_id: UUID) -> Sequence[tuple[Revision, str, str]]:
    """(revision, person, organisation), the newest first."""
    query = (
        select(Revision, Person.name, Organisation.name)
        .outerjoin(Person, Person.id == Revision.person_id)
        .outerjoin(Organisation, Organisation.id == Revision.organisation_id)
        .where(Revision.document_id == document_id)
        .order_by(Revision.number.desc())
    )
    return [(row[0], row[1] or "", row[2] or "") for row in db.session.execute(query)]
