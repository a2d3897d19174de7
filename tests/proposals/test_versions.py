"""Versions of a whole proposal: who sees what of them, kept by themselves once a working day, compared, restored."""

from datetime import date, datetime

import pytest

from collab import clock
from collab.errors import NotAllowed, Refused
from collab.proposals import queries, tasks
from collab.proposals.actions import attachments as files_actions
from collab.proposals.actions import commitments, options, provisions, versions
from collab.proposals.models import OptionKind, Version
from collab.proposals.queries import drafts
from collab.proposals.queries import versions as states
from collab.proposals.rules import side_by_side
from collab.proposals.rules.versions import day_to_keep
from tests.factories import editions as made
from tests.factories import files
from tests.factories.accounts import PASSWORD, author
from tests.factories.proposals import add_commitment, add_implication, start_proposal
from tests.support.accounts import sign_in
from tests.support.page import words

HOLIDAY = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("today", "kept"),
    [
        (date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 27)),
        (date(2026, 11, 29), None),
        (date(2026, 11, 30), None),
        (date(2026, 12, 26), None),
    ],
)
def test_a_version_is_kept_of_each_working_day_when_it_is_over(today, kept):
    assert day_to_keep(today, {HOLIDAY}) == kept


def as_person(app, code):
    return sign_in(app.test_client(), f"author@{code.lower()}.example", PASSWORD)


@pytest.fixture
def draft(app, writing_in):
    """A draft of the Home Office with what the Ministry of Justice shared and what it did not, and its random id."""
    with writing_in():
        proposal = start_proposal("HO", MOJ="joint", CPS="supporting")
        made.add_options(proposal, by=author("HO"))
        add_commitment(proposal, "MOJ", words="PRIVATE-COMMITMENT")
        add_commitment(proposal, "MOJ", words="SHARED-COMMITMENT", shared=True)
        add_implication(proposal, "HO", asserted_by="MOJ", summary="PRIVATE-IMPLICATION")
        files_actions.attach(proposal, sent=files.sent(), folder=app.settings.files_folder, by=author("HO"))
        author("CPS"), author("CLINKS")
        return str(proposal.id)


def get(address, code="HO"):
    return queries.get(address, viewer=author(code))


def test_what_a_body_has_not_shared_is_in_its_own_view_only(app, draft, writing_in):
    lead = as_person(app, "HO")
    page = lead.follow(lead.submit(f"/proposals/{draft}/versions", name="Before the meeting"))
    assert "Version 1: Before the meeting" in words(page.text)
    with writing_in():
        proposal = get(draft, "MOJ")
        commitments.share_all_commitments(proposal, by=author("MOJ"))
        provisions.add_provision(proposal, title="Second thoughts", text="New words.", by=author("HO"))
    seen = {code: as_person(app, code) for code in ("HO", "MOJ", "CPS")}
    for code, client in seen.items():
        pages = [
            client.get_ok(f"/proposals/{draft}/versions/{path}").text for path in ("1", "compare?before=v1&view=inline")
        ]
        assert "SHARED-COMMITMENT" in pages[0]
        assert ("PRIVATE-COMMITMENT" in pages[0]) == (code == "MOJ")
        assert ("PRIVATE-IMPLICATION" in "".join(pages)) == (code == "MOJ")
        assert ("PRIVATE-COMMITMENT" in pages[1]) == (code != "MOJ"), "shared since, and new to the others alone"
        assert "Second thoughts" in pages[1]
        assert "Who asked" not in pages[1]
    stranger = as_person(app, "CLINKS")
    for path in ("", "/1", "/compare", "/1/restore"):
        assert stranger.get(f"/proposals/{draft}/versions{path}").status_code == 404
    for path in ("2", "compare?before=v2", "compare?after=e1", "compare?before=x", "compare?before=v01"):
        assert seen["HO"].get(f"/proposals/{draft}/versions/{path}").status_code == 404
    with writing_in() as session:
        kept = session.query(Version).one()
        assert "PRIVATE" not in kept.canonical
        assert [held.organisation_id for held in kept.drafts] == [author("MOJ").organisation_id]


def at(*moment):
    return clock.pinned(datetime(*moment, tzinfo=clock.LONDON))


def test_one_is_kept_by_itself_once_a_day_on_which_something_changed(app, draft, writing_in, reading_in):
    def run(*moment):
        with app.app_context(), at(*moment):
            tasks.keep_versions()
        with reading_in() as session:
            return [(one.number, one.on) for one in session.query(Version).order_by(Version.number)]

    tuesday, wednesday = date(2030, 1, 8), date(2030, 1, 9)
    assert run(2030, 1, 9, 0, 20) == [(1, tuesday)]
    assert run(2030, 1, 9, 0, 50) == [(1, tuesday)], "once a day"
    assert run(2030, 1, 10, 0, 20) == [(1, tuesday)], "nothing changed on Wednesday"
    with at(2030, 1, 10, 0, 5), writing_in():
        add_commitment(get(draft, "CPS"), "CPS", words="After midnight.")
    assert run(2030, 1, 10, 0, 20) == [(1, tuesday)], "what came after midnight is Thursday's"
    assert run(2030, 1, 11, 0, 20)[1:] == [(2, date(2030, 1, 10))], "one body's unshared draft is a change too"
    with at(2030, 1, 12, 12), writing_in():
        provisions.add_provision(get(draft), title="On Saturday", text="Words.", by=author("HO"))
    assert len(run(2030, 1, 13, 0, 20)) == 2, "Saturday is no working day"
    assert run(2030, 1, 15, 0, 20)[2:] == [(3, date(2030, 1, 14))], "Monday's has the weekend's work"
    assert wednesday not in [on for _, on in run(2030, 1, 15, 0, 50)]


def test_restoring_makes_new_revisions_and_takes_nothing_away(app, draft, writing_in, reading_in):
    by = author
    with writing_in():
        proposal = get(draft)
        section = drafts.section(proposal, "problem")
        made.drafting.write_section(
            proposal, section, text="First words.\n\n| a | b |\n| 1 | 2 |", text_cy="Geiriau.", by=by("HO")
        )
        versions.keep(proposal, name="Good", by=by("HO"))
        made.drafting.write_section(proposal, section, text="Second words.", text_cy="", by=by("HO"))
        provisions.change_provision(proposal, proposal.provisions[0], title="Changed", text="Changed.", by=by("HO"))
        add_commitment(proposal, "CPS", words="Stays.", shared=True)
        provisions.retire_provision(proposal, proposal.provisions[0], by=by("HO"))
        provisions.add_provision(proposal, title="Added since", text="Words.", by=by("HO"))
        options.remove_option(proposal, proposal.options[0], by=by("HO"))
        options.add_option(proposal, kind=OptionKind.do_nothing, title="Nothing, again", by=by("HO"))
        options.remove_option(proposal, proposal.options[0], by=by("HO"))
    with writing_in(), pytest.raises(NotAllowed):
        versions.restore(get(draft, "MOJ"), states.get(get(draft), 1, viewer=by("MOJ")), by=by("MOJ"))
    assert as_person(app, "MOJ").get(f"/proposals/{draft}/versions/1/restore").status_code == 403
    lead = as_person(app, "HO")
    page = lead.follow(lead.submit(f"/proposals/{draft}/versions/1/restore"))
    assert "kept as version 3" in words(page.text)
    with reading_in():
        proposal = get(draft)
        document = drafts.section(proposal, "problem").document
        assert (document.text, document.text_cy) == ("First words.\n\n| a | b |\n| 1 | 2 |", "Geiriau.")
        assert len(document.revisions) == 6, "two languages, each written, changed and restored"
        standing = [(p.label, str(p.title)) for p in drafts.provisions(proposal) if p.retired_at is None]
        assert standing == [("3.1", "Provision number 1"), ("3.2", "Added since")]
        assert [str(option.title) for option in proposal.options] == ["Do nothing", "Ask once", "A leaflet"]
        assert "Stays." in [commitment.words for commitment in proposal.commitments]
        assert [row.version.name for row in states.listed(proposal, viewer=by("HO"))][::-1] == [
            "Good",
            "Before version 1 was restored",
            "Text of version 1 restored",
        ]
        kept, now = states.state(proposal, "v1", viewer=by("HO")), states.working(proposal, viewer=by("HO"))
        changed = [part.name for part in side_by_side.compared(kept, now)]
        assert changed[0] == "3.2 Added since"
        assert {name.partition(" ")[0] for name in changed[1:]} <= {"Option:", "Undertaking"}
    compared = words(lead.get_ok(f"/proposals/{draft}/versions/compare?before=v2&after=v3").text)
    assert "removed: Second words. added: First words." in compared


def test_what_is_frozen_is_compared_and_not_restored_over(app, writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        versions.keep(proposal, name="Before it was frozen", by=author("HO"))
        made.frozen_edition(proposal)
        address = str(proposal.id)
        with pytest.raises(Refused, match="frozen"):
            versions.restore(proposal, states.get(proposal, 1, viewer=author("HO")), by=author("HO"))
    page = as_person(app, "HO").get_ok(f"/proposals/{address}/versions/compare?before=v1&after=e1")
    assert "No word is different." in words(page.text)
