"""The form in which captures are kept: WARC records, made and read without touching a file."""
