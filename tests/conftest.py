"""Fixtures for all tests: an application on each database, a checked client, a browser, and the real input."""

import os
import re
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.support.browser import LiveServer, Visits, chromium, serve
from tests.support.run import BACKENDS, Run

ROOT = Path(__file__).parents[1]
REAL_INPUT = Path(os.environ.get("COLLAB_REAL_INPUT") or ROOT.parent / "shared" / "data")
IN_CI = os.environ.get("CI") == "true"

run_key = pytest.StashKey[Run]()
deselected_key = pytest.StashKey[int]()
failed_key = pytest.StashKey[bool]()


def pytest_configure(config):
    """The process that was started makes the run's folder; its workers are told where it is."""
    config.stash[deselected_key] = 0
    if hasattr(config, "workerinput"):
        folder, pid = Path(config.workerinput["run_folder"]), config.workerinput["run_pid"]
    else:
        folder, pid = Path(tempfile.mkdtemp(prefix="collab-tests-")), os.getpid()
        folder.chmod(0o755)  # the PostgreSQL server may run as another user
    config.stash[run_key] = Run(folder, pid)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput") and run_key in config.stash:
        config.stash[run_key].end()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    run = node.config.stash[run_key]
    node.workerinput["run_folder"], node.workerinput["run_pid"] = str(run.folder), run.pid


def pytest_sessionstart(session):
    if IN_CI and not REAL_INPUT.is_dir() and not hasattr(session.config, "workerinput"):
        raise pytest.UsageError(f"CI=true, but the real input is not at {REAL_INPUT} (COLLAB_REAL_INPUT)")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if "real_input" in item.fixturenames:
            item.add_marker("real_input")
    items.sort(key=lambda item: not item.path.is_relative_to(ROOT / "tests" / "journeys"))  # the longest begin first
    if REAL_INPUT.is_dir():
        return
    without = [item for item in items if item.get_closest_marker("real_input")]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]
    config.stash[deselected_key] = len(without)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["without_real_input"] = session.config.stash[deselected_key]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Each worker collects all tests, so each counts the same ones."""
    counted = getattr(node, "workeroutput", {}).get("without_real_input", 0)
    node.config.stash[deselected_key] = max(node.config.stash[deselected_key], counted)


def pytest_terminal_summary(terminalreporter, config):
    count = config.stash[deselected_key]
    if count:
        terminalreporter.write_line(
            f"{count} tests on real input were deselected: {REAL_INPUT} is not there.", yellow=True
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[failed_key] = report.failed
    return report


@pytest.fixture(scope="session")
def real_input():
    """The folder of real input files."""
    return REAL_INPUT


@pytest.fixture(scope="session")
def _installations(request):
    """The applications of this worker, made when a test first asks for one: tests of pure rules need none."""
    from tests.support.databases import KINDS

    made = {}
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")

    def of(backend):
        if backend not in made:
            made[backend] = KINDS[backend](request.config.stash[run_key], worker)
        return made[backend]

    yield of
    for installation in made.values():
        installation.close()


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


@pytest.fixture
def installation(backend, _installations):
    """The application with its database and files, as new."""
    found = _installations(backend)
    found.renew()
    return found


@pytest.fixture
def app(installation):
    """The application, on each database in turn. No context is pushed: use `writing`, `reading` or `client`."""
    return installation.app


@pytest.fixture
def empty_url(request, backend, tmp_path):
    """The URL of a database without any tables, on each backend in turn; `make_app` of tests.support.databases takes it."""
    from tests.support.databases import empty_database

    with empty_database(request.config.stash[run_key], backend, tmp_path) as url:
        yield url


@pytest.fixture
def writing_in(app):
    """`with writing_in() as session:` is one committed transaction."""
    from tests.support.databases import writing

    return partial(writing, app)


@pytest.fixture
def reading_in(app):
    """`with reading_in() as session:` looks at what is stored."""
    from tests.support.databases import reading

    return partial(reading, app)


@pytest.fixture
def client(app):
    """A client that checks every page; `app.test_client()` makes further ones, with cookies of their own."""
    return app.test_client()


@pytest.fixture
def statements(installation):
    """`with statements() as found:` collects the SQL that the application runs meanwhile."""

    from sqlalchemy import event

    @contextmanager
    def collect():
        found = []

        def note(connection, cursor, statement, parameters, context, executemany):
            found.append(statement)

        event.listen(installation.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(installation.engine, "before_cursor_execute", note)

    return collect


@pytest.fixture
def live_server(installation):
    """The application at `live_server.url`. A page with a fault, or a crash, fails the test at its end."""
    server = installation.server
    server.app = live = LiveServer(installation.app, installation.app.settings.base_url)
    serve(server)
    yield live
    assert not live.faults, "\n".join(live.faults)


@pytest.fixture(scope="session")
def _chromium():
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(request, _chromium, live_server):
    """`browser.open(javascript=False, width=390)` gives a Playwright page in a window of its own."""
    visits = Visits(_chromium, live_server.url)
    yield visits
    if request.node.stash.get(failed_key, False):
        visits.keep_pictures(ROOT / "var" / "test-failures" / re.sub(r"\W+", "-", request.node.nodeid))
    visits.close()
    assert not visits.errors, visits.errors


@pytest.fixture
def page_nojs(browser):
    """`page_nojs(width=390)` opens a page in which JavaScript is off."""
    return partial(browser.open, javascript=False)


@pytest.fixture
def page_js(browser):
    """`page_js()` opens a page with JavaScript; an error on its console fails the test."""
    return partial(browser.open, javascript=True)
