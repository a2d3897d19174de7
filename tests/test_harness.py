"""The harness itself: each test finds its database as new, whatever the test before did to it."""

from sqlalchemy import NullPool, create_engine, inspect, text

from collab.db import Base


def dump(installation):
    with installation.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")).all())) for name in names}


def test_a_database_that_was_written_to_is_made_as_new(installation):
    before = dump(installation)
    assert before["organisations"]
    for _ in range(2):
        with installation.engine.begin() as connection:
            connection.execute(text("UPDATE organisations SET sponsor_id = NULL, successor_id = NULL"))
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        assert not any(dump(installation)[table] for table in Base.metadata.tables)
        installation.renew()
        assert dump(installation) == before


def test_a_database_that_was_only_read_is_left_alone(installation):
    dump(installation)
    assert not installation.was_written


def test_an_empty_database_has_no_tables(empty_url):
    assert inspect(create_engine(empty_url, poolclass=NullPool)).get_table_names() == []


def test_the_browser_meets_the_page_checker_too(live_server, page_nojs):
    live_server.app = lambda environ, start_response: _page(start_response)
    page_nojs().goto("/")
    assert live_server.faults
    assert any("0 h1" in fault for fault in live_server.faults)
    live_server.faults.clear()


def _page(start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!DOCTYPE html><html lang=en><title>Nothing</title><p>Nothing"]


PLANTED = """<!DOCTYPE html><html lang="en"><head><title>Planted</title><style>
@media (max-width: 40rem) { #faint { color: #bbb } #wide { width: 900px } }
</style></head><body><main><h1>Planted</h1><img id="mended" src="data:,"><p id="faint">Faint</p><div id="wide">Wide</div></main>
<script>document.getElementById("mended").alt = "Mended by a script"</script></body></html>"""


def test_axe_finds_what_is_planted_in_a_page_without_scripts(browser):
    found = browser.faults_as_served({"Planted": PLANTED}, widths=(320, 1280))
    said = [fault.partition(": ")[0] + ": " + fault.split(": ")[1] for fault in found]
    assert said == [
        "Planted, 320 pixels wide: color-contrast",
        "Planted, 320 pixels wide: image-alt",
        "Planted, 320 pixels wide: it runs off the screen",
    ]
