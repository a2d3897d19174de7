"""What the remembered factories put back is what the actions make: rows, chains, and what can be done next."""

from collab.audit import queries as audit
from collab.db import db
from collab.proposals.actions import clearance
from collab.proposals.models import Edition
from tests.factories import editions as made
from tests.factories import remembered
from tests.factories.accounts import signatory


def contents():
    return {table.name: rows for table, rows in remembered._rows().items() if rows}


def test_what_is_put_back_is_what_was_made(installation, writing_in):
    """On a database where somebody else wrote since, it is made anew, and every chain fits."""
    seen = []
    for _ in range(2):
        installation.renew()
        with writing_in():
            edition = made.frozen_edition(title="Made once")
            seen.append((edition.id, contents()))
    assert seen[0] == seen[1]
    edition_id = seen[0][0]
    with writing_in():
        edition = db.session.get(Edition, edition_id)
        clearance.clear(edition, hash=edition.hash, by=signatory("HO"))
    with writing_in():
        assert made.frozen_edition(title="Made once").id != edition_id, "the database was not new any more"
        assert [audit.first_break(chain) for chain in audit.chains()].count(None) == len(audit.chains())
