"""Releases: what is written, when it is written, and that it is written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import document, documents, evidence, impacts, report, reports

from conflictdata import schema
from conflictdata.errors import ReleaseError
from conflictdata.events import Linker
from conflictdata.releases import (
    Provenance,
    Release,
    ReleaseConfig,
    check,
    diff,
    explain,
    find,
    publish,
    versions,
    why,
    writer,
)
from conflictdata.releases import tables as on_disk
from conflictdata.releases.hashing import TableHash
from conflictdata.releases.tables import sorted_batches

TEXT = "Abala attack\n\nGunmen killed at least seven farmers near Abala on Monday. The army sent troops. Nobody claimed it."
SPAN = TEXT.index("Gunmen"), TEXT.index(" near")

TODAY = Provenance(
    as_of="2024-09-20",
    code_version="0.1.0",
    config="dataset: sahel\n",
    inputs=[{"name": "docs.jsonl", "sha256": "ab" * 32, "rows": 2}],
    knowledge=[{"name": "countries.csv", "version": "1", "sha256": "cd" * 32}],
    model={"name": "en_core_web_sm", "version": "3.8.0", "sha256": "ef" * 32},
    stages=[{"name": "events", "rows_in": 2, "rows_out": 1, "rejected": 0, "seconds": 0.1, "cached": False}],
)


def tables(*rows: dict[str, Any], docs: list[dict[str, Any]] | None = None) -> dict[str, pd.DataFrame]:
    rows = rows or (report("d1", SPAN[0], span_end=SPAN[1]), report("d2"))
    names = sorted({row["document_id"] for row in rows})
    read = documents(*(docs or [document(name) for name in names]))
    made = Linker()(reports(*rows, docs=read), read, evidence(*rows), impacts(*rows))
    rest = {name: getattr(made, name) for name in ("reports", "events", "actors", "impacts", "evidence")}
    return {"documents": read, **rest, "rejects": schema.empty("rejects")}


@pytest.fixture(scope="module")
def first() -> dict[str, pd.DataFrame]:
    return tables()


def put(out: Path, content: dict[str, Any], **more: Any) -> Release:
    return publish(content, dataset="sahel", output_dir=out, **{"provenance": TODAY, **more})


def test_a_release_holds_what_the_contract_names(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    release = put(tmp_path, first)
    assert release.path == tmp_path / "releases" / "sahel" / "v1" and release.is_new
    beside = ["CITATION.cff", "DIFF.md", "codebook.md", "config.yaml", "datapackage.json", "manifest.json"]
    assert sorted(p.name for p in release.path.iterdir()) == sorted([*beside, *(f"{t}.parquet" for t in schema.ALWAYS)])
    manifest = json.loads((release.path / "manifest.json").read_text())
    wanted = "dataset version content_hash schema_version code_version as_of config_hash inputs knowledge model stages counts"
    assert set(wanted.split()) <= set(manifest)
    assert manifest["counts"] == release.counts and release.counts["events"] == 1
    assert (release.path / "config.yaml").read_text() == TODAY.config
    assert yaml.safe_load((release.path / "CITATION.cff").read_text())["version"] == "v1"
    assert "First version" in (release.path / "DIFF.md").read_text()
    assert release.content_hash in (release.path / "codebook.md").read_text()


def test_files_are_what_researchers_can_read(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    release = put(tmp_path, first)
    info = pq.ParquetFile(release.path / "reports.parquet")
    assert info.metadata.row_group(0).column(0).compression == "ZSTD"
    assert info.schema_arrow.metadata[b"dataset"] == b"sahel" and info.schema_arrow.metadata[b"schema_version"]
    df = pd.read_parquet(release.path / "reports.parquet")
    assert df["report_id"].is_monotonic_increasing
    assert str(df["fatalities"].dtype) == "Int32" and str(df["event_type"].dtype) == "category"
    package = json.loads((release.path / "datapackage.json").read_text())
    events = next(r for r in package["resources"] if r["name"] == "events")
    assert events["bytes"] == (release.path / "events.parquet").stat().st_size
    assert events["hash"].startswith("sha256:") and events["schema"]["primaryKey"] == ["event_id"]
    assert [f["name"] for f in events["schema"]["fields"]] == schema.columns("events")


def test_the_same_content_makes_no_new_version(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    one = put(tmp_path, first)
    before = {p.name: p.stat().st_mtime_ns for p in one.path.iterdir()}
    slower = Provenance(as_of="2024-09-20", code_version="0.1.0", stages=[{"name": "events", "seconds": 99.0}])
    mixed = {name: df.sample(frac=1, random_state=1) for name, df in first.items()}
    two = put(tmp_path, mixed, provenance=slower)
    assert two.path == one.path and not two.is_new and two.content_hash == one.content_hash
    assert before == {p.name: p.stat().st_mtime_ns for p in one.path.iterdir()}
    assert [p.name for p in one.path.parent.iterdir()] == ["v1"]


def test_other_content_makes_the_next_version_and_says_what_changed(
    tmp_path: Path, first: dict[str, pd.DataFrame]
) -> None:
    put(tmp_path, first)
    rows = report("d1", SPAN[0], span_end=SPAN[1]), report("d2"), report("d3", event_date="2024-09-12")
    later = {"fatalities": 9, "fatalities_low": 9, "fatalities_status": "exact", "fatalities_high": 9}
    two = put(tmp_path, tables(rows[0] | later, rows[1] | later, rows[2]))
    found = diff("sahel", 1, 2, root=tmp_path)
    assert two.version == "v2" and found.counts == {"new": 1, "updated": 1, "merged": 0, "split": 0, "deleted": 0}
    page = (two.path / "DIFF.md").read_text()
    assert "| fatalities | 7 | 9 |" in page and page == str(found)
    kept = pd.read_parquet(two.path / "lineage.parquet")
    assert sorted(kept["change"]) == ["new", "updated"] and set(kept["since_version"]) == {"v1"}
    assert "fatalities 7 -> 9" in kept.loc[kept["change"] == "updated", "reason"].iloc[0]


def test_gone_identities_are_followed_for_ever(tmp_path: Path) -> None:
    near, far = report("d1"), report("d2", event_date="2024-09-18")
    put(tmp_path, tables(near, far))
    together = {**far, "event_date": "2024-09-16"}
    put(tmp_path, tables(near, together))
    three = put(tmp_path, tables(report("d3", event_date="2024-09-01")))
    changes = pd.read_parquet(three.path / "lineage.parquet")
    by_step = {step: sorted(rows["change"]) for step, rows in changes.groupby("since_version")}
    assert by_step == {"v1": ["merged"], "v2": ["deleted", "new"]}
    merged = changes[changes["change"] == "merged"].iloc[0]
    assert merged["other_id"] in set(pd.read_parquet(find("sahel", 2, tmp_path).path / "events.parquet")["event_id"])
    with pytest.raises(ReleaseError, match=r"after v1 it was merged into .*--version v1"):
        why(merged["event_id"], root=tmp_path)
    assert why(merged["event_id"], "sahel", "v1", tmp_path).startswith(merged["event_id"])
    apart = put(tmp_path, tables(near, together))
    split = put(tmp_path, tables(near, far))
    assert apart.version == "v4" and diff("sahel", 4, split.version, root=tmp_path).counts["split"] == 1


def test_missing_tables_are_named(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(ReleaseError, match="events"):
        put(tmp_path, {name: df for name, df in first.items() if name != "events"})
    with pytest.raises(ReleaseError, match="no name of a dataset"):
        publish(first, dataset="../x", output_dir=tmp_path, provenance=TODAY)


# --- whole or not at all ----------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
import test_releases as t
from conflictdata.releases import beside, tables, writer

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

real = writer.write_table
def dying_table(table, *args):
    if table == {stop!r}:
        die()
    return real(table, *args)

writer.write_table = dying_table
if {stop!r} == "sync":
    writer._sync_tree = die
if {stop!r} == "rename":
    Path.rename = lambda self, to: die() if "tmp" in self.name else os.rename(self, to)
if {stop!r} == "beside":
    beside.make = die
t.put(Path({out!r}), t.tables())
"""


@pytest.mark.parametrize("stop", ["documents", "evidence", "lineage", "beside", "rename"])
def test_a_killed_run_leaves_no_version_and_the_next_one_cleans_up(
    tmp_path: Path, stop: str, first: dict[str, pd.DataFrame]
) -> None:
    code = textwrap.dedent(KILLED).format(tests=str(Path(__file__).parent), stop=stop, out=str(tmp_path))
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    home = tmp_path / "releases" / "sahel"
    assert versions("sahel", tmp_path) == [] and [p.name[:5] for p in home.iterdir()] == [".tmp-"]
    assert put(tmp_path, first).version == "v1"
    assert [p.name for p in home.iterdir()] == ["v1"]


def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, first: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(writer, "_sync_tree", full)
    with pytest.raises(OSError, match="disk full"):
        put(tmp_path, first)
    assert list((tmp_path / "releases" / "sahel").iterdir()) == []


def test_what_a_running_process_writes_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "releases" / "sahel"
    import socket

    mine = home / f".tmp-{socket.gethostname()}-{os.getpid()}-0a1b2c3d"
    foreign, old = home / ".tmp-elsewhere-1-0a1b2c3d", home / ".tmp-elsewhere-2-0a1b2c3d"
    for folder in (mine, foreign, old):
        folder.mkdir(parents=True)
    os.utime(old, (0, time.time() - 2 * 24 * 3600))
    assert writer.clean(home) == [old]


def test_two_runs_at_once_get_two_versions(
    tmp_path: Path, first: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, sync, raced = tables(report("d1", fatalities=3, fatalities_low=3)), writer._sync_tree, []

    def race(folder: Path) -> None:
        if not raced:
            raced.append(True)
            put(tmp_path, other)  # another run publishes v1 just before we do
        sync(folder)

    monkeypatch.setattr(writer, "_sync_tree", race)
    mine = put(tmp_path, first)
    assert mine.version == "v2" and [r.version for r in versions("sahel", tmp_path)] == ["v1", "v2"]
    assert mine.manifest["version"] == "v2" and check(mine.path).valid
    assert "v1 -> v2" in (mine.path / "DIFF.md").read_text()


def test_two_runs_at_once_with_the_same_content_get_one_version(
    tmp_path: Path, first: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, raced = writer._sync_tree, []

    def race(folder: Path) -> None:
        if not raced:
            raced.append(True)
            put(tmp_path, first)
        sync(folder)

    monkeypatch.setattr(writer, "_sync_tree", race)
    assert not put(tmp_path, first).is_new
    assert [r.version for r in versions("sahel", tmp_path)] == ["v1"]


# --- large tables and hashes ------------------------------------------------------------------------------------------


def parts_of(table: str, df: pd.DataFrame, folder: Path, size: int) -> list[Path]:
    paths = []
    for start in range(0, len(df), size):
        paths.append(folder / f"{table}-{start}.parquet")
        pq.write_table(schema.to_arrow(table, df.iloc[start : start + size]), paths[-1])
    return paths


def test_tables_in_parts_are_sorted_without_being_held_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [report(f"d{i}", event_date=f"2024-09-{i + 1:02d}") for i in range(12)]
    content = tables(*rows)
    whole = put(tmp_path / "whole", content)
    monkeypatch.setattr(on_disk, "ROWS_AT_ONCE", 7)
    mixed = {name: df.sample(frac=1, random_state=3) for name, df in content.items()}
    parted: dict[str, Any] = {name: parts_of(name, df, tmp_path, 5) for name, df in mixed.items()}
    assert parted["rejects"] == []
    pieces = put(tmp_path / "pieces", parted, settings=ReleaseConfig(max_file_mb=0))
    assert pieces.content_hash == whole.content_hash
    assert (pieces.path / "evidence.parquet").is_dir()
    one, two = (pd.read_parquet(release.path / "evidence.parquet") for release in (whole, pieces))
    pd.testing.assert_frame_equal(one, two)
    assert check(pieces.path).valid, str(check(pieces.path))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.text(max_size=3), st.one_of(st.none(), st.text(max_size=4))), max_size=12, unique_by=lambda x: x[0]
    ),
    st.randoms(use_true_random=False),
    st.integers(1, 5),
)
def test_the_hash_hangs_on_content_only(cells: list[tuple[str, str | None]], random: Any, size: int) -> None:
    def hashed(rows: list[tuple[str, str | None]], at_once: int) -> str:
        df = pd.DataFrame({"document_id": [k for k, _ in rows], "title": [v for _, v in rows], "status": "coded"})
        table = schema.to_arrow("documents", schema.conform("documents", df)[0])
        running = TableHash(table.column_names)
        for batch in sorted_batches("documents", table):
            for start in range(0, batch.num_rows, at_once):
                running.update(batch.slice(start, at_once))
        return running.hexdigest()

    mixed = list(cells)
    random.shuffle(mixed)
    assert hashed(cells, 100) == hashed(mixed, size)
    if cells:
        key, value = cells[0]
        assert hashed([(key, f"{value}!"), *cells[1:]], 100) != hashed(cells, 100)


# --- checking and explaining ------------------------------------------------------------------------------------------


def test_check_accepts_a_release_and_finds_every_damage(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    good = put(tmp_path, first)
    assert check(good.path).valid, str(check(good.path))
    bad = tmp_path / "bad"
    shutil.copytree(good.path, bad)
    table = pq.read_table(bad / "events.parquet").to_pandas()
    table["year"] = table["year"] - 1
    pq.write_table(schema.to_arrow("events", schema.conform("events", table)[0]), bad / "events.parquet")
    (bad / "DIFF.md").unlink()
    said = str(check(bad))
    for word in (
        "year_of_date",
        "DIFF.md is missing",
        "content_hash",
        "events.parquet is not the file",
        "names no row of events",
    ):
        assert word in said


def test_check_compares_tables_with_each_other(tmp_path: Path) -> None:
    content = tables(docs=[document("d1", published="2024-09-01"), document("d2"), document("d9")])
    content["evidence"] = content["evidence"][content["evidence"]["field"] != "actor1"]
    content["impacts"] = content["impacts"].assign(report_id="r" + "0" * 16)
    said = str(check(put(tmp_path, content).path))
    for word in (
        "not_after_publication",
        "no evidence for actor1",
        "impacts: report_id names no row",
        "coded without a report",
    ):
        assert word in said


def acled_file(tmp_path: Path, first: dict[str, pd.DataFrame], **changes: Any) -> Path:
    df = first["events"].iloc[:, :31].astype(object).assign(event_id_cnty="NIG1234", **changes)
    df.to_csv(tmp_path / "acled.csv", index=False)
    return tmp_path / "acled.csv"


def test_check_tolerates_the_spellings_of_acled_files(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    odd = {
        "event_date": "16 September 2024",
        "inter1": 3,
        "inter2": 7,
        "interaction": 37,
        "civilian_targeting": "Civilians targeted",
    }
    assert check(acled_file(tmp_path, first)).valid
    report_ = check(acled_file(tmp_path, first, **odd))
    assert report_.valid, str(report_)


def test_check_refuses_wrong_acled_files(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    wrong = check(acled_file(tmp_path, first, interaction=12, fatalities="x"))
    assert not wrong and "interaction_follows" in str(wrong) and "whole number" in str(wrong)
    pd.DataFrame({"a": [1]}).to_csv(tmp_path / "other.csv", index=False)
    assert "are missing" in str(check(tmp_path / "other.csv"))
    with pytest.raises(ReleaseError, match="nothing to check"):
        check(tmp_path / "none")


def test_why_shows_the_sentences_with_the_coded_words(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    texts = pd.DataFrame({"document_id": ["d1", "d2"], "text": [TEXT, "x" * 100]})
    release = put(tmp_path, first, texts=texts)
    event = first["events"]["event_id"][0]
    page = why(event, root=tmp_path)
    assert "[Gunmen killed at least seven farmers|" in page and "near Abala on Monday." in page
    assert page.index("[Gunmen killed") < page.index("event_date ")
    assert "The army sent troops" not in page
    assert "2 independent sources" in page
    full = why(event, root=tmp_path, everything=True)
    assert "rule attack.kill" in full and "confidence 0.80" in full
    assert "rule attack.kill" not in page and "[pattern" not in page
    assert why(first["reports"]["report_id"][0], root=tmp_path).startswith("Report ")
    assert (tmp_path / "texts" / "sahel" / "v1.parquet").exists()
    assert "Gunmen killed" not in explain(release.path, event)
    assert "rebuild" in explain(release.path, event)
    with pytest.raises(ReleaseError, match="no release holds"):
        why("MLI-cd-000000000000", root=tmp_path)


def test_texts_stay_private_unless_asked(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    texts = pd.DataFrame({"document_id": ["d1"], "text": [TEXT]})
    private = put(tmp_path / "private", first, texts=texts, settings=ReleaseConfig(keep_texts=False))
    assert "text" not in pq.read_schema(private.path / "documents.parquet").names
    assert not (tmp_path / "private" / "texts").exists()
    with_text = {**first, "documents": first["documents"].assign(text=[TEXT, "x" * 100])}
    public = put(tmp_path / "public", with_text)
    assert "text" in pq.read_schema(public.path / "documents.parquet").names and check(public.path).valid
    assert "[Gunmen killed" in why(first["events"]["event_id"][0], root=tmp_path / "public")


def test_why_of_an_article_says_what_became_of_it(tmp_path: Path, first: dict[str, pd.DataFrame]) -> None:
    refused = {
        "stage": "reports", "document_id": "d1", "row": "{}", "check": "modality", "value": "future",
        "reason": "It has not happened yet.", "span_start": TEXT.index("sent"), "span_end": TEXT.index("sent") + 4,
    }  # fmt: skip
    content = {**first, "rejects": schema.conform("rejects", pd.DataFrame([refused]))[0]}
    texts = pd.DataFrame({"document_id": ["d1", "d2"], "text": [TEXT, "x" * 100]})
    put(tmp_path, content, texts=texts)
    page = why("d1", root=tmp_path)
    assert page.startswith("Document d1") and "coded" in page and "1 report\n" in page
    assert first["events"]["event_id"][0] in page
    assert "modality, future: It has not happened yet." in page and "[sent|refused] troops" in page


def test_check_names_the_line_and_the_event_and_counts_a_row_once(
    tmp_path: Path, first: dict[str, pd.DataFrame]
) -> None:
    row = first["events"].iloc[:, :31].astype(object).assign(event_id_cnty="NIG1")
    bad = row.assign(event_id_cnty="NIG2", sub_event_type="Atack")
    folder = tmp_path / "files"
    folder.mkdir()
    pd.concat([row.head(1), bad.head(1)]).to_csv(folder / "two.csv", index=False)
    said = check(folder / "two.csv")
    assert len(said.errors) == 1 and "1 problem\n" in str(said)
    assert said.errors[0].startswith("events, line 3, NIG2: isin: sub_event_type is not in its closed list")
    together = check(folder)
    assert not together.valid and "two.csv: events, line 3, NIG2" in str(together)
