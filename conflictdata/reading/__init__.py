"""Reading published data: pandas and pyarrow are all it needs."""

from conflictdata.reading.load import load
from conflictdata.releases.release import Release, open_release

__all__ = ["Release", "load", "open_release"]
