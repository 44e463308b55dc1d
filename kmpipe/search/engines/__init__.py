"""The search engines behind one protocol."""
