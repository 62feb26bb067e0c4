"""Whose land a point is: a check that coordinates lie in the country that is stated.

``land.parquet`` holds a country for every tenth of a degree, drawn by ``tools/build_land.py`` from Natural Earth. It is
a check and no map: near coasts and borders it is right to about ten kilometres, which the tolerance allows for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from conflictdata.knowledge import countries

LAND = Path(__file__).parent / "data" / "land.parquet"
CELLS = 10  # to a degree
BORDER_KM = 30.0  # a point may lie so far outside its country, on the wrong bank of a border river or in a port
SEA_KM = 400.0  # at sea so far: an exclusive economic zone and some more
_KM = 111.2
Grid = npt.NDArray[np.uint8]


@cache
def _land() -> tuple[Grid, tuple[str, ...]]:
    column = pq.read_table(LAND, use_threads=False)["country"].combine_chunks()
    grid = column.indices.to_numpy(zero_copy_only=False).astype(np.uint8, copy=False)
    return grid.reshape(180 * CELLS, 360 * CELLS), tuple(column.dictionary.to_pylist())


def country_at(latitude: float, longitude: float) -> str:
    """Return the country whose land a point is, as alpha-3 code; empty at sea.

    Example:
        >>> country_at(12.65, -8.0), country_at(0.0, 0.0)
        ('MLI', '')
    """
    grid, codes = _land()
    row, column = _cell(np.array([latitude]), np.array([longitude]))
    return str(codes[grid[row[0], column[0]]])


def within(
    country: Sequence[str], latitude: npt.ArrayLike, longitude: npt.ArrayLike, sea: bool = True
) -> npt.NDArray[np.bool_]:
    """Say for every point whether it lies in its country, within BORDER_KM of it, or at sea off its coast.

    Countries that the grid does not draw hold every point. Countries that left another one hold its points as well
    (``countries.on``): Juba of 2005 is in Sudan.

    Args:
        country: Alpha-3 codes, one for each point.
        latitude: Degrees north.
        longitude: Degrees east.
        sea: Whether points at sea may lie up to SEA_KM off the coast.

    Example:
        >>> within(["MLI", "MLI", "SDN"], [12.65, -12.65, 4.85], [-8.0, -8.0, 31.6]).tolist()
        [True, False, True]
    """
    grid, codes = _land()
    lat, lon = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    row, column = _cell(lat, lon)
    here = grid[row, column]
    known = {code: number for number, code in enumerate(codes)}
    out = np.ones(len(lat), dtype=bool)
    names = np.asarray(country, dtype=object)
    for name in sorted(set(country)):
        grounds = (name, countries.FILED.get(name, name), *countries.held(name))
        numbers = [known[each] for each in grounds if each in known]
        if not numbers:
            continue
        asked = np.flatnonzero(names == name)
        far = asked[~np.isin(here[asked], numbers)]
        for at in far:
            reach = SEA_KM if sea and here[at] == 0 else BORDER_KM
            out[at] = _near(grid, numbers, float(lat[at]), int(row[at]), int(column[at]), reach)
    return out


def _cell(latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], ...]:
    row = np.clip(np.floor((latitude + 90) * CELLS), 0, 180 * CELLS - 1).astype(np.int64)
    column = np.floor((longitude + 180) * CELLS).astype(np.int64) % (360 * CELLS)
    return row, column


def _near(grid: Grid, numbers: Sequence[int], latitude: float, row: int, column: int, km: float) -> bool:
    """Say whether a cell of a country lies within some kilometres of a cell."""
    high = int(np.ceil(km / _KM * CELLS))
    wide = min(int(np.ceil(km / (_KM * max(np.cos(np.radians(latitude)), 0.05)) * CELLS)), 180 * CELLS)
    rows = slice(max(0, row - high), row + high + 1)
    columns = np.arange(column - wide, column + wide + 1) % (360 * CELLS)
    return bool(np.isin(grid[rows][:, columns], numbers).any())
