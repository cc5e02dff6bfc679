"""The outbox, and the notices in the product."""
