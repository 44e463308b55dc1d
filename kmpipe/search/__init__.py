"""Search: one query language on every engine."""
