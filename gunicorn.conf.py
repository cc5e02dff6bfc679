"""How gunicorn runs the space, whoever starts it; what is said on its command line goes before this."""

import gc
from typing import Any

workers = 2
threads = 4
graceful_timeout = 5  # seconds
preload_app = True  # the application is read once and its memory shared by the workers


def when_ready(server: Any) -> None:
    """What is loaded leaves the collector's sight: its marks would copy every shared page into each worker."""
    gc.collect()
    gc.freeze()
