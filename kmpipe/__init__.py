"""kmpipe: from activity reports on the web to a searchable, citable knowledge base."""
