"""Hostile texts, and a day that has them in every field from outside."""

from dataclasses import replace

from monitor.models import Counts, DigestInput, FeedHealth, Gap, Health, MissedArticle, Unreadable
from tests.digest.inputs import DAWN, TOPICS, WIRE, article, material

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=1>x</text></a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'>",
    "<object data='javascript:alert(1)'>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<form action='javascript:alert(1)'><input type=submit>",
    "<button formaction='javascript:alert(1)' autofocus onfocus=alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "</title></style></textarea></script><script>alert(1)</script>",
    '" onmouseover="alert(1)" x="\' onfocus=\'alert(1)',
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<template><script>alert(1)</script></template>",
)
MARKDOWN = (
    "a](https://evil.example) [b",
    "](https://evil.example)",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "[x]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example/x",
    "www.evil.example",
    "mail a@evil.example now",
    "# a heading",
    "## a heading ##",
    "a\n===",
    "a\n---",
    "---",
    "```\ncode\n```",
    "~~~ x",
    "    indented",
    "> quoted",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "| a | b |\n|---|---|\n| c | d |",
    "**bold** _italic_ ~~gone~~ `code`",
    "&lt;b&gt; &#106; &copy; &amp;",
    "a\\",
    "\\[x\\](https://evil.example)",
    "line one\nline two\r\n\r\n# three",
    "[^1] [^1]: note",
    ":smile: $x^2$",
    "a<br>b<!-- c -->",
    "*",
    "_",
)
CONTROLS = (
    "\x1b[2J\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "a\x00b\x08c\x7fd\x9be",
    "invoice\u202efdp.exe",
    "\u2066\u2067\u2068x\u2069",
    "line\u2028separated\u2029text",
    "lone \ud800 surrogate \udfff",
    "\ufeff\ufffe\uffff",
)
TEMPLATES = (
    "{{7*7}}",
    "{% for x in y %}",
    "{#x#}",
    "%s %(x)s %n",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
)
CALLS = ("<!channel>", "<!here|x>", "@everyone", "@here", "@room", "<@U012AB3CD>", "<#C1|x>", "*_`~x~`_*")
WORDS = MARKUP + MARKDOWN + CONTROLS + TEMPLATES + CALLS
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    "ftp://e.example/",
    "//evil.example/x",
    "/relative",
    "http://",
    "http:///x",
    "http://[bad/",
    "http://user:pass@e.example/",
    "http://e.example\\@evil.example/",
    "http://e.example/a\nb",
    "https://e.example/ a",
    "https://e.example:99999/",
    "https://e.example/" + "a" * 3000,
)


def hostile_day(word: str, url: str | None = "https://news.example/1") -> DigestInput:
    """Return a day with one text in every field that comes from a feed, a page, an error or the config."""
    one = article(
        1, f"{word} treaty", f"{word} treaty. {WIRE}", (word, f"{word} two"), extradition=["treaty"], url=url
    )
    (match,) = one.matches
    found = tuple(
        replace(item, keyword=word, group=group) for item in match.evidence for group in ("", word)
    )  # fmt: skip
    found = (
        *found,
        replace(found[0], field="body", quote=one.text[:200], start=0, hit_start=0, hit_end=len(word) or 1),
    )
    one = replace(
        one,
        matches=(replace(match, evidence=found, arithmetic=word),),
        country=word,
        language=word,
        reason=word,
    )
    health = Health(
        feeds=(FeedHealth(word, url or "", word, word, word, DAWN),),
        unreadable=(Unreadable(word, word, word, url, word),),
        gaps=(Gap(DAWN, DAWN, (word,)),),
        config_problems=(word,),
        deliveries=(word,),
    )
    topics = ((TOPICS[0][0], f"{word} topic"), *TOPICS[1:])
    counts = Counts(feeds=1, feeds_failing=1, articles=1, matched=1)
    missed = MissedArticle(
        2, TOPICS[0][0], url, word, (word,), word, None, DAWN, (), 0.5, (word,), f"{word} said."
    )
    return material([one], topics=topics, health=health, config_version=word, counts=counts, missed=(missed,))
