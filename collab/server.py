"""Settings of gunicorn for production: `gunicorn -c python:collab.server "collab:create_app()"`."""

from __future__ import annotations

import gc
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from collab.web.private_links import MaskTokens


class TokenlessLogger(Logger):  # type: ignore[misc]
    """Gunicorn's access and error log without the tokens of private links."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(MaskTokens())


logger_class = TokenlessLogger


def post_worker_init(worker: Any) -> None:
    """Takes what was loaded out of the collector's sight: it lives as long as the worker, and looking through it again
    and again is most of what the slowest requests wait for.
    """
    gc.collect()
    gc.freeze()
