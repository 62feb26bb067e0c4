"""Configuration: what is committed composes, what does not exist is refused with what does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml
from omegaconf import OmegaConf

from conflictdata import config
from conflictdata.errors import ConfigError

EXPERIMENTS = config.options("experiment")


def test_there_are_experiments() -> None:
    assert {"demo", "folder"} <= set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_committed_experiment_composes(name: str) -> None:
    composed = config.compose([f"experiment={name}"])
    run = config.settings(composed)
    assert run.dataset
    assert dataclasses.is_dataclass(run.source)


@pytest.mark.parametrize(
    ("group", "option"),
    [(group, option) for group in config.group_names() if group != "experiment" for option in config.options(group)],
)
def test_every_choice_is_typed_by_the_dataclass_of_its_stage(group: str, option: str) -> None:
    composed = config.compose([f"{group}={option}"])
    kind = OmegaConf.get_type(composed[group])
    assert dataclasses.is_dataclass(kind)
    assert set(composed[group]) == {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("source.pth=x", ["source.pth", "Allowed", "kind"]),
        ("sourc=folder", ["sourc", "did you mean 'source'", "dataset"]),
        ("engin.workers=2", ["did you mean 'engine.workers'"]),
        ("linker.windowdays=2", ["did you mean 'linker.window_days'", "km_imprecise"]),
        ("+linker.speed=2", ["linker.speed", "window_days"]),
        ("+colour=red", ["colour", "dataset"]),
        ("source=foldr", ["there is no choice source=foldr", "did you mean 'folder'", "jsonl"]),
        ("experiment=none", ["there is no choice experiment=none", "demo"]),
        ("linker.window_days=soon", ["linker.window_days", "Integer"]),
        ("dataset=a/b", ["cannot be the name of a dataset"]),
        ("source=folder", ["source.path must be set"]),
        ("dataset=[", ["dataset=["]),
        ("ontology=mine", ["there is no ontology 'mine'", "acled"]),
    ],
)
def test_what_is_wrong_is_refused_with_what_is_allowed(override: str, expected: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        config.settings(config.compose([override]))
    for words in expected:
        assert words in str(caught.value)


def test_a_group_keeps_its_other_settings_when_one_is_changed() -> None:
    run = config.settings(config.compose(["engine=processes", "engine.workers=3"]))
    assert (run.engine.kind, run.engine.workers) == ("processes", 3)


def test_an_ontology_is_chosen_by_name() -> None:
    assert config.compose(["ontology=mine"]).ontology.name == "mine"


def test_a_folder_of_own_choices_is_searched(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(
        "# @package _global_\ndataset: mine\nlinker:\n  km: 1.5\n", encoding="utf-8"
    )
    composed = config.compose(["experiment=mine"], config_dir=tmp_path)
    assert (composed.dataset, composed.linker.km) == ("mine", 1.5)


def test_an_unknown_key_in_an_own_experiment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(
        "# @package _global_\nlinker:\n  kilometres: 1\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"linker\.kilometres.*km"):
        config.compose(["experiment=mine"], config_dir=tmp_path)


def test_a_stored_configuration_comes_back_as_it_was() -> None:
    composed = config.compose(["source=jsonl", "source.path=a.jsonl", "source.columns.text=body", "linker.km=3"])
    again = config.from_yaml(config.to_yaml(composed))
    assert config.settings(again) == config.settings(composed)


def test_composing_leaves_a_hydra_program_of_the_caller_alone() -> None:
    from hydra.core.global_hydra import GlobalHydra

    before = GlobalHydra.instance().hydra
    config.compose()
    assert GlobalHydra.instance().hydra is before


@pytest.mark.parametrize(
    ("overrides", "name"),
    [
        ([], "demo"),
        (["source=folder", "source.path=some/Sahel News"], "Sahel-News"),
        (["source=jsonl", "source.path=some/mali.v2.jsonl.zst"], "mali.v2"),
        (["source=folder", "source.path='some/2024/*.txt'"], "2024"),
        (["source=folder", "source.path=demo"], "demo-folder"),
        (["source=folder", "source.path=x", "dataset=sahel"], "sahel"),
        (["experiment=folder", "source.path=mine"], "mine"),
        (["experiment=strict_linking"], "strict_linking"),
    ],
)
def test_a_dataset_is_named_after_its_source_and_only_the_demo_is_demo(overrides: list[str], name: str) -> None:
    composed = config.compose(overrides)
    assert config.settings(composed).dataset == name
    assert yaml.safe_load(config.to_yaml(composed))["dataset"] == name


def test_a_source_that_gives_no_name_asks_for_one() -> None:
    with pytest.raises(ConfigError, match="dataset=sahel"):
        config.settings(config.compose(["source=folder", "source.path=/"]))
