"""Organisations: finding their mentions, and linking them to the authority file."""
