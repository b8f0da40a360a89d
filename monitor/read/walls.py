"""Pages that answer 200 and are no article: error pages, walls of log-ins, cookies, scripts and payment.

Pure: no I/O, no clock. Only short texts are suspected: an article may well be about cookies.
"""

import re

SHORT = 600

# A character of these scripts says as much as two or three Latin letters.
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


def wall_in(title: str, text: str) -> str:
    """Return what kind of wall a page is, or "" for an article (faults.md row 91).

    The kinds: `soft_404`, `script_wall`, `login_wall`, `paywall`, `cookie_wall`.
    """
    if len(text) + len(_DENSE.findall(text)) > SHORT:
        return ""
    if _ERROR_TITLES.search(title) or _ERROR_TITLES.search(text[:100]):
        return "soft_404"
    return next((reason for reason, words in _WALLS.items() if words.search(text)), "")
