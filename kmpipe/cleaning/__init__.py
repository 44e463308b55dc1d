"""Cleaning: from a capture to an article with its removal ledger."""
