"""Lists of English words that rules cannot cover: verbs of the news, irregular forms, invariable words."""

_VERBS = """
    abandon abduct abide abolish absent absorb abuse accelerate accept access acclaim accompany
    accumulate accuse achieve acknowledge acquaint acquire acquit act adapt add address adhere adjourn
    adjust administer admit adopt advance advertise advise advocate affect afford agree aid aim airlift
    alert alienate align allege allocate allow alter ambush amend amplify anger annex announce annul
    answer appeal appear appease apply appoint appraise apprehend approve argue arm arrange arrest
    arrive articulate ascend ask assassinate assault assemble assert assess assign assist assure
    astonish attack attain attempt attend attract attribute auction audit authorize await awaken award
    back balance ban bankrupt bar bargain barter base beat behave behead believe belong benefit besiege
    bet betray bias bid blackmail blame blast bleed block blow bludgeon board bolster bomb book boost
    borrow boycott brand breed bribe brief broadcast budget bully burden burn burst bury calculate call
    camp campaign cancel capture care carry carve cast cause caution cease cede celebrate censor censure
    certify challenge charge charter chase cheat check circulate cite claim clash classify clean clear
    climb cling clone close coach coerce collaborate collapse collect collide colonize combat combine
    come commemorate commence commend commission commit communicate compare compel compensate compete
    compile complain complete comply compound compromise compute conceal concede conceive concentrate
    concern conclude condemn condone conduct confer confess configure confine confirm confiscate
    confront congratulate connect conquer consent consider consolidate conspire construct consult
    consume contact contain contaminate contemplate contend contest continue contract contribute control
    convene convert convey convict convince cook cooperate coordinate cope copy corrupt cost counter
    cover crack cram crash crawl create credit cripple criticize cross crush cry cultivate curb cure
    curtail cut cycle damage dance dare dazzle deal debate debunk decay deceive decide declare
    declassify decline decommission decrease decriminalize dedicate deem deepen default defeat defect
    defend defer define deflect defraud delay delegate delete deliberate delight delink delist deliver
    demand demarcate demobilize demolish demonstrate denounce denuclearize deny depart depend depict
    deplete deploy deport deposit derail derive descend describe desert deserve design desire despise
    destabilize destroy detain detect deter deteriorate detonate devalue develop deviate devote diagnose
    dictate die differ dig digitize dilute diminish dine dip direct disable disagree disappear
    disappoint disarm disburse discharge discipline disclose disconnect discourage discover discriminate
    discuss disguise dismantle dismiss disown dispatch disperse displace display dispute disrupt
    dissolve dissuade distinguish distort distract distribute distrust disturb dive divert divide donate
    double doubt downgrade download downplay draft drag drain dream dress drift drill drink drive drone
    drop drown dump dwindle dye earn ease eat echo edit educate eject elaborate elect elevate elicit
    eliminate elude emanate embark embed embezzle embody embrace emerge emigrate emit employ empower
    emulate enable enact encompass encounter encourage encroach end endanger endeavour endorse endow
    endure energize enforce engage engulf enhance enjoy enlarge enlist enrich enslave ensue ensure
    entail entangle enter entertain entice entrap entrust envisage envision equip erase erect erode err
    erupt escalate escape escort espouse establish estimate evacuate evade evaluate evaporate evict
    evoke evolve exacerbate exaggerate examine excavate exceed excel exchange exclaim exclude excuse
    execute exempt exercise exert exhaust exhibit exhume exile exit exonerate expand expect expedite
    expel expire explain explode exploit explore export expose express expunge extend extinguish extort
    extract extradite extrapolate eye face facilitate fail fake fall falsify falter farm favor fear
    feature feed feel feign ferry field fight file fill filter finalize finance find fine finish fire
    fish fit fix flag flash flatten flaunt flee flip float flock flood flourish flow fly focus foil fold
    follow forbid force forecast foresee forfeit forge forgive form formalize formulate forward foul
    found frame free freeze frighten frustrate fuel fulfil fulfill function fund furnish gain gamble
    garner gather gauge generate glide globalize graduate grant greet grill grind grip groom group grow
    guarantee guard guide gun hack hail halt hamper hand handcuff handle hang happen harass harbour harm
    harvest hate haul haunt head heal hear heighten help herd hesitate hide hijack hike hinder hint hire
    hit hoard hold hope host house humiliate hunt hurt identify ignore illustrate imitate immigrate
    impact impair impeach impede impersonate implement implicate imply import impose impound impress
    imprison improve incarcerate incite incline include incorporate increase incriminate incur indicate
    indict indoctrinate induce industrialize infect infer infiltrate inflate inflict influence inform
    infringe inhabit inherit inhibit initiate inject injure innovate inquire inscribe insert insist
    inspect inspire install institute insulate insult insure integrate intend intensify interact
    intercede intercept interfere intern internationalize interpret interrogate interrupt intersect
    intervene interview intimidate introduce invade invent invest investigate invite invoke involve
    irrigate isolate issue itemize jail jeopardize join jostle judge jump justify keep kidnap kill knock
    label lag lament land languish lapse lash last launch launder lay lead leak lean leap learn lease
    leave legalize legislate legitimize lend lessen let levy liberate lie lift lighten like limit linger
    link liquidate list listen litigate live loan lobby localize locate lock lodge look loom loot lose
    love lower lure magnify mail maintain manage mandate manipulate manufacture march marginalize mark
    market marry master match materialize mature maximize measure mediate meet melt mend mention merge
    migrate militarize mine minimize mislead miss misuse mitigate mix mobilize model moderate modernize
    modify monitor mount mourn move multiply murder nab name narrow nationalize navigate neglect
    negotiate net neutralize nominate normalize notify nurture obey object obligate oblige obscure
    observe obstruct obtain occupy occur offend offer offset omit open operate oppose optimize
    orchestrate order organize originate oust outlaw outline outlive outnumber outsource overcome
    overhaul overlap overlook override overrun oversee overthrow overturn overwhelm own pack package
    paint panic parade paralyze pardon park parole part participate partner pass patrol patronize pause
    pave pay peak penalize penetrate perceive perfect perform permit perpetrate perpetuate persecute
    persist persuade petition phase photograph pick pile pilot pinpoint pioneer pirate pitch place
    plague plan plant plead pledge plot plough plummet plunder plunge point poison polarize police
    politicize poll pollute pool pose position possess postpone pour practise praise preach precede
    predict preempt prefer prepare present preserve preside press presume pretend prevail prevent price
    print privatize probe process produce profit progress prohibit project proliferate prolong promise
    promote prompt pronounce prop propose prosecute prosper protect protest protract prove provide
    provoke publish pull pump punch punish purchase pursue push qualify quarantine quarrel quash quell
    query question queue quit quote radicalize raid raise rally ramp range rank ransom rate ratify
    ration rationalize reach react read realize reap rearrest reason reassess reassign reassure rebel
    rebound rebuff rebuild rebuke recall recede receive recharge reciprocate recite reckon reclaim
    reclassify recognize recommend reconcile reconsider reconstruct record recoup recover recruit recur
    recycle redeem redefine redirect redistribute redouble redress reduce reelect reenter refer
    refinance refine reflect reform refrain refuel refund refuse refute regain regard regenerate
    register regret regulate rehabilitate rehearse reign reimburse reimpose reinforce reinstate
    reintegrate reintroduce reiterate reject rejoin relapse relate relay release relent relieve
    relinquish relish relocate rely remain remand remark remedy remember remind remit remodel remove
    render renegotiate renew renounce renovate rent reopen reorganize repair repatriate repay repeal
    repeat repel replace replenish reply report repossess represent repress reprimand reproduce request
    require reschedule rescue research reserve resettle reshape reshuffle reside resign resist resolve
    resort resound respond rest restart restore restrict restructure resume retain retake retaliate
    rethink retire retract retreat retrieve return reunify reunite revamp reveal revel revere reverse
    revert review revise revisit revitalize revive revoke revolt revolve reward rewrite rid rig ring
    risk rival roam roar rob roll root rotate round rouse route rule rush sabotage sack sail salute
    salvage sample sanction satisfy save scale scam scan scare scatter schedule school scold score scour
    scout scramble scrap screen scrutinize sculpt seal search secede secure seduce seek segregate seize
    select sell send sense sentence separate serve settle sew shadow shake share shatter shed shelter
    shield shift shine ship shock shoot shorten shout shove show shrink shuffle shun shut shuttle
    sideline sight sign signal simplify simulate sit situate skip slander slap slash slaughter slay
    sleep slice slide slow slump smash smear smelt smile smoke smooth smuggle snatch sneak soar soften
    solicit solve soothe sort sound sow spare spark spawn specialize specify speculate speed spell spend
    spill spin spit split spoil sponsor spot sprawl spray spread spring spur spy squander squeeze stab
    stabilize staff stage stain stake stall stamp stand standardize start startle starve state station
    stay steal steer stem step stigmatize stimulate stipulate stir stock stockpile stop store storm
    straddle straighten strain strand stray streamline strengthen stress stretch strike stroll structure
    struggle study stumble stun subdue subject submerge submit subpoena subscribe subside subsidize
    substantiate substitute subtract subvert succeed succumb suck sue suffer suggest sum summon
    superimpose supervise supplant supplement supply support suppose suppress surf surface surge surpass
    surrender surround survey survive suspect suspend sustain swamp swarm sway sweep swell swim swindle
    switch symbolize sympathize synchronize tackle tailor take talk tamper target tarnish task taunt tax
    teach team tease telephone televise tell tempt tend tender tense terminate test testify thank thaw
    think thrash threaten thrive throw thwart tie tighten tilt time toll topple torture touch tour tout
    tow trace track trade traffic train transcend transcribe transfer transform transit translate
    transmit transpire transport trap travel traverse tread treat trick trigger trim triple triumph
    trouble trust try tug tumble turn tutor tweet twist type uncover underestimate undergo underline
    undermine underpin underscore understand undertake undo unearth unfold unify unite unleash unload
    unlock unmask untangle unveil unwind update upgrade uphold uproot upset urbanize urge use usher
    utilize utter vacate vaccinate value vandalize vanish vary venture verify vest veto victimize vie
    view vilify vindicate violate visit voice volunteer vote vow wade wage wait waive wake walk wander
    want ward warm warn wash waste watch water wave weaken weaponize wear weave weigh welcome weld whip
    whisper widen wield win wipe wiretap wish withdraw withhold witness wonder work worry worsen worship
    wound wrap wreck wrestle write yell yield zone
"""
VERBS = frozenset(_VERBS.split())

IRREGULAR_VERBS = {
    "arise": ("arose", "arisen"), "beat": ("beat", "beaten"), "become": ("became", "become"),
    "begin": ("began", "begun"), "bet": ("bet", "bet"), "bid": ("bid", "bidden"),
    "bind": ("bound", "bound"), "breed": ("bred", "bred"), "burst": ("burst", "burst"),
    "bleed": ("bled", "bled"), "blow": ("blew", "blown"),
    "break": ("broke", "broken"), "bring": ("brought", "brought"),
    "broadcast": ("broadcast", "broadcasted"), "build": ("built", "built"), "burn": ("burned", "burnt"),
    "buy": ("bought", "bought"), "cast": ("cast", "cast"), "catch": ("caught", "caught"),
    "choose": ("chose", "chosen"), "cling": ("clung", "clung"), "come": ("came", "come"),
    "cut": ("cut", "cut"), "deal": ("dealt", "dealt"), "dig": ("dug", "dug"), "draw": ("drew", "drawn"),
    "dream": ("dreamed", "dreamt"), "drink": ("drank", "drunk"), "drive": ("drove", "driven"),
    "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"), "feel": ("felt", "felt"),
    "fight": ("fought", "fought"), "find": ("found", "found"), "flee": ("fled", "fled"),
    "fly": ("flew", "flown"), "forbid": ("forbade", "forbidden"), "forecast": ("forecast", "forecasted"),
    "foresee": ("foresaw", "foreseen"), "forgive": ("forgave", "forgiven"), "freeze": ("froze", "frozen"),
    "get": ("got", "gotten"), "give": ("gave", "given"), "go": ("went", "gone"),
    "grind": ("ground", "ground"), "grow": ("grew", "grown"), "hang": ("hung", "hanged"),
    "hear": ("heard", "heard"), "hide": ("hid", "hidden"), "hit": ("hit", "hit"), "hold": ("held", "held"),
    "hurt": ("hurt", "hurt"), "keep": ("kept", "kept"), "know": ("knew", "known"), "lay": ("laid", "laid"),
    "lead": ("led", "led"), "lean": ("leaned", "leant"), "leap": ("leaped", "leapt"),
    "learn": ("learned", "learnt"), "leave": ("left", "left"), "lend": ("lent", "lent"),
    "let": ("let", "let"),
    "lie": ("lay", "lain"), "lose": ("lost", "lost"), "make": ("made", "made"), "meet": ("met", "met"),
    "mislead": ("misled", "misled"), "offset": ("offset", "offset"), "overcome": ("overcame", "overcome"),
    "override": ("overrode", "overridden"), "overrun": ("overran", "overrun"),
    "oversee": ("oversaw", "overseen"), "overthrow": ("overthrew", "overthrown"), "pay": ("paid", "paid"),
    "plead": ("pleaded", "pled"), "put": ("put", "put"), "quit": ("quit", "quit"), "read": ("read", "read"),
    "rebuild": ("rebuilt", "rebuilt"), "repay": ("repaid", "repaid"), "retake": ("retook", "retaken"),
    "rethink": ("rethought", "rethought"), "rewrite": ("rewrote", "rewritten"), "rid": ("rid", "rid"),
    "ride": ("rode", "ridden"),
    "ring": ("rang", "rung"), "rise": ("rose", "risen"), "run": ("ran", "run"), "see": ("saw", "seen"),
    "seek": ("sought", "sought"), "sell": ("sold", "sold"), "send": ("sent", "sent"), "set": ("set", "set"),
    "sew": ("sewed", "sewn"), "shake": ("shook", "shaken"), "shed": ("shed", "shed"),
    "shine": ("shone", "shined"), "shoot": ("shot", "shot"), "show": ("showed", "shown"),
    "shrink": ("shrank", "shrunk"), "shut": ("shut", "shut"), "sink": ("sank", "sunk"), "sit": ("sat", "sat"),
    "slay": ("slew", "slain"), "sleep": ("slept", "slept"), "slide": ("slid", "slid"),
    "slit": ("slit", "slit"), "sow": ("sowed", "sown"), "speak": ("spoke", "spoken"),
    "speed": ("sped", "speeded"), "spell": ("spelled", "spelt"), "spend": ("spent", "spent"),
    "spill": ("spilled", "spilt"), "spin": ("spun", "spun"), "spit": ("spat", "spat"),
    "split": ("split", "split"), "spoil": ("spoiled", "spoilt"),
    "spread": ("spread", "spread"), "spring": ("sprang", "sprung"), "stand": ("stood", "stood"),
    "steal": ("stole", "stolen"), "strew": ("strewed", "strewn"), "strike": ("struck", "struck"),
    "swear": ("swore", "sworn"), "sweep": ("swept", "swept"), "swell": ("swelled", "swollen"),
    "swim": ("swam", "swum"), "take": ("took", "taken"), "teach": ("taught", "taught"),
    "tear": ("tore", "torn"), "tell": ("told", "told"), "think": ("thought", "thought"),
    "thrive": ("thrived", "throve"), "throw": ("threw", "thrown"), "tread": ("trod", "trodden"),
    "undergo": ("underwent", "undergone"), "understand": ("understood", "understood"),
    "undertake": ("undertook", "undertaken"), "undo": ("undid", "undone"), "unwind": ("unwound", "unwound"),
    "uphold": ("upheld", "upheld"), "upset": ("upset", "upset"), "wake": ("woke", "woken"),
    "wear": ("wore", "worn"), "weave": ("wove", "woven"), "win": ("won", "won"),
    "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld", "withheld"),
    "write": ("wrote", "written"),
}  # fmt: skip

_PAIRS = {
    "man": ("men",), "woman": ("women",), "child": ("children",), "person": ("persons", "people"),
    "foot": ("feet",), "tooth": ("teeth",), "mouse": ("mice",), "memorandum": ("memoranda", "memorandums"),
    "criterion": ("criteria",), "phenomenon": ("phenomena",), "analysis": ("analyses",),
    "crisis": ("crises",), "basis": ("bases",), "bus": ("buses",), "gas": ("gases",), "datum": ("data",),
    "medium": ("media",), "stratum": ("strata",), "forum": ("forums", "fora"),
    "embargo": ("embargoes", "embargos"), "hero": ("heroes",), "veto": ("vetoes",), "echo": ("echoes",),
    "cargo": ("cargoes", "cargos"), "potato": ("potatoes",), "volcano": ("volcanoes", "volcanos"),
    "mosquito": ("mosquitoes", "mosquitos"), "knife": ("knives",), "life": ("lives",), "wife": ("wives",),
    "thief": ("thieves",), "half": ("halves",), "leaf": ("leaves",), "shelf": ("shelves",),
    "wolf": ("wolves",), "index": ("indices", "indexes"), "corpus": ("corpora", "corpuses"),
    "virus": ("viruses",), "status": ("statuses",), "campus": ("campuses",), "census": ("censuses",),
    "consensus": ("consensuses",), "focus": ("focuses",), "quiz": ("quizzes",),
    "attorney general": ("attorneys general",), "thesis": ("theses",), "hypothesis": ("hypotheses",),
    "synthesis": ("syntheses",), "diagnosis": ("diagnoses",), "prognosis": ("prognoses",),
    "oasis": ("oases",), "axis": ("axes",), "emphasis": ("emphases",), "bacterium": ("bacteria",),
    "consortium": ("consortiums", "consortia"), "moratorium": ("moratoriums", "moratoria"),
    "referendum": ("referendums", "referenda"), "symposium": ("symposiums", "symposia"),
    "curriculum": ("curriculums", "curricula"), "stimulus": ("stimuli",), "nucleus": ("nuclei",),
    "fungus": ("fungi",), "alumnus": ("alumni",), "ox": ("oxen",), "calf": ("calves",),
    "loaf": ("loaves",), "self": ("selves",), "scarf": ("scarves",), "hoof": ("hooves",),
    "bias": ("biases",), "atlas": ("atlases",), "canvas": ("canvases",), "alias": ("aliases",),
    "lens": ("lenses",),
}  # fmt: skip
IRREGULAR_PLURALS = _PAIRS | {many: (one,) for one, forms in _PAIRS.items() for many in forms}

# End as man and men do, and are no compounds of them.
_NO_MEN = """
    abdomen acumen amen bitumen brahman caiman german human inhuman norman omen ottoman ramen
    regimen roman semen shaman specimen superhuman talisman yemen
"""
NO_MEN = frozenset(_NO_MEN.split())

# No plural or singular, or one that is another word.
_FIXED = """
    across aircraft always and arms athletics cattle chaos clothes cosmos customs diabetes does
    economics ethics for from goods has headquarters his hydropower into its lao lithium mathematics
    means news nuclear people perhaps physics police politics potash premises proceeds rabies rhetoric
    says series solar spacecraft species thanks the this towards uranium was west whereabouts with yes
"""
FIXED = frozenset(_FIXED.split())

# Nouns that look like verbs.
_NOUNS = """
    academic acquittal additive adhesive adjective admiral aerial airline airport airspace alcoholic
    ally alternative ambassador animal annual anomaly antibiotic antic appeal appraisal approval archive
    arctic arrest arrival arsenal arsenic assembly attic bank bankruptcy bauxite belly bequest betrayal
    bible bilingual billion bitcoin bond border budget bully burial butterfly cable camp canal candidate
    cannibal capital captive carbon cardinal carnival cartel casino centennial ceramic certificate
    characteristic chemical chest chief classic cleric climate clinic coal collective colonial comic
    commercial committal company compound conquest conservative constable consul consulate consumable
    contest contraceptive cooperative copper coral corporal corporate corporation cosmetic court
    credential creed crest crime criminal critic crucible crypto daily dam deal debt deed deferral
    deliverable demographic denial deposit derivative detective diabetic dial diocese directive disease
    dish disincentive dismissal disposable disposal doctor dollar domestic drug dynamite earth editor
    editorial elder electorate elite embassy energy enterprise epic epidemic equal essential estate euro
    executive expertise explosive fabric factory family fanatic favorite favourite fest festival
    financial firm fish flight forest franchise fraudster fugitive fundamental funeral gang general
    generic goal granite graphic graphite guest handful harvest heretic hive hospital hostage hotline
    hydropower illegal imperative incentive individual initial initiative inmate inquest intellectual
    interest internet interval Japanese journal journalist judge junior kingpin lawyer laxative liberal
    lithium local locomotive lunatic lyric magazine magistrate manual market material mechanic medal
    medic memorial metal metric millennial million mimic mineral minister minor minority misdeed missile
    missive monazite monopoly monthly mosaic motive multinational mural narcotic narrative national
    native negative nest network neutral newspaper nuclear nurse objective offensive officer official
    oil olive opal operative opposite ore original otherwise outcome outlook outset overhead oversight
    overtime pandemic panic paradise parish partner partnership pedal peninsula percent perishable
    perspective perusal pest petal pharmaceutical picnic plant plastic platform portal portrayal
    positive potash potential prerogative preservative president priest primitive principal prison
    private prize professional program programme progressive project proposal prosecutor protest
    province public quarterly quest quota radical radish railway rally rebel rebuttal receivable recital
    referral refusal rehearsal relative relic removal renewable renewal rental reply representative
    reprisal republic request reserve retrieval reversal revival rhetoric ring ritual rival river
    roundtable royal rubric runway sandal satellite scammer scandal sceptic school sedative senate
    senior sentence serial signal site size skeptic skirmish solar special spiral statistic student
    subversive suite summit superlative supply surprise survival suspect syllable syndicate table tactic
    tariff teacher terminal test testimonial timetable tonic topic total tourist traffic treatise treaty
    trial tribunal tunic tutorial university upheaval uranium vaccine valuable vandal variable varnish
    vegetable verdict vest vial victim village visa visual wallet war watershed weapon wearable website
    weekly west wind wish withdrawal
"""
NOUNS = frozenset(_NOUNS.split())

# Invariable.
_ADJECTIVES = """
    accurate adequate alternate another appropriate big bilateral corporate critical cross current daily
    definite despite domestic early ever finite foreign former high illegal immediate inner joint key
    late least legal less likely likewise low lower main major more most multilateral mutual never new
    offline old online only opposite other otherwise outer over polite prior rare remote separate small
    strategic trilateral ultimate under upper very wise
"""
ADJECTIVES = frozenset(_ADJECTIVES.split())

# The last letter doubles: stressed on the last syllable, or irregular.
_DOUBLING = """
    abet acquit admit allot annul ban bar begin bid commit compel concur confer control cut defer deter
    dig dispel drop embed emit entrap equip excel expel forbid forget fulfil get grab handicap hit incur
    infer input jam kidnap let map nab net occur offset omit outbid output outrun overlap overrun pat
    patrol permit pin plan plot prefer program propel put quit rebel recur refer regret remit repel rid
    rob rub run scam scan scrap set ship shut sit slam slip snap spin spit split spot stab step stop
    strip submit swap tap tip transfer transmit trap trim trip underpin unplug upset war whip win
    wiretap worship wrap
"""
DOUBLING = frozenset(_DOUBLING.split())

# Verbs that are not also nouns, so a phrase that begins with one is a verb phrase.
_PURE_VERBS = """
    abduct apprehend build deport detain dismantle embezzle expel extort hijack hire impose kidnap launder
    recruit seize sell send smuggle steal
"""
PURE_VERBS = frozenset(_PURE_VERBS.split())

DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "new"})
PARTICLES = frozenset({"over", "back", "up", "out", "down", "off", "away", "home", "in", "on", "through"})
PREPOSITIONS = frozenset(
    {"of", "for", "on", "in", "to", "with", "from", "against", "between", "at", "by", "under"}
)
