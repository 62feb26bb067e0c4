"""Find place names in running text, with the words around them that say how the place is meant.

One pass: capitalised token sequences, longest match against the gazetteer, then tests that throw out persons, organisations
and ordinary words. What a name refers to is decided later, by ``place_resolver``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer import Place, StackedGazetteer
from conflictdata.knowledge.place_context import PlaceContext, build_context
from conflictdata.knowledge.place_mention import PlaceMention, contains
from conflictdata.knowledge.place_names import ARTICLES, name_key, normalise
from conflictdata.knowledge.place_relations import Relation, read_relation
from conflictdata.knowledge.place_words import PlaceWords, load_words

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’ʼ‘`´][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$|(?<=s)['’]$")
_JOIN = frozenset((" ", "-", "‐", "\u00a0", "\n", "’", "'", "–"))
_OWNED = frozenset(("'s ", "’s "))  # inside a name: "Cox's Bazar"
_FUNCTION = frozenset("in on at from near to of by for with the and but when after as off over outside inside around between no one a an".split())
_MAX_TOKENS = 6
_STRONG = frozenset(("in", "near", "distance", "between", "road"))
_APPOSITION = re.compile(r"\s*,\s*(?:an?|the)\s+(?:[\w’'-]+\s+){0,3}?([a-z][a-z-]+)\b")
_AFTER = re.compile(r"[ \n]([A-Za-z][A-Za-z-]+)\b")
_LOCAL_GOVERNMENT = re.compile(r"[ \n]local government(?: area| council)*|[ \n]lga\b", re.IGNORECASE)
_NEAR_GAP = re.compile(r"[^.;:!?]{0,80}\b(?:near|outside|of|from|in|within)\s+(?:(?:the|its|a)\s+)?(?:[\w’'-]+\s+){0,4}?$", re.IGNORECASE)
_IN_GAP = re.compile(
    r"(?:['’]s)?[^.;:!?\n]{0,60}?\b(?P<word>in|inside|of|within)\s+(?:(?:the|its|a)\s+)?(?:[\w’'-]+\s+){0,4}?$", re.IGNORECASE
)
_DIRECTLY_IN = re.compile(r"\s*,?\s*in\s+(?:the\s+)?(?:[\w’'-]+\s+){0,4}", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:town|village|hamlet|settlement|community|city) (?:of|called|named) $")
_ROAD = frozenset(("road", "highway", "axis", "route", "railway", "motorway", "line"))
_CAPITAL = re.compile(r"\bthe (?:(?P<people>[A-Z][a-z]+) )?capital\b(?! (?:of |city of )?[A-Z]| punish| markets?| letters?|,? [A-Z])")
_LONGER = frozenset("al el ad ul de da do del".split())
_SETTLED = re.compile(r" (?:village|town|settlement|hamlet|community|district|camp)\b")
_LINKS = _ROAD | {"border", "frontier", "axis", "corridor", "crossing"}
# What may follow a name no gazetteer has; any other word makes it an attribute ("the Hazara community").
_FOLLOWS = frozenset(
    "and or on in at near to of from by for with where when while who which as after before during until since late early overnight "
    "said says say was were is are has have had on, late, killing killed wounding injuring about some late that but, but then "
    "yesterday today last this around between just not also against under over".split()
)
_NO_PLACE_HEAD = frozenset("pro anti ex non un post pre mid".split())


class Token(NamedTuple):
    """A word: offsets without the possessive ending, normal form, whether it is capitalised, whether capitals count around it."""

    start: int
    end: int
    key: str
    capital: bool
    flat: bool


def _flat_ranges(text: str) -> list[tuple[int, int]]:
    """Return the lines in which capitals prove nothing: all upper case, or written like a headline."""
    ranges = []
    for line in re.finditer(r"[^\n]+", text):
        letters = [c for c in line.group() if c.isalpha()]
        words = [word for word in re.findall(r"[^\W\d_]{4,}", line.group())]
        if len(letters) < 12 or len(words) < 4:
            continue
        upper = sum(c.isupper() for c in letters) / len(letters)
        capitals = sum(word[0].isupper() for word in words) / len(words)
        if upper > 0.8 or (capitals > 0.75 and len(words) >= 5):
            ranges.append(line.span())
    return ranges


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

    def find(self, text: str, blocked: Sequence[tuple[int, int]] = ()) -> list[PlaceMention]:
        """Return the place mentions of a text, in order and without overlaps.

        Args:
            text: Any text: a sentence or a whole article.
            blocked: Character spans that belong to actors or persons; no mention overlaps one.
        """
        tokens = self._tokens(text)
        covered = _cover(tokens, blocked)
        mentions: list[PlaceMention] = []
        taken: set[int] = set()
        at = 0
        while at < len(tokens):
            found = None if at in covered or not self._may_start(text, tokens, at) else self._longest(text, tokens, at, covered, taken)
            if found is None:
                at += 1
                continue
            last, mention = found
            if mention is not None:
                taken.update(range(at, last + 1))
                mentions.append(mention)
            at = last + 1
        mentions.extend(self._capitals(text, mentions))
        mentions.sort(key=lambda mention: mention.start)
        return self._chain(text, mentions)

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

    def _tokens(self, text: str) -> list[Token]:
        flat = _flat_ranges(text)
        tokens, line = [], 0
        for match in _TOKEN.finditer(text):
            word = _POSSESSIVE.sub("", match.group()) or match.group()
            while line < len(flat) and flat[line][1] <= match.start():
                line += 1
            inside = line < len(flat) and flat[line][0] <= match.start()
            tokens.append(Token(match.start(), match.start() + len(word), normalise(word), word[0].isupper(), inside))
        return tokens

    def _may_start(self, text: str, tokens: list[Token], at: int) -> bool:
        token = tokens[at]
        if token.capital:
            return True
        return token.key in ARTICLES and at + 1 < len(tokens) and tokens[at + 1].capital and text[token.end : tokens[at + 1].start] in "- "

    def _joins(self, text: str, tokens: list[Token], at: int) -> bool:
        """Say whether the token after ``at`` can belong to the same name."""
        if at + 1 >= len(tokens):
            return False
        gap = text[tokens[at].end : tokens[at + 1].start]
        return gap in _JOIN or gap in _OWNED or (gap in (". ", ".-") and tokens[at].key in ("saint", "sainte", "mount", "fort"))

    def _reach(self, text: str, tokens: list[Token], at: int) -> list[int]:
        """Return the possible last tokens of a name that starts at ``at``, longest first."""
        ends = [at] if tokens[at].capital else []
        last = at
        while last - at < _MAX_TOKENS - 1 and self._joins(text, tokens, last):
            hyphen = text[tokens[last].end : tokens[last + 1].start] == "-"
            last += 1
            if tokens[last].capital or hyphen:
                ends.append(last)
            elif tokens[last].key not in self.words.particles:
                break
        return ends[::-1]

    def _longest(
        self, text: str, tokens: list[Token], at: int, covered: set[int], taken: set[int]
    ) -> tuple[int, PlaceMention | None] | None:
        ends = self._reach(text, tokens, at)
        for last in ends:
            if any(number in covered for number in range(at, last + 1)):
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
            if self._belongs_to_other(text, tokens, at, last, mention, covered, taken):
                continue
            if self._supported(tokens, at, last, mention):
                return last, mention
        return self._unknown(text, tokens, at, covered)

    def _whole(self, tokens: list[Token], at: int, last: int, candidates: tuple[Place, ...]) -> bool:
        """Refuse "In Lice" and "Ten In" as names unless the place is really written with that word ("In Guezzam")."""
        for edge, number in ((0, at), (-1, last)):
            if tokens[number].key in _FUNCTION and not any(normalise(p.name).split()[edge] == tokens[number].key for p in candidates):
                return False
        return True

    def _candidates(self, text: str, tokens: Sequence[Token]) -> tuple[Place, ...]:
        keys = [token.key.replace(" ", "") for token in tokens]
        for number, (token, following) in enumerate(zip(tokens, tokens[1:], strict=False)):
            if text[token.end : following.start] in _OWNED:
                keys[number] += "s"
        found = self.gazetteer.find("".join(keys))
        if len(tokens) > 1 and any(token.key in ARTICLES for token in tokens[:-1]):
            last = len(tokens) - 1
            key = "~" + "".join("al" if token.key in ARTICLES and n < last else token.key for n, token in enumerate(tokens))
            found = tuple(dict.fromkeys(found + self.gazetteer.find(key)))
        return found

    def _is_name(self, token: Token, name: str, candidates: tuple[Place, ...]) -> bool:
        """Refuse single words that are no names: stop list, acronyms, peoples."""
        key = token.key.replace(" ", "")
        if candidates[0].kind == "country":
            return name.isupper() or key not in self.words.never
        if key in self.words.never or token.key in self.words.demonyms or len(key) < 2:
            return False
        return not (name.isupper() and len(name) <= 4 and not token.flat and len(name) > 1)

    def _mention(
        self, text: str, tokens: list[Token], at: int, last: int, candidates: tuple[Place, ...], relation: Relation
    ) -> PlaceMention:
        start, end = tokens[at].start, tokens[last].end
        hint, span_end, name = relation.hint, end, relation.name
        if last > at and tokens[last].key in self.words.kinds:
            hint = tokens[last].key
        after = _AFTER.match(text, end)
        word = after.group(1).lower() if after else ""
        if council := _LOCAL_GOVERNMENT.match(text, end):
            hint, span_end = "district", council.end()
        elif word in self.words.kinds and not (last > at and hint == tokens[last].key):
            hint, span_end = word, after.end() if after else end
        elif hint is None and (apposition := _APPOSITION.match(text, end)) and apposition.group(1) in self.words.kinds:
            hint = apposition.group(1)
        if word in _ROAD and name in _STRONG and text[start - 1 : start] != "-":
            name = "road"
        return PlaceMention(
            start, end, text[start:end], min(relation.start, start), span_end, name, hint, candidates, (), tokens[at].flat
        )

    def _belongs_to_other(
        self, text: str, tokens: list[Token], at: int, last: int, mention: PlaceMention, covered: set[int], taken: set[int]
    ) -> bool:
        """Say whether the name is part of a person's, an organisation's or another longer name."""
        words = self.words
        if at > 0 and self._joins(text, tokens, at - 1) or (at > 0 and text[tokens[at - 1].end : tokens[at].start] == ". "):
            before = tokens[at - 1]
            gap = text[before.end : tokens[at].start]
            if gap == ". " and not (before.key in words.titles and len(before.key) <= 4):
                pass
            elif gap == "-" and (before.key in _NO_PLACE_HEAD or (before.capital and at - 1 not in taken and not self._is_pair(text, tokens, at - 1))):
                return before.key not in words.demonyms
            elif before.key in words.titles and (before.capital or mention.relation == "none") and before.key not in words.kinds:
                return mention.candidates[0].kind != "country"
            elif before.key in ("of", "for", "and") and at > 1 and self._is_organisation(tokens, at - 2, covered):
                if tokens[at - 2].key == "university" and read_relation(text, tokens[at - 2].start, words).name in _STRONG:
                    return False  # "an explosion at the University of Maiduguri"
                return mention.candidates[0].kind != "country"
            elif before.capital and at - 1 not in covered | taken and not self._leaves_alone(before, mention):
                return True
            elif self._inside_name(text, tokens, at, taken):
                return True
        if not self._joins(text, tokens, last):
            return False
        if self._only_attribute(tokens, at, last, mention):
            return True
        after, gap = tokens[last + 1], text[tokens[last].end : tokens[last + 1].start]
        if gap in _OWNED:
            return False
        if after.key in _LONGER and not after.capital and self._joins(text, tokens, last + 1) and tokens[last + 2].capital:
            return mention.candidates[0].kind != "country"  # "Maarat al-Numan" is not Maarat
        if gap == "-":
            return not self._is_pair(text, tokens, last)
        if not after.capital or last + 1 in covered or text[tokens[last].end : tokens[last].end + 1] in ("'", "’"):
            return False
        if after.key in words.organisations and after.key not in words.facilities and after.key not in words.kinds:
            return not after.flat
        if after.key in words.kinds or after.key in words.facilities or after.key in words.calendar or after.key in words.modifiers:
            return False
        if after.flat:
            return after.key not in words.common and mention.text.lower() in words.given_names
        return mention.candidates[0].kind != "country"

    def _only_attribute(self, tokens: list[Token], at: int, last: int, mention: PlaceMention) -> bool:
        """Refuse ordinary words inside capitalised names ("Clock Tower", "Grand Mosque") and names of peoples and groups."""
        after = tokens[last + 1]
        small = mention.candidates[0].kind not in ("country", "admin1") and mention.candidates[0].population < 100_000
        if last == at and after.key in self.words.peoples and not after.capital and small:
            return True
        ordinary = last == at and tokens[at].key in self.words.common and not tokens[at].flat
        return ordinary and after.capital and after.key not in self.words.calendar and after.key not in self.words.kinds

    def _is_pair(self, text: str, tokens: list[Token], at: int) -> bool:
        """Say whether a hyphen joins two places ("the Garissa-Modogashe road"); "Houthi-run" and "Mayo-Sava" are no pairs."""
        after = tokens[at + 1]
        if not after.capital:
            return False
        if after.key in self.words.demonyms:
            return True
        follows = _AFTER.match(text, after.end)
        linked = follows is not None and follows.group(1).lower() in _LINKS
        return linked and bool(self._candidates(text, [after]))

    def _is_organisation(self, tokens: list[Token], at: int, covered: set[int]) -> bool:
        token = tokens[at]
        return token.capital and not token.flat and at not in covered and token.key in self.words.organisation_heads

    def _leaves_alone(self, before: Token, mention: PlaceMention) -> bool:
        """Say whether a capitalised word before a name leaves it a name of its own."""
        words = self.words
        known = before.key in words.modifiers or before.key in words.kinds or before.key in words.demonyms or before.key in words.calendar
        if known or before.key in words.facilities or before.key.endswith(("ese", "ian", "ish")):
            return True
        if before.key in words.given_names or before.key in words.titles:
            return False
        if normalise(mention.text) in words.common and before.key not in _FUNCTION and not before.flat:
            return False
        return before.key in words.common or before.flat or mention.candidates[0].kind == "country"

    def _inside_name(self, text: str, tokens: list[Token], at: int, taken: set[int]) -> bool:
        """Say whether "X de NAME" or "X al-NAME" makes the name the tail of another name."""
        before = tokens[at - 1]
        if before.capital or at < 2 or before.key not in self.words.particles or before.key in ("of", "the", "e", "y", "i", "o", "s", "at"):
            return False
        head = tokens[at - 2]
        if before.key in ("as", "an", "am", "on", "en") and text[before.end : tokens[at].start] == " ":
            return False
        return head.capital and self._joins(text, tokens, at - 2) and at - 2 not in taken and head.key not in self.words.modifiers

    def _supported(self, tokens: list[Token], at: int, last: int, mention: PlaceMention) -> bool:
        """Ask ordinary words, given names and upper-case text for support before they count as places."""
        if last > at or mention.candidates[0].kind == "country":
            return True
        key = tokens[at].key
        weak = key in self.words.common or key in self.words.given_names or key in self.words.titles
        if mention.upper and key in self.words.common:
            return mention.relation in ("in", "near", "distance") and mention.kind_hint is not None
        if not weak:
            return True
        return mention.relation in _STRONG or (mention.kind_hint is not None and mention.kind_hint != "area")

    def _unknown(self, text: str, tokens: list[Token], at: int, covered: set[int]) -> tuple[int, PlaceMention] | None:
        """Keep a name no gazetteer has, when the words around it say that it is a place."""
        token = tokens[at]
        if not token.capital or token.flat or self._continues(text, tokens, at):
            return None
        last = at
        while self._joins(text, tokens, last) and last + 1 not in covered and last - at < 3:
            following = tokens[last + 1]
            if following.key in _LONGER and self._joins(text, tokens, last + 1) and tokens[last + 2].capital:
                last += 2
                continue
            if text[tokens[last].end] == "-" and not following.capital and _SETTLED.match(text, following.end):
                last += 1  # "Kukuwa-gari village"
                break
            if not following.capital or following.key in self.words.kinds or text[tokens[last].end] in "'’":
                break
            last += 1
        keys = [each.key for each in tokens[at : last + 1] if each.key not in _LONGER and each.capital]
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
        before = tokens[at - 1].key if at > 0 and self._joins(text, tokens, at - 1) else ""
        if before in words.titles or not self._may_follow(text, tokens, last, before):
            return None
        relation = read_relation(text, token.start, words)
        mention = self._mention(text, tokens, at, last, (), relation)
        level = words.kinds.get(mention.kind_hint or "", "")
        if level in ("settlement", "neighbourhood", "area", "feature", "facility") or mention.relation in _STRONG:
            return last, mention
        return None

    def _continues(self, text: str, tokens: list[Token], at: int) -> bool:
        """Say whether an unknown name only continues the capitalised name before it."""
        if at == 0 or not tokens[at - 1].capital or not self._joins(text, tokens, at - 1):
            return False
        before = tokens[at - 1]
        if text[before.end : tokens[at].start] in _OWNED:
            return False
        words = self.words
        people = before.key.replace(" ", "") in words.never or before.key in words.demonyms
        return not (people or before.key in words.modifiers or before.key in words.calendar)

    def _may_follow(self, text: str, tokens: list[Token], last: int, before: str) -> bool:
        """Say whether the words around an unknown name let it be a place rather than an attribute of the next noun."""
        if not self._joins(text, tokens, last):
            return True
        after = tokens[last + 1]
        if text[tokens[last].end] == "-" or text[tokens[last].end] in "'’":
            return False
        if after.key in self.words.kinds:
            behind = tokens[last + 2].key if last + 2 < len(tokens) else ""
            attribute = before in ("a", "an") or (before == "the" and behind in ("of", "called", "named"))
            return not after.key.endswith("s") and not attribute
        if after.key in ("refugee", "displacement", "displaced", "local", "idp"):
            return True
        return after.key in _FOLLOWS or after.key in self.words.facilities or after.capital or after.key in self.words.calendar

    def _capitals(self, text: str, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Read "the capital" and "the Liberian capital" as places; without a people the resolver takes the article's country."""
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
            if relation.name not in _STRONG and not places:
                continue
            span = min(relation.start, match.start()), match.end()
            found.append(PlaceMention(match.start(), match.end(), match.group(), *span, relation.name, "capital", places))
        return found

    def capital(self, country: str) -> tuple[Place, ...]:
        """Return the capital city of a country (alpha-3 code)."""
        nation = countries.get(country)
        if nation is None or not nation.capital:
            return ()
        cities = [place for place in self.gazetteer.lookup(nation.capital, country) if place.kind == "settlement"]
        return tuple(sorted(cities, key=lambda place: -place.population)[:1])

    def _chain(self, text: str, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Bind containers, lists and pairs; from the right, so that chains grow from their ends."""
        linked = list(mentions)
        for number in range(1, len(linked)):
            linked[number - 1], linked[number] = self._own(text, linked[number - 1], linked[number])
        for number in range(len(linked) - 2, -1, -1):
            outer = linked[number + 1]
            if number + 2 < len(linked) and any(each.start == outer.start for each in linked[number + 2].containers):
                outer = replace(linked[number + 2], start=outer.start)  # "in Nasarawa's Keana district": Keana, not Nasarawa
            linked[number] = self._bind(text, linked[number], outer)
        for number in range(1, len(linked)):
            linked[number - 1], linked[number] = self._pair(text, linked[number - 1], linked[number])
        return linked

    def _bind(self, text: str, inner: PlaceMention, outer: PlaceMention) -> PlaceMention:
        gap = text[max(inner.span_end, inner.end) : outer.start]
        if len(gap) > 90 or "\n\n" in gap:
            return inner
        if any(each.start == inner.start for each in outer.containers):
            return inner
        if all(each.candidates and each.candidates[0].kind == "country" for each in (inner, outer)):
            return inner  # "China, Japan" is a list, although Japan has a town called China
        verified = any(contains(big, small) for big in outer.candidates[:20] for small in inner.candidates[:60])
        level = self.words.kinds.get(outer.kind_hint or "")
        stated = level in ("admin1", "admin2") and bool(outer.candidates)
        plain = re.fullmatch(r"\s*[,(]\s*(?:the\s+)?", gap) is not None
        said = _IN_GAP.match(gap)
        direct = _DIRECTLY_IN.fullmatch(gap) is not None
        unit = outer.kind_hint is not None or any(place.kind in ("admin1", "admin2", "country", "region") for place in outer.candidates[:3])
        asserted = said is not None and unit and (
            (said["word"] != "of" and (direct or not inner.candidates)) or (stated and inner.kind_hint is not None)
        )  # fmt: skip
        beside = not inner.candidates and bool(outer.candidates) and _NEAR_GAP.fullmatch(gap) is not None
        if (plain and (verified or stated)) or (said and verified) or asserted or beside:
            return replace(inner, containers=(outer, *outer.containers), span_end=max(outer.span_end, outer.end))
        return inner

    def _own(self, text: str, first: PlaceMention, second: PlaceMention) -> tuple[PlaceMention, PlaceMention]:
        """Read "Mosul's Old City": the first place contains the second."""
        gap = text[first.end : second.start]
        if re.match(r"['’]s\s", gap) and len(gap) < 40 and "," not in gap and "." not in gap:
            inside = any(contains(big, small) for big in first.candidates[:20] for small in second.candidates[:60])
            if inside or (second.kind_hint and not re.search(r"\b(?:in|near|to|from|of|and)\b", gap)):
                owner = replace(first, containers=())
                second = replace(second, relation=first.relation, span_start=first.span_start, containers=(owner, *second.containers))
                return replace(first, relation="of"), second
        return first, second

    def _pair(self, text: str, first: PlaceMention, second: PlaceMention) -> tuple[PlaceMention, PlaceMention]:
        gap = text[first.end : second.start]
        bare = gap.strip()
        if gap in ("-", "–") and (after := _AFTER.match(text, second.end)) and after.group(1).lower() in _ROAD:
            return replace(first, relation="road", span_end=after.end()), replace(second, relation="toward")
        if first.relation in ("between", "road") and re.fullmatch(r"(?:and|to|with)(?: the)?(?: \w+ of)?(?: [a-z]+){0,2}", bare):
            return replace(first, span_end=max(first.span_end, second.end)), replace(second, relation="toward")
        if second.relation == "none" and second not in first.containers and re.fullmatch(r"(?:,|and|or|, and|, or|&|as well as)", bare):
            return first, replace(second, relation=first.relation)
        return first, second


def _cover(tokens: list[Token], blocked: Sequence[tuple[int, int]]) -> set[int]:
    """Return the numbers of the tokens inside blocked spans."""
    if not blocked:
        return set()
    return {n for n, token in enumerate(tokens) if any(start < token.end and token.start < end for start, end in blocked)}
