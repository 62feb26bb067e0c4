"""The small records that pass between the actor modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

INTER_LABELS: Mapping[int, str] = {
    1: "State forces",
    2: "Rebel group",
    3: "Political militia",
    4: "Identity militia",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "External/Other forces",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """One organisation of the knowledge base.

    Attributes:
        actor_id: Stable id, e.g. "m23".
        name: Name to write; "{country}" is filled with the event country ("Islamic State (Syria)").
        klass: Semantic class (see ActorMention).
        inter: Digit of its type, 1 to 8, before the first period change.
        periods: (first day, digit) pairs, oldest first: the type from that day on.
        countries: iso3 of the countries where it acts; empty = anywhere.
        start: First day on which the name is used, or None.
        end: Last day (exclusive), or None.
    """

    actor_id: str
    name: str
    klass: str
    inter: int
    periods: tuple[tuple[date, int], ...] = ()
    countries: frozenset[str] = frozenset()
    start: date | None = None
    end: date | None = None
    parent: str | None = None
    note: str = ""

    def inter_at(self, when: date | None) -> int:
        """Digit of the type on a day (the latest known one when no day is given)."""
        digit = self.inter
        for first, value in self.periods:
            if when is None or when >= first:
                digit = value
        return digit

    def active(self, when: date | None) -> bool:
        """Whether the name was in use on that day (true when the day is unknown)."""
        if when is None:
            return True
        return (self.start is None or when >= self.start) and (self.end is None or when < self.end)


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Words that name someone who can act or be acted upon.

    Attributes:
        start: First character, in the string given to ``find``.
        end: One past the last character.
        text: The words.
        kind: "named" (an organisation), "state" (army, police or government of a country), "generic" (gunmen,
            villagers) or "country" (a bare country or seat used as an actor: "Israel struck").
        klass: military police government external rebel political_militia identity_militia gang unidentified_armed
            rioters protesters civilians weapon_platform organisation (a party, union or agency without arms).
        ids: Candidate actor ids when kind is "named".
        country: iso3 stated inside the mention ("Syrian troops").
        group: Associate label without country: "Farmers", "Women", "Fulani Ethnic Group".
        armed: Whether the words say or imply arms.
        plural: Whether more than one person is meant.
        unit: Unit of a state force ("Navy", "Gendarmerie").
        pattern: Name pattern of a generic actor, e.g. "Unidentified Gang ({country})".
        flags: Modifiers met inside the mention ("suspected", "unknown", "linked", "metonym", "resumes").
        head: Head noun in lower case ("soldiers"), empty for bare names.
        ethnic: Ethnic group, clan or religion named inside ("Fulani").
    """

    start: int
    end: int
    text: str
    kind: str
    klass: str
    ids: tuple[str, ...] = ()
    country: str | None = None
    group: str | None = None
    armed: bool = False
    plural: bool = False
    unit: str | None = None
    pattern: str = ""
    flags: frozenset[str] = frozenset()
    head: str = ""
    ethnic: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """A mention turned into the name and type that go in a coded row.

    Attributes:
        name: Actor name as in coding standard 3.2.
        inter: Type label as in coding standard 3.1.
        country: iso3 of the actor (its home), or None.
        actor_id: Id in the knowledge base, or None for built names.
        associates: Labels such as "Farmers (Niger)".
        confidence: 0 to 1.
        rule_id: Which rule decided.
        reason: Why it is a guess or an abstention; empty when plain.
    """

    name: str
    inter: str
    country: str | None
    actor_id: str | None
    associates: tuple[str, ...] = ()
    confidence: float = 1.0
    rule_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActorContext:
    """What the whole article tells about actors.

    Attributes:
        published: Publication day.
        acronyms: Acronym -> candidate ids, as introduced in this article ("(MILF)").
        countries: iso3 of countries mentioned, most frequent first.
        named: (offset, mention) of every named organisation, in order of appearance; article offsets.
        states: (offset, mention) of every force whose country is stated.
        new: Actors introduced by the article and absent from the knowledge base.
        blamed: (offset, mention) of named organisations that claim an attack or are blamed for one.
        text: The stored text itself.
        position: Offset from which "the group" or "the rebels" looks back; None = use the whole article.
    """

    published: date | None = None
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    named: tuple[tuple[int, ActorMention], ...] = ()
    states: tuple[tuple[int, ActorMention], ...] = ()
    new: Mapping[str, Actor] = field(default_factory=dict)
    blamed: tuple[tuple[int, ActorMention], ...] = ()
    position: int | None = None
    text: str = ""

    def at(self, offset: int | None) -> ActorContext:
        """The same context seen from a point of the article.

        Args:
            offset: Character offset in the article of the mention to resolve.

        Example:
            >>> ActorContext().at(120).position
            120
        """
        return replace(self, position=offset)


EMPTY_CONTEXT = ActorContext()
