"""Digests of days, weeks and months, and what they are built from."""
