"""The main job, end to end: JP-01 from an empty installation to the respondent who reads what became of her words.

In Chromium with JavaScript off, through pages only, on both databases. Time is moved, nothing else is.
"""

import re
from datetime import UTC, date, datetime, timedelta

from collab.accounts.models import Role
from tests.factories import accounts as people
from tests.journeys.journey import at, faults_of_all_pages

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
OPENS, CLOSES = date(2026, 4, 20), date(2026, 7, 20)
TITLE = "Default legal advice for children in police custody"
BEFORE = "The custody officer calls the duty solicitor for every child."
AFTER = "The custody officer calls the duty solicitor for every child, and advice starts by video within two hours."
NEW = "advice starts by video within two hours"
COMMITMENT = "Change the custody record in every force."

CAST = {
    "second.ho": ("HO", (Role.author,)),
    "signatory.ho": ("HO", (Role.signatory,)),
    "author.moj": ("MOJ", (Role.author, Role.signatory)),
    "author.ago": ("AGO", (Role.author, Role.signatory)),
    "author.vs": ("VS", (Role.author, Role.signatory)),
    "author.npcc": ("NPCC", (Role.author, Role.signatory)),
    "author.nacro": ("NACRO", (Role.author, Role.signatory)),
}


def test_the_main_job(journey, backend, live_server, browser):
    """At its end axe looks at all that was visited. What a page looks like does not depend on the database."""
    with journey.at(START):
        organisations_and_people(journey)
        proposal = a_joint_proposal(journey)
        commitments_and_implications(journey, proposal)
        reference = clearance_and_publication(journey, proposal)
        consultation = a_consultation_on_it(journey, reference)
    link, receipt = responding(journey, consultation)
    answering(journey, consultation, reference, link, receipt)
    the_record(journey)
    if backend == "sqlite":
        assert faults_of_all_pages(browser, live_server, least=40) == ""


def organisations_and_people(journey):
    """Step 1: a system administrator invites an administrator, who invites an author, by mail."""
    with journey.writing_in():
        people.system_administrator(at("system"))
    journey.cast(CAST)

    system = journey.as_(at("system"))
    system.go("/organisations/ho/members/invite").fill(email=at("administrator.ho"), name="Administrator, Home Office")
    system.fill(roles=["administrator"]).press("Send the invitation")
    join(journey, at("administrator.ho"))

    administrator = journey.as_(at("administrator.ho"))
    administrator.go("/organisations/ho/members/invite").fill(email=at("author.ho"), name="Author, Home Office")
    administrator.fill(roles=["author"]).press("Send the invitation").sees("Author, Home Office")
    join(journey, at("author.ho"))
    assert administrator.status_of("/organisations/moj/members") == 404
    assert system.status_of("/proposals/new") in (403, 404)


def join(journey, address):
    link = re.search(r"/invitations/\S+", journey.letter_to(address)[0])[0]
    invited = journey.as_(None).go(link).fill(password=people.PASSWORD).press("")
    invited.sees("collab")


def a_joint_proposal(journey):
    """Step 2: started by the Home Office, written by a department and a charity too."""
    author = journey.as_(at("author.ho")).go("/proposals/new")
    author.fill(title=TITLE, summary="Every child gets legal advice without asking.").press("Start this proposal")
    proposal = "/" + author.path
    for name, role in (
        ("Ministry of Justice", "joint"),
        ("Attorney General's Office", "joint"),
        ("Victim Support", "supporting"),
        ("National Police Chiefs", "affected"),
    ):
        journey.name_body(author, proposal, name, role)
    journey.write(
        author,
        proposal,
        "problem",
        "Children do not ask for a solicitor.\n\n- They want to go home.\n- They think it looks guilty.",
    )
    journey.write(journey.as_(at("author.vs")), proposal, "vision", "No child is interviewed alone.")
    journey.write(journey.as_(at("author.moj")), proposal, "evidence", "A pilot ran in two boroughs.")
    journey.write(author, proposal, "delivery", "The code of practice is changed.")
    for title, text in (
        ("Advice unless the child says no", BEFORE),
        ("Count and publish", "Each force reports how many children went without."),
    ):
        author.go(f"{proposal}/provisions/new").fill(title=title, text=text).press("Save")
    journey.add_options(
        author,
        proposal,
        ("do_nothing", "Do nothing", ""),
        ("preferred", "Advice unless the child says no", ""),
        ("discarded", "A leaflet", "It was tried, and take-up hardly moved."),
    )

    # Two people have the same section open; the second one to save loses nothing and overwrites nothing.
    first, second = journey.as_(at("author.ho")), journey.as_(at("author.vs"))
    first.go(f"{proposal}/sections/vision")
    second.go(f"{proposal}/sections/vision")
    first.fill(text="No child is interviewed without advice.").press("Save")
    second.fill(text="No child is interviewed alone, anywhere.").press("Save")
    second.sees(
        "Somebody else saved first",
        "No child is interviewed without advice.",
        "No child is interviewed alone, anywhere.",
    )
    first.go(f"{proposal}/sections/vision/history").sees("Victim Support", "Home Office")

    # A body that is not named finds nothing; nor does the public.
    assert journey.as_(at("author.nacro")).status_of(proposal) == 404
    assert journey.as_(None).status_of(proposal) == 404
    return proposal


def commitments_and_implications(journey, proposal):
    """Step 3: each body for itself; what it drafts is its own until it shares it; blanks are named."""
    police = journey.as_(at("author.npcc"))
    police.go(f"{proposal}/commitments/new").fill(
        provisions=["3.1", "3.2"],
        acceptance="agreed",
        kind="Guidance or training",
        words=COMMITMENT,
        measure="All 43 forces use it.",
        due_on=date(2027, 3, 31),
        owner_role="Lead for custody",
        dependencies="None",
        milestone_1="Record agreed",
        milestone_1_on=date(2026, 12, 1),
    ).press("Save")
    author = journey.as_(at("author.ho"))
    author.go(f"{proposal}/grid").sees(
        "Nothing entered yet by Victim Support", "Not yet shared by the National Police Chiefs"
    ).sees_not(COMMITMENT)

    # The Home Office asserts something about the police, which only the police confirm.
    author.go(f"{proposal}/implications/new").fill(
        provision="3.1",
        organisation="National Police Chiefs",
        type="Operational process",
        direction="adverse",
        summary="Booking in a child takes longer.",
        low="6",
        central="9",
        high="14",
        unit="minutes a case",
        recurrence="Recurring",
        confidence="medium",
        confidence_reason="Timed in the pilot.",
        funding_position="Within baseline",
        marking="OFFICIAL",
    ).press("Save")
    assertion = "/" + author.path
    if "/implications/" not in assertion:
        author.follow("Booking in a child takes longer.")
        assertion = "/" + author.path
    assert police.status_of(assertion) == 404
    author.go(assertion).press("Share")
    author.sees_not("Is this right for your organisation?")
    police.go(assertion).fill(status="confirmed").press("Send this answer")
    police.go(f"{proposal}/grid").press("Share all")

    for who in ("author.ho", "author.moj", "author.ago", "author.vs"):
        journey.return_nil(who, proposal, 1, 2)
    journey.return_nil("author.npcc", proposal, 2)  # it has answered both halves of the other cell
    author.go(f"{proposal}/grid").sees(COMMITMENT).sees_not("Nothing entered yet")


def clearance_and_publication(journey, proposal):
    """Step 4: one text, one moment, only when every lead body has cleared exactly that text."""
    journey.freeze("author.ho", proposal, "First edition, for consultation.")
    journey.clear(proposal, "signatory.ho", "author.moj")
    refused = journey.as_(at("second.ho"))
    refused.go(f"{proposal}/clearance").sees("Attorney General's Office")
    refused.go(f"{proposal}/clearance/publish").press("Publish", refused=True).sees("Attorney General's Office")
    assert journey.as_(None).status_of(proposal) == 404

    # An objection, a recall and a changed comma: every clearance has to be given again.
    objector = journey.as_(at("author.ago")).go(f"{proposal}/clearance/objection")
    objector.fill(reason="The vision has to name the appropriate adult.").press("Object")
    author = journey.as_(at("author.ho")).go(f"{proposal}/clearance/recall").fill(reason="To take up the objection.")
    author.press("Recall")
    journey.write(author, proposal, "vision", "No child is interviewed without advice, and an adult at their side.")
    journey.freeze("author.ho", proposal, "First edition, for consultation.")
    journey.as_(at("author.moj")).go(f"{proposal}/clearance").sees("Waiting for")
    journey.clear(proposal, "signatory.ho", "author.moj", "author.ago")
    journey.publish("second.ho", proposal)
    reference = journey.reference_of(proposal)
    journey.as_(None).go(f"/proposals/{reference}").sees(
        TITLE, "Home Office", "Ministry of Justice", BEFORE, COMMITMENT, "subject to consultation"
    )
    journey.verify(f"/proposals/{reference}/editions/1.json", "custody officer", "custody sergeant")
    return reference


def a_consultation_on_it(journey, reference):
    """Step 5: set up, refused until nothing is missing, opened by a second person, open by time alone."""
    author = (
        journey.as_(at("author.ho"))
        .go("/consultations/new")
        .fill(
            title=TITLE,
            summary="Tell us what you think about legal advice for children in custody.",
            engagement_type="formal_consultation",
            engagement_reason="It proposes a decision that changes what happens to people.",
            edition_id=reference,
        )
        .press("Start the consultation")
    )
    consultation = "/consultations/" + author.path.split("/")[1]
    author.go(f"{consultation}/readiness").sees("Not met")
    journey.as_(at("second.ho")).go(f"{consultation}/readiness").sees("Not met")

    def topic(name, **values):
        author.go(f"{consultation}/set-up/{name}").fill(**values).press("Save")
        assert not author.path.endswith(name), author.words

    topic(
        "stage",
        undecided="How, how fast, and exceptions.",
        already_decided="Nothing.",
        duty_basis="promise",
        duty_detail="It was promised.",
    )
    topic("reasons", reasons="Practice differs from place to place.")
    topic("impacts", impacts="See what each body says.", equality_statement="Children gain most.")
    topic(
        "decision",
        decision_maker="The minister responsible",
        decision_maker_id="signatory.ho",
        decision_expected_on=date(2026, 10, 1),
    )
    topic("ways", respond_email="team@journey.example", respond_post="Freepost")
    notice = author.go(f"{consultation}/set-up/privacy").page.locator("main textarea").first.get_attribute("name")
    topic("privacy", **{notice: "We read what you send in order to decide."})
    topic("welsh", applies_to=["england"], formats_contact="formats@journey.example")
    election = "The pilot ends before the summer."
    topic("dates", opens_on=OPENS, opens_time="9am", closes_on=CLOSES, election_reason=election)

    kinds = ("frontline", "lived_experience", "third_sector", "local_area", "wales", "private_sector")
    reasons = dict.fromkeys(kinds, "Everybody is asked.")
    author.go(f"{consultation}/stakeholders/gaps").fill(**reasons).press("Save")

    def question(**values):
        author.go(f"{consultation}/questions/new").fill(**values).press("Save the question")
        assert not author.path.endswith("new"), author.words

    question(type="agree5", wording="Should every child get legal advice?", is_required="yes", provision_id="3.1")
    question(type="free_text", wording="Why do you say that?", is_required="no", provision_id="3.1")
    question(type="yes_no_dontknow", wording="Should the figures be published?", is_required="no")
    question(type="single", wording="How far is your police station?", options="Near\nFar", is_required="no")
    question(type="multi", wording="What is hard where you live?", options="Rota\nTravel\nNothing", is_required="no")
    journey.as_(at("second.ho")).go(f"{consultation}/readiness").press("Approve the exception")
    author.go(f"{consultation}/readiness").sees_not("Not met").sees(election)

    assert author.page.locator("main").get_by_role("button", name="Approve").count() == 0  # not the one who set it up
    approver = journey.as_(at("second.ho")).go(f"{consultation}/readiness").press("Approve")
    consultation = "/" + approver.path.replace("/readiness", "")
    public = journey.as_(None)
    found = re.search(r"C-2026-\d{3}", approver.go(consultation).words)[0]
    assert public.status_of(f"/consultations/{found}") == 404  # not before it opens
    return f"/consultations/{found}"


def responding(journey, consultation):
    """Step 6: on a phone without an account; and a letter, entered by the team."""
    with journey.at(datetime(2026, 4, 20, 12, tzinfo=UTC)):
        phone = journey.as_(None, width=390)
        phone.go(consultation).sees("Open until 11:59pm on 20 July 2026").press("Respond")
        phone.press("Start now")
        phone.press("Save and continue", refused=True)  # the first question must be answered
        phone.page.get_by_label("Agree", exact=True).check()
        phone.press("Save and continue")
        phone.page.locator("main textarea").first.fill("The nearest solicitor is two hours away. Start by video.")
        phone.press("Save and continue")
        phone.page.get_by_label("Yes", exact=True).check()
        phone.press("Save and continue")
        phone.page.get_by_label("Far", exact=True).check()
        phone.press("Save and continue")
        phone.page.get_by_label("Travel", exact=True).check()
        phone.press("Save and continue")
        phone.fill(on_behalf_of="self", respondent_type="magistrate").press("Save and continue")
        phone.fill(email="magistrate@respondent.example").press("Save and continue")
        assert phone.page.is_checked("[name=publish_preference][value=aggregate_only]")
        phone.press("Save and continue").sees("two hours away", "Travel")
        assert not phone.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        phone.press("Send").sees("receipt")
        receipt = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", phone.words)[0]
        phone.page.go_back()
        phone.page.go_back()
        [letter] = journey.letter_to("magistrate@respondent.example")
        assert receipt in letter
        link = re.search(r"/responses/\S+", letter)[0]
        phone.go(link).sees(receipt, "two hours away")

        author = journey.as_(at("author.ho")).go(f"{consultation}/responses/new")
        author.fill(channel="post", received_on=date(2026, 4, 20), language="en", on_behalf_of="self")
        author.fill(respondent_type="convicted")
        author.fill(answer_1="strongly_agree", answer_2="I said no because nobody explained it.").press(
            "Enter this response"
        )
        author.sees("R-")

    with journey.at(datetime(2026, 7, 20, 22, 59, tzinfo=UTC)):
        last = journey.as_(None, width=390).go(consultation)
        last.press("Respond").press("Start now")
        last.page.get_by_label("Disagree", exact=True).check()
        last.press("Save and continue")
        unsent = last.page.url
    with journey.at(datetime(2026, 7, 20, 23, 0, tzinfo=UTC)):
        assert journey.as_(None).status_of(unsent) == 410
        journey.as_(None).go(consultation).sees("Closed").sees_not("Start now")
    return link, receipt


def answering(journey, consultation, reference, link, receipt):
    """Step 7: read, coded, decided; the text revised, cleared and published; the outcome only when nothing is missing."""
    proposal = f"/proposals/{reference}"
    with journey.at(datetime(2026, 8, 3, 9, tzinfo=UTC)):
        author = journey.as_(at("author.ho"))
        author.go(f"{consultation}/answer").sees("2 responses")
        refused = journey.as_(at("author.ho")).go(f"{consultation}/answer")
        refused.sees_not("Published")
        for name in ("Too far from a solicitor", "Nobody explains it"):
            author.go(f"{consultation}/themes/new").fill(name=name, questions=["2"]).press("Save theme")
        author.go(f"{consultation}/responses/{receipt}").sees("two hours away")
        author.page.get_by_label("Too far from a solicitor").first.check()
        author.press("Save")
        other = next(
            r
            for r in re.findall(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", author.go(f"{consultation}/responses").words)
            if r != receipt
        )
        author.go(f"{consultation}/responses/{other}")
        author.page.get_by_label("Nobody explains it").first.check()
        author.press("Save")
        author.go(f"{consultation}/report").press("Record that")
        author.go(f"{consultation}/themes/1/decision").fill(
            decision="accepted", reason="Advice can start by video."
        ).press("Save decision", refused=True)  # accepting needs a link to what it changes
        author.fill(provision_id="3.1", quote=NEW).press("Save decision", refused=True)  # nothing reads differently yet
        author.sees("Provision 3.1 reads in the working text of the next edition as it did")
        author.go(f"{proposal}/decision").press("Begin the decision edition")
        author.go(f"{proposal}/provisions/1").fill(text=AFTER).press("Save")
        author.go(f"{consultation}/themes/1/decision").sees("What reads differently").fill(
            decision="accepted", reason="Advice can start by video.", provision_id="3.1", quote=NEW
        ).press("Save decision")
        author.go(f"{consultation}/themes/2/decision").fill(decision="noted", reason="Guidance on this exists.").press(
            "Save decision"
        )
        maker = journey.as_(at("signatory.ho")).go(f"{consultation}/decision")
        maker.fill(statement="I read the report and both responses.").press("Confirm")

        author.go(f"{consultation}/answer/feedback").fill(
            text="Two people answered. Distance was the main worry."
        ).press("Save draft")
        cleared(journey, consultation, "feedback", "Freeze the public feedback for clearance")
        author.go(f"{consultation}/answer/feedback/clearance").press("Publish the public feedback")

        police = journey.as_(at("author.npcc")).go(f"{proposal}/grid").follow(COMMITMENT)
        police.press("Sign")
        journey.freeze("author.ho", proposal, "Decision edition: advice by video.")
        journey.clear(proposal, "signatory.ho", "author.moj", "author.ago")
        journey.publish("second.ho", proposal)
        journey.as_(None).go(proposal).sees(AFTER).sees_not("subject to consultation")
        journey.as_(None).go(f"{proposal}/editions/1").sees(BEFORE)
        journey.verify(f"{proposal}/editions/2.json", "custody officer", "custody sergeant")

    with journey.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        author = journey.as_(at("author.ho"))
        author.go(f"{consultation}/answer/outcome").fill(
            kind="proceed_with_changes", text="We go ahead, with advice by video."
        )
        author.fill(edition_id="Edition 2").press("Save draft")
        journey.as_(None).go(link).sees_not("starts by video within two hours")  # nothing before it is published
        cleared(journey, consultation, "outcome", "Freeze the government response for clearance")
        author.go(f"{consultation}/answer/outcome/publish").press("Publish")
        public = journey.as_(None).go(consultation)
        public.sees(
            "Distance was the main worry.",
            "We go ahead, with advice by video.",
            "Too far from a solicitor",
            "1 September 2026",
            "3 August 2026",
        )

        respondent = journey.as_(None, width=390).go(link)
        respondent.sees(
            "two hours away",
            "Too far from a solicitor",
            "Accepted",
            "Advice can start by video.",
            "and advice starts by video within two hours",
        )
        letters = journey.letter_to("magistrate@respondent.example")
        assert len(letters) == 2
        fresh = re.search(r"/responses/\S+", letters[-1])[0]
        assert fresh != link
        journey.as_(None).go(fresh).sees(receipt, "Too far from a solicitor")
        assert journey.as_(None).status_of(link[:-3] + "abc") == 404
        provable(journey, consultation)


def provable(journey, consultation):
    """What was done is public theme by theme, and that it was done fairly can be checked with a file and nothing else."""
    said = journey.as_(None, width=390).go(f"{consultation}/you-said-we-did")
    said.sees("Too far from a solicitor", "We did, because", "and advice starts by video within two hours")
    said.sees("We did not, because", "Guidance on this exists.")
    statement = journey.as_(None).go(consultation).follow("Integrity statement")
    statement.sees("4. Conscientiously considered: met", "They were read by 1 official of the Home Office")
    journey.verify(f"{consultation}/evidence.json", '"received":2', '"received":3', "consultation")


def cleared(journey, consultation, part, button):
    """Frozen by the lead's author, and cleared by its signatory: no other body runs this consultation."""
    at_clearance = f"{consultation}/answer/{part}/clearance"
    journey.as_(at("author.ho")).go(at_clearance).press(button).sees("Waiting for the Home Office to clear")
    journey.as_(at("signatory.ho")).go(at_clearance).press("Clear this text").sees("Cleared by all, ready to publish")


def the_record(journey):
    """Step 8: one entry for each write, in chains that verify, and that notice a change by hand."""
    from collab.audit.models import Entry, RootKind
    from collab.cli import main
    from collab.db import db

    runner = journey.app.test_cli_runner()
    command = main.get_command(None, "audit")
    good = runner.invoke(command, ["verify"])
    assert good.exit_code == 0, good.output
    with journey.writing_in():
        entry = db.session.query(Entry).filter_by(root_kind=RootKind.proposal, number=5).one()
        entry.at = entry.at + timedelta(seconds=1)
    bad = runner.invoke(command, ["verify"])
    assert bad.exit_code == 1
    assert "entry 5" in bad.output
