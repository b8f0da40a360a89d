"""Words of headlines that say how far a matter is: agreed, signed, approved, delayed, and so on.

The words are the usual ones of news headlines in each language; the list was written for this program.
"""

# ruff: noqa: E501 - one row of words for each language family

import re
from functools import cache

# What is said, then words with spaces around them (patterns), then words of scripts without spaces.
_WORDS = (
    (
        "rejected or cancelled",
        r"reject(?:s|ed)?|cancel(?:s|led|ed)?|scrap(?:s|ped)|withdraws?|withdrew|collapse[sd]?|annul\w*|rejet\w*|hủy|từ chối|bác bỏ",
        "거부|취소|철회|무산|결렬|ຍົກເລີກ|ປະຕິເສດ|ยกเลิก|ปฏิเสธ|取消|拒绝|拒絕|撤回|拒否|中止|決裂",
    ),
    (
        "delayed or suspended",
        r"delay(?:s|ed)?|postpone[sd]?|suspend(?:s|ed)?|halt(?:s|ed)?|reporté\w*|suspend\w*|hoãn|đình chỉ|tạm dừng",
        "연기|중단|보류|ເລື່ອນ|ໂຈະ|เลื่อน|ระงับ|推迟|推遲|延期|暂停|暫停|中断",
    ),
    (
        "in force",
        r"enter(?:s|ed)? into force|takes? effect|took effect|in force|entre en vigueur|entrée en vigueur|có hiệu lực",
        "발효|시행|ມີຜົນບັງຄັບໃຊ້|ມີຜົນສັກສິດ|มีผลบังคับใช้|生效|発効|施行",
    ),
    ("ratified", r"ratif\w+|phê chuẩn", "비준|ສັດຕະຍາບັນ|สัตยาบัน|批准|核准"),
    ("signed", r"sign(?:s|ed|ing)?|signe|signé\w*|signent|ký|ký kết", "서명|체결|ເຊັນ|ລົງນາມ|ลงนาม|签署|簽署|签订|簽訂|署名|締結|調印"),
    (
        "approved",
        r"approv(?:e|es|ed|al)|adopt(?:s|ed)?|approuv\w+|phê duyệt|thông qua",
        "승인|가결|ອະນຸມັດ|ຮັບຮອງ|อนุมัติ|เห็นชอบ|通过|通過|承認|可決",
    ),
    (
        "completed",
        r"complet(?:es|ed)|finish(?:es|ed)|conclude[sd]?|achève|achevé\w*|hoàn thành|khánh thành",
        "완공|완료|준공|타결|ສຳເລັດ|แล้วเสร็จ|เสร็จสิ้น|竣工|完工|完成|完了|妥結",
    ),
    (
        "begun",
        r"begins?|began|begun|starts?|started|launch(?:es|ed)?|breaks? ground|groundbreaking|lance|lancé\w*|khởi công|khởi động|bắt đầu",
        "착공|착수|개시|출범|개통|ເລີ່ມ|เริ่ม|启动|啟動|开工|開工|開始|着工|着手",
    ),
    ("agreed", r"agree[sd]?|agreement reached|s'accordent|đồng ý|nhất trí", "합의|ຕົກລົງ|ເຫັນດີ|ตกลง|เห็นพ้อง|达成|達成|合意"),
    ("arrested", r"arrest(?:s|ed)?|detain(?:s|ed)?|interpell\w+|bắt giữ", "체포|검거|ຈັບກຸມ|จับกุม|逮捕|抓获|拘捕|拘留"),
    ("sentenced", r"sentence[sd]?|convict(?:s|ed)|jailed|condamn\w+|kết án|tuyên án", "선고|유죄|ຕັດສິນ|จำคุก|判处|判處|判刑|判決|有罪"),
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
