"""Words that often mean something else than a topic expects; used for advice only."""

# Normal form -> (why, what to write instead). Words of two meanings.
AMBIGUOUS = {
    "ລາວ": ("it is also the pronoun he or she", "write ສປປ ລາວ, ປະເທດລາວ or ລັດຖະບານລາວ"),
    "인도": (
        "it is handing over, India, and a pavement",
        "write 범죄인 인도 for one or 인도 정부 for the other",
    ),
    "조약": ("it also begins 조약돌, a pebble", 'demand the edge: { term = "조약", edge = true }'),
    "사기": ("it is fraud, but also morale and earthenware", "write 온라인 사기, 투자 사기 or 사기 조직"),
    "대사": (
        "it is an ambassador, but also metabolism and an actor's lines",
        "write 주라오스 대사 or 대사관",
    ),
    "이란": ("it is Iran, but also the ending of -이란", 'demand the edge: { term = "이란", edge = true }'),
    "타이": ("it is Thailand, but also a tie and part of 타이어", "write 태국"),
    "공조": ("it is cooperation, but also air conditioning", "write 형사사법공조 or 경찰 공조"),
    "タイ": ("it is Thailand, but also part of タイヤ, タイトル", "write タイ政府, or demand the edge"),
    "老": ("it is the adjective old", "write 老挝"),
    "lao": ("it is a surname and in Vietnamese labour", "write Lao PDR, Laos, or =Lao"),
    "mine": ("it is also a pronoun and a landmine", "write mining, or a phrase such as gold mine"),
}
# Words too general to match a topic alone. Beside keywords they do no harm.
BROAD = {
    "광물": ("it occurs in every text on mining", "require a group, or write 핵심 광물"),
    "mou": ("agreements of every kind are so called, and French mou is soft", "write =MOU with a weight"),
    "treaty": ("treaties of every kind are news", "write a phrase, or give it a weight"),
    "police": ("it occurs in every report of a crime", "write police cooperation, or give it a weight"),
    "airport": ("it occurs in reports of every kind", "write its name, or give it a weight"),
}
# Acronyms that are English words in lower case.
SHOUTED = frozenset({
    "ACT", "AID", "ARE", "CAN", "FAST", "GOLD", "HE", "ICE", "IT", "LEAD", "LED", "MAY", "MINE", "NOT", "ON",
    "OR", "PACT", "RARE", "US", "WHO",
})  # fmt: skip
