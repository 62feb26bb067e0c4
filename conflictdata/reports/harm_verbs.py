"""Verbs of harm: "killed seven farmers", "were shot dead", "lost their lives", "drove off with 30 cattle".

Which victim a verb needs is written in ``harm_words.yaml`` (``needs``); here stands what each need asks of a phrase.

Example:
    "took 32 migrants hostage" is an abduction, "took 47 in for questioning" a detention, "took the town" neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from conflictdata.reports.harm_context import agent
from conflictdata.reports.harm_lists import elliptic
from conflictdata.reports.harm_parts import Finding, Part
from conflictdata.reports.harm_patients import loses_life, patients, things
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import VerbFrame, harm_words, number_words, person_words

_MANY_BOMBERS = 6  # more than these were misread: no blast has so many bombers
_FEW_ON_FOOT = 9  # fewer people leaving a place are no displacement
_PERSONS = ("persons", "families")
_OF_THEM = (["of", "them"], ["of", "whom"])
_HARMED_ALREADY = frozenset(["wounded", "injured", "dead", "bodies", "body", "corpse", "corpses", "remains"])


def read_verb(s: Sentence, i: int, frame: VerbFrame) -> Finding | None:
    """The statement a verb makes under one of its frames, or None when that frame does not fit."""
    impact = _impact(s, i, frame)
    if impact is None:
        return None
    parts, passive = _parties(s, i, frame)
    if parts and frame.needs not in ("structure", "animal") and any(p.quantity is not None for p in parts):
        parts = parts + elliptic(s, i, parts)
    if parts and s.low[parts[0].noun] in harm_words().sets["reflexive"]:
        return _suicide(s, i, parts)
    parts = [p for p in _but_parts(s, parts) if _suits(s, i, p, frame) and (p is parts[0] or not _of_those(s, p))]
    parts = [p for p in parts if not _told_as(s, p, impact)]
    if s.dep[i] == "amod" and s.head[i] > i:
        told = s.low[i] in harm_words().sets["told_before"]
        parts = [] if told else [p for p in parts if p.quantity is not None]  # "burnt homes", "the burnt homes"
    if not parts:
        return None
    if impact == "taken":
        impact = _taken_by(s, i, parts)
    negated = all(p.none for p in parts)
    rule = f"harm.verb.{frame.frame}.{'passive' if passive else 'active'}"
    return Finding(i, impact, tuple(_without_total(parts)), rule, passive, negated)


def _but_parts(s: Sentence, parts: list[Part]) -> list[Part]:
    """The victims up to where the text says who they were: "six people, among them five rangers and a soldier"."""
    for k, part in enumerate(parts):
        before = s.low[max(0, part.first - 2) : part.first]
        if k and (before in (["among", "them"], ["among", "whom"]) or before[-1:] == ["including"]):
            return parts[:k]
    return [
        p for p in parts if p is parts[0] or s.low[p.first] != "all"
    ]  # "four passengers, all members of one family"


def _told_as(s: Sentence, part: Part, impact: str) -> bool:
    """Whether another harm stands right behind a party: in "37 persons dead and 47 others injured" the 37 are dead."""
    behind = s.low[part.last] if part.last < s.n else ""
    linked = part.last + 1 < s.n and s.low[part.last + 1] in ("and", ",")
    return linked and part.quantity is not None and harm_words().states.get(behind, impact) != impact


def _of_those(s: Sentence, part: Part) -> bool:
    """As in "seven people, some of them minors": part of those counted."""
    return part.quantity is not None and s.low[part.quantity.last : part.quantity.last + 2] in _OF_THEM


def _impact(s: Sentence, i: int, frame: VerbFrame) -> str | None:
    """The kind of harm, when the particle, resultative or fire the frame asks for is there."""
    words = harm_words().sets
    if s.dep[i] in ("aux", "auxpass"):
        return None  # "has died ... injuries"
    ahead = set(s.low[i + 1 : i + 1 + frame.window])
    if frame.particle and (not frame.particle & ahead or (frame.frame == "subject" and {"without", "no"} & ahead)):
        return None
    if frame.particle_before and not frame.particle_before & set(s.low[max(0, i - 2) : i]):
        return None
    if frame.result is not None:
        return frame.result if _resultative(s, i) else None
    if frame.impact not in ("killed", None) and i and s.low[i - 1] in words["feared"]:
        return None  # "feared trapped"
    if frame.needs == "structure":
        return None if s.low[i] == "set" and not words["fire"] & set(s.low[i + 1 : i + 12]) else "structure"
    return frame.impact


def _parties(s: Sentence, i: int, frame: VerbFrame) -> tuple[list[Part], bool]:
    if frame.needs in ("structure", "animal"):
        return things(s, i, frame.needs), False
    if frame.needs == "captives_along" or (frame.needs == "taken" and "with" in s.low[i + 1 : i + 4]):
        at = s.low.index("with", i)
        return [p for o in s.kids(at, "pobj") for p in s.parts(o)], False
    return patients(s, i, frame)


def _taken_by(s: Sentence, i: int, parts: list[Part]) -> str:
    """People led away: detained when police or soldiers do it, a station is named or they protested, else abducted."""
    if any(noun is not None and noun.side == "crowd" for noun in (s.person(p.noun) for p in parts)):
        return "detained"
    detaining, known = harm_words().sets["detaining"], person_words().known
    who = agent(s, i, passive=bool(s.kids(i, "nsubjpass", "auxpass"))).lower().split()
    if any(word in known and known[word].side in ("armed", "attacker") for word in who):
        return "abducted"
    state = any(word in detaining or (word in known and known[word].side == "state") for word in who)
    return "detained" if state or detaining & set(s.low[i + 1 : i + 9]) else "abducted"


def _without_total(parts: list[Part]) -> list[Part]:
    """As in "12 people - five policemen and seven civilians": the parts say more than their total."""
    if len(parts) > 2 and parts[0].best == sum(p.best for p in parts[1:]):
        return [replace(p, high=None if parts[0].high is None else p.high) for p in parts[1:]]
    return parts


def _suicide(s: Sentence, i: int, parts: list[Part]) -> Finding | None:
    """As in "killed himself", "blew himself up": the subject died, and whoever else the verb names."""
    k = i
    subject = next(iter(s.kids(k, "nsubj")), None)
    while subject is None and s.dep[k] in ("conj", "advcl", "acl", "relcl", "xcomp") and s.head[k] != k:
        hangs_on_noun = s.dep[k] in ("acl", "relcl")
        k = s.head[k]
        subject = k if hangs_on_noun else next(iter(s.kids(k, "nsubj")), None)
    who = [] if subject is None else [p for p in s.parts(subject) if p.best <= _MANY_BOMBERS]
    if not who:
        return None
    others = [p for p in parts[1:] if p.unit == "persons"]
    return Finding(i, "killed", (*who, *others), "harm.verb.reflexive")


def _resultative(s: Sentence, i: int) -> bool:
    """As in "shot dead", "beat him to death", "burned alive", "fatally shot", "blew himself up"."""
    sets, verb = harm_words().sets, s.low[i]
    if i and s.low[i - 1] in sets["resultative_before"]:
        return True
    for k in range(i + 1, min(i + 9, s.n)):
        word = s.low[k]
        if word in ("killed", "killing", "wounded", ".", ";"):
            return False
        dead = word in sets["resultative_after"] and verb in sets["dead_verbs"]
        to_death = word == "to" and k + 1 < s.n and s.low[k + 1] in sets["resultative_to"]
        alive = word in sets["resultative_alive"] and k < i + 5
        blown = word in sets["reflexive"] and verb.startswith("bl") and "up" in s.low[k : k + 3]
        if dead or to_death or alive or blown:
            return True
    return False


# ---------------------------------------------------------------------- what a victim must be
_Need = Callable[[Sentence, int, Part], bool]


def _suits(s: Sentence, i: int, part: Part, frame: VerbFrame) -> bool:
    """Whether a party can be the victim this verb needs."""
    if frame.needs in ("structure", "animal"):
        return _is_thing(s, i, part, frame.needs)
    if part.unit == "animals" or (part.unit in ("houses", "facilities") and frame.impact not in ("killed", None)):
        return False
    if frame.impact not in ("killed", "injured", None) and s.low[part.noun] in _HARMED_ALREADY:
        return False  # "ten wounded were evacuated"
    if frame.impact == "injured" and s.low[part.noun] in harm_words().sets["bodies"]:
        return False  # "27 bodies were taken to hospital"
    if s.low[part.noun] in ("number", *harm_words().sets["never_victims"]) and part.quantity is None:
        return False
    return _NEEDS[frame.needs](s, i, part)


def _is_thing(s: Sentence, i: int, part: Part, needs: str) -> bool:
    """Houses, facilities or animals with a number, or one facility burned, or one that war spares hit."""
    if part.unit not in (("houses", "facilities") if needs == "structure" else ("animals",)):
        return False
    if part.quantity is not None:
        return part.quantity.kind != "vague"  # "burned their homes", "some cattle": no number, no row
    words = harm_words().sets
    burned = s.low[i] in words["fire_verbs"]
    one = part.unit == "facilities" and part.best == 1 and s.tag[part.noun] in ("NN", "NNP")
    return one and (burned or (part.counted and s.low[part.noun] in words["protected"]))


def _could_be_people(s: Sentence, part: Part) -> bool:
    somebody = s.low[part.noun] in ("another", "someone", "somebody", "old", "them", "they")
    somebody = somebody or (part.additional and s.low[part.noun] in harm_words().sets["ordinals"])  # "a third"
    return part.none or not part.counted or somebody or _counted_people(s, part) or part.unit == "families"


def _counted_people(s: Sentence, part: Part) -> bool:
    if s.low[part.noun] in harm_words().sets["referring"] or (part.quantity is not None and s.low[part.noun] == "more"):
        return True
    return s.is_people(part.noun) or part.noun in s.quantity_at


def _anybody(s: Sentence, i: int, part: Part) -> bool:
    thing = s.low[part.noun] in number_words().measure_nouns and s.person(part.noun) is None  # "9 weapons"
    noun = (s.tag[part.noun].startswith("NN") and not thing) or _by_nationality(s, part)
    return part.unit in _PERSONS and (_could_be_people(s, part) or noun)


def _by_nationality(s: Sentence, part: Part) -> bool:
    """As in "one Ghanaian": an adjective that stands for the person it counts."""
    return part.quantity is not None and s.tag[part.noun] == "JJ" and s.raw[part.noun][0].isupper()


def _person(s: Sentence, i: int, part: Part) -> bool:
    noun = part.counted and part.unit == "persons" and s.tag[part.noun] in ("NNP", "NN", "NNS")
    noun = noun or _by_nationality(s, part)
    return noun or _could_be_people(s, part)


def _released(s: Sentence, i: int, part: Part) -> bool:
    return part.unit in _PERSONS and _counted_people(s, part)


def _person_count(s: Sentence, i: int, part: Part) -> bool:
    """People by noun, or a bare number that no other noun follows ("40 detonators")."""
    if s.low[part.noun] in harm_words().sets["no_victim_words"]:
        return False
    quantity = s.quantity_at.get(part.noun)
    return _released(s, i, part) and not (quantity is not None and _counts_things(s, quantity.last))


def _counts_things(s: Sentence, after: int) -> bool:
    k = after
    while k < s.n and s.tag[k] in ("JJ", "VBN", "HYPH"):
        k += 1
    return k < s.n and s.tag[k] in ("NN", "NNS") and not s.is_people(k)


def _person_known(s: Sentence, i: int, part: Part) -> bool:
    """People; a single one by a known noun or a name ("snatched a loudspeaker" takes nobody)."""
    single = s.tag[part.noun] == "NN" and part.quantity is None
    return _person_count(s, i, part) and not (single and s.person(part.noun) is None)


def _held(s: Sentence, i: int, part: Part) -> bool:
    """As in "17 are still being held", "is holding 20 passengers", "three were held for some hours"."""
    words = harm_words().sets
    if part.unit != "persons" or part.quantity is None or not _person_count(s, i, part):
        return False
    before, after = set(s.low[max(0, i - 3) : i]), set(s.low[i + 1 : i + 9])
    progressive = s.low[i] == "holding" and bool(s.kids(i, "aux"))
    return (
        progressive
        or bool(s.kids(i, "auxpass"))
        or bool(words["held_before"] & before)
        or bool(words["held_for"] & after)
    )


def _conscripted(s: Sentence, i: int, part: Part) -> bool:
    head = s.low[s.head[i]] if s.dep[i] in ("xcomp", "ccomp") else ""
    driven = "to" in s.low[max(0, i - 2) : i] and (head.startswith("forc") or "forced" in s.low[max(0, i - 3) : i])
    return driven and _person_count(s, i, part)


def _prisoners(s: Sentence, i: int, part: Part) -> bool:
    return part.quantity is not None and s.low[part.noun] in harm_words().sets["prisoners"]


def _to_safety(s: Sentence, i: int, part: Part) -> bool:
    """People brought out of danger: "were moved to schools", "brought out 60 guests"."""
    if part.unit not in _PERSONS or part.quantity is None or not _released(s, i, part):
        return False
    words, ahead = harm_words().sets, s.low[i + 1 : i + 9]
    if s.low[part.noun] in words["bodies"] or s.low[part.noun] in words["fire"]:
        return False
    perfect = any(s.low[c] in ("have", "has", "had") for c in s.kids(i, "aux"))
    if not s.kids(i, "auxpass", "dobj") and (perfect or s.tag[i] not in ("VBN", "VBG")):
        return False  # "3,000 residents moved to schools" of their own accord
    out = s.low[i] in ("brought", "bring", "bringing", "led", "escorted", "ushered") and "out" in ahead[:5]
    return out or ("to" in ahead and bool(words["safe_places"] & set(ahead)))


def _returning(s: Sentence, i: int, part: Part) -> bool:
    """As in "300 of them had gone home"; marchers who "went home" are no return."""
    perfect = any(s.low[c] in ("have", "has", "had") for c in s.kids(i, "aux"))
    counted = part.unit in _PERSONS and part.quantity is not None and part.best > _FEW_ON_FOOT
    back = bool({"home", "homes", "back"} & set(s.low[i + 1 : i + 6]))
    return perfect and counted and back and _could_be_people(s, part)


def _taken(s: Sentence, i: int, part: Part) -> bool:
    """As in "made off with" and "picked up" need their own particle; "into" needs a van or the bush."""
    words, ahead = harm_words().sets, set(s.low[i + 1 : i + 10])
    if part.unit != "persons" or not _person_count(s, i, part) or s.low[part.noun] in words["referring"]:
        return False
    if s.low[i].startswith(("driv", "drov")) and "with" not in s.low[i + 1 : i + 4]:
        return False  # attackers who are driven off are not taken
    if s.low[i].startswith("forc"):
        return "into" in ahead and bool(ahead & words["vehicles"])
    if s.low[i] in ("go", "goes", "going", "went", "gone"):
        return {"away", "with"} <= set(s.low[i + 1 : i + 5])
    if s.low[i].startswith(("mak", "made")):
        return "off" in ahead
    if s.low[i].startswith("pick"):
        return "up" in ahead
    return bool(ahead & words["led_away"]) or ("into" in ahead and bool(ahead & words["led_into"]))


def _by_force(s: Sentence, i: int, part: Part) -> bool:
    """As in "gunmen took three students", "was taken at gunpoint", "two women were also taken."."""
    words, noun = harm_words().sets, s.person(part.noun)
    named = noun is None and s.tag[part.noun] == "NNP" and _from_home(s, i)
    if part.unit != "persons" or not part.counted or part.kind == "vague" or (noun is None and not named):
        return False
    if s.low[part.noun] in _HARMED_ALREADY | words["prisoners"] | words["bodies"]:
        return False
    if words["armed_hands"] & set(s.low[i + 1 : i + 7]):
        return True
    passive = bool(s.kids(i, "auxpass"))
    ends = i + 1 >= s.n or s.low[i + 1] in (".", ";", "by", "from", ",", "and")
    if passive:
        return ends and not {"hospital", "care"} & set(s.low)
    who = agent(s, i, passive=False).lower().split()
    known = person_words().known
    return any(word in known and known[word].side in ("armed", "attacker") for word in who) and "to" not in s.low[i:]


def _from_home(s: Sentence, i: int) -> bool:
    """As in "was taken from her car by masked men": nobody goes so of his own accord."""
    ahead = s.low[i + 1 : i + 12]
    return ahead[:1] == ["from"] and ahead[1:2] in (["his"], ["her"], ["their"]) and "by" in ahead


def _captives_along(s: Sentence, i: int, part: Part) -> bool:
    """As in "disappeared into the bush with a dozen hostages"."""
    return _prisoners(s, i, part)


def _lives(s: Sentence, i: int, part: Part) -> bool:
    claims = s.low[i].startswith("claim") and part.quantity is not None and _counted_people(s, part)
    return claims or loses_life(s, i) or bool({"life", "lives"} & {s.low[part.noun], *s.low[i + 1 : i + 6]})


def _fallen(s: Sentence, i: int, part: Part) -> bool:
    """As in "two soldiers fell on the field of honour"."""
    named = part.unit == "persons" and (_could_be_people(s, part) or s.tag[part.noun].startswith("NNP"))
    return named and bool(harm_words().sets["fallen"] & set(s.low[i + 1 : i + 7]))


def _displaced(s: Sentence, i: int, part: Part) -> bool:
    """As in "displaced 400 families"; "forced" and "drove" need "from their homes"."""
    forced = s.low[i].startswith(("drove", "driv", "forc"))
    from_home = "from" in s.low[i + 1 : i + 12] and bool(harm_words().sets["home_words"] & set(s.low[i + 1 : i + 14]))
    return _could_be_people(s, part) and (not forced or from_home)


def _flees(s: Sentence, i: int, part: Part) -> bool:
    """Civilians on the move: "fled", or families and numbers that left home or reached a refuge."""
    noun, words = s.person(part.noun), harm_words().sets
    if part.kind == "vague" and part.high is None and not s.low[i].startswith("fle"):
        return False  # "many families spent the weekend at the barracks"
    if part.unit not in _PERSONS or (noun is not None and noun.side in ("armed", "attacker", "state", "crowd")):
        return False
    if s.low[i].startswith("fle"):
        bare = (
            part.quantity is not None and part.noun < part.quantity.last and part.high is not None
        )  # "thousands fled"
        many = part.quantity is not None and (s.is_people(part.noun) or part.kind != "vague" or bare)
        return part.best > 1 and (many or (noun is not None and noun.side == "civilian"))
    ahead, families = set(s.low[i + 1 : i + 12]), part.unit == "families"
    sheltering = s.low[i] in words["leave_verbs"] or s.low[i] in words["refuge_verbs"]
    if not sheltering and not families and not words["flight_cues"] & set(s.low):
        return False  # "3,000 people walked to the cathedral"
    if "out" in s.low[i + 1 : i + 3] and "of" in s.low[i + 2 : i + 4]:
        return False  # "came out of the forest"
    left = bool(words["left_places"] & set(s.low[i + 1 : i + 5]))
    if s.low[i] in words["leave_verbs"] and left and part.quantity is not None and part.best > _FEW_ON_FOOT:
        return True  # "12,000 residents have left the town"
    if s.low[i] in words["leave_verbs"] and not families and not words["home_words"] & ahead:
        return False
    return part.quantity is not None and part.best > _FEW_ON_FOOT and (families or bool(words["refuge"] & ahead))


_NEEDS: Mapping[str, _Need] = {
    "": _anybody,
    "person": _person,
    "person_count": _person_count,
    "person_release": _released,
    "person_known": _person_known,
    "held": _held,
    "conscripted": _conscripted,
    "prisoners": _prisoners,
    "to_safety": _to_safety,
    "returning": _returning,
    "taken": _taken,
    "by_force": _by_force,
    "captives_along": _captives_along,
    "lives": _lives,
    "fallen": _fallen,
    "displaced": _displaced,
    "fleeing": _flees,
}
