"""Words of headlines that say how far a matter is: agreed, signed, approved, delayed, and so on.

The words are the usual ones of news headlines; the list was written for this program. The first row of each
status has the languages that write spaces between words, the second the others.
"""

# ruff: noqa: E501 - one row of words for each language family

import re
from functools import cache

# What is said, then words with spaces around them (patterns), then words of scripts without spaces.
_WORDS = (
    (
        "rejected or cancelled",
        r"reject(?:s|ed)?|cancel(?:s|led|ed)?|scrap(?:s|ped)|withdraws?|withdrew|collapse[sd]?|annul\w*|rejet\w*|hủy|từ chối|bác bỏ|rechaz\w+|cancel\w+|rescind\w*|abgelehnt|ablehn\w*|abgesagt|gekündigt|scheiter\w*|respint\w+|annullat\w+|rejeit\w+|anul\w+|ditolak|menolak|membatalkan|dibatalkan|отклон\w+|отмен\w+|сорвал\w+",
        "거부|취소|철회|무산|결렬|ຍົກເລີກ|ປະຕິເສດ|ยกเลิก|ปฏิเสธ|取消|拒绝|拒絕|撤回|拒否|中止|決裂|បដិសេធ|លុបចោល|ပယ်ချ|ပယ်ဖျက်|ဖျက်သိမ်း",
    ),
    (
        "delayed or suspended",
        r"delay(?:s|ed)?|postpone[sd]?|suspend(?:s|ed)?|halt(?:s|ed)?|reporté\w*|suspend\w*|hoãn|đình chỉ|tạm dừng|aplaz\w+|suspend\w+|retras\w+|verschoben|verschieb\w*|ausgesetzt|verzögert|rinvia\w*|sospes\w+|sospend\w+|adi(?:a|ou|ad[ao]s?)|suspens\w+|ditunda|menunda|ditangguhkan|menangguhkan|отлож\w+|приостанов\w+|перенес\w+",
        "연기|중단|보류|ເລື່ອນ|ໂຈະ|เลื่อน|ระงับ|推迟|推遲|延期|暂停|暫停|中断|ពន្យារ|ផ្អាក|លើកពេល|ရွှေ့ဆိုင်း|ဆိုင်းငံ့",
    ),
    (
        "in force",
        r"enter(?:s|ed)? into force|takes? effect|took effect|in force|entre en vigueur|entrée en vigueur|có hiệu lực|entra en vigor|entró en vigor|en vigor|in kraft|entra in vigore|entrato in vigore|in vigore|entra em vigor|entrou em vigor|em vigor|mulai berlaku|berlaku efektif|вступ\w+ в силу",
        "발효|시행|ມີຜົນບັງຄັບໃຊ້|ມີຜົນສັກສິດ|มีผลบังคับใช้|生效|発効|施行|ចូលជាធរមាន|အသက်ဝင်",
    ),
    (
        "ratified",
        r"ratif\w+|phê chuẩn|ratifi\w+|meratifikasi|diratifikasi|ratifizier\w+|ратифи\w+",
        "비준|ສັດຕະຍາບັນ|สัตยาบัน|批准|核准|សច្ចាប័ន|သဘောတူအတည်ပြု",
    ),
    (
        "signed",
        r"sign(?:s|ed|ing)?|signe|signé\w*|signent|ký|ký kết|firm(?:an|ó|aron|ad[ao]s?)|unterzeichn\w+|firmat[oaie]|firmano|assin(?:a|am|ou|aram|ad[ao]s?)|ditandatangani|menandatangani|подпис\w+",
        "서명|체결|ເຊັນ|ລົງນາມ|ลงนาม|签署|簽署|签订|簽訂|署名|締結|調印|ចុះហត្ថលេខា|လက်မှတ်ရေးထိုး",
    ),
    (
        "approved",
        r"approv(?:e|es|ed|al)|adopt(?:s|ed)?|approuv\w+|phê duyệt|thông qua|aprueb\w+|aprob\w+|genehmig\w+|verabschiedet|approva\w*|aprov\w+|disetujui|menyetujui|disahkan|mengesahkan|одобр\w+|принял закон|утверд\w+",
        "승인|가결|ອະນຸມັດ|ຮັບຮອງ|อนุมัติ|เห็นชอบ|通过|通過|承認|可決|អនុម័ត|យល់ព្រម|ခွင့်ပြု",
    ),
    (
        "completed",
        r"complet(?:es|ed)|finish(?:es|ed)|conclude[sd]?|achève|achevé\w*|hoàn thành|khánh thành|complet(?:ó|ad[ao]s?)|concluy\w+|abgeschlossen|fertiggestellt|completat\w+|conclus\w+|conclu[ií]\w*|selesai|rampung|diselesaikan|заверш\w+|достро\w+",
        "완공|완료|준공|타결|ສຳເລັດ|แล้วเสร็จ|เสร็จสิ้น|竣工|完工|完成|完了|妥結|បញ្ចប់|រួចរាល់|ပြီးစီး",
    ),
    (
        "begun",
        r"begins?|began|begun|starts?|started|launch(?:es|ed)?|breaks? ground|groundbreaking|lance|lancé\w*|khởi công|khởi động|bắt đầu|comienza\w*|comenz\w+|inici(?:a|ó|an|aron|ou|am|aram)|lanza\w*|beginnt|begonnen|gestartet|startet|inizia\w*|avvia\w*|começ\w+|lanç\w+|dimulai|memulai|mulai|diluncurkan|meluncurkan|начал(?:а|и|о|ась|ось|ись|ся)?|начат\w*|начин\w+|запуст\w+|запущен\w*",
        "착공|착수|개시|출범|개통|ເລີ່ມ|เริ่ม|启动|啟動|开工|開工|開始|着工|着手|ចាប់ផ្តើម|ចាប់ផ្ដើម|စတင်",
    ),
    (
        "agreed",
        r"agree[sd]?|agreement reached|s'accordent|đồng ý|nhất trí|acuerdan|acordaron|acordó|einig(?:en|te|ten) sich|vereinbar\w+|concordan\w*|concordat\w+|acordaram|acordam|sepakat\w*|menyepakati|disepakati|договорил\w+|согласовал\w*",
        "합의|ຕົກລົງ|ເຫັນດີ|ตกลง|เห็นพ้อง|达成|達成|合意|ឯកភាព|ព្រមព្រៀងគ្នា|သဘောတူ",
    ),
    (
        "arrested",
        r"arrest(?:s|ed)?|detain(?:s|ed)?|interpell\w+|bắt giữ|detien\w+|detuv\w+|detenid\w+|festgenommen|verhaftet|arrestat\w+|arrestano|detid\w+|deteve|prendeu|ditangkap|menangkap|tangkap|арестова\w+|задержа\w+",
        "체포|검거|ຈັບກຸມ|จับกุม|逮捕|抓获|拘捕|拘留|ចាប់ខ្លួន|ឃាត់ខ្លួន|ဖမ်းဆီး|ဖမ်းမိ",
    ),
    (
        "sentenced",
        r"sentence[sd]?|convict(?:s|ed)|jailed|condamn\w+|kết án|tuyên án|conden(?:a|ó|ou|an|am|ad[ao]s?)|verurteilt\w*|schuldig gesprochen|condannat\w+|dihukum|divonis|vonis|приговор\w+|осужд\w+",
        "선고|유죄|ຕັດສິນ|จำคุก|判处|判處|判刑|判決|有罪|កាត់ទោស|ផ្តន្ទាទោស|ထောင်ဒဏ်|ပြစ်ဒဏ်ချ",
    ),
)  # fmt: skip


def status_in(headline: str) -> tuple[str, str] | None:
    """Return what the first status word of a headline says and the word itself, or None without one."""
    found = _pattern().search(headline)
    if found is None:
        return None
    name = found.lastgroup or ""
    return _WORDS[int(name[1:])][0], found[0]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        "|".join(
            rf"(?P<s{place}>(?<!\w)(?:{words})(?!\w)|{joined})"
            for place, (_, words, joined) in enumerate(_WORDS)
        ),
        re.IGNORECASE,
    )
