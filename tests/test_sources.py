"""Sources: every kind reads the same article, and whatever is broken becomes a reject with a reason."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from conflictdata.documents import REJECTED, DocumentsStage, rejects_of
from conflictdata.errors import ConfigError, SourceError
from conflictdata.sources import (
    SOURCES,
    DemoSource,
    RawArticle,
    Reject,
    inputs,
    make_source,
    read,
    read_batches,
)
from conflictdata.sources.decode import UndecodableError, binary_kind, decode
from conflictdata.sources.folder import date_in_name

STORY = "Gunmen on motorcycles killed four farmers near Abala on Monday, the governor's office said."
ACCENTED = "Des hommes armés ont tué quatre éleveurs près d'Abala. Le préfet a confirmé l'attaque à la radio."


def articles(kind: str, **params: object) -> list[RawArticle]:
    return [item for item in read(make_source(kind, **params)) if isinstance(item, RawArticle)]


def rejects(kind: str, **params: object) -> list[Reject]:
    return [item for item in read(make_source(kind, **params)) if isinstance(item, Reject)]


def checks(kind: str, **params: object) -> list[str]:
    return [item.check for item in rejects(kind, **params)]


def write_json(path: Path, rows: list[object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")
    return path


# --- every kind gives the same article -------------------------------------------------------------------------------

ROW = {"id": 7, "headline": "Four killed", "body": STORY, "date": "2021-05-03", "outlet": "Radio Kivu"}
COLUMNS = {"document_id": "id", "title": "headline", "text": "body", "published": "date", "source": "outlet"}


def _jsonl(folder: Path) -> Path:
    return write_json(folder / "a.jsonl", [ROW])


def _gz(folder: Path) -> Path:
    path = folder / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(ROW).encode()))
    return path


def _zst(folder: Path) -> Path:
    path = folder / "a.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(json.dumps(ROW).encode()))
    return path


def _csv(folder: Path) -> Path:
    path = folder / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(ROW), delimiter=";")
        writer.writeheader()
        writer.writerow(ROW)
    return path


def _parquet(folder: Path) -> Path:
    path = folder / "a.parquet"
    pq.write_table(pa.table({name: [value] for name, value in ROW.items()}), path)
    return path


@pytest.mark.parametrize(
    ("kind", "make"),
    [("jsonl", _jsonl), ("jsonl", _gz), ("jsonl", _zst), ("csv", _csv), ("parquet", _parquet)],
)
def test_every_table_kind_gives_the_same_article(kind: str, make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    for where in (path, tmp_path, f"{tmp_path}/*"):
        (found,) = articles(kind, path=str(where), columns=COLUMNS)
        assert (found.document_id, found.title, found.text) == ("7", "Four killed", STORY)
        assert (found.published, found.source) == ("2021-05-03", "Radio Kivu")
        assert found.origin.startswith(path.name)
        assert len(found.raw_sha256) == 64


def test_folder_reads_text_markdown_and_pages_in_order_of_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text(STORY, "utf-8")
    (tmp_path / "a.md").write_text(f"# Four killed\n\n**{STORY}**\n", "utf-8")
    (tmp_path / "sub" / "c_2021-05-04.txt").write_text(STORY, "utf-8")
    found = articles("folder", path=str(tmp_path))
    assert [one.origin for one in found] == ["a.md", "b.txt", "sub/c_2021-05-04.txt"]
    assert found[0].text.startswith("Four killed") and "*" not in found[0].text
    assert (found[2].file_date, found[2].published, found[2].url) == ("2021-05-04", None, "file:sub/c_2021-05-04.txt")
    assert [name for name, _ in inputs(make_source("folder", path=str(tmp_path)))] == [one.origin for one in found]


def test_header_of_a_text_file_is_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Title: Four killed\nDate: 2021-05-03\nSource: Radio Kivu\n\n{STORY}", "utf-8")
    (tmp_path / "b.md").write_text(f"---\ntitle: 'Four killed'\ntags: x\ndate: 2021-05-03\n---\n{STORY}", "utf-8")
    (tmp_path / "c.txt").write_text(f"Source: army has fled the town\n\n{STORY}", "utf-8")
    first, second, third = articles("folder", path=str(tmp_path))
    assert (first.title, first.published, first.source, first.text) == (
        "Four killed",
        "2021-05-03",
        "Radio Kivu",
        STORY,
    )
    assert (second.title, second.published, second.text) == ("Four killed", "2021-05-03", STORY)
    assert third.title is None and third.text.startswith("Source:")


def test_line_longer_than_allowed_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "' + "x" * 300_000 + '"}\n' + json.dumps({"text": STORY}) + "\n", "utf-8")
    found = list(read(make_source("jsonl", path=str(path), max_chars=100)))
    assert [item.check if isinstance(item, Reject) else item.text for item in found] == ["line_too_long", STORY]


def test_page_gives_text_title_and_date_without_its_furniture(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{STORY} The {name} council met.</p>" for name in ("village", "town", "district"))
    page = f"""<html><head><title>Four killed near Abala</title><meta property="article:published_time"
      content="2021-05-03T08:00:00Z"><meta property="og:site_name" content="Radio Kivu"></head><body><nav>Home World Sport</nav>
      <article><h1>Four killed near Abala</h1>{paragraphs}</article><footer>Subscribe to us</footer></body></html>"""
    (tmp_path / "a.html").write_text(page, "utf-8")
    for kind in ("html", "folder"):
        (found,) = articles(kind, path=str(tmp_path))
        assert found.text.count("Gunmen on motorcycles") == 3
        assert "Subscribe" not in found.text and "Sport" not in found.text
        assert (found.title, found.published, found.source) == ("Four killed near Abala", "2021-05-03", "Radio Kivu")


@pytest.mark.parametrize(
    "below",
    ["<footer>© 2019 Radio. All rights reserved</footer>", "<p>The army has been there since 12 March 2015.</p>"],
)
def test_page_without_a_date_gets_none(below: str, tmp_path: Path) -> None:
    page = f"<html><body><article><h1>Four killed</h1>{f'<p>{STORY}</p>' * 4}{below}</article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "b.html").write_text(STORY, "utf-8")
    assert [one.published for one in articles("html", path=str(tmp_path))] == [None, None]


def test_demo_ships_inside_the_package() -> None:
    found = list(read(DemoSource()))
    assert len(found) >= 40
    assert all(isinstance(item, RawArticle) for item in found)
    assert next(iter(inputs(DemoSource())))[0] == "demo.jsonl"


def test_batches_stream() -> None:
    batches = list(read_batches(DemoSource(), size=7))
    assert {len(batch) for batch in batches[:-1]} == {7}


# --- what can be wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "check"),
    [
        ('{"text": "cut of', "json"),
        ('["a list"]', "json"),
        ('"only a string"', "json"),
        ('{"body": "no text column"}', "text_missing"),
        ('{"text": ""}', "text_empty"),
        ('{"text": null}', "text_empty"),
        ('{"text": "12 345 !!"}', "text_empty"),
        ('{"text": "\\u0000\\u0000"}', "text_empty"),
        ('{"text": ["a", "b"]}', "text_type"),
        ('{"text": 5}', "text_type"),
        ('{"text": "' + "word " * 50_000 + '"}', "text_too_long"),
        ('{"text": "ok", "document_id": "' + "x" * 300 + '"}', "document_id"),
        ("[" * 100_000, "json"),
    ],
)
def test_broken_line_is_a_reject_and_the_next_line_is_read(line: str, check: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n\n" + json.dumps({"text": STORY}) + "\n", "utf-8")
    (reject,) = rejects("jsonl", path=str(path))
    assert (reject.check, reject.origin, reject.stage) == (check, "a.jsonl:1", "sources")
    assert "a.jsonl:1" in reject.reason and "allowed:" in reject.reason
    assert len(articles("jsonl", path=str(path))) == 1
    json.loads(reject.to_row()["row"])


def test_line_in_another_encoding_is_read_and_flagged(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"text": ACCENTED}, ensure_ascii=False).encode(code) for code in ("utf-8", "cp1252")]
    path.write_bytes(b"\n".join(lines))
    first, second = articles("jsonl", path=str(path))
    assert first.text == second.text == ACCENTED
    assert not first.flags and "cp1252" in second.flags[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_file_in_any_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ACCENTED.encode(encoding))
    (found,) = articles("folder", path=str(tmp_path))
    assert found.text == ACCENTED
    (tmp_path / "a.csv").write_bytes(f"text,source\n{ACCENTED},RFI\n".encode(encoding))
    (row,) = articles("csv", path=str(tmp_path / "a.csv"))
    assert row.text == ACCENTED


def test_lone_surrogates_do_not_reach_the_tables(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Ambush \\ud83d near Gao", "title": "\\udc00"}', "utf-8")
    (found,) = articles("jsonl", path=str(tmp_path))
    found.text.encode("utf-8")


def test_truncated_archive_keeps_what_was_read(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(json.dumps({"text": f"{STORY} {n}"}).encode() + b"\n" for n in range(3000)))
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) - 20])
    assert checks("jsonl", path=str(tmp_path)) == ["unreadable"]
    (tmp_path / "b.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfdgarbage")
    assert checks("jsonl", path=str(tmp_path / "b.jsonl.zst"))[-1] == "unreadable"


def test_csv_rows_that_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,source\n{STORY[:20]},A,B,C\n,empty\n\nfine text,C\n", "utf-8")
    assert checks("csv", path=str(path)) == ["csv", "text_empty"]
    assert [one.source for one in articles("csv", path=str(path))] == ["C"]
    path.write_text("body,source\nfine text,C\n", "utf-8")
    (reject,) = rejects("csv", path=str(path))
    assert reject.check == "text_missing" and "columns here: body, source" in reject.reason


def test_missing_path_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text("{}", "utf-8")
    for kind in sorted(set(SOURCES) - {"demo"}):
        with pytest.raises(SourceError, match=r"news\.jsonl"):
            list(read(make_source(kind, path=str(tmp_path / "new.jsonl"))))
        with pytest.raises(SourceError, match=r"news\.jsonl"):
            list(read(make_source(kind, path=str(tmp_path / "*.nothing"))))


def test_wrong_settings_are_refused_with_the_allowed_ones() -> None:
    with pytest.raises(ConfigError, match="jsonl"):
        make_source("json")
    with pytest.raises(ConfigError, match="max_chars"):
        make_source("jsonl", max_char=5)
    with pytest.raises(SourceError, match="no path is given"):
        list(read(make_source("jsonl")))
    with pytest.raises(ConfigError, match="document_id"):
        read(make_source("jsonl", path="x", columns={"txt": "body"}))


def test_binary_is_recognised() -> None:
    assert binary_kind(bytes(range(256)) * 10) == "binary data"
    assert binary_kind(STORY.encode()) is None
    with pytest.raises(UndecodableError):
        decode(b"\xff\x01\x02\x03" * 100)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("a_2017-10-30.txt", "2017-10-30"),
        ("20171030_b.txt", "2017-10-30"),
        ("2017-02-30.txt", None),
        ("a_2017.txt", None),
    ],
)
def test_date_in_the_file_name(name: str, date: str | None) -> None:
    assert date_in_name(name) == date


# --- a folder with fifty broken files --------------------------------------------------------------------------------


def broken_files() -> Iterator[tuple[str, bytes]]:
    """Fifty files as researchers' folders hold them: most broken, a few fine."""
    binaries = {
        "a.pdf.txt": b"%PDF-1.7\n%\xe2\xe3", "b.txt": b"PK\x03\x04docx", "c.txt": b"\x89PNG\r\n\x1a\n", "d.txt": b"\xff\xd8\xff\xe0",
        "e.txt": bytes(range(256)) * 40, "f.txt": b"\x00" * 5000, "g.html": b"\x1f\x8b\x08\x00", "h.md": b"PAR1",
        "i.txt": b"\x01\x02\x03\x04" * 500, "j.txt": b"\x7fELF\x02\x01", "k.txt": b"{\\rtf1\\ansi", "l.txt": b"GIF89a",
    }  # fmt: skip
    yield from binaries.items()
    empties = {
        "empty.txt": b"",
        "blank.txt": b" \n\t\r\n ",
        "bom.txt": b"\xef\xbb\xbf",
        "nul.txt": b"\x00\x00",
        "digits.txt": b"1 2 3",
    }
    yield from empties.items()
    yield "marks.txt", b"... !!! ---"
    yield "furniture.txt", b"Follow\nShare\n"
    yield "long.txt", b"word " * 200_001
    yield "long_page.html", b"<p>" + b"word " * 2_000_100
    for number, page in enumerate(
        (b"<html>", b"<html><body></body></html>", b"<", b"<script>x()</script>", b"<!-- -->")
    ):
        yield f"page{number}.html", page
    for name in ("x.docx", "y.jpg", "z.csv", "noext", "w.TXT.bak"):
        yield name, STORY.encode()
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32")):
        yield f"fine{number}.txt", f"{ACCENTED} {number}".encode(encoding)
    yield "controls.txt", b"\x07Gunmen\x00 attacked\x1b Gao\x08 on Monday."
    yield "half_utf8.txt", STORY.encode() + b"\xc3"
    yield "french.txt", (ACCENTED * 6).encode()
    yield "arabic.txt", ("قتل أربعة مزارعين في هجوم شنه مسلحون قرب القرية يوم الاثنين " * 6).encode("cp1256")
    yield "dup1.txt", STORY.encode()
    yield "dup2.txt", STORY.encode()
    yield "dup3.TXT", STORY.encode() + b"\n"
    yield "no_date_2017-02-31.txt", b"Shells fell on Goma."
    yield "crlf.txt", STORY.replace(" on ", " on\r\n").encode()
    yield "title_only.txt", b"Two killed in Gao"
    yield "utf8_cut.txt", ACCENTED.encode()[:-1] + b" \xc3("
    yield "weird \xe2\x80\xae name?.txt".encode().decode("latin-1"), STORY.encode() + b" Again."


def test_fifty_broken_files_are_all_accounted_for(tmp_path: Path) -> None:
    written = 0
    for name, data in broken_files():
        (tmp_path / name).write_bytes(data)
        written += 1
    (tmp_path / "folder.txt").mkdir()  # a folder with the name of an article
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "again").symlink_to(tmp_path)  # following it would never end
    os.mkfifo(tmp_path / "pipe.txt")  # opening it would wait for ever
    inputs_given = written + 5
    assert inputs_given >= 50
    source = make_source("folder", path=str(tmp_path), max_chars=200_000)
    documents = [document for batch in DocumentsStage()(read_batches(source, 8)) for document in batch]
    assert len(documents) == inputs_given
    assert len({document.document_id for document in documents}) == inputs_given
    counts = {status: sum(one.status == status for one in documents) for status in ("ready", "duplicate", "rejected")}
    assert sum(counts.values()) == inputs_given
    assert counts["duplicate"] == 4
    for document in documents:
        assert (document.status == "ready") == (document.reason is None)
        if document.status == REJECTED:
            assert document.check and "allowed" in (document.reason or "")
    rows = rejects_of(documents)
    assert len(rows) == counts["rejected"]
    assert all(row["reason"] and json.loads(row["row"])["origin"] for row in rows)
    languages = {one.origin: one.language for one in documents if one.check == "language"}
    assert languages == {"french.txt": "fr", "arabic.txt": "ar"}


def test_one_broken_file_does_not_change_the_others(tmp_path: Path) -> None:
    write_json(tmp_path / "a.jsonl", [{"text": STORY}])
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00garbage\x00\x01" * 50)
    write_json(tmp_path / "c.jsonl", [{"text": STORY + " Later."}])
    assert [one.origin for one in articles("jsonl", path=str(tmp_path))] == ["a.jsonl:1", "c.jsonl:1"]
    assert rejects("jsonl", path=str(tmp_path))


def test_a_few_stray_bytes_do_not_make_an_english_text_cyrillic() -> None:
    found = decode(b"\x80\x81Gunmen killed three farmers near Abala on Monday.")
    assert (found.encoding, found.text) == ("cp1252", "€Gunmen killed three farmers near Abala on Monday.")
    assert "1 byte" in found.note
