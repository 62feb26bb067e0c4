"""Who acts in conflict news: find the words, then name and type the actor as the coding standard asks.

Example:
    >>> base = ActorBase.load()
    >>> text = "Suspected Boko Haram fighters killed nine Nigerian soldiers."
    >>> context = base.context(text, None)
    >>> [base.resolve(m, country="NGA", when=None, context=context).inter for m in base.find(text, context)]
    ['Rebel group', 'State forces']
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import (
    actor_checks,
    actor_context,
    actor_identify,
    actor_lexicon,
    actor_names,
    actor_resolver,
)
from conflictdata.knowledge.actor_finder import Finder
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_types import INTER_LABELS, Actor, ActorContext, ActorMention, ResolvedActor

__all__ = ["INTER_LABELS", "Actor", "ActorBase", "ActorContext", "ActorMention", "ResolvedActor"]


class ActorBase:
    """The knowledge base of actors, with its finder and resolver. Build it once with ``load`` and share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._finder = Finder(lexicon)

    @classmethod
    def load(cls, extra: Path | None = None) -> ActorBase:
        """Read the tables (about 0.2 s).

        Args:
            extra: A further CSV with the columns of ``data/actors.csv``; its rows add to or replace ours.

        Raises:
            KnowledgeError: When the further table has a fault; it names line and remedy.
        """
        if extra is not None:
            actor_checks.must_be_sound(extra)
        return cls(actor_lexicon.load(extra))

    @property
    def actors(self) -> dict[str, Actor]:
        """Every actor by id."""
        return self.lexicon.actors

    @cached_property
    def by_name(self) -> dict[str, Actor]:
        """Every actor by its written name."""
        return {actor.name: actor for actor in self.lexicon.actors.values()}

    def find(self, text: str, context: ActorContext | None = None) -> list[ActorMention]:
        """Mentions of actors in a text, longest first, non-overlapping, sorted by place.

        Args:
            text: A sentence (or more); offsets in the result refer to it.
            context: The article's context; without it short or ambiguous acronyms are left alone.

        Example:
            >>> [m.text for m in ActorBase.load().find("The army of Mali fought armed herders.")]
            ['army of Mali', 'armed herders']
        """
        return self._finder.find(text, context)

    def context(self, text: str, published: date | None, lands: tuple[str, ...] = ()) -> ActorContext:
        """Read a whole article for acronyms, countries and the groups it names.

        Args:
            text: The stored text of the document.
            published: Its publication day.
            lands: iso3 of the countries in which its places lie, most frequent first: "NPA rebels killed in Bicol"
                names no country.
        """
        return actor_context.build(text, published, self._finder, lands)

    def resolve(
        self,
        mention: ActorMention,
        *,
        country: str | None,
        when: date | None,
        context: ActorContext,
        role: str | None = None,
    ) -> ResolvedActor:
        """Name and type an actor for one event.

        Args:
            mention: A mention found by ``find``.
            country: iso3 of the country where the event happened.
            when: Day of the event; None means the publication day.
            context: The article's context; pass ``context.at(offset)`` so that "the rebels" look back from there.
            role: "agent" or "patient" when known: villagers who attack are rioters, herders of a named people who
                attack are its militia.

        Returns:
            The name, type label, associates, confidence, rule and the reason for any guess.
        """
        return actor_resolver.resolve(self.lexicon, mention, country, when, context, role)

    def state_actor(self, branch: str, country: str, when: date | None, unit: str | None = None) -> str:
        """Name of a state force: ``state_actor("Military", "SYR", date(2015, 1, 1))``."""
        return actor_names.state_actor(branch, country, when, unit)

    def crowd(self, label: str, country: str | None) -> str:
        """Name of an unorganised side: ``crowd("Rioters", "IND")`` is "Rioters (India)"."""
        return f"{label} ({actor_identify.place_name(country)})"

    def inter_of(self, actor: str, country: str | None, when: date | None) -> str:
        """Type label of an actor id or name on a day in a country.

        Args:
            actor: Id or written name of the knowledge base.
            country: iso3 of the country of the event: a state force abroad is External/Other forces.
            when: Day of the event.

        Example:
            >>> base = ActorBase.load()
            >>> base.inter_of("Taliban", "AFG", date(2022, 1, 1))
            'State forces'
        """
        found = self.lexicon.actors.get(actor) or self.by_name.get(actor)
        if found is None:
            raise KnowledgeError(
                f"Unknown actor {actor!r}.", where="inter_of", allowed="an actor id or name of the base"
            )
        digit = found.inter_at(when)
        if digit == 1 and country is not None and found.countries and country not in found.countries:
            digit = 8
        return INTER_LABELS[digit]
