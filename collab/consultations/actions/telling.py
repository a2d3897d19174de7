"""Telling everybody what changed about a consultation while it runs."""

from __future__ import annotations

from typing import Any

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.consultations import policy
from collab.consultations.models import Consultation, Notice, NoticeKind
from collab.db import db
from collab.errors import Problem, Refused
from collab.text import Bilingual


@permitted(policy.can_announce)
def tell(
    consultation: Consultation, kind: NoticeKind, *, by: Viewer, reason: Bilingual | None = None, **more: Any
) -> Notice:
    """Puts a notice on the public page; the caller holds the consultation. `more` has columns of the notice."""
    consultation.last_notice_at = clock.now()
    notice = Notice(
        consultation=consultation,
        kind=kind,
        told_at=consultation.last_notice_at,
        by_id=by.person_id,
        reason=reason or Bilingual.of(""),
        closes_at=consultation.closes_at,
        **more,
    )
    db.session.add(notice)
    db.session.flush()
    return notice


def public_reason(reason: str, reason_cy: str = "", *, words: str, field: str = "reason") -> Bilingual:
    """The reason in both languages. Raises Refused with `words` without an English one."""
    if not reason.strip():
        raise Refused(Problem(words, field=field))
    return Bilingual.of(reason.strip(), reason_cy.strip())
