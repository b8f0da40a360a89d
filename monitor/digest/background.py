"""Words that are frequent in the news of each language, so that they get a low weight from the first day.

The lists were written for this program: words of grammar, time, place, offices and reporting.
"""

from functools import cache

from monitor.digest.features import features

_TEXTS = {
    "en": """
        the and for that with from this was were are has have had been will would could should may
        might must not but its his her their they them who which what when where while after before
        during between among against under over into about than then there these those also more
        most many some such other another only both each because through until since says said
        saying told tell according added noted stated statement announced reported report reports
        news media agency press photo released published official officials spokesman spokesperson
        minister ministers ministry foreign affairs government governments authorities authority
        department office president prime parliament national state public security general
        secretary chairman director deputy vice head leader leaders member members party committee
        commission council country countries nation nations international regional region province
        provincial district city capital village border area areas part people person citizens
        local community year years month months week day days today yesterday tomorrow january
        february march april june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday morning first second third two three four five
        six seven eight nine ten hundred thousand million billion percent dollars number total
        meeting met meet talks visit visited held hold holding signed sign agreement agreements
        cooperation cooperate bilateral relations strengthen development develop project projects
        plan plans programme program work working support supported provide provided including
        include included made make take taken took place set continue continued expected since new
        recent last next long high large important major former current joint company companies
        business economic economy trade market investment industry world global law legal court
        case cases police arrested investigation suspects crime south north east west asean china
        chinese korea korean laos lao thailand thai vietnam cambodia japan united states
    """,
    "ko": """
        있다 있는 있었다 했다 하는 하고 하며 한다 된다 됐다 되는 위해 위한 대한 대해 따르면 밝혔다
        말했다 전했다 설명했다 덧붙였다 강조했다 발표했다 보도했다 것으로 것이다 것은 것을 이날
        오늘 어제 내일 지난 이번 올해 지난해 내년 오전 오후 현지시간 기자 연합뉴스 뉴스 특파원 제공
        사진 재배포 금지 무단전재 정부 대통령 총리 장관 차관 외교부 법무부 국방부 산업부 경찰
        경찰청 검찰 관계자 대변인 의원 국회 위원장 위원회 대표 대표단 회장 사장 본부장 회의 회담
        정상회담 협력 강화 양국 양측 체결 협약 협정 업무협약 서명 논의 합의 방문 개최 참석 추진
        계획 사업 지원 개발 투자 기업 경제 산업 시장 무역 수출 수입 국제 지역 국가 우리나라 우리
        국민 시민 사람 명이 억원 만원 달러 조원 퍼센트 가운데 때문에 그러나 그리고 또한 함께 통해
        등을 등이 등의 관련 대상 혐의 수사 체포 검거 조사 사건 범죄 조직 피해 피해자 발생 확인 예정
        전망 상황 문제 필요 주요 최근 현재 당시 이후 이전 첫 번째 모두 특히 기반 분야 중심 관계
        발전 확대 한국 한국인 중국 일본 미국 북한 베트남 태국 라오스 캄보디아 동남아 아세안 서울
        월요일 화요일 수요일 목요일 금요일 토요일 일요일
    """,
    "lao": """
        ແລະ ຂອງ ໃນ ທີ່ ຢູ່ ໄດ້ ເປັນ ມີ ໃຫ້ ກັບ ຈາກ ເພື່ອ ໂດຍ ດ້ວຍ ຕໍ່ ກ່ຽວກັບ ແຕ່ ຫຼື ນີ້ ນັ້ນ ເຊິ່ງ ຊຶ່ງ ວ່າ ບໍ່ ຈະ ແມ່ນ ພ້ອມ
        ພ້ອມທັງ ພ້ອມດ້ວຍ ລວມທັງ ຕາມ ຫຼາຍ ທັງໝົດ ບັນດາ ຜ່ານມາ ໃນວັນທີ ວັນທີ ເດືອນ ປີ ນີ້ ມື້ນີ້ ມື້ວານ ໃນຕອນເຊົ້າ ຕອນແລງ ມັງກອນ
        ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ ປີ ຜ່ານມານີ້ ທີ່ຜ່ານມາ ຄັ້ງວັນທີ ທ່ານ ທ່ານນາງ
        ສະຫາຍ ນາຍົກລັດຖະມົນຕີ ຮອງນາຍົກລັດຖະມົນຕີ ລັດຖະມົນຕີ ປະທານປະເທດ ປະທານ ຮອງປະທານ ເລຂາທິການໃຫຍ່ ຫົວໜ້າ ຮອງຫົວໜ້າ
        ກະຊວງການຕ່າງປະເທດ ກະຊວງປ້ອງກັນຄວາມສະຫງົບ ກະຊວງ ພະແນກ ກົມ ລັດຖະບານ ສະພາແຫ່ງຊາດ ຄະນະກຳມະການ ຄະນະຜູ້ແທນ
        ອົງການ ອົງການຈັດຕັ້ງ ການນຳ ພັກ ລັດ ເຈົ້າແຂວງ ເຈົ້າເມືອງ ແຂວງ ເມືອງ ບ້ານ ນະຄອນຫຼວງວຽງຈັນ ນະຄອນຫຼວງ ຊາຍແດນ
        ພາກເໜືອ ພາກໃຕ້ ປະເທດ ສປປ ລາວ ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ ປະຊາຊົນ ຊາວ ຄົນ ສາກົນ ພາກພື້ນ ອາຊຽນ
        ລະຫວ່າງ ສອງຝ່າຍ ສອງປະເທດ ຮ່ວມມື ການຮ່ວມມື ຮ່ວມກັນ ສາຍພົວພັນ ການພົວພັນ ມິດຕະພາບ ຄູ່ຮ່ວມຍຸດທະສາດ ຮອບດ້ານ
        ໄດ້ເຂົ້າຮ່ວມ ເຂົ້າຮ່ວມ ກອງປະຊຸມ ພິທີ ເຊັນ ສັນຍາ ບົດບັນທຶກຄວາມເຂົ້າໃຈ ຈັດຂຶ້ນ ພົບປະ ຢ້ຽມຢາມ ຕ້ອນຮັບ ລາຍງານ ກ່າວວ່າ
        ແຈ້ງວ່າ ໃຫ້ຮູ້ວ່າ ຂ່າວສານ ສຳນັກຂ່າວ ໂອກາດ ດຳເນີນ ຈັດຕັ້ງປະຕິບັດ ສົ່ງເສີມ ພັດທະນາ ການພັດທະນາ ເສດຖະກິດ ສັງຄົມ
        ການລົງທຶນ ລົງທຶນ ການຄ້າ ຕະຫຼາດ ບໍລິສັດ ໂຄງການ ແຜນການ ຊ່ວຍເຫຼືອ ສະໜັບສະໜູນ ປະກອບສ່ວນ ເຮັດວຽກ ວຽກງານ ຈຳນວນ
        ມູນຄ່າ ລ້ານ ໂດລາ ສະຫະລັດ ກີບ ເປີເຊັນ ສ່ວນຮ້ອຍ ກວ່າ ໃໝ່ ສຳຄັນ ຄວາມປອດໄພ ຄວາມສະຫງົບ ກົດໝາຍ ຕຳຫຼວດ ເຈົ້າໜ້າທີ່
        ຜູ້ຖືກຫາ ຄະດີ ຈັບກຸມ ອາດຊະຍາກຳ ສ ເກົາຫຼີ ສ.ເກົາຫຼີ ເກົາຫຼີໃຕ້ ຈີນ ໄທ ຫວຽດນາມ ກຳປູເຈຍ ຍີ່ປຸ່ນ ສສ ຫວຽດນາມ ລາວ
    """,
    "thai": """
        และ ของ ใน ที่ อยู่ ได้ เป็น มี ให้ กับ จาก เพื่อ โดย ด้วย ต่อ เกี่ยวกับ แต่ หรือ นี้ นั้น ซึ่ง ว่า ไม่ จะ คือ พร้อม
        รวมถึง รวมทั้ง ตาม หลาย ทั้งหมด บรรดา ที่ผ่านมา เมื่อวันที่ วันที่ เดือน ปี วันนี้ เมื่อวาน เวลา น. มกราคม กุมภาพันธ์
        มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม จันทร์ อังคาร พุธ
        พฤหัสบดี ศุกร์ เสาร์ อาทิตย์ นาย นาง นางสาว พล.ต.อ. พล.ต.ท. นายกรัฐมนตรี รองนายกรัฐมนตรี รัฐมนตรี
        รัฐมนตรีว่าการกระทรวง กระทรวงการต่างประเทศ กระทรวง ประธานาธิบดี ประธาน รองประธาน เลขาธิการ อธิบดี
        ผู้อำนวยการ โฆษก รัฐบาล รัฐสภา คณะกรรมการ คณะผู้แทน หน่วยงาน สำนักงาน องค์กร พรรค ผู้ว่าราชการจังหวัด
        จังหวัด อำเภอ ตำบล หมู่บ้าน กรุงเทพมหานคร กรุงเทพ ชายแดน ภาคเหนือ ภาคใต้ ภาคอีสาน ประเทศไทย ประเทศ
        ประชาชน ชาว คน ราย ระหว่างประเทศ ภูมิภาค อาเซียน ระหว่าง ทั้งสองฝ่าย สองประเทศ ความร่วมมือ ร่วมมือ
        ร่วมกัน ความสัมพันธ์ การประชุม ประชุม พิธี ลงนาม ข้อตกลง บันทึกความเข้าใจ จัดขึ้น พบปะ หารือ เยือน ต้อนรับ
        รายงาน กล่าวว่า ระบุว่า เปิดเผยว่า เปิดเผย ผู้สื่อข่าว สำนักข่าว ข่าว ดำเนินการ ส่งเสริม พัฒนา การพัฒนา เศรษฐกิจ
        สังคม การลงทุน ลงทุน การค้า ตลาด บริษัท โครงการ แผน ช่วยเหลือ สนับสนุน ทำงาน จำนวน มูลค่า ล้าน บาท
        ดอลลาร์ สหรัฐ เปอร์เซ็นต์ ร้อยละ กว่า ใหม่ สำคัญ ความปลอดภัย ความมั่นคง กฎหมาย ตำรวจ เจ้าหน้าที่ ผู้ต้องหา
        ผู้ต้องสงสัย คดี จับกุม อาชญากรรม ข้ามชาติ เกาหลีใต้ จีน ลาว เวียดนาม กัมพูชา ญี่ปุ่น สปป.ลาว ไทย
    """,
    "han": """
        的 在 和 与 为 对 从 到 被 将 已 等 及 并 也 都 就 而 但 其中 此次 这一 这个 他们 我们 目前
        现在 今天 昨天 明天 今年 去年 近日 日前 当天 当地时间 上午 下午 年月日 一月 星期 记者
        新华社 报道 消息 据报道 表示 指出 强调 认为 称 说 介绍 宣布 发布 政府 总统 总理 国家主席
        部长 外交部 发言人 主席 委员会 代表团 代表 书记 省 市 县 地区 边境 国家 中国 中方 老挝 韩国
        泰国 越南 柬埔寨 日本 美国 东盟 国际 双方 两国 合作 加强 关系 会议 会谈 会见 访问 举行 出席
        签署 协议 协定 备忘录 谅解 推动 发展 经济 社会 投资 贸易 市场 企业 公司 有限公司 项目 计划
        建设 支持 援助 工作 进行 开展 实施 提供 参与 重要 主要 安全 法律 警方 公安 执法 犯罪 嫌疑人
        抓获 逮捕 案件 调查 人员 公民 民众 数量 亿美元 万美元 人民币 百分之 超过 进一步 共同 通过
        方面 问题 情况 领域 活动 以来 之后 之前 期间 以及 同时 由于 根据 关于 没有 可以 需要 成为
        表明 與 為 對 從 將 這個 他們 我們 記者 報導 總統 總理 國家 發言人 韓國 老撾 寮國 越南 美國
        東盟 國際 雙方 兩國 關係 會議 簽署 協議 發展 經濟 投資 貿易 企業 計劃 計畫 執法 嫌疑人 案件
        調查 進行
    """,
    "kana": """
        している していた した する される された なった なる ある あった いる いた という として
        について により による ために から まで など また しかし ことが ことを ことに ものの
        とともに 述べた 明らかにした 発表した 伝えた 語った 話した 示した 強調した 考え 政府 大統領
        首相 国家主席 外相 大臣 外務省 報道官 委員会 代表団 代表 関係者 会議 会談 首脳会談 協力
        強化 両国 双方 合意 署名 協定 条約 覚書 訪問 開催 出席 推進 計画 事業 支援 開発 投資 企業
        経済 産業 市場 貿易 国際 地域 国 中国 韓国 日本 米国 北朝鮮 ラオス タイ ベトナム カンボジア
        アセアン ＡＳＥＡＮ 東南アジア 警察 逮捕 容疑者 事件 捜査 犯罪 組織 被害 国境 法律 安全
        今年 昨年 今回 現地時間 午前 午後 月曜日 火曜日 年月日 億ドル 万人 円 人 以上 問題 状況
        必要 重要 主要 新たな 初めて ニュース 記者 通信 新聞 共同 時事
    """,
    "vi": """
        là và của một có được các trong năm ở đã với cho người này những vào từ về khi trên tại đến
        để như cũng nhiều theo chỉ còn sau trước đang sẽ không bị do rằng cho biết cho rằng ông bà
        đồng chí chủ tịch tổng bí thư thủ tướng chính phủ bộ trưởng thứ trưởng bộ ngoại giao bộ
        công an quốc hội ủy ban đoàn đại biểu giám đốc phó chủ tịch người phát ngôn cơ quan chức
        năng tỉnh thành phố huyện xã biên giới đất nước quốc gia nhân dân người dân quốc tế khu vực
        việt nam lào hàn quốc trung quốc thái lan campuchia nhật bản hoa kỳ mỹ asean hai bên hai
        nước giữa hai nước hợp tác quan hệ hội nghị hội đàm gặp gỡ thăm chính thức ký kết hiệp định
        thỏa thuận biên bản ghi nhớ tăng cường thúc đẩy phát triển kinh tế xã hội đầu tư thương mại
        thị trường doanh nghiệp công ty dự án kế hoạch xây dựng hỗ trợ thực hiện tổ chức tham gia
        tham dự triển khai cung cấp quan trọng an ninh pháp luật công an cảnh sát tội phạm đối
        tượng bắt giữ vụ án điều tra triệu đồng tỷ đồng triệu usd phần trăm hôm nay hôm qua sáng
        ngày chiều ngày thời gian qua vừa qua phóng viên báo tin tức thông tin trong khi đó bên
        cạnh đó đồng thời ngoài ra tiếp tục
    """,
    "fr": """
        les des une dans pour par sur avec que qui est sont été était ont aux cette ces son ses
        leur leurs plus pas mais comme entre après avant depuis selon ainsi aussi dont tout tous
        deux trois premier première lundi mardi mercredi jeudi vendredi samedi dimanche janvier
        février mars avril juin juillet août septembre octobre novembre décembre année années jour
        mois semaine gouvernement président premier ministre ministère ministres affaires
        étrangères porte-parole autorités police justice tribunal pays international coopération
        accord signé visite rencontre développement projet économique investissement entreprise
        déclaré annoncé indiqué précisé ajouté rapport nouveau grande millions milliards dollars
        euros personnes laos corée chine thaïlande vietnam asie
    """,
    "de": """
        der die das und den dem des ein eine einer einem einen mit von für auf aus bei nach über
        unter vor zwischen ist sind war waren wird werden wurde wurden hat haben hatte sich nicht
        auch nur noch mehr als wie dass wenn sein seine ihre ihrer diese dieser dieses montag
        dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni
        juli august september oktober november dezember jahr jahre jahren tag monat woche regierung
        präsident minister ministerium außenminister sprecher behörden polizei gericht land länder
        international zusammenarbeit abkommen vertrag unterzeichnet besuch treffen entwicklung
        projekt wirtschaft unternehmen sagte erklärte teilte mitteilung bericht neue neuen große
        millionen milliarden dollar euro menschen laos südkorea china thailand vietnam asien
    """,
    "es": """
        los las del una con por para que como más pero sus este esta estos entre desde hasta sobre
        según también fue son han había sido será lunes martes miércoles jueves viernes sábado
        domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
        diciembre año años día mes semana gobierno presidente ministro ministerio exteriores
        portavoz autoridades policía justicia tribunal país países internacional cooperación
        acuerdo firmado visita reunión desarrollo proyecto económico inversión empresa dijo declaró
        anunció informó señaló añadió nuevo primera millones dólares euros personas laos corea
        china tailandia vietnam asia
    """,
    "it": """
        che del della dei delle degli dal dalla nel nella con per una uno gli sono era stato stata
        anche come più non loro questo questa tra fra dopo prima durante secondo lunedì martedì
        mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio
        agosto settembre ottobre novembre dicembre anno anni giorno mese settimana governo presidente
        ministro ministero esteri portavoce autorità polizia giustizia paese paesi internazionale
        cooperazione accordo firmato visita riunione sviluppo progetto economico investimento azienda
        detto dichiarato annunciato riferito aggiunto nuovo prima milioni dollari euro persone laos
        corea cina thailandia vietnam asia
    """,
    "pt": """
        que dos das uma com por para como mais seus este esta entre desde até sobre segundo também
        foi são tem havia será segunda terça quarta quinta sexta feira sábado domingo janeiro
        fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro ano anos dia
        mês semana governo presidente ministro ministério negócios estrangeiros relações exteriores
        autoridades polícia justiça tribunal país países internacional cooperação acordo assinado
        visita reunião desenvolvimento projeto econômico económico investimento empresa disse declarou
        anunciou informou acrescentou novo primeira milhões dólares euros pessoas laos coreia china
        tailândia vietnã vietname ásia
    """,
    "id": """
        yang dan dari untuk dengan pada ini itu akan telah sudah dalam oleh juga tidak ada adalah
        sebagai mereka antara setelah sebelum saat kata mengatakan menurut menyatakan disampaikan
        kepada para tersebut sejak hingga lebih baru pertama kedua senin selasa rabu kamis jumat
        sabtu minggu januari februari maret april mei juni juli agustus september oktober november
        desember tahun hari bulan pemerintah presiden menteri kementerian luar negeri juru bicara
        pejabat polisi negara provinsi internasional kerja sama kesepakatan perjanjian ditandatangani
        kunjungan pertemuan pembangunan proyek ekonomi investasi perusahaan juta miliar dolar rupiah
        orang warga laos korea selatan cina thailand vietnam asia
    """,
    "ru": """
        что как для его она они это был была были будет также после между перед при под над более
        который которая которые которых этом этого однако из-за сообщил сообщила сообщает сообщили
        заявил заявила заявили отметил добавил словам данным понедельник вторник среда четверг
        пятница суббота воскресенье января февраля марта апреля мая июня июля августа сентября
        октября ноября декабря год года году лет день месяц неделя правительство президент министр
        министерство иностранных дел представитель власти полиция страна страны стран международный
        сотрудничество соглашение подписали подписан визит встреча развитие проект экономический
        инвестиции компания новый первый миллионов миллиардов долларов евро человек граждан лаос
        корея китай таиланд вьетнам азия
    """,
    "khmer": """
        និង របស់ នៅ ក្នុង ដែល បាន ជា មាន ឱ្យ ឲ្យ ជាមួយ ពី ដើម្បី ដោយ ចំពោះ អំពី ប៉ុន្តែ ឬ នេះ នោះ ថា មិន នឹង គឺ
        ព្រមទាំង តាម ច្រើន ទាំងអស់ កន្លងមក ថ្ងៃទី ខែ ឆ្នាំ ថ្ងៃនេះ ម្សិលមិញ ព្រឹក ល្ងាច មករា កុម្ភៈ មីនា មេសា ឧសភា
        មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ លោក លោកស្រី នាយករដ្ឋមន្ត្រី រដ្ឋមន្ត្រី ប្រធានាធិបតី ប្រធាន
        ក្រសួង ការបរទេស រាជរដ្ឋាភិបាល រដ្ឋាភិបាល រដ្ឋសភា គណៈប្រតិភូ អាជ្ញាធរ មន្ត្រី នគរបាល ខេត្ត ក្រុង ស្រុក
        រាជធានីភ្នំពេញ ព្រំដែន ប្រទេស ប្រជាជន អន្តរជាតិ តំបន់ អាស៊ាន រវាង ភាគី ប្រទេសទាំងពីរ កិច្ចសហប្រតិបត្តិការ
        ទំនាក់ទំនង កិច្ចប្រជុំ ពិធី ចុះហត្ថលេខា កិច្ចព្រមព្រៀង ជួបប្រជុំ ទស្សនកិច្ច បានថ្លែង បានឱ្យដឹង សេចក្តីប្រកាស
        ព័ត៌មាន អភិវឌ្ឍន៍ សេដ្ឋកិច្ច វិនិយោគ ពាណិជ្ជកម្ម ក្រុមហ៊ុន គម្រោង លាន ដុល្លារ អាមេរិក នាក់ ថ្មី សំខាន់
        ច្បាប់ ករណី កូរ៉េខាងត្បូង ចិន ឡាវ ថៃ វៀតណាម កម្ពុជា ជប៉ុន
    """,
    "burmese": """
        နှင့် နဲ့ ၏ တွင် မှာ သည် တယ် ခဲ့သည် ခဲ့တယ် ပြီး ဖြစ်သည် ဖြစ်တယ် ရှိသည် ရှိတယ် အတွက် ကြောင်း ကို က မှ
        သို့ ဖြင့် နေသည် မည် မယ် မရှိ သော များ တို့ ယနေ့ မနေ့က နေ့ ရက်နေ့ လ နှစ် ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ
        မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ ဦး ဒေါ် ဝန်ကြီးချုပ် ဝန်ကြီး ဝန်ကြီးဌာန သမ္မတ
        ဥက္ကဋ္ဌ နိုင်ငံခြားရေး အစိုးရ လွှတ်တော် ကိုယ်စားလှယ်အဖွဲ့ တာဝန်ရှိသူ အာဏာပိုင် ရဲတပ်ဖွဲ့ မြို့ ပြည်နယ်
        တိုင်းဒေသကြီး နယ်စပ် နိုင်ငံ ပြည်သူ နိုင်ငံတကာ ဒေသ အာဆီယံ နှစ်နိုင်ငံ ပူးပေါင်းဆောင်ရွက် ဆက်ဆံရေး
        အစည်းအဝေး အခမ်းအနား လက်မှတ်ရေးထိုး သဘောတူညီချက် တွေ့ဆုံ ခရီးစဉ် ပြောကြား ပြောသည် ပြောတယ် သတင်း
        ထုတ်ပြန် ဖွံ့ဖြိုး စီးပွားရေး ရင်းနှီးမြှုပ်နှံ ကုန်သွယ် ကုမ္ပဏီ စီမံကိန်း သန်း ဒေါ်လာ ကျပ် အသစ် အရေးကြီး
        ဥပဒေ အမှု တောင်ကိုရီးယား တရုတ် လာအို ထိုင်း ဗီယက်နမ် မြန်မာ ဂျပန်
    """,
}


@cache
def common(group: str) -> frozenset[str]:
    """Return the frequent features of a group of texts (see `features.language_group`)."""
    return frozenset(features(_TEXTS.get(group, ""), group))
