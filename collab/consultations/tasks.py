"""What the worker does for consultations: erases drafts that were never sent, imports files, looks for campaigns, draws maps."""

from __future__ import annotations

from typing import cast

from flask import current_app

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.consultations import queries as consultations
from collab.consultations.actions import (
    answer_files,
    answer_texts,
    campaigns,
    candidates,
    changed_questions,
    erasing,
    evidence,
    opinions,
    readings,
    reminding,
    response_imports,
    scans,
    searching,
)
from collab.consultations.actions.clean_up import erase_old_drafts
from collab.consultations.models import ImportStage
from collab.consultations.queries import campaigns as runs
from collab.consultations.queries import candidates as candidate_runs
from collab.consultations.queries import evidence as answered
from collab.consultations.queries import keeping, notices, opinion, waits
from collab.consultations.queries import response_imports as imports
from collab.consultations.queries import searching as searches
from collab.db import db, transaction
from collab.documents.queries import live
from collab.documents.rules.live import LONGEST_UNSETTLED, QUIET
from collab.errors import Stale
from collab.jobs import Periodic, daily, every_minutes
from collab.web.application import Collab


def settle_answers() -> None:
    """Each text in a transaction of its own: those who type in another one do not wait."""
    now = clock.now()
    for document_id in live.unsettled(quiet_since=now - QUIET, begun_before=now - LONGEST_UNSETTLED):
        with transaction():
            answer_texts.settle(document_id, by=SYSTEM)


def clean_up() -> None:
    with transaction():
        erase_old_drafts(by=SYSTEM)
    with transaction():
        answer_files.forget(by=SYSTEM)
        scans.forget(by=SYSTEM)


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


def look_for_candidates() -> None:
    """Each run that waits. It reads and counts outside a transaction, so that nobody waits for it."""
    db.session.rollback()
    for run_id in candidate_runs.waiting():
        with transaction():
            if not candidates.begin(candidate_runs.run_by_id(run_id), by=SYSTEM):
                continue
        found = candidate_runs.found(candidate_runs.run_by_id(run_id).question)
        with transaction():
            candidates.keep_found(candidate_runs.run_by_id(run_id), found, by=SYSTEM)


def draw_opinion_maps() -> None:
    """Each map that is out of date. It reads and computes outside a transaction, so that nobody waits for it."""
    db.session.rollback()
    for consultation_id in opinion.due():
        new = opinion.drawn(consultation_id)
        with transaction():
            opinions.keep_map(consultations.by_id(consultation_id), new, by=SYSTEM)


def index_responses() -> None:
    """Takes new words of responses into what is searched, some in each transaction, so that nobody waits for it."""
    db.session.rollback()
    for consultation_id in searches.with_unread():
        is_left = True
        while is_left:
            with transaction():
                is_left = searching.index(consultations.by_id(consultation_id), by=SYSTEM)


def import_responses() -> None:
    """The next step of each import that waits. What only reads does it outside a transaction."""
    folder = cast(Collab, current_app).settings.imports_folder
    db.session.rollback()
    for import_id in imports.waiting():
        with transaction():
            upload = imports.by_id(import_id)
            if not response_imports.begin(upload, by=SYSTEM):
                continue
            stage = upload.stage
        if stage is ImportStage.checking:
            found = imports.check(imports.by_id(import_id), folder)
            with transaction():
                response_imports.keep_checked(imports.by_id(import_id), found, by=SYSTEM)
            continue
        step = response_imports.keep_read if stage is ImportStage.reading else response_imports.bring_in
        try:
            with transaction():
                step(imports.by_id(import_id), folder=folder, by=SYSTEM)
        except Stale:
            with transaction():
                response_imports.begin_again(imports.by_id(import_id), by=SYSTEM)


def enter_imported() -> None:
    """Makes the answers of big imports ready to be read and coded, one import a transaction."""
    db.session.rollback()
    for import_id in imports.to_enter():
        with transaction():
            readings.enter_imported(imports.by_id(import_id), by=SYSTEM)


def forget_files() -> None:
    with transaction():
        response_imports.forget_files(cast(Collab, current_app).settings.imports_folder, by=SYSTEM)


def ask_for_campaigns() -> None:
    """At night, where many responses came that no run has seen."""
    db.session.rollback()
    for consultation_id in runs.with_fresh_responses():
        with transaction():
            campaigns.ask_for_run(consultations.by_id(consultation_id), by=SYSTEM)


def erase_identifiers() -> None:
    """Each consultation of which it is time, in a transaction of its own."""
    db.session.rollback()
    for consultation_id in keeping.due(clock.today()):
        with transaction():
            erasing.erase_identifiers(consultations.by_id(consultation_id), by=SYSTEM)


def remind_of_responses() -> None:
    """Each consultation in a transaction of its own, so that one does not wait for another's."""
    db.session.rollback()
    for consultation_id in waits.to_remind():
        with transaction():
            reminding.remind(consultations.by_id(consultation_id), by=SYSTEM)


def seal_evidence() -> None:
    """What was published before its figures were sealed with it."""
    db.session.rollback()
    for consultation_id in answered.to_seal():
        with transaction():
            evidence.seal(consultations.by_id(consultation_id), by=SYSTEM)


def tell_of_changed_questions() -> None:
    """Mails to those who responded, some in each transaction, so that nobody who responds meanwhile waits for it."""
    db.session.rollback()
    for notice_id in notices.to_mail():
        is_left = True
        while is_left:
            with transaction():
                is_left = changed_questions.queue_mails(notices.by_id(notice_id), by=SYSTEM)


PERIODIC = (
    Periodic("settle live answers", every_minutes(1), settle_answers, every_seconds=5),
    Periodic("tell of changed questions", every_minutes(1), tell_of_changed_questions, every_seconds=10),
    Periodic("erase who responded", daily(1), erase_identifiers),
    Periodic("remind of responses", daily(6), remind_of_responses),
    Periodic("seal evidence", every_minutes(10), seal_evidence),
    Periodic("erase old drafts", daily(3), clean_up),
    Periodic("look for campaigns", every_minutes(1), look_for_campaigns, every_seconds=10),
    Periodic("look for candidate themes", every_minutes(1), look_for_candidates, every_seconds=10),
    Periodic("draw opinion maps", every_minutes(1), draw_opinion_maps, every_seconds=30),
    Periodic("index responses", every_minutes(1), index_responses),
    Periodic("import responses", every_minutes(1), import_responses, every_seconds=5),
    Periodic("enter imported responses", every_minutes(1), enter_imported, every_seconds=5),
    Periodic("forget files of responses", daily(2), forget_files),
    Periodic("ask for campaigns", daily(2), ask_for_campaigns),
)
