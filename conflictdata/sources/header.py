"""Headers of text files: `Title: ...`, `Date: ...` lines, or Markdown front matter, above the article."""

from __future__ import annotations

import re

LINE = re.compile(r"(?P<name>[A-Za-z_ -]{2,16}):\s+(?P<value>\S.*)")
NAMES = {
    name: field
    for field, names in {
        "document_id": "document_id id",
        "title": "title headline",
        "published": "published date publication_date publish_date",
        "url": "url link",
        "source": "source outlet publisher publication newspaper",
        "language": "language lang",
    }.items()
    for name in names.split()
}
AT_LEAST = 2  # one such line may be a headline ("Source: army has fled")


def split_header(text: str) -> tuple[dict[str, str], str]:
    r"""The fields of a header and the text below it; no fields when the text does not start with a header.

    A header is at least two `name: value` lines with known names, ended by a blank line or by `---`.

    Args:
        text: The file's text.

    Returns:
        Input fields by name, and the article.

    Example:
        >>> split_header("Title: Raid\nDate: 2020-01-05\n\nNine died.")
        ({'title': 'Raid', 'published': '2020-01-05'}, 'Nine died.')
    """
    lines = text.lstrip("\ufeff\r\n ").splitlines()
    fenced = bool(lines) and lines[0].strip() == "---"
    fields: dict[str, str] = {}
    for index, line in enumerate(lines[int(fenced) :], start=int(fenced)):
        if not line.strip() or line.strip() == "---":
            if len(fields) >= AT_LEAST or (fields and fenced):
                return fields, "\n".join(lines[index + 1 :])
            break
        found = LINE.fullmatch(line.strip())
        if not found:
            break
        name = NAMES.get(found["name"].strip().lower().replace(" ", "_").replace("-", "_"))
        if name:
            fields[name] = found["value"].strip().strip("\"'")
        elif not fenced:
            break
    return {}, text
