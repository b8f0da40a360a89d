"""Indonesian words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: menghapus*, penghapusan, dihapus*, mencabut
accident: kecelakaan, tabrakan
action plan: rencana aksi
agency: badan, lembaga
agriculture: pertanian, petani, panen
airline: maskapai
airport: bandara, bandar udara
ambassador: duta besar, dubes, kedutaan, kedubes
anniversary: peringatan, hari jadi, ulang tahun
apologise: minta maaf, permintaan maaf, memohon maaf
appeal: banding, kasasi
archaeology: arkeolog*, penggalian
army: tentara, militer, prajurit, angkatan darat
arrest: menangkap, ditangkap, penangkapan, ditahan, menahan
artificial intelligence: kecerdasan buatan
asset: aset, harta
attack: serangan, menyerang, diserang
auction: lelang, pelelangan
bank: bank, perbankan
battery: baterai
bid: tender, penawaran
bill: rancangan undang-undang, ruu
boat: kapal, perahu, feri
bomb: bom, ledakan, meledak
border: perbatasan
bridge: jembatan
budget: anggaran
building: gedung, bangunan, menara
bus: bus, bis
cabinet: kabinet, perombakan
call centre: pusat panggilan, call center
cancer: kanker
casino: kasino, perjudian, judi
ceasefire: gencatan senjata
central bank: bank sentral, suku bunga
charter plane: carter, sewaan
child: anak, anak-anak, bayi
climate: iklim, emisi, karbon
coal: batu bara, batubara
coffee: kopi
committee: komite, komisi, panitia
compensation: kompensasi, ganti rugi, santunan
computer: komputer, laptop
concentrate: konsentrat, oksida
concession: konsesi
confine: sandera, disandera, disekap, penyekapan
consortium: konsorsium
construction: konstruksi, membangun, pembangunan gedung, dibangun
consulate: konsul, konsulat, konsuler
contract: kontrak
copper: tembaga
corruption: korupsi, suap, penyuapan, gratifikasi
court: pengadilan, mahkamah
cryptocurrency: kripto, mata uang kripto, bitcoin
customs: bea cukai, tarif, bea masuk
cyberattack: siber, peretas*, diretas
dam: bendungan, waduk, plta
death penalty: hukuman mati, pidana mati
deaths: tewas, meninggal, kematian, korban jiwa
debt: utang, hutang
decree: dekret, keputusan presiden, keppres
defence: pertahanan, senjata, alutsista
delay: menunda, ditunda, penundaan, tertunda
deport: deportasi, dideportasi, mendeportasi, diusir
development bank: bank dunia, bank pembangunan asia, imf
dialogue: dialog, perundingan, negosiasi
disabled: disabilitas, difabel
disease: penyakit, wabah, epidemi, virus, infeksi
doctor: dokter, perawat
drought: kekeringan
drug: narkoba, narkotika, sabu, heroin
earthquake: gempa*
elderly: lansia, lanjut usia, pensiunan
election: pemilu, pemilihan umum, pilpres, kandidat
electricity: listrik, megawatt
elephant: gajah
environment: lingkungan hidup, pencemaran, polusi
espionage: mata-mata, spionase, intelijen
ethnic group: etnis, suku asli, minoritas
European Union: uni eropa, ue
export: ekspor, mengekspor, diekspor
extradition: ekstradisi, diekstradisi, mengekstradisi
factory: pabrik, kilang
famine: kelaparan, gizi buruk
fertiliser: pupuk, kalium
festival: festival, perayaan
film: film, bioskop
fine: denda, didenda
fire: kebakaran, terbakar
fish: ikan, nelayan, perikanan
flight: penerbangan
flood: banjir
football: sepak bola
foreign minister: menteri luar negeri, menlu, kementerian luar negeri, kemlu
forest: hutan, kayu, penebangan
fraud: penipuan, menipu, ditipu, penipu
free trade: perdagangan bebas
friendship: persahabatan
fuel: bahan bakar, bbm, minyak, bensin, solar bersubsidi
gas: gas alam, lng, pipa gas
gold: emas
governor: gubernur
grant: hibah, sumbangan, donasi
handover of suspects: diserahkan, menyerahkan, penyerahan, dipulangkan, pemulangan, repatriasi
heat: gelombang panas, cuaca panas
heritage: warisan
highway: jalan tol, tol
hospital: rumah sakit, klinik
hotel: hotel
hotline: hotline, saluran siaga, nomor darurat
human rights: hak asasi manusia, ham, aktivis
human trafficking: perdagangan orang, perdagangan manusia, tppo, kerja paksa, perbudakan
humanitarian aid: palang merah, kemanusiaan
immigration: imigrasi, visa, paspor
impersonate: menyamar, berpura-pura, mengaku sebagai
import: impor, mengimpor, diimpor
inflation: inflasi
injured: terluka, luka-luka, cedera
insurance: asuransi
internet: internet, daring, media sosial, medsos, online
investigation: penyelidikan, penyidikan, penyidik, menyelidiki
investment: investasi, investor, berinvestasi
island: pulau
joint meeting: rapat bersama, pertemuan bersama, komite bersama
joint operation: operasi bersama, operasi gabungan, patroli
journalist: jurnalis, wartawan
judge: hakim, putusan, vonis
justice minister: menteri kehakiman, menteri hukum, kementerian kehakiman, menkumham
labour: buruh, pekerja, upah, tenaga kerja
land: lahan, penggusuran, digusur
landslide: longsor
language school: sekolah bahasa, kursus bahasa
law: undang-undang, hukum, uu
least developed: negara kurang berkembang, kurang berkembang, terbelakang
legal assistance: bantuan hukum
licence: izin, lisensi, perizinan
loan: pinjaman, kredit
lottery: lotre, undian
malaria: malaria, demam berdarah, dengue
memorandum: memorandum, nota kesepahaman, mou
mine: tambang, pertambangan, penambang*, bijih
mine clearance: ranjau, penjinakan
missile: rudal, misil, balistik, roket
missing person: hilang, orang hilang
money laundering: pencucian uang
monk: biksu, kuil, vihara, buddha
mother: ibu hamil, ibu melahirkan, persalinan, hamil
mourning: pemakaman, berkabung, belasungkawa, duka cita
murder: pembunuhan, dibunuh, membunuh
music: konser, musik, penyanyi
navy: angkatan laut, kapal selam, kapal perang
nuclear: nuklir, denuklirisasi, uranium
opening: peresmian, diresmikan, meresmikan, dibuka
opposition: oposisi
pardon: pengampunan, grasi, amnesti
parliament: parlemen, majelis nasional, dpr, anggota dewan
partnership: kemitraan, mitra strategis
party congress: kongres partai, politbiro, komite pusat
passenger: penumpang
peace: perdamaian, damai, reunifikasi
phone: telepon, ponsel
police: polisi, kepolisian, polri, polda
population: penduduk, populasi, sensus, kelahiran
port: pelabuhan
poverty: kemiskinan, miskin
president: presiden
price: harga
prime minister: perdana menteri, pm
prison: penjara, lapas, narapidana, napi
prosecutor: jaksa, kejaksaan, didakwa, dakwaan
protest: protes, unjuk rasa, demonstrasi, demonstran
public works: pekerjaan umum
raid: razia, penggerebekan, digerebek, menggerebek, penggeledahan
railway: kereta, perkeretaapian, rel
ransom: tebusan
rape: pemerkosaan, diperkosa, kekerasan seksual, pelecehan seksual
rare earth: tanah jarang, mineral kritis
ratification: ratifikasi, meratifikasi, diratifikasi
recruit: merekrut, perekrutan, rekrutmen, direkrut, lowongan kerja, iming-iming
refugee: pengungsi, suaka, pembelot
rescue: penyelamatan, diselamatkan, menyelamatkan, dibebaskan
research: penelitian, peneliti, riset, ilmuwan, studi
resign: mengundurkan diri, pengunduran diri, dipecat, mundur
rice: beras, padi
river: sungai
road: jalan raya, jalanan, ruas jalan
royal family: raja, ratu, kerajaan
runway: landasan pacu, landasan, terminal
sanction: sanksi
satellite: satelit, antariksa
scholarship: beasiswa, mahasiswa
school: sekolah, guru, pendidikan
security council: dewan keamanan
seizure: menyita, disita, penyitaan, sitaan
semiconductor: semikonduktor, cip
sentence: divonis, dihukum, hukuman penjara, tahun penjara
shares: saham, bursa
shooting: penembakan, ditembak, baku tembak
smuggling: penyelundupan, selundupan, menyelundupkan
solar: tenaga surya, panel surya, tenaga angin, terbarukan
special economic zone: zona ekonomi, kawasan ekonomi, kek
sport: olimpiade, medali, atlet
statement of concern: keprihatinan, prihatin, mengecam, mengutuk
storm: topan, siklon, badai
strike: mogok, pemogokan
summit: ktt, konferensi tingkat tinggi
supply chain: rantai pasok*
suspect: tersangka, terdakwa, pelaku
suspend: menangguhkan, ditangguhkan, penangguhan, ditutup, dihentikan
tax: pajak, ppn
telecom: telekomunikasi, 5g
territorial dispute: sengketa wilayah, laut china selatan, laut cina selatan, kedaulatan
terrorism: teroris*, militan
tourism: pariwisata, wisatawan, turis
trade: perdagangan, dagang
training: pelatihan, dilatih
treaty: perjanjian, konvensi, traktat
trial: persidangan, sidang, diadili
truck: truk
united nations: perserikatan bangsa-bangsa, pbb
university: universitas, profesor, dosen
vaccine: vaksin*
victim: korban
village: desa, kampung
visit: kunjungan, mengunjungi, berkunjung
volunteer: relawan, sukarelawan
vote: pemungutan suara, memilih, abstain, suara setuju
war: perang, invasi, bentrokan
waste: limbah, sampah, plastik
water supply: air bersih, air minum, pasokan air
wildlife: satwa liar, perburuan liar, gading, harimau
women: perempuan, wanita, gender
"""
