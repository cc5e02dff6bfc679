"""Two who act at once, on a database of their own."""

from tests.post.conftest import at_once, product, real_database, server

__all__ = ["at_once", "product", "real_database", "server"]
