"""Invented articles and days as input for tests of the digest."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.models import (
    Counts,
    DigestInput,
    Evidence,
    FeedHealth,
    Gap,
    Health,
    Match,
    MatchedArticle,
    MissedArticle,
    TextSource,
    Unreadable,
    Window,
)

DAY = date(2025, 12, 16)
DAWN = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
TOPICS = (
    ("extradition", "Extradition and mutual legal assistance"),
    ("airport", "Luang Prabang airport"),
    ("minerals", "Critical minerals"),
    ("scams", "Online scams"),
)


def window(day: date = DAY, **changes: Any) -> Window:
    """Return the window of a day, 07:00 to 07:00 in Vientiane."""
    end = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)
    values: dict[str, Any] = {
        "date": day, "timezone": "Asia/Vientiane", "start": end - timedelta(days=1), "end": end,
        "first": 0, "last": 100, "closed": True,
    }  # fmt: skip
    return Window(**{**values, **changes})


def evidence(title: str, text: str, word: str, points: float = 10.0, group: str = "") -> Evidence:
    """Return the evidence of a word: in the title, else in the text, with its sentence."""
    place, field = (title, "title") if word in title else (text, "body")
    hit = place.index(word)
    ends = ".。\n"
    start = max((place.rfind(end, 0, hit) + 1 for end in ends), default=0)
    stops = [stop for end in ends if (stop := place.find(end, hit + len(word))) >= 0]
    end = min([*stops, len(place) - 1]) + 1
    start += len(place[start:end]) - len(place[start:end].lstrip())
    return Evidence(
        field=field, keyword=word, form=word, quote=place[start:end], start=start, end=end,
        hit_start=hit, hit_end=hit + len(word), points=points, group=group,
    )  # fmt: skip


def match(topic: str, title: str, text: str, words: Sequence[str]) -> Match:
    """Return the match of an article for words that it contains."""
    found = tuple(evidence(title, text, word) for word in words)
    score = sum(item.points for item in found)
    sums = " + ".join(f"{item.keyword} 10 ({item.field})" for item in found)
    return Match(topic, score, 10.0, found, f"{sums} = {score:g} >= 10")


def article(
    number: int,
    title: str,
    text: str,
    outlet: str | Sequence[str] = "Vientiane Courier",
    *,
    hours: float = -6,
    day: date = DAY,
    **changes: Any,
) -> MatchedArticle:
    """Return an article found a number of hours from the end of its day's window.

    `extradition=["treaty"]` matches it to that topic by these words, each in it; without any topic it matches
    extradition by its first word. Other changes are fields of MatchedArticle.
    """
    found = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    words = {topic: changes.pop(topic) for topic, _ in TOPICS if topic in changes}
    words = words or {"extradition": (title or text).split()[:1]}
    values: dict[str, Any] = {
        "article_id": number, "url": f"https://news.example/{number}", "title": title, "text": text,
        "sources": (outlet,) if isinstance(outlet, str) else tuple(outlet), "country": "LA", "language": "en",
        "published": found - timedelta(minutes=18), "found": found, "late": False,
        "text_source": TextSource.PAGE,
        "reason": "", "digest_date": day,
        "matches": tuple(match(topic, title, text, found_words) for topic, found_words in words.items()),
    }  # fmt: skip
    return MatchedArticle(**{**values, **changes})


def material(
    articles: Iterable[MatchedArticle] = (),
    earlier: Iterable[MatchedArticle] = (),
    **changes: Any,
) -> DigestInput:
    """Return the input of a day."""
    fresh = tuple(articles)
    values: dict[str, Any] = {
        "window": window(), "config_version": "5f2c9d1a", "topics": TOPICS, "top_stories": 3,
        "articles": fresh, "earlier": tuple(earlier), "history": (),
        "counts": Counts(feeds=12, articles=max(40, len(fresh)), matched=len(fresh)), "health": Health(),
    }  # fmt: skip
    return DigestInput(**{**values, **changes})


WIRE = (
    "VIENTIANE, Dec. 15 -- Laos and South Korea exchanged the instruments of ratification of their "
    "extradition treaty on Monday, the foreign ministry said. The treaty enters into force thirty days after "
    "the exchange. A second agreement on mutual legal assistance in criminal matters was signed at the same "
    "ceremony. "
    "Prosecutors of both countries will meet in Luang Prabang in February to agree on how requests are sent. "
    "Until now each request travelled through diplomatic channels and took eleven months on average."
)
KOREAN = (
    "정부는 15일 라오스와 범죄인 인도 조약 비준서를 교환했다고 밝혔다. 조약은 30일 뒤 발효된다. "
    "형사사법공조 조약도 같은 자리에서 서명됐다. 양국 검찰은 2월 루앙프라방에서 실무 회의를 연다. "
    "지금까지는 외교 경로를 거쳐야 해 평균 11개월이 걸렸다."
)
LAO = (
    "ສະໜາມບິນສາກົນຫຼວງພະບາງ ຈະໄດ້ຮັບການຂະຫຍາຍ ໂດຍບໍລິສັດ ສ.ເກົາຫຼີ ເລີ່ມແຕ່ເດືອນມີນາ. "
    "ໂຄງການນີ້ມີມູນຄ່າ 190 ລ້ານໂດລາ ແລະ ຈະໃຊ້ເວລາ 3 ປີ. ອາຄານຜູ້ໂດຍສານໃໝ່ຈະຮອງຮັບໄດ້ 3 ລ້ານຄົນຕໍ່ປີ."
)
THAI = (
    "ลาวและเกาหลีใต้ลงนามข้อตกลงสำรวจแร่สำคัญในแขวงคำม่วน โดยบริษัทเกาหลีจะลงทุนในโรงงานแยกแร่หายาก. "
    "รัฐบาลลาวจะถือหุ้นร้อยละ 15 และคาดว่าจะเริ่มผลิตได้ในปี 2028"
)


def busy_day() -> DigestInput:
    """Return a day with copies, an update, a running story, an event, many scripts and failing feeds."""
    minerals = (
        "The ministry of mines opened bids for three licences in Khammouane. Two Korean firms and one from "
        "Australia want the rare earth blocks, and the supply chain memorandum signed in Seoul gives the "
        "Koreans a first look. Villagers asked for a hearing before any drilling. A decision is due in March."
    )
    scams = (
        "Police in Bokeo freed 41 people from a compound on the Mekong where they were made to run romance "
        "scams by telephone. Nine of them are Korean. The raid followed a tip passed on by the new hotline "
        "opened last month."
    )
    old = article(
        1, "Laos, South Korea set date for extradition treaty", WIRE[:420].replace("ged", "ge today"),
        "Mekong Wire", extradition=["extradition"], day=DAY - timedelta(days=1), hours=-3,
    )  # fmt: skip
    running = article(
        2, "Bokeo raid frees 41 from scam compound", scams, "Golden Triangle Post",
        scams=["scam"], day=DAY - timedelta(days=2),
    )  # fmt: skip
    bids = (
        "Two Korean firms filed bids for rare earth licences in Khammouane on Monday, officials in the "
        "ministry of mines confirmed. An Australian company is the third bidder. A decision on the licences "
        "is due in March."
    )
    exchange = "Laos, South Korea exchange extradition instruments"
    treaty = "한·라오스, 범죄인 인도 조약 비준서 교환"
    race = "Three licences, four bidders: the race for Khammouane’s rare earths"
    fresh = [
        article(10, exchange, WIRE, "Mekong Wire", extradition=["extradition", "legal assistance"], hours=-9),
        article(
            11, exchange, WIRE + " (Mekong Wire)", extradition=["extradition", "legal assistance"], hours=-8
        ),
        article(
            12, "Treaty with Laos: instruments exchanged", WIRE[:400], ("Seoul Morning", "Busan Daily"),
            extradition=["extradition"], hours=-7, country="KR", late=True,
        ),
        article(
            13, f"[속보] {treaty}", KOREAN[:60], "한강일보", extradition=["범죄인 인도"], hours=-9.5,
            country="KR", language="ko", text_source=TextSource.SUMMARY, reason="http_403",
        ),
        article(
            14, f"{treaty}(종합)", KOREAN, "한강일보", extradition=["범죄인 인도", "형사사법공조"],
            scams=["검찰"], hours=-5, country="KR", language="ko",
        ),
        article(
            15, "ຂະຫຍາຍສະໜາມບິນສາກົນຫຼວງພະບາງ", LAO, "ໜັງສືພິມ ວັນໃໝ່",
            airport=["ສະໜາມບິນສາກົນຫຼວງພະບາງ", "ສ.ເກົາຫຼີ"], hours=-12, language="lo",
        ),
        article(
            16, "ลาว-เกาหลีใต้ ลงนามสำรวจแร่หายาก", THAI, "แม่โขงนิวส์", minerals=["แร่สำคัญ", "แร่หายาก"],
            hours=-4, country="TH", language="th",
        ),
        article(17, race, minerals, minerals=["rare earth", "supply chain"], hours=-3),
        article(
            18, "Korean firms bid for Khammouane rare earth licences", bids, "Mekong Wire",
            minerals=["rare earth"], hours=-2,
        ),
        article(
            19, "Bokeo raid frees 41 from scam compound", scams, "Chiang Rai Times", scams=["scam"],
            hours=-10, country="TH",
        ),
    ]  # fmt: skip
    history = [
        (DAY - timedelta(days=back), topic, count)
        for back in range(1, 29)
        for topic, count in (
            ("extradition", int(back % 9 == 0)), ("airport", int(back % 4 == 1)),
            ("minerals", back * 7 % 3), ("scams", 2 + back * 5 % 4),
        )
    ]  # fmt: skip
    sick = FeedHealth(
        "Lao Radio", "https://radio.example/rss", "failing", "timeout", "no answer within 30 s",
        DAWN - timedelta(hours=30),
    )  # fmt: skip
    silent = FeedHealth(
        "Luang Prabang Weekly", "https://weekly.example/rss", "silent", since=DAWN - timedelta(days=19)
    )
    gap = Gap(
        DAWN - timedelta(hours=20), DAWN - timedelta(hours=17, minutes=30), ("Mekong Wire", "Lao Radio")
    )
    health = Health(
        feeds=(sick, silent),
        unreadable=(Unreadable(f"[속보] {treaty}", "한강일보", "http_403", "https://news.example/13"),),
        gaps=(gap,),
        deliveries=("digest of 2025-12-15 to env:MAIL_URL: connection refused, next try 08:10",),
    )
    jets = "The terminal on the edge of Luang Prabang will take twice as many visitors."
    handed = "라오스, 피의자 두 명 넘겨"
    missed = (
        MissedArticle(
            31, "airport", "https://news.example/31", "Luang Prabang readies for bigger jets",
            ("Mekong Wire",), "en", DAWN - timedelta(hours=7), DAWN - timedelta(hours=6), (), 0.72,
            ("score 7.2 of 10",), jets,
        ),
        MissedArticle(
            32, "extradition", None, handed, ("한강일보",), "ko", None, DAWN - timedelta(hours=5), (), 0.47,
            ('no word of the group "suspects"',), handed,
        ),
    )  # fmt: skip
    counts = Counts(
        feeds=12, feeds_failing=1, articles=412, matched=len(fresh), unreadable=1, backlog=3, pending=2
    )
    return material(
        fresh, (old, running), history=tuple(history), health=health, counts=counts, missed=missed
    )


def empty_day() -> DigestInput:
    """Return a day on which everything worked and nothing matched."""
    return material(counts=Counts(feeds=12, articles=388))


def deaf_day() -> DigestInput:
    """Return a day on which no feed could be read."""
    names = ("Mekong Wire", "Vientiane Courier", "한강일보", "แม่โขงนิวส์")
    feeds = tuple(
        FeedHealth(name, f"https://{place}.example/rss", "failing", "dns", "name not resolved", DAWN)
        for place, name in enumerate(names)
    )
    gap = Gap(DAWN - timedelta(hours=22), DAWN - timedelta(hours=1), names)
    health = Health(
        feeds=feeds, gaps=(gap,), config_problems=("topics.toml:14: topics.x: unknown `keywrods`",)
    )
    return material(counts=Counts(feeds=4, feeds_failing=4), health=health, window=window(closed=False))


def lao_day() -> DigestInput:
    """Return a day of news in Lao only."""
    title = "ລັດຖະບານລາວ ແລະ ສ.ເກົາຫຼີ ແລກປ່ຽນສານສັດຕະຍາບັນສົນທິສັນຍາສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"
    treaty = (
        "ພິທີແລກປ່ຽນສານສັດຕະຍາບັນ ໄດ້ຈັດຂຶ້ນທີ່ນະຄອນຫຼວງວຽງຈັນ ໃນວັນທີ 15 ທັນວາ. "
        "ສົນທິສັນຍາວ່າດ້ວຍການສົ່ງຜູ້ຮ້າຍຂ້າມແດນ ຈະມີຜົນບັງຄັບໃຊ້ພາຍຫຼັງ 30 ວັນ."
    )
    work = "ກຳມະກອນກໍ່ສ້າງ ເລີ່ມວຽກຢູ່ສະໜາມບິນຫຼວງພະບາງແລ້ວ. ທາງແລ່ນໃໝ່ຍາວ 2.800 ແມັດ."
    articles = [
        article(1, "ຂະຫຍາຍສະໜາມບິນສາກົນຫຼວງພະບາງ", LAO, "ວັນໃໝ່", airport=["ສະໜາມບິນ", "ເກົາຫຼີ"], language="lo"),
        article(2, "ເລີ່ມກໍ່ສ້າງທາງແລ່ນໃໝ່", work, "ປະຊາຊົນ", airport=["ສະໜາມບິນ"], language="lo", hours=-3),
        article(3, title, treaty, "ສຽງຊາວໜຸ່ມ", extradition=["ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ"], language="lo", hours=-2),
    ]
    return material(articles)


def long_day() -> DigestInput:
    """Return a day with one article that has a very long headline and a very long word."""
    title = (
        "Foreign ministers of eleven countries, meeting in Luang Prabang for the fourth time this year, "
        "agree in principle on an extradition framework whose details, including who pays, are left to a "
        "committee"
    )
    text = f"The extradition framework is {'supercalifragilistic' * 12} long. It was agreed on Monday."
    outlet = "A Newspaper With Quite a Long Name of Its Own"
    return material([article(1, title, text, outlet, extradition=["extradition"])])
