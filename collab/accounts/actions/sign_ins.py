"""Starting and ending sign-ins, and choosing the organisation to act for."""

from __future__ import annotations

import secrets
import uuid

from sqlalchemy import or_, update

from collab import clock
from collab.accounts import policy, queries, rules
from collab.accounts.actions import passwords
from collab.accounts.models import Membership, Person, SignIn
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record_denial
from collab.db import begin_write, db, lock, transaction
from collab.errors import NotFound, Refused

# The same words for a wrong password, an unknown address, a disabled person and a lock: none of them is given away.
WRONG = (
    "Enter the email address and password of your account. "
    f"After {rules.FREE_ATTEMPTS} wrong passwords you have to wait: one minute at first, then longer"
)


@permitted(policy.anybody)
def start_sign_in(email: str, password: str, *, by: Viewer) -> str:
    """Returns the new sign-in's token, of which only a hash is stored. Raises Refused, in the same words for any reason.

    The attempt is counted before the password is looked at, in a transaction of its own: a refused form rolls back,
    and of many guesses at once only those below the limit are looked at. No lock is held while argon2 works.
    """
    who = queries.person_by_email(email)
    stored = who.password_hash if who and not who.disabled_at else ""
    identity = who.id if who else uuid.uuid4()
    is_open = _count_attempt(identity)
    if not passwords.is_right(stored, password) or not is_open:
        with transaction():
            record_denial("sign_in_failed", by=by, subject=str(identity) if who else "unknown address")
        raise Refused(WRONG)
    begin_write()
    return _start(queries.person(identity), password)


def _count_attempt(person_id: uuid.UUID) -> bool:
    """Whether the account is open for this attempt. Raises no version: a guess must not spoil somebody's edit."""
    is_open = or_(Person.locked_until.is_(None), Person.locked_until <= clock.now())
    one_more = update(Person).where(Person.id == person_id, is_open).values(failed_sign_ins=Person.failed_sign_ins + 1)
    with transaction() as session:
        failures = session.execute(one_more.returning(Person.failed_sign_ins)).scalar_one_or_none()
        until = rules.locked_until(failures or 0, clock.now())
        session.execute(update(Person).where(Person.id == person_id, is_open).values(locked_until=until))
    return failures is not None


def _start(who: Person, password: str) -> str:
    values: dict[str, object] = {"failed_sign_ins": 0, "locked_until": None}
    if passwords.is_outdated(who.password_hash):
        values["password_hash"] = passwords.hashed(password)
    db.session.execute(update(Person).where(Person.id == who.id).values(**values))
    places = queries.memberships_of(who.id)
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignIn(
            token_hash=rules.token_hash(token),
            person_id=who.id,
            membership_id=places[0].id if len(places) == 1 else None,
            started_at=now,
            last_seen_at=now,
        )
    )
    db.session.flush()
    return token


@permitted(policy.anybody)
def end_sign_in(token: str, *, by: Viewer) -> None:
    """Ends it at once, in whatever browser it is; an unknown or ended one is left alone."""
    held = queries.sign_in(rules.token_hash(token))
    if held and not held.ended_at:
        held.ended_at = clock.now()


@permitted(policy.can_act_for)
def act_for(sign_in: SignIn, membership: Membership, *, by: Viewer) -> None:
    """From the next request on this sign-in writes for the membership's organisation. Raises NotFound for one that ended."""
    lock(sign_in)
    if membership.id not in {place.id for place in queries.memberships_of(sign_in.person_id)}:
        raise NotFound
    sign_in.membership_id = membership.id


@permitted(policy.is_signed_in)
def note_seen(sign_in_id: uuid.UUID, *, by: Viewer) -> None:
    """Keeps a sign-in alive, in a transaction of its own: this and the security log are the only writes of a GET."""
    now = clock.now()
    with transaction() as session:
        session.execute(
            update(SignIn).where(SignIn.id == sign_in_id, SignIn.last_seen_at < now).values(last_seen_at=now)
        )


@permitted(policy.is_self)
def end_sign_ins_of(person: Person, *, but: str = "", by: Viewer) -> None:
    """Ends all of a person's sign-ins, `but` the one with this token."""
    others = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    db.session.execute(others.where(SignIn.token_hash != rules.token_hash(but)).values(ended_at=clock.now()))
