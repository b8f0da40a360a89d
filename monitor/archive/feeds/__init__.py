"""What the archive keeps of feeds: their state, their polls and the entries that these bring."""
