"""Decode bytes to text. Entry point: `decode.decode`."""
