"""What the topics may miss: why an article does not match, and which words they lack."""
