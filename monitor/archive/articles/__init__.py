"""What the archive keeps of articles, from pending to processed, and when they are read again."""
