"""From invented articles to an event's figures: tolls that later articles revise, and civilians as the target or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import conflictdata

# per case: (published, source, text) of its articles, then deaths, low, high, status of the one event
_REVISED: dict[str, tuple[list[tuple[str, str, str]], tuple[int, int, int | None, str]]] = {
    "an open figure is replaced by a later one": (
        [
            (
                "2019-01-08",
                "Sahel Post",
                "Gunmen attacked Djibo, Burkina Faso, on Monday, killing at least seven people.",
            ),
            ("2019-01-09", "Faso Wire", "Gunmen killed nine people in an attack on Djibo, Burkina Faso, on Monday."),
        ],
        (9, 9, 9, "exact"),
    ),
    "a source corrects itself": (
        [
            ("2019-02-12", "Sahel Post", "Gunmen attacked Dori, Burkina Faso, on Monday, killing twelve people."),
            (
                "2019-02-14",
                "Sahel Post",
                "Gunmen killed ten people, not twelve, in an attack on Dori, Burkina Faso, on Monday.",
            ),
        ],
        (10, 10, 10, "exact"),
    ),
    "sources of one day differ": (
        [
            ("2019-03-12", "Sahel Post", "Gunmen attacked Kaya, Burkina Faso, on Monday, killing five people."),
            ("2019-03-12", "Faso Wire", "Gunmen killed eight people in an attack on Kaya, Burkina Faso, on Monday."),
        ],
        (5, 5, 8, "conflicting"),
    ),
    "one of the wounded died later": (
        [
            (
                "2019-04-09",
                "Sahel Post",
                "Gunmen attacked Aribinda, Burkina Faso, on Monday, killing seven people and wounding four. One of the "
                "wounded died on Tuesday.",
            ),
        ],
        (8, 8, 8, "exact"),
    ),
    "a total of months stays off": (
        [
            (
                "2019-05-14",
                "Sahel Post",
                "Gunmen attacked Titao, Burkina Faso, on Monday, killing three people. At least 150 people have been killed "
                "in the region since January.",
            ),
        ],
        (3, 3, 3, "exact"),
    ),
    "nothing is said": (
        [("2019-06-11", "Sahel Post", "Gunmen attacked Gorom-Gorom, Burkina Faso, on Monday and looted the market.")],
        (0, 0, None, "not_reported"),
    ),
    "nobody was killed": (
        [
            (
                "2019-07-09",
                "Sahel Post",
                "Gunmen attacked Barsalogho, Burkina Faso, on Monday. Nobody was killed or hurt.",
            )
        ],
        (0, 0, 0, "reported_zero"),
    ),
    "the army's claim has no floor": (
        [
            (
                "2019-08-13",
                "Sahel Post",
                "The Malian army said it killed 20 terrorists in a clash near Mopti, Mali, on Monday.",
            )
        ],
        (20, 0, 20, "party_claim"),
    ),
}

_TARGETS = [
    ("A landmine killed a farmer near Kidal, Mali, on Monday.", True),
    ("Gunmen shot dead four villagers in Koro, Mali, on Monday.", True),
    ("Police shot dead three protesters in Kisumu, Kenya, on Monday.", True),
    ("A mob beat a villager to death in Kayes, Mali, on Monday.", True),
    ("Soldiers and rebels clashed in Menaka, Mali, on Monday; two civilians were killed in the crossfire.", False),
    (
        "A Malian army air strike on a JNIM base near Mopti, Mali, on Monday killed nine fighters and two children.",
        False,
    ),
    ("Police in Kisumu, Kenya, arrested 20 people on Monday in a raid on the opposition party's office.", False),
]


def _run(root: Path, name: str, rows: list[dict[str, Any]]) -> conflictdata.Release:
    path = root / f"{name}.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    settings = [f"output_dir={root}", "cache=false", "reader=none", "source=jsonl", f"source.path={path}"]
    return conflictdata.run([*settings, f"dataset={name}"])


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, int, int | None, str]]]:
    """Deaths of the events of every case."""
    rows = [
        {"document_id": f"{case}/{k}", "published": published, "source": source, "text": text}
        for case, (articles, _) in enumerate(_REVISED.values())
        for k, (published, source, text) in enumerate(articles)
    ]
    release = _run(Path(tmp_path_factory.mktemp("tolls")), "revised", rows)
    events, reports = (conflictdata.load(release, table=name) for name in ("events", "reports"))
    case_of = {e: str(d).split("/")[0] for e, d in zip(reports["event_id"], reports["document_id"], strict=True)}
    out: dict[str, list[tuple[int, int, int | None, str]]] = {name: [] for name in _REVISED}
    names, columns = list(_REVISED), ["fatalities", "fatalities_low", "fatalities_high", "fatalities_status"]
    for event, row in zip(events["event_id"], events[columns].astype(object).to_dict("records"), strict=True):
        high = row["fatalities_high"]
        told = (int(row["fatalities"]), int(row["fatalities_low"]), None if high != high or high is None else int(high))
        out[names[int(case_of[event])]].append((*told, str(row["fatalities_status"])))
    return out


@pytest.mark.parametrize("name", _REVISED)
def test_figures_of_an_event(figures: dict[str, list[tuple[int, int, int | None, str]]], name: str) -> None:
    assert figures[name] == [_REVISED[name][1]]


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str | None]]:
    """The flag of the events of every article."""
    rows = [
        {"document_id": str(k), "published": f"2020-{k + 1:02}-10", "source": "Paper", "text": text}
        for k, (text, _) in enumerate(_TARGETS)
    ]
    release = _run(Path(tmp_path_factory.mktemp("targets")), "targets", rows)
    reports = conflictdata.load(release, table="reports")
    out: dict[str, list[str | None]] = {}
    for document, flag in zip(reports["document_id"], reports["civilian_targeting"].astype(object), strict=True):
        out.setdefault(_TARGETS[int(document)][0], []).append(None if flag is None or flag != flag else str(flag))
    return out


@pytest.mark.parametrize(("text", "targeted"), _TARGETS)
def test_civilians_as_the_main_target(flags: dict[str, list[str | None]], text: str, targeted: bool) -> None:
    assert flags[text] == ["Civilian targeting" if targeted else None]
