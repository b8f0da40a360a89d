"""English words that no rule can tell: verbs of the news, irregular forms, words without forms.

Pure: no I/O, no clock.
"""

_VERBS = """
    abandon abduct abolish absorb abuse accelerate accept access accuse achieve acquire act adapt add
    address adjust admit adopt advance advise affect afford agree aid aim allege allocate allow amend
    announce answer appeal appear apply appoint apprehend approve argue arm arrange arrest arrive ask
    assault assemble assess assign assist assure attack attempt attend attract audit authorize award back
    ban bar base beat blackmail block board bomb book boost borrow boycott bribe brief broadcast budget
    burn bury call cancel capture carry cause celebrate certify challenge charge charter chase cheat check
    claim clash clean clear climb close coerce collaborate collapse collect combat combine come commit
    communicate compare compensate compete complain complete comply compromise conceal concede concern
    conclude condemn conduct confer confess confine confirm confiscate confront connect conspire construct
    consult contact contain contaminate continue contract contribute control convene convert convict
    cooperate coordinate copy counter cover crack crash create criticize cross curb cut damage deal debate
    decide declare decline decrease dedicate deepen defect defend defer define defraud delay delegate
    deliver demand demolish denounce deny depart deploy deport deposit design destroy detain detect
    develop devote die dig direct disappear disarm disburse disclose discover discuss dismantle dismiss
    dispatch display dispute disrupt distribute divert divide donate double draft drill drive drop drown
    dump earn ease educate elect elevate eliminate embezzle emerge employ enable encourage end endorse
    enforce engage enhance enlarge enlist ensure enter establish estimate evacuate evade evaluate exceed
    exchange exclude execute exempt exercise exhaust expand expect expedite expel expire explain explode
    exploit explore export expose express extend extort extract extradite face facilitate fail fake fall
    favor feature file fill finance find fine finish fire fix flee float flood focus follow force forge
    form found free freeze fuel fulfil fund gain gamble gather grant group grow guarantee guard guide halt
    hand handle hang harass harm head help hijack hire host hunt identify ignore impeach implement import
    impose imprison improve include increase indict induce infiltrate inform inspect install institute
    intend intercept interrogate interview introduce invade invest investigate invite involve issue jail
    join judge jump keep kidnap kill label land last launch launder lead leak lease leave legalize levy
    liberate lift limit link list loan locate lock look lose lower lure maintain manage march mark meet
    merge mine misuse monitor mourn move murder name negotiate nominate normalize notify observe obtain
    occupy occur offer open operate oppose order organize oust outlaw overcome oversee own pardon park
    participate pass patrol pay perform permit persuade plan plant plead pledge plot police pollute
    postpone praise prepare present preserve press prevent process produce prohibit promise promote prompt
    propose prosecute protect protest prove provide publish punish purchase pursue push quit raid raise
    ratify reach recall receive recognize recommend record recover recruit reduce refer refine reform
    refuse regain register regulate rehabilitate reinforce reject relate release relocate rely remain
    remand remember remove renew renovate reopen repair repatriate repay repeal replace report represent
    request require rescue research reserve resettle resign resist resolve respond restore restrict
    restructure resume retire return reveal reverse review revise revive revoke risk rob rule sabotage
    sack sanction scam scrap screen seal search secure seek seize select sell send sentence settle shake
    share shelter ship shoot shut sign signal smuggle solve spend sponsor spread stage start state steal
    stop store strengthen strike study submit subpoena subsidize sue suffer suggest summon supervise
    supply support surge surrender survey survive suspect suspend swindle take target tax tender terminate
    test testify threaten toll torture trace track trade traffic train transfer transform transport trap
    travel treat trick try turn undergo undermine unite unveil update upgrade urge use vaccinate value
    verify veto violate visit volunteer vote vow waive warn welcome widen wiretap withdraw withhold
    witness work wound yield
"""
VERBS = frozenset(_VERBS.split())

IRREGULAR_VERBS = {
    "arise": ("arose", "arisen"), "beat": ("beat", "beaten"), "become": ("became", "become"),
    "begin": ("began", "begun"), "bind": ("bound", "bound"), "break": ("broke", "broken"),
    "bring": ("brought", "brought"), "build": ("built", "built"), "buy": ("bought", "bought"),
    "catch": ("caught", "caught"), "choose": ("chose", "chosen"), "come": ("came", "come"),
    "cut": ("cut", "cut"), "deal": ("dealt", "dealt"), "dig": ("dug", "dug"), "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"),
    "fight": ("fought", "fought"), "find": ("found", "found"), "flee": ("fled", "fled"),
    "fly": ("flew", "flown"), "forbid": ("forbade", "forbidden"), "freeze": ("froze", "frozen"),
    "get": ("got", "gotten"), "give": ("gave", "given"), "go": ("went", "gone"), "grow": ("grew", "grown"),
    "hang": ("hung", "hung"), "hear": ("heard", "heard"), "hide": ("hid", "hidden"), "hit": ("hit", "hit"),
    "hold": ("held", "held"), "keep": ("kept", "kept"), "know": ("knew", "known"), "lead": ("led", "led"),
    "leave": ("left", "left"), "lend": ("lent", "lent"), "lose": ("lost", "lost"), "make": ("made", "made"),
    "meet": ("met", "met"), "mislead": ("misled", "misled"), "overcome": ("overcame", "overcome"),
    "oversee": ("oversaw", "overseen"), "overthrow": ("overthrew", "overthrown"), "pay": ("paid", "paid"),
    "put": ("put", "put"), "quit": ("quit", "quit"), "rebuild": ("rebuilt", "rebuilt"),
    "repay": ("repaid", "repaid"), "ride": ("rode", "ridden"), "rise": ("rose", "risen"),
    "run": ("ran", "run"), "see": ("saw", "seen"), "seek": ("sought", "sought"), "sell": ("sold", "sold"),
    "send": ("sent", "sent"), "set": ("set", "set"), "shake": ("shook", "shaken"),
    "shoot": ("shot", "shot"), "shut": ("shut", "shut"), "sink": ("sank", "sunk"),
    "speak": ("spoke", "spoken"), "spend": ("spent", "spent"), "spread": ("spread", "spread"),
    "steal": ("stole", "stolen"), "strike": ("struck", "struck"), "swear": ("swore", "sworn"),
    "take": ("took", "taken"), "teach": ("taught", "taught"), "tear": ("tore", "torn"),
    "tell": ("told", "told"), "think": ("thought", "thought"), "throw": ("threw", "thrown"),
    "undergo": ("underwent", "undergone"), "undertake": ("undertook", "undertaken"),
    "uphold": ("upheld", "upheld"), "win": ("won", "won"), "withdraw": ("withdrew", "withdrawn"),
    "withhold": ("withheld", "withheld"), "write": ("wrote", "written"),
}  # fmt: skip

_PAIRS = {
    "man": ("men",), "woman": ("women",), "child": ("children",), "person": ("persons", "people"),
    "foot": ("feet",), "tooth": ("teeth",), "mouse": ("mice",), "memorandum": ("memoranda", "memorandums"),
    "criterion": ("criteria",), "phenomenon": ("phenomena",), "analysis": ("analyses",),
    "crisis": ("crises",), "basis": ("bases",), "bus": ("buses",), "gas": ("gases",), "datum": ("data",),
    "medium": ("media",), "stratum": ("strata",), "forum": ("forums", "fora"),
    "embargo": ("embargoes", "embargos"), "hero": ("heroes",), "veto": ("vetoes",),
    "cargo": ("cargoes", "cargos"), "potato": ("potatoes",), "volcano": ("volcanoes", "volcanos"),
    "mosquito": ("mosquitoes", "mosquitos"), "knife": ("knives",), "life": ("lives",), "wife": ("wives",),
    "thief": ("thieves",), "half": ("halves",), "leaf": ("leaves",), "shelf": ("shelves",),
    "wolf": ("wolves",), "policeman": ("policemen",), "policewoman": ("policewomen",),
    "businessman": ("businessmen",), "spokesman": ("spokesmen",), "spokeswoman": ("spokeswomen",),
    "fisherman": ("fishermen",), "index": ("indices", "indexes"), "corpus": ("corpora", "corpuses"),
    "virus": ("viruses",), "status": ("statuses",), "campus": ("campuses",), "census": ("censuses",),
    "consensus": ("consensuses",), "focus": ("focuses",), "quiz": ("quizzes",),
    "attorney general": ("attorneys general",),
}  # fmt: skip
IRREGULAR_PLURALS = _PAIRS | {many: (one,) for one, forms in _PAIRS.items() for many in forms}

# No other number, or one that is another word.
_FIXED = """
    across aircraft always and arms athletics cattle clothes customs diabetes does economics ethics for
    from goods has headquarters his into its lao mathematics means news people perhaps physics police
    politics premises proceeds rabies says series spacecraft species thanks the this towards was
    whereabouts with yes
"""
FIXED = frozenset(_FIXED.split())

# They end as verbs or may be, but are things.
_NOUNS = """
    airline airport airspace alternative ambassador anomaly appraisal approval arctic arrival assembly
    bank bauxite billion bitcoin bond border budget cable camp candidate capital carbon cartel casino
    certificate climate clinic coal company compound conquest consul consulate copper corporate
    corporation court crime criminal critic crypto dam deal debt deposit detective directive disease
    disposal doctor dollar drug dynamite earth editor electorate elite embassy energy enterprise estate
    euro executive expertise fabric factory family favorite favourite festival firm flight forest
    franchise fraudster gang goal granite graphite guest harvest hospital hostage hotline hydropower
    individual initiative inmate interest internet Japanese journal journalist judge kingpin lawyer
    lithium magazine magistrate market mechanic medic metal million mineral minister minority missile
    monazite monopoly narrative national native network newspaper nuclear nurse objective officer official
    oil opposite ore otherwise paradise partner partnership peninsula percent plant platform potash
    president priest prison private prize professional program programme project proposal prosecutor
    protest province public quota railway refusal relative removal renewal representative republic request
    reserve ring rival river runway satellite scammer school senate sentence signal site size solar
    student suite summit surprise suspect syndicate table tariff teacher terminal topic tourist treaty
    trial tribunal university uranium vaccine variable vegetable verdict victim village visa wallet war
    weapon website wind withdrawal
"""
NOUNS = frozenset(_NOUNS.split())

# They stay as they are.
_ADJECTIVES = """
    accurate adequate alternate another appropriate big bilateral chief corporate critical cross current
    daily definite despite domestic early ever finite foreign former high illegal immediate inner joint
    key late least legal less likely likewise low lower main major minor more most multilateral mutual
    never new offline old online only opposite other otherwise outer over polite prior private rare remote
    separate small strategic trilateral ultimate under upper very wise
"""
ADJECTIVES = frozenset(_ADJECTIVES.split())

# Stressed on the last syllable, or doubled all the same.
_DOUBLING = """
    abet admit allot ban bar begin bid commit compel concur confer control cut defer dig dispel drop emit
    equip expel forget get grab hit incur infer jam kidnap let map nab net occur omit outrun overrun pat
    patrol permit pin plan plot prefer propel put quit rebel recur refer regret remit repel rob rub run
    scam scan scrap set ship shut sit slam slip snap spin split spot stab step stop strip submit swap tap
    tip transfer transmit trap trim trip war whip win wiretap worship wrap
"""
DOUBLING = frozenset(_DOUBLING.split())

# Verbs that are no nouns, so that a phrase which begins with one is an act.
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
