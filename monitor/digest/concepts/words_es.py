"""Spanish words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abol*, derog*
accident: accidente*
action plan: plan de acción
agency: agencia*
agriculture: agricultur*, agrícola*
airline: aerolínea*
airport: aeropuerto*
ambassador: embajad*
anniversary: aniversario*
apologise: disculp*
appeal: apelación, apel*
archaeology: arqueol*
army: ejército*, soldado*, militar*
arrest: arrest*, deten*
artificial intelligence: inteligencia artificial
asset: activo*, bienes
attack: ataque*, atac*
auction: subasta*
bank: banco*, bancari*
battery: batería*
bid: licitaci*, oferta*
bill: proyecto* de ley
boat: barco*, buque*, ferry
bomb: bomba*, explos*
border: fronter*
bridge: puente*
budget: presupuest*
building: edificio*
bus: autobús*, bus
cabinet: gabinete*
call centre: centro* de llamada*
cancer: cáncer
casino: casino*, apuesta*
ceasefire: alto el fuego, tregua*
central bank: banco central, tipo* de interés
charter plane: chárter*, fletad*
child: niño*, niña*, menor, menores
climate: clima*, emision*, carbono
coal: carbón
coffee: café
committee: comité*, comisión*
compensation: indemniza*, compensa*
computer: ordenador*, computador*
concentrate: concentrado*, óxido*
concession: concesi*
confine: rehén*, cautiv*, secuestr*
consortium: consorcio*
construction: constru*
consulate: consul*
contract: contrato*
copper: cobre
corruption: corrup*, soborno*
court: tribunal*, juzgado*, corte
cryptocurrency: criptomoneda*, bitcoin*
customs: aduan*, arancel*
cyberattack: ciber*, hacker*
dam: presa*, represa*, hidroeléctric*
death penalty: pena de muerte
deaths: muert*, fallec*
debt: deuda*
decree: decreto*
defence: defensa, arma, armas
delay: aplaz*, retras*, posterg*
deport: deport*, expuls*
development bank: banco mundial, banco asiático, fmi
dialogue: diálogo*, conversaciones, negocia*
disabled: discapacidad*, discapacitad*
disease: enfermedad*, brote*, epidemi*, virus
doctor: médico*, enfermer*
drought: sequía*
drug: droga*, narcótic*, metanfetamina*
earthquake: terremoto*, sismo*
elderly: ancian*, jubilad*, mayores
election: eleccion*, electoral*, candidat*
electricity: electric*, eléctric*, central eléctrica
elephant: elefante*
environment: medio ambiente, medioambient*, contamin*
espionage: espía*, espionaje, inteligencia
ethnic group: étni*, minoría*
European Union: unión europea, ue
export: export*
extradition: extradi*
factory: fábrica*, planta*, refiner*
famine: hambre*, desnutrición
fertiliser: fertilizant*, potasa, potasio
festival: festival*, fiesta*, celebra*
film: película*, cine
fine: multa*
fire: incendio*
fish: pez, peces, pesca*
flight: vuelo*
flood: inunda*
football: fútbol
foreign minister: canciller*, ministro* de exteriores, exteriores
forest: bosque*, madera*, deforest*
fraud: fraud*, estaf*
free trade: libre comercio
friendship: amistad
fuel: combustible*, petróleo, gasolina
gas: gas natural, gasoducto*
gold: oro
governor: gobernador*
grant: subvenci*, donaci*, ayuda
handover of suspects: entreg*, repatri*
heat: ola de calor
heritage: patrimonio*
highway: autopista*
hospital: hospital*
hotel: hotel*
hotline: línea directa, línea telefónica
human rights: activist*, disidente*, derechos humanos
human trafficking: trata de personas, tráfico de personas
humanitarian aid: cruz roja, humanitari*
immigration: inmigra*, visa*, visado*, pasaporte*
impersonate: haciéndose pasar, suplant*
import: importa*
inflation: inflación
injured: herid*
insurance: seguro*, asegur*
internet: internet, en línea, redes sociales
investigation: investig*
investment: inver*
island: isla*
joint meeting: reunión conjunta
joint operation: operación conjunta, patrulla*
journalist: periodista*
judge: juez*, jueces, fallo, sentencia*
justice minister: ministro de justicia, ministerio de justicia
labour: trabajador*, salario*, migrante*
land: tierra*, desaloj*
landslide: deslizamiento*, alud*
language school: escuela de idioma*
law: ley, leyes, legisla*
least developed: menos adelantad*, menos desarrollad*
legal assistance: asistencia judicial, asistencia legal
licence: licencia*, permiso*
loan: préstamo*, crédito*
lottery: lotería*
malaria: malaria, dengue
memorandum: memorando*
mine: mina, minas, miner*
mine clearance: mina* antipersona, desminado
missile: misil*, balístic*, cohete*
missing person: desaparec*
money laundering: blanqueo, lavado de dinero
monk: monje*, templo*, budis*
mother: madre*, matern*
mourning: funeral*, luto, condolencia*
murder: asesin*, homicid*
music: concierto*, música*, cantante*
navy: marina, naval*, submarino*
nuclear: nuclear*, uranio
opening: inaugur*, apertura
opposition: oposición
pardon: indult*, amnist*
parliament: parlament*, asamblea nacional, diputad*, senado
partnership: asociación estratégica, alianza*
party congress: congreso del partido, politburó, comité central
passenger: pasajer*, viajer*
peace: paz, reunif*
phone: teléfon*, móvil*
police: polic*
population: población, censo, natalidad
port: puerto*
poverty: pobreza
president: president*
price: precio*
prime minister: primer ministro, primera ministra
prison: prisi*, cárcel*, prisión
prosecutor: fiscal*, imputad*, acusad*
protest: protest*, manifesta*
public works: obras públicas
raid: redada*, allan*, registro*
railway: ferrocarril*, ferroviari*, tren, trenes
ransom: rescate
rape: violación, agresión sexual
rare earth: tierras raras, minerales críticos
ratification: ratific*
recruit: reclut*, oferta* de empleo
refugee: refugiad*, asilo, desertor*
rescue: rescat*, liberad*
research: investigador*, científic*, estudio*
resign: dimi*, destitu*
rice: arroz
river: río, ríos
road: carretera*, camino*
royal family: rey, reina, real
runway: pista*, terminal*
sanction: sancion*
satellite: satélite*, espacial*
scholarship: beca*, estudiante*
school: escuela*, maestr*, educa*
security council: consejo de seguridad, resoluci*
seizure: incaut*, confisc*, decomis*
semiconductor: semiconductor*, chip*
sentence: conden*
shares: bolsa, acciones, participación
shooting: tiroteo*, pistoler*, disparo*
smuggling: contraband*
solar: solar*, eólic*, renovable*
special economic zone: zona* económica*
sport: olímpic*, medalla*, atleta*
statement of concern: preocupaci*, conden*, inquiet*
storm: tifón*, ciclón*, tormenta*
strike: huelga*
summit: cumbre*
supply chain: cadena* de suministro
suspect: sospechos*, acusad*
suspend: suspen*, cerrad*, paraliz*
tax: impuesto*, tribut*
telecom: telecom*, 5g
territorial dispute: soberanía, mar de china
terrorism: terroris*, insurgen*
tourism: turis*, visitante*
trade: comercio
training: capacitaci*, formación
treaty: tratado*, convenio*
trial: juicio*
truck: camión*, camion*
united nations: naciones unidas, onu
university: universi*, profesor*
vaccine: vacun*
victim: víctima*
village: aldea*, pueblo*, aldean*
visit: visita*
volunteer: voluntari*
vote: vot*, absten*, sufragio*
war: guerra*, invasi*, enfrentamiento*
waste: residuo*, basura*, plástic*, saneamiento
water supply: agua potable, abastecimiento de agua
wildlife: fauna, furtiv*, marfil, tigre*
women: mujer*, género
"""
