"""The outbox; later the notices in the product."""
