"""Vietnamese words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: bãi bỏ
accident: tai nạn
action plan: kế hoạch hành động
agency: cơ quan
agriculture: nông nghiệp, nông dân
airline: hãng hàng không
airport: sân bay, cảng hàng không
ambassador: đại sứ
anniversary: kỷ niệm
apologise: xin lỗi
appeal: kháng cáo, phúc thẩm
archaeology: khảo cổ
army: quân đội, binh sĩ
arrest: bắt giữ, tạm giữ, bắt
artificial intelligence: trí tuệ nhân tạo
asset: tài sản
attack: tấn công
auction: đấu giá
bank: ngân hàng
battery: pin
bid: đấu thầu, gói thầu, trúng thầu
bill: dự luật, dự thảo luật
boat: tàu, thuyền, phà
bomb: bom, vụ nổ, nổ
border: biên giới, cửa khẩu
bridge: cầu
budget: ngân sách
building: tòa nhà
bus: xe buýt, xe khách
cabinet: nội các
call centre: trung tâm lừa đảo, tổng đài
cancer: ung thư
casino: sòng bạc, cờ bạc, đánh bạc
ceasefire: ngừng bắn
central bank: ngân hàng nhà nước, lãi suất
charter plane: chuyên cơ, thuê bao
child: trẻ em, trẻ
climate: khí hậu, phát thải, các-bon
coal: than đá, nhiệt điện than
coffee: cà phê
committee: ủy ban
compensation: bồi thường, đền bù
computer: máy tính
concentrate: tinh quặng, ôxít
concession: nhượng quyền
confine: giam giữ, con tin
consortium: liên danh, tổ hợp
construction: xây dựng, khởi công
consulate: lãnh sự
contract: hợp đồng
copper: đồng đỏ, quặng đồng
corruption: tham nhũng, hối lộ
court: tòa án, tòa
cryptocurrency: tiền ảo, tiền điện tử, tiền mã hóa
customs: hải quan, thuế quan
cyberattack: mạng, tin tặc
dam: đập, thủy điện
death penalty: tử hình
deaths: thiệt mạng, tử vong, chết
debt: nợ công, nợ
decree: nghị định, sắc lệnh
defence: quốc phòng, vũ khí
delay: trì hoãn, lùi thời điểm, hoãn, lùi
deport: trục xuất
development bank: ngân hàng thế giới, ngân hàng phát triển châu á, imf
dialogue: đối thoại, đàm phán
disabled: khuyết tật
disease: dịch bệnh, bệnh, vi rút
doctor: bác sĩ, y tá
drought: hạn hán
drug: ma túy
earthquake: động đất
elderly: người cao tuổi, người già
election: bầu cử, ứng cử
electricity: điện lực, điện, nhà máy điện
elephant: voi
environment: môi trường, ô nhiễm
espionage: gián điệp, tình báo
ethnic group: dân tộc thiểu số
European Union: liên minh châu âu, eu
export: xuất khẩu
extradition: dẫn độ
factory: nhà máy
famine: nạn đói, suy dinh dưỡng
fertiliser: phân bón, kali
festival: lễ hội
film: phim, điện ảnh
fine: phạt tiền
fire: hỏa hoạn, cháy
fish: cá, thủy sản
flight: chuyến bay, đường bay
flood: lũ lụt, ngập, lũ
football: bóng đá
foreign minister: bộ trưởng ngoại giao, bộ ngoại giao, ngoại trưởng
forest: rừng, gỗ
fraud: lừa đảo
free trade: thương mại tự do
friendship: hữu nghị
fuel: xăng dầu, xăng, dầu mỏ
gas: khí đốt, khí tự nhiên
gold: vàng
governor: tỉnh trưởng, thống đốc
grant: viện trợ, tài trợ
handover of suspects: bàn giao, trao trả, hồi hương
heat: nắng nóng
heritage: di sản
highway: cao tốc
hospital: bệnh viện
hotel: khách sạn
hotline: đường dây nóng
human rights: nhà hoạt động, nhân quyền
human trafficking: mua bán người, buôn người
humanitarian aid: chữ thập đỏ, nhân đạo
immigration: nhập cư, xuất nhập cảnh, thị thực, hộ chiếu
impersonate: giả danh, giả làm, mạo danh
import: nhập khẩu
inflation: lạm phát
injured: bị thương
insurance: bảo hiểm
internet: trực tuyến, mạng xã hội, internet
investigation: điều tra
investment: đầu tư
island: đảo
joint meeting: họp chung, phiên họp
joint operation: tuần tra, phối hợp
journalist: nhà báo
judge: thẩm phán, phán quyết
justice minister: bộ trưởng tư pháp, bộ tư pháp
labour: lao động, công nhân, tiền lương
land: đất đai, giải phóng mặt bằng
landslide: sạt lở
language school: tiếng Hàn, tiếng Việt, tiếng Lào
law: luật
least developed: kém phát triển
legal assistance: tương trợ tư pháp
licence: giấy phép, cấp phép
loan: khoản vay, tín dụng, cho vay
lottery: xổ số
malaria: sốt rét, sốt xuất huyết
memorandum: biên bản ghi nhớ
mine: mỏ, khai thác khoáng sản, quặng, khai khoáng
mine clearance: rà phá, bom mìn
missile: tên lửa, đạn đạo
missing person: mất tích
money laundering: rửa tiền
monk: nhà sư, chùa, Phật giáo
mother: bà mẹ, sản phụ, thai sản
mourning: tang lễ, chia buồn, quốc tang
murder: giết người, sát hại
music: ca nhạc, âm nhạc, ca sĩ
navy: hải quân, tàu ngầm, tàu chiến
nuclear: hạt nhân
opening: khai trương, khánh thành, khai mạc
opposition: phe đối lập
pardon: ân xá, đặc xá
parliament: quốc hội, nghị sĩ, đại biểu quốc hội, nghị viện
partnership: đối tác
party congress: đại hội đảng, bộ chính trị, trung ương đảng
passenger: hành khách, lượt khách
peace: hòa bình
phone: điện thoại
police: công an, cảnh sát
population: dân số, điều tra dân số
port: cảng
poverty: nghèo, giảm nghèo
president: chủ tịch nước, tổng thống
price: giá
prime minister: thủ tướng
prison: tù, trại giam, tù giam
prosecutor: công tố, kiểm sát, truy tố
protest: biểu tình
public works: giao thông, công chính
raid: đột kích, khám xét, triệt phá, kiểm tra
railway: đường sắt, tàu hỏa
ransom: tiền chuộc
rape: hiếp dâm, xâm hại
rare earth: đất hiếm, khoáng sản thiết yếu
ratification: phê chuẩn
recruit: tuyển dụng, dụ dỗ
refugee: tị nạn
rescue: giải cứu, cứu hộ
research: nghiên cứu, nhà khoa học
resign: từ chức, cách chức, miễn nhiệm
rice: gạo, lúa
river: sông
road: đường bộ, quốc lộ
royal family: quốc vương, hoàng gia
runway: đường băng, nhà ga
sanction: trừng phạt, cấm vận
satellite: vệ tinh, vũ trụ
scholarship: học bổng, sinh viên, học sinh
school: trường học, giáo viên, giáo dục
security council: hội đồng bảo an, nghị quyết
seizure: thu giữ, tịch thu
semiconductor: bán dẫn, chip
sentence: tuyên phạt, lĩnh, án tù
shares: cổ phiếu, chứng khoán, cổ phần
shooting: xả súng, nổ súng
smuggling: buôn lậu, vận chuyển trái phép
solar: điện mặt trời, điện gió, tái tạo
special economic zone: đặc khu, khu kinh tế
sport: huy chương, thế vận hội, vận động viên, sea games
statement of concern: quan ngại, lên án
storm: bão, áp thấp
strike: đình công
summit: hội nghị thượng đỉnh, hội nghị cấp cao, hội đàm
supply chain: chuỗi cung ứng
suspect: nghi phạm, đối tượng, bị cáo
suspend: đình chỉ, tạm dừng, đóng cửa
tax: thuế
telecom: viễn thông, 5g
territorial dispute: biển đông, chủ quyền
terrorism: khủng bố
tourism: du lịch, du khách
trade: thương mại, kim ngạch
training: đào tạo, tập huấn, dạy nghề
treaty: hiệp định, hiệp ước
trial: xét xử, phiên tòa
truck: xe tải
united nations: liên hợp quốc
university: đại học, giáo sư
vaccine: vắc-xin, tiêm chủng
victim: nạn nhân, bị hại
village: bản, làng, dân làng
visit: thăm, chuyến thăm, đến thăm
volunteer: tình nguyện
vote: biểu quyết, phiếu, bỏ phiếu
war: chiến tranh, giao tranh, xung đột
waste: rác thải, nhựa, nước thải, vệ sinh
water supply: nước sạch, cấp nước, nước uống
wildlife: động vật hoang dã, ngà voi, hổ
women: phụ nữ, bình đẳng giới
"""
