"""A disk that is full: nothing is acknowledged that is not stored, pages are still read, and it goes on once there is room."""

import shutil
from pathlib import Path

import pytest

from tests.faults.respondent import Respondent, prepared
from tests.faults.test_submissions import consulting, verified
from tests.support.databases import make_app, reading
from tests.support.gunicorn import serving

SIZE = 24  # megabytes
ON_A_SMALL_DISK = """
mount -t tmpfs -o size={size}m none {folder} && cp -a {kept}/. {folder}/ && exec "$0" "$@"
"""


@pytest.mark.faults
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing(installation, writing_in, tmp_path):
    """The server runs where its folder is a small disk of its own; the test reaches in through /proc."""
    with writing_in() as session:
        reference, tokens = (made := consulting(session)).reference, prepared(made, 12)
    installation.engine.dispose()
    kept = tmp_path / "kept"
    shutil.copytree(installation.folder, kept)
    script = ON_A_SMALL_DISK.format(size=SIZE, folder=installation.folder, kept=kept)
    refused = 0
    with serving(installation, before=("unshare", "-rm", "sh", "-c", script)) as (process, port):
        inside = Path(f"/proc/{process.pid}/root{installation.folder}")
        crowd = [Respondent(port, token) for token in tokens]
        assert crowd[0].send()[0] == 303
        ballast = inside / "ballast"
        _fill(ballast)
        for respondent in crowd[1:]:
            status, page, headers = respondent.send()
            if status != 303:
                refused += 1
                assert status == 503, page[:300]
                assert headers["Retry-After"]
            assert respondent.ask("GET", f"/consultations/{reference}")[0] == 200
        ballast.unlink()
        receipts = {(one.send()[0], one.receipt()) for one in crowd}
        assert len(receipts) == len(crowd)
        assert {status for status, _ in receipts} == {303}
        for end in ("", "-wal"):
            source = inside / f"collab.sqlite3{end}"
            if source.exists():
                shutil.copy(source, tmp_path / source.name)
    print(f"\n{refused} refused on a full disk")
    assert refused > 5
    _verify(tmp_path / "collab.sqlite3", len(crowd))


def _fill(ballast):
    """Takes all room that is left."""
    with ballast.open("wb", buffering=0) as file:
        block = b"\0" * 65536
        while block:
            try:
                file.write(block)
            except OSError:
                block = block[: len(block) // 2]


def _verify(file, sent):
    """Reads what was on the small disk with an application of its own."""
    app = make_app(f"sqlite:///{file}", file.parent / "var")
    with reading(app) as session:
        verified(session, sent)
