"""Is it this kind of event at all? Settings that refuse acts although their grammar is real: courts, sport, accidents.

Each act is weighed: how strongly its sentence or the article's lead speaks the language of another kind of news
(``domains.py``) against how armed or political the act itself is. "The striker fired a rocket" has no armed agent and
loses; "militants fired rockets at the stadium" has one and stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from conflictdata.knowledge.actor_classes import classes
from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.reports.acts import Act, Parsed, Role
from conflictdata.reports.annotate import Article
from conflictdata.reports.binding import beside, token_at
from conflictdata.reports.chronicle import lift_present
from conflictdata.reports.dates import DateMention
from conflictdata.reports.domains import domain_scores, domains
from conflictdata.reports.modality import modality_words
from conflictdata.reports.nonevents import DEATHS, own_nature
from conflictdata.reports.syntax import subjects

_NONSTATE = classes("not_the_state")
_CROWD_CLASSES = frozenset({"demo", "riot", "protesters", "rioters"})
_HARD_WEAPONS = frozenset(
    {
        "weapon_suicide",
        "weapon_grenade",
        "weapon_gun",
        "weapon_artillery",
        "weapon_planted",
        "weapon_crowd_control",
        "weapon_incendiary",
    }
)
#: A lead of up to three sentences collects more words than one sentence, so it must say more.
_LEAD_EXTRA = 1.0
_WEEK = 7
#: A date that names a day, not only an hour ("before dawn").
_DAY = re.compile(r"day|yester|tonight|morning|night|overnight|\d", re.I)
#: Refusals of what never was.
_UNREAL = frozenset({"hypothetical", "negated", "threat", "denied"})
#: Acts that private people commit too.
_PERSONAL = frozenset({"kill", "shoot", "beat", "assault", "rape", "abduct", "burn", "injure"})
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|ourselves|i|my|myself|you|your)\b", re.I)
#: This many sentences in the first or second person, and this share of all, make a speech of an article.
_SPEECH_LEAST, _SPEECH_SHARE = 3, 0.2
_SEVERAL = frozenset(
    {"several", "many", "more", "series", "fresh", "new", "heavy", "fierce", "twin", "multiple", "various", "separate"}
)
#: Refusals that the following sentences of the same story inherit, and those that hold even for armed agents.
_JUDGED = frozenset({"court", "anniversary", "culture", "drill", "historical"})
_CARRIED = _JUDGED | {"crime", "accident", "disaster", "sports", "business", "health", "science"}
#: What the doer of an act says of the domain when it is one of its own ("the flood killed", "the striker fired").
_AGENT_POINTS = 4.0
#: An act with this much evidence and a day of its own is another story than the lead's.
_OWN_STORY = 2.0
#: A toll in the perfect tense that a clause with "since" or a period sums up: "80 have died since the army stepped in".
_TOLL_SINCE = re.compile(
    r"\b(?:has|have) (?:now |already |also )?(?:died|perished|been (?:killed|wounded|injured|displaced))\b[^.;]*?"
    r"(?:\bsince (?!yesterday|last night|dawn|midnight"
    r"|(?:early |late )?(?:on )?(?:this |last )?(?:morning|noon|[a-z]+day))"
    r"[a-z]|\b(?:in|over|during) the (?:past|last) (?:\w+ ){0,2}(?:days|weeks|months|years)\b)[^.;]*",
    re.I,
)
#: At most so much of the article's other armed actors counts for an act of its own.
_AROUND_CAP = 1.5


def refuse_by_setting(acts: list[Act], parsed: Parsed, article: Article) -> list[Act]:
    """Mark acts as refused when the sentence or the document speaks of something else; returns the same list.

    Args:
        acts: acts of one sentence; sentences must come in text order, since a refused story is carried on.
        parsed: the sentence.
        article: its article; ``settings`` keeps what was decided for the sentences before.
    """
    if not acts:
        _open_in_court(parsed, article)
        return acts
    _unset_demo(acts)
    sentence = _with_agents(domain_scores(parsed.sentence.text), acts, parsed)
    document = _document(article)
    around = _around(article)
    dated = _dated(parsed, article)
    lift_present(acts, parsed, article, dated=dated)
    speech = not dated and _is_speech(article)
    cause = _cause(acts, parsed)
    for act in acts:
        if not act.refused:
            act.refused = (
                _in_name(act, parsed)
                or ("speech" if speech and not _told(act, parsed) else None)
                or _generic(act, parsed)
                or own_nature(act, parsed)
            )
        if not act.refused:
            evidence = max(_evidence(act, parsed), cause if act.name in DEATHS and not act.agents else 0.0)
            own = _outweighed(act, sentence, evidence)
            apart = dated and evidence >= _OWN_STORY
            act.refused = own or (None if apart else _outweighed(act, document, evidence + around, _LEAD_EXTRA))
    if not around and "told" not in article.settings:
        _refuse_unsaid(acts, parsed, dated)
    _refuse_scope(acts, parsed)
    if any(a.core and not a.refused for a in acts):
        article.settings["told"] = "event"
    _carry_on(acts, parsed, article, dated)
    return acts


def _unset_demo(acts: list[Act]) -> None:
    """Acts beside a demonstration that did not take place are not set in one ("detained on the eve of a rally")."""
    gatherings = [a for a in acts if a.name == "protest"]
    if gatherings and all(a.refused in _UNREAL for a in gatherings):
        for act in acts:
            act.classes -= {"demo"}
            act.cues -= {"assembly"}


def _cause(acts: list[Act], parsed: Parsed) -> float:
    """Evidence of what a sentence tells besides its toll: "two were killed when police fired on a crowd"."""
    return max((_evidence(a, parsed) for a in acts if a.core and not a.refused and a.name not in DEATHS), default=0.0)


def _outweighed(act: Act, scores: Mapping[str, float], evidence: float, extra: float = 0.0) -> str | None:
    """The domain that outweighs the act by most, or None."""
    best, margin = None, 0.0
    for domain in domains().table:
        if (domain.acts and act.name not in domain.acts) or act.name in domain.spared:
            continue
        over = scores.get(domain.name, 0.0) - domain.limit - extra - domain.slope * evidence
        if over >= 0 and (best is None or over > margin):
            best, margin = domain.name, over
    return best


def _refuse_scope(acts: list[Act], parsed: Parsed) -> None:
    """No events: long totals, talks without a result, governments that "protest", troops that "parade"."""
    words = modality_words()
    totals = (
        [d for d in parsed.dates if d.kind == "cumulative"] if words.cumulative.search(parsed.sentence.text) else []
    )
    running = _TOLL_SINCE.search(parsed.sentence.text)
    for act in acts:
        if act.refused:
            continue
        at = act.start - parsed.sentence.start
        if running is not None and running.start() <= at < running.end():
            act.refused = "cumulative"
        elif act.name == "protest" and act.agents and all(_no_crowd(r) for r in act.agents):
            act.refused = "no_scope"
        elif any(_summed(act, total, parsed) for total in totals):
            act.refused = "cumulative"
        elif act.name == "agree" and words.no_deal.search(parsed.sentence.text):
            act.refused = "no_scope"


def _summed(act: Act, total: DateMention, parsed: Parsed) -> bool:
    """Whether a period told in an act's clause sums its kind up; "has been cut off since Monday" is one act."""
    if not act.clause[0] <= parsed.sentence.start + total.start <= act.clause[1]:
        return False
    if total.time_precision == 1 and act.name not in DEATHS:
        return False
    token = token_at(parsed, total.start, total.end)
    return token is None or not beside(parsed, token, act)


def _no_crowd(role: Role) -> bool:
    return role.mention is not None and (
        role.mention.kind == "country" or role.mention.klass in ("government", "military")
    )


def _carry_on(acts: list[Act], parsed: Parsed, article: Article, dated: bool) -> None:
    """A story that opened as a court report or a family crime stays one until a sentence gives a day of its own."""
    core = [a for a in acts if a.core]
    if not core or parsed.sentence.is_title:
        return
    carried = article.settings.get("carried")
    if carried and not dated:
        for act in acts:
            if not act.refused and (carried in _JUDGED or _evidence(act, parsed) < _OWN_STORY):
                act.refused = carried
    reasons = [a.refused for a in core]
    if any(r is None for r in reasons):
        article.settings["carried"] = None
    elif "carried" not in article.settings:
        article.settings["carried"] = next((r for r in reasons if r in _CARRIED), None)


def _open_in_court(parsed: Parsed, article: Article) -> None:
    """A story that opens with a verdict and no act is a court report: what it tells next is what was tried."""
    if parsed.sentence.is_title or parsed.sentence.index > 1 or "carried" in article.settings:
        return
    court = next(d for d in domains().table if d.name == "court")
    if domain_scores(parsed.sentence.text).get("court", 0.0) >= court.limit:
        article.settings["carried"] = "court"


def _with_agents(scores: Mapping[str, float], acts: list[Act], parsed: Parsed) -> Mapping[str, float]:
    """Scores of a sentence with what the doers of its acts say ("the flood killed", "a man stabbed his wife")."""
    out = dict(scores)
    for act in acts:
        heads = {r.head for r in act.agents if _armed(r) == 0.0} | _burst(act, parsed)
        private = _private(act, parsed) or _criminals(act)
        for domain in domains().table:
            if heads & domain.agents or (private and domain.name == "crime"):
                out[domain.name] = max(out.get(domain.name, 0.0), scores.get(domain.name, 0.0) + _AGENT_POINTS)
    return out


def _private(act: Act, parsed: Parsed) -> bool:
    """Whether somebody does to his own family what else is political violence."""
    bare = not act.agents and parsed.doc[act.token].tag_ in ("VBG", "VB")  # "on suspicion of murdering his wife"
    unarmed = (bool(act.agents) or bare) and not any(_armed(r) for r in act.agents)
    return act.name in _PERSONAL and unarmed and any(_own_kin(r) for r in act.patients)


def _burst(act: Act, parsed: Parsed) -> set[str]:
    """What went off by itself, where it is no weapon: "fireworks went off", "the boiler exploded"."""
    if act.name != "explode" or not act.verb or act.classes & _HARD_WEAPONS:
        return set()
    return {t.lower_ for t in subjects(parsed.doc[act.token])}


def _criminals(act: Act) -> bool:
    """Whether the state, or nobody named, harms common criminals: "police shot dead a burglar"."""
    groups = any(
        r.mention is not None and r.mention.klass in _NONSTATE and r.head not in domains().doers for r in act.agents
    )
    thieves = modality_words().thieves
    return act.name in _PERSONAL and not groups and bool(act.patients) and all(r.head in thieves for r in act.patients)


def _own_kin(role: Role) -> bool:
    first = role.text.split(" ", 1)[0].lower()
    return first in ("his", "her") and role.head in modality_words().kin


def _evidence(act: Act, parsed: Parsed) -> float:
    """How armed or political an act is by its agents, patients, weapons and sentence (0 = not, about 6 = a battle)."""
    points = max((_armed(r) for r in act.agents), default=0.0) + 0.5 * max(
        (_armed(r) for r in [*act.patients, *act.targets]), default=0.0
    )
    points += modality_words().evidence.get(act.name, 0.0)
    points += 2.0 if act.classes & _HARD_WEAPONS else 0.0
    points += 2.0 if act.classes & _CROWD_CLASSES else 0.0
    points += 1.0 if any(m.armed and m.klass in _NONSTATE for m in parsed.actors) else 0.0
    return points


def _refuse_unsaid(acts: list[Act], parsed: Parsed, dated: bool) -> None:
    """Refuse deaths without a cause, unless the sentence tells a real act that caused them ("killed in an attack")."""
    unsaid = [a for a in acts if not a.refused and _unsaid(a, parsed)]
    if any(a.core and not a.refused and not any(a is u for u in unsaid) for a in acts):
        return
    for act in unsaid:
        act.refused = "crime" if act.name == "shoot" else None if dated else "cause_unsaid"


def _unsaid(act: Act, parsed: Parsed) -> bool:
    """Whether people "were killed", or there were "shootings", without a word on by whom or over what."""
    killed = act.name == "kill" and not act.specific and act.head == "killed"
    shooting = act.name == "shoot" and not act.verb
    return (killed or shooting) and not act.agents and _evidence(act, parsed) == 0.0


def _armed(role: Role) -> float:
    mention = role.mention
    if mention is None or mention.kind == "country" or (mention.kind == "generic" and role.head in domains().doers):
        return 0.0
    if mention.klass in _NONSTATE:
        return 3.0
    return 2.0 if mention.armed else 0.0


def _around(article: Article) -> float:
    """How many different armed groups the article names, as evidence that the act's own sentence does not show."""
    groups = {_key(m) for m in article.actors if m.armed and m.klass in _NONSTATE}
    hard = any(
        _HARD_WEAPONS & c or _CROWD_CLASSES & c for p in article.parsed if p.sentence.index <= 2 for c in p.classes
    )
    return min(_AROUND_CAP, 0.5 * len(groups) + (1.0 if hard else 0.0))


def _key(mention: ActorMention) -> object:
    return mention.ids or mention.klass


def _in_name(act: Act, parsed: Parsed) -> str | None:
    """A word inside a proper name states no act: "People's Liberation Army", "Movement for the Liberation of"."""
    head = parsed.doc[act.token]
    start, end = head.idx, head.idx + len(head)
    inside = [m for m in parsed.actors if m.start <= start and end <= m.end and m.end - m.start > end - start]
    capital = parsed.sentence.text[start].isupper() and not parsed.sentence.text.isupper()
    known = any((m.kind == "named" and (capital or end < m.end)) or (m.kind == "state" and capital) for m in inside)
    return "name" if known and start > 0 else None


def _dated(parsed: Parsed, article: Article) -> bool:
    """Whether the sentence gives a day of its own (not only an hour) within a week before publication."""
    published = article.document.published
    days = [
        d.event_date
        for d in parsed.dates
        if d.kind == "point" and d.time_precision == 1 and not d.reporting and _DAY.search(d.text)
    ]
    return any(published is None or 0 <= (published - day).days <= _WEEK for day in days)


def _generic(act: Act, parsed: Parsed) -> str | None:
    """Plurals without number, doer, place or time are talk about a kind of act: "repression and assassinations"."""
    token = parsed.doc[act.token]
    if act.verb or token.tag_ != "NNS" or act.agents or parsed.places or any(d.kind == "point" for d in parsed.dates):
        return None
    bare = not any(c.dep_ in ("det", "nummod", "poss", "nsubj") or c.lower_ in _SEVERAL for c in token.children)
    return "generic" if bare and not token.dep_.startswith("nsubj") else None


def _told(act: Act, parsed: Parsed) -> bool:
    """Whether even a speaker tells of one event here: a doing of somebody with its place."""
    return act.verb and bool(parsed.places) and bool(act.agents or act.patients) and not act.quoted


def _is_speech(article: Article) -> bool:
    """Whether the article itself speaks as "we" or "I" outside quotation marks: interviews, addresses, opinions."""
    cached = article.settings.get("speech", False)
    if cached is False:
        body = [s for s in article.sentences if not s.is_title]
        own = sum(any(not s.in_quote(s.start + m.start()) for m in _FIRST_PERSON.finditer(s.text)) for s in body)
        cached = article.settings["speech"] = (
            "speech" if own >= _SPEECH_LEAST and own >= _SPEECH_SHARE * len(body) else None
        )
    return cached is not None


def _lead(article: Article) -> str:
    return " ".join(s.text for s in article.sentences[: 3 if article.document.title_end else 2])


def _document(article: Article) -> Mapping[str, float]:
    """What the article is about: the scores of its lead, or of three average sentences of it where they say more."""
    out = dict(domain_scores(_lead(article)))
    share = 3.0 / max(3, len(article.sentences))
    for name, points in domain_scores(article.document.text).items():
        out[name] = max(out.get(name, 0.0), points * share)
    return out
