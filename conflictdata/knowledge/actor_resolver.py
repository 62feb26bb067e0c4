"""Turn a mention into the actor name and type of a coded row, given the country and day of the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from conflictdata.knowledge import actor_lexicon, countries
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_names import regime_years, state_actor
from conflictdata.knowledge.actor_types import INTER_LABELS, Actor, ActorContext, ActorMention, ResolvedActor

STATE_BRANCH = {"military": "Military", "police": "Police", "government": "Government", "weapon_platform": "Military"}
_UNKNOWN_PLACE = "International"


def resolve(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    role: str | None,
) -> ResolvedActor:
    """Resolve one mention; see ``ActorBase.resolve``."""
    if mention.kind == "named":
        return _named(lexicon, mention, country, when, context)
    if mention.kind in ("state", "country"):
        return _state(mention, country, when, context)
    if mention.klass == "weapon_platform":
        return _weapon(lexicon, mention, country, when, context)
    return _generic(lexicon, mention, country, when, context, role)


# -- named organisations -----------------------------------------------------------------------------------------------


def _score(actor: Actor, country: str | None, when: date | None, context: ActorContext) -> float:
    score = 0.0
    if country is not None and actor.countries:
        score += 4.0 if country in actor.countries else -3.0
    elif country is not None and not actor.countries:
        score += 1.0
    if actor.countries:
        for rank, iso3 in enumerate(context.countries[:5]):
            if iso3 in actor.countries:
                score += 1.0 / (1 + rank)
                break
        # Of two groups that both fit, the one that lives nowhere else is meant.
        score += 0.3 / len(actor.countries)
    return score + (1.5 if actor.active(when) else -6.0)


def _mission(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """UN peacekeepers, African Union troops, "the coalition": whichever works there on that day."""
    day = when or context.published
    lowered = mention.text.lower()
    for kind in _mission_kinds(lowered):
        for key in actor_lexicon.words()["missions"][kind]:
            actor = lexicon.actors[key]
            if country in actor.countries and actor.active(day):
                reason = f"{mention.text!r} taken to be the mission in that country on that day"
                return _from_actor(actor, country, day, 0.75, "actor.mission", reason, None)
    return None


def _mission_kinds(text: str) -> list[str]:
    if text.startswith(("un ", "u.n", "united nations", "blue helmet")) or text == "un":
        return ["un"]
    if text.startswith(("au ", "african union")):
        return ["au"]
    if "coalition" in text or text.startswith(("foreign ", "international ")):
        return ["coalition"]
    return ["peacekeepers"] if "peacekeep" in text else []


def _named(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor:
    pool = [actor for key in mention.ids if (actor := lexicon.actors.get(key) or context.new.get(key)) is not None]
    if not pool:
        return _generic(lexicon, replace(mention, kind="generic"), country, when, context, None)
    day = when or context.published
    ranked = sorted(pool, key=lambda actor: (-_score(actor, country, day, context), actor.actor_id))
    actor = ranked[0]
    if actor.actor_id == "un" or (actor.klass == "external" and country is not None and country not in actor.countries):
        mission = _mission(lexicon, mention, country, when, context)
        if mission is not None:
            return mission
    reasons = []
    confidence = 0.95
    if len(ranked) > 1:
        gap = _score(actor, country, day, context) - _score(ranked[1], country, day, context)
        if gap < 0.5:
            reasons.append(f"{mention.text!r} may also mean {ranked[1].name}")
            confidence = 0.55
    if actor.actor_id.startswith("new:"):
        reasons.append("not in the knowledge base; type guessed from its name")
        confidence = min(confidence, 0.6)
    elif country is not None and actor.countries and country not in actor.countries:
        reasons.append("not known to act in this country")
        confidence = min(confidence, 0.7)
    if not actor.active(day):
        reasons.append("outside the years in which the name was used")
        confidence = min(confidence, 0.7)
    return _from_actor(actor, country, day, confidence, "actor.named", "; ".join(reasons), mention)


def _from_actor(
    actor: Actor,
    country: str | None,
    day: date | None,
    confidence: float,
    rule: str,
    reason: str,
    mention: ActorMention | None,
) -> ResolvedActor:
    digit = actor.inter_at(day)
    home = next(iter(actor.countries)) if len(actor.countries) == 1 else None
    name = actor.name
    if "{country}" in name:
        name = name.replace("{country}", _place(country))
        home = country
    if "{years}" in name:
        name = " ".join(name.replace("{years}", regime_years(home or country or "", day)).split())
    if digit == 1 and home is not None and country is not None and home != country:
        digit = 8
    associates = tuple(
        a for a in (_associate(mention.group, country, day) if mention and mention.group else None,) if a
    )
    return ResolvedActor(name, INTER_LABELS[digit], home, actor.actor_id, associates, confidence, rule, reason)


# -- states --------------------------------------------------------------------------------------------------------


def _state(mention: ActorMention, country: str | None, when: date | None, context: ActorContext) -> ResolvedActor:
    day = when or context.published
    owner = mention.country
    reason, confidence, rule = "", 0.95, "actor.state_named"
    if owner is None and mention.unit is not None:
        owner = _unit_home(mention, country, context)
    if owner is None:
        owner = country
        reason, confidence, rule = (
            "nationality not stated: forces of the country of the event",
            0.8,
            "actor.state_default",
        )
    if mention.kind == "country":
        reason, confidence, rule = "the country's name stands for its forces", 0.75, "actor.state_metonym"
    if owner is None:
        return ResolvedActor(
            "Unidentified Military Forces",
            INTER_LABELS[8],
            None,
            None,
            (),
            0.3,
            "actor.state_unknown",
            "no country known",
        )
    # Associated peoples (Somaliland, Hong Kong) keep the names of the country table.
    name = state_actor(STATE_BRANCH.get(mention.klass, "Military"), owner, day, mention.unit)
    if "resumes:mutiny" in mention.flags:
        name = f"Mutiny of {name}"
    abroad = country is not None and owner != country
    digit = 8 if abroad and mention.klass != "government" else 1
    return ResolvedActor(name, INTER_LABELS[digit], owner, None, (), confidence, rule, reason)


def _unit_home(mention: ActorMention, country: str | None, context: ActorContext) -> str | None:
    homes = [flag[5:] for flag in mention.flags if flag.startswith("home:")]
    if not homes:
        return country
    if country in homes:
        return country
    return next((iso3 for iso3 in context.countries if iso3 in homes), sorted(homes)[0])


def _weapon(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor:
    owner = _last(context.states, context.position)
    if owner is not None:
        resolved = _state(replace(owner, klass="military", unit=None), country, when, context)
        return replace(
            resolved,
            confidence=0.55,
            rule_id="actor.weapon_owner",
            reason=f"owner taken from {owner.text!r} earlier in the article",
        )
    if country is not None:
        resolved = _state(replace(mention, kind="state", klass="military"), country, when, context)
        return replace(
            resolved, confidence=0.5, rule_id="actor.weapon_default", reason="owner of the aircraft not stated"
        )
    return _generic(lexicon, replace(mention, klass="unidentified_armed"), country, when, context, None)


# -- generic words -------------------------------------------------------------------------------------------------


def _last(mentions: tuple[tuple[int, ActorMention], ...], position: int | None) -> ActorMention | None:
    found = [mention for offset, mention in mentions if position is None or offset < position]
    return found[-1] if found else None


def _resumed(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Resume: "the rebels" stand for the last named group that fits; "unknown gunmen" for nobody."""
    if "unknown" in mention.flags or mention.ethnic is not None:
        return None
    kinds = next((flag[8:] for flag in mention.flags if flag.startswith("resumes:")), "")
    allowed = set(actor_lexicon.words()["resumes"].get(kinds, ()))
    if not allowed:
        return None
    before = [item for item in context.named if context.position is None or item[0] < context.position]
    for offset, named in reversed(before):
        resolved = _named(lexicon, named, country, when, context)
        actor = lexicon.actors.get(resolved.actor_id or "") or context.new.get(resolved.actor_id or "")
        if actor is None or actor.klass not in allowed:
            continue
        if country is not None and actor.countries and country not in actor.countries:
            continue
        distance = (context.position - offset) if context.position is not None else 500
        confidence = 0.7 if distance < 600 else 0.55
        if "suspected" in mention.flags:
            confidence -= 0.15
        reason = f"{mention.text!r} taken to be {named.text!r}, named earlier in the article"
        return replace(resolved, confidence=confidence, rule_id="actor.resumed", reason=reason)
    return None


def _linked(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Affiliation: "Islamic State-linked militants" are the Islamic State's branch in that country, with less certainty."""
    keys = tuple(flag[7:] for flag in mention.flags if flag.startswith("linked:"))
    # Only a movement that has a branch in the country lends its name; "al Qaeda-linked" says too little.
    keys = tuple(key for key in keys if _has_branch(lexicon.actors.get(key), country))
    if not keys or mention.klass not in ("rebel", "unidentified_armed"):
        return None
    resolved = _named(lexicon, replace(mention, kind="named", ids=keys), country, when, context)
    return replace(
        resolved,
        confidence=0.55,
        rule_id="actor.linked",
        reason=f"{mention.text!r} names an affiliation, not the group",
    )


def _has_branch(actor: Actor | None, country: str | None) -> bool:
    if actor is None or actor.inter != 2:
        return False
    return "{country}" in actor.name or (country is not None and country in actor.countries)


def _national(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Rebels of a country whose opposition goes by one name."""
    rule = actor_lexicon.words()["national_rebels"].get(country or "")
    if rule is None or mention.head not in rule[1] or "unknown" in mention.flags:
        return None
    reason = f"{mention.text!r} names no group; the country's opposition is meant"
    return _from_actor(
        lexicon.actors[rule[0]], country, when or context.published, 0.65, "actor.national_rebels", reason, None
    )


def _generic(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    role: str | None,
) -> ResolvedActor:
    found = (
        _linked(lexicon, mention, country, when, context)
        or _resumed(lexicon, mention, country, when, context)
        or _national(lexicon, mention, country, when, context)
        or (_mission(lexicon, mention, country, when, context) if mention.klass == "external" else None)
    )
    if found is not None:
        return found
    classes = actor_lexicon.words()["classes"]
    klass = _klass_in_role(mention, role)
    digit, default = classes[klass]
    pattern = mention.pattern if klass == mention.klass and mention.pattern else default
    if klass == "identity_militia" and mention.ethnic is not None and mention.klass != klass:
        # "Pakam Clan Group" as victims, "Pakam Clan Militia" as attackers.
        label = (mention.group or "").removesuffix(" Group") or f"{mention.ethnic} Ethnic"
        pattern = f"{label} Militia ({{country}})"
    group = None if klass == "identity_militia" else mention.group
    home = country if klass not in ("civilians", "protesters", "rioters") else (country or mention.country)
    if mention.country is not None and klass not in ("protesters", "rioters"):
        home = mention.country
    international = (
        group in actor_lexicon.words()["international_groups"]
        and mention.country is None
        and "Red C" not in mention.text
    )
    place = _place(home)
    associate = _associate(group, home, when or context.published)
    reason, confidence = "", 0.85
    if klass in ("unidentified_armed", "rebel", "gang", "political_militia") and pattern.startswith("Unidentified"):
        reason, confidence = f"{mention.text!r} names no group", 0.75
    if international:
        confidence = 0.75
    if "(Israel)" in pattern:
        home = "ISR"
    elif klass in ("rebel", "unidentified_armed", "gang", "identity_militia") and country is None:
        reason, confidence = "no country known", 0.3
    return ResolvedActor(
        pattern.replace("{country}", place), INTER_LABELS[digit], home, None, (associate,) if associate else (), confidence,
        f"actor.generic_{klass}", reason,
    )  # fmt: skip


def _klass_in_role(mention: ActorMention, role: str | None) -> str:
    """Villagers who attack are rioters, herders of a named people who attack are its militia; victims are civilians."""
    klass = mention.klass
    if role == "agent" and klass == "civilians":
        if mention.ethnic is not None:
            return "identity_militia"
        if mention.group == "Pastoralists":
            return "identity_militia"
        return "rioters"
    if role == "patient" and klass in ("protesters", "rioters") and mention.group is not None:
        return "civilians"
    return klass


def _associate(group: str | None, country: str | None, when: date | None) -> str | None:
    if group == "Government":
        return state_actor("Government", country, when) if country else None
    return f"{group} ({_place(country)})" if group else None


def _place(country: str | None) -> str:
    found = countries.get(country) if country else None
    return found.name if found else _UNKNOWN_PLACE
