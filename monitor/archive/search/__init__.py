"""How stored articles are found: the search index, streams of texts, and kept searches."""
