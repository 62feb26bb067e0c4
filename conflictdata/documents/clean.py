"""From the text as found to headline and body paragraphs; what stands around the story is left out first.

The word lists and patterns are knowledge/data/boilerplate.yaml.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from conflictdata.documents.dateline import find_dateline
from conflictdata.documents.published import DATE_WORDS, date_in

NAME = r"[A-ZÀ-Þ][\w.'’-]*(?: (?:de|al|el|bin|van|von|la|da|dos|ul) ?)?(?: [A-ZÀ-Þ][\w.'’-]*){0,3}"
# Controls, zero-width and direction marks, soft hyphen, byte order mark, private use; tab and newline stay.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ue000-\uf8ff]"
)
SPACES = re.compile(r"[^\S\n]+")
ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# Markup that scrapers leave in plain text: code and comments go with their content, blocks end a line, the rest goes.
HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
BLOCK = re.compile(
    r"</?(?:p|div|br|hr|h[1-6]|li|ul|ol|blockquote|tr|table|tbody|figure|figcaption|section|article)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"</?(?:a|abbr|b|big|center|cite|em|font|i|img|mark|q|s|small|span|strong|sub|sup|td|th|time|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
NOT_WORD = re.compile(r"[\W_]+")
ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’)\]]*$")
BULLET = re.compile(r"^(?:[-–*•·▪■●►‣◦]+\s+)+")
HEADER_LINES = 15
LINE_CHARS = 260
TITLE_CHARS = 200
CAPTION_CHARS = 400
PARAGRAPH_CHARS = 60
RAGGED = 40
WRAP = range(40, 101)  # characters of a line that was broken by a mail program or a PDF


@dataclass(slots=True)
class Clean:
    """A cleaned article.

    Attributes:
        title: Headline, or None.
        paragraphs: Body paragraphs, each on one line.
        updated: Date told by a line such as "Updated 30 October 2017", or None.
        dropped: What was left out, as (rule, line).
    """

    title: str | None
    paragraphs: list[str]
    updated: dt.date | None = None
    dropped: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rules:
    lines: tuple[tuple[str, re.Pattern[str]], ...]
    captions: tuple[tuple[str, re.Pattern[str]], ...]
    credit: re.Pattern[str]
    header_dates: frozenset[str]
    captions_by_credit: frozenset[str]


@cache
def _rules() -> _Rules:
    path = files("conflictdata.knowledge").joinpath("data", "boilerplate.yaml")
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    agency = (
        "(?:"
        + "|".join(re.escape(name) for name in sorted(set(data["agencies"]), key=lambda name: (-len(name), name)))
        + ")"
    )

    def build(name: str, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> tuple[str, re.Pattern[str]]:
        for word, words in (("{agency}", agency), ("{date}", DATE_WORDS), ("{name}", NAME)):
            pattern = pattern.replace(word, words)
        return name, re.compile(pattern, flags)

    lines = [build(name, pattern) for name, pattern in data["dropped_lines"].items()]
    lines += [build(name, pattern, re.NOFLAG) for name, pattern in data["dropped_lines_cased"].items()]
    captions = [build(name, pattern) for name, pattern in data["captions"].items()]
    return _Rules(
        tuple(lines),
        tuple(captions),
        build("credit", data["credit"])[1],
        frozenset(data["header_dates"]),
        frozenset(data["captions_by_credit"]),
    )


def tidy(text: str) -> str:
    r"""Unicode NFC, one kind of line break and space, nothing invisible, no markup; typographic quotes and dashes stay.

    Example:
        >>> tidy("Deir\u00a0Ezzor\u200b\r\n")
        'Deir Ezzor'
    """
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\x85", "\n")
    )
    text = text.replace("\x0c", "\n").replace("\x0b", "\n")
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text:
        text = INLINE.sub("", BLOCK.sub("\n\n", HIDDEN.sub("", text)))
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return "\n".join(line.strip() for line in SPACES.sub(" ", text).split("\n")).strip()


def key(line: str) -> str:
    """A line as compared: lower-case words only."""
    return NOT_WORD.sub(" ", line.casefold()).strip()


def clean(text: str, title: str | None = None) -> Clean:
    r"""Headline and body paragraphs of an article.

    Args:
        text: Text as found.
        title: Headline given with it. Without one, the first line becomes the headline when it looks like one: short,
            no full stop, and followed by a blank line or repeated below.

    Example:
        >>> found = clean("Two die in Gao\n\nUpdated 3 May 2019\nFollow\n\nGAO: Two people died.")
        >>> found.title, found.paragraphs, found.updated
        ('Two die in Gao', ['GAO: Two people died.'], datetime.date(2019, 5, 3))
    """
    lines = tidy(text).split("\n")
    result = Clean(" ".join(tidy(title).split()) or None if title else None, [])
    lines, header_end = _drop_lines(lines, result)
    if result.title is None:
        result.title = _headline(lines)
    lines, header_end = _drop_repeats(lines, header_end, result)
    blocks = _blocks(_drop_captions(lines, header_end, result))
    paragraphs = [paragraph for block in blocks for paragraph in _unwrap(block)]
    paragraphs = [_without_credit(BULLET.sub("", paragraph), result) for paragraph in paragraphs]
    result.paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    return result


def _drop_lines(lines: list[str], result: Clean) -> tuple[list[str], int]:
    """Blanks lines that are no part of a story; also returns the index after the last of them above the story."""
    texts = [index for index, line in enumerate(lines) if line]
    top = set(texts[:HEADER_LINES])
    upper_half = set(texts[: len(texts) // 2])
    found = {index: rule for index in texts if len(lines[index]) <= LINE_CHARS and (rule := _line_rule(lines[index]))}
    dated = {index: date_in(lines[index]) for index, rule in found.items() if rule in _rules().header_dates}
    if len(set(dated.values())) > 1 and not all(index in top for index in dated):
        found = {index: rule for index, rule in found.items() if index not in dated}  # a chronicle's headings
    kept, header_end = list(lines), 0
    for index, rule in found.items():
        if index in dated and result.updated is None and index in top:
            result.updated = dated[index]
        result.dropped.append((rule, lines[index]))
        kept[index] = ""
        if index in top and index in upper_half and any(kept[:index]):
            header_end = index + 1
    return kept, header_end


def _line_rule(line: str) -> str | None:
    return next((name for name, pattern in _rules().lines if pattern.fullmatch(line)), None)


def _headline(lines: list[str]) -> str | None:
    first = next((index for index, line in enumerate(lines) if line), None)
    if first is None:
        return None
    line, rest = lines[first], [one for one in lines[first + 1 :] if one]
    if (
        not rest
        or len(line) > TITLE_CHARS
        or (ENDS_SENTENCE.search(line) and not line.endswith("?"))
        or not any(map(str.isalpha, line))
    ):
        return None
    if find_dateline(line) or not (line[0].isupper() or line[0].isdigit() or not line[0].isalnum()):
        return None
    followed_by_blank = lines[first + 1] == ""
    return line if followed_by_blank or key(line) in map(key, rest) else None


def _drop_repeats(lines: list[str], header_end: int, result: Clean) -> tuple[list[str], int]:
    """Blanks repetitions of the headline, and of any other line that is repeated as headlines and scrapers do."""
    title = key(result.title) if result.title else None
    seen: dict[str, int] = {}
    kept = list(lines)
    for index, line in enumerate(lines):
        name = key(line)
        if not name:
            continue
        repeated = name in seen and ((not ENDS_SENTENCE.search(line) and name.count(" ") >= 3) or name.count(" ") >= 12)
        if name == title or repeated:
            result.dropped.append(("title" if name == title else "repeated", line))
            kept[index] = ""
            if name == title and index < HEADER_LINES * 2 and any(kept[:index]):
                header_end = max(header_end, index + 1)
        seen[name] = index
    if not any(kept):
        return lines, 0
    return kept, header_end


def _drop_captions(lines: list[str], header_end: int, result: Clean) -> list[str]:
    """Blanks picture captions: by their wording anywhere, by a credit at their end only above the story."""
    kept = list(lines)
    texts = [index for index, line in enumerate(lines) if line]
    for place, index in enumerate(texts):
        line = lines[index]
        if len(line) > CAPTION_CHARS or len([one for one in kept if one]) == 1:
            continue
        rule = next((name for name, pattern in _rules().captions if pattern.fullmatch(line)), None)
        story_below = sum(len(lines[later]) >= PARAGRAPH_CHARS for later in texts[place + 1 :])
        if rule in _rules().captions_by_credit and not story_below:
            rule = None
        if rule is None and _credited(line):
            above = index < header_end or (place <= 1 and story_below >= 2)
            rule = "credited_caption" if above and not find_dateline(line) else None
        if rule:
            result.dropped.append((rule, line))
            kept[index] = ""
    return kept


def _credited(line: str) -> bool:
    found = _rules().credit.search(line)
    return bool(found and line[found.end() :].strip(" .") == "")


def _without_credit(paragraph: str, result: Clean) -> str:
    """The paragraph without an agency credit at its end: "... police said. (AFP)"."""
    for found in _rules().credit.finditer(paragraph):
        if (
            paragraph[found.end() :].strip(" .") == ""
            and found.start() > 0
            and ENDS_SENTENCE.search(paragraph[: found.start()])
        ):
            result.dropped.append(("credit", found.group().strip()))
            return paragraph[: found.start()].rstrip()
    return paragraph


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _unwrap(block: list[str]) -> list[str]:
    """Joins hard-wrapped lines into one paragraph; lines that are paragraphs of their own stay."""
    inner = block[:-1]
    fitting = sum(len(line) in WRAP for line in inner)
    broken = sum(not re.search(r"[.!?:;][\"'”’)\]]*$", line) for line in inner)
    lengths = [len(line) for line in inner]
    if len(inner) > 1 and fitting >= 0.8 * len(inner) <= broken / 0.75 and max(lengths) - min(lengths) <= RAGGED:
        return [" ".join(block)]
    joined = block[:1]
    for line in block[1:]:
        if line[0].islower() and not ENDS_SENTENCE.search(joined[-1]):
            joined[-1] += f" {line}"  # the sentence goes on
        else:
            joined.append(line)
    return joined
