"""The name a dataset gets when nobody gives it one: that of the folder or file its articles come from.

Articles of one's own must never become a version of the bundled demo, so `demo` is the name of the demo source only.
"""

from __future__ import annotations

import re
from pathlib import Path

from omegaconf import DictConfig, OmegaConf

RESOLVER = "dataset_of_source"
DEMO = "demo"
PACKED = re.compile(r"\.(?:gz|zst)$")
NOT_USABLE = re.compile(r"[^A-Za-z0-9._-]+")


def dataset_of(kind: str, path: str | None) -> str:
    """Name of a dataset, made from its source; "" when the path gives none.

    Args:
        kind: Kind of the source.
        path: Its file, folder or pattern; None when it has none, or none is set yet.

    Example:
        >>> dataset_of("folder", "news/sahel 2024/"), dataset_of("jsonl", "news/mali.jsonl.gz")
        ('sahel-2024', 'mali')
        >>> dataset_of("demo", None), dataset_of("folder", "demo")
        ('demo', 'demo-folder')
    """
    if path is None:
        return kind
    parts = [part for part in Path(path).expanduser().resolve().parts if not set("*?[") & set(part)]
    last = parts[-1] if parts else ""
    stem = last if Path(path).expanduser().is_dir() else Path(PACKED.sub("", last)).stem
    name = NOT_USABLE.sub("-", stem).strip("-._")
    return f"{DEMO}-{kind}" if name == DEMO else name


def of_config(*, _root_: DictConfig) -> str:
    """The same for a composed configuration; this is what `${dataset_of_source:}` of conf/config.yaml means."""
    source = _root_.source
    path = source.path if "path" in source and not OmegaConf.is_missing(source, "path") else None
    return dataset_of(str(source.kind), path)


def register() -> None:
    """Makes the resolver known to OmegaConf."""
    OmegaConf.register_new_resolver(RESOLVER, of_config, replace=True)
