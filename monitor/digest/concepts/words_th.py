"""Thai words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: ยกเลิก
accident: อุบัติเหตุ
action plan: แผนปฏิบัติการ
agency: สำนักงาน
agriculture: เกษตร, ชาวนา
airline: สายการบิน
airport: สนามบิน, ท่าอากาศยาน
ambassador: เอกอัครราชทูต, สถานทูต
anniversary: ครบรอบ
apologise: ขอโทษ, ขออภัย
appeal: อุทธรณ์
archaeology: โบราณคดี
army: กองทัพ, ทหาร
arrest: จับกุม, รวบ, ควบคุมตัว, ถูกจับ
artificial intelligence: ปัญญาประดิษฐ์
asset: ทรัพย์สิน
attack: โจมตี
auction: ประมูลขาย
bank: ธนาคาร
battery: แบตเตอรี่
bid: ประมูล, ประกวดราคา
bill: ร่างกฎหมาย, ร่างพระราชบัญญัติ
boat: เรือ
bomb: ระเบิด
border: ชายแดน, ด่าน
bridge: สะพาน
budget: งบประมาณ
building: อาคาร, ตึก
bus: รถโดยสาร, รถบัส, รถเมล์
cabinet: คณะรัฐมนตรี, ครม.
call centre: คอลเซ็นเตอร์
cancer: มะเร็ง
casino: กาสิโน, คาสิโน, การพนัน
ceasefire: หยุดยิง
central bank: ธนาคารกลาง, ดอกเบี้ย
charter plane: เช่าเหมาลำ
child: เด็ก
climate: สภาพภูมิอากาศ, คาร์บอน
coal: ถ่านหิน
coffee: กาแฟ
committee: คณะกรรมการ, คณะกรรมาธิการ
compensation: ชดเชย, ค่าเสียหาย, เยียวยา
computer: คอมพิวเตอร์
concentrate: หัวแร่, ออกไซด์
concession: สัมปทาน
confine: กักขัง, ตัวประกัน
consortium: กลุ่มบริษัท, กลุ่มทุน
construction: ก่อสร้าง
consulate: กงสุล
contract: สัญญา
copper: ทองแดง
corruption: ทุจริต, สินบน, คอร์รัปชัน
court: ศาล
cryptocurrency: คริปโต, สกุลเงินดิจิทัล
customs: ศุลกากร, ภาษี
cyberattack: ไซเบอร์, แฮก
dam: เขื่อน, พลังน้ำ
death penalty: ประหารชีวิต
deaths: เสียชีวิต
debt: หนี้
decree: พระราชกฤษฎีกา, กฤษฎีกา
defence: กลาโหม, อาวุธ
delay: เลื่อน, ชะลอ
deport: เนรเทศ, ผลักดันกลับ
development bank: ธนาคารโลก, ธนาคารพัฒนาเอเชีย, ไอเอ็มเอฟ
dialogue: เจรจา
disabled: พิการ
disease: โรคระบาด, ระบาด, ไวรัส, ติดเชื้อ
doctor: แพทย์, พยาบาล
drought: ภัยแล้ง
drug: ยาเสพติด, ยาบ้า, ยาไอซ์
earthquake: แผ่นดินไหว
elderly: ผู้สูงอายุ, คนชรา
election: เลือกตั้ง, ผู้สมัคร
electricity: ไฟฟ้า
elephant: ช้าง
environment: สิ่งแวดล้อม, มลพิษ, ปนเปื้อน
espionage: จารกรรม, สายลับ, ข่าวกรอง
ethnic group: ชาติพันธุ์, ชนเผ่า
European Union: สหภาพยุโรป, อียู
export: ส่งออก
extradition: ส่งผู้ร้ายข้ามแดน
factory: โรงงาน
famine: อดอยาก, ขาดสารอาหาร
fertiliser: ปุ๋ย, โพแทช
festival: เทศกาล, งานบุญ
film: ภาพยนตร์, หนัง
fine: ค่าปรับ, ปรับเงิน
fire: ไฟไหม้, เพลิงไหม้
fish: ปลา, ประมง
flight: เที่ยวบิน, เส้นทางบิน
flood: น้ำท่วม, อุทกภัย
football: ฟุตบอล
foreign minister: ต่างประเทศ
forest: ป่าไม้, ไม้ซุง, ไม้
fraud: หลอกลวง, ฉ้อโกง, สแกม, หลอก
free trade: การค้าเสรี
friendship: มิตรภาพ
fuel: น้ำมัน
gas: ก๊าซธรรมชาติ
gold: ทองคำ, เหมืองทอง
governor: เจ้าแขวง, ผู้ว่าราชการ
grant: เงินช่วยเหลือ, ให้เปล่า
handover of suspects: ส่งตัว, ส่งมอบ, ส่งกลับ
heat: คลื่นความร้อน, ร้อนจัด
heritage: มรดก
highway: ทางด่วน, มอเตอร์เวย์
hospital: โรงพยาบาล
hotel: โรงแรม
hotline: สายด่วน
human rights: สิทธิมนุษยชน, นักเคลื่อนไหว, นักกิจกรรม
human trafficking: ค้ามนุษย์
humanitarian aid: กาชาด, มนุษยธรรม
immigration: ตรวจคนเข้าเมือง, วีซ่า, หนังสือเดินทาง
impersonate: แอบอ้าง, อ้างเป็น, อ้างตัว
import: นำเข้า
inflation: เงินเฟ้อ
injured: บาดเจ็บ
insurance: ประกัน
internet: ออนไลน์, อินเทอร์เน็ต
investigation: สืบสวน, สอบสวน
investment: ลงทุน
island: เกาะ
joint meeting: ประชุมร่วม
joint operation: ลาดตระเวน, ปฏิบัติการร่วม
journalist: นักข่าว, สื่อมวลชน
judge: ผู้พิพากษา, คำพิพากษา
justice minister: กระทรวงยุติธรรม
labour: แรงงาน, ค่าจ้าง
land: ที่ดิน, เวนคืน
landslide: ดินถล่ม
language school: ภาษา
law: กฎหมาย, พระราชบัญญัติ
least developed: พัฒนาน้อยที่สุด
legal assistance: ความช่วยเหลือซึ่งกันและกันทาง, ช่วยเหลือทางกฎหมาย
licence: ใบอนุญาต, อนุญาต
loan: เงินกู้, กู้ยืม
lottery: หวย, สลากกินแบ่ง
malaria: มาลาเรีย, ไข้เลือดออก
memorandum: บันทึกความเข้าใจ, เอ็มโอยู
mine: เหมือง, แร่
mine clearance: เก็บกู้, ทุ่นระเบิด
missile: ขีปนาวุธ, จรวด
missing person: สูญหาย, หายตัว
money laundering: ฟอกเงิน
monk: พระสงฆ์, วัด, พุทธ
mother: มารดา, แม่และเด็ก, หญิงตั้งครรภ์
mourning: งานศพ, ไว้อาลัย, แสดงความเสียใจ
murder: ฆาตกรรม, ฆ่า
music: คอนเสิร์ต, ดนตรี, นักร้อง
navy: กองทัพเรือ, เรือดำน้ำ
nuclear: นิวเคลียร์
opening: เปิดตัว, เปิดทำการ, พิธีเปิด
opposition: ฝ่ายค้าน
pardon: อภัยโทษ, นิรโทษกรรม
parliament: สภาแห่งชาติ, รัฐสภา, สภาผู้แทน, สมาชิกสภา
partnership: หุ้นส่วน
party congress: สมัชชาพรรค, โปลิตบูโร, คณะกรรมการกลาง
passenger: ผู้โดยสาร
peace: สันติภาพ
phone: โทรศัพท์
police: ตำรวจ
population: ประชากร, สำมะโน
port: ท่าเรือ
poverty: ยากจน, ความยากจน
president: ประธานาธิบดี, ประธานประเทศ
price: ราคา
prime minister: นายกรัฐมนตรี
prison: จำคุก, เรือนจำ, นักโทษ
prosecutor: อัยการ, ฟ้องร้อง, สั่งฟ้อง
protest: ประท้วง, ชุมนุม
public works: โยธาธิการ, คมนาคม
raid: บุก, ตรวจค้น, ทลาย, กวาดล้าง
railway: รถไฟ
ransom: ค่าไถ่
rape: ข่มขืน, ล่วงละเมิดทางเพศ
rare earth: แรร์เอิร์ธ, แร่หายาก, แร่สำคัญ
ratification: สัตยาบัน, ให้ความเห็นชอบ
recruit: รับสมัคร, หลอกไปทำงาน
refugee: ผู้ลี้ภัย, อพยพ
rescue: ช่วยเหลือออก, กู้ภัย, ช่วยเหลือเหยื่อ
research: วิจัย, นักวิทยาศาสตร์
resign: ลาออก, ปลด
rice: ข้าว
river: แม่น้ำ
road: ถนน
royal family: พระราชา, ราชวงศ์, พระบาทสมเด็จ
runway: ทางวิ่ง, รันเวย์, อาคารผู้โดยสาร
sanction: คว่ำบาตร
satellite: ดาวเทียม, อวกาศ
scholarship: ทุนการศึกษา, นักศึกษา, นักเรียน
school: โรงเรียน, ครู, การศึกษา
security council: คณะมนตรีความมั่นคง, มติ
seizure: ยึดได้, ยึด, อายัด
semiconductor: เซมิคอนดักเตอร์, ชิป
sentence: พิพากษา, ตัดสินจำคุก
shares: หุ้น, ตลาดหลักทรัพย์
shooting: กราดยิง, ยิงปืน, กระสุน
smuggling: ลักลอบ, ของเถื่อน
solar: แสงอาทิตย์, พลังงานลม, หมุนเวียน
special economic zone: เขตเศรษฐกิจพิเศษ
sport: เหรียญทอง, โอลิมปิก, นักกีฬา, ซีเกมส์
statement of concern: กังวล, ประณาม
storm: พายุ, ไต้ฝุ่น
strike: นัดหยุดงาน
summit: สุดยอด, การประชุมสุดยอด
supply chain: ห่วงโซ่อุปทาน
suspect: ผู้ต้องหา, ผู้ต้องสงสัย, จำเลย
suspend: ระงับ, สั่งปิด, สั่งหยุด
tax: ภาษี
telecom: โทรคมนาคม, 5G
territorial dispute: อธิปไตย, ทะเลจีนใต้
terrorism: ก่อการร้าย
tourism: ท่องเที่ยว
trade: การค้า
training: ฝึกอบรม, อาชีวศึกษา
treaty: สนธิสัญญา
trial: พิจารณาคดี, ไต่สวน
truck: รถบรรทุก
united nations: สหประชาชาติ, ยูเอ็น
university: มหาวิทยาลัย, ศาสตราจารย์
vaccine: วัคซีน
victim: ผู้เสียหาย, เหยื่อ
village: หมู่บ้าน, ชาวบ้าน
visit: เยือน, เข้าพบ, เข้าเยี่ยมคารวะ
volunteer: อาสาสมัคร
vote: ลงมติ, คะแนนเสียง, ลงคะแนน, งดออกเสียง
war: สงคราม, ปะทะ
waste: ขยะ, น้ำเสีย, พลาสติก, สุขาภิบาล
water supply: น้ำประปา, น้ำดื่ม, น้ำสะอาด
wildlife: สัตว์ป่า, งาช้าง, เสือ
women: สตรี, ผู้หญิง, เพศสภาพ
"""
