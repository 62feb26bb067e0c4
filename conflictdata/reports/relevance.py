"""Is it this kind of event at all? Settings that refuse acts although their grammar is real: courts, drills, sport, business, accidents, disasters."""

from __future__ import annotations

from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.annotate import Article
from conflictdata.reports.modality import domain_score, modality_words

#: Settings that refuse any act in a sentence that speaks their language (score of the sentence).
_SENTENCE_VETO = {"court": 2.0, "drill": 2.0, "fiction": 2.0, "sports": 2.0, "anniversary": 2.0}
#: Settings that refuse acts without an armed agent when the whole document speaks their language (score of the document).
_DOCUMENT_VETO = {"accident": 5.0, "disaster": 5.0, "health": 5.0}
#: Unarmed acts that ordinary crime also has.
_CRIME_ACTS = frozenset({"kill", "shoot", "beat", "abduct", "loot", "burn", "rape", "assault"})
#: Acts that accidents also have.
_ACCIDENTAL = frozenset({"explode", "kill", "burn", "airstrike", "die"})
#: What happens at and around courts is not court reporting.
_COURT_PROOF = frozenset({"arrest", "protest", "disperse", "explode", "suicide", "grenade", "riot", "barricade"})
#: Settings that the headline and the first two sentences decide for the whole document (score of that lead).
_LEAD_VETO = {"court": 3.0, "accident": 2.0, "disaster": 2.0, "health": 2.0, "sports": 3.0, "business": 4.0, "fiction": 3.0, "drill": 3.0, "anniversary": 2.0, "weather": 3.0, "denial": 4.0, "statistics": 4.0, "crime": 3.0}
#: Settings in which even armed men only play, remember or are judged.
_ABSOLUTE = frozenset({"court", "sports", "fiction", "drill", "anniversary", "denial", "statistics"})
_NEVER_EXCUSED = frozenset({"court", "sports", "fiction", "denial"})
_ARMED_EVIDENCE = frozenset({"armed", "weapon_air", "weapon_artillery", "weapon_suicide", "weapon_planted", "weapon_grenade", "weapon_chemical", "protesters", "rioters", "demo", "riot"})


def refuse_by_setting(acts: list[Act], parsed: Parsed, article: Article) -> list[Act]:
    """Mark acts as refused when the sentence or the document speaks of something else; returns the same list."""
    if not acts:
        return acts
    sentence = _sentence_setting(parsed)
    document = _document_setting(article)
    cumulative = modality_words().cumulative.search(parsed.sentence.text) and any(d.kind == "cumulative" for d in parsed.dates)
    for act in acts:
        if act.refused:
            continue
        if sentence and not (sentence == "sports" and "armed" in act.classes) and not (sentence == "court" and act.name in _COURT_PROOF):
            act.refused = sentence
        elif act.name in _ACCIDENTAL and not _armed(act) and domain_score(parsed.sentence.text, "accident") >= 2.0:
            act.refused = "accident"
        elif cumulative and act.clause[0] <= _first_cumulative(parsed) <= act.clause[1]:
            act.refused = "cumulative"
        elif document and (not _armed(act) or (document in _ABSOLUTE and (document in _NEVER_EXCUSED or not _dated(parsed, article)))):
            act.refused = document
        elif act.name == "agree" and modality_words().no_deal.search(parsed.sentence.text):
            act.refused = "no_scope"
    return acts


def _armed(act: Act) -> bool:
    if any(r.mention is not None and r.mention.armed for r in [*act.agents, *act.patients]):
        return True
    return not _ARMED_EVIDENCE.isdisjoint(act.classes) and not (act.classes & {"weapon_planted"} and len(act.classes & _ARMED_EVIDENCE) == 1)


def _dated(parsed: Parsed, article: Article) -> bool:
    """Whether the sentence gives a day of its own within a week before publication."""
    published = article.document.published
    days = [d.event_date for d in parsed.dates if d.kind == "point" and d.time_precision == 1]
    return bool(days) and (published is None or any(0 <= (published - day).days <= 7 for day in days))


def _lead(article: Article) -> str:
    return " ".join(s.text for s in article.sentences[: 3 if article.document.title_end else 2])


def _first_cumulative(parsed: Parsed) -> int:
    return min((parsed.sentence.start + d.start for d in parsed.dates if d.kind == "cumulative"), default=-1)


def _sentence_setting(parsed: Parsed) -> str | None:
    text = parsed.sentence.text
    return next((name for name, limit in _SENTENCE_VETO.items() if domain_score(text, name) >= limit), None)


def _document_setting(article: Article) -> str | None:
    cached: str | None | bool = article.settings.get("document", False)
    if cached is False:
        text, lead = article.document.text, _lead(article)
        scores = {name: domain_score(text, name) - limit for name, limit in _DOCUMENT_VETO.items()}
        for name, limit in _LEAD_VETO.items():
            scores[name] = max(scores.get(name, -1.0), domain_score(lead, name) - limit)
        best = max(scores, key=lambda name: scores[name])
        cached = best if scores[best] >= 0 else None
        article.settings["document"] = cached
    return cached if isinstance(cached, str) else None
