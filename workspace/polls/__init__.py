"""Date polls: which of several dates suits most people, and the meeting that comes of it."""
