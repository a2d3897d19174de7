"""The page of an edition with 12 organisations, 60 commitments and 200 implications, beside its bare floor."""

from __future__ import annotations

from benchmarks import data
from benchmarks.figures import Figure, figure, report
from benchmarks.pages import Page, compare, same_words, statements
from benchmarks.serving import serving
from benchmarks.stage import BACKENDS, Stage, analyse, stage

SIZE, TENTH = (12, 60, 200), (2, 6, 20)  # organisations, commitments, implications


def counted(on: Stage, backend: str) -> int:
    """How many statements the page of a tenth of it takes."""
    app = on.app(backend, "tenth")
    path = data.edition(app, *TENTH)
    return statements(app, Page("edition", path, "public", path), "")


def measured(on: Stage, backend: str) -> list[Figure]:
    app = on.app(backend, "whole")
    path = data.edition(app, *SIZE)
    analyse(app)
    page = Page("edition", path, "public", path)
    number, fewer = statements(app, page, ""), counted(on, backend)
    assert number == fewer, f"the number of statements grows: {fewer}, {number}"
    environ = on.environ(backend, "whole")
    with (
        serving("collab:create_app()", environ) as server,
        serving("benchmarks.floor:create_app()", environ) as floor,
    ):
        same_words(page, server, floor)
        found = compare(f"{backend}, edition", page, server, floor, "")
    return [*found, figure(f"{backend}, edition: statements", [number])]


def main() -> None:
    with stage() as on:
        report("edition", [one for backend in BACKENDS for one in measured(on, backend)])


if __name__ == "__main__":
    main()
