"""The time that volunteers give: read, corrected, declared and proved by each of them."""
