"""Parse the dates of feeds and pages. Entry point: `parse_date.parse_date`."""
