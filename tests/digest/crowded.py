"""A generated day with hundreds of invented events in nine languages."""

from datetime import timedelta
from random import Random

from monitor.models import Counts, DigestInput, MatchedArticle
from tests.digest.inputs import DAY, article, material

TOPICS = (
    ("extradition", "Extradition and mutual legal assistance"),
    ("airport", "Luang Prabang airport"),
    ("minerals", "Critical minerals"),
    ("scams", "Online scams"),
)
# A headline and a sentence of each language; {name} and {n} make each event one of its own.
_WORDS = {
    "en": ("{name} council approves {n} new homes", "The {name} council voted on {n} homes.", "council"),
    "ko": ("{name} 지방의회, 강변 주택 {n}채 승인", "{name} 지방의회가 주택 {n}채를 승인했다.", "지방의회"),
    "lo": ("ສະພາ {name} ອະນຸມັດເຮືອນ {n} ຫຼັງ ແຄມແມ່ນ້ຳ", "ສະພາ {name} ລົງຄະແນນອະນຸມັດເຮືອນ {n} ຫຼັງ.", "ສະພາ"),
    "th": ("สภา {name} อนุมัติบ้านใหม่ {n} หลังริมแม่น้ำ", "สภา {name} ลงมติเรื่องบ้าน {n} หลัง.", "สภา"),
    "zh": ("{name}议会批准在河边新建{n}套住房", "{name}议会就{n}套住房进行了表决。", "议会"),
    "vi": ("Hội đồng {name} duyệt {n} căn nhà", "Hội đồng {name} bỏ phiếu về {n} căn.", "Hội đồng"),
    "ja": ("{name}議会、川沿いの住宅{n}戸を承認", "{name}議会は住宅{n}戸について採決した。", "議会"),
    "fr": ("Le conseil de {name} approuve {n} logements", "Le conseil de {name} les a votés.", "conseil"),
    "km": (
        "ក្រុមប្រឹក្សា {name} អនុម័តផ្ទះថ្មី {n} ខ្នង",
        "ក្រុមប្រឹក្សា {name} បានបោះឆ្នោត។", "ក្រុមប្រឹក្សា",
    ),
}  # fmt: skip
_SYLLABLES = ("ban", "dor", "kel", "mun", "nak", "pha", "rin", "sai", "tha", "vang", "xay", "zor")
_SHARES = (60, 25, 12, 3)  # percent of the events in each topic


def crowded_day(events: int = 500, seed: int = 1) -> DigestInput:
    """Return a day of many events, one article each, spread unevenly over four topics."""
    random = Random(seed)
    history = [
        (DAY - timedelta(days=back), topic, random.randrange(share * events // 100 + 1))
        for back in range(1, 29)
        for (topic, _), share in zip(TOPICS, _SHARES, strict=True)
    ]
    articles = [_event(number, random) for number in range(1, events + 1)]
    counts = Counts(feeds=120, articles=events * 9, matched=events)
    return material(articles, history=tuple(history), counts=counts)


def _event(number: int, random: Random) -> MatchedArticle:
    language = random.choice(sorted(_WORDS))
    title, text, word = _WORDS[language]
    name = "".join(random.choices(_SYLLABLES, k=4)).capitalize()
    values = {"name": name, "n": random.randrange(100, 100_000)}
    (topic,) = random.choices([topic for topic, _ in TOPICS], _SHARES)
    told = f"{text.format(**values)} {name} {random.getrandbits(200)}."
    return article(
        number, title.format(**values), told, f"{name} Post", hours=-random.uniform(0, 23), language=language,
        **{topic: [word] if random.random() < 0.5 else [word, name]},
    )  # fmt: skip
