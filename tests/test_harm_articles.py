"""Short invented articles: who was harmed, how and how many, all three right (``corpus/harm_articles.txt``)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from open_texts import marks

from conflictdata.documents.stage import DocumentsStage
from conflictdata.reports.coder import Coder
from conflictdata.sources.article import RawArticle

_PATH = Path(__file__).parent / "corpus" / "harm_articles.txt"
Key = tuple[str, str, int]


def _articles() -> list[tuple[str, str, str, Counter[Key], bool]]:
    out = []
    for block in _PATH.read_text(encoding="utf-8").split("\n# ")[1:]:
        head, *body, wanted = block.strip().splitlines()
        name, published, *mark = (part.strip() for part in head.split("|"))
        items = (item.split() for item in wanted.removeprefix("=").split(";") if item.strip())
        out.append(
            (
                name,
                published,
                " ".join(body),
                Counter((kind, group, int(n)) for kind, group, n in items),
                mark == ["open"],
            )
        )
    return out


_ARTICLES = _articles()
#: So many articles are open at most; mend one and lower it.
_MOST_OPEN = 33


@pytest.fixture(scope="module")
def coded() -> dict[str, Counter[Key]]:
    """The impacts of every article, those of all its events together."""
    stage = DocumentsStage()
    documents = [
        stage.document(RawArticle(name, None, text, published, None, None, "en", "test", "0" * 64))
        for name, published, text, _, _ in _ARTICLES
    ]
    return {
        coding.document_id: Counter((i["impact"], i["group"], i["best"]) for i in coding.impacts)
        for coding in Coder().code(documents)
    }


@pytest.mark.parametrize(
    ("name", "wanted"),
    [pytest.param(name, wanted, id=name, marks=marks(is_open=is_open)) for name, _, _, wanted, is_open in _ARTICLES],
)
def test_impacts_of_an_article(coded: dict[str, Counter[Key]], name: str, wanted: Counter[Key]) -> None:
    assert coded[name] == wanted


def test_open_articles_do_not_grow() -> None:
    assert sum(is_open for *_, is_open in _ARTICLES) <= _MOST_OPEN
