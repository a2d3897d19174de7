"""What a proposal asks of one organisation: of an edition for everybody, of the draft for its own people; as a page and as .xlsx."""

import io
import re
import zipfile

from collab import clock
from collab.accounts import queries as accounts
from collab.proposals.actions import implications, rounds
from collab.proposals.models import ReplyKind
from collab.proposals.rules import rounds as rules
from tests.factories import editions
from tests.factories.accounts import author, sign_in
from tests.factories.editions import cost, published_edition, ready_proposal
from tests.factories.proposals import add_commitment, add_implication, start_proposal
from tests.support.page import Page

CANARY = "canary-5190"


def cells(response):
    """(texts, whether any cell is a formula) of an .xlsx file."""
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        pages = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/" in name)
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    return re.sub(r"<[^>]+>", "\n", texts), "<f>" in pages, names


def test_of_an_edition_for_everybody(app, writing_in):
    with writing_in():
        published_edition(ready_proposal(affected=("VS", "CPS")))
    client = app.test_client()
    address = re.search(r"/proposals/JP-\d{4}-001", client.get_ok("/proposals").text)[0]
    page = Page(client.get_ok(f"{address}/editions/1/asks/ho").text)
    for words in (
        "What this asks of the Home Office",
        "Change the form by spring.",
        "Printing new forms.",
        "3.1 Ask once it answers it; it means something for it",
        "January to March 2028",
        "31 March 2028: Commitment 1 is due",
        "This is proposed, subject to consultation.",
    ):
        assert words in page.words, words
    assert "independent" in Page(client.get_ok(f"{address}/editions/1/asks/cps").text).words
    assert client.get(f"{address}/editions/1/asks/nca").status_code == 404
    assert client.get(f"{address}/asks/ho").location.endswith("/editions/1/asks/ho")
    texts, has_formula, names = cells(client.get(f"{address}/editions/1/asks/ho.xlsx"))
    assert "Printing new forms." in texts
    assert not has_formula
    assert names == ["Summary", "Commitments", "Implications", "Provisions", "Nil returns", "Dates"]
    assert cells(client.get(f"{address}/editions/1/asks/cps.xlsx"))[2][1] == "Undertakings"
    assert "What this asks of the Home Office, on a page of its own" in Page(client.get_ok(address).text).words


def test_of_a_draft_for_its_own_people(app, writing_in):
    with writing_in():
        for code in ("VS", "MOJ", "LS"):
            author(code)
        draft = start_proposal("HO", MOJ="joint", VS="affected")
        add_commitment(draft, "VS", words=f'=HYPERLINK("{CANARY}")')
        add_implication(draft, "VS", asserted_by="MOJ", summary="Not shared by its author.")
        shared = implications.assert_implication(
            draft,
            provision=draft.provisions[0],
            organisation=editions.organisation("VS"),
            terms=cost("Said by another."),
            by=author("MOJ"),
        )
        implications.share_implication(shared, by=author("MOJ"))
        ours = {editions.organisation("VS").id}
        deadline = rules.earliest_full_deadline(clock.today(), accounts.bank_holidays())
        asked = rounds.issue(draft, deadline_on=deadline, organisation_ids=ours, by=author("HO"))
        rounds.reply(asked.asked[0], kind=ReplyKind.condition, words="Only with a helpline.", by=author("VS"))
        here = f"/proposals/{draft.id}/asks/vs"
    ours = app.test_client()
    sign_in(ours, "author@vs.example")
    page = Page(ours.get_ok(here).text)
    assert CANARY in page.words
    assert "Asserted, not yet answered by Victim Support; said by the Ministry of Justice" in page.words
    assert "Not shared by its author." not in page.words
    assert "Only with a helpline. Open" in page.words
    texts, has_formula, _ = cells(ours.get(f"{here}.xlsx"))
    assert f'=HYPERLINK("{CANARY}")' in texts.replace("&quot;", '"')
    assert not has_formula
    assert "What this asks of us" in Page(ours.get_ok(here.replace("asks/vs", "grid")).text).words
    for name in ("author@moj.example", "author@ls.example", None):
        other = app.test_client()
        if name:
            sign_in(other, name)
        assert other.get(here).status_code == other.get(f"{here}.xlsx").status_code == 404
