"""Decode bytes to text: declared charsets are checked against the bytes, the rest is guessed."""
