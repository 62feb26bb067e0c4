"""Inflected forms of English lemmas, so that word lists hold lemmas and matching needs no lemmatizer.

The cue gate runs before any parsing and the parser runs without spaCy's lemmatizer (it would double the cost), so both
match surface forms. Closed lists are expanded once, when an ontology is loaded. Irregular forms are a table of English
grammar, not of events.

Example:
    >>> sorted(verb_forms("stab"))
    ['stab', 'stabbed', 'stabbing', 'stabs']
"""

from __future__ import annotations

_IRREGULAR_VERBS: dict[str, str] = {
    "be": "am is are was were been being 's 're",
    "beat": "beaten beats beating",
    "behead": "beheaded beheads beheading",
    "begin": "began begun begins beginning",
    "bind": "bound binds binding",
    "blow": "blew blown blows blowing",
    "break": "broke broken breaks breaking",
    "bring": "brought brings bringing",
    "build": "built builds building",
    "burn": "burned burnt burns burning",
    "burst": "bursts bursting",
    "carry": "carried carries carrying",
    "catch": "caught catches catching",
    "choose": "chose chosen chooses choosing",
    "come": "came comes coming",
    "cut": "cuts cutting",
    "die": "died dies dying",
    "dig": "dug digs digging",
    "drive": "drove driven drives driving",
    "fall": "fell fallen falls falling",
    "fight": "fought fights fighting",
    "find": "found finds finding",
    "flee": "fled flees fleeing",
    "fling": "flung flings flinging",
    "fly": "flew flown flies flying",
    "free": "freed frees freeing",
    "get": "got gotten gets getting",
    "give": "gave given gives giving",
    "go": "went gone goes going",
    "hang": "hanged hung hangs hanging",
    "hide": "hid hidden hides hiding",
    "hit": "hits hitting",
    "hold": "held holds holding",
    "hurt": "hurts hurting",
    "kidnap": "kidnapped kidnaped kidnaps kidnapping kidnaping",
    "lay": "laid lays laying",
    "lead": "led leads leading",
    "leave": "left leaves leaving",
    "lie": "lay lain lies lying",
    "light": "lit lighted lights lighting",
    "lose": "lost loses losing",
    "make": "made makes making",
    "mow": "mowed mown mows mowing",
    "overrun": "overran overruns overrunning",
    "put": "puts putting",
    "retake": "retook retaken retakes retaking",
    "overthrow": "overthrew overthrown overthrows overthrowing",
    "withdraw": "withdrew withdrawn withdraws withdrawing",
    "undergo": "underwent undergone undergoes undergoing",
    "pay": "paid pays paying",
    "meet": "met meets meeting",
    "rebuild": "rebuilt rebuilds rebuilding",
    "sink": "sank sunk sinks sinking",
    "shed": "sheds shedding",
    "ride": "rode ridden rides riding",
    "rise": "rose risen rises rising",
    "run": "ran runs running",
    "say": "said says saying",
    "seek": "sought seeks seeking",
    "send": "sent sends sending",
    "set": "sets setting",
    "shake": "shook shaken shakes shaking",
    "shoot": "shot shoots shooting",
    "shut": "shuts shutting",
    "sing": "sang sung sings singing",
    "sit": "sat sits sitting",
    "slay": "slew slain slays slaying",
    "slit": "slits slitting",
    "speak": "spoke spoken speaks speaking",
    "spread": "spreads spreading",
    "stand": "stood stands standing",
    "steal": "stole stolen steals stealing",
    "step": "stepped steps stepping",
    "strike": "struck stricken strikes striking",
    "swear": "swore sworn swears swearing",
    "swing": "swung swings swinging",
    "take": "took taken takes taking",
    "tear": "tore torn tears tearing",
    "tell": "told tells telling",
    "throw": "threw thrown throws throwing",
    "tread": "trod trodden treads treading",
    "win": "won wins winning",
    "write": "wrote written writes writing",
}
_DOUBLING = frozenset(
    [
        "abet",
        "admit",
        "bar",
        "chop",
        "club",
        "cram",
        "dam",
        "dig",
        "drag",
        "drop",
        "flog",
        "grab",
        "gun",
        "kidnap",
        "knit",
        "lob",
        "mob",
        "nab",
        "pin",
        "plan",
        "plug",
        "pop",
        "prod",
        "ram",
        "rap",
        "rebel",
        "repel",
        "rig",
        "rip",
        "rob",
        "rub",
        "scrap",
        "ship",
        "shot",
        "sit",
        "skid",
        "slam",
        "slap",
        "slip",
        "snap",
        "stab",
        "step",
        "stop",
        "strap",
        "strip",
        "swap",
        "tap",
        "tip",
        "top",
        "trap",
        "trip",
        "zip",
        "dispel",
        "expel",
        "propel",
        "rebut",
        "regret",
        "annul",
        "chat",
        "pat",
        "pet",
    ]
)
_IRREGULAR_NOUNS: dict[str, str] = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people persons",
    "people": "peoples",
    "policeman": "policemen",
    "policewoman": "policewomen",
    "gunman": "gunmen",
    "fisherman": "fishermen",
    "tribesman": "tribesmen",
    "serviceman": "servicemen",
    "crewman": "crewmen",
    "clansman": "clansmen",
    "businessman": "businessmen",
    "life": "lives",
    "wife": "wives",
    "knife": "knives",
    "body": "bodies",
    "aircraft": "aircraft",
    "livestock": "livestock",
    "cattle": "cattle",
    "police": "police",
    "troops": "troops",
    "bus": "buses",
    "hostilities": "hostilities",
}
_VOWELS = "aeiou"


def _short_closed(head: str) -> bool:
    """A three-letter verb of consonant, vowel, consonant doubles its end: "cut" -> "cutting"."""
    if len(head) != 3 or head[2] in "wxy":
        return False
    return head[0] not in _VOWELS and head[1] in _VOWELS and head[2] not in _VOWELS


def verb_forms(lemma: str) -> set[str]:
    """All surface forms of a verb lemma (base, -s, past, participle, -ing)."""
    head, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    if head in _IRREGULAR_VERBS:
        return {f + tail for f in (head, *_IRREGULAR_VERBS[head].split())}
    forms = {head}
    if head.endswith("e"):
        stem = head[:-1]
        forms |= {head + "s", head + "d", (head if head.endswith(("ee", "oe", "ye")) else stem) + "ing"}
    elif head.endswith("y") and head[-2] not in _VOWELS:
        forms |= {head[:-1] + "ies", head[:-1] + "ied", head + "ing"}
    else:
        last = head[-1]
        double = head in _DOUBLING or _short_closed(head)
        stem = head + last if double else head
        third = "es" if head.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
        forms |= {head + third, stem + "ed", stem + "ing"}
    return {f + tail for f in forms}


def noun_forms(lemma: str) -> set[str]:
    """Singular and plural of a noun lemma; the last word of a multiword lemma is inflected."""
    head, _, last = lemma.rpartition(" ")
    front = f"{head} " if head else ""
    if last in _IRREGULAR_NOUNS:
        return {front + f for f in (last, *_IRREGULAR_NOUNS[last].split())}
    if last.endswith("s") and not last.endswith("ss"):
        plural = last
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        plural = last + "es"
    elif last.endswith("y") and len(last) > 1 and last[-2] not in _VOWELS:
        plural = last[:-1] + "ies"
    else:
        plural = last + "s"
    return {front + last, front + plural}
