"""Normalization of text, with a map of offsets back to the original."""
