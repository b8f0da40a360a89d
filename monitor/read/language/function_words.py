"""Detect the language of a text in Latin letters by its most frequent words.

Templates often state a wrong language. Short texts and languages not listed here give no answer.
"""

import re
from collections.abc import Iterable

# Words that are frequent in one of these languages and rare or different in the others.
_WORDS = {
    "en": "the of and to in that is was for on with as by at from has have been were which their this would said",  # noqa: E501
    "fr": "le la les des du et est dans une pour que qui au aux sur par avec ont ce cette sont pas leur été",
    "es": "el la los las de del y en que por con para una se su al como más fue es han sobre este esta entre",
    "pt": "o os as da do das dos em que com para uma um não na no por foi mais ao pela pelo são também se e é",  # noqa: E501
    "it": "il lo gli della del delle dei di che per una con nel nella sono è dal alla anche più come si da e ha",  # noqa: E501
    "de": "der die das und ist nicht den von mit dem des für auf sich eine ein im wird auch als nach bei aus hat",  # noqa: E501
    "nl": "de het een van en is dat op te voor met zijn niet aan door ook bij naar uit heeft worden over werd",  # noqa: E501
    "id": "yang dan di dengan untuk pada ini dari itu akan tidak ke dalam oleh telah juga adalah mengatakan para",  # noqa: E501
    "ms": "yang dan di dengan untuk pada ini dari itu akan tidak ke dalam oleh telah juga adalah berkata kepada",  # noqa: E501
    "sv": "och att det som en är av för på med den till inte har om ett de från kan vid även var han hon",
    "da": "og at det som en er af for på med den til ikke har om et de fra kan ved også var han hun",
    "no": "og at det som en er av for på med den til ikke har om et de fra kan ved også var han hun etter",
    "pl": "i w na z do się że jest nie od za przez oraz dla po jak jego są był został również które który",
    "tr": "ve bir bu için ile da de olarak olan daha gibi sonra kadar ise çok var dedi ancak tarafından",
    "tl": "ang ng sa mga na ay si ni kay at ito para hindi kanyang ayon nang din rin upang isang",
    "cs": "a v na se je že s z do o pro by jsou jako který také podle ale však byl jeho které",
    "ro": "de și în a la cu pe care din pentru este nu au fost mai sunt prin după că o un sa",
    "fi": "ja on ei että se oli hän myös mutta ovat joka kun sen mukaan kuin ole tai voi",
    "hu": "a az és hogy nem is egy van volt meg csak már de ezt azt mint szerint lesz",
}  # fmt: skip
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)
# Further words that say nothing of a text's subject. Languages share some of them, so they detect none.
_WITHOUT_SUBJECT = """
    a an he she it they we you i me us him her them its our your my his these those there here who whom
    whose what when where why how all any both each few more most other others some such only own same so
    than too very can could will would should may might must shall do does did done doing am are be being
    had having but or nor if because while until about against between into through during before after
    above below up down out off over under again further then once not no yes also just still even now new
    says say saying said told according man men woman women people person one two three four five six seven
    eight nine ten first second last next day days week weeks month months year years monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august september
    october november december make makes made take takes took get gets got go goes went come comes came ce
    ces cet elle elles ils il nous vous je un mais ou où donc car si comme plus moins aussi très après avant
    entre sous sans contre chez être avoir fait faire leurs ses son sa deux trois selon dont déjà ella ellos
    ellas él nosotros yo tú unos unas pero o ni porque cuando donde según desde hasta sin contra bajo ante
    tras durante sus ser estar era está están había hay ha muy ya dos tres también otro otra otros ele ela
    eles elas nós uns umas mas nem quando onde segundo até sem sob após seus suas estão havia há muito já
    dois duas três outro outra outros lui lei loro noi voi uno ma né se perché dove secondo fino senza
    contro sotto dopo suo sua suoi sue essere avere erano stato stata hanno molto già due tre altro altra
    altri er sie es wir ihr ich du sein seine seiner ihre ihrer ihren sich aber oder wenn weil während bis
    durch gegen ohne unter zwischen vor nur noch schon sehr mehr zwei drei kann können soll sollen wurde
    wurden haben hatte waren sind war über zum zur einer eines einem einen dia ia mereka kami kita saya anda
    atau tetapi tapi jika karena ketika sampai tanpa terhadap antara bawah setelah sebelum bisa dapat harus
    sudah belum lagi dua tiga satu para secara seorang và của là có được trong với cho các những một hai ba
    này đó khi để từ tại ra vào lên về như nhưng hoặc nếu vì đã sẽ đang cũng không còn bị bởi theo sau trước
    trên dưới giữa người ông bà и в во на с со к ко у о об от до из за по для при без под над между через
    после перед что чтобы как но или если когда где он она оно они мы вы я его её их это этот эта эти тот та
    те был была было были быть будет будут не ни же ли бы уже ещё также более два две три один одна 했다
    한다 하는 하고 해서 하기 하며 했으며 있다 있는 있었다 없다 없는 된다 됐다 되는 위해 위한 대한 대해 통해
    따라 따른 관련 이번 지난 오는 것 수 등 및 또 또는 그 이 저 그는 그녀 우리 때 때문 중 약 첫 두 세 네 더
    가장 다시 함께 모두 밝혔다 말했다 전했다 설명했다 강조했다
"""
_FREQUENT = frozenset((*_BY_WORD, *_WITHOUT_SUBJECT.split()))
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_VIETNAMESE_SHARE = 0.02
_SEEN = 2000
_LEAST = 5
_CLEARLY = 2.5
_LEAST_SHARE = 0.12
# Languages that are written too similarly to contradict each other.
_ALIKE = (frozenset({"id", "ms"}), frozenset({"da", "no", "nb", "nn"}), frozenset({"pt", "gl"}))


def is_function_word(word: str) -> bool:
    """Return whether a word in lower case is frequent and unrelated to the subject of a text."""
    return word in _FREQUENT


def detect_latin_language(text: str) -> str:
    """Return the language of a text in Latin letters if its frequent words are clear, else ""."""
    if not text.isascii() and len(_VIETNAMESE.findall(text)) > len(text) * _VIETNAMESE_SHARE:
        return "vi"
    words = text[:_SEEN].lower().replace("'", " ").replace("’", " ").split()
    votes = _votes(words)
    if not votes:
        return ""
    best = max(votes, key=lambda language: votes[language])
    clear = votes[best] >= max(_LEAST, len(words) * _LEAST_SHARE)
    rivals = (votes[other] for other in votes if other != best and not _alike(best, other))
    return best if clear and votes[best] > max(rivals, default=0) else ""


def contradicts(text: str, stated: str, latin: str) -> bool:
    """Return whether a text cannot be in its stated language.

    Args:
        text: the text.
        stated: primary tag of the stated language.
        latin: what `detect_latin_language` returned for the text.
    """
    if _alike(stated, latin):
        return False
    if latin == "vi":
        return True
    if stated not in _WORDS:
        return stated in {"ko", "ja", "zh", "th", "lo", "vi"}
    votes = _votes(text[:_SEEN].lower().replace("'", " ").replace("’", " ").split())
    return votes[latin] >= _CLEARLY * votes.get(stated, 0)


def _votes(words: Iterable[str]) -> dict[str, int]:
    votes: dict[str, int] = {}
    known = _BY_WORD.get
    for word in words:
        for language in known(word, ()):
            votes[language] = votes.get(language, 0) + 1
    return votes


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _ALIKE)
