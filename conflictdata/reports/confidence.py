"""How probable it is that a report's type, place and day are right: named doubts, weighed by a fitted model.

Every feature is a doubt between 0 (none) and 1 (full). The probability is logistic in their weighted sum; weights,
words and figures live in ``data/confidence.yaml`` and are written by ``tools/fit_confidence.py``. A doubt marked
monotone may only lower the probability, so that more doubt never makes a report look better.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.ontology import Ontology
from conflictdata.reports.arbitration import MARK
from conflictdata.reports.fillers import is_generic
from conflictdata.reports.frames import features, opening

if TYPE_CHECKING:
    from conflictdata.reports.annotate import Article
    from conflictdata.reports.assemble import Coded

WEIGHTS = Path(__file__).parents[1] / "knowledge" / "data" / "confidence.yaml"
#: No report is certain, and none that was coded is worthless.
LOWEST, HIGHEST = 0.02, 0.98
#: A doubt is named when it lowers the odds by a third or more; at most two are.
_NAMED, _MOST = math.log(1.5), 2
_LONG_FROM, _LONG_SPAN = 25, 30  # words
_LATE, _CROWDED, _RIVALS = 12, 5, 3  # sentences, reports beside, further places
_FIRM = 3.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """One feature of the model: its weight per unit, whether it may only lower, and its name for readers."""

    weight: float
    monotone: bool
    words: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a report is trusted.

    Attributes:
        probability: that type, country, place (within 50 km) and day are right.
        doubts: feature values, for the fit and for audits.
        reason: the heaviest doubts in words; None when none weighs much.
    """

    probability: float
    doubts: Mapping[str, float]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over doubts."""

    intercept: float
    doubts: Mapping[str, Doubt]

    def judge(self, values: Mapping[str, float]) -> Trust:
        """Probability and reason for feature values.

        Example:
            >>> Model(1.0, {"late": Doubt(-2.0, True, "told late")}).judge({"late": 0.5}).probability
            0.5
        """
        parts = {name: doubt.weight * values.get(name, 0.0) for name, doubt in self.doubts.items()}
        chance = 1 / (1 + math.exp(-(self.intercept + sum(parts.values()))))
        heavy = sorted((part, name) for name, part in parts.items() if part <= -_NAMED)[:_MOST]
        reason = "confidence lowered by: " + "; ".join(self.doubts[name].words for _, name in heavy) if heavy else None
        return Trust(round(min(HIGHEST, max(LOWEST, chance)), 4), values, reason)


@lru_cache(maxsize=1)
def model(path: Path = WEIGHTS) -> Model:
    """The fitted model.

    Raises:
        KnowledgeError: when the file is not a model.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        doubts = {
            name: Doubt(float(row["weight"]), bool(row["monotone"]), str(row["words"]))
            for name, row in raw["doubts"].items()
        }
        intercept = float(raw["intercept"])
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(
            f"The confidence model cannot be read ({error!r}).",
            where=path.name,
            allowed="an intercept, and for every doubt a weight, monotone and words",
            todo="write it again with python tools/fit_confidence.py",
        ) from error
    return Model(intercept, doubts)


class Judge:
    """Judges coded incidents.

    Args:
        ontology: rules, to see which type would have been next.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def __call__(self, coded: Coded, article: Article, beside: int) -> Trust:
        """Trust in one coded incident of an article that tells `beside` other events."""
        return model().judge(self.doubts(coded, article, beside))

    def doubts(self, coded: Coded, article: Article, beside: int) -> dict[str, float]:
        """Value of every doubt, 0 to 1."""
        return {
            **_place(coded, article),
            **_date(coded),
            **self._type(coded),
            **_sides(coded),
            **_text(coded, article),
            **_second(coded),
            "told_beside_others": min(beside, _CROWDED) / _CROWDED,
        }

    def _type(self, coded: Coded) -> dict[str, float]:
        """Strength of the rule, and what the rules after it or the rest of the text would have said."""
        label, kinds = coded.rule.to, self.ontology.sub_types
        kind = kinds[label].event_type
        later = [r for r in self.ontology.rules if r.holds(coded.features) and r.to != label]
        country = coded.place.resolved.place.country
        whole = self.ontology.decide(features(coded.incident, coded.incident.acts, country))
        start = opening(coded.incident)
        return {
            "act_bare": float(not any(a.specific for a in start)),
            "act_once": float(len({a.sentence for a in coded.incident.acts if a.core}) < 2),
            "next_type_near": float(bool(later) and kinds[later[0].to].event_type == kind),
            "next_type_far": float(bool(later) and kinds[later[0].to].event_type != kind),
            "text_says_other": float(whole is not None and whole.to != label),
            "no_harm": float(not coded.figures.impacts and kind not in ("Protests", "Strategic developments")),
            "type_strategic": float(kind == "Strategic developments"),
            "type_demonstration": float(kind in ("Protests", "Riots")),
            "type_battle": float(kind == "Battles"),
            "type_explosion": float(kind == "Explosions/Remote violence"),
        }


def _place(coded: Coded, article: Article) -> dict[str, float]:
    scene, place = coded.place, coded.place.resolved
    firm = {p.resolved.place.id for p in coded.incident.places if p.score >= _FIRM}
    return {
        "place_unsure": 1.0 - place.confidence,
        "place_elsewhere": float(not scene.rule_id.startswith(("place.bound", "place.sentence"))),
        "place_loose": float(scene.rule_id.startswith("place.sentence")),
        "place_coarse": (place.geo_precision - 1) / 2,
        "place_rivals": min(len(firm - {place.place.id}), _RIVALS) / _RIVALS,
        "country_alone": 1.0 - min(1.0, article.place_context.share(place.place.country)),
    }


def _date(coded: Coded) -> dict[str, float]:
    when = coded.when
    days = {d.mention.event_date for d in coded.incident.dates if d.score >= _FIRM}
    return {
        "date_unsure": 1.0 - when.confidence,
        "date_elsewhere": float(when.rule_id.startswith(("date.before", "date.main", "date.after"))),
        "date_loose": float(when.rule_id.startswith("date.sentence")),
        "date_published": float(when.rule_id == "date.published"),
        "date_coarse": (when.time_precision - 1) / 2,
        "date_rivals": float(bool(days - {when.event_date})),
    }


def _sides(coded: Coded) -> dict[str, float]:
    one, two = coded.slots.actor1, coded.slots.actor2
    sure = [s.actor.confidence for s in (one, two) if s is not None and s.start >= 0]
    return {
        "agent_implied": float(one is None or one.start < 0),
        "agent_generic": float(one is not None and one.start >= 0 and is_generic(one.actor.name)),
        "patient_implied": float(two is not None and two.start < 0),
        "actors_unsure": 1.0 - min(sure) if sure else 0.0,
    }


def _second(coded: Coded) -> dict[str, float]:
    """What the second reader thinks of the type; no doubt where it was not asked."""
    said = coded.opinion
    decided = coded.rule.id.startswith(MARK)
    chance = 1.0 if said is None else said.of.get(coded.rule.to, 1.0)
    return {
        "reader_doubts": 0.0 if decided else 1.0 - chance,
        "reader_decided": float(decided),
        "reader_unsure": 1.0 - chance if decided else 0.0,
    }


def _text(coded: Coded, article: Article) -> dict[str, float]:
    act = coded.trigger
    parsed = next(p for p in article.parsed if p.sentence.index == act.sentence)
    words = len(parsed.tags)
    body = next((s.index for s in article.sentences if not s.is_title), 0)
    return {
        "late": min(max(0, act.sentence - body), _LATE) / _LATE,
        "quoted": float(act.quoted),
        "headline_only": float(act.title),
        "past_perfect": float(act.background),
        "resumed": float(act.definite),
        "long_sentence": min(1.0, max(0, words - _LONG_FROM) / _LONG_SPAN),
        "upper_case": float(parsed.sentence.text.isupper()),
        "no_verb": float(not any(tag in ("VBD", "VBZ", "VBP", "VBN") for tag in parsed.tags)),
        "act_noun": float(not act.verb),
    }
