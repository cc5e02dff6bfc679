"""A mail server of our own: the same as for letters."""

from tests.post.conftest import posted, product, real_database, server

__all__ = ["posted", "product", "real_database", "server"]
