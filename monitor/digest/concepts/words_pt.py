"""Portuguese words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: abol*, revog*
accident: acidente*, colisão
action plan: plano de ação, planos de ação
agency: agência*
agriculture: agricultur*, agrícola*, colheita*
airline: companhia aérea, companhias aéreas
airport: aeroporto*, aeródromo*
ambassador: embaixad*
anniversary: aniversário*
apologise: desculp*
appeal: recurso judicial, recorreu, apelação, apelou
archaeology: arqueol*, escavaç*
army: exército*, soldado*, militar*
arrest: deten*, detid*, preso, presos, presa, presas, prendeu
artificial intelligence: inteligência artificial
asset: ativo, ativos, bens, patrimónios
attack: ataque*, atac*, atentado*
auction: leilão, leilões, leilo*
bank: banco*, bancári*
battery: bateria*
bid: licitaç*, concurso público, propostas
bill: projeto de lei, projetos de lei, proposta de lei, propostas de lei
boat: barco*, navio*, balsa*, ferry
bomb: bomba*, explos*, explod*
border: fronteir*
bridge: ponte, pontes
budget: orçament*
building: edifício*, prédio*, torre*
bus: ônibus, autocarro*
cabinet: gabinete*, remodelação
call centre: call center*, centro de atendimento, centros de atendimento, central de golpes,
    centrais de golpes, central de burlas
cancer: câncer, cancro
casino: cassino*, casino*, apostas
ceasefire: cessar-fogo, trégua*
central bank: banco central, taxa de juro*, taxas de juro*
charter plane: fretad*, charter*
child: criança*, menor, menores
climate: clima, climátic*, emiss*, carbono
coal: carvão
coffee: café
committee: comitê*, comité*, comissão, comissões
compensation: indeniz*, indemniz*, compensaç*
computer: computador*
concentrate: concentrado*, óxido*
concession: concessão, concessões, concession*
confine: refém, reféns, cativ*, sequestr*
consortium: consórcio*
construction: constru*, obras
consulate: consulad*, consular*, cônsul*
contract: contrato*
copper: cobre
corruption: corrup*, suborno*, propina*, peculato
court: tribunal, tribunais
cryptocurrency: criptomoeda*, bitcoin*
customs: alfândega*, aduan*, alfandeg*, tarifa*
cyberattack: ciber*, hacker*
dam: barragem, barragens, represa*, hidrelétric*, hidroelétric*
death penalty: pena de morte, pena capital
deaths: morto, mortos, morta, mortas, morreu, morreram, morte*
debt: dívida*
decree: decreto*
defence: defesa, armas, armamento*
delay: adia*, atras*
deport: deport*, expuls*
development bank: banco mundial, banco asiático, fmi
dialogue: diálogo*, conversações, negocia*
disabled: deficiên*, deficiente*
disease: doença*, surto*, epidemi*, vírus, infeç*, infecç*
doctor: médico*, enfermeir*
drought: seca, secas
drug: droga*, narcótic*, metanfetamina*, heroína
earthquake: terremoto*, terramoto*, sismo*
elderly: idos*, aposentad*, reformados
election: eleiç*, eleitor*, candidat*
electricity: eletricidade, elétric*, megawatt*
elephant: elefante*
environment: meio ambiente, ambiental, ambientais, poluiç*, contamin*
espionage: espião, espiões, espionagem
ethnic group: étnic*, etnia*, minoria*
European Union: união europeia, ue
export: export*
extradition: extradi*
factory: fábrica*, refinaria*
famine: fome, desnutrição
fertiliser: fertilizante*, adubo*, potássio, potassa
festival: festival, festivais, festa*, celebra*
film: filme*, cinema
fine: multa*, coima*
fire: incêndio*, fogo
fish: peixe*, pesca*
flight: voo, voos
flood: inundaç*, cheias, enchente*
football: futebol
foreign minister: relações exteriores, negócios estrangeiros, chanceler
forest: floresta*, madeira*, desmat*, desfloresta*
fraud: fraude*, burla*, golpista*, golpes virtuais, golpe virtual, golpes online, golpe online
free trade: livre comércio, comércio livre
friendship: amizade
fuel: combustív*, petróleo, gasolina, gasóleo
gas: gás natural, gasoduto*, gnl
gold: ouro
governor: governador*
grant: subvenç*, doaç*, subsídio*
handover of suspects: entreg*, repatri*
heat: onda de calor, ondas de calor
heritage: património*, patrimônio*
highway: rodovia*, autoestrada*
hospital: hospital, hospitais, clínica*
hotel: hotel, hotéis
hotline: linha direta, linha telefónica, linha telefônica
human rights: direitos humanos, ativista*, dissident*
human trafficking: tráfico de pessoas, tráfico humano, trabalho forçado, escravidão
humanitarian aid: cruz vermelha, humanitári*
immigration: imigra*, vistos, visto de, passaporte*
impersonate: fazendo-se passar, fazer-se passar, se passavam por, fingindo ser
import: importa*
inflation: inflação
injured: ferid*
insurance: seguradora*, seguro de, seguros, apólice*
internet: internet, on-line, online, redes sociais
investigation: investig*, inquérito*
investment: invest*
island: ilha*
joint meeting: reunião conjunta, comissão mista
joint operation: operação conjunta, operações conjuntas, patrulha*
journalist: jornalista*, repórter*
judge: juiz*, juíz*, veredicto, acórdão
justice minister: ministro da justiça, ministros da justiça, ministra da justiça, ministério da justiça
labour: trabalhador*, salário*, migrante*
land: terras, despejo*
landslide: deslizament*
language school: escola de língua*, escolas de língua*, curso de língua*, cursos de língua*
law: lei, leis, legisla*
least developed: menos desenvolvid*, menos avançad*
legal assistance: assistência judiciária, assistência jurídica, auxílio judiciário
licence: licença*, licenciament*, autorização
loan: empréstimo*, crédito*
lottery: loteria*, lotaria*
malaria: malária, dengue
memorandum: memorando*
mine: mina, minas, mineir*, mineração, minério*
mine clearance: desminagem, minas terrestres, minas antipessoal
missile: míssil, mísseis, balístic*, foguete*
missing person: desaparec*
money laundering: lavagem de dinheiro, branqueamento
monk: monge*, templo*, budis*
mother: mãe, mães, matern*, grávida*
mourning: funeral, luto, condolência*
murder: assassin*, homicíd*
music: concerto*, música*, cantor*
navy: marinha, naval, submarino*
nuclear: nuclear*, desnucleariz*, urânio
opening: inaugur*, abertura
opposition: oposição
pardon: indult*, anistia, amnistia, perdão
parliament: parlament*, assembleia nacional, deputad*, senado
partnership: parceria*, parceiro estratégico, parceiros estratégicos
party congress: congresso do partido, politburo, comité central, comitê central
passenger: passageir*, viajante*
peace: paz, reunific*
phone: telefone*, telemóve*, celular, celulares
police: polícia*, polici*
population: população, censo, natalidade
port: porto, portos
poverty: pobreza
president: president*
price: preço*
prime minister: primeiro-ministro, primeira-ministra, premiê
prison: prisão, prisões, presídio*, penitenciári*, detent*
prosecutor: procurador*, promotor*, ministério público, acusad*
protest: protest*, manifestaç*, manifestante*
public works: obras públicas
raid: rusga*, buscas, operação policial, batida policial
railway: ferrovi*, caminho de ferro, caminhos de ferro, trem, trens, comboio*
ransom: resgate pago, pedido de resgate, resgates
rape: violação, estupro*, abuso sexual, abusos sexuais
rare earth: terras raras, minerais críticos
ratification: ratific*
recruit: recrut*, oferta de emprego, ofertas de emprego, alici*
refugee: refugiad*, asilo, desertor*
rescue: resgat*, libertad*, socorr*
research: pesquisa*, cientist*, científic*, estudo*
resign: demissão, demiti*, renunci*, exoner*
rice: arroz
river: rio, rios
road: estrada*, pavimentad*
royal family: rei, rainha, realeza, monarca*
runway: pista*, terminal
sanction: sanção, sanções, sancion*
satellite: satélite*, espacial
scholarship: bolsa de estudo*, bolsas de estudo*, estudante*
school: escola*, professor, professores, educaç*
security council: conselho de segurança, resoluç*
seizure: apreen*, confisc*
semiconductor: semicondutor*, chip*
sentence: conden*, anos de prisão
shares: ações da bolsa, bolsa de valores, acionista*, participação acionária
shooting: tiroteio*, atirador*, disparos
smuggling: contraband*
solar: solar, solares, eólic*, renováve*
special economic zone: zona económica, zonas económicas, zona econômica, zonas econômicas
sport: olímpic*, medalha*, atleta*
statement of concern: preocupa*, condenou, repúdio
storm: tufão, tufões, ciclone*, tempestade*
strike: greve*, paralisação
summit: cúpula*, cimeira*
supply chain: cadeia de abastecimento, cadeias de abastecimento, cadeia de suprimento*,
    cadeias de suprimento*, cadeia de fornecimento, cadeias de fornecimento
suspect: suspeit*, arguid*, acusad*
suspend: suspen*, encerrad*, fechad*
tax: imposto*, tribut*, iva
telecom: telecom*, 5g
territorial dispute: disputa territorial, disputas territoriais, soberania, mar do sul da china
terrorism: terroris*, insurgent*
tourism: turis*, visitante*
trade: comércio, comercial, comerciais
training: formação, capacitaç*, treinament*
treaty: tratado*, convenç*
trial: julgament*
truck: caminhão, caminhões, camião, camiões
united nations: nações unidas, onu
university: universidad*, docente*
vaccine: vacina*
victim: vítima*
village: aldeia*, vila, vilas
visit: visita*
volunteer: voluntári*
vote: vot*, absten*, sufrágio
war: guerra*, invas*, confronto*
waste: resíduo*, lixo, plástic*, saneament*
water supply: abastecimento de água, água potável
wildlife: vida selvagem, fauna, caça furtiva, marfim, tigre*
women: mulher*, género, gênero
"""
