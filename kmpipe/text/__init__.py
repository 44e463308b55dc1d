"""Text: the normal form, tokens, language, and the one analysis chain of the search."""
