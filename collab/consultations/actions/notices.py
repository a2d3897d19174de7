"""Keeping the privacy notices that respondents are shown, so that each response can name them."""

from __future__ import annotations

from sqlalchemy import select

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.consultations import policy
from collab.consultations.models import Consultation, PrivacyNotices
from collab.consultations.rules.keeping import notices_hash
from collab.db import db


@permitted(policy.can_keep_notices)
def keep_notices(consultation: Consultation, *, by: Viewer) -> None:
    """Keeps the notices of the controllers as they stand now, once for each wording; the consultation is locked."""
    notices = [
        {"organisation": str(one.organisation_id), "name": one.organisation.name, "words": one.privacy_notice}
        for one in consultation.runners
        if one.role in policy.CONTROLLERS
    ]
    consultation.notices_hash = held = notices_hash(notices)
    here = (PrivacyNotices.consultation_id == consultation.id, PrivacyNotices.hash == held)
    if held and db.session.scalar(select(PrivacyNotices.id).where(*here)) is None:
        kept = PrivacyNotices(consultation_id=consultation.id, hash=held, notices=notices, from_at=clock.now())
        db.session.add(kept)
