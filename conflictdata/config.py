"""The configuration: every stage's dataclass under one roof, composed by Hydra, refused with advice when it is wrong.

The dataclasses are declared by the stages that use them and only collected here; they are the Hydra schema, so a
key that no dataclass has is refused. `conf/` holds the choices.

Example:
    >>> compose(["source=jsonl", "source.path=news.jsonl"]).source.path
    'news.jsonl'
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from omegaconf import MISSING, DictConfig, OmegaConf

from conflictdata import naming
from conflictdata.errors import ConfigError

VERSION_BASE = "1.3"
CONFIG_NAME = "config"

# Group and option to the dataclass that types it.
SCHEMAS = {
    "source/csv": "conflictdata.sources:CsvSource",
    "source/demo": "conflictdata.sources:DemoSource",
    "source/folder": "conflictdata.sources:FolderSource",
    "source/html": "conflictdata.sources:HtmlSource",
    "source/jsonl": "conflictdata.sources:JsonlSource",
    "source/parquet": "conflictdata.sources:ParquetSource",
    "documents": "conflictdata.documents:DocumentsStage",
    "nlp": "conflictdata.reports.nlp:NlpConfig",
    "actors": "conflictdata.config:ActorsConfig",
    "gazetteer": "conflictdata.config:GazetteerConfig",
    "coder": "conflictdata.reports.coder:CoderConfig",
    "reader": "conflictdata.reports.reader:ReaderConfig",
    "linker": "conflictdata.events.link:LinkerParams",
    "release": "conflictdata.releases.writer:ReleaseConfig",
    "engine": "conflictdata.engine:EngineConfig",
    "run": "conflictdata.config:RunConfig",
}


@dataclass
class ActorsConfig:
    """Who is who.

    Attributes:
        extra: CSV of further actors, in the format of docs/extending.md; null for the bundled actors only.
    """

    extra: str | None = None


@dataclass
class GazetteerConfig:
    """Where is where.

    Attributes:
        name: "geonames" or "custom".
        path: geonames: a dump of GeoNames (.zip or .txt) whose places are added to the bundled ones, or null;
            custom: a CSV or Parquet file of places.
        cache: Folder for the index of a dump, made once; null keeps it in <output_dir>/cache/gazetteer.
    """

    name: str = "geonames"
    path: str | None = None
    cache: str | None = None


@dataclass
class OntologyConfig:
    """Which words state which act, and which rule decides its type.

    Attributes:
        name: A file of conf/ontology/ without its suffix, or the path of a .yaml file.
    """

    name: str = "acled"


@dataclass
class RunConfig:
    """Everything that decides what a run produces.

    Attributes:
        dataset: Name of the dataset; letters, digits, `_`, `-` and `.`. By default the name of the folder or file that
            the articles come from.
        output_dir: Folder of releases, cache, private texts and run logs.
        as_of: ISO date the release speaks for; null takes the latest publication date of the input.
        cache: Keep finished stages below <output_dir>/cache and use them again when nothing they depend on changed.
        allow_empty: Publish a release even when there was not one article to read; otherwise that is an error.
        source: Where the articles come from; its keys depend on the choice.
        documents: How articles become clean, dated documents.
        nlp: The spaCy model.
        ontology: Words, acts and types.
        actors: Who is who.
        gazetteer: Where is where.
        coder: How documents become reports.
        reader: Who reads beside the rules.
        linker: How reports become events.
        release: What is published.
        engine: Where it is computed.
    """

    dataset: str = MISSING
    output_dir: str = "outputs"
    as_of: str | None = None
    cache: bool = True
    allow_empty: bool = False
    source: Any = MISSING
    documents: Any = MISSING
    nlp: Any = MISSING
    ontology: OntologyConfig = field(default_factory=OntologyConfig)
    actors: Any = MISSING
    gazetteer: Any = MISSING
    coder: Any = MISSING
    reader: Any = MISSING
    linker: Any = MISSING
    release: Any = MISSING
    engine: Any = MISSING


@dataclass
class _Held:
    """Hydra keeps one global state; a caller who is inside Hydra gets theirs back."""

    state: Any = field(default=None)

    def __enter__(self) -> None:
        from hydra.core.global_hydra import GlobalHydra

        self.state = GlobalHydra.instance().hydra
        GlobalHydra.instance().clear()

    def __exit__(self, *_: object) -> None:
        from hydra.core.global_hydra import GlobalHydra

        GlobalHydra.instance().hydra = self.state


def conf_dir() -> Path:
    """The committed configuration: `conf/` of the checkout, or its copy inside the installed package."""
    inside = Path(__file__).parent / "conf"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "conf"


def register() -> None:
    """Makes every stage's dataclass known to Hydra (the group `schema/`)."""
    from hydra.core.config_store import ConfigStore

    naming.register()
    store = ConfigStore.instance()
    for name in SCHEMAS:
        group, _, option = f"schema/{name}".rpartition("/")
        store.store(group=group, name=option, node=schema(name), provider="conflictdata")


def schema(name: str) -> type[Any]:
    """The dataclass of one entry of SCHEMAS, imported when asked for."""
    module, _, attribute = SCHEMAS[name].partition(":")
    return cast(type[Any], getattr(import_module(module), attribute))


def compose(overrides: Sequence[str] = (), config_dir: str | Path | None = None) -> DictConfig:
    """The configuration that the command line would run with these overrides.

    Args:
        overrides: As on the command line: `["source=folder", "source.path=articles"]`.
        config_dir: A folder of your own choices, searched before conf/.

    Raises:
        ConfigError: For anything that is not there or has the wrong type; the message lists what is allowed.
    """
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    register()
    words = [rename(word) for word in overrides]
    if config_dir is not None:
        words.append(f"hydra.searchpath=[file://{Path(config_dir).resolve()}]")
    try:
        with _Held(), initialize_config_dir(str(conf_dir()), version_base=VERSION_BASE, job_name="conflictdata"):
            return hydra_compose(CONFIG_NAME, overrides=words)
    except (HydraException, OmegaConfBaseException) as error:
        raise explain(error, words) from error


OPEN = re.compile(
    r"^(?:source\.columns|reader\.labels|nlp\.sha256|nlp\.packages)\.[^=]+="
)  # mappings whose keys are the user's


def rename(word: str) -> str:
    """What a word of the command line means to Hydra.

    `ontology=mine` is short for `ontology.name=mine`: the coder reads them itself and names wrong lines.
    Keys of open mappings need no `+`: `source.columns.text=body`.

    Example:
        >>> rename("ontology=mine"), rename("source.columns.text=body")
        ('ontology.name=mine', '++source.columns.text=body')
    """
    return f"++{word}" if OPEN.match(word) else re.sub(r"^ontology=", "ontology.name=", word)


def settings(config: DictConfig) -> RunConfig:
    """The composed configuration as the stages' own objects.

    Raises:
        ConfigError: When a mandatory setting is missing or a name is not usable.
    """
    missing = sorted(str(key) for key in OmegaConf.missing_keys(config))
    if missing:
        raise ConfigError(
            f"{', '.join(missing)} must be set",
            where="the configuration",
            todo=f"add {missing[0]}=... to the command line",
        )
    _refuse_extra(config)
    run = cast(RunConfig, OmegaConf.to_object(config))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", run.dataset):
        raise ConfigError(
            f"{run.dataset!r} cannot be the name of a dataset",
            where="dataset",
            allowed="letters, digits, '_', '-' and '.'",
            todo="name it on the command line: dataset=sahel",
        )
    if not run.ontology.name.endswith((".yaml", ".yml")) and run.ontology.name not in options("ontology"):
        allowed = f"{', '.join(options('ontology'))}, or the path of a .yaml file"
        raise ConfigError(f"there is no ontology {run.ontology.name!r}", where="ontology.name", allowed=allowed)
    return run


def to_yaml(config: DictConfig) -> str:
    """The resolved configuration as YAML, as stored in a release."""
    return OmegaConf.to_yaml(config, resolve=True)


def from_yaml(text: str) -> DictConfig:
    """A stored configuration, typed again by the dataclasses of this version of the code.

    Raises:
        ConfigError: When this version no longer has one of its keys.
    """
    stored = OmegaConf.create(text)
    if not isinstance(stored, DictConfig) or "source" not in stored:
        raise ConfigError(
            "this is not the configuration of a run", where="config.yaml", allowed="the config.yaml of a release"
        )
    overrides = [f"source={stored.source.kind}", "hydra.run.dir=."]
    base = compose(overrides)
    OmegaConf.set_struct(
        base, False
    )  # the dataclasses refuse what they do not know; open mappings take what they are given
    from omegaconf.errors import OmegaConfBaseException

    try:
        return cast(DictConfig, OmegaConf.merge(base, stored))
    except OmegaConfBaseException as error:
        raise explain(error, overrides) from error


def explain(error: Exception, overrides: Sequence[str]) -> ConfigError:
    """What a Hydra or OmegaConf error means for the person who typed the command."""
    chain = list(_causes(error))
    text = "\n".join(str(one) for one in chain)
    value = next((one for one in chain if type(one).__name__ in ("ValidationError", "UnsupportedValueType")), None)
    if value is not None:
        return ConfigError(
            str(value).splitlines()[0], where=_full_key(text) or "the command line", todo="give a value of that type"
        )
    override = re.search(r"Could not (?:override|append to config)[^']*'([^']+)'", text)
    key = override.group(1).split("@")[0] if override else _full_key(text)
    if key and ("not in" in text or "No match in the defaults list" in text or override):
        return _unknown_key(key.lstrip("+~"), overrides)
    return _other(error, text)


def _other(error: Exception, text: str) -> ConfigError:
    """A choice that does not exist, or a word that cannot be read."""
    choice = re.search(r"Could not find '([^']+)/([^'/]+)'", text)
    if choice:
        group, option = choice.groups()
        known = options(group)
        near = difflib.get_close_matches(option, known, n=1)
        what = f"there is no choice {group}={option}" + (f"; did you mean {near[0]!r}?" if near else "")
        return ConfigError(what, where=group, allowed=", ".join(known))
    word = getattr(error, "override", None)
    return ConfigError(
        str(error).splitlines()[0],
        where=f"the word {word!r}" if word else "the command line",
        todo="quote special characters: 'key=\"value\"'",
    )


def _unknown_key(key: str, overrides: Sequence[str]) -> ConfigError:
    """The refusal of a key, with the keys that exist at its level and the nearest of them."""
    base = compose(_choices(overrides, key))
    level, parts = "", key.split(".")
    while len(parts) > 1 and isinstance(OmegaConf.select(base, ".".join([level, parts[0]]).strip(".")), DictConfig):
        level = f"{level}.{parts.pop(0)}".strip(".")
    node = OmegaConf.select(base, level) if level else base
    allowed = sorted(str(name) for name in node)
    near = difflib.get_close_matches(parts[0], allowed, n=1)
    better = ".".join([level, *near, *parts[1:]]).strip(".") if near else ""
    return ConfigError(
        f"there is no setting {key!r}" + (f"; did you mean {better!r}?" if better else ""),
        where=level or "the top level of the configuration",
        allowed=", ".join(allowed),
    )


def _choices(overrides: Sequence[str], key: str) -> list[str]:
    """The group choices among the overrides, without the one that is wrong."""
    pairs = [(word.split("=", 1)[0], word) for word in overrides if "=" in word]
    return [
        word for name, word in pairs if name in group_names() and name != key and word.split("=", 1)[1] in options(name)
    ]


def _refuse_extra(node: Any, level: str = "") -> None:
    """`+key=value` slips past Hydra's own refusal; every node must have its dataclass's keys and no others."""
    if not isinstance(node, DictConfig):
        return
    kind = OmegaConf.get_type(node)
    known = {one.name for one in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else set(node)
    for name in node:
        full = f"{level}.{name!s}".strip(".")
        if name not in known:
            raise ConfigError(
                f"there is no setting {full!r}",
                where=level or "the top level of the configuration",
                allowed=", ".join(sorted(map(str, known))),
            )
        if not OmegaConf.is_missing(node, name):
            _refuse_extra(node[name], full)


def group_names() -> list[str]:
    """The groups of conf/ that a run chooses from.

    Example:
        >>> "source" in group_names()
        True
    """
    return sorted(
        path.name for path in conf_dir().iterdir() if path.is_dir() and path.name not in ("hydra", "ontology")
    )


def options(group: str) -> list[str]:
    """The committed options of one group.

    Example:
        >>> options("engine")
        ['processes', 'serial']
    """
    return sorted(path.stem for path in (conf_dir() / group).glob("*.yaml"))


def _full_key(text: str) -> str:
    found = re.search(r"full_key: (\S+)", text)
    return found.group(1) if found else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__
