"""Throughput of matching beside bare automata, in one run: MB of UTF-8 text a second on one core.

    python benchmarks/match.py [--megabytes 5] [--rounds 5] [--keywords 10,1000,100000]

The whole matching (normalization, search, word boundaries, scoring, quotes) is compared with a bare search of
normalized text, and with normalizing and searching together; `re` and `in` run on a sample. Texts are those
of ../shared if they exist, else invented. Half of the keywords are phrases of articles that are not searched,
half are invented words of the same letters. With 100,000 keywords nearly every other
pair of words is a keyword, so each article matches dozens of topics and the time goes into explaining
them. The last run has as many keywords, but only as many phrases as the run with 1,000: the cost of
keywords alone.
"""

import argparse
import json
import platform
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs

from monitor.match import compile_topics, match_article, normalize
from monitor.models import Group, Keyword, Topic, Topics

try:
    import ahocorasick
except ImportError:
    ahocorasick = None

SHARED = Path(__file__).parents[2] / "shared" / "data" / "texts" / "dev.jsonl"
INVENTED = {
    "en": "Officials of both countries signed the treaty on Monday and agreed to widen trade in minerals.",
    "ko": "양국 정상은 월요일 조약에 서명하고 핵심 광물 교역을 확대하기로 합의했다.",
    "lo": "ເຈົ້າໜ້າທີ່ຂອງທັງສອງປະເທດໄດ້ລົງນາມໃນສົນທິສັນຍາໃນວັນຈັນ ແລະ ຕົກລົງຂະຫຍາຍການຄ້າແຮ່ທາດໃນປີໜ້າ",
    "th": "เจ้าหน้าที่ของทั้งสองประเทศลงนามในสนธิสัญญาเมื่อวันจันทร์และตกลงขยายการค้าแร่ในปีหน้า",
    "zh": "两国官员周一签署条约，并同意明年扩大关键矿产贸易。",
    "vi": "Quan chức hai nước đã ký hiệp ước hôm thứ Hai và nhất trí mở rộng thương mại khoáng sản.",
}
SPACED = {"en", "fr", "de", "vi", "ko"}
SHARE_FROM_TEXTS = 0.5
FEW = 1_000
ARTICLE_BYTES = 5_000
SAMPLE_BYTES = 40_000  # for the methods whose cost grows with the keywords


Pieces = dict[str, list[tuple[str, str]]]


def read_pieces() -> tuple[Pieces, Pieces]:
    """Return titles and texts by language, half for making keywords and half to search."""
    if SHARED.exists():
        lines = map(json.loads, SHARED.read_text(encoding="utf-8").splitlines())
        pieces = [(line["lang"], line["title"] or "", line["text"] or "") for line in lines]
    else:
        pieces = [(language, text[:40], text) for language, text in INVENTED.items()]
    halves: tuple[Pieces, Pieces] = ({}, {})
    for number, (language, title, text) in enumerate(pieces):
        for half in range(2):
            if number % 2 == half or not SHARED.exists():
                halves[half].setdefault(language, []).append((title, text))
    return halves


def make_articles(megabytes: float, pieces: Pieces, rng: random.Random) -> list[tuple[str, str]]:
    """Return (title, text) of about 5 kB each, with this total of MB."""
    languages = [language for language, found in pieces.items() for _ in found]
    articles, size = [], 0
    while size < megabytes * 1e6:
        language = rng.choice(languages)
        title, text = rng.choice(pieces[language])
        while len(text.encode()) < ARTICLE_BYTES:
            text = f"{text}\n{rng.choice(pieces[language])[1]}"
        articles.append((title, text))
        size += len(text.encode())
    return articles


def make_keywords(
    count: int, pieces: Pieces, rng: random.Random, phrases: int = sys.maxsize
) -> list[Keyword]:
    """Return distinct keywords: phrases of the texts, and invented words of the same letters."""
    alphabets = {
        language: sorted({char for _, text in found for char in text if char.isalpha()})
        for language, found in pieces.items()
    }
    languages = [language for language, found in pieces.items() for _ in found]
    keywords: dict[str, Keyword] = {}
    while len(keywords) < count:
        language = rng.choice(languages)
        words = rng.choice(pieces[language])[1].split()
        if words and len(keywords) < phrases / SHARE_FROM_TEXTS and rng.random() < SHARE_FROM_TEXTS:
            at = rng.randrange(len(words))
            phrase = " ".join(words[at : at + 2]) if language in SPACED else words[at][:8]
        else:
            phrase = "".join(rng.choice(alphabets[language]) for _ in range(rng.randint(4, 10)))
        phrase = phrase.strip(" .,*=\"'()").casefold()
        if len(phrase) > 3 and "*" not in phrase and any(map(str.isalpha, phrase)):
            keywords.setdefault(phrase, Keyword(phrase, language=language))
    return list(keywords.values())


def make_topics(keywords: list[Keyword]) -> Topics:
    """Return topics of twenty keywords each that require one group."""
    group = Group("laos", tuple(map(Keyword, ("Laos", "라오스", "ສປປ ລາວ", "ลาว", "老挝", "Lào", "ラオス"))))
    topics = tuple(
        Topic(f"topic-{at}", "Topic", tuple(keywords[at : at + 20]), require=("laos",))
        for at in range(0, len(keywords), 20)
    )
    return Topics((group,), topics, "benchmark")


def measure(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each function; they take turns, so that load affects all alike."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.process_time()
            work()
            seconds = time.process_time() - start
            least[name] = min(seconds, least.get(name, seconds))
    return least


def compare(keywords: list[Keyword], articles: list[tuple[str, str]], rounds: int) -> None:
    """Print the throughput of each method with these keywords."""
    start = time.process_time()
    compiled = compile_topics(make_topics(keywords))
    compile_seconds = time.process_time() - start
    texts = [text for _, text in articles]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    normalized = [normalize(text).text for text in texts]
    patterns = list(dict.fromkeys(normalize(keyword.term).text.strip() for keyword in keywords))
    rust = ahocorasick_rs.AhoCorasick(patterns, store_patterns=False)
    match_article(compiled, "", texts[0])

    def match_all() -> None:
        for title, text in articles:  # nothing is kept, so that the garbage collector is not what is measured
            match_article(compiled, title, text)

    def normalize_all() -> None:
        for text in texts:
            normalize(text)

    works: dict[str, Callable[[], object]] = {
        "ours": match_all,
        "normalizing": normalize_all,
        "ahocorasick-rs": lambda: [
            rust.find_matches_as_indexes(text, overlapping=True) for text in normalized
        ],
    }
    if ahocorasick is not None:
        automaton = ahocorasick.Automaton()
        for number, pattern in enumerate(patterns):
            automaton.add_word(pattern, number)
        automaton.make_automaton()
        works["pyahocorasick"] = lambda: [list(automaton.iter(text)) for text in normalized]
    bare = measure(works, rounds)
    ours, normalizing = bare.pop("ours"), bare.pop("normalizing")
    best = min(bare.values())
    found = sum(len(match_article(compiled, title, text).matches) for title, text in articles)

    strings = f"{len(compiled.uses):,} strings with their forms"
    print(f"\n{len(keywords):,} keywords ({strings}), compiled in {compile_seconds:.2f} s")
    print(f"  {megabytes:.1f} MB, {len(articles):,} articles, {found / len(articles):.2f} matches an article")
    row("this program, the whole of it", megabytes / ours, f"{ours / len(articles) * 1e3:.3f} ms an article")
    row("normalizing alone", megabytes / normalizing)
    for name, seconds in bare.items():
        row(f"{name}, normalized text", megabytes / seconds)
    row("the better one, normalizing counted", megabytes / (best + normalizing))
    share = (best + normalizing) / ours
    row("this program against that", share, "the bar is 0.33" + ("" if share >= 1 / 3 else ": MISSED"))
    compare_naive(patterns, normalized)


def compare_naive(patterns: list[str], normalized: list[str]) -> None:
    """Print the throughput of a big alternation and a loop of `in` on a sample."""
    sample, size = [], 0
    for text in normalized:
        if size < SAMPLE_BYTES:
            sample.append(text)
            size += len(text.encode())
    alternation = re.compile("|".join(map(re.escape, patterns)))
    naive = measure(
        {
            "re alternation": lambda: [alternation.findall(text) for text in sample],
            "a loop of `in`": lambda: [
                [pattern for pattern in patterns if pattern in text] for text in sample
            ],
        },
        1,
    )
    for name, seconds in naive.items():
        row(f"{name}, normalized text", size / 1e6 / max(seconds, 1e-9))


def row(name: str, value: float, note: str = "") -> None:
    """Print one line."""
    print(f"  {name:<34} {value:>9.2f}  {note}")


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keywords", default="10,1000,100000")
    asked = parser.parse_args()
    rng = random.Random(15122025)
    for_keywords, for_articles = read_pieces()
    articles = make_articles(asked.megabytes, for_articles, rng)
    print(f"MB/s on one core; Python {sys.version.split()[0]}, {platform.machine()}")
    counts = list(map(int, asked.keywords.split(",")))
    for count in counts:
        compare(make_keywords(count, for_keywords, rng), articles, asked.rounds)
    if max(counts) > FEW:
        print(f"\nas many keywords, but only as many phrases of the news as among {FEW:,}:")
        few = int(FEW * SHARE_FROM_TEXTS)
        compare(make_keywords(max(counts), for_keywords, rng, few), articles, asked.rounds)


if __name__ == "__main__":
    main()
