"""A pytest plugin: with `-n 2` on PostgreSQL, a database for each process (see tools/test.py).

Loaded before any conftest, so that the tests need to know one thing only: TEST_DATABASE_URL is theirs alone.
"""

import os

worker, url = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("TEST_DATABASE_URL", "")
if worker and url.startswith("postgresql"):
    address, mark, query = url.partition("?")
    os.environ["TEST_DATABASE_URL"] = f"{address}_{worker}{mark}{query}"
