"""Detect the language of a text. Entry point: `detect.detect_language`."""
