"""Italian words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abol*, abrog*
accident: incident*, schianto
action plan: piano d'azione, piano di azione, piano d azione
agency: agenzi*
agriculture: agricol*, raccolt*
airline: compagnia aerea, compagnie aeree, vettore aereo
airport: aeroport*, scalo
ambassador: ambasciat*
anniversary: anniversario, anniversari
apologise: scus*
appeal: appello, ricorso, ricorsi
archaeology: archeolog*, scavo, scavi
army: esercito, soldat*, militar*
arrest: arrest*, fermat*
artificial intelligence: intelligenza artificiale
asset: beni, patrimonio, attività finanziarie
attack: attacc*, attentat*, aggression*
auction: asta, aste
bank: banca, banche, bancari*
battery: batteri*
bid: gara d'appalto, gare d'appalto, appalt*, offert*
bill: disegno di legge, proposta di legge
boat: barca, barche, nave, navi, traghett*
bomb: bomba, bombe, esplos*, ordign*
border: confin*, frontier*
bridge: ponte, ponti
budget: bilancio
building: edifici*, palazz*, grattaciel*
bus: autobus, pullman
cabinet: gabinetto, rimpasto
call centre: call center*
cancer: cancro, tumor*
casino: casinò, scommess*, gioco d'azzardo
ceasefire: cessate il fuoco, tregua
central bank: banca centrale, tasso di interesse, tassi di interesse, tassi d'interesse
charter plane: charter, noleggiat*
child: bambin*, minore, minori, minorenn*
climate: clima, climatic*, emission*, carbonio
coal: carbone
coffee: caffè
committee: comitat*, commission*
compensation: risarciment*, indennizz*, compensazion*
computer: computer*
concentrate: concentrat*, ossid*
concession: concession*
confine: ostagg*, sequestrat*, prigionier*
consortium: consorzi*
construction: costru*, cantier*
consulate: consolato, consolati, console, consolar*
contract: contratt*
copper: rame
corruption: corruzion*, tangent*, mazzett*
court: tribunal*, corte, corti
cryptocurrency: criptovalut*, bitcoin*
customs: dogan*, dazi, dazio
cyberattack: cyber*, attacco informatico, attacchi informatici, hacker*
dam: diga, dighe, idroelettric*
death penalty: pena di morte, pena capitale
deaths: mort*, decedut*, uccis*, vittime mortali
debt: debit*
decree: decret*
defence: difesa, armi, armament*
delay: rinvi*, ritard*
deport: deport*, espuls*, espell*
development bank: banca mondiale, banca asiatica, fmi
dialogue: dialog*, colloqui*, negozia*
disabled: disabil*
disease: malatti*, epidemi*, virus, focolai*, infezion*, contag*
doctor: medic*, infermier*
drought: siccità
drug: drog*, stupefacent*, metanfetamin*, eroina
earthquake: terremot*, sism*
elderly: anzian*, pensionat*
election: elezion*, elettor*, candidat*
electricity: elettric*, megawatt*
elephant: elefant*
environment: ambient*, inquin*, contamin*
espionage: spionagg*, spia, spie
ethnic group: etni*, minoranz*
European Union: unione europea, ue
export: export, esport*
extradition: estradi*
factory: fabbric*, stabiliment*, raffineri*
famine: fame, carestia, malnutrizion*
fertiliser: fertilizzant*, potassi*
festival: festival*, festa, feste, celebrazion*
film: film, cinema, pellicol*
fine: multa, multe, multat*, ammenda
fire: incendi*, rogo, fiamme
fish: pesce, pesci, pesca, pescator*
flight: volo, voli
flood: alluvion*, inondazion*, allagat*
football: calcio
foreign minister: ministro degli esteri, ministra degli esteri, ministero degli esteri, affari esteri
forest: foresta, foreste, forestal*, legname, deforestazion*
fraud: frod*, truff*, raggir*
free trade: libero scambio, libero commercio
friendship: amicizia
fuel: carburant*, petrolio, benzina, gasolio
gas: gas naturale, gasdott*, gnl
gold: oro
governor: governator*
grant: sovvenzion*, donazion*, aiuti
handover of suspects: consegnat*, consegna, rimpatri*
heat: ondata di caldo, caldo record
heritage: patrimonio dell'umanità, patrimonio culturale
highway: autostrad*, superstrad*
hospital: ospedal*, clinic*
hotel: hotel, albergh*
hotline: linea diretta, numero verde
human rights: diritti umani, attivist*, dissident*
human trafficking: tratta di esseri umani, tratta di persone, lavoro forzato, schiavitù
humanitarian aid: croce rossa, umanitari*
immigration: immigra*, visti, visto d'ingresso, passaport*
impersonate: spacciandosi per, spacciarsi per, spacciavano per, spacciava per, fingendosi, fingersi,
    si fingevano
import: import, importazion*, importat*
inflation: inflazion*
injured: ferit*
insurance: assicura*
internet: internet, online, social network, social media, sito web
investigation: indag*, inchiest*, inquirent*
investment: invest*
island: isola, isole
joint meeting: riunione congiunta, commissione mista, comitato congiunto
joint operation: operazione congiunta, operazioni congiunte, pattugli*
journalist: giornalist*, reporter
judge: giudic*, verdetto
justice minister: ministro della giustizia, ministra della giustizia, ministero della giustizia
labour: lavorator*, salar*, migrant*
land: terren*, sgomber*, sfratt*
landslide: frana, frane, smottament*
language school: scuola di lingua, scuole di lingua, corsi di lingua
law: legge, leggi, legisla*
least developed: meno sviluppat*, meno avanzat*
legal assistance: assistenza giudiziaria, assistenza legale
licence: licenz*, autorizzazion*, permess*
loan: prestit*, credit*, mutu*
lottery: lotteri*
malaria: malaria, dengue
memorandum: memorandum
mine: miniera, miniere, minerar*, estrazion*
mine clearance: sminament*, mine antiuomo, mine terrestri
missile: missil*, balistic*, razzo, razzi
missing person: scompars*, dispers*
money laundering: riciclagg*
monk: monac*, tempio, templi, buddis*
mother: madre, madri, matern*, incint*
mourning: funeral*, lutto, condoglianze
murder: omicid*, assassin*
music: concert*, music*, cantant*
navy: marina, naval*, sottomarin*
nuclear: nuclear*, denuclearizzazion*, uranio
opening: inaugur*, apertura
opposition: opposizione
pardon: grazia, amnist*, indult*
parliament: parlament*, assemblea nazionale, deputat*, senato
partnership: partenariat*, partnership
party congress: congresso del partito, politburo, comitato centrale
passenger: passegger*, viaggiator*
peace: pace, riunificazion*
phone: telefon*, cellular*
police: polizia, poliziott*, agenti
population: popolazion*, censiment*, natalità
port: porto, porti, portual*
poverty: povertà
president: president*
price: prezz*
prime minister: primo ministro, prima ministra, premier
prison: prigion*, carcer*, detenut*
prosecutor: procurator*, procura, pubblico ministero, incriminat*
protest: protest*, manifestazion*, manifestant*
public works: lavori pubblici
raid: retata, blitz, perquisizion*, irruzion*
railway: ferrovi*, treno, treni
ransom: riscatt*
rape: stupr*, violenza sessuale, abusi sessuali
rare earth: terre rare, minerali critici
ratification: ratific*
recruit: reclut*, offerte di lavoro, adescat*
refugee: rifugiat*, asilo, profugh*, disertor*
rescue: soccors*, salvat*, liberat*
research: ricerca, ricercator*, scienziat*, studio, studi
resign: dimission*, dimess*, destituit*
rice: riso
river: fiume, fiumi
road: strada, strade, stradal*
royal family: re, regina, monarc*, famiglia reale
runway: pista, piste, terminal
sanction: sanzion*
satellite: satellit*, spazial*
scholarship: borsa di studio, borse di studio, student*
school: scuola, scuole, scolastic*, insegnant*, istruzion*
security council: consiglio di sicurezza, risoluzion*
seizure: sequestr*, confisc*
semiconductor: semiconduttor*, chip
sentence: condann*, anni di carcere, anni di reclusione
shares: azioni, borsa valori, quota azionaria
shooting: sparatori*, spari
smuggling: contrabband*
solar: solar*, eolic*, rinnovabil*
special economic zone: zona economica, zone economiche
sport: olimpi*, medagli*, atlet*
statement of concern: preoccupa*, condanna di
storm: tifon*, ciclon*, tempest*, uragan*
strike: sciopero, scioperi
summit: vertice, vertici, summit
supply chain: catena di approvvigionamento, catene di approvvigionamento, catena di fornitura, filiera,
    filiere
suspect: sospett*, indagat*, imputat*
suspend: sospes*, sospend*, chius*
tax: tassa, tasse, impost*, fiscal*, iva
telecom: telecomunicazion*, 5g
territorial dispute: dispute territoriali, disputa territoriale, sovranità, mar cinese meridionale
terrorism: terroris*, miliziani, insort*
tourism: turis*, visitator*
trade: commercio, commercial*, scambi, interscambio
training: formazion*, addestrament*
treaty: trattat*, convenzion*
trial: processo, processi
truck: camion, autocarr*
united nations: nazioni unite, onu
university: universit*, professor*
vaccine: vaccin*
victim: vittim*
village: villagg*
visit: visita, visite, visitat*
volunteer: volontar*
vote: vot*, astenut*, astension*
war: guerra, guerre, invasion*, scontr*
waste: rifiut*, spazzatura, plastic*
water supply: acqua potabile, approvvigionamento idrico, acquedott*
wildlife: fauna, selvatic*, bracconagg*, avorio, tigr*
women: donna, donne, femminil*, gender
"""
