"""Extract the article from an HTML page. Entry point: `read_page.read_page`."""
