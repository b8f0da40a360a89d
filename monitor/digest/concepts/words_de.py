"""German words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abschaff*, aufheb*
accident: unfall*, unglück*
action plan: aktionsplan*
agency: agentur*
agriculture: landwirtschaft*, bauern
airline: fluggesellschaft*, airline*
airport: flughafen*, flughäfen
ambassador: botschaft*
anniversary: jahrestag*, jubiläum*
apologise: entschuldig*
appeal: berufung*
archaeology: archäolog*, ausgrabung*
army: armee*, soldat*, militär*
arrest: festgenommen, festnahme*, verhaft*
artificial intelligence: künstliche* intelligenz, ki
asset: vermögen*
attack: angriff*, anschlag*
auction: versteiger*, auktion*
bank: bank*
battery: batterie*, akku*
bid: ausschreibung*, bieter*, gebot*
bill: gesetzentwurf*, gesetzesvorlage*
boat: schiff*, boot, boote, fähre*
bomb: bombe*, explosion*, blindgänger*
border: grenz*
bridge: brücke*
budget: haushalt*, etat
building: gebäude*
bus: bus, busse*
cabinet: kabinett*
call centre: callcenter*, call-center*
cancer: krebs*
casino: kasino*, casino*, glücksspiel*
ceasefire: waffenruhe*, waffenstillstand*
central bank: zentralbank*, leitzins*, zinsen
charter plane: charter*
child: kind, kinder*, minderjährig*
climate: klima*, emission*, kohlendioxid
coal: kohle*
coffee: kaffee*
committee: ausschuss*, komitee*, kommission*
compensation: entschädig*, schadenersatz*
computer: computer*, rechner*
concentrate: konzentrat*, oxid*
concession: konzession*
confine: geisel*, festgehalten, gefangen*
consortium: konsorti*
construction: bauen, bau, baubeginn
consulate: konsul*
contract: vertrag*, verträge
copper: kupfer*
corruption: korruption*, bestech*, unterschlag*
court: gericht*
cryptocurrency: kryptowährung*, bitcoin*
customs: zoll*, zölle
cyberattack: cyber*, hacker*
dam: staudamm*, wasserkraft*
death penalty: todesstrafe*
deaths: tote, toten, getötet, gestorben, todesopfer
debt: schuld*, verschuld*
decree: dekret*, verordnung*
defence: verteidigung*, waffen*, rüstung*
delay: verschieb*, verschob*, verzöger*, aufschub
deport: abgeschob*, abschieb*, ausgewiesen
development bank: weltbank*, asiatische* entwicklungsbank, iwf
dialogue: dialog*, gespräche, verhandl*
disabled: behindert*, behinderung*
disease: krankheit*, seuche*, virus*, ausbruch
doctor: arzt, ärzte*, ärztin*, pflege*
drought: dürre*
drug: droge*, rauschgift*, methamphetamin*, crystal
earthquake: erdbeben*
elderly: senior*, rentner*, ältere* menschen
election: wahl, wahlen, wahlkampf, kandidat*
electricity: strom, stromnetz*, kraftwerk*, megawatt
elephant: elefant*
environment: umwelt*, verschmutz*, verseuch*
espionage: spion*, geheimdienst*
ethnic group: ethnisch*, minderheit*
European Union: europäische* union, eu
export: export*, ausfuhr*
extradition: ausliefer*, auslief*
factory: fabrik*, werk, werke, raffinerie*
famine: hunger*, unterernähr*
fertiliser: dünger*, kali, kalium*
festival: festival*, fest, feier*
film: film*, kino
fine: geldstrafe*, bußgeld*
fire: brand, brände, feuer
fish: fisch*, fische
flight: flug, flüge, flugverbindung*
flood: flut*, hochwasser*, überschwemm*
football: fußball*
foreign minister: außenminister*
forest: wald, wälder*, holz*, abholz*
fraud: betrug*, betrüg*, abzock*
free trade: freihandel*
friendship: freundschaft*
fuel: kraftstoff*, öl, benzin*, diesel
gas: erdgas*, gaspipeline*
gold: gold, goldmine*
governor: gouverneur*
grant: zuschuss*, spende*, hilfe
handover of suspects: überstellt, übergeben, rückführ*, heimgeflogen
heat: hitzewelle*
heritage: welterbe*, kulturerbe*
highway: autobahn*
hospital: krankenhaus*, krankenhäuser, klinik*
hotel: hotel*
hotline: hotline*, notruf*
human rights: aktivist*, dissident*, menschenrecht*
human trafficking: menschenhandel*, zwangsarbeit
humanitarian aid: rotes kreuz, humanitär*
immigration: einwander*, einreise*, visum, visa, pass, pässe
impersonate: gaben sich als, gab sich als, ausgegeben
import: import*, einfuhr*
inflation: inflation*, teuerung*
injured: verletz*
insurance: versicher*
internet: internet*, online*, soziale* medien
investigation: ermitt*, untersuch*
investment: invest*, anlage*
island: insel*
joint meeting: gemeinsame* sitzung
joint operation: gemeinsame* einsatz, patrouille*
journalist: journalist*
judge: richter*, urteil*
justice minister: justizminister*
labour: arbeiter*, arbeitskräft*, lohn, löhne
land: landrecht*, enteignung*
landslide: erdrutsch*
language school: sprachschule*, sprachkurs*
law: gesetz*
least developed: am wenigsten entwickelt*
legal assistance: rechtshilfe*
licence: lizenz*, genehmig*
loan: darlehen*, kredit*
lottery: lotterie*
malaria: malaria, dengue*
memorandum: absichtserklärung*, memorandum
mine: bergbau*, mine, minen, bergwerk*, erz, erze
mine clearance: landmine*, minenräumung
missile: rakete*, ballistisch*
missing person: vermisst*, verschwunden
money laundering: geldwäsche*
monk: mönch*, tempel*, buddhis*
mother: mütter*, mutter*, schwanger*
mourning: beerdig*, trauer*, beileid
murder: mord*, ermordet, tötung*
music: konzert*, musik*, sänger*
navy: marine*, u-boot*, kriegsschiff*
nuclear: atom*, nuklear*, uran
opening: eröffn*
opposition: opposition*
pardon: begnadig*, amnesti*
parliament: parlament*, abgeordnet*, nationalversammlung
partnership: partnerschaft*
party congress: parteitag*, politbüro*, zentralkomitee
passenger: passagier*, fahrgäst*, fluggäst*
peace: frieden*, wiedervereinig*
phone: telefon*, handy*, mobiltelefon*
police: polizei*, polizist*
population: bevölkerung*, volkszählung, geburten
port: hafen*, häfen
poverty: armut*
president: präsident*
price: preis*
prime minister: ministerpräsident*, premierminister*, regierungschef*
prison: gefängnis*, haft, häftling*, freiheitsstrafe
prosecutor: staatsanwalt*, anklage*, angeklagt*
protest: protest*, demonstr*
public works: verkehrsminister*, öffentliche arbeiten
raid: razzia*, durchsuch*
railway: bahn, eisenbahn*, zug, züge
ransom: lösegeld*
rape: vergewaltig*, sexuell*
rare earth: seltene* erden, kritische* rohstoff*
ratification: ratifizier*
recruit: anwerb*, angeworben, stellenanzeige*
refugee: flüchtling*, asyl*, überläufer*
rescue: gerettet, befreit, rettung*
research: forsch*, wissenschaft*, studie*
resign: rücktritt*, zurückgetreten, entlassen
rice: reis
river: fluss, flüsse*, strom
road: straße*
royal family: könig*, royal*
runway: landebahn*, startbahn*, terminal*
sanction: sanktion*
satellite: satellit*, weltraum*
scholarship: stipendi*, student*, studierende*
school: schule*, lehrer*, bildung*
security council: sicherheitsrat*, resolution*
seizure: beschlagnahm*, sichergestellt, eingezogen
semiconductor: halbleiter*, chip, chips
sentence: verurteil*
shares: aktie*, börse*, anteil*
shooting: schütze*, schüsse, schießerei*
smuggling: schmugg*
solar: solar*, windpark*, windkraft*, erneuerbar*
special economic zone: sonderwirtschaftszone*
sport: olympi*, medaille*, athlet*
statement of concern: besorg*, sorge, verurteilt den
storm: taifun*, sturm*, zyklon*
strike: streik*
summit: gipfel*
supply chain: lieferkette*
suspect: verdächtig*, beschuldigt*, angeklagte*
suspend: ausgesetzt, gestoppt, geschlossen, stillgelegt
tax: steuer*
telecom: telekom*, 5g, mobilfunk*
territorial dispute: souveränität*, südchinesisch*
terrorism: terror*
tourism: touris*, besucher*
trade: handel*
training: ausbild*, schulung*
treaty: vertrag*, abkommen, pakt
trial: prozess*
truck: lastwagen*, lkw
united nations: vereinte* nationen, uno, un
university: universität*, professor*, hochschule*
vaccine: impf*
victim: opfer*
village: dorf, dörfer, dorfbewohner*
visit: besuch*
volunteer: freiwillig*
vote: abstimm*, stimme, stimmen, gestimmt, enthalt*
war: krieg*, invasion*, gefecht*
waste: abfall*, müll*, plastik*, abwasser*
water supply: trinkwasser*, wasserversorgung*, wasserwerk*
wildlife: wildtier*, wilder*, elfenbein*, tiger*
women: frauen*, gleichstell*
"""
