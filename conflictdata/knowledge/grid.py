"""PRIO-GRID: the number of the half-degree cell a point lies in."""

from __future__ import annotations

import math

from conflictdata.errors import KnowledgeError

CELL = 0.5  # degrees
COLUMNS = 720


def prio_gid(latitude: float, longitude: float) -> int:
    """Return the PRIO-GRID cell number (gid) of a WGS84 point.

    Cells are numbered from 1 at the south-west corner, row by row eastward and then northward. A point on the North
    Pole or on longitude 180 belongs to the last row or column.

    Example:
        >>> prio_gid(-90, -180), prio_gid(0.25, 36.75)
        (1, 130034)
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise KnowledgeError(
            f"No point on Earth: {latitude}, {longitude}.", allowed="latitude -90 to 90, longitude -180 to 180"
        )
    row = min(math.floor((latitude + 90) / CELL), 359)
    column = min(math.floor((longitude + 180) / CELL), COLUMNS - 1)
    return 1 + row * COLUMNS + column


def cell_centre(gid: int) -> tuple[float, float]:
    """Return latitude and longitude of the centre of a cell.

    Example:
        >>> cell_centre(prio_gid(13.1, 12.9))
        (13.25, 12.75)
    """
    row, column = divmod(gid - 1, COLUMNS)
    return row * CELL - 90 + CELL / 2, column * CELL - 180 + CELL / 2
