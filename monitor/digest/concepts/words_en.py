"""English words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abolish*, repeal*
accident: accident*, crash*
action plan: plan of action, action plan
agency: agency, agencies
agriculture: agricultur*, farm*, crop*
airline: airline*, carrier*, airways
airport: airport*, airfield
ambassador: ambassador*, envoy*, embass*
anniversary: anniversar*
apologise: apolog*
appeal: appeal*
archaeology: archaeolog*, excavat*
army: army, armies, troops, soldier*, military
arrest: arrest*, detain*, apprehend*, custody
artificial intelligence: artificial intelligence, ai
asset: asset*, property
attack: attack*, assault*
auction: auction*
bank: bank*, lender*
battery: batter*
bid: bid, bids, bidder*, bidding, tender*
bill: bill, bills, draft law
boat: boat*, ship*, vessel*, ferry
bomb: bomb*, explos*, blast*, unexploded
border: border*, frontier*, checkpoint*
bridge: bridge*
budget: budget*
building: building*, tower*
bus: bus, buses, coach
cabinet: cabinet, reshuffl*
call centre: call cent*
cancer: cancer*
casino: casino*, gambl*
ceasefire: ceasefire*, truce*
central bank: central bank, interest rate*
charter plane: charter*
child: child, children, minor, minors
climate: climate, emission*, carbon
coal: coal
coffee: coffee
committee: committee*, commission
compensation: compensat*, damages, reparation*
computer: computer*, laptop*
concentrate: concentrate*, oxide*, separat*
concession: concession*
confine: confin*, captiv*, hostage*, held against
consortium: consorti*
construction: construct*, build, builds, building of, groundbreaking
consulate: consul*, national abroad
contract: contract*
copper: copper
corruption: corrupt*, brib*, embezzl*, graft
court: court*, tribunal*
cryptocurrency: cryptocurrenc*, crypto, bitcoin*
customs: customs, tariff*, duty, duties, levy
cyberattack: cyber*, hack*
dam: dam, dams, hydropower, hydroelectric
death penalty: death penalt*, execut* prisoner*, death sentence*
deaths: killed, dead, died, deaths, fatal*
debt: debt*, default*
decree: decree*, ordinance*
defence: defence, defense, weapon*, arms
delay: delay*, postpon*, defer*
deport: deport*, expel*, expuls*
development bank: world bank, asian development bank, adb, imf
dialogue: dialogue*, talks, negotiat*
disabled: disabilit*, disabled
disease: disease*, outbreak*, epidemic*, virus*, infect*
doctor: doctor*, physician*, nurse*
drought: drought*
drug: drug*, narcotic*, meth, methamphetamine*, heroin
earthquake: earthquake*, quake*
elderly: elderly, pensioner*, old people, seniors
election: election*, poll, polls, ballot*, candidate*
electricity: electric*, power plant*, power grid, megawatt*
elephant: elephant*
environment: environment*, pollut*, contaminat*
espionage: spy, spies, espionage, intelligence agency
ethnic group: ethnic*, minorit*
European Union: european union, eu
export: export*
extradition: extradit*
factory: factor*, plant, refiner*
famine: hunger, famine*, malnutri*
fertiliser: fertiliser*, fertilizer*, potash, potassium
festival: festival*, celebrat*
film: film*, movie*, cinema
fine: fined, fines, penalty
fire: fire, fires, blaze, burnt, burned
fish: fish, fisher*, fishing
flight: flight*, route, air link
flood: flood*, inundat*
football: football*, soccer
foreign minister: foreign minister*, foreign ministry, foreign affairs
forest: forest*, logging, timber, deforest*
fraud: fraud*, scam*, swindl*, phish*, cheat*
free trade: free trade
friendship: friendship
fuel: fuel*, oil, petrol, gasoline, diesel
gas: natural gas, lng, pipeline
gold: gold, gold mine*
governor: governor*
grant: grant, grants, donat*, aid
handover of suspects: hand* over, handed over, turned over, hand over, flown home, sent home, repatriat*
heat: heatwave*, heat wave*
heritage: heritage
highway: highway*, expressway*, motorway*
hospital: hospital*, clinic*
hotel: hotel*, resort*
hotline: hotline*, 24-hour line
human rights: activist*, dissident*, human rights
human trafficking: traffick*, slavery, forced labo*
humanitarian aid: red cross, humanitarian
immigration: immigra*, visa*, passport*
impersonate: impersonat*, pos* as, posing, pretend*
import: import, imports, importing
inflation: inflation, price rise*
injured: injur*, wounded
insurance: insur*
internet: internet, online, social media, website*
investigation: investigat*, probe, detective*
investment: invest*
island: island*
joint meeting: joint meeting, joint committee
joint operation: joint operation*, joint patrol*, joint raid
journalist: journalist*, reporter* arrested
judge: judge, judges, verdict*, ruling
justice minister: justice minister*, minister of justice, justice ministry, ministry of justice
labour: labour*, labor, labors, worker*, wage*, migrant*
land: land right*, land dispute*, eviction*
landslide: landslide*, mudslide*
language school: language school*, language course*
law: law, laws, legislat*
least developed: least developed, ldc
legal assistance: legal assistance, judicial assistance
licence: licen*, permit*, approval
loan: loan*, credit, lend*
lottery: lotter*
malaria: malaria, dengue
memorandum: memorand*, mou
mine: mine, mines, mining, miner*, ore, quarry
mine clearance: landmine*, clearance
missile: missile*, ballistic, rocket*
missing person: missing, disappear*
money laundering: launder*
monk: monk*, temple*, buddhis*
mother: mother*, matern*, pregnan*
mourning: funeral*, mourn*, condolence*
murder: murder*, homicide*, stabbed, shot dead
music: concert*, music*, singer*
navy: navy, naval, submarine*, warship*
nuclear: nuclear, denucleari*, uranium
opening: inaugurat*, opened, opening ceremony, opens
opposition: opposition
pardon: pardon*, amnest*
parliament: parliament*, national assembly, lawmaker*, legislat*, deputies, senate
partnership: partnership, strategic partner*
party congress: party congress, politburo, central committee
passenger: passenger*, travelle*
peace: peace*, reunif*
phone: mobile phone*, phone*, telephone*
police: police, officer*
population: population, census, births
port: port, ports, harbour, harbor, dry port
poverty: povert*, poor household*
president: president*
price: price*, cost of living
prime minister: prime minister*, premier
prison: prison*, jail*, inmate*
prosecutor: prosecut*, indict*, charged
protest: protest*, demonstrat*, rally
public works: public works, transport ministry
raid: raid*, searched, crackdown*, bust*
railway: railway*, railroad*, train, trains
ransom: ransom*
rape: rape*, sexual assault*, sexual*
rare earth: rare earth*, critical mineral*
ratification: ratif*, consent bill
recruit: recruit*, job offer*, advert*, lured
refugee: refugee*, asylum, defector*
rescue: rescue*, freed, released
research: research*, scientist*, study, studies
resign: resign*, step* down, dismiss*, sacked
rice: rice
river: river*, stream*
road: road, roads, paved
royal family: king, queen, royal, monarch*
runway: runway*, terminal*
sanction: sanction*
satellite: satellite*, space
scholarship: scholarship*, student*, exchange student*
school: school*, teacher*, education*
security council: security council, resolution*
seizure: seiz*, confiscat*, forfeit*
semiconductor: semiconductor*, chip, chips
sentence: sentenc*, jailed for, years in prison
shares: stock market, stocks, shares, stake*
shooting: gunman, gunmen, shooting*, gunfire
smuggling: smuggl*, contraband
solar: solar, wind farm*, renewable*
special economic zone: special economic zone*, economic zone*, sez
sport: olympic*, medal*, athlet*, sea games
statement of concern: concern, concerned, condemn*
storm: typhoon*, cyclone*, storm*
strike: strike, strikes, walkout*
summit: summit*
supply chain: supply chain*
suspect: suspect*, accused, defendant*
suspend: suspend*, halt*, shut, closed
tax: tax, taxes, taxation, vat
telecom: telecom*, 5g, mobile network
territorial dispute: territor* dispute*, south china sea, sovereignty
terrorism: terror*, militant*, insurgent*
tourism: touris*, visitor*
trade: trade, trading partner
training: training, trained, vocational
treaty: treat*, pact, convention
trial: trial*, on trial
truck: truck*, lorr*
united nations: united nations, un
university: universit*, professor*, college*
vaccine: vaccin*
victim: victim*
village: village chief*, village, villages, villager*
visit: visit, visits, visited, visiting, arrived in
volunteer: volunteer*
vote: vote, votes, voted, voting, abstain*
war: war, wars, invasion*, clash*
waste: waste, garbage, plastic*, sewage, sanitation
water supply: water supply, drinking water, water treatment, tap water, clean water
wildlife: wildlife, poach*, endangered, tiger*, ivory
women: women's, gender
"""
