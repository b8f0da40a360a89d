"""Find the teasers of other articles in a page: what repeats, is short, and leads elsewhere.

A teaser has a headline and a few words. It leads elsewhere by a link around or in the headline, by a link
behind the words ("Read more"), by an empty link over it, or by a script ("onclick", "data-href").
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.cleaning import without_whitespace
from monitor.read.page.headline_words import mentions_headline
from monitor.read.page.tree import leads_below, leads_elsewhere, text_within

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Elements within a sentence.
PHRASING = frozenset(
    ("span", "b", "i", "em", "strong", "u", "mark", "font", "abbr", "data", "small", "cite", "q")
)
_LONG_CARD = 700
_PROSE_OF_CARD = 450
_LEVELS = 4
# Without a heading only a longer link is a headline, and only several in a row are teasers.
_LINKED_HEADLINE = 20
_TEASERS = 3
_WORDS_BEFORE = 60  # letters of a section, an author and a date
_MOST_LINKS = 2000
_MOST_HEADINGS = 1000
_MOST_SINGLE = 20
_INVITATION = 30  # letters of a link such as "Read the whole story"
_LEAVES = re.compile(r"location|open\(|href|navigate", re.IGNORECASE)
_CARDS = ("div", "li", "article", "section", "p", "figure")
_ACTIONS = frozenset(("onclick", "data-href", "data-url", "data-link", "data-uri"))
_PROSE_HOLDERS = ("p", "td", "li", "dd", "div", "article", "section")
_BLOCKS = ("p", "dd", "div", "span")
# Characters of prose outside the teasers; without them the article may consist of short sections with links.
_ARTICLE = 200
_LINE = 40


def find_teasers(tree: HtmlElement, url: str, title: str = "") -> list[HtmlElement]:
    """Return the teasers of other articles, each as one element or as a headline and the block after it.

    Args:
        tree: the page.
        url: of the page; links to it lead nowhere else.
        title: the headline of the article, if known.
    """
    headings, links = list(_linked_headings(tree, url)), _links_of_host(tree, url)
    lone = [link for link, words in links if _is_headline(words) and _stands_alone(link)]
    found = _alike(headings, _is_card, least=2)
    found.update(_alike(lone, _is_teaser, least=_TEASERS))
    guessed = _alike(_scripted(tree), _is_card, least=2)
    invitations = [link for link, words in links if _is_invitation(link, words)]
    guessed.update(_of_several_pages(_alike(invitations, _is_headed_card, least=2)))
    items = [link for link, words in links if _leads_an_item(link, words)]
    guessed.update(_alike([*lone, *items], _is_item, least=_TEASERS))
    guessed.update(_alike(filter(_heads_a_line, lone), _is_line_card, least=_TEASERS))
    guessed.update(_pairs([*headings, *lone]))
    guessed.update(_single_cards(headings))
    new = [element for element in guessed if element not in found]
    if new and _has_other_prose(tree, new, title):
        found.update(dict.fromkeys(new))
    return list(found)


def _has_other_prose(tree: HtmlElement, teasers: list[HtmlElement], title: str) -> bool:
    """Return whether the page has an article beside what may be teasers: much, or some of its headline."""
    inside = {block for teaser in teasers for block in teaser.iter(*_PROSE_HOLDERS)}
    headline = without_whitespace(title)
    pieces, prose = [], 0
    for element in tree.iter(*_PROSE_HOLDERS):
        if element in inside:
            continue
        own = (element.text or "") if element.tag != "p" else text_within(element)
        if (len(own.strip()) < _LINE and own.isascii()) or without_whitespace(own) == headline:
            continue
        pieces.append(own)
        prose += len(own)
        if prose >= _ARTICLE:
            return True
    return prose > 0 and mentions_headline("\n".join(pieces), title) is True


def _alike(
    headings: Iterable[HtmlElement], is_card: Callable[[HtmlElement], bool], least: int
) -> dict[HtmlElement, None]:
    """Return the cards around headings if at least `least` of them are siblings."""
    keys: dict[HtmlElement, Any] = {}
    counts: Counter[Any] = Counter()
    chains = []
    for heading in headings:
        chain = []
        element = heading
        for _ in range(_LEVELS):
            key = keys.get(element)
            if key is None:
                parent = element.getparent()
                if parent is None or element.tag in {"body", "main"}:
                    break
                key = keys[element] = (parent, element.tag, element.get("class"))
                counts[key] += 1
            chain.append((element, key))
            element = key[0]
        chains.append(chain)
    found: dict[HtmlElement, None] = {}
    for chain in chains:
        for element, key in chain:
            if counts[key] >= least:
                if element in found or is_card(element):
                    found[element] = None
                break
    return found


def _links_of_host(tree: HtmlElement, url: str) -> list[tuple[HtmlElement, str]]:
    """Return the links to other pages of the same host, each with its text."""
    host, found = urlsplit(url).netloc, []
    for link in islice(tree.iter("a"), _MOST_LINKS):
        if _leads_to_article(link, url):
            target = link.get("href")
            if "//" not in target[:8] or f"//{host}/" in target:
                found.append((link, text_within(link)))
    return found


def _leads_to_article(link: HtmlElement, url: str) -> bool:
    return leads_elsewhere(link, url) and not leads_below(link, url)


def _is_headline(text: str) -> bool:
    words = without_whitespace(text)
    return len(words) >= (_LINKED_HEADLINE if words.isascii() else _LINKED_HEADLINE // 2)


def _stands_alone(element: HtmlElement) -> bool:
    """Return whether an element has no words and no part of a sentence beside it in its block."""
    while True:
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        if parent is None:
            return False
        beside = (parent.text if before is None else before.tail) or ""
        if beside.strip() or (element.tail or "").strip():
            return False
        if any(near is not None and near.tag in PHRASING for near in (before, after)):
            return False
        if parent.tag not in PHRASING:
            return True
        element = parent


def _is_teaser(element: HtmlElement) -> bool:
    """Return whether an element is a headline that is a link, followed by a few words of the article."""
    if element.tag == "p":
        return False
    links = [element] if element.tag == "a" else list(element.iter("a"))
    if len({link.get("href") for link in links}) > 1 or next(element.iter("h1"), None) is not None:
        return False
    text = without_whitespace(text_within(element))
    if links and len(_words_before(element, links[0])) > _WORDS_BEFORE:
        return False  # a text followed by a link, such as a post of a live blog
    first = next((words for words in element.itertext() if words.strip()), "")
    headline = without_whitespace(first if element.tag == "a" else "".join(map(text_within, links)))
    return _LINKED_HEADLINE <= len(text) - len(headline) <= _PROSE_OF_CARD


def _words_before(element: HtmlElement, link: HtmlElement) -> str:
    """Return the words of an element before the words of a link, without white space."""
    return without_whitespace(text_within(element).partition(text_within(link) or "\0")[0])


def _linked_headings(tree: HtmlElement, url: str) -> Iterable[HtmlElement]:
    for heading in islice(tree.iter(*HEADINGS), _MOST_HEADINGS):
        link = next(heading.iter("a"), None)
        if link is not None:
            if _leads_to_article(link, url) and 2 * len(text_within(link)) > len(
                text_within(heading).strip()
            ):
                yield heading
            continue
        above = heading
        for _ in range(3):
            above = above.getparent()
            if above is None:
                break
            if above.tag == "a":
                if _leads_to_article(above, url):
                    yield above
                break


def _is_card(element: HtmlElement) -> bool:
    text = text_within(element)
    if len(text) > 4 * _LONG_CARD or next(element.iter("h1"), None) is not None:
        return False
    text = " ".join(text.split())
    if len(text) > _LONG_CARD:
        return False
    heads = sum(len(" ".join(text_within(heading).split())) for heading in element.iter(*HEADINGS))
    return len(text) - heads <= _PROSE_OF_CARD


def _single_cards(headings: list[HtmlElement]) -> dict[HtmlElement, None]:
    """Return the block around each linked headline that has a few words of the same article, and no more."""
    found: dict[HtmlElement, None] = {}
    for heading in headings[:_MOST_SINGLE]:
        block = heading
        for _ in range(_LEVELS):
            if block is None or without_whitespace(text_within(block)) != without_whitespace(
                text_within(heading)
            ):
                break
            block = block.getparent()
        if block is None or block.tag not in _CARDS:
            continue
        heads = sum(len(without_whitespace(text_within(head))) for head in block.iter(*HEADINGS))
        if (
            len(without_whitespace(text_within(block))) - heads >= _LINKED_HEADLINE
            and _is_card(block)
            and len({link.get("href") for link in block.iter("a")}) == 1
        ):
            found[block] = None
    return found


def _heads_a_line(link: HtmlElement) -> bool:
    """Return whether a link is the first line of a paragraph that a line break ends."""
    above = link
    while above.getparent() is not None and above.getparent().tag in PHRASING:
        above = above.getparent()
    holder, after = above.getparent(), above.getnext()
    return (
        holder is not None
        and holder.tag == "p"
        and holder[0] is above
        and after is not None
        and after.tag == "br"
    )


def _is_line_card(element: HtmlElement) -> bool:
    """Return whether a paragraph is a linked headline and, on the next line, a few words of its article."""
    if element.tag != "p" or len({link.get("href") for link in element.iter("a")}) != 1:
        return False
    text, headline = text_within(element), text_within(next(element.iter("a")))
    return (
        _LINKED_HEADLINE
        <= len(without_whitespace(text)) - len(without_whitespace(headline))
        <= _PROSE_OF_CARD
    )


def _scripted(tree: HtmlElement) -> Iterable[HtmlElement]:
    """Yield the blocks that a script makes a link."""
    scripted = (element for element in tree.iter(*_CARDS) if not _ACTIONS.isdisjoint(element.keys()))
    for element in islice(scripted, _MOST_LINKS):
        action = element.get("onclick")
        if (action is None or _LEAVES.search(action)) and len(
            text_within(element).strip()
        ) >= _LINKED_HEADLINE:
            yield element


def _is_invitation(link: HtmlElement, text: str) -> bool:
    """Return whether a link ends a block or covers it: "Read more", or no words at all."""
    words = without_whitespace(text)
    if len(words) > _INVITATION or (link.tail or "").strip(" \n\t\r.»›→>…"):
        return False
    after = link.getnext()
    return not words or after is None or after.tag == "br"


def _is_headed_card(element: HtmlElement) -> bool:
    """Return whether an element has a headline, a few words and links to one page only."""
    if element.tag in {"a", "p"} or next(element.iter(*HEADINGS), None) is None or not _is_card(element):
        return False
    return len({link.get("href") for link in element.iter("a")}) == 1


def _of_several_pages(cards: dict[HtmlElement, None]) -> dict[HtmlElement, None]:
    """Return the cards that each lead to another page; posts that all link to their author are left out."""
    targets = {card: next(card.iter("a")).get("href") for card in cards}
    times = Counter(targets.values())
    return {card: None for card in cards if times[targets[card]] == 1}


def _leads_an_item(link: HtmlElement, headline: str) -> bool:
    """Return whether a list item begins with a link and continues with another sentence."""
    if not _is_headline(headline):
        return False
    holder = link.getparent()
    while holder is not None and holder.tag in PHRASING and holder[0] is link:
        holder = holder.getparent()
    if holder is None or holder.tag not in {"li", "td", "div"} or (holder.text or "").strip():
        return False
    rest = text_within(holder).strip()[len(headline.strip()) :].lstrip()
    return bool(rest) and rest[0].isalpha() and not rest[0].islower()


def _is_item(element: HtmlElement) -> bool:
    return element.tag != "a" and _is_teaser(element)


def _pairs(headlines: list[HtmlElement]) -> dict[HtmlElement, None]:
    """Return linked headlines and the block after each, if two or more follow each other in one parent."""
    pairs: dict[HtmlElement, tuple[HtmlElement, HtmlElement]] = {}
    for headline in headlines:
        head = headline
        while head.tag in PHRASING or head.tag == "a":
            head = head.getparent()
        block = head.getnext()
        if block is None or block.tag not in _BLOCKS or head.tag in {"body", "main", "html"}:
            continue
        text = without_whitespace(text_within(block))
        if (
            _LINKED_HEADLINE <= len(text) <= _PROSE_OF_CARD
            and without_whitespace(text_within(head)) == without_whitespace(text_within(headline))
            and next(block.iter("a"), None) is None
        ):
            pairs[head] = (head, block)
    adjoining = {head for head, block in pairs.values() if block.getnext() in pairs}
    starts = Counter(head.getparent() for head in adjoining)
    return {
        element: None
        for head, block in pairs.values()
        if starts[head.getparent()] >= (1 if head.tag in (*HEADINGS, "dt") else _TEASERS - 1)
        for element in (head, block)
    }
