"""Find credits and addresses: text that only says who published an article or where to find it.

Examples are the outlet after a headline, `The post ... appeared first on ...`, copyright lines,
`Follow us on ...`, picture sources, agency datelines, URLs, handles and mail addresses.
The search is linear: every pattern is bounded and runs only near one of its signs.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from ahocorasick_rs import AhoCorasick

from monitor.match.press import names_press
from monitor.match.text.normalize import normalize

Span = tuple[int, int]

_LONGEST_NAME = 60
_LONGEST_POST = 400

_ADDRESS = re.compile(
    # scheme://, www., mail addresses, handles; ASCII, as a Thai or Korean word may follow without a space
    r"(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.)[!-;=?-~]*(?:(?<=[/=_#-])[^\s<>()（）「」，。、]+)?"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"
    r"|(?<![\w@])@[A-Za-z0-9_.]{2,60}",
    re.IGNORECASE,
)
_HOST = re.compile(
    # short links, file names, obfuscated mail addresses, host names
    r"(?<![\w@.-])(?:(?:t|fb|m|wa)\.me|youtu\.be|(?:bit|ow)\.ly|goo\.gl|is\.gd)/[!-;=?-~]*"
    r"|(?<![\w.-])[\w.-]{1,120}\.(?:pdf|docx?|xlsx?|pptx?|hwpx?|jpe?g|png|gif|mp[34]|zip)(?![\w-])"
    r"|(?<![\w.+-])[\w.+-]{1,64} ?[(\[{] ?at ?[)\]}] ?[\w-]{1,63}"
    r"(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?)[\w-]{1,63}){0,4}"
    r"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}"
    r"(?:com|net|org|info|gov|edu|mil|biz|news|press|media|asia|example|tv|io|co|la|kr|kp|th|vn|kh|mm|cn|jp"
    r"|tw|hk"
    r"|sg|my|ph|tl|uk|au|de|fr|eu|ru)(?![\w-])(?:[/:?#][!-;=?-~]*)?",
    re.IGNORECASE,
)
# Two or more hashtags in a row are labels, and so is one of several words. One alone may be in a sentence.
_HASHTAGS = re.compile(r"(?:[#＃]\w{1,100}[ \t,]*){2,}|[#＃]\w{1,60}(?:_\w{1,60}){1,6}")

_SIGNS = ("@", "://", "www.", "WWW.")
_OPENING = frozenset({"©", "ⓒ", "(c)", "(C)", "Copyright", "COPYRIGHT", "저작권자", "Все права"})

_SEPARATED = re.compile(r"\s[-–—|｜:•·«»]{1,2}\s|\s?[|｜]\s?|[_＿]")
_BRACKETED = re.compile(r"[(\[（【［]([^()\[\]（）【】［］\n]{1,60})[)\]）】］]")
_POST = re.compile(
    r"appeared first on|first appeared (?:on|in)|originally (?:appeared|published) (?:on|in)"
    r"|was first published (?:on|in|by)"
    r"|est apparu en premier sur|erschien zuerst (?:auf|bei)|apareci[óo] primero en|se public[óo] primero en"
    r"|apareceu primeiro em|proviene da|первым появился на|pertama kali (?:tampil|muncul) (?:di|pada)"
)
_POST_BEGIN = re.compile(
    r"\b(?:The post|This (?:article|story|post)|L['’]article|Der Beitrag|La entrada|O post|L['’]articolo|"
    r"Запись|Artikel)\b"
)
_RIGHTS = re.compile(
    r"©|ⓒ|\([cC]\)|\bCopyright\b|\bCOPYRIGHT\b|All rights reserved|All Rights Reserved|저작권자|"
    r"무단\s?전재|版权所有|版權所有|無断転載|สงวนลิขสิทธิ์|ສະຫງວນລິຂະສິດ|Bản quyền|Tous droits réservés|"
    r"Alle Rechte vorbehalten|Todos los derechos|Todos os direitos|Tutti i diritti|Все права"
)
_PLATFORM = (
    " "
    "Facebook|Telegram|Twitter|Instagram|YouTube|WhatsApp|WeChat|TikTok|LINE|KakaoTalk|Zalo|X|newsletter|"
    "channel|app|"
    "微信|微博|公众号|公眾號|เฟซบุ๊ก|เฟสบุ๊ก|ໄລນ໌|ເຟສບຸກ|ເຟສບຸ໊ກ|ເຟດບຸກ|페이스북|유튜브|텔레그램|카카오톡"
)
_FOLLOW = re.compile(
    r"(?:\b(?:Follow|Like us|Like our|Subscribe|Join us|Join our|Download|Sign up|Suivez|Abonnez-vous|"
    r"Folgen Sie|Abonnieren Sie|Sigue|Síguenos|Siga|Seguici|Segui|Ikuti|Подпишитесь|Подписывайтесь|"
    rf"Theo dõi)\b|ติดตาม|ຕິດຕາມ|关注|關注)[^\n.!?。]{{0,80}}(?:{_PLATFORM})[^\n.!?。]{{0,80}}"
    r"|\b(?:Read more|Read also|Lire aussi|Mehr bei)\b[^\n.!?。]{0,80}"
)
_SOURCE = re.compile(
    r"(?:\b(?:Sources?|Photos?|Images?|Credits?|Via|By|Reported by|Quelle|Foto|Fuente|Fonte|Sumber|Nguồn|Ảnh|"
    r"Crédits?|Источник|Фото)|출처|자료|사진|사진제공|자료제공|来源|來源|图源|圖源|出典|提供|写真|ที่มา|ภาพ|ข่าว|ขอบคุณภาพ|"
    r"ທີ່ມາ|ແຫຼ່ງທີ່ມາ|ແຫຼ່ງຂ່າວ|ຂ່າວ|ພາບ)\s?[:：=]\s?[^\n.。,，;()（）]{1,60}"
)
# Agencies date reports from their desk: (서울=연합뉴스). A correspondent's town may be the scene itself.
_DESK = re.compile(r"[(\[【](?:서울|세종|과천|대전|부산|인천)\s?=\s?[^)\]】\n]{2,20}[)\]】]")
_SIGNED = re.compile(r"[-–—/|]{1,2}\s?([^\n\-–—|]{2,60})\s*$")
_BYLINE = re.compile(r"(?:^|\n)\s{0,4}(?:By|Von|Par|Por|Di|Oleh)\s[^\n.]{2,60}(?:\n|$)")


def find_title_credits(title: str, outlet: str = "") -> list[Span]:
    """Return the spans of a title that are credits or addresses; `outlet` may name its outlet."""
    return [
        *_find_addresses(title, 0, len(title)),
        *_find_names(title, outlet),
        *_find_rights(title, 0, len(title)),
    ]


def find_credits(text: str, places: Iterable[Span]) -> list[Span]:
    """Return the spans of a text that are credits or addresses, searched near `places`."""
    found: list[Span] = []
    for begin, end in _windows(places, len(text)):
        window = text[begin:end].encode("utf-8", "replace").decode()  # replaces lone surrogates
        signs = _automaton.find_matches_as_indexes(window, overlapping=True)
        for number in {_finder_of[sign] for sign, _, _ in signs}:
            found += _FINDERS[number][1](text, begin, end)
        if end == len(text):
            found += _find_signed(text)
    return found


def _windows(places: Iterable[Span], size: int) -> list[Span]:
    """Return a window around each place; overlapping windows are merged."""
    windows: list[Span] = []
    for first, last in sorted(places):
        begin, end = max(first - _LONGEST_POST, 0), min(last + _LONGEST_POST, size)
        if windows and begin <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((begin, end))
    return windows


def is_address(text: str) -> bool:
    """Return whether a whole text is a URL, host, mail address, handle or label, so never evidence."""
    return (0, len(text)) in _find_addresses(text, 0, len(text))


def _find_addresses(text: str, begin: int, end: int) -> Iterator[Span]:
    if any(text.find(sign, begin, end) >= 0 for sign in _SIGNS):
        yield from _spans(_ADDRESS, text, begin, end)
    if text.find(".", begin, end) >= 0 or any(text.find(sign, begin, end) >= 0 for sign in ("at)", "at]")):
        yield from _spans(_HOST, text, begin, end)
    if text.find("#", begin, end) >= 0 or text.find("＃", begin, end) >= 0:
        yield from _spans(_HASHTAGS, text, begin, end)


def _find_rights(text: str, begin: int, end: int) -> Iterator[Span]:
    """Yield copyright notices, from the start of their sentence to 60 characters after the sign."""
    for found in _RIGHTS.finditer(text, begin, end):
        first, last = found.span()
        opened = max(text.rfind(stop, max(first - _LONGEST_NAME, 0), first) for stop in ".。\n")
        first = first if found[0] in _OPENING else max(opened + 1, first - _LONGEST_NAME, 0)
        closed = text.find("\n", last, last + _LONGEST_NAME)
        yield first, closed if closed >= 0 else min(last + _LONGEST_NAME, len(text))


def _find_names(title: str, outlet: str) -> Iterator[Span]:
    """Yield the outlet before or after a headline, and in brackets."""
    known = normalize(outlet).text.strip().removeprefix("the ")
    cuts = list(_SEPARATED.finditer(title))
    if cuts:
        first, last = cuts[0], cuts[-1]
        for start, end in ((0, first.start()), (last.end(), len(title))):
            if _is_outlet(title[start:end], known):
                yield start, end
    for found in _BRACKETED.finditer(title):
        if _is_outlet(found[1], known):
            yield found.span()


def _is_outlet(name: str, known: str) -> bool:
    if len(name) > _LONGEST_NAME:
        return False
    normalized = normalize(name).text.strip().removeprefix("the ")
    return (bool(known) and normalized == known) or _is_short_name(name)


def _is_short_name(name: str) -> bool:
    """Return whether up to six capitalized words are the name of an outlet and not a sentence."""
    words = name.split()
    return (
        0 < len(words) <= 6  # noqa: PLR2004
        and names_press(name)
        and all(not word[0].islower() or len(word) <= 3 for word in words)  # noqa: PLR2004
    )


def _find_posts(text: str, begin: int, end: int) -> Iterator[Span]:
    for found in _POST.finditer(text, begin, end):
        first = max(found.start() - _LONGEST_POST, text.rfind("\n", 0, found.start()) + 1)
        opened = [one.start() for one in _POST_BEGIN.finditer(text, first, found.start())]
        stop = text.find("\n", found.end())
        last = min(found.end() + 100, stop if stop >= 0 else len(text))
        yield opened[-1] if opened else max(found.start() - 1, 0), last


def _find_follow(text: str, begin: int, end: int) -> Iterator[Span]:
    for found in _FOLLOW.finditer(text, begin, end):
        if _opens_sentence(text, found.start()):
            yield found.span()


def _find_bylines(text: str, begin: int, end: int) -> Iterator[Span]:
    for found in _BYLINE.finditer(text, begin, end):
        if names_press(found[0]):
            yield found.span()


def _find_bracketed(text: str, begin: int, end: int) -> Iterator[Span]:
    for found in _BRACKETED.finditer(text, begin, end):
        if _is_short_name(found[1]):
            yield found.span()


def _find_signed(text: str) -> Iterator[Span]:
    signed = _SIGNED.search(text, max(len(text) - 2 * _LONGEST_NAME, 0))
    if signed and _is_short_name(signed[1]):
        yield signed.span()


def _opens_sentence(text: str, place: int) -> bool:
    before = text[max(place - 3, 0) : place].rstrip(" ")
    return not before or before[-1] in ".!?。\n|)" or not text[place].isascii()


def _spans(pattern: re.Pattern[str], text: str, begin: int, end: int) -> Iterator[Span]:
    return (found.span() for found in pattern.finditer(text, begin, end))


def _all_of(pattern: re.Pattern[str]) -> Callable[[str, int, int], Iterator[Span]]:
    return lambda text, begin, end: _spans(pattern, text, begin, end)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


# Each finder runs only if one of its signs occurs: one automaton searches all signs in one pass.
_FINDERS: tuple[tuple[tuple[str, ...], Callable[[str, int, int], Iterator[Span]]], ...] = (
    (_SIGNS, _all_of(_ADDRESS)),
    (
        _words(
            ".com .net .org .info .gov .edu .mil .biz .news .press "
            ".media .asia .example .tv .io .co .la .k .th "
            ".me/ .be/ .ly/ .gl/ .gd/ at) at] at} at_) at_] AT) AT] "
            ".pdf .doc .xls .ppt .hwp .jp .png .gif .mp3 .mp4 .zip .PDF "
            ".vn .mm .cn .jp .tw .hk .sg .my .ph .tl .uk .au .de .fr .eu .ru .COM .LA"
        ),
        _all_of(_HOST),
    ),
    (("#", "＃"), _all_of(_HASHTAGS)),
    (
        _words("appeared published apparu erschien apareci públic public proviene появи muncul tampil"),
        _find_posts,
    ),
    (
        _words(
            "© ⓒ (c) (C) opyright OPYRIGHT ights_ 저작권 전재 "
            "版权 版權 転載 สงวน ສະຫງວນ Bản_quyền réserv vorbehalten "
            "derechos direitos diritti права"
        ),
        _find_rights,
    ),
    (
        _words(
            "Follow Like_ Subscribe Join_ Download Sign_up Suivez Abonn "
            "Folgen Sígue Sigue Siga Segui Ikuti Подпи "
            "Theo_dõi ติดตาม ຕິດຕາມ 关注 關注 Read_ Lire_ Mehr_"
        ),
        _find_follow,
    ),
    (
        _words(
            "ource hoto mage redit Via By_ eported Quelle Foto "
            "Fuente Fonte Sumber Nguồn Ảnh Источник Фото 출처 자료 "
            "사진 来源 來源 图源 圖源 出典 提供 写真 ที่มา ภาพ ข่าว ທີ່ມາ ແຫຼ່ງ ຂ່າວ ພາບ"
        ),
        _all_of(_SOURCE),
    ),
    (("=",), _all_of(_DESK)),
    (_words("By_ Von_ Par_ Por_ Di_ Oleh_"), _find_bylines),
    (("(", "[", "（", "【"), _find_bracketed),
)
_finder_of = [number for number, (signs, _) in enumerate(_FINDERS) for _ in signs]
_automaton = AhoCorasick([sign for signs, _ in _FINDERS for sign in signs])
