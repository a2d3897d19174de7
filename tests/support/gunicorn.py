"""A real gunicorn on a test's database, whose workers can be killed."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(installation, application="collab.asgi:application()", *, workers=2, options=(), before=(), **settings):
    """gunicorn on the installation's database; gives (process, port). `before`: words of a command that starts it."""
    held = installation.app.settings
    environ = {
        "PATH": os.environ["PATH"], "COLLAB_ENV": "test", "COLLAB_DATABASE_URL": installation.url,
        "COLLAB_VAR": str(held.var), "COLLAB_SECRET_KEY": held.secret_key, **settings,
    }  # fmt: skip
    command = [*before, sys.executable, "-m", "gunicorn", "-k", "asgi", "-c", "python:collab.server"]
    more = ["--workers", str(workers), "--bind", "127.0.0.1:0", "--no-control-socket", *options, application]
    with subprocess.Popen([*command, *more], env=environ, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            port = next(
                int(found[1]) for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line))
            )
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield process, port
        finally:
            process.terminate()
            process.wait(30)
