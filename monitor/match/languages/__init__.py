"""Rules of single languages: forms of words, and word boundaries."""
