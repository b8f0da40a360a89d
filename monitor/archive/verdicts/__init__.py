"""What people said of articles and topics, and what they have not judged yet."""
