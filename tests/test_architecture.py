"""The house stands as docs and decisions say; each rule is also shown to catch what breaks it."""

import ast
import configparser
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace

import pytest
from flask import Blueprint

from collab import migrations
from collab.accounts.models import Role
from collab.accounts.policy import permitted
from collab.web.gate import access_of, is_one_click
from tests.factories import accounts as made
from tests.support.accounts import sign_in
from tests.support.databases import writing

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "collab"
FEATURES = [
    "accounts",
    "attachments",
    "audit",
    "consultations",
    "digests",
    "documents",
    "home",
    "notifications",
    "proposals",
]
FILES = {"models", "rules", "policy", "queries", "actions", "forms", "views", "api", "tasks", "cli"}
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))
}
TEMPLATES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.html"))
}


def files_with(pattern: str, sources: dict[str, str] = SOURCES) -> dict[str, int]:
    """How often a pattern occurs in each file in which it does."""
    counts = {name: len(re.findall(pattern, source)) for name, source in sources.items()}
    return {name: count for name, count in counts.items() if count}


# --- Packages and files ----------------------------------------------------------------------------------------------


def test_the_package_list_is_the_tree():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = config["options"]["packages"].split()
    tree = sorted(path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in PACKAGE.rglob("__init__.py"))
    assert listed == sorted(listed)
    assert sorted(set(listed) - {"collab.static"}) == tree
    python_folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder for folder in python_folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_the_fixed_file_names(feature):
    names = {path.stem for path in (PACKAGE / feature).iterdir() if path.name != "__pycache__"}
    assert names - {"__init__", "templates", "data"} <= FILES


def test_there_is_no_file_for_odds_and_ends():
    odd = {"util", "utils", "helpers", "helper", "common", "services", "misc", "types", "constants", "manager"}
    assert [name for name in SOURCES if Path(name).stem in odd] == []


def test_every_module_says_what_belongs_in_it():
    assert [
        name for name, source in SOURCES.items() if "versions/" not in name and not ast.get_docstring(ast.parse(source))
    ] == []


def test_there_is_one_migration_head():
    assert len(migrations.heads()) == 1
    numbers = migrations.numbers()
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# --- What stands in few places ---------------------------------------------------------------------------------------


def test_only_a_request_and_a_transaction_commit():
    assert files_with(r"\.commit\(") == {"collab/db/session.py": 1, "collab/web/application.py": 1}


def test_only_text_sanitises_and_trusts_markup():
    assert set(files_with(r"\bbleach\b")) == {"collab/text/drawn.py"}
    assert files_with(r"(?<!\w)Markup\(") == {"collab/text/drawn.py": 1}
    assert files_with(r"\|\s*safe\b|autoescape", TEMPLATES) == {}


def test_rows_are_loaded_by_queries():
    """A row fetched by its key alone comes without asking who looks; commands of this installation may."""
    allowed = re.compile(r"collab/(\w+/queries(\.py|/)|demo/|web/idempotency\.py)")
    assert [name for name in files_with(r"session\.get(_one)?\(") if not allowed.match(name)] == []


def test_nothing_is_left_to_be_done():
    marks = re.compile(
        r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|pytest\.mark\.(skip|x" r"fail)|pytest\.skip\(|@unittest\.skip"
    )
    tests = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")
    }
    everything = SOURCES | TEMPLATES | tests
    assert [name for name, source in everything.items() if marks.search(source)] == []


def test_sql_is_never_put_together_from_text():
    """But for the pragmas of SQLite and the one lock of PostgreSQL, which take no parameters; theirs are our constants."""
    made = files_with(r"\b(text|execute|exec_driver_sql)\(\s*f[\"']")
    assert made == {"collab/db/engine.py": 2, "collab/migrations/__init__.py": 2}


def test_the_time_comes_from_the_clock():
    asks = files_with(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(\)")
    assert set(asks) == {"collab/clock.py"}


# --- Templates -------------------------------------------------------------------------------------------------------

PARTIAL = re.compile(r"(^|/)_[^/]+\.html$")


def test_every_page_extends_a_base_and_has_a_title():
    pages = {
        name: source
        for name, source in TEMPLATES.items()
        if not PARTIAL.search(name) and not name.endswith("web/base.html")
    }
    assert len(pages) > 30
    assert [name for name, source in pages.items() if not re.search(r"{%-? extends \"", source)] == []
    titled = set(files_with(r"{%-? block title", TEMPLATES))
    bases = {match for source in pages.values() for match in re.findall(r"{%-? extends \"([^\"]+)\"", source)}
    untitled = [name for name in pages if name not in titled and name.split("templates/")[-1] not in bases]
    assert untitled == []


def test_no_page_builds_an_address_with_a_host():
    assert files_with(r"_external", TEMPLATES | SOURCES) == {}
    assert files_with(r"request\.(host|url_root|host_url|base_url|url)\b(?!_)", TEMPLATES | SOURCES) == {}


def test_no_page_has_its_own_styles_or_scripts():
    assert files_with(r"\sstyle=|<style|\son\w+=\"|javascript:", TEMPLATES) == {}
    scripts = re.compile(r"<script(?![^>]*nonce=\"{{ csp_nonce\(\) }}\")")
    assert [name for name, source in TEMPLATES.items() if scripts.search(source)] == []


# --- Actions ---------------------------------------------------------------------------------------------------------


def action_modules() -> list[ModuleType]:
    found = []
    for feature in FEATURES:
        if feature in ("audit", "notifications"):
            continue  # features write to these; what is written there is a trace of a permitted action
        name = f"collab.{feature}.actions"
        if (PACKAGE / feature / "actions.py").exists() or (PACKAGE / feature / "actions").is_dir():
            module = importlib.import_module(name)
            found.append(module)
            inside = pkgutil.iter_modules(getattr(module, "__path__", []))
            found.extend(importlib.import_module(f"{name}.{inner.name}") for inner in inside)
    return found


def unguarded(module: ModuleType) -> list[str]:
    """Public functions of an actions module that anybody could call without being asked who they are."""
    return [
        f"{module.__name__}.{name}"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if inspect.unwrap(function).__module__ == module.__name__
        and not name.startswith("_")
        and not hasattr(function, "policy")
    ]


# Steps that several actions share; no view, command or task may call one that writes.
SHARED_STEPS = {
    "collab.accounts.actions.endings": {"obligations", "tie"},
    "collab.accounts.actions.mail": {"footer", "send"},
    "collab.accounts.actions.passwords": {"hashed", "is_outdated", "is_right"},
    "collab.accounts.actions.people": {"new_person"},
    "collab.consultations.actions.analysing": {"refuse_when_answered", "take_back"},
    "collab.consultations.actions.answer_files": {"expected", "refuse_too_many", "without"},
    "collab.consultations.actions.coding": {"note_reading"},
    "collab.consultations.actions.frames": {"keep_version"},
    "collab.consultations.actions.readings": {"counting"},
    "collab.consultations.actions.clearing": {"refuse_frozen", "release"},
    "collab.consultations.actions.decision_makers": {"put"},
    "collab.consultations.actions.drafts": {
        "about",
        "clean",
        "given",
        "refuse_unless_open",
        "refuse_unless_running",
        "saves_of",
        "shown",
    },
    "collab.consultations.actions.telling": {"public_reason"},
    "collab.consultations.actions.questions": {"entered", "refuse_broken_conditions"},
    "collab.consultations.actions.outcome_mails": {"queue_outcome_mails"},
    "collab.consultations.actions.receipts": {"queue_draft_link", "queue_receipt"},
    "collab.consultations.actions.running": {"take_up"},
    "collab.consultations.actions.setup": {"note", "take_up"},
    "collab.consultations.actions.succession": {"obligations"},
    # steps of the actions on an edition that hold its proposal's lock already, and their mails
    "collab.proposals.actions.clearance": {
        *("current_of", "end_clearance", "make_public", "record_event", "refuse_other_text", "refuse_publishing"),
        *("refuse_second_voice", "refuse_unless_frozen", "replace", "take"),
    },
    "collab.proposals.actions.notices": {
        *("ask_for_clearance", "ask_to_approve_afterwards", "mail", "tell_answered_afterwards", "tell_objection"),
        *(
            "tell_published",
            "tell_recalled",
            "tell_scheduled",
            "tell_unscheduled",
            "tell_withdrawn",
            "tell_word_recorded",
        ),
    },
    "collab.proposals.actions.succession": {"obligations"},
    "collab.digests.actions.runs": {"check"},  # looks at a mail that is queued, before it goes out
}


def called_from(module: ModuleType) -> list[str]:
    """Unguarded functions of actions modules that a view, a command or a task calls."""
    held = vars(module)
    used = [
        node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Attribute | ast.Name)
    ]
    found = [held.get(node.id) for node in used if isinstance(node, ast.Name)]
    for node in used:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = held.get(node.value.id)
            found += [getattr(owner, node.attr, None)] if type(owner) is ModuleType else []
    functions = {function for function in found if type(function) is FunctionType}
    of_actions = [
        function for function in functions if re.match(r"collab\.\w+\.actions", inspect.unwrap(function).__module__)
    ]
    return sorted(
        f"{function.__module__}.{function.__name__}" for function in of_actions if not hasattr(function, "policy")
    )


def outer_modules() -> list[ModuleType]:
    names = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in SOURCES
        if re.search(r"/(views|cli|api|tasks)(/\w+)?\.py$", name)
    ]
    return [importlib.import_module(name) for name in names]


def test_no_view_or_command_goes_round_the_policies():
    modules = outer_modules()
    assert len(modules) > 30
    reached = {name for module in modules for name in called_from(module)}
    # Readings of a row that the view has loaded already, and the delivery of mail that actions have queued.
    assert reached <= {
        *(f"collab.consultations.actions.drafts.{name}" for name in ("about", "given", "saves_of", "shown")),
        "collab.consultations.actions.questions.entered",
        *(
            f"collab.notifications.actions.delivering.{name}"
            for name in ("deliver", "deliver_as_configured", "to_folder", "to_smtp")
        ),
    }


def test_every_action_wears_its_policy():
    modules = action_modules()
    guarded = [
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if hasattr(function, "policy")
    ]
    assert len(guarded) > 40
    shared = {f"{module}.{name}" for module, names in SHARED_STEPS.items() for name in names}
    assert {name for module in modules for name in unguarded(module)} == shared


def test_an_action_without_a_policy_is_caught():
    module = ModuleType("planted")
    source = "def publish(edition, *, by): ...\ndef _inner(): ...\ndef sign(edition, *, by): ..."
    exec(source, module.__dict__)
    module.sign = permitted(lambda by, edition: True)(module.sign)
    assert unguarded(module) == ["planted.publish"]


def test_every_action_takes_its_actor_by_name():
    for module in action_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if hasattr(function, "policy") and inspect.unwrap(function).__module__ == module.__name__:
                by = inspect.signature(function).parameters.get("by")
                assert by is not None, f"{module.__name__}.{name}"
                assert by.kind is by.KEYWORD_ONLY, f"{module.__name__}.{name}"


# --- Endpoints -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sqlite_app(_installations):
    found = _installations("sqlite")
    found.renew()
    return found.app


def test_every_endpoint_says_who_may_pass(sqlite_app):
    access = {name: access_of(sqlite_app, name) for name in sqlite_app.view_functions}
    assert len(access) > 60
    assert [name for name, who in access.items() if who not in ("public", "signed in") and not callable(who)] == []


def test_an_endpoint_without_a_policy_is_caught(sqlite_app):
    from collab.app import VIEWS, create_app

    blueprint = Blueprint("planted", __name__)
    blueprint.add_url_rule("/planted", "door", lambda: "come in")
    with pytest.raises(RuntimeError, match=r"planted\.door"):
        create_app(sqlite_app.settings, views=(*VIEWS, SimpleNamespace(blueprint=blueprint)))


PRINCIPALS = ["nobody", *(role.value for role in Role), "system administrator"]


@pytest.fixture
def principal(app):
    """`principal(name)` is a client signed in as such a person of the Home Office."""

    def make(name):
        client = app.test_client()
        if name == "nobody":
            return client
        with writing(app):
            code = "NCJB" if name == "secretariat" else "HO"
            email = f"{name.replace(' ', '-')}@{code.lower()}.example"
            if name == "system administrator":
                made.system_administrator(email)
            else:
                made.acting(code, Role(name), email=email)
        return sign_in(client, email, made.PASSWORD)

    return make


def addresses(app, method, values=None):
    """(rule, address) of each rule with this method; arguments get what does not exist."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods and rule.endpoint != "static":
                given = {
                    name: (values or {}).get(type(converter).__name__, "no-such-thing")
                    for name, converter in rule._converters.items()
                }
                yield rule, rule.build(given)[1]


UNKNOWN = {
    "StorableInteger": 7,
    "EditionLabel": "7.1",
    "Letters": "pdf",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


@pytest.mark.parametrize("name", PRINCIPALS)
def test_every_page_answers_everybody_without_a_fault(app, principal, name):
    """Pages with arguments are asked for what does not exist: that is 404, or the way to sign in."""
    client = principal(name)
    count = 0
    for rule, address in addresses(app, "GET", UNKNOWN):
        if rule.endpoint == "accounts.sign_out":
            continue
        answer = client.get(address)
        expected = (302, 303, 404) if rule.arguments else (200, 302, 303, 403, 404)
        assert answer.status_code in expected, f"{name}: GET {address} ({rule.endpoint}) answered {answer.status_code}"
        count += 1
    assert count > 60


def test_every_unsafe_rule_refuses_what_comes_without_a_token(app, principal):
    client = principal("author")
    count = 0
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for rule, address in addresses(app, method, UNKNOWN):
            if is_one_click(app.view_functions[rule.endpoint]):
                assert rule.endpoint == "digests.stop"  # RFC 8058: its address holds the secret
                continue
            answer = client.open(address, method=method, data={"idempotency_key": "a" * 32, "title": "x"})
            assert answer.status_code == 400, f"{method} {address} ({rule.endpoint}) answered {answer.status_code}"
            assert "This form has expired" in answer.text
            count += 1
    assert count > 40
