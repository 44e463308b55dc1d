"""Dates: from text to calendar values with their evidence."""
