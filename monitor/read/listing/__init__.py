"""Find the articles that a web page lists: home pages, sections, boards of ministries.

`anchors` collects links with their titles, `page_regions` finds menus and rankings, `groups` finds the
repeating structure, `item_dates` reads the date beside each link, `next_page` finds the rest of the list,
`parse_listing` turns a page into entries.
"""
