"""Find the sources that a web page leads to: feeds it declares, links that look like feeds, usual paths.

`feed_links` reads a page, `rank_sources` puts the main news feed first. Pure: fetching is the pipeline's.
"""
