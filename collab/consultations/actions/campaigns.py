"""Campaigns: looking for them, confirming, naming and mending what was found, and reading one letter for all its copies (N9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, update

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import codings as writing
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.actions.codings import Pair
from collab.consultations.models import (
    Campaign,
    CampaignMember,
    CampaignRun,
    CodingAct,
    Consultation,
    Submission,
)
from collab.consultations.queries import analysis
from collab.consultations.queries import campaigns as queries
from collab.consultations.queries.analysis import Worked
from collab.consultations.rules import campaigns as rules
from collab.consultations.rules import letters
from collab.consultations.rules.outcome import is_answered
from collab.db import add_once, db, expect_version, lock, portions, rows, touch
from collab.errors import NotFound, Problem, Refused

AT_ONCE = 2_000
"""So many responses are looked at within the request that asks; more are left to the worker."""


# --- Looking for campaigns -------------------------------------------------------------------------------------------


@permitted(policy.can_analyse)
def look_for_campaigns(consultation: Consultation, *, by: Viewer) -> CampaignRun:
    """Asks for a run, and does it at once where there is little to look at. While one waits, that is the one."""
    take_up(consultation, by=by)
    run = ask_for_run(consultation, by=by)
    if run.started_at is None and queries.counted(consultation) <= AT_ONCE:
        keep_found(run, queries.found(consultation), by=by)
    return run


@permitted(policy.can_analyse)
def ask_for_run(consultation: Consultation, *, by: Viewer) -> CampaignRun:
    """Leaves a run to the worker. While one waits, that is the one."""
    lock(consultation)
    held = queries.last_run(consultation)
    if held is not None and queries.is_running(held):
        return held
    run = CampaignRun(consultation=consultation, asked_at=clock.now(), asked_by_id=by.person_id)
    db.session.add(run)
    db.session.flush()
    return run


@permitted(policy.can_import)
def begin(run: CampaignRun, *, by: Viewer) -> bool:
    """Takes a run that waits, for this worker. False where another has it."""
    lock(run)
    if run.id not in queries.waiting():
        return False
    run.started_at = clock.now()
    return True


@permitted(policy.can_finish_run)
def keep_found(run: CampaignRun, found: queries.Found, *, by: Viewer) -> None:
    """Makes what was found the campaigns of the consultation. What people confirmed, named or split off stays.

    A response that was changed meanwhile is left to the next run. Once the answer is public nothing is changed.
    """
    consultation = run.consultation
    lock(consultation)
    lock(run)
    if run.finished_at is not None:
        return
    run.finished_at, run.texts = clock.now(), found.texts
    if is_answered(consultation):
        return
    take_up(consultation, by=by)
    placed = _placed(consultation, found)
    _store(consultation, placed)
    run.grouped, run.campaigns = len(placed), len(set(placed.values()))
    about = {"texts": run.texts, "grouped": run.grouped, "campaigns": run.campaigns}
    record(RootKind.consultation, consultation.id, Event.campaigns_found, by=by, about=about)


def _placed(consultation: Consultation, found: queries.Found) -> dict[UUID, int]:
    """The number of the campaign of each response that is in one, new campaigns made."""
    held, known = queries.memberships(consultation), queries.all_of(consultation)
    standing: dict[int, set[UUID]] = {}
    for key, (number, _) in held.items():
        if number is not None:
            standing.setdefault(number, set()).add(key)
    settled = {key for key, (number, by_person) in held.items() if by_person or (number and known[number].confirmed_at)}
    placed = {key: number for key in settled if (number := held[key][0]) is not None}
    counting = queries.newest_revisions(consultation)
    groups = [[key for key, revision in group if revision in counting] for group in found.groups]
    last = queries.last_number(consultation)
    for group, number in zip(groups, letters.continued(groups, standing), strict=True):
        free = [key for key in group if key not in settled]
        campaign = known.get(number or 0)
        if (campaign is None or campaign.is_proposed) and len(free) < rules.FEWEST_TEXTS:
            continue
        if number is None:
            last = number = _new(consultation, last + 1, set(queries.names(consultation))).number
        placed |= dict.fromkeys(free, number)
    return placed


def _new(consultation: Consultation, number: int, taken: Collection[str]) -> Campaign:
    name = next(
        name for extra in ("", *(f" ({n})" for n in range(2, 99))) if (name := f"Campaign {number}{extra}") not in taken
    )
    made = Campaign(consultation=consultation, number=number, name=name, is_found=True, made_at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made


def _store(consultation: Consultation, placed: Mapping[UUID, int]) -> None:
    held, known = queries.memberships(consultation), queries.all_of(consultation)
    gone = [key for key, (number, _) in held.items() if number is not None and key not in placed]
    for some in portions(gone):
        db.session.execute(delete(CampaignMember).where(CampaignMember.submission_id.in_(some)))
    members: dict[int, list[UUID]] = {}
    for key, number in placed.items():
        members.setdefault(number, []).append(key)
    for number, keys in members.items():
        moved = [key for key in keys if held.get(key, (None, False))[0] != number]
        _put(known[number], moved, by_person=False)
        _stand(known[number])
    for number, campaign in known.items():
        if number not in members and campaign.is_proposed:
            db.session.delete(campaign)
    db.session.flush()


def _put(campaign: Campaign, keys: Sequence[UUID], *, by_person: bool) -> None:
    for some in portions(keys):
        db.session.execute(delete(CampaignMember).where(CampaignMember.submission_id.in_(some)))
        made = [
            {"submission_id": key, "campaign_id": campaign.id, "by_person": by_person, "adds_words": True}
            for key in some
        ]
        db.session.execute(insert(rows(CampaignMember)), made)


def _stand(campaign: Campaign) -> None:
    """Chooses the response that stands for a campaign, unless one does, and compares the others with it."""
    words = queries.words_in(campaign)
    if not words:
        campaign.letter_id = None
        return
    if campaign.letter_id not in words or campaign.is_proposed:
        campaign.letter_id = list(words)[letters.letter_of(list(words.values()))]
    letter = words[campaign.letter_id]
    copies = [key for key, said in words.items() if not letters.adds_words(said, letter)]
    mine = CampaignMember.campaign_id == campaign.id
    quietly = {"synchronize_session": False}
    db.session.execute(update(CampaignMember).where(mine).values(adds_words=True), execution_options=quietly)
    for some in portions(copies):
        here = mine & CampaignMember.submission_id.in_(some)
        db.session.execute(update(CampaignMember).where(here).values(adds_words=False), execution_options=quietly)
    db.session.flush()


# --- What people say about it ----------------------------------------------------------------------------------------


@permitted(policy.can_change_campaign)
def confirm(campaign: Campaign, *, version: int | None = None, by: Viewer) -> int:
    """Says that these responses are one campaign. Where its letter was read, its copies are read with it: how many."""
    _take_up(campaign, version, by)
    if campaign.confirmed_at is None:
        campaign.confirmed_at, campaign.confirmed_by_id = clock.now(), by.person_id
        _record(campaign, Event.campaign_confirmed, by)
    return 0 if campaign.letter is None else carry_over(campaign.letter, before=set(), by=by)


@permitted(policy.can_change_campaign)
def rename(campaign: Campaign, *, name: str, version: int | None = None, by: Viewer) -> None:
    """Gives a campaign the name that its letter is known by."""
    _take_up(campaign, version, by)
    other = queries.named(campaign.consultation, name)
    if other is not None and other.id != campaign.id:
        raise Refused(Problem("Another campaign has this name", field="name"))
    campaign.name = name
    _record(campaign, Event.campaign_named, by)


@permitted(policy.can_change_campaign)
def split_off(campaign: Campaign, submission: Submission, *, by: Viewer) -> None:
    """Takes a response out of a campaign for good: no run puts it back, and it is read by itself."""
    _take_up(campaign, None, by)
    lock(submission)
    if submission.membership is None or submission.membership.campaign_id != campaign.id:
        raise NotFound
    submission.membership.campaign_id, submission.membership.by_person = None, True
    touch(campaign)
    db.session.flush()
    _stand(campaign)
    _record(campaign, Event.campaign_split, by, submission=str(submission.id))


@permitted(policy.can_enter_in_campaign)
def put_in(submission: Submission, name: str, *, by: Viewer) -> None:
    """Says which campaign a response belongs to, by its name; an empty name, that it belongs to none."""
    if name == submission.campaign:
        return
    held = submission.membership
    if held is not None:
        db.session.delete(held)
        db.session.flush()
    left = held.campaign if held is not None else None
    if name:
        _put(_named(submission.consultation, name), [submission.id], by_person=True)
    else:
        add_once(CampaignMember, submission_id=submission.id, campaign_id=None, by_person=True, adds_words=True)
    db.session.expire(submission, ["membership"])
    for campaign in (left, submission.membership.campaign if submission.membership else None):
        if campaign is not None:
            _stand(campaign)


def _named(consultation: Consultation, name: str) -> Campaign:
    found = queries.named(consultation, name)
    if found is None:
        number = queries.last_number(consultation) + 1
        found = Campaign(consultation=consultation, number=number, name=name, made_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


@permitted(anybody)
def leave(submission: Submission, *, by: Viewer) -> None:
    """A response that was changed by who sent it is no copy any more; a run may find that it is one still."""
    held = submission.membership
    if held is not None and held.by_person:
        held.adds_words = True
    elif held is not None:
        db.session.delete(held)


def _take_up(campaign: Campaign, version: int | None, by: Viewer) -> None:
    take_up(campaign.consultation, by=by)
    lock(campaign)
    expect_version(campaign, version)


# --- Reading one for all ---------------------------------------------------------------------------------------------


@permitted(policy.can_analyse_submission)
def carry_over(letter: Submission, *, before: Collection[Pair], by: Viewer) -> int:
    """Where this response stands for a confirmed campaign: its copies, which add no words, are read and coded as it is.

    `before` are its codings, (question, theme), until now: a copy that somebody coded otherwise stays as it is. Returns
    how many were read or coded with it.
    """
    campaign = queries.led_by(letter)
    if campaign is None or campaign.is_proposed or letter.read_at is None:
        return 0
    consultation = letter.consultation
    wanted = queries.codings_of([letter.id]).get(letter.id, set())
    done: list[UUID] = []
    for some in portions(queries.copies(campaign)):
        read = _with_the_letter(analysis.worked(consultation, some), queries.codings_of(some), wanted, set(before), by)
        changed = {"read_at": clock.now(), "read_by_id": by.person_id, "version": Submission.version + 1}
        db.session.execute(
            update(Submission).where(Submission.id.in_(read)).values(changed),
            execution_options={"synchronize_session": "fetch"},
        )
        settle(consultation, set(read), by=by)
        done += read
    if done:
        _record(campaign, Event.campaign_read, by, responses=len(done))
    return len(done)


def _with_the_letter(
    work: Sequence[Worked], codings: Mapping[UUID, set[Pair]], wanted: set[Pair], before: set[Pair], by: Viewer
) -> list[UUID]:
    """Codes the copies among these as the letter is; returns those that were coded or read so."""
    stale: list[UUID] = []
    made: list[tuple[UUID, UUID, UUID | None]] = []
    done = []
    for one in work:
        mine = codings.get(one.id, set())
        now, was = ({pair for pair in pairs if pair[0] in one.in_words} for pairs in (wanted, before))
        is_coded_alike = mine == now or mine not in (set(), was)
        if not is_coded_alike:
            stale.append(one.id)
            made += [(one.id, *pair) for pair in sorted(now, key=str)]
        if not (is_coded_alike and one.is_read):
            done.append(one.id)
    writing.take_away(queries.live_codings(stale), by=by)
    writing.add(made, act=CodingAct.carried_over, by=by)
    return done


def _record(campaign: Campaign, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"campaign": campaign.number, "name": campaign.name, **about}
    record(RootKind.consultation, campaign.consultation_id, event, by=by, about=facts)
