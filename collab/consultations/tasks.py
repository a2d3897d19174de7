"""What the worker does for consultations: erases drafts that were never sent, and looks for campaigns."""

from __future__ import annotations

from collab.accounts.policy import SYSTEM
from collab.consultations import queries as consultations
from collab.consultations.actions import campaigns
from collab.consultations.actions.clean_up import erase_old_drafts
from collab.consultations.queries import campaigns as runs
from collab.db import db, transaction
from collab.jobs import Periodic, daily, every_minutes


def clean_up() -> None:
    with transaction():
        erase_old_drafts(by=SYSTEM)


def look_for_campaigns() -> None:
    """Each run that waits. It reads and compares outside a transaction, so that nobody waits for it."""
    db.session.rollback()
    waiting = runs.waiting()
    for run_id in waiting:
        with transaction():
            if not campaigns.begin(runs.run_by_id(run_id), by=SYSTEM):
                continue
        found = runs.found(runs.run_by_id(run_id).consultation)
        with transaction():
            campaigns.keep_found(runs.run_by_id(run_id), found, by=SYSTEM)


def ask_for_campaigns() -> None:
    """At night, where many responses came that no run has seen."""
    db.session.rollback()
    for consultation_id in runs.with_fresh_responses():
        with transaction():
            campaigns.ask_for_run(consultations.by_id(consultation_id), by=SYSTEM)


PERIODIC = (
    Periodic("erase old drafts", daily(3), clean_up),
    Periodic("look for campaigns", every_minutes(1), look_for_campaigns, every_seconds=10),
    Periodic("ask for campaigns", daily(2), ask_for_campaigns),
)
