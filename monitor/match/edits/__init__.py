"""What an edit of the topics changes: words and settings, articles, and answers that it contradicts."""
