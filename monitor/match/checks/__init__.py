"""Checks of the topics: errors for which they are refused, and advice on what they probably miss."""
