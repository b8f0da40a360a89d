"""French words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abolir, aboli*, abrog*
accident: accident*
action plan: plan d'action
agency: agence*
agriculture: agricol*, agricultur*, fermier*
airline: compagnie* aérienne*, transporteur
airport: aéroport*
ambassador: ambassad*
anniversary: anniversaire*
apologise: excus*, présenter ses excuses
appeal: appel
archaeology: archéolog*, fouille*
army: armée*, soldat*, militaire*
arrest: arrêt*, interpell*, détenu*
artificial intelligence: intelligence artificielle
asset: actif*, avoirs
attack: attaque*, agress*
auction: enchère*
bank: banque*, bancaire*
battery: batterie*
bid: appel d'offres, soumission*, enchérisseur*
bill: projet* de loi
boat: bateau*, navire*, ferry
bomb: bomb*, explos*
border: frontière*, frontalier*
bridge: pont, ponts
budget: budget*
building: bâtiment*, immeuble*
bus: bus, autocar*
cabinet: conseil des ministres, remaniement
call centre: centre* d'appel*
cancer: cancer*
casino: casino*, jeux d'argent
ceasefire: cessez-le-feu, trêve*
central bank: banque centrale, taux d'intérêt
charter plane: charter*, affrét*
child: enfant*, mineur*
climate: climat*, émission*, carbone
coal: charbon
coffee: café
committee: comité*, commission*
compensation: indemni*, dédommag*
computer: ordinateur*
concentrate: concentré*, oxyde*
concession: concession*
confine: séquestr*, otage*, captif*
consortium: consorti*, groupement*
construction: constru*
consulate: consul*
contract: contrat*
copper: cuivre
corruption: corrup*, pots-de-vin, détournement*
court: tribun*, cour
cryptocurrency: cryptomonnaie*, bitcoin*
customs: douan*, droits de douane
cyberattack: cyber*, pirat* informatique*
dam: barrage*, hydroélectri*
death penalty: peine de mort
deaths: mort, morts, tué*, décès
debt: dette*, endettement
decree: décret*, arrêté*, ordonnance*
defence: défense, arme, armes, armement*
delay: reporté*, retard*, ajourn*
deport: expuls*, reconduit*
development bank: banque mondiale, banque asiatique, fmi
dialogue: dialogue*, pourparlers, négoci*
disabled: handicap*
disease: maladie*, épidémi*, virus
doctor: médecin*, infirmi*
drought: sécheresse*
drug: drogue*, stupéfiant*, méthamphétamine*
earthquake: séisme*, tremblement de terre
elderly: personnes âgées, retraité*
election: élection*, électoral*, candidat*
electricity: électri*, centrale*
elephant: éléphant*
environment: environnement*, pollu*, contamin*
espionage: espion*, renseignement*
ethnic group: ethni*, minorité*
European Union: union européenne, ue
export: export*
extradition: extrad*
factory: usine*, raffinerie*
famine: faim, famine*, malnutrition
fertiliser: engrais, potasse, potassium
festival: festival*, fête*, célébr*
film: film*, cinéma
fine: amende*
fire: incendie*, feu
fish: poisson*, pêche*
flight: vol, vols, liaison aérienne
flood: inond*, crue*
football: football
foreign minister: ministre* des affaires étrangères, diplomat*
forest: forêt*, bois, déforest*
fraud: fraud*, escroqu*, arnaqu*
free trade: libre-échange
friendship: amitié
fuel: carburant*, pétrole, essence, gazole
gas: gaz naturel, gaz, gazoduc*
gold: or, aurifère*
governor: gouverneur*
grant: subvention*, don, dons, aide
handover of suspects: remis*, rapatri*, livr*
heat: canicule*, vague de chaleur
heritage: patrimoine*
highway: autoroute*
hospital: hôpita*, clinique*
hotel: hôtel*
hotline: ligne directe, numéro d'urgence
human rights: activist*, militant*, dissident*, droits de l'homme
human trafficking: traite, trafic d'êtres
humanitarian aid: croix-rouge, humanitaire*
immigration: immigra*, visa*, passeport*
impersonate: se faisant passer, usurp*
import: import*
inflation: inflation, hausse des prix
injured: bless*
insurance: assurance*
internet: internet, en ligne, réseaux sociaux
investigation: enquêt*
investment: invest*
island: île, îles
joint meeting: réunion conjointe, commission mixte
joint operation: opération conjointe, patrouille*
journalist: journalist*
judge: juge*, verdict*, jugement*
justice minister: ministre de la justice, garde des sceaux
labour: travailleur*, salaire*, main-d'œuvre, migrant*
land: foncier*, expropriation*
landslide: glissement* de terrain
language school: école de langue*, cours de langue*
law: loi, lois, législat*
least developed: moins avancés, pma
legal assistance: entraide judiciaire
licence: licence*, permis
loan: prêt, prêts, crédit*
lottery: loterie*
malaria: paludisme, dengue
memorandum: protocole d'accord, mémorandum
mine: mine, mines, minier*, minerai*
mine clearance: mine* antipersonnel, déminage
missile: missile*, balisti*, fusée*
missing person: disparu*, disparition*
money laundering: blanchi*
monk: moine*, temple*, bouddh*
mother: mère*, maternel*, maternité
mourning: obsèques, deuil, condoléances, funéraill*
murder: meurtr*, assassin*
music: concert*, musi*, chant*
navy: marine, naval*, sous-marin*
nuclear: nucléaire*, uranium, dénucléaris*
opening: inaugur*, ouverture
opposition: opposition
pardon: grâce, amnisti*
parliament: parlement*, assemblée nationale, député*, sénat*
partnership: partenariat*
party congress: congrès du parti, bureau politique, comité central
passenger: passager*, voyageur*
peace: paix, réunif*
phone: téléphon*
police: police*, policier*
population: population, recensement, natalité
port: port, ports
poverty: pauvreté
president: président*
price: prix
prime minister: premier ministre, première ministre
prison: prison*, incarc*, détention
prosecutor: procureur*, parquet, inculp*, mis en examen
protest: manifest*, protestation*
public works: travaux publics
raid: perquisition*, descente*, raid*, démantel*
railway: chemin* de fer, ferroviaire*, train, trains
ransom: rançon*
rape: viol, viols, agression* sexuelle*
rare earth: terres rares, minéraux critiques
ratification: ratif*
recruit: recrut*, offre* d'emploi
refugee: réfugié*, asile, transfuge*
rescue: sauv*, libéré*, secouru*
research: recherche*, scientifique*, étude*
resign: démission*, limog*
rice: riz
river: rivière*, fleuve*
road: route, routes, chaussée
royal family: roi, reine, royal*, monarch*
runway: piste*, aérogare*, terminal*
sanction: sanction*
satellite: satellite*, spatial*
scholarship: bourse* d'étude*, étudiant*
school: école*, enseign*, éducat*
security council: conseil de sécurité, résolution*
seizure: sais*, confisq*
semiconductor: semi-conducteur*, puce*
sentence: condamn*
shares: bourse*, actions, participation
shooting: fusillade*, tireur*, coups de feu
smuggling: contreband*, trafic
solar: solaire*, éolien*, renouvelable*
special economic zone: zone* économique*
sport: olympi*, médaille*, athlèt*
statement of concern: préoccup*, inquiét*, condamné le
storm: typhon*, cyclone*, tempête*
strike: grève*
summit: sommet*
supply chain: chaîne* d'approvisionnement
suspect: suspect*, accusé*, prévenu*
suspend: suspen*, ferm*, interromp*
tax: impôt*, taxe*, fiscal*
telecom: télécom*, 5g
territorial dispute: souveraineté, mer de chine
terrorism: terroris*, insurg*
tourism: touris*, visiteur*
trade: commerce, échanges commerciaux
training: formation*, formé*, professionnel*
treaty: traité*, convention*
trial: procès
truck: camion*
united nations: nations unies, onu
university: universit*, professeur*
vaccine: vaccin*
victim: victime*
village: village*, villageois*
visit: visite*, en visite, arrivé* à
volunteer: bénévol*, volontaire*
vote: vote*, voté, voix, abstenu*, scrutin*
war: guerre*, invasion*, affrontement*
waste: déchet*, plastique*, assainissement, égout*
water supply: eau potable, eau, adduction
wildlife: faune, braconn*, ivoire, tigre*
women: femme*, genre
"""
