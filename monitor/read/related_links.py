"""Remove lines that do not belong to an article: lone links, "read more" lines, hashtags."""

import re

from monitor.read.cleaning import html_to_text, without_whitespace

_LABELS = (
    "read more", "read also", "also read", "see also", "related", "related articles?", "related stor(?:y|ies)",  # noqa: E501
    "related news", "more on this", "more from", "further reading", "recommended", "don't miss", "watch", "watch also",  # noqa: E501
    "you may also like", "you might also like", "must read", "in case you missed it", "learn more", "click here",  # noqa: E501
    "read next", "up next", "also on", "also in", "also read this", "editor['’]?s['’]? (?:pick|choice)s?",
    "you (?:may|might) be interested in", "more stories", "more on this story", "recommended for you",
    "listen", "in pictures",
    "관련\\s?기사", "관련\\s?뉴스", "추천\\s?기사", "함께\\s?보기", "함께\\s?읽기", "함께\\s?읽으면\\s?좋은\\s?기사", "이\\s?기사도", "추천\\s?뉴스", "연관\\s?기사", "더\\s?보기", "인기\\s?기사",  # noqa: E501
    "많이\\s?본\\s?뉴스", "주요\\s?기사", "อ่านเพิ่มเติม", "อ่านต่อ", "อ่านข่าวเพิ่ม(?:เติม)?", "อ่านเพิ่ม", "ดูเพิ่มเติม", "ดูเพิ่ม", "บทความที่เกี่ยวข้อง", "ข่าวที่เกี่ยวข้อง", "เนื้อหาที่เกี่ยวข้อง",  # noqa: E501
    "อ่านข่าวต้นฉบับ", "ອ່ານ[^\\s:：]*ເພີ່ມ[^\\s:：]*", "ເບິ່ງ[^\\s:：]*ເພີ່ມ[^\\s:：]*", "ອ່ານຕໍ່",
    "ຂ່າວທີ່ກ່ຽວຂ້ອງ", "ບົດຄວາມທີ່ກ່ຽວຂ້ອງ", "xem thêm", "đọc thêm", "xem tiếp",
    "mời (?:bạn )?(?:xem|đọc) thêm", "tin liên quan", "bài liên quan",
    "có thể bạn quan tâm", "相关阅读", "相关新闻", "相关报道", "延伸阅读", "推荐阅读", "更多阅读", "更多内容", "点击查看", "另请参阅", "相关链接", "阅读更多", "相關閱讀", "相關新聞",  # noqa: E501
    "延伸閱讀", "更多新聞", "更多內容", "另請參閱", "相關連結", "相關報導", "看更多", "あわせて読みたい", "合わせて読みたい", "こちらも(?:読む|読みたい|あわせて)", "関連リンク", "関連情報", "関連記事", "関連ニュース", "おすすめ記事", "こちらもおすすめ", "続きを読む", "【関連】",  # noqa: E501
    "lire aussi", "à lire aussi", "lire la suite", "voir aussi", "sur le même sujet", "lesen sie auch", "mehr zum thema",  # noqa: E501
    "siehe auch", "auch interessant", "lea también", "lee también", "lea además", "ver también", "te puede interesar",  # noqa: E501
    "leia também", "leia mais", "veja também", "saiba mais", "leggi anche", "potrebbe interessarti", "baca juga",  # noqa: E501
    "simak juga", "lihat juga", "читайте также", "читать также", "по теме", "читайте ещё", "czytaj też", "zobacz też",  # noqa: E501
    "lees ook", "ayrıca bakınız", "basahin din",
)  # fmt: skip
# The longest label first: "related" is the beginning of "related story".
_LABEL = re.compile(
    rf"^[\W_]*(?:{'|'.join(sorted(_LABELS, key=len, reverse=True))})"
    r"(?P<colon>\s*[:：|>»›→】\]」\-–—▶►▷☞☛👉➤➡■◆●※]+|(?=\s*$))?",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[\W_]*")
# The first letters of the labels tell of nearly all lines that they have none.
_FIRST_LETTERS = frozenset(re.split(r"[\\?*(\[]", label.lstrip("【"), maxsplit=1)[0][:3] for label in _LABELS)
_ARROW = re.compile(r"^\s*[▶►▷☞☛👉➤➡→■◆●▣※【\[<>＞»›·•*-]{1,3}\s*")
_STRONG_ARROW = re.compile(r"^\s*(?:[▶►▷☞☛👉➤➡]|\[관련|\[관련\s?기사\])")
_HASHTAGS = re.compile(r"^(?:\s*[#＃][^\s#＃]{1,60}[\s,·|]*)+$")
_COLON = re.compile("[:：]")
_BETWEEN_NAMES = re.compile(r"[,،、，;；|·•/]")
_ENDED = re.compile(r"[.!?。！？…\"”’」』다요]\s*$")
_LONGEST = 250
_LEFT_OVER = 20


def drop_related_lines(text: str, links: frozenset[str] | None) -> str:
    """Remove lines that only lead elsewhere: lone or labelled links, read-more lines, hashtags.

    Args:
        text: paragraphs separated by newlines.
        links: texts, without white space, of the links that lead elsewhere; None if they are not known.
    """
    lines = text.split("\n")
    kept = [line for line in lines if not _leads_elsewhere(line, links)]
    # A text of such lines alone is kept: it is better than no text.
    return "\n".join(kept) if len(kept) < len(lines) and kept else text


def _leads_elsewhere(line: str, links: frozenset[str] | None) -> bool:
    if len(line) > _LONGEST:
        return False
    if _HASHTAGS.match(line) or (_STRONG_ARROW.match(line) and not _is_sentence(line)):
        return True
    known = links or frozenset()
    label = _LABEL.match(line) if _may_have_label(line) else None
    rest = _ARROW.sub("", line[label.end() :]).strip() if label else ""
    if label and label["colon"] is not None:
        return (
            not rest
            or not known
            or without_whitespace(rest) in known
            or _is_of_links(rest, known)
            or not _is_sentence(rest)
        )
    return (label is not None and without_whitespace(rest) in known) or _is_of_links(
        _ARROW.sub("", line, count=1), known
    )


def _may_have_label(line: str) -> bool:
    leading = _LEADING.match(line)
    begin = leading.end() if leading else 0
    letters = line[begin : begin + 3].casefold()
    return letters in _FIRST_LETTERS or letters[:2] in _FIRST_LETTERS or letters[:1] in _FIRST_LETTERS


def _is_sentence(line: str) -> bool:
    return _ENDED.search(line) is not None


def _is_of_links(line: str, links: frozenset[str]) -> bool:
    if not links:
        return False
    words = without_whitespace(line)
    if len(words) < _LEFT_OVER // 2:
        return False
    if words in links:
        return len(words) >= _LEFT_OVER or not words.isascii() or _ARROW.match(line) is not None
    named = ":" in line[:40] or "：" in line[:40]
    listed = _COLON.split(line, maxsplit=1)[1] if named else line
    if named and len(rest := without_whitespace(listed)) >= _LEFT_OVER // 2 and rest in links:
        return True
    # Names of topics in a row, such as "Tags: Laos, treaties".
    first = _BETWEEN_NAMES.search(listed)
    if first is None:
        return named and rest in links
    return without_whitespace(listed[: first.start()]) in links and all(
        without_whitespace(name) in links for name in _BETWEEN_NAMES.split(listed)
    )


_LINK = re.compile(
    r"""<a\b(?=[^>]{0,2000}?\shref\s*=\s*["']?(?!#|javascript:|mailto:))[^>]{0,4000}>(.{0,1000}?)</a\s*>""",
    re.IGNORECASE | re.DOTALL,
)
_BEGIN, _END = "\ue0f0", "\ue0f1"
_MARKED = re.compile(f"{_BEGIN}([^{_END}]*){_END}")
_MOST_LINKS = 3000


def html_to_text_and_links(markup: str) -> tuple[str, frozenset[str]]:
    """Return the text of an HTML fragment, and the texts of its links without white space."""
    if "<a" not in markup and "<A" not in markup:
        return html_to_text(markup), frozenset()
    markup = markup.replace(_BEGIN, "").replace(_END, "")
    text = html_to_text(_LINK.sub(rf"{_BEGIN}\1{_END}", markup, count=_MOST_LINKS))
    links = frozenset(filter(None, map(without_whitespace, _MARKED.findall(text))))
    return text.replace(_BEGIN, "").replace(_END, ""), links
