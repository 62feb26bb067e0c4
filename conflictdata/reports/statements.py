"""Statements of the PLOVER view: who does what to whom, one row per statement of a text.

The same parser, actors and acts serve as for events; only the last decision differs. A statement needs no place and no
date, and its act need not be violent. What is demanded, promised or threatened is the demand, the promise or the
threat, never the deed: an act inside another statement's words is no statement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Token

from conflictdata.knowledge.actors import ActorBase
from conflictdata.knowledge.views import STANCES, View, ViewRule
from conflictdata.reports.acts import Act, find_acts
from conflictdata.reports.annotate import Article
from conflictdata.reports.assemble import digest
from conflictdata.reports.modality import reality
from conflictdata.reports.parsed import Parsed
from conflictdata.reports.relevance import refuse_by_setting
from conflictdata.reports.statement_sides import REPORTING, Side, sides
from conflictdata.reports.syntax import is_verb

_REAL_ENOUGH = frozenset({"habitual"})
_MODALS = {"will": "future", "shall": "future", "'ll": "future", "wo": "future", "must": "must", "should": "must"}
_WEAK_MODALS = frozenset({"would", "could", "may", "might", "can", "ca", "'d"})
_INSIDE = frozenset({"ccomp", "xcomp", "dobj", "pobj", "prep", "pcomp", "acl", "dative", "oprd", "attr", "agent"})
_WITHIN = frozenset({"compound", "amod", "nmod", "poss", "conj", "relcl", "appos", "nsubj", "nsubjpass", "advcl"})


@dataclass(slots=True)
class Statement:
    """A decided statement of one sentence, before its sides are bound."""

    act: Act
    token: Token
    position: int
    rule: ViewRule
    depth: int


class StatementCoder:
    """Reads the statements of an article.

    Args:
        view: the loaded view.
        actors: actor knowledge base.
    """

    def __init__(self, view: View, actors: ActorBase) -> None:
        self.view, self.actors = view, actors
        self.words = frozenset(name for name in view.own if not view.words.acts[name].core)

    def code(self, article: Article, reports: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
        """Rows of the table `plover` for one article, in text order; those that tell a report's act name the report."""
        rows: list[dict[str, Any]] = []
        kept = article.settings
        article.settings = {}
        everything = sorted([*article.parsed, *article.aside], key=lambda p: p.sentence.index)
        for parsed in everything:
            if parsed.sentence.is_title and len(article.sentences) > 1:
                continue
            rows.extend(self._sentence(parsed, article))
        article.settings = kept
        for row in rows:
            row["report_id"] = _report_of(row, reports, self.words)
        return rows

    def _sentence(self, parsed: Parsed, article: Article) -> Iterator[dict[str, Any]]:
        told: set[tuple[str, str]] = set()
        for statement in _outermost(list(self._decided(parsed, article))):
            source, target = sides(statement.act, statement.token, parsed, article, self._countries_of)
            if source is None and target is None:
                continue
            again = (statement.rule.rule.to, source.name if source else "")
            if target is None and again in told:
                continue  # "kidnapped two farmers and took them to the hills"
            told.add(again)
            yield _row(statement, source, target, parsed, article)

    def _countries_of(self, ids: tuple[str, ...]) -> frozenset[str]:
        known = self.actors.lexicon.actors
        return frozenset(code for key in ids if key in known for code in known[key].countries)

    def _acts(self, parsed: Parsed, article: Article) -> Iterator[Act]:
        """Acts of a sentence without those of the base that its setting refuses (accidents, courts, sport ...)."""
        found = find_acts(parsed, self.view.words)
        judged = refuse_by_setting([a for a in found if a.core or a.name not in self.view.own], parsed, article)
        other = {id(a) for a in judged if a.refused is not None and a.refused not in STANCES | _REAL_ENOUGH}
        return (act for act in found if id(act) not in other)

    def _decided(self, parsed: Parsed, article: Article) -> Iterator[Statement]:
        best: dict[int, Statement] = {}
        for act in self._acts(parsed, article):
            token = parsed.doc[act.token]
            if not act.verb and act.name in self.view.own and _only_noun(token):
                continue
            found = self.view.decide(self._features(act, token, parsed))
            if found is None:
                continue
            position, rule = found
            other = best.get(token.i)
            if other is None or position < other.position:
                best[token.i] = Statement(act, token, position, rule, _depth(token))
        yield from best.values()

    def _features(self, act: Act, token: Token, parsed: Parsed) -> frozenset[str]:
        features = {f"act:{act.name}", f"mod:{stance(token, parsed, self.view)}", f"head:{token.lower_}"}
        features |= {f"cue:{cue}" for cue in act.cues}
        features |= {f"weapon:{name.removeprefix('weapon_')}" for name in act.weapons}
        clause = parsed.clause(token) if act.verb else [t.i for t in token.subtree]
        features |= {f"in:{parsed.lower[i]}" for i in clause}
        for side, roles in (("agent", act.agents), ("patient", act.patients)):
            for role in roles:
                if role.mention is not None:
                    features.add(f"{side}:{role.mention.klass}")
        return frozenset(features)


def _only_noun(token: Token) -> bool:
    """A noun that only qualifies or is only mentioned; one that somebody carries out or undergoes counts."""
    return token.dep_ in ("compound", "amod", "nmod", "poss")


def stance(token: Token, parsed: Parsed, view: View) -> str:
    """How far a trigger is a deed: real, future, must, refused, negated, hypothetical ...

    Example:
        >>> # "Kenya will withdraw its troops": the token "withdraw" gives "future"
    """
    if token.tag_ == "MD":
        return "must" if token.lower_ in ("must", "should") else "hypothetical"
    seen = token
    for _ in range(3):
        if any(c.dep_ == "neg" or c.lower_ in ("never", "no") for c in seen.children):
            willing = any(c.lower_ in _MODALS or c.lower_ == "would" for c in seen.children if c.dep_ == "aux")
            return "refused" if willing else "negated"
        aux = {c.lower_ for c in seen.children if c.dep_ in ("aux", "auxpass")}
        for word, name in _MODALS.items():
            if word in aux:
                return name
        if "would" in aux and seen.dep_ == "ccomp" and seen.head.lower_ in REPORTING:
            return "future"
        if aux & _WEAK_MODALS:
            return "hypothetical"
        if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in seen.children):
            return "hypothetical"
        above = seen.head
        governed = seen.dep_ in ("xcomp", "ccomp", "acl", "pcomp", "pobj", "prep", "dobj")
        if governed and above.lower_ in view.stances:
            return view.stances[above.lower_]
        if seen.dep_ == "conj" and is_verb(above):
            seen = above
            continue
        if seen.dep_ in ("xcomp", "dobj") and is_verb(above):
            seen = above
            continue
        break
    reason = reality(token, parsed.sentence.is_title) or "real"
    reason = "real" if reason in _REAL_ENOUGH else reason
    return reason if reason in STANCES else "hypothetical"


def _depth(token: Token) -> int:
    """How far from the main clause a trigger stands; reporting verbs and coordination do not count."""
    depth = 0
    seen = token
    while seen.head.i != seen.i and depth < 9:
        above = seen.head
        if not (above.lower_ in REPORTING and seen.dep_ in ("ccomp", "parataxis")) and seen.dep_ not in ("conj", "aux"):
            depth += 1
        seen = above
    return depth


def _outermost(found: list[Statement]) -> list[Statement]:
    """Statements that stand in no other statement's words, the main clause first."""
    heads = {s.token.i: s for s in found}
    return sorted((s for s in found if not _told_inside(s, heads)), key=lambda s: (s.depth, s.token.i))


def _told_inside(statement: Statement, heads: dict[int, Statement]) -> bool:
    seen, inside = statement.token, False
    if seen.tag_ == "MD":
        seen = seen.head
    while seen.head.i != seen.i:
        inside = inside or seen.dep_ in _INSIDE
        if seen.dep_ == "advcl" and not inside:
            inside = any(c.lower_ == "to" and c.dep_ == "aux" for c in seen.children)
        if seen.head.i in heads and inside:
            return True
        if seen.dep_ not in _INSIDE and seen.dep_ not in _WITHIN:
            return False
        seen = seen.head
    return False


def _report_of(row: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], words: frozenset[str]) -> str | None:
    """The report of the same act: its trigger overlaps the statement's, or is the only one of a violent sentence.

    Args:
        row: the statement.
        reports: reports of its document.
        words: acts that are no conflict by themselves.
    """
    here = [r for r in reports if row["sentence_start"] <= r["span_start"] < row["sentence_end"]]
    same = [r for r in here if r["span_start"] < row["span_end"] and row["span_start"] < r["span_end"]]
    if not same and len(here) == 1 and row["act"] not in words:
        same = here
    return str(same[0]["report_id"]) if same else None


def _row(
    statement: Statement, source: Side | None, target: Side | None, parsed: Parsed, article: Article
) -> dict[str, Any]:
    document = article.document.document_id
    act, sentence = statement.act, parsed.sentence
    day = next((d.event_date for d in parsed.dates if d.kind == "point" and not d.reporting), None)
    place = next((p for _, p in article.places.get(sentence.index, []) if p is not None), None)
    confidence = 0.9 - 0.1 * min(statement.depth, 4) - (0.0 if act.verb else 0.1)
    confidence -= 0.1 * (source is None or source.code is None) + 0.1 * (target is None or target.code is None)
    row: dict[str, Any] = {
        "statement_id": "s" + digest(document, act.start, statement.rule.rule.id, 0),
        "document_id": document,
        "report_id": None,
        "sentence_start": sentence.start,
        "sentence_end": sentence.end,
        "span_start": act.start,
        "span_end": act.end,
        "event": statement.rule.rule.to,
        "mode": statement.rule.mode,
        "date": day,
        "location": place.place.name if place is not None else None,
        "iso3": place.place.country if place is not None else None,
        "rule_id": statement.rule.rule.id,
        "act": act.name,
        "confidence": round(max(0.05, confidence), 2),
    }
    for name, side in (("source", source), ("target", target)):
        row |= {f"{name}_{key}": getattr(side, key) if side else None for key in ("name", "iso3", "sector")}
    return row
