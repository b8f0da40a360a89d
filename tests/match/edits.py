"""Hypothesis strategies for topics in many scripts, edits of them, and articles that their words occur in."""

from dataclasses import replace

from hypothesis import strategies as st

from monitor.config.versions import topics_version
from monitor.match import topic_problems
from monitor.models import Group, Keyword, Outlet, Topic, Topics

WORDS = (
    "treaty", "extradit*", "=KAC", "title:summit", "mineral water", "mineral", "signing", "Laos", "=Lao",
    "조약", "범죄인 인도", "라오스", "한국", "광물", "ສົນທິສັນຍາ", "ລາວ", "ແຮ່ທາດ", "สนธิสัญญา", "ลาว",
    "引渡", "老挝", "条约", "矿产", "Lào", "khoáng sản", "hiệp ước", "договор", "Лаос", "traité", "Corée",
)  # fmt: skip
_SPOKEN = (
    *(word.strip("*=").removeprefix("title:") for word in WORDS),
    "extradition", "treaties", "범죄인인도 조약을", "라오스에서", "Lào Cai", "the", "of", "a", "말했다",
    "ແລະ", "Laotian Times", "라오스통신", "https://example.com/Laos-treaty", "@mineral", "#Laos",
    "Copyright Laos News", "The post appeared first on Lao Times", "(Laos Daily)", "Source: Laos treaty",
    "Follow us on Facebook",
)  # fmt: skip
_GROUPS = ("laos", "korea", "deals")

words = st.sampled_from(WORDS)
weights = st.sampled_from((None, None, None, 4.0, 6.0, 12.0, 0.0))


@st.composite
def keywords(draw: st.DrawFn) -> Keyword:
    """Draw a keyword, plain or with any of its options."""
    return Keyword(
        draw(words),
        draw(weights),
        draw(st.sampled_from(("", "en", "ko", "vi"))),
        draw(st.booleans()),
        draw(st.sampled_from(((), (), (), ("LA",)))),
        draw(st.sampled_from(((), (), (), ("korea",)))),
    )


@st.composite
def groups(draw: st.DrawFn, name: str) -> Group:
    """Draw a group, perhaps with a mask, a nested group and countries."""
    masks = draw(st.sampled_from(((), (Keyword("Lào Cai", 0.0),), (Keyword("mineral water", 0.0),))))
    members = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    includes = draw(st.sampled_from(((), (), tuple(other for other in ("korea",) if other != name))))
    countries = draw(st.sampled_from(((), (), ("LA",))))
    return Group(name, (*map(Keyword, members), *masks), includes, countries)


QUERIES = (
    "",
    "",
    "",
    "treaty AND NOT Laos",
    "@laos NEAR/5 mineral",
    "条约 OR 조약 OR @deals",
    "treaty NOT @korea",
)


@st.composite
def topics_of_id(draw: st.DrawFn, name: str) -> Topic:
    """Draw a topic."""
    return Topic(
        name,
        name.title(),
        tuple(draw(st.lists(keywords(), min_size=1, max_size=5))),
        tuple(draw(st.lists(st.sampled_from(_GROUPS), max_size=2, unique=True))),
        tuple(map(Keyword, draw(st.lists(words, max_size=1)))),
        draw(st.sampled_from((None, None, 3, 30))),
        draw(st.sampled_from((10.0, 10.0, 6.0, 14.0))),
        draw(st.sampled_from(QUERIES)),
    )


def versioned(groups: tuple[Group, ...], topics: tuple[Topic, ...]) -> Topics:
    """Return topics with their version and the name of an outlet."""
    return Topics(groups, topics, topics_version(groups, topics), ("Laos Daily",))


@st.composite
def configs(draw: st.DrawFn) -> Topics:
    """Draw valid topics."""
    names = draw(st.lists(st.sampled_from(("treaties", "minerals", "visits")), min_size=1, unique=True))
    made = versioned(
        tuple(draw(groups(name)) for name in _GROUPS), tuple(draw(topics_of_id(name)) for name in names)
    )
    return made if not list(topic_problems(made)) else draw(configs())


@st.composite
def edited(draw: st.DrawFn) -> tuple[Topics, Topics]:
    """Draw topics and an edit of them: one to three changes of any kind."""
    before = draw(configs())
    after = before
    for _ in range(draw(st.integers(1, 3))):
        after = draw(_one_edit(after))
    return (before, after) if not list(topic_problems(after)) else draw(edited())


@st.composite
def _one_edit(draw: st.DrawFn, topics: Topics) -> Topics:
    kind = draw(
        st.sampled_from(("keyword", "weight", "remove", "group", "topic", "all", "threshold", "exclude"))
    )
    groups, listed = list(topics.groups), list(topics.topics)
    at = draw(st.integers(0, len(listed) - 1))
    one = listed[at]
    if kind == "keyword":
        listed[at] = replace(one, keywords=(*one.keywords, draw(keywords())))
    elif kind == "weight":
        listed[at] = replace(
            one, keywords=(replace(one.keywords[0], weight=draw(weights)), *one.keywords[1:])
        )
    elif kind == "remove" and len(one.keywords) > 1:
        listed[at] = replace(one, keywords=one.keywords[1:])
    elif kind == "group":
        place = draw(st.integers(0, len(groups) - 1))
        groups[place] = draw(groups_of(groups[place].name))
    elif kind == "topic":
        listed[at] = draw(topics_of_id(one.id))
    elif kind == "all":
        return draw(configs())
    elif kind == "threshold":
        listed[at] = replace(one, threshold=draw(st.sampled_from((6.0, 9.0, 12.0))))
    else:
        listed[at] = replace(one, exclude=tuple(map(Keyword, draw(st.lists(words, max_size=2)))))
    return versioned(tuple(groups), tuple(listed))


groups_of = groups


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, str, Outlet]:
    """Draw the title and text of an article, and its outlet."""
    joint = draw(st.sampled_from((" ", " ", ", ", ". ", "\n")))
    said = st.lists(st.sampled_from(_SPOKEN), max_size=12)
    title = " ".join(draw(st.lists(st.sampled_from(_SPOKEN), max_size=4)))
    outlet = draw(st.sampled_from((Outlet(), Outlet("Laos Daily", "LA"), Outlet("Korea Post", "KR"))))
    return title, joint.join(draw(said)), outlet
