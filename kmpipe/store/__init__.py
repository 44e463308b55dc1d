"""Store: the catalogue and the raw captures."""
