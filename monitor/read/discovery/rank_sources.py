"""Order found sources: the site's main news feed first, then sections, sitemaps, the page, comments, podcasts."""  # noqa: E501

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from monitor.models import FoundSource
from monitor.models.locales import primary_language
from monitor.read.discovery.feed_links import FeedLink, Hint, is_comment_feed
from monitor.read.urls import is_same_site

_KINDS = {"feed": 60.0, "sitemap": 25.0, "page": 30.0}
_HINTS = {Hint.ITSELF: 12.0, Hint.DECLARED: 10.0, Hint.LINKED: 5.0, Hint.USUAL: 4.0}
_SECTION = re.compile(
    r"(?:^|[/?&=._-])(?:categor(?:y|ies)|cat|tag|tags|topics?|sections?|author|authors|search|label|keyword|channel|vertical|program)(?:[/=._-]|$)",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?:^|[/._=-])(?:all(?:article|news|posts)?|newsall|news|main|latest|recent|top|topstories|index|headlines?|breaking|home|rss|feed|atom)(?:[/._?&-]|$)",
    re.IGNORECASE,
)
_MAIN_TITLE = re.compile(
    r"top stories|headlines|all (?:news|articles|stories)|latest news|breaking|main (?:feed|news)|press releases?|보도자료|ข่าวประชาสัมพันธ์|新闻发布|thông cáo báo chí|전체\s?(?:기사|뉴스)|최신|주요\s?뉴스|"  # noqa: E501
    r"ข่าวล่าสุด|ข่าวทั้งหมด|ຂ່າວລ່າສຸດ|ຂ່າວຫຼ້າສຸດ|tin mới|trang chủ|最新|要闻|要聞|全部|主要|総合|à la une|toute l'actu|alle (?:artikel|nachrichten|hauptartikel)|"  # noqa: E501
    r"ultim[ae] (?:ora|hora)|últimas? noticias?|portada|terkini|все новости|главн",
    re.IGNORECASE,
)
_TEST = re.compile(r"\b(?:test|sample|demo|sponsored|advertorial|partner)\b|test-?feed", re.IGNORECASE)
_ASIDE = re.compile(
    r"sports?|entertain|celeb|lifestyle|life|video|photo|galler|weather|jobs?|deals|shopping|opinion|column|editorial|blogs?|podcast|audio|radio|"
    r"music|movie|game|auto|travel|food|health|horoscope|obituar|event|notice|"
    r"vacanc|tender|procure|recruit|\bhire\b|career|bidding|auction|채용|입찰|구인|공고|จัดซื้อ|จัดจ้าง|"
    r"สมัครงาน|ຮັບສະໝັກ|ປະມູນ|tuyển dụng|đấu thầu|招聘|招标|采购|採用|licitaci|empleo|"
    r"스포츠|연예|문화|오피니언|사설|칼럼|날씨|동영상|포토|กีฬา|บันเทิง|"
    r"ກິລາ|ບັນເທີງ|thể thao|giải trí|体育|娱乐|スポーツ|エンタメ|deportes|olahraga",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s*[»›|:·]\s*|\s[-–—]\s")
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feeds?|xml|rss2|2\.0|1\.0|latest|news|all)\b|»|피드", re.IGNORECASE)
_PROXIES = re.compile(
    r"(?:^|\.)(?:feedburner\.com|feeds\.feedburner\.com|feedproxy\.google\.com|follow\.it|feedblitz\.com)$"
)
_LAST = ("comments of readers", "a podcast", "has no entries")
_COPY = "the entries of a source above, in another format"
# Remarks on sources that hardly anybody wants.
LEAST_REMARKS = (*_LAST, _COPY)
_SLUG = 3  # signs between words in the last part of an article's path
_OLD, _QUIET = timedelta(days=365), timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source with what is known of it for the ranking.

    Attributes:
        source: as found.
        link: how the page leads to it.
        podcast: most of its entries are sound or film.
    """

    source: FoundSource
    link: FeedLink
    podcast: bool = False


def rank_sources(
    candidates: Sequence[Candidate], page_url: str, site: str, language: str, now: datetime
) -> tuple[FoundSource, ...]:
    """Return sources, best first, each with a remark on what lowers its worth.

    Args:
        candidates: the sources, of one search.
        page_url: the page that was searched.
        site: the name of the site.
        language: BCP 47 tag that the page states, or "".
        now: the present time.
    """
    dates = [candidate.source.newest for candidate in candidates]
    newest = max((date for date in dates if date), default=now)
    page = _SearchedPage(page_url, site, language, now, newest)
    scored = [_score(candidate, page) for candidate in candidates]
    order = sorted(range(len(scored)), key=lambda number: -scored[number][0])
    seen: list[frozenset[str]] = []
    first, copies = list[FoundSource](), list[FoundSource]()
    for number in order:
        source = replace(candidates[number].source, remark=scored[number][1])
        urls = frozenset(entry.url or entry.title for entry in source.entries)
        if source.kind == "feed" and urls and any(_overlap(urls, other) for other in seen):
            copies.append(replace(source, remark=_COPY))
            continue
        if source.kind == "feed":
            seen.append(urls)
        first.append(source)
    good = [source for source in first if not _is_last(source)]
    return (*good, *copies, *(source for source in first if _is_last(source)))


def _is_last(source: FoundSource) -> bool:
    return source.remark in _LAST


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) * 10 >= 9 * max(len(one), len(other))


@dataclass(frozen=True, slots=True)
class _SearchedPage:
    """The page that was searched: its URL, site and language, the present time, and the newest date found."""

    url: str
    site: str
    language: str
    present: datetime
    newest: datetime


def _score(candidate: Candidate, page: _SearchedPage) -> tuple[float, str]:
    """Return the score of a source and the remark that explains the largest deduction."""
    source, link = candidate.source, candidate.link
    score = _KINDS[source.kind] + _HINTS[link.hint] - min(link.place, 60) * 0.05
    score += 12.0 if source.format == "news-sitemap" else 0.0
    score += min(len(source.entries), 20) / 10
    deductions = [deduction for deduction in _deductions(candidate, page) if deduction[0]]
    remark = max(deductions, default=(0.0, ""))[1]
    return score - sum(points for points, _ in deductions), remark


def _deductions(candidate: Candidate, page: _SearchedPage) -> list[tuple[float, str]]:
    source, link = candidate.source, candidate.link
    primary = primary_language(source.language)
    other_language = bool(page.language and primary) and primary != primary_language(page.language)
    found = [
        (100.0 * _is_comments(source, link, page.url), "comments of readers"),
        (70.0 * candidate.podcast, "a podcast"),
        (65.0 * (not source.entries), "has no entries"),
        (_age_points(source, page), "has had nothing new for long"),
        (30.0 * _is_foreign(source, page.url), "of another site"),
        (15.0 * other_language, "in another language than the page"),
    ]
    if source.kind == "feed":
        found.append((_section_points(source.url, source.title or link.label, link, page.site), "a section"))
    return found


def _is_comments(source: FoundSource, link: FeedLink, page_url: str) -> bool:
    """Return whether a feed carries comments: by its name, or because it belongs to one article."""
    if is_comment_feed(source.url, source.title) or is_comment_feed(source.url, link.label):
        return True
    path, own = urlsplit(page_url).path.rstrip("/"), urlsplit(source.url).path
    several_words = (
        len(re.findall("[-_]", path.rpartition("/")[2])) >= _SLUG or re.search(r"\d{4}", path) is not None
    )
    return bool(path) and several_words and source.kind == "feed" and own.startswith(f"{path}/")


def _age_points(source: FoundSource, page: _SearchedPage) -> float:
    """Return the deduction for a source that stopped while another continues; little if all stopped."""
    newest = source.newest
    if newest is None:
        return 0.0
    behind = page.newest - newest
    if behind > _QUIET:
        return 45.0 if behind > _OLD else 12.0
    return 0.5 if page.present - newest > _QUIET else 0.0


def _is_foreign(source: FoundSource, page_url: str) -> bool:
    """Return whether a source is of another site, and its entries too; feed services carry those of the site."""  # noqa: E501
    host = urlsplit(source.url).hostname or ""
    linked = [entry.url for entry in source.entries[:20] if entry.url]
    own = sum(is_same_site(url, page_url) for url in linked)
    if linked:
        return own * 2 < len(linked) and not (is_same_site(source.url, page_url) and not own)
    return not is_same_site(source.url, page_url) and not _PROXIES.search(host)


def _section_points(url: str, title: str, link: FeedLink, site: str) -> float:
    """Return what is deducted from a feed of a section, more for one beside the news."""
    parts = urlsplit(url)
    place = unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    segments = [segment for segment in parts.path.split("/") if segment]
    points = 1.5 * max(len(segments) - 1, 0)
    points += 12.0 if _SECTION.search(place) else 0.0
    points += 8.0 if _ASIDE.search(f"{place} {title} {link.label}") else 0.0
    rest = _without_site(title, site) or _without_site(link.label, site)
    points += 5.0 if rest else 0.0
    points += 20.0 if _TEST.search(f"{place} {title}") else 0.0
    last = segments[-1] if segments else ""
    points -= 3.0 if not segments or _MAIN.search(f"/{last}") else 0.0
    points -= 5.0 if _MAIN_TITLE.search(title or link.label) else 0.0
    return max(points, 0.0)


def _without_site(title: str, site: str) -> str:
    """Return what a feed's title says beyond the name of the site and the word feed."""
    if not title or not site:
        return ""
    names = {part.casefold().strip() for part in (site, *_SEPARATED.split(site))}
    parts = [part.strip() for part in _SEPARATED.split(title)]
    rest = [part for part in parts if part.casefold() not in names]
    text = _FEED_WORDS.sub("", " ".join(rest)).strip(" -–—|:»")
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE).strip(" -–—|:»") if name else text
    return text
