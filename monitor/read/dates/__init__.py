"""Parse the dates that feeds and pages write, in many languages. Entry point: `parse_date.parse_date`."""
