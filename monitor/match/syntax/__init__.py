"""What the user writes in a topic: keywords, groups and queries, parsed."""
