"""Organisations: finding their mentions, and linking them to the authority file."""

from kmpipe.extraction.organisations.find import find_organisations

__all__ = ["find_organisations"]
