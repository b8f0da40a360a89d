"""Detect the language of a text. Entry point: `detect.language_of`."""
