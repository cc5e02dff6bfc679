"""How gunicorn runs the space, whoever starts it; what is said on its command line goes before this."""

import gc
from typing import Any

from sqlalchemy.orm import configure_mappers

workers = 2
threads = 4
graceful_timeout = 5  # seconds
preload_app = True  # the application is read once and its memory shared by the workers


def when_ready(server: Any) -> None:
    """What every worker would do is done before they are born; then it leaves the collector's sight, whose marks would
    copy every shared page into each of them."""
    configure_mappers()
    gc.collect()
    gc.freeze()
