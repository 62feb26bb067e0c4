"""Measure the places alone: names in running text, villages of UCDP without UCDP's rows, and what their score is worth.

Usage:
    python tools/evaluate_places.py --gold DIR                      everything that DIR has the files for
    python tools/evaluate_places.py --gold DIR --parts toponyms     toponyms, villages or score alone

toponyms: DIR/geo_geovirus.jsonl, names with their spans and points; right within 161 km, and, since the middle of a
country is a convention, with countries right by their name. villages: DIR/ucdp_places.csv (or --villages FILE), name
and country, right within 25 km of any place of that name. score: DIR/stories.jsonl and DIR/pitf.jsonl with score.py,
coded by the rules; the place's confidence in `evidence` against "within 50 km". Rows are split by a hash of their
identity: one fifth is held out and never printed. What DIR lacks is skipped with a line that says so.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from build_gazetteer import UCDP_COUNTRIES
from build_gazetteer import distance_km as km
from evaluate import load_scorer, read_rows
from quality.corpus import documents_of

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer import StackedGazetteer, load_gazetteer
from conflictdata.knowledge.gazetteer_place import WIDE, Place
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_links import link
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_relations import read_relation
from conflictdata.knowledge.place_resolver import decide, meant
from conflictdata.knowledge.place_tokens import tokenise
from conflictdata.reports.coder import Coder

TOPONYM_KM, VILLAGE_KM = 161.0, 25.0
LISTED = 10
FEWEST = 30  # villages of a country that is listed
SCORED = (("stories", None), ("pitf", 800))
_KIND = re.compile(
    r" (?:village|town|city|community|suburb|municipality|township|locality|district|area)$", re.IGNORECASE
)
Pair = tuple[float, bool]


def is_held_out(identity: str) -> bool:
    """Whether a row belongs to the fifth that nobody reads."""
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) % 5 == 0


def calibration_error(pairs: Sequence[Pair]) -> float:
    """Expected calibration error in ten bins."""
    bins: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        bins[min(9, int(pair[0] * 10))].append(pair)
    gaps = (abs(sum(p for p, _ in each) - sum(right for _, right in each)) for each in bins.values())
    return sum(gaps) / max(1, len(pairs))


def share(values: Iterable[bool]) -> str:
    """A share with two digits, or a dash where there is nothing."""
    told = list(values)
    return f"{sum(told) / len(told):.2f}" if told else "-"


class Toponyms:
    """Names in running text whose spans are given.

    Args:
        path: geo_geovirus.jsonl.
        gazetteer: Where names are looked up.
    """

    def __init__(self, path: Path, gazetteer: StackedGazetteer) -> None:
        self.path = path
        self.finder = PlaceFinder(gazetteer)
        self.pairs: list[Pair] = []

    def measure(self) -> list[str]:
        """Return the lines of a table and keep the scores of the answers."""
        near: dict[bool, list[bool]] = defaultdict(list)
        named: dict[bool, list[bool]] = defaultdict(list)
        for line in self.path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            held = is_held_out(row["id"])
            for right, by_name in self._row(row):
                near[held].append(right)
                named[held].append(right or by_name)
        lines = [f"toponyms, right within {TOPONYM_KM:.0f} km; with countries by name"]
        for held, name in ((False, "read"), (True, "held out")):
            lines.append(f"  {name:<9} {len(near[held]):>5}  {share(near[held])}  {share(named[held])}")
        return lines

    def _row(self, row: dict[str, Any]) -> Iterable[tuple[bool, bool]]:
        text, gold = row["text"], row["gold"]["toponyms"]
        mentions = self._mentions(text, gold)
        context = self.finder.context(text, mentions)
        at = {mention.start: mention for mention in mentions}
        for each in gold:
            mention = at.get(each["start"])
            place = meant(mention, context) if mention else None
            if mention is None or place is None:
                yield False, False
                continue
            right = km(place.middle, (each["lat"], each["lon"])) <= TOPONYM_KM
            page = each["page"].lower()
            by_name = place.kind in WIDE and place.name.replace(" ", "_").lower() in page
            found = decide(mention, context).resolved
            self.pairs.append((found.confidence if found else 0.97, right or by_name))
            yield right, by_name

    def _mentions(self, text: str, gold: Sequence[dict[str, Any]]) -> list[PlaceMention]:
        """The places found, with those of the given spans that were not."""
        found, tokens = self.finder.find(text), tokenise(text)
        known = {(mention.start, mention.end) for mention in found}
        for each in gold:
            inside = [n for n, t in enumerate(tokens) if t.start >= each["start"] and t.end <= each["end"]]
            if (each["start"], each["end"]) in known or not inside:
                continue
            first, last = inside[0], inside[-1]
            candidates = self.finder._candidates(text, tokens[first : last + 1])
            relation = read_relation(text, tokens[first].start, self.finder.words)
            mention = self.finder._mention(text, tokens, first, last, candidates, relation)
            found = [m for m in found if m.end <= mention.start or m.start >= mention.end] + [mention]
        return link(text, sorted(found, key=lambda mention: mention.start), self.finder.words)


def villages(path: Path, gazetteer: StackedGazetteer) -> list[str]:
    """UCDP's places by name and country, without the rows that came from UCDP."""
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            country = UCDP_COUNTRIES.get(row["country"]) or getattr(countries.get(row["country"]), "iso3", None)
            if country is None:
                continue
            point = float(row["latitude"]), float(row["longitude"])
            places = without_ucdp(re.sub(r"\s*\([^)]*\)\s*", " ", row["name"]).strip(), country, gazetteer)
            total[country] += 1
            found[country] += any(km(point, (p.latitude, p.longitude)) <= VILLAGE_KM for p in places)
    rates = sorted((found[c] / n, c, n) for c, n in total.items() if n >= FEWEST)
    lines = [f"villages of UCDP within {VILLAGE_KM:.0f} km, UCDP's rows off: {sum(found.values()) / total.total():.2f} "
             f"of {total.total()}"]  # fmt: skip
    for title, rows in (("worst", rates[:LISTED]), ("best", rates[::-1][:LISTED])):
        cells = ", ".join(f"{countries.get(c).name} {rate:.2f} of {n}" for rate, c, n in rows)  # type: ignore[union-attr]
        lines.append(f"  {title}: {cells}")
    return lines


def without_ucdp(name: str, country: str, gazetteer: StackedGazetteer) -> list[Place]:
    """Places of a name or a spelling like it that have another source than UCDP."""
    bare = _KIND.sub("", name)
    places = gazetteer.lookup(name, country) + gazetteer.lookup(bare, country) + gazetteer.similar(bare, country)
    return [place for place in places if not place.id.startswith("ucdp")]


def scores(gold: Path) -> dict[str, list[Pair]]:
    """The score of each coded place with whether it is right, by set."""
    scorer, coder = load_scorer(gold), Coder()
    out: dict[str, list[Pair]] = {}
    for name, limit in SCORED:
        if not (gold / f"{name}.jsonl").exists():
            print(f"score: {gold / name}.jsonl is not there, skipped")
            continue
        rows = read_rows(gold / f"{name}.jsonl", limit)
        coded = {coding.document_id: coding for coding in coder.code(documents_of(scorer.documents(rows)))}
        out[name] = [pair for row in rows for pair in _of_row(scorer, row, coded)]
    return out


def _of_row(scorer: Any, row: dict[str, Any], coded: dict[str, Any]) -> list[Pair]:
    golds, several = scorer.gold_events(row)
    coding = coded.get(str(row.get("document_id", row.get("id"))))
    if not golds or coding is None or not coding.reports:
        return []
    trust = {e["report_id"]: e["confidence"] for e in coding.evidence if e["field"] == "location"}
    out = []
    for g, r in dict(scorer.match(golds, coding.reports) if several else [(0, 0)]).items():
        report = coding.reports[r]
        right = scorer.compare(golds[g], report).get("within_50km")
        if right is not None and report["report_id"] in trust:
            out.append((float(trust[report["report_id"]]), bool(right)))
    return out


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="folder with the sets")
    parser.add_argument("--villages", type=Path, help="CSV of UCDP places; by default DIR/ucdp_places.csv")
    parser.add_argument("--parts", default="toponyms,villages,score")
    options = parser.parse_args(arguments)
    parts, gazetteer = options.parts.split(","), load_gazetteer()
    pools: dict[str, list[Pair]] = {}
    path = options.gold / "geo_geovirus.jsonl"
    if "toponyms" in parts or "score" in parts:
        if path.exists():
            toponyms = Toponyms(path, gazetteer)
            print("\n".join(toponyms.measure()))
            pools["toponyms"] = toponyms.pairs
        else:
            print(f"toponyms: {path} is not there, skipped")
    path = options.villages or options.gold / "ucdp_places.csv"
    if "villages" in parts:
        print("\n".join(villages(path, gazetteer)) if path.exists() else f"villages: {path} is not there, skipped")
    if "score" in parts and (options.gold / "score.py").exists():
        pools |= scores(options.gold)
        pools["pooled"] = [pair for pairs in pools.values() for pair in pairs]
        print("place score against the truth: rows, expected calibration error, mean score, share right")
        for name, pairs in pools.items():
            mean = sum(p for p, _ in pairs) / max(1, len(pairs))
            print(
                f"  {name:<9} {len(pairs):>5}  {calibration_error(pairs):.3f}  {mean:.2f}  {share(r for _, r in pairs)}"
            )
    elif "score" in parts:
        print(f"score: {options.gold / 'score.py'} is not there, skipped")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
