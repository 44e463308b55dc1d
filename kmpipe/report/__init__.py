"""Reports: charts, pages and documents made from activities."""
