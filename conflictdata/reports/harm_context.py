"""What surrounds a statement of harm: negation, unreal moods, who says it, whether it is a running total.

Example:
    "The army said its troops killed 30 militants": speaker "The army", side state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import harm_words

_TIMES = frozenset(["season", "year", "month", "decade", "years", "months"])
_BEYOND = 20_000  # so many are the toll of a war, never of one event
_BEYOND_MOVED = 60_000  # so many are displaced or besieged by a war
_ACCIDENTS = frozenset(["accident", "accidents"])
_EARLIER = frozenset(["already", "before", "earlier", "previously"])
_WITHIN = 10  # words behind a verb of harm in which its exception stands
_TAKEN_BACK = 7  # words before a figure in which it is taken back
_MANY = 100  # "have been killed in the conflict" is a running total from here on, one clash's toll below
_CLAUSE = frozenset(["ROOT", "ccomp", "advcl", "relcl", "parataxis", "csubj", "pcomp", "conj", "xcomp", "acl"])


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to say it, and as which side of the fighting ("state", "armed" or "" for neither)."""

    text: str
    side: str


def is_negated(s: Sentence, trigger: int) -> bool:
    """As in "was not killed", "without killing", "nobody died" (the latter through its subject)."""
    if s.kids(trigger, "neg") or (s.dep[trigger] == "pcomp" and s.low[s.head[trigger]] == "without"):
        return True
    return any(s.low[k] in ("no", "without", "n't", "never") for k in range(max(0, trigger - 2), trigger))


def is_unreal(s: Sentence, trigger: int) -> bool:
    """Planned, possible, feared or hypothetical: "could kill", "threatened to kill", "if they die"."""
    words = harm_words().sets
    k = trigger
    for _ in range(4):
        aux = [s.low[c] for c in s.kids(k, "aux", "auxpass", "mark")]
        if any(a in words["irrealis_aux"] for a in aux) and not ("have" in aux and s.tag[k] == "VBN" and "may" in aux):
            return True
        if any(a in words["conditional"] for a in aux) and s.dep[k] in ("advcl", "ccomp"):
            return True
        if "to" in aux and "have" not in aux and k == trigger and s.low[k] != "find" and not _really(s, k):
            return True
        if s.dep[k] != "conj" or s.head[k] >= k:
            break
        if s.kids(k, "nsubj", "nsubjpass"):
            break
        k = s.head[k]
    return False


def is_feared(s: Sentence, trigger: int) -> bool:
    """Deaths that nobody confirms yet: "20 feared killed", "presumed dead", "may have died"."""
    words = harm_words().sets
    if words["feared"] & set(s.low[max(0, trigger - 3) : trigger]):
        return True
    aux = {s.low[c] for c in s.kids(trigger, "aux")}
    return bool(words["perhaps_have"] & aux) and "have" in aux


def _really(s: Sentence, i: int) -> bool:
    """An infinitive that tells a fact ("went on to kill"), not a purpose or a plan."""
    head = s.low[s.head[i]] if s.head[i] != i else ""
    return head in harm_words().sets["real_heads"] and head not in harm_words().sets["irrealis_heads"]


def speaker(s: Sentence, trigger: int) -> Speaker | None:
    """Who says it: the subject of a reporting verb above the clause, or "according to ..."."""
    words = harm_words().sets["reporting_verbs"]
    k = trigger
    for _ in range(10):
        if s.low[k] in words and k != trigger:
            named = _named_by(s, k, trigger)
            if named is not None:
                return named
        for child in s.children[k]:
            if child != trigger and s.low[child] in words and s.dep[child] in ("parataxis", "ccomp", "advcl", "conj"):
                named = (
                    _named_by(s, child, trigger) if child > trigger and s.dep[child] in ("parataxis", "ccomp") else None
                )
                if named is not None:
                    return named
        if s.head[k] == k:
            break
        k = s.head[k]
    return _according(s)


def _named_by(s: Sentence, verb: int, trigger: int) -> Speaker | None:
    if any(s.low[c] in ("responsibility", "credit") for c in s.kids(verb, "dobj")):
        return None  # "claimed responsibility for the blast, which wounded 30": the writer's own figure
    subject = next(iter(s.kids(verb, "nsubj")), None)
    if subject is None and s.dep[verb] in ("conj", "xcomp", "advcl") and s.head[verb] != verb:
        subject = next(iter(s.kids(s.head[verb], "nsubj")), None)
    if subject is None or s.low[subject] in ("which", "that"):
        return None
    if s.low[subject] in harm_words().cues and s.low[subject] not in harm_words().parties["neutral"]:
        return None  # "the dead said"; a hospital does say what it counted
    if any(k == trigger for k in s.subtree(subject)):
        return None
    return _speaker_of(s, subject)


def _according(s: Sentence) -> Speaker | None:
    for i in range(s.n - 2):
        if s.low[i] == "according" and s.low[i + 1] == "to":
            named = s.kids(i + 1, "pobj")
            return _speaker_of(s, named[0] if named else i + 2)
    return None


def _named_before(s: Sentence, pronoun: int) -> int:
    """As in "a commander of the front said ...; he put his own losses at four": the commander."""
    words = harm_words().sets["reporting_verbs"]
    named = (
        k for k in range(pronoun) if s.dep[k] == "nsubj" and s.low[s.head[k]] in words and s.tag[k].startswith("NN")
    )
    return next(named, pronoun)


def _speaker_of(s: Sentence, noun: int) -> Speaker:
    if s.low[noun] in ("he", "she", "it", "they"):
        noun = _named_before(s, noun)
    span = sorted(
        k for k in s.subtree(noun) if k == noun or s.dep[k] not in ("relcl", "appos", "punct", "advcl", "acl")
    )
    stop = next((k for k in range(noun + 1, s.n) if s.low[k] in (",", "who", "which", "that")), s.n)
    span = [k for k in span if noun - 12 < k < stop]
    text = " ".join(s.raw[min(span) : max(span) + 1]) if max(span) - min(span) < 14 else s.raw[noun]
    parties = harm_words().parties
    lows = {s.low[k] for k in span}
    if lows & parties["neutral"] and not lows & parties["strict_state"]:
        return Speaker(text, "")
    if lows & parties["strict_state"]:
        return Speaker(text, "state")
    if (
        lows & (parties["armed"] - {"state", "is", "front", "group", "movement", "kurdish"})
        or {"islamic", "state"} <= lows
    ):
        return Speaker(text, "armed")
    return Speaker(text, "")


def is_cumulative(s: Sentence, trigger: int, best: int, *, moved: bool = False) -> bool:
    """A running total: "since January", "this year", "40,000 have died in the conflict".

    Args:
        s: the sentence.
        trigger: token that states the harm.
        best: how many.
        moved: whether people left a place, which they may have done before the event.
    """
    low = [s.low[k] for k in sorted(_clause(s, trigger))]
    perfect = any(s.low[c] in ("have", "has", "had") for c in s.kids(trigger, "aux"))
    if (
        best >= (_BEYOND_MOVED if moved else _BEYOND)
        or _of_war(s, trigger)
        or _set_aside(s, trigger, low, perfect, moved)
    ):
        return True
    opens = _openers()
    if any(word in opens and _since(low, at, moved) for at, word in enumerate(low)):
        return True
    if perfect and any(
        low[at] == "in" and low[at + 2] in ("years", "months", "weeks", "decades") for at in range(len(low) - 2)
    ):
        return True
    return perfect and best >= _MANY and any(word in harm_words().sets["big_words"] for word in low)


def _of_war(s: Sentence, trigger: int) -> bool:
    """As in "the war, which has killed thousands"."""
    if s.dep[trigger] != "relcl" and s.dep[s.head[trigger]] != "relcl":
        return False
    clause = trigger if s.dep[trigger] == "relcl" else s.head[trigger]
    perfect = any(s.low[c] in ("have", "has", "had") for c in s.kids(clause, "aux"))
    return perfect and s.low[s.head[clause]] in harm_words().sets["big_words"]


def _set_aside(s: Sentence, trigger: int, low: list[str], perfect: bool, moved: bool) -> bool:
    """What is told of earlier flights, of accidents, and of all the time since something began."""
    if perfect and s.low[0] == "since" and not harm_words().sets["not_after_since"] & set(s.low[1:4]):
        return True  # "since the war began, protests were held and 2,000 people have been detained"
    had = moved and any(s.low[c] == "had" for c in s.kids(trigger, "aux"))
    if had and (_EARLIER & set(low) or "displaced" in low[: low.index("had")]):
        return True  # "dozens of families had already moved"
    return bool(_ACCIDENTS & set(s.low[trigger + 1 : trigger + 7]))  # "two people have died in accidents"


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """First words of the phrases of running totals."""
    return frozenset({"since", *(phrase[0] for phrase in harm_words().cumulative)})


def _since(low: list[str], at: int, moved: bool) -> bool:
    """A phrase of running totals at one word of the clause."""
    words, word = harm_words(), low[at]
    if words.sets["superlatives"] & set(low[max(0, at - 9) : at]):
        return False  # "the first major assault there since 2007", "one of the deadliest this year"
    if word == "since":
        if at and low[at - 1] in ("have", "has", "had"):
            return False  # "have since moved": since the event
        follows = low[at + 1 : at + 4]
        if moved and words.sets["moved_since"] & set(follows):
            return False  # "have fled since the clashes"
        return bool(follows) and follows[0].isalnum() and not set(follows) & words.sets["not_after_since"]
    return any(phrase[0] == word and _runs(low, at, phrase) for phrase in words.cumulative)


def _runs(low: list[str], at: int, phrase: tuple[str, ...]) -> bool:
    """A phrase of running totals stands here, and no "year-old" or "48 hours" follows."""
    if phrase == ("since",) or tuple(low[at : at + len(phrase)]) != phrase:
        return False
    if phrase[0] == "a" and at and low[at - 1] in ("for", "than", "within", "of", "half"):
        return False  # "besieged for a month"
    tail = low[at + len(phrase) : at + len(phrase) + 3]
    return (
        not (phrase[-1] in ("year", "month") and tail[:1] == ["-"]) and not set(tail) & harm_words().sets["short_units"]
    )


def _clause(s: Sentence, trigger: int) -> set[int]:
    """Tokens of the clause around a trigger; relative, reported and coordinated clauses are left out."""
    top = trigger
    while s.dep[top] not in _CLAUSE and s.head[top] != top:
        top = s.head[top]
    while s.dep[top] in ("xcomp", "conj", "acl") and s.head[top] != top and not s.kids(top, "nsubj", "nsubjpass"):
        top = s.head[top]
    out: set[int] = set()
    stack = [top]
    while stack:
        k = stack.pop()
        out.add(k)
        for child in s.children[k]:
            time = (
                s.dep[child] == "appos" and s.low[child] in _TIMES
            )  # "this rainy season", read as a name for the place
            if s.dep[child] in ("relcl", "ccomp", "parataxis", "appos") and child != trigger and not time:
                continue
            if s.dep[child] in ("conj", "advcl", "acl") and child != trigger and s.tag[child].startswith("VB"):
                continue
            stack.append(child)
    return out


def is_also(s: Sentence, trigger: int) -> bool:
    """Beside what was told before: "also killed", "in another village", "in a separate attack"."""
    words = harm_words().sets
    if any(s.low[k] in words["also"] for k in range(max(0, trigger - 2), min(trigger + 2, s.n))):
        return True
    return any(s.low[k] in words["elsewhere"] and s.low[k + 1] in words["places"] for k in range(s.n - 1)) or s.low[
        0
    ] in ("elsewhere", "separately")


def is_superseded(s: Sentence, trigger: int) -> bool:
    """A figure that the text takes back: "they had spoken of four martyrs", "first reports said five"."""
    words = harm_words().sets["superseded"]
    return any(s.low[k] in words for k in range(max(0, trigger - _TAKEN_BACK), trigger))


def is_beside(s: Sentence, trigger: int) -> bool:
    """Told apart from whoever did it: "21 people besides himself", "five, not counting the bomber"."""
    apart = harm_words().sets["apart_from"]
    return any(s.low[k] in apart for k in range(trigger + 1, min(trigger + _WITHIN, s.n)))


def agent(s: Sentence, trigger: int, *, passive: bool) -> str:
    """Words of who did it: the subject of an active verb, or the "by" phrase of a passive one; "" when unsaid."""
    if passive:
        for k in s.kids(trigger, "agent", "prep"):
            if s.low[k] == "by":
                named = s.kids(k, "pobj")
                return _phrase(s, named[0]) if named else ""
        return ""
    k = trigger
    for _ in range(4):
        subject = next(iter(s.kids(k, "nsubj")), None)
        if subject is not None:
            return _phrase(s, subject)
        if s.dep[k] in ("acl", "relcl") and s.head[k] != k:
            return _phrase(s, s.head[k])
        if s.dep[k] not in ("conj", "advcl", "xcomp") or s.head[k] == k:
            return ""
        k = s.head[k]
    return ""


def owner(s: Sentence, trigger: int) -> str:
    """Words for the side that lost the people: "the rebels lost three men", "the enemy left 14 bodies behind"."""
    verbs = harm_words().sets["own_loss_verbs"]
    if s.low[trigger] in ("loss", "losses") and s.low[trigger - 1] == "own":
        return "he"  # "he put his own losses at four": the speaker's side
    k = trigger
    for _ in range(4):
        bodies = s.low[trigger] in harm_words().sets["bodies"] or "behind" in s.low[k + 1 : k + 8]
        if s.low[k] in verbs or (s.low[k] in ("left", "leaving") and bodies):
            return agent(s, k, passive=False)
        if s.head[k] == k or (s.tag[k].startswith("VB") and s.low[k] not in ("having", "had")):
            return ""
        k = s.head[k]
    return ""


def _phrase(s: Sentence, noun: int) -> str:
    skip = ("relcl", "appos", "punct", "advcl", "acl", "conj", "cc")
    keep, stack = {noun}, [noun]
    while stack:
        for child in s.children[stack.pop()]:
            if s.dep[child] not in skip:
                keep.add(child)
                stack.append(child)
    return s.line.text[s.line.start[min(keep)] : s.line.end[max(keep)]]
