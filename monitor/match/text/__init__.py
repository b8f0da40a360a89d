"""Text in normal form: what is searched, and where each place of it came from."""
