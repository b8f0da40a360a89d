"""Recognize names of outlets and agencies: an outlet named after a country is not evidence for the country.

Laotian Times, 라오스통신 and 老挝通讯社 say who reports, not where it happened.
"""

import re
from collections.abc import Iterable

# After the name of a place they make an outlet's name; Latin letters need a capital.
_AFTER = """
    Times; Herald; Post; News; News Agency; Press Agency; Daily; Globe; Bulletin; Inquirer; Tribune; Gazette;
    Chronicle; Observer; Television; TV; Broadcasting; Broadcasting System; Broadcasting Corporation;
    Radio; Weekly; Newspaper; Briefing; Mai; Insider; Business Journal; Nachrichtenagentur; Zeitung;
    Magazine; 매거진; 杂志; 雜誌;
    일보; 신문; 뉴스; 통신; 통신사; 타임스; 타임즈; 헤럴드; 방송; 데일리; 투데이; 중앙데일리; 저널; 포스트;
    通讯社; 通訊社; 新闻社; 新聞社; 时报; 時報; 日报; 日報; 邮报; 新闻网; 新聞網; 电视台; 電視台;
    广播电台; 通信社; 経済新聞;
    新聞; タイムズ; ニュース; ポスト;
    ไทมส์; ไทม์ส; ไทมส; ไทม์; โพสต์; นิวส์; ทีวี;
    ທາມ; ທາຍ; ໄທມ໌; ໄທສ໌; ໂພສ; ໂພສຕ໌; ນິວສ໌; ທີວີ; ໃໝ່; ພັດທະນາ
"""
# Before the name of a place.
_BEFORE = """
    Voice of; Radio; Radio Free Asia; Agence de presse; Agence; agencia de noticias; agencia de noticias de;
    agência de notícias; agência de notícias de; agenzia di stampa; kantor berita; Nachrichtenagentur;
    Thông tấn xã; Tạp chí; Thời báo; Revista; Revista de; Revue; Journal du; Journal de; Majalah;
    журнал; газета; นิตยสาร; ວາລະສານ; Đài Tiếng nói; Đài Truyền hình; Báo điện tử; информагентство; агентство;
    สำนักข่าวสาร; สำนักข่าว; หนังสือพิมพ์; สถานีวิทยุ; สถานีโทรทัศน์;
    ສຳນັກຂ່າວສານ; ສຳນັກຂ່າວ; ຂ່າວສານ; ໜັງສືພິມ; ຫນັງສືພິມ; ໂທລະພາບແຫ່ງຊາດ; ວິທະຍຸກະຈາຍສຽງແຫ່ງຊາດ
"""
# Too common in other words (Đài Loan, cảnh báo) to make a whole title segment the name of an outlet.
_BEFORE_PLACE_ONLY = "Báo; Đài; Kênh; Truyền hình"
# Outlet names in which such a word is missing or not next to the place.
_NAMES = """
    Korea JoongAng Daily; Korea Biz Wire; Korea IT Times; BusinessKorea; Business Korea; Korea Economic Daily;
    Korea Economic Institute; Korean Central News Agency; Korean Central Television; Seoul Shinmun;
    Seoul Economic Daily; Pulse by Maeil; Yonhap News Agency; Vientiane Mai; Lao Phattana; Lao News Agency;
    Lao National Radio; Lao National Television; Lao Star Channel; Global New Light of Myanmar; Myanmar Now;
    Myanmar Alin; Thai PBS; Thai Rath; Thairath; Thai Enquirer; Philippine Star; Mekong Eye;
    Voice of America Korea; VOA Lao; VOA Korea; VOA Korean; RFA Lao; RFA Korea; RFA Korean; BBC Korea;
    =Lao Service; =Laotian Service; =Korean Service; =Burmese Service; =Khmer Service; =Vietnamese Service;
    Nhân Dân; Tiền Phong; Viet Nam News Agency; The Mekong Review;
    코리아헤럴드; 코리아타임스; 코리아중앙데일리; 한국일보; 한국경제신문; 한국경제TV; 한국방송공사;
    서울신문; 서울경제신문; 서울방송; 아주경제; 대한뉴스; 조선중앙통신
"""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(name.split()) for name in text.split(";"))))


PRESS_AFTER = _listed(_AFTER)
PRESS_BEFORE = _listed(f"{_BEFORE};{_BEFORE_PLACE_ONLY}")
PRESS_NAMES = _listed(_NAMES)

# Words allowed between place and press word: Lao National Television, 라오스 국영통신, 老挝国家通讯社.
is_gap = re.compile(
    r" ?(?:(?:국영|관영|국립|국가|중앙|国家|國家|巴特寮|万象|kpl|national|central|state|economic|joongang)"
    r"\w{0,3} ?)?"
).fullmatch
# 라오스 통신사업자 is a telecoms company and 韩国新闻发布会 a press conference.
is_other_word = re.compile("(?:망|사업|시장|업|장비|기업|위성|부|요금|발표|人|发|發|报道|報道)").match

_WORDS = (*PRESS_AFTER, *_listed(_BEFORE))
_is_press = re.compile(
    "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in _WORDS),
    re.IGNORECASE,
).search
_DOMAIN = re.compile(r"\.(?:com|net|org|la|kr|th|vn|kh|mm|cn|jp|info|news|asia)\b", re.IGNORECASE)


def names_press(name: str) -> bool:
    """Return whether the words of a name make it an outlet's name: The Laotian Times, 조선일보."""
    return _is_press(name) is not None or _DOMAIN.search(name) is not None


def outlet_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are clearly outlet names, each once.

    A feed may be named after a ministry or a country, which occurs in news; such a name masks nothing.
    """
    return tuple(dict.fromkeys(name.strip() for name in names if names_press(name)))
