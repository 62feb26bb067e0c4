"""Deaths of an event by side as UCDP counts them, from invented articles to the table `ucdp`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import conflictdata

# text, then type of violence, deaths of side a, of side b, civilians, unknown
_CASES = {
    "both sides' losses": (
        "Two soldiers and five members of the New People's Army were killed in a gun battle in Catarman, Northern Samar, "
        "Philippines, on Thursday, the Army said.",
        (1, 2, 5, 0, 0),
    ),
    "the bomber is of his side": (
        "A Boko Haram suicide bomber blew himself up at an army checkpoint in Maiduguri, Nigeria, on Monday, killing three "
        "soldiers and a woman, the army said.",
        (1, 3, 1, 1, 0),
    ),
    "a total that holds the attackers": (
        "Fifteen people, including four insurgents, were killed when Boko Haram insurgents attacked an army post in Bama, "
        "Nigeria, on Monday, a hospital said.",
        (1, 0, 4, 0, 11),
    ),
    "attackers beside the dead": (
        "Boko Haram fighters attacked an army base in Bama, Nigeria, on Monday, killing eleven soldiers, residents said. "
        "Six attackers also died.",
        (1, 11, 6, 0, 0),
    ),
    "a total with three parts": (
        "Boko Haram fighters attacked an army base in Bama, Nigeria, on Monday. The toll is 15 dead, including four "
        "insurgents, eight soldiers and three civilians, a doctor said.",
        (1, 8, 4, 3, 0),
    ),
    "one-sided, with dead of the perpetrator": (
        "Fighters of the Allied Democratic Forces hacked 14 villagers to death in Komanda in Ituri, Congo, on Monday. Two "
        "rebels also died.",
        (3, 2, 0, 14, 0),
    ),
    "two groups, nobody says whose": (
        "Fighters of Islamic State and the Taliban clashed near Jalalabad, Afghanistan, on Monday. Seven people died.",
        (2, 0, 0, 0, 7),
    ),
    "a crowd shot at": (
        "Police shot dead five protesters in Kisumu, Kenya, on Monday during a march against taxes. A policeman was also "
        "killed.",
        (3, 1, 0, 5, 0),
    ),
    "civilians beside the fighters": (
        "A Nigerian air force strike on a Boko Haram base near Gwoza, Nigeria, on Monday killed nine fighters and two "
        "children, residents said.",
        (1, 0, 9, 2, 0),
    ),
    "the enemy's dead told by one side": (
        "The Nigerian army said its troops killed 30 Boko Haram fighters in a clash near Gwoza, Nigeria, on Monday.",
        (1, 0, 30, 0, 0),
    ),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, ...]]]:
    """The rows of `ucdp` per article."""
    root = tmp_path_factory.mktemp("sides")
    lines = [
        json.dumps({"document_id": f"d{k}", "text": text, "published": f"2019-{k + 1:02}-10", "source": f"Paper {k}"})
        for k, (text, _) in enumerate(_CASES.values())
    ]
    path = Path(root) / "docs.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    settings = [f"output_dir={root}", "cache=false", "reader=none", "source=jsonl", f"source.path={path}"]
    release = conflictdata.run([*settings, "ontology=ucdp", "dataset=sides"])
    ucdp, reports = (conflictdata.load(release, table=name) for name in ("ucdp", "reports"))
    document = dict(zip(reports["event_id"], reports["document_id"], strict=True))
    out: dict[str, list[tuple[int, ...]]] = {name: [] for name in _CASES}
    names = list(_CASES)
    columns = ["type_of_violence", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]
    for event, cells in zip(ucdp["event_id"], ucdp[columns].astype(int).itertuples(index=False), strict=True):
        out[names[int(str(document[event])[1:])]].append(tuple(cells))
    return out


@pytest.mark.parametrize("name", _CASES)
def test_deaths_by_side(rows: dict[str, list[tuple[int, ...]]], name: str) -> None:
    assert rows[name] == [_CASES[name][1]]
