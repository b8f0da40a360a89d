"""Invented pages that list articles, in the shapes of the web, each with the list that a reader sees in it."""  # noqa: E501

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

NOW = datetime(2025, 12, 15, 6, tzinfo=UTC)
SITE = "https://news.example.org"
WORDS = {
    "en": ("Treaty on extradition enters into force after exchange of notes", "Airport builder named for northern province",  # noqa: E501
           "Ministers agree on supply of critical minerals", "Border bridge opens to heavy lorries in January",  # noqa: E501
           "Central bank keeps its rate unchanged for a third time", "Farmers wait for compensation after the flood",  # noqa: E501
           "Students return from exchange year in Daegu", "Power line to the south needs two more years",
           "Parliament debates the budget of the coming year", "Railway carries more freight than passengers",
           "Museum shows gifts of the visiting delegation", "Rice prices fall for the fifth week in a row"),
    "lo": ("ສະພາແຫ່ງຊາດຮັບຮອງສົນທິສັນຍາວ່າດ້ວຍຜູ້ຮ້າຍຂ້າມແດນ", "ສະໜາມບິນຫຼວງພະບາງຈະຂະຫຍາຍໃນປີໜ້າ", "ລາຄາເຂົ້າຫຼຸດລົງຕໍ່ເນື່ອງໃນຕະຫຼາດ",
           "ນັກສຶກສາກັບຄືນຈາກການແລກປ່ຽນທີ່ເກົາຫຼີ", "ຂົວຂ້າມແມ່ນ້ຳຂອງແຫ່ງໃໝ່ເປີດນຳໃຊ້", "ລັດຖະມົນຕີພົບປະຫາລືກັບຄະນະຜູ້ແທນ",
           "ທະນາຄານກາງຮັກສາອັດຕາດອກເບ້ຍໄວ້ຄືເກົ່າ", "ຊາວນາລໍຖ້າການຊົດເຊີຍຫຼັງນ້ຳຖ້ວມ"),
    "th": ("สภาเห็นชอบสนธิสัญญาส่งผู้ร้ายข้ามแดนกับเกาหลี", "สนามบินหลวงพระบางได้ผู้รับเหมารายใหม่แล้ว", "รัฐมนตรีหารือเรื่องแร่ธาตุสำคัญที่เวียงจันทน์",  # noqa: E501
           "สะพานข้ามแม่น้ำโขงแห่งใหม่เปิดใช้เดือนหน้า", "ธนาคารกลางคงอัตราดอกเบี้ยเป็นครั้งที่สาม", "ชาวนารอเงินชดเชยหลังน้ำท่วมใหญ่",  # noqa: E501
           "นักศึกษาแลกเปลี่ยนเดินทางกลับจากแทกู", "ราคาข้าวลดลงต่อเนื่องห้าสัปดาห์"),
    "ko": ("라오스와 범죄인 인도 조약 발효", "루앙프라방 공항 시공사 선정", "핵심광물 공급망 협력에 합의", "국경 다리 내달 개통",  # noqa: E501
           "중앙은행 기준금리 동결", "홍수 피해 농가 보상 기다려", "교환학생 대구에서 귀국", "쌀값 5주 연속 하락"),  # noqa: E501
    "vi": ("Quốc hội thông qua hiệp ước dẫn độ với Hàn Quốc", "Sân bay Luang Prabang đã chọn được nhà thầu mới",  # noqa: E501
           "Bộ trưởng hai nước bàn về khoáng sản thiết yếu", "Cây cầu biên giới mới sẽ thông xe vào tháng tới",  # noqa: E501
           "Ngân hàng trung ương giữ nguyên lãi suất lần thứ ba", "Nông dân chờ bồi thường sau trận lũ lớn",
           "Sinh viên trao đổi trở về từ thành phố Daegu", "Giá gạo giảm tuần thứ năm liên tiếp"),
    "zh": ("老挝与韩国引渡条约正式生效", "琅勃拉邦机场确定新的承包商", "两国部长商定关键矿产供应合作", "新的边境大桥下月通车",  # noqa: E501
           "央行第三次维持利率不变", "洪灾后农民等待补偿款", "交换生从大邱返回万象", "大米价格连续五周下跌"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page, and what it lists: (path, title, date or None) in the order of the page."""

    name: str
    html: str
    language: str
    listed: tuple[tuple[str, str, datetime | None], ...]
    path: str = "/news/"

    @property
    def url(self) -> str:
        """The URL of the page."""
        return f"{SITE}{self.path}"


def day(number: int, zone: int = 0) -> datetime:
    """Return the midnight in a zone (hours) of the day `number` days ago."""
    return datetime(2025, 12, 14, tzinfo=UTC) - timedelta(days=number) - timedelta(hours=zone)


def shape_pages() -> tuple[ListingPage, ...]:
    """Return one page of each shape."""
    return (
        _wordpress(), _ministry_table(), _cards_as_links(), _thai_list(), _lao_dl(), _korean_portal(), _vietnamese(),  # noqa: E501
        _chinese_flat(), _front_page(), _infinite_scroll(), _table_layout(), _utility_classes(), _relative_times(), _read_more_only(), _board_with_notes(), _short_slugs(), _dates_inside_links(), _attachments(),  # noqa: E501
    )  # fmt: skip


def _frame(content: str, language: str, side: str = "", head: str = "") -> str:
    """Return a page with the usual things that are not articles around its content."""
    menu = "".join(
        f'<li><a href="/{name}/">{name.title()}</a></li>'
        for name in ("politics", "economy", "society", "culture", "sports", "opinion", "about-us", "contact")
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Example News</title>{head}</head><body>'  # noqa: E501
        f'<header class="site-header"><a href="/">Example News</a><ul class="main-menu">{menu}</ul>'
        '<a href="/login">Sign in</a></header>'
        f'<div class="wrap"><div class="content">{content}</div>{side}</div>'
        '<footer><p>Copyright Example News</p><a href="/privacy-policy-and-cookies">Privacy policy and cookies of this site</a>'  # noqa: E501
        '<a href="/terms-of-use">Terms of use</a><a href="https://social.example.com/x">Follow us on the social network</a>'  # noqa: E501
        "</footer><script>var a = 1;</script></body></html>"
    )


def _most_read(title: str = "Most read", language: str = "en") -> str:
    rows = "".join(
        f'<li><a href="/news/{700 + number}-old-story-that-many-people-read">{escape(words)} again</a></li>'
        for number, words in enumerate(WORDS[language][:5])
    )
    return f'<aside class="widget"><h3>{title}</h3><ol>{rows}</ol></aside>'


def _wordpress() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:10]):
        path, date = f"/2025/12/{14 - number:02}/{'-'.join(title.lower().split()[:5])}/", day(number)
        listed.append((path, title, date.replace(hour=3)))
        items += (
            f'<article id="post-{900 + number}" class="post-{900 + number} post type-post category-{"laos" if number % 2 else "asia"}">'  # noqa: E501
            f'<a class="thumb" href="{SITE}{path}"><img src="/i/{number}.jpg" alt=""></a>'
            f'<div class="meta"><a href="/category/asia/" rel="category">Asia</a> <a href="/author/som/">Som Author</a>'  # noqa: E501
            f'<time datetime="{date.replace(hour=3).isoformat()}">{date:%B} {date.day}, {date.year}</time></div>'  # noqa: E501
            f'<h2 class="entry-title"><a href="{SITE}{path}" rel="bookmark">{title}</a></h2>'
            f'<p>{title}, officials said on Sunday. The matter had been open for years.</p><a href="{SITE}{path}">Read more</a> '  # noqa: E501
            f'<a href="{SITE}{path}#respond">Leave a comment</a></article>'
        )
    pages = '<nav class="pagination"><a href="/news/page/2/">2</a><a class="next page-numbers" href="/news/page/2/">Next</a></nav>'  # noqa: E501
    return ListingPage("wordpress", _frame(items + pages, "en", _most_read()), "en", tuple(listed))


def _ministry_table() -> ListingPage:
    listed, rows = [], ""
    for number, title in enumerate(WORDS["ko"]):
        path = f"/board/view.do?brdId=235&seq={3700 - number}"
        listed.append((path, title, day(number, 9)))
        rows += (
            f'<tr class="{"odd" if number % 2 else "even"}"><td class="num">{400 - number}</td>'
            f'<td class="subject"><a href="view.do?brdId=235&amp;seq={3700 - number}">{title}</a></td>'
            f"<td>동남아과</td><td>{day(number):%Y-%m-%d}</td><td>{31 * number}</td></tr>"
        )
    head = "<tr><th>번호</th><th>제목</th><th>담당부서</th><th>등록일</th><th>조회</th></tr>"
    pages = "".join(f'<a href="list.do?brdId=235&amp;page={page}">{page}</a>' for page in range(1, 6))
    body = f'<table class="board"><caption>보도자료</caption>{head}{rows}</table><div class="paging">{pages}</div>'  # noqa: E501
    return ListingPage("ministry table", _frame(body, "ko"), "ko", tuple(listed), "/board/list.do")


def _cards_as_links() -> ListingPage:
    listed, cards = [], ""
    for number, title in enumerate(WORDS["en"]):
        path = f"/stories/{title.lower().replace(' ', '-')}"
        listed.append((path, title, day(number)))
        cards += (
            f'<a class="card card--{number}" href="{path}"><div class="card__image"><img src="x.jpg" alt="A picture"></div>'  # noqa: E501
            f'<div class="card__body"><span class="card__label">Economy</span><h3>{title}</h3><p>{title}, and more of it in the '  # noqa: E501
            f'full report of our correspondent.</p><span class="card__date">{day(number):%d %B %Y}</span></div></a>'  # noqa: E501
        )
    return ListingPage(
        "cards", _frame(f'<section class="grid">{cards}</section>', "en"), "en", tuple(listed), "/"
    )


def _thai_list() -> ListingPage:
    months = ("ธ.ค.", "ธันวาคม")
    listed, items = [], ""
    for number, title in enumerate(WORDS["th"]):
        date = day(number)
        listed.append((f"/th/news/{5500 - number}", title, day(number, 7)))
        items += (
            f'<li class="news-item"><a href="/th/news/{5500 - number}"><img src="t.jpg"></a><div class="txt">'
            f'<a href="/th/news/{5500 - number}">{title}</a><span class="d">{date.day} {months[number % 2]} {date.year + 543}</span>'  # noqa: E501
            "</div></li>"
        )
    return ListingPage(
        "thai list",
        _frame(f"<ul class='news-list'>{items}</ul>", "th", _most_read("ข่าวยอดนิยม", "th")),
        "th",
        tuple(listed),
    )


def _lao_dl() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["lo"]):
        date = day(number)
        listed.append((f"/detail.aspx?id={98000 - number}", title, day(number, 7)))
        items += f'<dt><a href="detail.aspx?id={98000 - number}">{title}</a></dt><dd class="when">ວັນທີ {date.day} ທັນວາ {date.year}</dd>'  # noqa: E501
    return ListingPage(
        "lao dl",
        _frame(f"<h2>ຂ່າວລ່າສຸດ</h2><dl>{items}</dl>", "lo", _most_read("ຂ່າວຍອດນິຍົມ", "lo")),
        "lo",
        tuple(listed),
        "/",
    )


def _korean_portal() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["ko"]):
        date = day(number).replace(hour=10, minute=5)
        listed.append((f"/news/articleView.html?idxno={21000 - number}", title, date - timedelta(hours=9)))
        items += (
            f'<li><h4 class="titles"><a href="/news/articleView.html?idxno={21000 - number}" target="_top">{title}</a></h4>'  # noqa: E501
            f'<p class="lead"><a href="/news/articleView.html?idxno={21000 - number}">{title}했다고 당국이 14일 밝혔다.</a></p>'  # noqa: E501
            f'<span class="byline"><em>국제</em><em>김기자 기자</em><em>{date:%Y.%m.%d %H:%M}</em></span></li>'  # noqa: E501
        )
    ranks = "".join(
        f'<li><a href="/news/articleView.html?idxno={100 + n}">{t} 옛 기사</a></li>'
        for n, t in enumerate(WORDS["ko"][:5])
    )
    side = f'<div class="box"><div class="box-title">많이 본 뉴스</div><ul>{ranks}</ul></div>'
    return ListingPage("korean portal", _frame(f'<section id="section-list"><ul class="type2">{items}</ul></section>', "ko", side), "ko",  # noqa: E501
                       tuple(listed), "/news/articleList.html")  # fmt: skip


def _vietnamese() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["vi"]):
        date = day(number)
        listed.append((f"/bai-viet-so-{4100 - number}.html", title, day(number, 7).replace(hour=3)))
        listed[-1] = (listed[-1][0], title, date.replace(hour=10) - timedelta(hours=7))
        items += (
            f'<article class="item-news"><h3 class="title-news"><a href="/bai-viet-so-{4100 - number}.html" title="{title}">{title}</a></h3>'  # noqa: E501
            f'<p class="description"><a href="/bai-viet-so-{4100 - number}.html">{title}. Thông tin được công bố hôm nay.</a></p>'  # noqa: E501
            f'<span class="time">{date:%d/%m/%Y}, 10:00 (GMT+7)</span></article>'
        )
    return ListingPage("vietnamese", _frame(items, "vi", _most_read("Đọc nhiều", "vi")), "vi", tuple(listed))


def _chinese_flat() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["zh"]):
        date = day(number)
        listed.append((f"/c/{date:%Y-%m}/{date:%d}/c_{1128000 - number}.htm", title, day(number, 8)))
        items += f'<li><span>{date:%m-%d}</span><a href="../c/{date:%Y-%m}/{date:%d}/c_{1128000 - number}.htm" target="_blank">{title}</a></li>'  # noqa: E501
    return ListingPage(
        "chinese flat", _frame(f'<ul class="dataList">{items}</ul>', "zh-CN"), "zh", tuple(listed), "/world/"
    )


def _front_page() -> ListingPage:
    listed, parts = [], ""
    titles = WORDS["en"]
    hero = f"/article/{8000}/lead"
    listed.append((hero, titles[0], None))
    parts += f'<section class="hero"><a href="{hero}"><img src="h.jpg" alt=""></a><h1><a href="{hero}">{titles[0]}</a></h1><p>Lead.</p></section>'  # noqa: E501
    for block, start in (("Politics", 1), ("Economy", 5)):
        rows = ""
        for number in range(start, start + 4):
            path = f"/article/{8000 + number}/story-{number}"
            listed.append((path, titles[number], None))
            rows += f'<div class="teaser"><h3><a href="{path}">{titles[number]}</a></h3></div>'
        parts += f'<section class="block"><h2><a href="/{block.lower()}/">{block}</a></h2>{rows}</section>'
    return ListingPage(
        "front page", _frame(parts, "en", _most_read("Trending now")), "en", tuple(listed), "/"
    )


def _infinite_scroll() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:8]):
        listed.append((f"/news/{6000 + number}", title, None))
        items += f'<div class="feed-item"><a href="/news/{6000 + number}"><span class="headline">{title}</span></a></div>'  # noqa: E501
    body = f'<div id="feed" data-next="/api/feed?page=2">{items}</div><button>Load more</button><div class="spinner"></div>'  # noqa: E501
    return ListingPage("infinite scroll", _frame(body, "en"), "en", tuple(listed), "/latest")


def _table_layout() -> ListingPage:
    listed, rows = [], ""
    for number, title in enumerate(WORDS["en"][:9]):
        listed.append((f"/freenews/freecontent_{244 - number}_title_y25.php", title, day(number)))
        rows += (
            f'<tr><td><font size="2"><a href="freenews/freecontent_{244 - number}_title_y25.php"><b>{title}</b></a><br>'  # noqa: E501
            f"({day(number):%d/%m/%Y}) The text begins here and goes on for some lines of the page.</font></td></tr>"  # noqa: E501
        )
    menu = '<table><tr><td><a href="a.htm">Home</a></td><td><a href="b.htm">Previous</a></td><td><a href="c.htm">Archive</a></td></tr></table>'  # noqa: E501
    return ListingPage(
        "table layout",
        f"<html><body>{menu}<table width=600>{rows}</table></body></html>",
        "en",
        tuple(listed),
        "/index.htm",
    )


def _utility_classes() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:10]):
        path = f"/a/{title.lower().replace(' ', '-')}-{number}"
        listed.append((path, title, day(number)))
        items += (
            f'<div class="flex flex-col gap-2 p-4 {"md:col-span-2" if number == 0 else ""}"><div class="text-xs text-gray-500">'  # noqa: E501
            f'{day(number):%b %d, %Y}</div><a class="text-lg font-bold hover:underline" href="{path}">{title}</a>'  # noqa: E501
            f'<div class="text-sm"><a href="/tag/laos">Laos</a> <a href="/tag/korea">Korea</a></div></div>'
        )
    return ListingPage(
        "utility classes", _frame(f'<div class="grid grid-cols-3">{items}</div>', "en"), "en", tuple(listed)
    )


def _relative_times() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:8]):
        listed.append((f"/news/world-{number}-{7100 + number}", title, NOW - timedelta(hours=number + 1)))
        ago = "an hour ago" if number == 0 else f"{number + 1} hours ago"
        items += f'<li><a href="/news/world-{number}-{7100 + number}">{title}</a> <small>{ago}</small></li>'
    return ListingPage("relative times", _frame(f"<ul>{items}</ul>", "en"), "en", tuple(listed))


def _read_more_only() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:7]):
        listed.append((f"/press/{300 + number}", title, day(number)))
        items += (
            f'<div class="release"><h3>{title}</h3><p class="date">{day(number):%d %b %Y}</p><p>The ministry said so.</p>'  # noqa: E501
            f'<a href="/press/{300 + number}">Read more</a></div>'
        )
    return ListingPage("read more only", _frame(items, "en"), "en", tuple(listed), "/press")


def _board_with_notes() -> ListingPage:
    listed, rows = [], ""
    for number, title in enumerate(WORDS["ko"]):
        path = f"/bbs/board.php?bo_table=news&wr_id={880 - number}"
        listed.append((path, title, day(number, 9)))
        rows += (
            f'<li><span class="cate"><a href="/bbs/board.php?bo_table=news&sca=laos">라오스</a></span>'
            f'<a href="{path}" title="{title}">{title[:-2]}... <span class="cnt">[{number + 2}]</span></a>'
            f'<a href="/files/{number}.hwp">첨부파일</a><span>관리자</span><span>{day(number):%y-%m-%d}</span></li>'  # noqa: E501
        )
    return ListingPage(
        "board with notes", _frame(f"<ul>{rows}</ul>", "ko"), "ko", tuple(listed), "/bbs/board.php"
    )


def _short_slugs() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["en"][:9]):
        path = f"/news/{'-'.join(title.lower().split()[:2])}-{'abcdefghi'[number]}"
        listed.append((path, title, None))
        items += f'<div><a href="{path}">{title}</a></div>'
    return ListingPage(
        "short slugs", _frame(f'<div class="latest">{items}</div>', "en"), "en", tuple(listed), "/news"
    )


def _dates_inside_links() -> ListingPage:
    listed, items = [], ""
    for number, title in enumerate(WORDS["th"]):
        date = day(number)
        listed.append((f"/news/detail/{450 - number}", title, day(number, 7)))
        items += f'<a class="row" href="/news/detail/{450 - number}">{title}<span class="date">{date.day:02}/12/{date.year + 543}</span></a>'  # noqa: E501
    return ListingPage("dates inside links", _frame(items, "th"), "th", tuple(listed))


def _attachments() -> ListingPage:
    listed, rows = [], ""
    for number, title in enumerate(WORDS["en"]):
        listed.append((f"/notice/{90 - number}", title, day(number)))
        rows += (
            f'<tr><td>{number}</td><td><a href="/notice/{90 - number}">{title}</a></td>'
            f'<td><a href="/download.do?file={number + 60}">Download file</a></td><td>{day(number):%d/%m/%Y}</td></tr>'  # noqa: E501
        )
    return ListingPage("attachments", _frame(f"<table>{rows}</table>", "en"), "en", tuple(listed), "/notices")


def wrapped_pages() -> tuple[ListingPage, ...]:
    """Return pages of themes that write names of menus and sidebars on what holds the list."""
    plain = _infinite_scroll()
    rows = plain.html.partition('<div id="feed"')[2].partition(">")[2].partition("</div><button>")[0]
    wrappers = {
        "ASP.NET form": '<form id="aspnetForm" method="post">{}</form>',
        "has-sidebar": '<div class="wrap has-sidebar lang-en">{}</div>',
        "blogger": '<div class="main section"><div class="widget Blog" id="Blog1">{}</div></div>',
        "elementor": '<div class="elementor-element elementor-widget elementor-widget-posts"><div class="elementor-widget-container">{}</div></div>',  # noqa: E501
        "menu-open": '<div id="page" class="menu-open top-10">{}</div>',
        "archives": '<div class="archives categories">{}</div>',
        "mega menu": '<div class="mega">' + "".join(f'<a href="/topic/{n}">Topic {n}</a>' for n in range(90)) + '</div><div class="sidebar-layout side">{}</div>',  # noqa: E501
    }  # fmt: skip
    return tuple(
        ListingPage(name, _frame(wrapper.replace("{}", rows), "en"), "en", plain.listed, plain.path)
        for name, wrapper in wrappers.items()
    )
