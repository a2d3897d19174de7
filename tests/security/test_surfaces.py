"""Every page is fetched as everybody, with the ids of everything: what is confidential never comes out, and nothing breaks."""

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from collab import clock
from collab.accounts.models import Role
from collab.consultations.actions import (
    campaigns,
    disclosing,
    redacting,
    response_imports,
    searching,
    stakeholders,
    workspaces,
)
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import (
    AddedStatement,
    InvolvementHow,
    InvolvementStage,
    Position,
    PublishPreference,
)
from collab.consultations.queries.searching import Selection
from collab.consultations.rules.answers import Given
from collab.db import Base
from collab.proposals.actions import attachments, versions
from collab.proposals.actions import implication_uploads as uploads
from collab.proposals.rules.implication_tables import COLUMNS
from collab.text import Bilingual, Language
from collab.web.gate import access_of
from tests.factories import accounts as people
from tests.factories import analysis, consultations, editions, files, proposals
from tests.factories.submissions import DURING
from tests.support.accounts import sign_in
from tests.support.client import Form
from tests.support.databases import writing
from tests.support.page import Page

# No word of these may reach anybody but the bodies that they belong to.
CANARY = re.compile(r"CNRY-[a-z-]+")
NOT_FETCHED = (
    "static",
    "accounts.sign_out",
    "documents.stream",
)  # a stream has no end; tests/documents has its outsiders
CANARY_TABLE = ",".join(COLUMNS.values()) + "\n3.1,CPS,cost,adverse,CNRY-private-table\n"
OUTSIDERS = {
    "nobody": None,
    "author of another body": ("CLINKS", Role.author),
    "signatory of another body": ("CLINKS", Role.signatory),
    "administrator of the lead": ("HO", Role.administrator),
    "secretariat": ("NCJB", Role.secretariat),
    "system administrator": "system",
}


def attach(app, proposal, code, words):
    sent = files.sent(title=f"CNRY-{words}-title", content=f"CNRY-{words}-content".encode(), name="a.txt")
    attachments.attach(proposal, sent=sent, folder=app.settings.files_folder, by=people.author(code))


@pytest.fixture
def world(app):
    """A published proposal whose working text went on, a draft of another body, a consultation closed and one in preparation."""
    held: dict[str, list[str]] = {}
    with writing(app) as session:
        closed = analysis.closed_consultation(responses=1)
        published = closed.proposal
        reply = analysis.submissions(closed)[0]
        reply.name, reply.email = "CNRY-respondent-name", "cnry@respondent.example"
        reply.answers[0].words = reply.answers[1].words = "CNRY-answer"
        reply.publish_preference = PublishPreference.publish_anonymously
        taken_out = redacting.Public("[removed: name]")
        redacting.redact(reply, {1: taken_out, 2: taken_out}, by=people.author("HO"))
        closed.closes_at = DURING + timedelta(days=1)
        analysis.publish_feedback(closed)
        theme = analysis.theme(closed, name="CNRY-theme-name")
        analysis.coded(reply, theme)
        with clock.pinned(DURING):
            ours = workspaces.start(closed, by=people.author("CPS"))
            why = closed.questions[1]
            said = Typed(why, Given(words="CNRY-workspace-answer"), why.current.id)
            workspaces.answer(ours, said, by=people.author("CPS"))
            workspaces.comment(ours, closed.questions[0], "CNRY-workspace-comment", by=people.author("CPS"))
        brought = response_imports.upload_responses(
            closed,
            name="CNRY-file-name.csv",
            content=b"Why?\nCNRY-imported-answer\n",
            folder=app.settings.imports_folder,
            by=people.author("HO"),
        )
        officer = people.acting("HO", Role.disclosure_officer)
        exported = disclosing.disclose(closed, request_reference="CNRY-request", form="csv", by=officer)
        closed.takes_statements = True
        session.add(
            AddedStatement(
                consultation_id=closed.id,
                number=1,
                words="CNRY-statement",
                language=Language.english,
                sent_at=DURING,
            )
        )
        campaigns.put_in(reply, "CNRY-campaign-name", by=people.author("HO"))
        kept = searching.save(closed, Selection("sought"), name="CNRY-selection-name", by=people.author("HO"))
        quoted = searching.collect(reply, question="2", words="CNRY-answer", by=people.author("HO"))
        found = analysis.candidate(closed, "CNRY-candidate-name")
        published.title = Bilingual.of("CNRY-working-title")
        published.summary = Bilingual.of("CNRY-working-summary")
        published.provisions[0].title = Bilingual.of("CNRY-working-provision")
        draft = proposals.start_proposal("MOJ", title="CNRY-draft-title", CPS="joint")
        draft.provisions[0].title = Bilingual.of("CNRY-draft-provision")
        private = proposals.add_commitment(draft, "CPS", words="CNRY-private-commitment")
        said = proposals.add_implication(draft, "MOJ", asserted_by="CPS", summary="CNRY-private-implication")
        editions.add_options(draft, by=people.author("MOJ"))
        attach(app, draft, "MOJ", "draft-file")
        attach(app, published, "HO", "working-file")
        draft.options[0].title = Bilingual.of("CNRY-draft-option")
        versions.keep(draft, name="CNRY-version-name", by=people.author("MOJ"))
        preparing = consultations.started(lead="MOJ", title="CNRY-consultation-title")
        preparing.reasons = "CNRY-consultation-reasons"
        group = consultations.group(preparing, by=people.author("MOJ"), name="CNRY-group-name")
        expected = {"position": Position.oppose, "reason": "CNRY-expected-reason"}
        stakeholders.expect(preparing, group, **expected, by=people.author("MOJ"))
        part = {"how": InvolvementHow.visit, "stage": InvolvementStage.drafting, "people": 3, "what": "CNRY-log"}
        log = stakeholders.record_involvement(
            preparing, group, happened_on=clock.today(), **part, by=people.author("MOJ")
        )
        table = uploads.upload_implications(draft, content=CANARY_TABLE.encode(), by=people.author("CPS"))
        asked = proposals.round_of(draft, "CPS", question="CNRY-round-question")
        condition = proposals.condition_of(asked, words="CNRY-round-condition")
        proposals.add_treasury_position(draft, words="CNRY-treasury-words")
        session.flush()
        held = {
            "condition_id": [str(condition.id)],
            "proposals": [published.reference, str(published.id), str(draft.id)],
            "consultations": [closed.reference, str(closed.id), str(preparing.id)],
            "updates": [published.reference, closed.reference, str(draft.id), str(preparing.id)],
            "commitment_id": [str(private.id), str(published.commitments[0].id)],
            "implication_id": [str(said.id), str(published.implications[0].id)],
            "option_id": [str(draft.options[0].id), str(published.options[0].id)],
            "clearance_id": [str(published.editions[0].clearances[0].id)],
            "receipt": [reply.receipt],
            "slug": ["home-office", "crown-prosecution-service"],
            "member_id": [str(people.author("HO").membership_id)],
            "document_id": [str(section.document_id) for section in (*published.sections, *draft.sections)][::4],
            "kind": ["problem", "equality"],
            "topic": ["about", "dates", "basics"],
            "number": ["1"],
            "entry": [str(log.number)],
            "token": ["A" * 43],
            "part": ["name", "1"],
            "form": ["html"],
            "upload_id": [str(table.id)],
            "import_id": [str(brought.id)],
            "disclosure_id": [str(exported.id)],
            "selection_id": [str(kept.id)],
            "quote_id": [str(quoted.id)],
            "place": [str(found.number)],
            "what": ["responses"],
        }
        for who in OUTSIDERS.values():
            if who == "system":
                people.system_administrator()
            elif who:
                people.acting(*who)
        for role in (Role.author, Role.signatory):
            people.acting("MOJ", role)
            people.acting("CPS", role)
    return held


def on_both(few, many):
    """Pairs of a database and one of `many`, on PostgreSQL one of `few`: who may see what is decided once, and asked for in the
    SQL of each. All of them twice took as long as a tenth of the suite."""
    return [*(("sqlite", one) for one in many), *(("postgresql", one) for one in few)]


def walker(app, who):
    """A client that goes everywhere and reads no page for its form: another test does."""
    client = client_of(app, who)
    client.is_strict = False
    return client


def client_of(app, who):
    client = app.test_client()
    if who is None:
        return client
    email = "system@collab.example" if who == "system" else f"{who[1].value}@{who[0].lower()}.example"
    return sign_in(client, email, people.PASSWORD)


def addresses(app, world, method="GET", *, but=()):
    """The address of each rule, with each id of its kind in each place; without those of the endpoints `but`."""
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint in (*NOT_FETCHED, *but):
            continue
        names = sorted(rule.arguments)
        for values in itertools.product(*(ids(world, rule, name) for name in names)):
            yield filled(rule, dict(zip(names, values, strict=True)))


def ids(world, rule, name):
    """What a part of an address can be: an `address` is of what the rule begins with."""
    return world.get(rule.rule.split("/")[1] if name == "address" else name, ["1"])


def filled(rule, values):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


@pytest.mark.parametrize(
    ("backend", "name"), on_both(("nobody", "author of another body", "secretariat"), OUTSIDERS), indirect=["backend"]
)
def test_no_page_says_what_is_confidential(app, world, name):
    client = walker(app, OUTSIDERS[name])
    leaks, count = [], 0
    for path in addresses(app, world):
        answer = client.get(path)
        assert answer.status_code in (200, 301, 302, 303, 403, 404, 410), f"{path} answered {answer.status_code}"
        found = set(CANARY.findall(answer.data.decode(errors="replace"))) | set(
            re.findall("cnry@", answer.data.decode(errors="replace"))
        )
        leaks += [f"{path}: {sorted(found)}"] if found else []
        count += 1
    assert count > 200
    assert leaks == []


ALIVE = {
    "CNRY-draft-title",
    "CNRY-private-commitment",
    "CNRY-private-implication",
    "CNRY-private-table",
    "CNRY-answer",
    "CNRY-theme-name",
    "CNRY-campaign-name",
    "CNRY-selection-name",
    "CNRY-imported-answer",
    "CNRY-respondent-name",
    "CNRY-consultation-title",
    "CNRY-group-name",
    "CNRY-expected-reason",
    "CNRY-log",
    "CNRY-working-title",
    "CNRY-draft-option",
    "CNRY-version-name",
    "CNRY-draft-file-title",
    "CNRY-draft-file-content",
    "CNRY-working-file-content",
    "CNRY-round-question",
    "CNRY-round-condition",
    "CNRY-treasury-words",
    "CNRY-workspace-answer",
    "CNRY-workspace-comment",
}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_those_who_may_see_them_do(app, world):
    """The canaries are alive, on either database: each is seen by the body that it belongs to."""
    unseen = set(ALIVE)
    for who in (("MOJ", Role.author), ("CPS", Role.author), ("HO", Role.author)):
        client = client_of(app, who)
        for path in addresses(app, world):
            unseen -= set(CANARY.findall(client.get(path).data.decode(errors="replace")))
            if not unseen:
                return
    assert not unseen


PRIVATE = {
    *("CNRY-private-commitment", "CNRY-private-implication", "CNRY-private-table"),
    *("CNRY-workspace-answer", "CNRY-workspace-comment"),
}


@pytest.mark.parametrize(
    ("backend", "role"), on_both([Role.author], [Role.author, Role.signatory]), indirect=["backend"]
)
def test_what_another_body_has_not_shared_stays_with_it(app, world, role):
    client = walker(app, ("MOJ", role))
    leaks = []
    for path in addresses(app, world):
        found = PRIVATE & set(CANARY.findall(client.get(path).data.decode(errors="replace")))
        leaks += [f"{path}: {sorted(found)}"] if found else []
    assert leaks == []


def test_an_id_of_one_proposal_is_nothing_on_another(app, world):
    """The body may see both; the nested address joins what does not belong together."""
    client = client_of(app, ("MOJ", Role.author))
    published, draft = world["proposals"][1:]
    for name, part in (("commitment_id", "commitments"), ("implication_id", "implications"), ("option_id", "options")):
        of_draft, of_published = world[name]
        assert client.get(f"/proposals/{published}/{part}/{of_draft}", follow_redirects=True).status_code == 404
        assert client.get(f"/proposals/{draft}/{part}/{of_published}").status_code == 404


THEIR_OWN = {
    "accounts.account_name",
    "accounts.account_password",
    "accounts.switch",
    "proposals.new_proposal",
    "consultations.new_consultation",
    "consultations.start_our_response",  # while it is open, anybody's organisation may
}
NOT_COMPARED = {"security_events", "sign_ins"}  # what a denied request writes on purpose


def stored(app):
    """Every row of every table, as the database holds it."""
    with writing(app) as session:
        names = set(Base.metadata.tables) - NOT_COMPARED
        return {name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')).all())) for name in names}


FORGERS = ["author of another body", "administrator of the lead", "system administrator", "nobody"]


@pytest.mark.parametrize(
    ("backend", "name"), on_both(["author of another body", "nobody"], FORGERS), indirect=["backend"]
)
def test_no_outsider_changes_anything(app, world, name):
    """Each POST address, with a good token and key, and fields that a forger would send."""
    client = client_of(app, OUTSIDERS[name])
    page = client.get("/sign-in" if name == "nobody" else "/account/name").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    forged = {
        "csrf_token": token, "title": "Forged", "text": "Forged", "reason": "Forged", "organisation": "home-office", "role": "lead", "kind": "preferred",
        "version": "1", "hash": "0" * 64, "status": "confirmed", "answer": "Forged", "wording": "Forged", "type": "free_text", "change_note": "Forged",
        "decision": "noted", "direction": "up", "organisation_id": "x", "state": "published", "words": "Forged", "roles": "administrator", "name": "Forged",
    }  # fmt: skip
    before = stored(app)
    wrong = []
    own = [endpoint for endpoint in app.view_functions if access_of(app, endpoint) == "public" or endpoint in THEIR_OWN]
    for number, path in enumerate(addresses(app, world, "POST", but=own)):
        if path.startswith("/organisations") and name != "author of another body":
            continue  # theirs to manage
        answer = client.post(path, data={**forged, "idempotency_key": f"{number:032}"})
        if answer.status_code not in (403, 404):
            wrong.append(f"{path} answered {answer.status_code}")
    assert wrong == []
    assert stored(app) == before


EDITORS = {
    ("MOJ", Role.author): ("/proposals/{draft}{}", ["", "/edit", "/text", "/sections/problem", "/provisions/1", "/provisions/1/retire", "/options/{option}"]),
    ("HO", Role.author): ("/consultations/{closed}{}", ["/themes/1/edit", "/themes/1/split", "/themes/1/retire", "/candidates/2/1", "/candidates/2/1/merge", "/selections", "/quotes", "/responses/{receipt}", "/questions/2/reading/{receipt}", "/responses/{receipt}/handling", "/responses/{receipt}/redaction", "/responses/{receipt}/exclusion", "/statements/1"]),
    ("HO", Role.administrator): ("{}", ["/account/name", "/organisations/home-office/members/{member}"]),
}  # fmt: skip


@pytest.mark.parametrize("sent", [None, "²"], ids=["none", "no number"])
def test_no_form_that_edits_is_taken_without_the_version_that_was_read(app, world, sent):
    ids = {"draft": world["proposals"][2], "closed": world["consultations"][0], "receipt": world["receipt"][0]}
    ids |= {"option": world["option_id"][0], "member": world["member_id"][0]}
    answers, before = {}, stored(app)
    for who, (root, tails) in EDITORS.items():
        client = client_of(app, who)
        for path in (root.replace("{}", tail).format(**ids) for tail in tails):
            for form in forms_with_version(client.get(path)):
                data = form.as_it_stands()
                data.setlist("version", [] if sent is None else [sent])
                answers[form.action or path] = client.post(form.action or path, data=data).status_code
    assert len(answers) >= 12, answers
    assert set(answers.values()) <= {409, 422}, answers
    assert list(answers.values()).count(409) >= 9, answers
    assert stored(app) == before


def forms_with_version(answer):
    forms = [Form(Page(answer.text), element) for element in Page(answer.text).elements("form")]
    return [form for form in forms if "version" in form.names()]


# --- Strange addresses -------------------------------------------------------------------------------------------------

STRANGE = ["a%00b", "%ff", "x" * 3000, "'; DROP TABLE people; --", "..%2f..%2fetc", "%E2%80%AE"]


@pytest.mark.parametrize("who", ["nobody", "author"])
def test_a_strange_address_is_not_found(app, world, who):
    client = client_of(app, None if who == "nobody" else ("HO", Role.author))
    for rule in app.url_map.iter_rules():
        texts = [name for name, converter in rule._converters.items() if type(converter).__name__ == "UnicodeConverter"]
        if "GET" not in rule.methods or not texts or rule.endpoint == "static":
            continue
        for strange, target in itertools.product(STRANGE, texts):
            values = {name: ids(world, rule, name)[0] for name in rule.arguments}
            path = filled(rule, {**values, target: strange})
            answer = client.get(path)
            assert answer.status_code in (302, 404, 400, 200, 301), f"{path} answered {answer.status_code}"


@pytest.mark.parametrize("number", ["0", "2147483648", "9223372036854775808", "9" * 60])
def test_a_number_too_big_for_a_database_is_not_found(app, world, number):
    client = client_of(app, ("HO", Role.author))
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or "number" not in rule.arguments:
            continue
        for address in (world["proposals"][0], world["consultations"][0]):
            path = re.sub(r"<\w+:number>", number, rule.rule.replace("<address>", address).replace("<token>", "A" * 43))
            answer = client.get(path)
            assert answer.status_code in (301, 302, 404), f"{path} answered {answer.status_code}"


@pytest.mark.parametrize("value", ["%00", "-1", "0", "9" * 40, "1e9", "%ff", "x" * 2000, "1&{0}=2", "%E2%80%AE"])
def test_a_strange_query_breaks_no_page(app, world, value):
    client = client_of(app, ("HO", Role.author))
    names = (
        "page",
        "state",
        "organisation",
        "proposal",
        "since",
        "before",
        "after",
        "rows",
        "provision",
        "next",
        "q",
        "show",
        "status",
        "theme",
        "question",
        "number",
        "edition",
        "view",
        "overdue",
        "nation",
        "kind",
        "due",
        "year",
    )
    pages = [
        "/proposals", "/consultations", "/consultations.json", "/consultations.csv", "/consultations.atom", "/organisations", "/sign-in", "/home", "/commitments", "/commitments.csv", "/commitments.json",
        f"/proposals/{world['proposals'][0]}/commitments/{world['commitment_id'][1]}",
        *(f"/proposals/{world['proposals'][0]}{tail}" for tail in ("", "/text", "/grid", "/grid.csv", "/history", "/sections/problem/history", "/provisions/1/history", "/commitments/new", "/implications/new", "/editions/1/changes", "/versions", "/versions/compare")),
        *(f"/consultations/{world['consultations'][0]}{tail}" for tail in ("", "/responses", "/themes", "/report", "/history", "/published-responses", "/published-responses.json", "/publication-check")),
    ]  # fmt: skip
    query = "&".join(f"{name}={value.format(name)}" for name in names)
    for path in pages:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code in (200, 301, 302, 400, 404), f"{path}?…={value[:20]} answered {answer.status_code}"


def test_nobody_asks_for_a_million_fields(app, world):
    client = client_of(app, ("HO", Role.author))
    answer = client.get(f"/proposals/{world['proposals'][0]}/commitments/new?rows=1000000")
    assert len(answer.data) < 200_000
