"""Newsletters: the stories of a mail as entries."""
