"""Vocabularies: loading, matching, and the data itself."""
