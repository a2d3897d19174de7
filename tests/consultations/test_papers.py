"""Papers and formats through their pages and actions, on both databases: when they became public, and to whom."""

import hashlib
from datetime import time, timedelta

import pytest
import time_machine

from collab import clock
from collab.audit.models import Event, RootKind
from collab.audit.queries import history
from collab.consultations import queries
from collab.consultations.actions import opening, papers
from collab.consultations.models import PaperFormat, PaperKind
from collab.consultations.queries import papers as reading
from collab.consultations.queries import setup
from collab.errors import NotAllowed, Refused
from collab.text import Language
from tests.factories import consultations as make
from tests.factories import files
from tests.factories.accounts import author, sign_in
from tests.factories.editions import published_edition, publisher

EASY = {"kind": PaperKind.options, "format": PaperFormat.easy_read, "language": Language.welsh}


@pytest.fixture
def address(writing_in):
    """Ready to open tomorrow morning."""
    with writing_in():
        edition = setup.edition(published_edition().id, viewer=author("HO"))
        opens_on = clock.today() + timedelta(days=1)
        return make.ready(edition=edition, opens_on=opens_on, opens_time=time(9)).address


def of(address, viewer):
    return queries.get(address, viewer=viewer)


def test_papers_are_drafts_until_the_opening_and_say_since_when_they_are_there(app, client, address, writing_in):
    content = b"What we propose, in easy words."
    with writing_in():
        consultation, by = of(address, author("HO")), author("HO")
        sent = files.sent(title="Options in Easy Read", content=content, name="easy.txt")
        with pytest.raises(NotAllowed):
            papers.add_link(consultation, url="https://x.example", title="No", **EASY, by=author("CPS"))
        paper = papers.add_file(
            consultation, sent=sent, **EASY, is_material=True, folder=app.settings.files_folder, by=by
        )
        assert not paper.is_material  # nobody has answered yet
        papers.add_link(consultation, url="https://films.example/bsl", title="In sign language", **EASY, by=by)
        gone = papers.add_link(consultation, url="https://films.example/old", title="Old", **EASY, by=by)
        papers.remove(consultation, gone, by=by)
        for problem, field in (({"url": "javascript:alert(1)"}, "url"), ({"title": " "}, "title")):
            with pytest.raises(Refused) as refused:
                papers.add_link(consultation, **{"url": "https://x.example", "title": "X"} | problem, **EASY, by=by)
            assert [one.field for one in refused.value.problems] == [field]
        with pytest.raises(Refused, match="has not opened"):
            papers.publish(consultation, paper, by=by)
        opening.approve_opening(consultation, by=publisher("HO"))
        assert {one.published_at for one in reading.standing(consultation)} == {consultation.opens_at}
        with pytest.raises(Refused, match="Withdraw the approval"):
            papers.add_link(consultation, url="https://x.example", title="Too late", **EASY, by=by)
        opening.withdraw_approval(consultation, by=by)
        assert len(reading.drafts(consultation)) == 2
        opening.approve_opening(consultation, by=publisher("HO"))
        at, opens_at = f"/consultations/{consultation.reference}", consultation.opens_at
        entries = history(RootKind.consultation, consultation.id)
        about = next(one for one in entries if one.event is Event.consultation_opening_approved).payload.content
        assert about["papers"][0]["sha256"] == hashlib.sha256(content).hexdigest()
        assert about["papers"][1]["url"] == "https://films.example/bsl"
    assert client.get(f"{at}/papers/1/file").status_code == 404
    with time_machine.travel(opens_at + timedelta(minutes=1), tick=False):
        page = client.get_ok(at).text
        assert "Options in Easy Read" in page
        assert "Easy Read, Welsh" in page
        assert "https://films.example/bsl" in page
        assert "films.example/old" not in page
        assert "after the consultation opened" not in page
        assert client.get_ok(f"{at}/papers/1/file").data == content
        assert client.get(f"{at}/papers/2/file").status_code == client.get(f"{at}/papers/3/file").status_code == 404


def test_what_is_added_later_says_so(client, writing_in):
    with writing_in():
        edition = setup.edition(published_edition().id, viewer=author("HO"))
        at = f"/consultations/{make.approved(edition=edition, opens_on=clock.today()).reference}"
        author("CPS")
    sign_in(client, "author@ho.example")
    fields = {"kind": "impact_assessment", "format": "standard", "language": "en", "title": "What it costs"}
    refused = client.submit(f"{at}/papers/new-link", fields | {"url": "costs"})
    assert refused.status_code == 422
    assert "must begin with https://" in refused.text
    typed = fields | {"url": "https://costs.example", "material": ["yes"]}
    assert client.submit(f"{at}/papers/new-link", typed).status_code == 303
    client.submit(f"{at}/papers/new-link", fields | {"title": "Not yet", "url": "https://not.example"})
    assert "What it costs" not in client.get_ok(at).text
    assert client.submit(f"{at}/papers", press="Publish “What it costs” now").status_code == 303
    page = client.get_ok(f"{at}/papers").text
    assert "Consider whether people need more time" in page
    assert "Remove “What it costs”" not in page
    page = client.get_ok(at).text
    assert "after the consultation opened." in page
    assert "It could change what people answer." in page
    assert "Not yet" not in page
    (held,) = client.get(f"{at}.json").json["papers"]
    assert (held["title"]["en"], held["was_there_at_opening"], held["is_material"]) == ("What it costs", False, True)
    with writing_in():
        consultation = of(at.rsplit("/", 1)[1], author("HO"))
        paper = reading.get(consultation, 1)
        for write in (papers.publish, papers.remove):
            with pytest.raises(Refused, match="It stays as it is"):
                write(consultation, paper, by=author("HO"))
        events = [one.event for one in history(RootKind.consultation, consultation.id)]
        assert events.count(Event.paper_published) == 1
