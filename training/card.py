"""The model card: what the exported reader was made of and how right it is, from `training.json` and the reader."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import examples

from conflictdata.reports.reader import from_folder

_HEAD = """\
# The second reader

Says of a passage of one to three English news sentences which of 25 ACLED-style sub-event types it tells, or none.
Used by `conflictdata` beside its rules (`reader=bundled`); it never makes an event by itself.

- **Weights**: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0, sha256 {base_sha256}), fine-tuned,
  int8; this folder holds the licence. No torch and no download are needed to use it.
- **Text**: {n} examples written for this project ({origins}); nobody's event rows. Data sheet: `training/README.md`.
- **Made by** `python training/train.py`, recipe {recipe}.
- **Splits**: fold 0 measured only; fold 1 chose the temperature ({temperature}) and the thresholds of arbitration;
  folds 2 to 4 trained.
- **Limits**: English; short passages; written, not collected, text; rare types rest on about a hundred examples; it
  knows nothing of who was armed beyond the words, of dates, or of whether an actor governs. Not for decisions about
  persons.

| fold | text | examples | weighted F1 of events | false alarms | accuracy | calibration error |
|---|---|---|---|---|---|---|
"""


def write(folder: Path, rows: Sequence[examples.Example]) -> None:
    """Write README.md (the card) and LICENSE beside an exported reader."""
    facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    origins = ", ".join(f"{number} from {name}" for name, number in sorted(facts["examples"].items()))
    recipe = ", ".join(f"{name} {value}" for name, value in facts["recipe"].items())
    known = {**facts, "n": sum(facts["examples"].values()), "origins": origins, "recipe": recipe}
    lines = [_HEAD.format(**known)]
    for fold, by_origin in sorted(facts["metrics"].items()):
        for origin, row in by_origin.items():
            cells = [row[k] for k in ("examples", "weighted_f1", "false_alarm_rate", "accuracy", "ece")]
            lines.append(f"| {fold} | {origin} | " + " | ".join(map(str, cells)) + " |\n")
    lines += ["\nPer type on fold 0, all texts:\n\n", *_types(folder, [r for r in rows if r.fold == examples.HELD])]
    (folder / "README.md").write_text("".join(lines), encoding="utf-8")
    shutil.copy(examples.HERE.parent / "LICENSE", folder / "LICENSE")


def _types(folder: Path, rows: Sequence[examples.Example]) -> list[str]:
    reader = from_folder(folder, {})
    said = [reader.labels[i] for i in reader.probabilities([r.text for r in rows]).argmax(1)]
    truth, given = Counter(r.label for r in rows), Counter(said)
    right = Counter(r.label for r, s in zip(rows, said, strict=True) if r.label == s)
    head = "| type | n | precision | recall |\n|---|---|---|---|\n"
    body = [
        f"| {label} | {n} | {right[label] / max(1, given[label]):.2f} | {right[label] / n:.2f} |\n"
        for label, n in sorted(truth.items())
    ]
    return [head, *body]
