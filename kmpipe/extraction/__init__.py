"""Extraction: from an article to its activities, each value with its evidence."""
