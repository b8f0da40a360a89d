"""What each language adds: the forms of its words, and where a word begins and ends."""
