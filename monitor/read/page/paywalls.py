"""Detect pages with status 200 that are not articles: error pages, login, cookie, script and payment walls.

Only short texts are checked, because an article may be about cookies. A wall addresses its reader and lacks
the words of the headline.
"""

import re

from monitor.read.page.headline_words import headline_coverage, headline_terms

SHORT = 600

# A character of these scripts holds as much as two or three Latin letters.
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE | re.DOTALL)


_ERROR_TITLES = _any_of(
    r"^\W*(?:error\s*)?404\b",
    r"\b(?:page|article|content) (?:was |is )?(?:not found|no longer available|does not exist)",
    r"^not found\b",
    "페이지를 찾을 수 없",
    "존재하지 않는 (?:페이지|기사)",
    "ページが見つかりません",
    "页面(?:不存在|未找到)",
    "找不到(?:页面|頁面|網頁)",
    "ไม่พบหน้า",
    "ບໍ່ພົບໜ້າ",
    "không tìm thấy trang",
    "page (?:introuvable|non trouvée)",
    "seite nicht gefunden",
    "página no encontrada",
)
_WALLS = {
    "soft_404": _any_of(
        r"(?:page|article|url|file|content) (?:you (?:are looking for|requested)|requested|that you).{0,60}"
        r"(?:not|n't|no longer|cannot|moved|removed)",
        r"\b404\b.{0,40}not found",
        "삭제되었거나",
        "요청하신 (?:페이지|기사)",
        "お探しのページ",
        "您(?:访问|要查看)的(?:页面|文章)",
        "ไม่พบหน้าที่",
    ),
    "script_wall": _any_of(
        "(?:enable|turn on|requires?|need) (?:java ?script|cookies)",
        "java ?script (?:is|must be|to be) (?:disabled|enabled|required)",
        "자바스크립트를",
        "JavaScriptを有効",
        "checking (?:your|if the site) (?:browser|connection)",
        "verify(?:ing)? (?:that )?you are(?: a)? human",
        "are you a robot",
        "captcha",
    ),
    "login_wall": _any_of(
        "(?:log|sign) ?in (?:to|or (?:register|subscribe|create))",
        "please (?:log|sign) ?in",
        r"로그인(?:이 필요|\s?후|해 주)",
        "ログインして",
        "请(?:先)?登录",
        "請(?:先)?登入",
        "กรุณาเข้าสู่ระบบ",
    ),
    "paywall": _any_of(
        "subscri(?:be|ption|bers?) (?:to (?:continue|read|unlock|access)|required|only)",
        "(?:already|become) a subscriber",
        "(?:continue|keep) reading (?:with|for|this article)",
        "유료 (?:회원|구독|기사)",
        "구독자 전용",
        "有料(?:会員|記事)",
        "付费(?:阅读|内容)",
        "réservé aux abonnés",
    ),
    "cookie_wall": _any_of(
        "(?:accept|consent to|agree to|use of|uses) (?:all )?cookies",
        "쿠키 (?:사용|동의)",
    ),
}


_INTERSTITIAL = _any_of(
    r"^\W*(?:you are being |you will be |we are )?redirect(?:ing|ed)\b",
    r"^\W*(?:loading|please wait|one moment|just a moment|click here if you are not)\b",
    r"if you are not (?:automatically )?redirected",
    "잠시만 기다려",
    "페이지로 이동(?:합니다|중)",
    "自動的に(?:移動|転送|切り替わ)",
    "(?:正在|自动)(?:跳转|转跳)",
    "đang chuyển hướng",
    "กำลังเปลี่ยนเส้นทาง",
    "redirection (?:en cours|automatique)",
    "sie werden (?:automatisch )?weitergeleitet",
)
_INTERSTITIAL_SHORT = 200
# Phrases that address the reader, which news does not.
_ADDRESSED = _any_of(
    r"\b(?:please|you|your|you're|our (?:site|website|service|partners)|we use|this (?:site|website|page|article|content))\b",  # noqa: E501
    r"(?:^|[.!?\n]\s*)(?:sign|log) ?in\b|(?:^|[.!?\n]\s*)(?:subscribe|enable|accept|verify|continue|keep|become|already|"  # noqa: E501
    r"checking|javascript|register)\b|\b404\b.{0,40}not found|^\W*(?:error|captcha|cookies?)\b",
    "(?:습니다|십시오|세요|시오|바랍니다|시기|니까)(?:[.!?\\s]|$)|(?:유료|전용)\\s?(?:회원|구독|기사|콘텐츠)",
    "(?:ください|下さい|お客様|お探し|ません|会員限定|有料(?:会員|記事)です)",
    "[您请請]",
    "กรุณา|โปรด|คุณ|ท่าน|ไม่พบหน้า",
    r"\b(?:vui lòng|bạn|quý vị|veuillez|vous|votre|abonnés|bitte|ihre?n?|por favor|usted|inicie|tu|su navegador)\b",  # noqa: E501
)
_OWN_WORDS = 0.5
_FEW_WORDS = 2
_TOLD = 60


def detect_wall(title: str, text: str, headline: str = "") -> str:
    """Return what kind of wall a page is, or "" for an article (faults.md row 91).

    The kinds are `soft_404`, `script_wall`, `login_wall`, `paywall`, `cookie_wall` and `interstitial`. A word
    such as "captcha" alone is not enough: it must address the reader, in a text without the headline's words.
    """
    weight = len(text) + len(_DENSE.findall(text))
    if weight > SHORT:
        return ""
    body = " ".join(text.split())
    if headline:
        body = body.replace(" ".join(headline.split()), " ")
    covered = _covers_headline(body, headline)
    error_title = _ERROR_TITLES.search(title)
    if error_title and not (_ERROR_TITLES.search(headline) or covered):
        return "soft_404"
    if _ERROR_TITLES.search(text[:100]) and not covered:
        return "soft_404"
    if weight <= _INTERSTITIAL_SHORT and _INTERSTITIAL.search(body.strip()) and not covered:
        return "interstitial"
    reason = next((reason for reason, words in _WALLS.items() if words.search(body)), "")
    if not reason or covered:
        return ""
    # A wall addresses the reader in the sentence that holds the phrase, or in the one next to it.
    walls = _WALLS[reason]
    found = walls.search(body)
    start, end = (found.start(), found.end()) if found else (0, 0)
    sentence = body[_sentence_start(body, start) : _sentence_end(body, end)]
    return reason if _ADDRESSED.search(sentence) else ""


def _covers_headline(text: str, headline: str) -> bool:
    """Return whether a text, without its headline, still has most terms of the headline."""
    wanted = headline_terms(headline)
    return (
        len(wanted) >= _FEW_WORDS and len(text) >= _TOLD and headline_coverage(text, headline) >= _OWN_WORDS
    )


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in ".!?。！？") + 1


def _sentence_end(text: str, at: int) -> int:
    ends = [end for mark in ".!?。！？" if (end := text.find(mark, at)) >= 0]
    return min(ends, default=len(text)) + 1
