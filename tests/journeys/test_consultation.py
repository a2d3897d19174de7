"""A genuine consultation from the gate to its close: JP-02, asked by a department and a charity together.

One walk, in English and Welsh, on a phone and on paper: with JavaScript on the one database and without it on the other.
Time is moved, nothing else is.
"""

import re
from datetime import UTC, date, datetime

import pytest

from collab.accounts.models import Role
from collab.consultations import tasks
from tests.factories.editions import published_edition
from tests.journeys.journey import at, faults_of_all_pages

START = datetime(2026, 4, 14, 10, tzinfo=UTC)
OPENS, CLOSES, LONGER = date(2026, 5, 18), date(2026, 8, 10), date(2026, 8, 24)
TITLE = "National minimum technology standards in prisons"
TITLE_CY = "Safonau technoleg gofynnol cenedlaethol mewn carchardai"
DEVICES, DEVICES_CY = "A device in each cell", "Dyfais ym mhob cell"
AGREE, AGREE_CY = "Should each cell have a device?", "A ddylai fod dyfais ym mhob cell?"
REWORDED, REWORDED_CY = "Should each cell have a device of its own?", "A ddylai fod dyfais ei hun ym mhob cell?"
WHY, WHY_CY = "Why do you say that?", "Pam ydych chi'n dweud hynny?"
LETTER = "I wrote home by hand for two years."
BODY = "Our members wait two weeks for a form."
ON_THE_PHONE, IN_WELSH = "My son could have learned to read.", "Mae fy mrawd yn aros am fis."
MOTHER, BROTHER = "mother@respondent.example", "brawd@respondent.example"
ENGLISH = {"on": "Save and continue", "send": "Send your response", "received": "Response received"}
WELSH = {
    "start": "Dechrau nawr",
    "on": "Cadw a pharhau",
    "send": "Anfon eich ymateb",
    "received": "Ymateb wedi dod i law",
}
PAUSED, EXTENDED, CHANGED = (
    "The form did not load.",
    "It was paused for two days.",
    "People asked whose device is meant.",
)

CHANGED_CY = "Gofynnodd pobl dyfais pwy a olygir."

CAST = {
    "author.moj": ("MOJ", (Role.author,)),
    "second.moj": ("MOJ", (Role.author,)),
    "signatory.moj": ("MOJ", (Role.signatory,)),
    "author.clinks": ("CLINKS", (Role.author, Role.signatory)),
    "author.cja": ("CJA", (Role.author,)),
    "second.cja": ("CJA", (Role.author,)),
    "signatory.cja": ("CJA", (Role.signatory,)),
}
GROUPS = [
    ("frontline", "Prison staff", "Staff carchardai", "prison_staff", 40),
    (
        "lived_experience",
        "People who were in prison",
        "Pobl a fu mewn carchar",
        "person_with_lived_experience_suspect_or_convicted",
        30,
    ),
    ("third_sector", "Charities that work in prisons", "Elusennau", "voluntary_sector_national", 10),
]
LEFT_OUT = {"local_area": "Prisons are national.", "private_sector": "Suppliers are asked by tender."}


@pytest.mark.parametrize(
    ("backend", "scripts"), [("sqlite", True), ("postgresql", False)], indirect=["backend"], ids=["scripts", "forms"]
)
def test_a_consultation_from_gate_to_close(journey, live_server, browser, scripts):
    journey.javascript = scripts
    with journey.at(START):
        journey.cast(CAST)
        with journey.writing_in():
            published_edition(lead="MOJ", joint=("HO", "AGO"), title=TITLE)
        consultation = started(journey)
        mapped(journey, consultation)
        asked(journey, consultation)
        papers(journey, consultation)
        consultation = through_the_gate(journey, consultation)
    with journey.at(datetime(2026, 5, 18, 9, tzinfo=UTC)):
        link, receipt = on_a_phone(journey, consultation)
        in_welsh(journey, consultation)
        for_a_body(journey, consultation)
        on_paper(journey, consultation)
    with journey.at(datetime(2026, 6, 1, 9, tzinfo=UTC)):
        running(journey, consultation, receipt)
        changed_by_who_sent_it(journey, link)
    with journey.at(datetime(2026, 8, 24, 22, 30, tzinfo=UTC)):
        unsent = at_the_last_minute(journey, consultation)
    with journey.at(datetime(2026, 8, 24, 23, 0, tzinfo=UTC)):
        closed(journey, consultation, unsent)
    widths = (320, 1280) if scripts else (320,)
    assert faults_of_all_pages(browser, live_server, least=40, widths=widths) == ""


def started(journey):
    """The department starts it and takes the charity in, which is a controller with a privacy notice of its own."""
    author = (
        journey.as_(at("author.moj"))
        .go("/consultations/new")
        .fill(
            title=TITLE,
            summary="Every prison would offer the same basic technology. Tell us what you think.",
            engagement_type="formal_consultation",
            engagement_reason="It proposes a decision that changes what happens to people.",
            edition_id="JP-2026-001",
        )
        .press("Start the consultation")
    )
    consultation = "/consultations/" + author.path.split("/")[1]

    def topic(name, **values):
        author.go(f"{consultation}/set-up/{name}").fill(**values).press("Save")
        assert not author.path.endswith(name), author.words

    topic("about", title_cy=TITLE_CY, summary_cy="Byddai pob carchar yn cynnig yr un dechnoleg. Dywedwch eich barn.")
    author.go(f"{consultation}/set-up/organisations").fill(organisation="Clinks", role="joint")
    author.press("Add the organisation")
    topic("stage", undecided="Which tier comes first.", already_decided="Nothing.", duty_basis="voluntary")
    topic("reasons", reasons="What somebody can do on a screen depends on the prison.")
    topic("impacts", impacts="See what each body says.", equality_statement="Those who cannot write gain most.")
    topic(
        "decision",
        decision_maker="The Secretary of State for Justice",
        decision_maker_id="signatory.moj",
        decision_expected_on=date(2026, 12, 1),
    )
    author.go(f"{consultation}/decision-makers/clinks").fill(role="Its chief executive", person_id="author.clinks")
    author.press("Save")
    topic("ways", respond_email="devices@moj.example", respond_post="Freepost DEVICES")
    topic("welsh", applies_to=["england", "wales"], formats_contact="formats@moj.example")
    topic("dates", opens_on=OPENS, opens_time="9am", closes_on=CLOSES)
    for who, notice in (
        ("author.moj", "We read what you send to decide."),
        ("author.clinks", "We read it to advise."),
    ):
        controller = journey.as_(at(who)).go(f"{consultation}/set-up/privacy")
        field = controller.page.locator("main textarea").first.get_attribute("name")
        controller.fill(**{field: notice}).press("Save")
    assert journey.as_(at("author.cja")).status_of(f"{consultation}/readiness") == 404
    return consultation


def mapped(journey, consultation):
    """Who must be reached, said by the charity that knows them, and what the lead expects of each."""
    charity, lead = journey.as_(at("author.clinks")), journey.as_(at("author.moj"))
    for number, (kind, name, name_cy, who, target) in enumerate(GROUPS, 1):
        charity.go(f"{consultation}/stakeholders/new").fill(
            kind=kind, name=name, name_cy=name_cy, how="Through wings and visits.", how_cy="Drwy ymweliadau."
        ).fill(target=target, respondent_types=[who]).press("Add the group")
        lead.go(f"{consultation}/stakeholders/{number}/expected").fill(
            position="oppose" if kind == "frontline" else "support", reason="They said so before."
        ).press("Record it")
    charity.go(f"{consultation}/stakeholders/2/involvement/new").fill(
        happened_on=date(2026, 3, 27), how="workshop", stage="drafting", people=11, what="What a device is for."
    ).fill(was_paid="yes").press("Record it")
    charity.go(f"{consultation}/stakeholders").sees("People who were in prison", "11")
    lead.go(f"{consultation}/readiness").sees("Wales")
    charity.go(f"{consultation}/stakeholders/gaps").fill(**LEFT_OUT, wales="Asked in Welsh throughout.").press("Save")


def asked(journey, consultation):
    """Questions by both, in both languages: a section, a pair, a ranking, a table, and one that is asked of some only."""
    author = journey.as_(at("author.moj"))
    author.go(f"{consultation}/sections/new").fill(heading=DEVICES, heading_cy=DEVICES_CY).press("Save the section")

    def question(who=author, **values):
        values = {"is_required": "no", "section": DEVICES, **values}
        who.go(f"{consultation}/questions/new").fill(**values).press("Save the question")
        assert not who.path.endswith("new"), who.words

    question(type="agree5", wording=AGREE, wording_cy=AGREE_CY, is_required="yes")
    question(type="free_text", wording=WHY, wording_cy=WHY_CY, with_previous="yes")
    question(
        type="yes_no_dontknow",
        wording="Have you been in a prison, for work or otherwise?",
        wording_cy="Ydych chi wedi bod mewn carchar?",
    )
    charity = journey.as_(at("author.clinks"))
    question(
        charity,
        type="rank",
        wording="What matters most?",
        wording_cy="Beth sydd bwysicaf?",
        options="Learning\nFamily\nHealth",
        options_cy="Dysgu\nTeulu\nIechyd",
    )
    question(
        charity,
        type="matrix",
        wording="How well does each work now?",
        wording_cy="Pa mor dda mae pob un yn gweithio?",
        rows="Booking visits\nAsking for help",
        rows_cy="Trefnu ymweliadau\nGofyn am help",
        options="Well\nBadly",
        options_cy="Yn dda\nYn wael",
    )
    charity.go(f"{consultation}/questions/5/condition?on=3").fill(verb="is", options=["yes"]).press("Save")
    charity.go(f"{consultation}/questions").sees("Asked only if the answer to question 3 is")
    charity.go(f"{consultation}/questions/library").fill(section="equality").press("Add the section")
    charity.go(f"{consultation}/questions/preview").sees(AGREE)


def papers(journey, consultation):
    author = journey.as_(at("author.moj")).go(f"{consultation}/papers/new-link")
    author.fill(kind="consultation_document", format="sign_language", language="en", title="The film, signed")
    author.fill(title_cy="Y ffilm, wedi'i harwyddo", description="All of it in British Sign Language.")
    author.fill(url="https://film.example/devices").press("Add a link")


def through_the_gate(journey, consultation):
    """Each rule stands as recorded facts make it; whoever set it up last cannot open it, and nobody sees it before."""
    author = journey.as_(at("author.moj")).go(f"{consultation}/readiness")
    author.sees_not("To do")
    assert author.page.locator("main").get_by_role("button", name="Approve").count() == 0
    approver = journey.as_(at("second.moj")).go(f"{consultation}/readiness").press("Approve")
    found = re.search(r"C-2026-\d{3}", approver.go(consultation).words)[0]
    for who in (None, at("author.cja")):
        assert journey.as_(who).status_of(f"/consultations/{found}") == 404
    assert journey.as_(at("author.moj")).status_of(f"/consultations/{found}/stakeholders/1/expected") != 500
    return f"/consultations/{found}"


def answered(visitor, words, choice):
    """The first question and its why, which stand on one page."""
    visitor.page.get_by_label(choice, exact=True).check()
    visitor.page.locator("main textarea").first.fill(words)


def on_a_phone(journey, consultation):
    """One thing a page, left and gone on with by the link that was mailed; nothing is asked twice."""
    phone = journey.as_(None, width=390).go(consultation)
    phone.sees("Open until 11:59pm on 10 August 2026", "People who were in prison", "The film, signed")
    phone.press("Respond").press("Start now")
    phone.press("Save and continue", refused=True)
    answered(phone, ON_THE_PHONE, "Agree")
    phone.press("Save and continue")
    draft = "/" + phone.path.rpartition("/questions")[0]
    phone.go(f"{draft}/link").fill(email=MOTHER).press("Send me the link")
    (letter,) = journey.letter_to(MOTHER)
    other = journey.as_(None, width=390).go(re.search(r"/responses/draft/[\w-]{43}", letter)[0])
    other.page.get_by_label("No", exact=True).check()
    other.press("Save and continue")
    for place, box in zip(("2", "1", "3"), other.page.locator("main select").all(), strict=True):
        box.select_option(place)
    other.press("Save and continue")
    other.sees_not("How well does each work now?")  # only for those who have been there
    return finished(journey, other, MOTHER, "family_of_person_in_cjs", ENGLISH)


def finished(journey, visitor, email, kind, words):
    """What is asked about everybody, left out as far as it can be; the receipt with its private link."""
    while not visitor.path.endswith("/about/who"):
        visitor.press(words["on"])
    visitor.fill(on_behalf_of="self", respondent_type=kind).press(words["on"])
    visitor.fill(email=email).press(words["on"]).press(words["on"])
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    visitor.press(words["send"]).sees(words["received"])
    receipt = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", visitor.words)[0]
    letter = next(one for one in reversed(journey.letter_to(email)) if receipt in one)
    return re.search(r"/responses/\S+", letter)[0], receipt


def in_welsh(journey, consultation):
    """All on one page, in Welsh from the first word to the receipt."""
    phone = journey.as_(None, width=390).go(consultation).sees(TITLE_CY)
    phone.press("Ymateb yn Gymraeg").fill(layout="all").press(WELSH["start"])
    phone.sees(AGREE_CY, WHY_CY, "Trefnu ymweliadau").sees_not(AGREE)
    phone.fill(answer_1="agree", answer_2=IN_WELSH, answer_3="yes")
    for row in ("r1", "r2"):
        phone.page.check(f"[name='answer_5-{row}'][value='o2']")
    phone.press(WELSH["on"])
    link, _ = finished(journey, phone, BROTHER, "family_of_person_in_cjs", WELSH)
    assert journey.as_(None).go(link).page.get_attribute("html", "lang") == "cy"


def for_a_body(journey, consultation):
    """Two people of a charity write, a third signs, one of them sends; what changed after the signature needs it anew."""
    ours = f"{consultation}/our-response"
    first, second, chief = (journey.as_(at(f"{who}.cja")) for who in ("author", "second", "signatory"))
    first.go(consultation).press("Respond for the Criminal Justice Alliance").press("Begin the response")
    first.go(f"{ours}/questions/1").fill(answer="strongly_agree").press("Save")
    here, there = (who.go(f"{ours}/questions/2") for who in (first, second))
    here.fill(answer=BODY).press("Save")
    there.fill(answer="Two weeks is too long.")
    there.page.locator("main").get_by_role("button", name="Save").first.click()
    there.sees(BODY, "Two weeks is too long.")  # both texts, and nothing is overwritten
    second.go(f"{ours}/questions/2").sees(BODY)
    first.go(f"{ours}/about").fill(respondent_type="National charity", represents="170 members")
    first.press("Save")
    chief.go(f"{ours}/check").sees(BODY).press("Sign this response")
    first.go(f"{ours}/check").press("Send the response")
    assert re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", first.go(ours).words)
    for who in ("author.moj", "author.clinks"):
        assert journey.as_(at(who)).status_of(ours) == 404


def on_paper(journey, consultation):
    """The printed form has the numbers of the page; what came by post is entered by the team."""
    for form in ("form.pdf", "large-print-form.pdf", "easy-read-form.pdf", "form.pdf?language=cy"):
        assert journey.download(f"{consultation}/{form}").startswith(b"%PDF")
    author = journey.as_(at("author.moj")).go(f"{consultation}/responses/new")
    author.fill(channel="post", received_on=date(2026, 5, 18), language="en", on_behalf_of="self")
    author.fill(respondent_type="convicted", answer_1="agree", answer_2=LETTER).press("Enter this response").sees("R-")


def running(journey, consultation, receipt):
    """A pause, a question said better, a later closing by two people; everybody is told, the team sees how it goes."""
    author, second = journey.as_(at("author.moj")), journey.as_(at("second.moj"))
    author.go(f"{consultation}/running/pause").fill(reason=PAUSED, reason_cy="Nid oedd y ffurflen yn llwytho.")
    author.press("Pause")
    public = journey.as_(None, width=390).go(consultation).sees(PAUSED)
    assert public.page.get_by_role("link", name="Respond", exact=True).count() == 0
    author.go(f"{consultation}/running").press("Open it again")
    author.go(f"{consultation}/questions/1").fill(wording=REWORDED, wording_cy=REWORDED_CY)
    author.fill(public_reason=CHANGED, public_reason_cy=CHANGED_CY).press("Save the question")
    with journey.app.app_context():
        tasks.tell_of_changed_questions()
    for address, why in ((MOTHER, CHANGED), (BROTHER, CHANGED_CY)):
        assert sum(why in " ".join(one.split()) for one in journey.letter_to(address)) == 1
    author.go(f"{consultation}/running").sees("Do people need more time?")
    author.go(f"{consultation}/running/extend").fill(closes_on=LONGER, reason=EXTENDED, reason_cy="Seibiant.")
    author.fill(holiday_mitigation="We write to all groups again in September.").press("Ask a second person")
    assert author.page.get_by_role("button", name="Approve the extension").count() == 0
    second.go(f"{consultation}/running").press("Approve the extension")
    public.go(consultation).sees(CHANGED, EXTENDED, "24 August 2026", "10 August 2026")
    author.go(f"{consultation}/progress").sees("Responses so far", "Who is missing", "Prison staff")
    author.sees_not(LETTER, ON_THE_PHONE, receipt)


def changed_by_who_sent_it(journey, link):
    """The private link offers the question as it reads now, with what was answered before."""
    phone = journey.as_(None, width=390).go(link).press("Change your response", refused=True)
    while "/questions/1" not in phone.page.url:
        phone.follow("Change")
    phone.sees(REWORDED)
    answered(phone, f"{ON_THE_PHONE} And to write.", "Strongly agree")
    phone.press("Save and continue")
    while not phone.path.endswith("/check"):
        phone.press("Save and continue")
    phone.press("Send the changes").sees("Changes received")


def at_the_last_minute(journey, consultation):
    phone = journey.as_(None, width=390).go(f"{consultation}/respond").press("Start now")
    answered(phone, "Too late?", "Disagree")
    phone.press("Save and continue")
    return phone.page.url


def closed(journey, consultation, unsent):
    """Nothing more is taken, and the page says who was reached and who was not."""
    assert journey.as_(None).status_of(unsent) == 410
    public = journey.as_(None, width=390).go(consultation)
    public.sees("Closed", "16 November 2026", "People who were in prison").sees_not("Start now")
    author = journey.as_(at("author.moj")).go(f"{consultation}/responses").sees("4 responses")
    assert author.status_of(f"{consultation}/stakeholders/1/expected") == 200
    author.sees("nothing here can be saved")
    data = public.page.request.get(f"{consultation}.json")
    assert data.ok
    for secret in (ON_THE_PHONE, IN_WELSH, BODY, LETTER, MOTHER):
        assert secret not in data.text() + public.go(consultation).words
