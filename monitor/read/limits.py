"""Lengths at which the texts of entries and articles are cut, in characters."""

LONGEST_TITLE = 500
LONGEST_SUMMARY = 10_000
LONGEST_CONTENT = 300_000
