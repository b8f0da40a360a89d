"""Maximum lengths, in characters, of the texts of entries and articles; longer texts are cut."""

LONGEST_TITLE = 500
LONGEST_SUMMARY = 10_000
LONGEST_CONTENT = 300_000
