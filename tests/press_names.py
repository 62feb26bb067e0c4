"""Whether the base resolves the press names of UCDP's actors (`tests/corpus/ucdp_press_names.csv`)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from conflictdata.knowledge import countries
from conflictdata.knowledge.actors import ActorBase, ActorMention, ResolvedActor

TABLE = Path(__file__).parent / "corpus" / "ucdp_press_names.csv"


def rows() -> list[dict[str, str]]:
    """Every press name with the actor of UCDP it stands for."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def resolves(base: ActorBase, row: dict[str, str]) -> bool:
    """Whether all actors that a press name means are found in a plain sentence about their country and year."""
    name, land = row["press_name"], countries.get(row["country"])
    assert land is not None
    before = "On Monday "
    text = f"{before}{name} attacked a village in {land.phrase}, officials said."
    when = date(int(row["year"]), 7, 1)
    context = base.context(text, when)
    found = [
        (mention, base.resolve(mention, country=land.iso3, when=when, context=context.at(mention.start)))
        for mention in base.find(text, context)
        if mention.start < len(before) + len(name) and mention.end > len(before)
    ]
    return all(any(_meets(want, *one) for one in found) for want in row["expected"].split("+"))


def _meets(wanted: str, mention: ActorMention, actor: ResolvedActor) -> bool:
    """`a/b`: one of these ids; `state:NGA` its forces; `people:Tiv`, `nation:BFA`, `generic:civilians` as it says."""
    for one in wanted.split("/"):
        kind, _, value = one.rpartition(":")
        if kind in ("people", "ethnic"):
            meets = mention.ethnic == value or (mention.group or "").startswith(value)
        elif kind == "state":
            meets = actor.actor_id is None and actor.country == value and actor.name.startswith(("Mil", "Pol", "Gov"))
        elif kind == "nation":
            meets = mention.country == value
        else:
            meets = mention.klass == value if kind == "generic" else actor.actor_id == value
        if meets:
            return True
    return False
