"""Dates: from text to calendar values with their evidence."""

from kmpipe.dates.find import find_dates, parse_date

__all__ = ["find_dates", "parse_date"]
