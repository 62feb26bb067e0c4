"""Bytes to text: byte order marks, UTF-8, UTF-16 without a mark, then a guess that is always reported."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

SAMPLE = 65_536
FEW_BYTES = 4  # so few bytes beyond ASCII are quotes, dashes or damage, not another script
# Office documents, archives, pictures, PDF, SQLite, Parquet, ELF: common things saved under the name of an article.
MAGIC = (
    (b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP or Office document"), (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"), (b"GIF8", "GIF picture"), (b"\x1f\x8b", "gzip archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"), (b"BZh", "bzip2 archive"), (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"SQLite format 3", "SQLite database"), (b"PAR1", "Parquet file"), (b"\x7fELF", "program"),
    (b"{\\rtf", "RTF document"), (b"RIFF", "media file"),
)  # fmt: skip
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings in which news is still stored. A closed list keeps the guess stable between versions of the detector.
GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "koi8_r", "gb18030", "big5", "shift_jis", "euc_kr",
]  # fmt: skip


class UndecodableError(ValueError):
    """The bytes are not text in any encoding that is tried; the message says what they look like."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that gave it; `note` is "" unless the encoding was guessed."""

    text: str
    encoding: str
    note: str = ""


def binary_kind(data: bytes) -> str | None:
    """What kind of binary file the bytes are, or None when they look like text.

    Example:
        >>> binary_kind(b"%PDF-1.7")
        'PDF'
    """
    for magic, name in MAGIC:
        if data.startswith(magic):
            return name
    if any(data.startswith(mark) for mark, _ in MARKS) or utf16_without_mark(data):
        return None
    sample = data[:SAMPLE]
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return "binary data" if sample and controls > max(8, len(sample) // 10) else None


def utf16_without_mark(data: bytes) -> str | None:
    """The UTF-16 flavour when every second byte of the sample is mostly zero, else None."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    return None


def declared_encoding(data: bytes) -> str | None:
    """The encoding told by a byte order mark or by the pattern of zero bytes; None means: try UTF-8."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    return utf16_without_mark(data)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decodes bytes, guessing only when they are not valid in the declared encoding or UTF-8.

    Args:
        data: The bytes of one file or one line.
        encoding: An encoding the user is sure of; None to find out.

    Returns:
        The text, without byte order mark.

    Raises:
        UndecodableError: When the bytes are not text.

    Example:
        >>> decode("Bogotá".encode("utf-16")).text
        'Bogotá'
    """
    chosen = encoding or declared_encoding(data) or "utf-8"
    try:
        return Decoded(data.decode(chosen).lstrip("\ufeff"), chosen)
    except (UnicodeDecodeError, LookupError) as error:
        if encoding:
            raise UndecodableError(f"the bytes are not {encoding} ({error})") from None
    kind = binary_kind(data)
    if kind:
        raise UndecodableError(f"the bytes are {kind}, not text")
    return _guess(data)


def _guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, rarely needed

    # A UTF-8 file with a few damaged bytes (cut, pasted, joined) is still UTF-8: cp1252 would garble all its accents.
    patched = data.decode("utf-8", "replace")
    damaged = patched.count("\ufffd")
    accents = sum(char > "\x7f" for char in patched) - damaged
    if (damaged and accents >= 2 * damaged) or (damaged == 1 and patched.endswith("\ufffd")):
        return Decoded(patched.replace("\ufffd", ""), "utf-8", f"encoding: {damaged} damaged UTF-8 characters left out")
    # Western news in cp1252 is by far the commonest case, and short texts mislead the detector: prefer it unless
    # the text is full of bytes that are rare in Western languages.
    high = sum(byte >= 0x80 for byte in data[:SAMPLE])
    if high <= FEW_BYTES or high * 20 < len(data[:SAMPLE]):
        western = data.decode("cp1252", "replace")
        lost = western.count("\ufffd")  # five bytes mean nothing in cp1252
        note = "encoding: not UTF-8, read as cp1252" + (
            f"; {lost} byte{'s' if lost > 1 else ''} left out" if lost else ""
        )
        return Decoded(western.replace("\ufffd", ""), "cp1252", note)
    best = from_bytes(data[:SAMPLE], cp_isolation=GUESSES).best()
    if best is None:
        raise UndecodableError("the bytes are not text in any known encoding")
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text, best.encoding, f"encoding: not UTF-8, guessed {best.encoding}")
