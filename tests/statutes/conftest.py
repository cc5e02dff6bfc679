"""Two who note proxies at once need a database that really commits: the same as for letters."""

from tests.post.conftest import at_once, product, real_database, server

__all__ = ["at_once", "product", "real_database", "server"]
