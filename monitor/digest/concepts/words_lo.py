"""Lao words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: ຍົກເລີກ
accident: ອຸບັດຕິເຫດ, ອຸບັດເຫດ
action plan: ແຜນດຳເນີນງານ, ແຜນປະຕິບັດງານ
agency: ອົງການ
agriculture: ກະສິກຳ, ຊາວນາ
airline: ສາຍການບິນ
airport: ສະໜາມບິນ
ambassador: ທູດ, ສະຖານທູດ
anniversary: ຄົບຮອບ, ສະເຫຼີມສະຫຼອງ
apologise: ຂໍອະໄພ, ຂໍໂທດ
appeal: ອຸທອນ
archaeology: ບູຮານຄະດີ
army: ກອງທັບ, ທະຫານ
arrest: ຈັບກຸມ, ຈັບຕົວ, ຖືກຈັບ, ຈັບໄດ້, ກັກຕົວ
artificial intelligence: ປັນຍາປະດິດ
asset: ຊັບສິນ
attack: ໂຈມຕີ
auction: ປະມູນຂາຍ
bank: ທະນາຄານ
battery: ແບດເຕີຣີ, ໝໍ້ໄຟ
bid: ປະມູນ
bill: ຮ່າງກົດໝາຍ
boat: ເຮືອ
bomb: ລະເບີດ
border: ຊາຍແດນ, ດ່ານ
bridge: ຂົວ
budget: ງົບປະມານ
building: ອາຄານ, ຕຶກ
bus: ລົດເມ, ລົດໂດຍສານ
cabinet: ຄະນະລັດຖະບານ
call centre: ສູນໂທລະສັບ, ຄໍເຊັນເຕີ, ຄອລເຊັນເຕີ
cancer: ມະເຮັງ
casino: ກາຊີໂນ, ການພະນັນ
ceasefire: ຢຸດຍິງ
central bank: ທະນາຄານແຫ່ງ, ດອກເບ້ຍ
charter plane: ເໝົາລຳ
child: ເດັກ
climate: ສະພາບອາກາດ, ກາກບອນ
coal: ຖ່ານຫີນ
coffee: ກາເຟ
committee: ຄະນະກຳມະການ, ກຳມາທິການ
compensation: ຊົດເຊີຍ, ຄ່າເສຍຫາຍ, ທົດແທນຄ່າເສຍຫາຍ
computer: ຄອມພິວເຕີ
concentrate: ແຮ່ເຂັ້ມຂຸ້ນ, ອອກໄຊ
concession: ສຳປະທານ
confine: ກັກຂັງ, ຕົວປະກັນ
consortium: ກຸ່ມບໍລິສັດ
construction: ກໍ່ສ້າງ
consulate: ກົງສຸນ
contract: ສັນຍາ
copper: ທອງແດງ
corruption: ສໍ້ລາດບັງຫຼວງ, ຮັບສິນບົນ
court: ສານ
cryptocurrency: ເງິນດິຈິຕອນ, ຄຣິບໂຕ, ສະກຸນເງິນດິຈິຕອນ
customs: ພາສີ
cyberattack: ໄຊເບີ, ແຮັກ
dam: ເຂື່ອນ, ໄຟຟ້ານ້ຳຕົກ
death penalty: ປະຫານຊີວິດ
deaths: ເສຍຊີວິດ
debt: ໜີ້ສິນ, ໜີ້
decree: ດຳລັດ
defence: ປ້ອງກັນປະເທດ, ອາວຸດ
delay: ເລື່ອນ
deport: ເນລະເທດ
development bank: ທະນາຄານໂລກ, ທະນາຄານພັດທະນາອາຊີ
dialogue: ເຈລະຈາ, ການສົນທະນາ
disabled: ພິການ
disease: ພະຍາດ, ລະບາດ, ໄວຣັດ
doctor: ແພດ, ທ່ານໝໍ, ພະຍາບານ
drought: ໄພແຫ້ງແລ້ງ
drug: ຢາເສບຕິດ, ຢາບ້າ, ຢາໄອສ
earthquake: ແຜ່ນດິນໄຫວ
elderly: ຜູ້ສູງອາຍຸ, ຜູ້ເຖົ້າ
election: ການເລືອກຕັ້ງ, ເລືອກຕັ້ງ, ຜູ້ສະໝັກ
electricity: ໄຟຟ້າ
elephant: ຊ້າງ
environment: ສິ່ງແວດລ້ອມ, ມົນລະພິດ, ປົນເປື້ອນ
espionage: ສືບລັບ, ສາຍລັບ
ethnic group: ຊົນເຜົ່າ
European Union: ສະຫະພາບເອີຣົບ
export: ສົ່ງອອກ
extradition: ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ
factory: ໂຮງງານ
famine: ອຶດຫິວ, ຂາດສານອາຫານ
fertiliser: ຝຸ່ນ, ໂປຕັດ, ໂປຕັສ, ກາລີ, ເກືອກາລີ
festival: ບຸນ, ງານບຸນ, ເທດສະການ
film: ຮູບເງົາ
fine: ປັບໃໝ
fire: ໄຟໄໝ້, ອັກຄີໄພ
fish: ປາຕາຍ, ການປະມົງ, ປາ
flight: ຖ້ຽວບິນ
flood: ນ້ຳຖ້ວມ
football: ບານເຕະ
foreign minister: ການຕ່າງປະເທດ, ຕ່າງປະເທດ
forest: ປ່າໄມ້, ໄມ້
fraud: ຫຼອກລວງ, ສໍ້ໂກງ
free trade: ການຄ້າເສລີ
friendship: ມິດຕະພາບ
fuel: ນ້ຳມັນ
gas: ອາຍແກັສ, ກາຊທຳມະຊາດ
gold: ຄຳ, ບໍ່ຄຳ
governor: ເຈົ້າແຂວງ
grant: ທຶນຊ່ວຍເຫຼືອລ້າ, ຊ່ວຍເຫຼືອລ້າ
handover of suspects: ມອບຕົວ, ມອບຜູ້, ສົ່ງກັບ, ມອບໃຫ້
heat: ຮ້ອນຈັດ
heritage: ມໍລະດົກ
highway: ທາງດ່ວນ
hospital: ໂຮງໝໍ
hotel: ໂຮງແຮມ
hotline: ສາຍດ່ວນ
human rights: ສິດທິມະນຸດ, ນັກເຄື່ອນໄຫວ
human trafficking: ການຄ້າມະນຸດ, ຄ້າມະນຸດ
humanitarian aid: ກາແດງ, ມະນຸດສະທຳ
immigration: ກວດຄົນເຂົ້າ, ວີຊາ, ໜັງສືຜ່ານແດນ, ພາສປອດ
impersonate: ປອມຕົວ, ອ້າງຕົວ, ອ້າງວ່າເປັນ
import: ນຳເຂົ້າ
inflation: ເງິນເຟີ້
injured: ບາດເຈັບ
insurance: ປະກັນໄພ, ປະກັນສັງຄົມ
internet: ອອນລາຍ, ອິນເຕີເນັດ
investigation: ສືບສວນ, ສອບສວນ
investment: ລົງທຶນ
island: ເກາະ
joint meeting: ກອງປະຊຸມຮ່ວມ
joint operation: ລາດຕະເວນ, ສົມທົບ
journalist: ນັກຂ່າວ
judge: ຜູ້ພິພາກສາ, ຄຳຕັດສິນ
justice minister: ກະຊວງຍຸຕິທຳ
labour: ແຮງງານ, ກຳມະກອນ
land: ທີ່ດິນ
landslide: ດິນເຈື່ອນ, ດິນຖະຫຼົ່ມ
language school: ພາສາ
law: ກົດໝາຍ
least developed: ດ້ອຍພັດທະນາ
legal assistance: ຊ່ວຍເຫຼືອທາງດ້ານ, ຊ່ວຍເຫຼືອເຊິ່ງກັນທາງ
licence: ໃບອະນຸຍາດ, ອະນຸຍາດ
loan: ກູ້ຢືມ, ເງິນກູ້
lottery: ຫວຍ
malaria: ໄຂ້ຍຸງ, ໄຂ້ມາລາເລຍ, ໄຂ້ເລືອດອອກ
memorandum: ບົດບັນທຶກ
mine: ບໍ່ແຮ່, ຂຸດຄົ້ນ, ແຮ່
mine clearance: ເກັບກູ້, ກູ້ລະເບີດ
missile: ລູກສອນໄຟ, ຂີປະນາວຸດ, ຈະຫຼວດ
missing person: ສູນຫາຍ, ຫາຍສາບສູນ
money laundering: ຟອກເງິນ
monk: ພຣະສົງ, ວັດ, ພຸດທະ
mother: ແມ່ ແລະ ເດັກ, ແມ່ຍິງຖືພາ, ແມ່ແລະເດັກ
mourning: ງານສົບ, ເສົ້າສະຫຼົດໃຈ, ໄວ້ອາໄລ
murder: ຄາດຕະກຳ, ຂ້າຄົນ
music: ດົນຕີ, ນັກຮ້ອງ
navy: ກອງທັບເຮືອ, ເຮືອດຳນ້ຳ
nuclear: ນິວເຄຼຍ
opening: ເປີດຢ່າງເປັນທາງການ, ເປີດນຳໃຊ້, ເປີດຫ້ອງການ
opposition: ພັກຝ່າຍຄ້ານ
pardon: ອະໄພຍະໂທດ
parliament: ສະພາແຫ່ງຊາດ, ສະມາຊິກສະພາ, ລັດຖະສະພາ, ສສຊ
partnership: ຄູ່ຮ່ວມ
party congress: ກອງປະຊຸມໃຫຍ່, ກົມການເມືອງ, ສູນກາງພັກ
passenger: ຜູ້ໂດຍສານ
peace: ສັນຕິພາບ
phone: ໂທລະສັບ
police: ຕຳຫຼວດ, ປກສ, ປ້ອງກັນຄວາມສະຫງົບ
population: ພົນລະເມືອງທັງໝົດ, ປະຊາກອນ, ສຳຫຼວດພົນລະເມືອງ
port: ທ່າເຮືອ, ທ່າບົກ
poverty: ຄວາມທຸກຍາກ, ທຸກຍາກ
president: ປະທານປະເທດ, ປະທານາທິບໍດີ
price: ລາຄາ
prime minister: ນາຍົກລັດຖະມົນຕີ
prison: ຄຸກ, ຈຳຄຸກ, ນັກໂທດ
prosecutor: ໄອຍະການ, ຟ້ອງຮ້ອງ
protest: ປະທ້ວງ, ເດີນຂະບວນ
public works: ໂຍທາທິການ
raid: ກວດຄົ້ນ, ບຸກ, ມ້າງ, ກວາດລ້າງ
railway: ລົດໄຟ, ທາງລົດໄຟ
ransom: ຄ່າໄຖ່
rape: ຂົ່ມຂືນ, ລ່ວງລະເມີດທາງເພດ
rare earth: ແຮ່ຫາຍາກ, ແຮ່ທາດຫາຍາກ
ratification: ສັດຕະຍາບັນ, ຮັບຮອງເອົາ, ໃຫ້ສັດຕະຍາບັນ
recruit: ຮັບສະໝັກ, ຕົວະຍົວະ, ຊວນເຊື່ອ
refugee: ຜູ້ອົບພະຍົບ, ອົບພະຍົບ
rescue: ຊ່ວຍເຫຼືອອອກ, ກູ້ໄພ, ຊ່ວຍຊີວິດ
research: ຄົ້ນຄວ້າ, ນັກວິທະຍາສາດ
resign: ລາອອກ, ປົດຕຳແໜ່ງ
rice: ເຂົ້າສານ, ປູກເຂົ້າ
river: ແມ່ນ້ຳ, ນ້ຳຂອງ
road: ຖະໜົນ, ເສັ້ນທາງ
royal family: ກະສັດ, ລາຊະວົງ
runway: ທາງແລ່ນ, ອາຄານຜູ້ໂດຍສານ
sanction: ຂວ້ຳບາດ, ມາດຕະການລົງໂທດ
satellite: ດາວທຽມ, ອະວະກາດ
scholarship: ທຶນການສຶກສາ, ນັກສຶກສາ, ນັກຮຽນ
school: ໂຮງຮຽນ, ຄູ, ສຶກສາ
security council: ສະພາຄວາມໝັ້ນຄົງ, ມະຕິ
seizure: ຍຶດໄດ້, ຍຶດ, ຮິບ
semiconductor: ເຄິ່ງຕົວນຳ, ຊິບ
sentence: ຕັດສິນລົງໂທດ, ຕັດສິນໂທດ, ພິພາກສາ
shares: ຮຸ້ນ, ຫຼັກຊັບ
shooting: ຍິງປືນ, ກາດຍິງ
smuggling: ລັກລອບ, ຄ້າເຖື່ອນ
solar: ແສງຕາເວັນ, ພະລັງງານລົມ, ທົດແທນ
special economic zone: ເຂດເສດຖະກິດພິເສດ, ເສດຖະກິດພິເສດ
sport: ຫຼຽນ, ນັກກິລາ, ຊີເກມ
statement of concern: ກັງວົນ, ປະນາມ
storm: ພາຍຸ
strike: ນັດຢຸດງານ
summit: ສຸດຍອດ, ປະຊຸມສຸດຍອດ
supply chain: ຕ່ອງໂສ້ການສະໜອງ, ລະບົບຕ່ອງໂສ້
suspect: ຜູ້ຖືກຫາ, ຜູ້ຖືກສົງໄສ, ຜູ້ຕ້ອງສົງໄສ, ສົງໄສ
suspend: ໂຈະ, ຢຸດເຊົາ, ປິດ
tax: ອາກອນ, ພາສີ
telecom: ໂທລະຄົມ, 5G
territorial dispute: ອະທິປະໄຕ, ທະເລຈີນໃຕ້
terrorism: ກໍ່ການຮ້າຍ
tourism: ທ່ອງທ່ຽວ
trade: ການຄ້າ
training: ຝຶກອົບຮົມ, ອາຊີວະ
treaty: ສົນທິສັນຍາ
trial: ດຳເນີນຄະດີ, ພິຈາລະນາຄະດີ
truck: ລົດບັນທຸກ, ລົດຂົນ
united nations: ສະຫະປະຊາຊາດ, ສປຊ
university: ມະຫາວິທະຍາໄລ, ອາຈານ
vaccine: ວັກຊີນ
victim: ຜູ້ຖືກເຄາະຮ້າຍ, ຜູ້ເສຍຫາຍ, ຜູ້ເຄາະຮ້າຍ
village: ບ້ານ, ຊາວບ້ານ
visit: ຢ້ຽມຢາມ, ຢ້ຽມຂຳນັບ, ຕ້ອນຮັບ
volunteer: ອາສາສະໝັກ
vote: ລົງຄະແນນ, ລົງມະຕິ, ສຽງເຫັນດີ, ງົດອອກສຽງ
war: ສົງຄາມ, ປະທະກັນ
waste: ຂີ້ເຫຍື້ອ, ສິ່ງເສດເຫຼືອ, ນ້ຳເສຍ, ສຸຂະອະນາໄມ
water supply: ນ້ຳປະປາ, ນ້ຳດື່ມ, ນ້ຳສະອາດ
wildlife: ສັດປ່າ, ງາຊ້າງ, ເສືອ
women: ແມ່ຍິງ, ບົດບາດຍິງຊາຍ
"""
