"""Find place names in running text, with the words around them that say how the place is meant.

One pass: capitalised token sequences, longest match against the gazetteer, then tests that throw out persons,
organisations and ordinary words. What a name refers to is decided later, by ``place_resolver``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer import Place, StackedGazetteer
from conflictdata.knowledge.gazetteer_place import WIDE
from conflictdata.knowledge.place_context import PlaceContext, build_context
from conflictdata.knowledge.place_filters import LONGER, STRONG, NameTests, Window
from conflictdata.knowledge.place_links import AFTER, ROAD, link
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_names import ARTICLES, name_key, normalise
from conflictdata.knowledge.place_relations import Relation, read_relation
from conflictdata.knowledge.place_tokens import OWNED, Token, joins, tokenise
from conflictdata.knowledge.place_upper import keep_supported
from conflictdata.knowledge.place_words import PlaceWords, load_words

_MAX_TOKENS = 6
_APPOSITION = re.compile(r"\s*,\s*(?:an?|the)\s+(?:[\w’'-]+\s+){0,3}?([a-z][a-z-]+)\b")
_LOCAL_GOVERNMENT = re.compile(
    r"[ \n]local (?:government(?: area| council)*|council)(?: \(lga\))?|[ \n]lga\b", re.IGNORECASE
)
_CALLED = re.compile(r"\b(?:town|village|hamlet|settlement|community|city) (?:of|called|named) $")
_CAPITAL = re.compile(
    r"\bthe (?:(?P<people>[A-Z][a-z]+(?: [A-Z][a-z]+)?) )?capital\b"
    r"(?! (?:of |city (?:of )?)?[A-Z]| punish| markets?| letters?|,? [A-Z])"
)
_SETTLED = re.compile(r" (?:village|town|settlement|hamlet|community|district|camp)\b")


class PlaceFinder:
    """Find place mentions in texts.

    Args:
        gazetteer: Where names are looked up.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> finder = PlaceFinder(load_gazetteer())
        >>> [(m.text, m.relation) for m in finder.find("Gunmen killed two men near Bama, Borno State.")]
        [('Bama', 'near'), ('Borno State', 'none')]
    """

    def __init__(self, gazetteer: StackedGazetteer, words: PlaceWords | None = None) -> None:
        self.gazetteer = gazetteer
        self.words = words or load_words()
        self._tests = NameTests(self.words, self._candidates)

    def find(self, text: str, blocked: Sequence[tuple[int, int]] = ()) -> list[PlaceMention]:
        """Return the place mentions of a text, in order and without overlaps.

        Args:
            text: Any text: a sentence or a whole article.
            blocked: Character spans that belong to actors or persons; no mention overlaps one.
        """
        tokens = tokenise(text)
        covered = _cover(tokens, blocked)
        mentions: list[PlaceMention] = []
        taken: set[int] = set()
        at = 0
        while at < len(tokens):
            found = (
                None
                if at in covered or not self._may_start(text, tokens, at)
                else self._longest(text, tokens, at, covered, taken)
            )
            if found is None:
                at += 1
                continue
            last, mention = found
            if mention is not None:
                taken.update(range(at, last + 1))
                mentions.append(mention)
            at = last + 1
        if any(mention.upper for mention in mentions):
            mentions = keep_supported(text, tokens, mentions, self.words)
        mentions.extend(self._capitals(text, mentions))
        mentions.sort(key=lambda mention: mention.start)
        return link(text, mentions, self.words)

    def context(
        self,
        text: str,
        mentions: Sequence[PlaceMention],
        *,
        dateline_place: str | None = None,
        actor_countries: Sequence[str] = (),
        outlet_country: str | None = None,
    ) -> PlaceContext:
        """Gather what an article says about where it plays; see place_context.build_context."""
        return build_context(
            text, mentions, self.gazetteer, self.words,
            dateline_place=dateline_place, actor_countries=actor_countries, outlet_country=outlet_country,
        )  # fmt: skip

    def _may_start(self, text: str, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        if token.capital:
            return not (token.upper and token.key in self.words.english)
        return (
            token.key in ARTICLES
            and at + 1 < len(tokens)
            and tokens[at + 1].capital
            and text[token.end : tokens[at + 1].start] in "- "
        )

    def _reach(self, text: str, tokens: Sequence[Token], at: int) -> list[int]:
        """Return the possible last tokens of a name that starts at ``at``, longest first."""
        ends = [at] if tokens[at].capital else []
        last = at
        while last - at < _MAX_TOKENS - 1 and joins(text, tokens, last):
            hyphen = text[tokens[last].end : tokens[last + 1].start] == "-"
            last += 1
            if tokens[last].upper and tokens[last].key in self.words.english:
                break
            if tokens[last].capital or hyphen:
                ends.append(last)
            elif tokens[last].key not in self.words.particles:
                break
        return ends[::-1]

    def _longest(
        self, text: str, tokens: Sequence[Token], at: int, covered: set[int], taken: set[int]
    ) -> tuple[int, PlaceMention | None] | None:
        ends = self._reach(text, tokens, at)
        for last in ends:
            if covered and any(number in covered for number in range(at, last + 1)):
                continue
            candidates = self._candidates(text, tokens[at : last + 1])
            if not candidates or (last > at and not self._whole(tokens, at, last, candidates)):
                continue
            name = text[tokens[at].start : tokens[last].end]
            if last > at and name_key(name) in self.words.never:
                return last, None
            if last == at and not self._is_name(tokens[at], name, candidates):
                continue
            relation = read_relation(text, tokens[at].start, self.words)
            mention = self._mention(text, tokens, at, last, candidates, relation)
            if self._tests.belongs_to_other(Window(text, tokens, at, last, covered, taken), mention):
                continue
            if self._supported(tokens, at, last, mention):
                return last, mention
        return self._unknown(text, tokens, at, covered)

    def _whole(self, tokens: Sequence[Token], at: int, last: int, candidates: tuple[Place, ...]) -> bool:
        """Refuse "In Lice" and "Ten In" as names unless the place is really written with that word ("In Guezzam")."""
        if all(len(token.key) == 1 or token.key in self.words.kinds for token in tokens[at : last + 1]):
            return False  # "Zone E"
        for edge, number in ((0, at), (-1, last)):
            if tokens[number].key in self.words.function_words and not any(
                normalise(p.name).split()[edge] == tokens[number].key for p in candidates
            ):
                return False
        return True

    def _candidates(self, text: str, tokens: Sequence[Token]) -> tuple[Place, ...]:
        keys = [token.key.replace(" ", "") for token in tokens]
        for number, (token, following) in enumerate(pairwise(tokens)):
            if text[token.end : following.start] in OWNED:
                keys[number] += "s"
        found = self.gazetteer.find("".join(keys))
        if len(tokens) > 1 and any(token.key in ARTICLES for token in tokens[:-1]):
            last = len(tokens) - 1
            key = "~" + "".join(
                "al" if token.key in ARTICLES and n < last else token.key for n, token in enumerate(tokens)
            )
            found = tuple(dict.fromkeys(found + self.gazetteer.find(key)))
        return found

    def _is_name(self, token: Token, name: str, candidates: tuple[Place, ...]) -> bool:
        """Refuse single words that are no names: stop list, acronyms, peoples."""
        key = token.key.replace(" ", "")
        if candidates[0].kind in WIDE:
            return name.isupper() or key not in self.words.never
        if key in self.words.never or token.key in self.words.demonyms or len(key) < 2:
            return False
        short = name.isupper() and 1 < len(name) <= 4 and not token.flat
        return not short or name in self.words.acronyms

    def _mention(
        self, text: str, tokens: Sequence[Token], at: int, last: int, candidates: tuple[Place, ...], relation: Relation
    ) -> PlaceMention:
        start, end = tokens[at].start, tokens[last].end
        hint, span_end, name = relation.hint, end, relation.name
        if last > at and tokens[last].key in self.words.kinds:
            hint = tokens[last].key
        after = AFTER.match(text, end)
        word = after.group(1).lower() if after else ""
        if council := _LOCAL_GOVERNMENT.match(text, end):
            hint, span_end = "district", council.end()
        elif word in self.words.kinds and not (last > at and hint == tokens[last].key):
            hint, span_end = word, after.end() if after else end
        elif hint is None and (apposition := _APPOSITION.match(text, end)) and apposition.group(1) in self.words.kinds:
            hint = apposition.group(1)
        if word in ROAD and name in STRONG and text[start - 1 : start] != "-":
            name = "road"
        return PlaceMention(
            start,
            end,
            text[start:end],
            min(relation.start, start),
            span_end,
            name,
            hint,
            candidates,
            (),
            tokens[at].flat,
        )

    def _supported(self, tokens: Sequence[Token], at: int, last: int, mention: PlaceMention) -> bool:
        """Ask ordinary words, given names and upper-case text for support before they count as places."""
        if last > at or mention.candidates[0].kind in WIDE:
            return True
        key = tokens[at].key
        weak = key in self.words.common or key in self.words.given_names or key in self.words.titles
        if tokens[at].upper:
            return True  # keep_supported decides, when it knows the whole text
        if mention.upper and key in self.words.common:
            return mention.relation in ("in", "near", "distance") and mention.kind_hint is not None
        if not weak:
            return True
        return mention.relation in STRONG or (mention.kind_hint is not None and mention.kind_hint != "area")

    def _unknown(
        self, text: str, tokens: Sequence[Token], at: int, covered: set[int]
    ) -> tuple[int, PlaceMention] | None:
        """Keep a name no gazetteer has, when the words around it say that it is a place."""
        token = tokens[at]
        if not token.capital or token.flat or self._tests.continues(text, tokens, at):
            return None
        last = at
        while joins(text, tokens, last) and last + 1 not in covered and last - at < 3:
            following = tokens[last + 1]
            if following.key in LONGER and joins(text, tokens, last + 1) and tokens[last + 2].capital:
                last += 2
                continue
            if text[tokens[last].end] == "-" and not following.capital and _SETTLED.match(text, following.end):
                last += 1  # "Kukuwa-gari village"
                break
            if not following.capital or following.key in self.words.kinds or text[tokens[last].end] in "'’":
                break
            last += 1
        keys = [each.key for each in tokens[at : last + 1] if each.key not in LONGER and each.capital]
        words = self.words
        called = bool(_CALLED.search(text[max(0, token.start - 30) : token.start]))
        if any(
            key in words.common or key in words.demonyms or key in words.organisations or key in words.calendar
            or key.replace(" ", "") in words.never or key in words.facilities
            or (not called and (key in words.titles or key in words.given_names))
            for key in keys
        ):  # fmt: skip
            return None
        name = text[token.start : tokens[last].end]
        if name.isupper() or len(name) < 4:
            return None
        before = tokens[at - 1].key if at > 0 and joins(text, tokens, at - 1) else ""
        if before in words.titles or not self._tests.may_follow(text, tokens, last, before):
            return None
        relation = read_relation(text, token.start, words)
        mention = self._mention(text, tokens, at, last, (), relation)
        level = words.kinds.get(mention.kind_hint or "", "")
        if level in ("settlement", "neighbourhood", "area", "feature", "facility") or mention.relation in STRONG:
            return last, mention
        return None

    def _capitals(self, text: str, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Read "the capital" and "the Liberian capital" as places; bare, the resolver takes the article's country."""
        found = []
        for match in _CAPITAL.finditer(text):
            if any(mention.start < match.end() and match.start() < mention.end for mention in mentions):
                continue
            people = normalise(match.group("people") or "")
            country = self.words.demonyms.get(people)
            if people and not country:
                continue
            relation = read_relation(text, match.start(), self.words)
            places = self.capital(country) if country else ()
            if relation.name not in STRONG and not places:
                continue
            span = min(relation.start, match.start()), match.end()
            found.append(
                PlaceMention(match.start(), match.end(), match.group(), *span, relation.name, "capital", places)
            )
        return found

    def capital(self, country: str) -> tuple[Place, ...]:
        """Return the capital city of a country (alpha-3 code)."""
        nation = countries.get(country)
        if nation is None or not nation.capital:
            return ()
        cities = [place for place in self.gazetteer.lookup(nation.capital, country) if place.kind == "settlement"]
        return tuple(sorted(cities, key=lambda place: -place.population)[:1])


def _cover(tokens: Sequence[Token], blocked: Sequence[tuple[int, int]]) -> set[int]:
    """Return the numbers of the tokens inside blocked spans."""
    ends = [token.end for token in tokens]
    covered: set[int] = set()
    for start, end in blocked:
        at = bisect_right(ends, start)
        while at < len(tokens) and tokens[at].start < end:
            covered.add(at)
            at += 1
    return covered
