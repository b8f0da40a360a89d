"""Parse feed documents into entries. Entry point: `parse_feed.parse_feed`."""
