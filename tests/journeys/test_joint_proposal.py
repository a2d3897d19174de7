"""A joint proposal from its first word to its second edition: JP-03, written by three departments, a charity and those it concerns.

One walk, driven two ways: with JavaScript, two people typing in one text at once; and without it, by forms alone. Time is
moved, nothing else is.
"""

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from collab.accounts.models import Role
from tests.journeys.journey import at, faults_of_all_pages
from tests.journeys.ways import Boxes, Typing

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
DEADLINE = date(2026, 3, 17)
TITLE = "Tell your story once: a shared victim and witness record"
STORY = "A victim tells the same story to the police, in hospital and in court."
NOBODY, COSTS = " Nobody chose that.", "Each telling costs them something."
ACCOUNT, LAST = "The first body that takes an account records it in a shared form.", "It asks the victim first."
READING = "Each body reads only what its powers allow. Each reading is shown to the victim."
CHOICE = "is shown to the victim, who can ask not to be told"
DISCLOSURE = "A shared account is material that the prosecutor reviews in disclosure."
CONDITION = "The text must say what a shared account is in disclosure."
ADVICE = "Name the Attorney General's Guidelines on Disclosure."
GUIDANCE, FORM = "Set out how a shared account is disclosed.", "Record first accounts in the shared form."
ASKED_AGAIN = "Each reading of an account may have to be disclosed."

BOTH = (Role.author, Role.signatory)
CAST = {
    "author.moj": ("MOJ", (Role.author,)),
    "signatory.moj": ("MOJ", (Role.signatory,)),
    **{
        f"author.{code.lower()}": (code, BOTH)
        for code in ["HO", "AGO", "VS", "CPS", "NPCC", "HMCTS", "HMPPS", "YJB", "CAWS", "NACRO"]
    },
}
BODIES = {
    "Home Office": "joint",
    "Attorney General's Office": "joint",
    "Victim Support": "supporting",
    "Crown Prosecution Service": "affected",
    "National Police Chiefs": "affected",
    "HM Courts": "affected",
    "HM Prison": "affected",
    "Youth Justice Board": "affected",
    "Citizens Advice Witness Service": "consulted",
}


@pytest.mark.parametrize(
    ("backend", "way"), [("sqlite", Typing()), ("postgresql", Boxes())], indirect=["backend"], ids=["typing", "forms"]
)
def test_a_joint_proposal(journey, live_server, browser, way):
    journey.javascript = way.javascript
    with journey.at(START):
        journey.cast(CAST)
        proposal = named_bodies(journey)
        written_together(journey, proposal, way)
        suggested_and_argued(journey, proposal)
        assessed(journey, proposal)
        a_round_with_a_condition(journey, proposal, way)
        committed(journey, proposal)
        implied(journey, proposal)
        nothing_more(journey, proposal)
    with journey.at(datetime(2026, 3, 18, 10, tzinfo=UTC)):
        gone_on_without(journey, proposal)
        cleared_twice(journey, proposal)
        nobody_else_finds_it(journey, live_server, proposal)
        journey.publish("signatory.moj", proposal)
        reference = journey.reference_of(proposal)
        the_public_reads(journey, reference)
    with journey.at(datetime(2026, 4, 20, 10, tzinfo=UTC)):
        a_minor_edition(journey, f"/proposals/{reference}")
    if way.javascript:
        assert faults_of_all_pages(browser, live_server, least=60, widths=(320,)) == ""
    else:
        own = {where: text for where, text in live_server.pages.items() if "/blocks" in where}
        assert browser.faults_as_served(own, widths=(320,)) == []


def named_bodies(journey):
    lead = journey.as_(at("author.moj")).go("/proposals/new")
    lead.fill(title=TITLE, summary="A victim would give their account once.").press("Start this proposal")
    proposal = "/" + lead.path
    for name, role in BODIES.items():
        journey.name_body(lead, proposal, name, role)
    assert journey.as_(at("author.caws")).status_of(proposal) == 404
    lead.go(f"{proposal}/organisations").press("Invite Citizens Advice Witness Service")
    journey.as_(at("author.caws")).go(proposal).sees(TITLE)
    return proposal


def written_together(journey, proposal, way):
    lead, home = journey.as_(at("author.moj")), journey.as_(at("author.ho"))
    way.begin(f"{proposal}/sections/problem", lead, STORY)
    way.together(f"{proposal}/sections/problem", lead, home, NOBODY, COSTS)
    way.set_out(
        f"{proposal}/sections/problem", home, "Heard in many inspections.", [("Body", "Asks"), ("Court", "Last")]
    )
    lead.go(f"{proposal}/text").sees(STORY + NOBODY, "Heard in many inspections.")
    expect(lead.page.locator("main table")).to_contain_text("Court")
    journey.write(journey.as_(at("author.vs")), proposal, "vision", "One account, given once, where the victim chose.")
    journey.write(lead, proposal, "evidence", "Inspectors have said it for years.")
    journey.write(home, proposal, "delivery", "A record that each body can read within its powers.")
    for title, text in (("One account", ACCOUNT), ("Who may read it", READING)):
        lead.go(f"{proposal}/provisions/new").fill(title=title, text=text).press("Save")
    way.together(f"{proposal}/provisions/1", lead, home, " It is kept once.", LAST)
    journey.add_options(
        lead,
        proposal,
        ("do_nothing", "Do nothing", ""),
        ("preferred", "A shared record", ""),
        ("discarded", "One body keeps all records", "It would need new law and take years."),
    )


def suggested_and_argued(journey, proposal):
    """A charity and a department suggest; they argue about words; the lead takes one and refuses the other."""
    here = f"{proposal}/provisions/2"
    charity, home, lead = (journey.as_(at(name)) for name in ("author.vs", "author.ho", "author.moj"))
    suggest(charity, here, "is shown to the victim", CHOICE, "Some victims do not want to be told each time.")
    suggest(home, here, "Each body reads", "Each body that signed reads", "Others have no part in it.")
    home.go(f"{here}/threads/new").fill(quote="is shown to the victim", words="How does a force know?")
    home.fill(block=READING[:20])
    home.page.get_by_text("Tell somebody by email").click()
    home.page.get_by_label("author.vs (journey)").check()
    home.press("Comment").sees("How does a force know?")
    *_, letter = journey.letter_to(at("author.vs"))
    assert "mentioned" in letter
    assert "How does a force know?" not in letter
    charity.go(re.search(r"/proposals/\S+", letter)[0]).fill(words="The record asks them once.").press("Comment")
    thread = charity.page.url
    lead.go(f"{here}/margin").sees("Suggestions that wait (2)", "Some victims do not want")
    lead.press(re.compile("^Accept suggestion 1")).press("Do not accept suggestion 2")
    lead.fill(reason="Provision 3.1 says who takes part.").press("Do not accept")
    lead.go(thread).sees("The record asks them once.").press("Mark as resolved")
    home.go(f"{here}/margin").sees("Provision 3.1 says who takes part.", CHOICE)
    lead.go(f"{here}/voices")
    share = lead.page.get_by_role("row").filter(has_text="Victim Support").locator("[data-label=Share]").inner_text()
    assert 0 < int(share.rstrip("%")) < 100


def suggest(visitor, here, old, new, reason):
    visitor.go(f"{here}/suggest")
    box = visitor.page.locator("main textarea[name^=block-]").first
    box.fill(box.input_value().replace(old, new))
    visitor.fill(reason=reason).press("Suggest").sees("Suggestion made")


def assessed(journey, proposal):
    lead = journey.as_(at("author.moj"))
    for kind, status, reason in (
        ("dpia", "in_progress", "It joins law enforcement and general processing."),
        ("justice_impact_test", "not_required", "The Ministry of Justice leads."),
        ("welsh_language", "submitted", "The record is bilingual."),
    ):
        lead.go(f"{proposal}/assessments/{kind}").fill(
            status=status, status_on=START.date(), reason=reason, is_public="yes"
        ).press("Save")
    lead.go(f"{proposal}/assessments").sees("It joins law enforcement", "Not required, since 2 March 2026")


def a_round_with_a_condition(journey, proposal, way):
    lead, prosecutor = journey.as_(at("author.moj")), journey.as_(at("author.cps"))
    lead.go(f"{proposal}/rounds/new")
    for name in ("Home Office", "Attorney General's Office", "Crown Prosecution Service", "Citizens Advice Witness"):
        lead.page.get_by_label(name).check()
    lead.fill(question="Do you agree?", deadline_on=date(2026, 3, 16)).press("Issue", refused=True)
    lead.sees("This leaves 9 clear working days. The first deadline with 10 is 17 March 2026.")
    lead.fill(deadline_on=DEADLINE).press("Issue")
    prosecutor.go(proposal).press("Reply to the write-round").follow("Write-round 1").sees("Do you agree?")
    here = f"{proposal}/rounds/1"

    def reply(name, kind, words=""):
        journey.as_(at(name)).go(f"{here}/reply").fill(kind=kind, words=words).press("Send the reply")

    reply("author.ho", "nil_return")
    reply("author.cps", "condition", CONDITION)
    reply("author.ago", "advisory", ADVICE)
    lead.go(here).sees("Agrees on a condition", CONDITION, ADVICE, "It has not replied yet")
    way.together(
        f"{proposal}/provisions/2", lead, journey.as_(at("author.ago")), " It follows the Guidelines.", DISCLOSURE
    )
    prosecutor.go(here).sees("The working text has changed since").press("Close this condition")
    prosecutor.fill(how="satisfied", reason="The second provision says it now.").press("Close the condition")
    lead.go(here).sees("Met, says its raiser")


def committed(journey, proposal):
    """What the prosecutor and the police will do, the one after the other."""
    prosecutor, police = journey.as_(at("author.cps")), journey.as_(at("author.npcc"))
    commit(prosecutor, proposal, ["3.1", "3.2"], "Guidance or training", GUIDANCE, date(2026, 11, 2), "Draft guidance")
    journey.as_(at("author.moj")).go(f"{proposal}/grid").sees_not(GUIDANCE)
    prosecutor.go(f"{proposal}/grid").press("Share all")
    commit(police, proposal, ["3.1"], "Service standard", FORM, date(2027, 3, 31), "Form agreed")
    police.go(f"{proposal}/grid").press("Share all").follow(FORM).follow("Say what it depends on")
    police.fill(on=GUIDANCE).press("Add")
    prosecutor.go(f"{proposal}/grid").follow(GUIDANCE).sees("What depends on it", FORM)


def commit(visitor, proposal, provisions, kind, words, due_on, milestone):
    visitor.go(f"{proposal}/commitments/new").fill(
        provisions=provisions,
        acceptance="agreed",
        kind=kind,
        words=words,
        measure="Anybody can read it.",
        due_on=due_on,
        owner_role="Head of Policy",
        dependencies="Nothing else",
        milestone_1=milestone,
        milestone_1_on=date(2026, 7, 1),
    ).press("Save")


def implied(journey, proposal):
    """A charity asserts something about the prosecutor, who disputes it; the courts name a cost that nobody covers."""
    charity, prosecutor, lead = (journey.as_(at(name)) for name in ("author.vs", "author.cps", "author.moj"))
    imply(
        charity, proposal, "3.2", "Crown Prosecution", "Data sharing", ASKED_AGAIN, cannot_quantify_reason="It is new."
    )
    charity.press("Share")
    prosecutor.go(f"{proposal}/grid").follow(ASKED_AGAIN[:20])
    prosecutor.fill(status="disputed").press("Send this answer", refused=True)
    prosecutor.fill(answer="Readings are logged today.").press("Send this answer")
    charity.go(f"{proposal}/grid").follow(ASKED_AGAIN[:20]).sees("Disputed", "Readings are logged today.")
    imply(
        journey.as_(at("author.hmcts")),
        proposal,
        "3.1",
        "HM Courts",
        "Cost",
        "Each court needs a reader.",
        low="200000",
        central="400000",
        high="900000",
        unit="pounds a year",
        price_base="2025-26",
        recurrence="Recurring",
        funding_position="Funding sought",
    )
    journey.as_(at("author.hmcts")).press("Share")
    lead.go(f"{proposal}/clearance").sees("HM Treasury")
    lead.go(f"{proposal}/treasury").fill(words="It is for the next spending review.", given_on=START.date()).press(
        "Save"
    )


def imply(visitor, proposal, provision, organisation, type_, summary, **more):
    visitor.go(f"{proposal}/implications/new").fill(
        provision=provision,
        organisation=organisation,
        type=type_,
        direction="mixed",
        summary=summary,
        confidence="medium",
        confidence_reason="Asked of three areas.",
        **more,
    ).press("Save")


def nothing_more(journey, proposal):
    """Each body fills what it left blank, and nobody fills it for another."""
    lead = journey.as_(at("author.moj")).go(f"{proposal}/grid").sees("Nothing entered yet by the Youth Justice Board")
    for name in ("moj", "ho", "ago", "vs", "hmcts", "hmpps", "yjb"):
        journey.return_nil(f"author.{name}", proposal, 1, 2)
    journey.return_nil("author.cps", proposal, 1)
    journey.return_nil("author.npcc", proposal, 1, 2)
    lead.go(f"{proposal}/grid").sees("Each organisation has answered each provision")


def gone_on_without(journey, proposal):
    """Silence is no agreement: a signatory of the lead decides, in the open."""
    lead = journey.as_(at("author.moj")).go(f"{proposal}/rounds/1").sees("No reply", "That is not agreement")
    lead.go(f"{proposal}/freeze").fill(change_note="First edition.").press("Freeze", refused=True)
    lead.sees("has not replied to write-round 1")
    decides = journey.as_(at("signatory.moj")).go(f"{proposal}/rounds/1").press("Decide to go on without it")
    decides.fill(reason="It was asked twice, and can still reply.").press("Record the decision")
    journey.as_(at("author.caws")).go(f"{proposal}/rounds/1").sees("to go on without it")


def cleared_twice(journey, proposal):
    """A version that can be found again; an objection; another text, which every body clears anew."""
    lead, home = journey.as_(at("author.moj")), journey.as_(at("author.ho"))
    lead.go(f"{proposal}/versions").fill(name="Before the ministers' meeting").press("Keep this version")
    lead.sees("Version 1: Before the ministers' meeting")
    journey.freeze("author.moj", proposal, "First edition, for consultation.")
    journey.clear(proposal, "signatory.moj", "author.ago")
    home.go(f"{proposal}/clearance/objection").fill(reason="Say who pays for the record.").press("Object")
    lead.go(f"{proposal}/clearance").sees("Objects", "Say who pays for the record.").press("recall this edition")
    lead.fill(reason="To say who pays.").press("Recall")
    journey.write(
        home, proposal, "delivery", "A record that each body can read within its powers. The lead pays for it."
    )
    lead.go(f"{proposal}/versions").press("What changed since").sees("The lead pays for it.")
    journey.freeze("author.moj", proposal, "First edition, for consultation.")
    lead.go(f"{proposal}/clearance").sees("Its clearance of an earlier text is stale", "The lead pays for it.")
    journey.clear(proposal, "signatory.moj", "author.ago", "author.ho")
    assert lead.status_of(f"{proposal}/clearance/publish") == 403  # it takes another person


def nobody_else_finds_it(journey, live_server, proposal):
    """A draft is confidential: whatever was visited so far is nowhere for an outsider, nor for the public."""
    visited = {where.split(" ")[1] for where in live_server.pages if f" {proposal}" in where and "(200)" in where}
    assert len(visited) > 40
    for window in (journey.as_(at("author.nacro")), journey.as_(None)):
        for address in sorted(visited | {f"{proposal}/frozen.pdf", f"{proposal}/grid.csv"}):
            answer = window.page.request.get(address, max_redirects=0)
            assert answer.status in ((404,) if window.who else (302, 303, 404)), (address, answer.status)
            assert "Tell your story" not in answer.text()


def the_public_reads(journey, reference):
    here = f"/proposals/{reference}"
    reader = journey.as_(None, width=390).go(here)
    reader.sees(
        TITLE, "Ministry of Justice", "Home Office", "Attorney General's Office", STORY + NOBODY, COSTS, CHOICE, GUIDANCE,
        "Readings are logged today.", "The lead pays for it.", "subject to consultation",
    )  # fmt: skip
    reader.sees_not(CONDITION, ADVICE, "spending review")
    reader.go(f"{here}/editions/1").sees("Who cleared this edition")
    for form, beginning in (("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!")):
        assert journey.download(f"{here}/editions/1.{form}")[: len(beginning)].lower() == beginning.lower(), form
    journey.verify(f"{here}/editions/1.json", "hospital", "the hospital")
    for page in ("text", "rounds/1", "clearance", "grid", "provisions/2/margin"):
        assert reader.page.request.get(f"{here}/{page}", max_redirects=0).status in (302, 303, 404), page


def a_minor_edition(journey, proposal):
    journey.write(journey.as_(at("author.ho")), proposal, "evidence", "Inspectors have said it for many years.")
    journey.freeze("author.moj", proposal, "One word is put in.", significance="minor")
    journey.clear(proposal, "signatory.moj", "author.ago", "author.ho")
    journey.publish("signatory.moj", proposal)
    reader = journey.as_(None).go(proposal).sees("edition 1.1", "Inspectors have said it for many years.")
    reader.go(f"{proposal}/editions/1.1/changes").sees("many")
    reader.go(f"{proposal}/editions/1").sees("This is an earlier edition").sees_not("many years")
