"""One noun phrase under construction: what the grammar of the finder has gathered so far, and the mention it makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conflictdata.knowledge.actor_lexicon import Entry
from conflictdata.knowledge.actor_types import ActorMention

if TYPE_CHECKING:
    from conflictdata.knowledge.actor_finder import Item, Sentence

STATE = frozenset({"military", "police", "government"})
ARMED = frozenset(
    {"military", "police", "external", "rebel", "political_militia", "identity_militia", "gang", "unidentified_armed"}
)
#: Classes of a noun that may follow a name: "ASG bandits", "BIFF guerrillas".
_FIGHTERS = frozenset({"weapon_platform", "rebel", "gang", "political_militia", "unidentified_armed"})
_MILITIA_WORDS = {"tribal": "Tribal", "clan": "Clan", "communal": "Communal"}


class Phrase:
    """Gathers the parts of one mention."""

    def __init__(self) -> None:
        self.first = 0
        self.last = 0
        self.country: str | None = None
        self.country_entry: Entry | None = None
        self.ethnic: Entry | None = None
        self.named: tuple[str, ...] = ()
        self.named_klass = ""
        self.unit: Entry | None = None
        self.head: Entry | None = None
        self.group = ""
        self.klass = ""
        self.flags: set[str] = set()
        self.cancel = False
        self.possessive = False
        self.owner_possessive = False
        self.parts = 0

    # -- growing ---------------------------------------------------------------------------------------------------

    def accepts(self, entry: Entry) -> bool:
        """Whether the next adjacent form can belong to this phrase."""
        if self.last == 0:
            return True
        category = entry.category
        if category == "actor":
            # "Malian JNIM fighters" is fine, "soldiers Hamas" is not.
            return not self.named and self.head is None and self.unit is None and not self.possessive
        if category in ("country", "people", "seat", "part"):
            return self.country is None and not self.named and self.head is None and self.unit is None
        if category == "ethnic":
            return self.ethnic is None and not self.named and self.head is None
        if category == "unit":
            return not self.named and self.head is None and self.unit is None
        if category == "modifier":
            return self.head is None and self.unit is None and not self.named
        return self._accepts_head(entry)

    def _accepts_head(self, entry: Entry) -> bool:
        if self.named:
            return entry.joins or entry.role in ("metonym", "owner") or entry.klass in _FIGHTERS
        if self.unit is not None:
            return entry.joins or entry.role == "metonym" or entry.klass in ("military", "police")
        if entry.role == "neutral":
            return self.head is not None or self.ethnic is not None or self.country is not None or bool(self.flags)
        return True

    def add(self, entry: Entry, first: int, last: int, possessive: bool) -> None:
        """Take a form in."""
        if self.last == 0:
            self.first = first
        self.last = last
        self.possessive = possessive
        self.parts += 1
        category = entry.category
        if category == "actor":
            self.named, self.named_klass = entry.ids, entry.klass
        elif category in ("country", "people", "seat", "part"):
            self.country, self.country_entry = entry.country, entry
            self.owner_possessive = possessive
        elif category == "ethnic":
            self.ethnic = entry
        elif category == "unit":
            self.unit, self.klass = entry, entry.klass
            if self.country is None and len(entry.countries) == 1:
                self.country = next(iter(entry.countries))
        elif category == "modifier":
            self.flags.add(entry.flag)
        else:
            self._add_head(entry)

    def _add_head(self, entry: Entry) -> None:
        before = self.head
        if before is not None:
            self.klass = _compound(self.klass, before, entry)
            self.group = entry.group or self.group
        elif not self.unit:
            self.klass = entry.klass
            self.group = entry.group
        self.head = entry

    def add_link(self, entry: Entry, first: int, last: int) -> None:
        """Take in "al Qaeda-linked" or "Russian-backed": a modifier, not the actor."""
        if self.last == 0:
            self.first = first
        self.last = last
        self.flags.add("linked")
        for key in entry.ids:
            self.flags.add(f"linked:{key}")

    @property
    def takes_tail(self) -> bool:
        """Whether "of X" after the head can still say whose it is."""
        return self.head is not None and not self.named and self.country is None and self.unit is None

    def add_tail(self, entry: Entry, last: int, between: list[str]) -> bool:
        """Take in the organisation or country after "of" or "from"; False when it is not one."""
        if self.head is None:
            return False
        if entry.category == "actor" and (self.head.joins or self.klass in ARMED):
            self.named, self.named_klass, self.last = entry.ids, entry.klass, last
            if between[0] in ("affiliated", "allied", "linked", "aligned"):
                self.named = ()
                self.flags.add("linked")
                self.flags.update(f"linked:{key}" for key in entry.ids)
            return True
        if entry.category == "unit" and between[0] in ("of", "from") and self.klass in STATE:
            self.unit, self.klass, self.last = entry, entry.klass, last
            if len(entry.countries) == 1:
                self.country = next(iter(entry.countries))
            return True
        if entry.category == "country" and between[0] in ("of", "from") and self.klass in STATE:
            self.country, self.last = entry.country, last
            return True
        if entry.category == "country" and between[0] == "from" and self.klass in ARMED:
            self.country, self.last = entry.country, last
            return True
        if entry.category == "ethnic" and self.ethnic is None and self.klass in ARMED | {"civilians"}:
            self.ethnic, self.last = entry, last
            return True
        return False

    @property
    def half(self) -> bool:
        """Whether only the name of a people was read: its noun may stand after "and" and another people."""
        bare = self.head is None and self.unit is None and not self.named and not self.owner_possessive
        people = self.country_entry is not None and self.country_entry.category == "people"
        return bare and (self.ethnic is not None or people)

    def shared(self, other: Phrase, items: Sequence[Item], sentence: Sentence) -> list[ActorMention]:
        """The mention that this half makes with the noun of another phrase; empty when that has none to share."""
        if (other.head is None or other.head.role == "skip") and other.unit is None:
            return []
        if other.ethnic is None and other.country is None:
            return []
        first, last = self.first, self.last
        if self.country is not None and other.unit is not None:
            self.unit, self.klass = other.unit, other.klass
        for item in items:
            if item.last <= other.last and self.accepts(item.entry):
                self.add(item.entry, item.first, item.last, False)
        self.first, self.last = first, last
        made = self.mention(sentence, "noun")
        other.flags |= self.flags - {"linked"}
        return [made] if made is not None else []

    def narrow(self, ids: tuple[str, ...]) -> None:
        """Keep the candidates that the acronym in brackets shares."""
        shared = tuple(key for key in self.named if key in ids)
        self.named = shared or self.named

    # -- making the mention ----------------------------------------------------------------------------------------

    @property
    def is_country(self) -> bool:
        """Whether only a country or a seat was read."""
        entry = self.country_entry
        return (
            entry is not None and entry.category in ("country", "seat") and self.parts == 1
            and self.head is None and self.unit is None and not self.named and self.ethnic is None
        )  # fmt: skip

    @property
    def is_group(self) -> bool:
        """Whether only the word "group" was read: it may resume a named one."""
        return self.parts == 1 and self.head is not None and self.head.form == "group"

    @property
    def is_seat(self) -> bool:
        """Whether the country was named by its capital or another seat."""
        return self.country_entry is not None and self.country_entry.category == "seat"

    def mention(self, sentence: Sentence, use: str) -> ActorMention | None:
        """The mention these parts make, or None when they make none."""
        kind, klass = self._kind(use)
        if not kind:
            return None
        start = sentence.starts[self.first]
        end = sentence.ends[self.last - 1]
        inside = sentence.flat[start:end]
        if sentence.flat[end : end + 1] == ")" and inside.count("(") > inside.count(")"):
            end += 1
        head = self.head
        plural = self.named != () or (head.plural if head else False)
        if head is None and self.country_entry is not None:
            plural = self.country_entry.plural
        flags = set(self.flags)
        if head is not None and head.role == "metonym":
            flags.add("metonym")
        if head is not None and head.resumes:
            flags.add(f"resumes:{head.resumes}")
        elif head is not None and "rebel" in flags and head.form in ("group", "groups"):
            flags.add("resumes:rebel")
        if head is not None and head.group == "Pastoralists":
            flags.add("herders")
        if self.unit is not None:
            flags.update(f"home:{iso3}" for iso3 in self.unit.countries)
        ethnic = self.ethnic.group if self.ethnic else None
        return ActorMention(
            start=start, end=end, text=sentence.raw[start:end], kind=kind, klass=klass, ids=self.named,
            country=self.country, group=self._group(), armed=klass in ARMED or "armed" in flags, plural=plural,
            unit=self.unit.unit if self.unit else (head.unit or None if head else None),
            pattern=self._pattern(klass), flags=frozenset(flag for flag in flags if flag),
            head=head.form.lower() if head else "", ethnic=ethnic,
        )  # fmt: skip

    def _kind(self, use: str) -> tuple[str, str]:
        if self.named:
            return "named", self.named_klass
        if self.unit is not None:
            return "state", self.unit.klass
        head = self.head
        if head is not None:
            if head.role == "skip" or (self.parts == 1 and head.cap != -1 and not head.plural and use != "noun"):
                # "Shiite" before a noun the finder does not know is an adjective of that noun.
                return "", ""
            if use == "group":
                self.flags.add("resumes:group")
                return "generic", "unidentified_armed"
            return self._kind_with_head(head)
        if self.ethnic is not None:
            return ("generic", "civilians") if use == "noun" else ("", "")
        if self.is_country:
            return ("country", "military") if use == "actor" else ("", "")
        people = self.country_entry
        if people is not None and people.category == "people" and use == "noun" and not people.form.isupper():
            return "generic", "civilians"
        return "", ""

    def _kind_with_head(self, head: Entry) -> tuple[str, str]:
        klass = self.klass
        owned = self.country is not None
        if head.role == "owner" or klass == "weapon_platform":
            if owned and not self._place_of(head):
                return "state", "military"
            if klass not in ("weapon_platform", "neutral", ""):
                return ("state" if klass in STATE else "generic"), klass
            return ("generic", "weapon_platform") if head.role != "owner" else ("", "")
        if klass in ("neutral", ""):
            return self._neutral()
        if "unarmed" in self.flags and klass in STATE:
            return "generic", "civilians"
        if "armed" in self.flags and klass in ("civilians", "protesters"):
            return "generic", "identity_militia" if self.group in (
                "Pastoralists",
                "Farmers",
            ) or self.ethnic else "unidentified_armed"
        if "riot" in self.flags and klass in ("civilians", "protesters"):
            return "generic", "rioters"
        if "protest" in self.flags and klass == "civilians":
            return "generic", "protesters"
        if self.flags & {"rebel"} and klass == "military":
            return "generic", "rebel"
        if self.ethnic is not None and klass in ARMED - STATE:
            return "generic", "identity_militia"
        return ("state" if klass in STATE else "generic"), klass

    def _place_of(self, head: Entry) -> bool:
        # "the Bangkok bombing", "the Nigeria attack": where it happened, not who did it.
        entry = self.country_entry
        return head.role == "owner" and entry is not None and entry.category != "people" and not self.owner_possessive

    def _neutral(self) -> tuple[str, str]:
        if "rebel" in self.flags:
            return "generic", "rebel"
        if "government" in self.flags:
            return "state", "military"
        if (
            self.head is not None
            and self.head.klass == "neutral"
            and self.country is not None
            and self.head.form in ("units", "unit", "troops")
        ):
            return "state", "military"
        if "armed" in self.flags or "unknown" in self.flags:
            return "generic", "identity_militia" if self.ethnic is not None else "unidentified_armed"
        return "", ""

    def _group(self) -> str | None:
        if self.ethnic is not None:
            return f"{self.ethnic.group} {self.ethnic.klass} Group"
        if self.group:
            return self.group
        if "displaced" in self.flags:
            return "Refugees/IDPs"
        return "Women" if "women" in self.flags else None

    def _pattern(self, klass: str) -> str:
        if klass == "identity_militia":
            if self.ethnic is not None:
                return f"{self.ethnic.group} {self.ethnic.klass} Militia ({{country}})"
            for flag, label in _MILITIA_WORDS.items():
                if flag in self.flags:
                    return f"Unidentified {label} Militia ({{country}})"
        head = self.head
        return head.pattern if head is not None and head.klass == klass else ""


def _compound(klass: str, before: Entry, entry: Entry) -> str:
    """Class of two nouns in a row: "police officers" are police, "student protesters" protesters."""
    if entry.role in ("neutral", "owner", "metonym") or entry.klass == "weapon_platform":
        return klass
    if klass in STATE and entry.group == "Government":
        return klass
    if klass == "government" and entry.klass in ("military", "police"):
        return entry.klass
    if klass in ("rebel", "gang", "political_militia", "external") and entry.klass in ARMED:
        return klass
    if klass in ("police", "military") and entry.klass in ("military", "police"):
        return klass
    return entry.klass
