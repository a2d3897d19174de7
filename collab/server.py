"""Settings of gunicorn for production: `gunicorn -c python:collab.server "collab:create_app()"`."""

from __future__ import annotations

import gc
from typing import Any


def post_worker_init(worker: Any) -> None:
    """Takes what was loaded out of the collector's sight: it lives as long as the worker, and looking through it again
    and again is most of what the slowest requests wait for.
    """
    gc.collect()
    gc.freeze()
