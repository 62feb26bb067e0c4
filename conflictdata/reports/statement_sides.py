"""Source and target of a statement: bound by grammar first, then by the countries its own words name.

A phrase gives its country by its first name ("Israeli settlers in the West Bank"); people without any take the country
of the other side or of the place ("police arrested opposition leaders in Harare"). Who only reports it is never a side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Token

from conflictdata.knowledge.inflect import verb_forms
from conflictdata.knowledge.lexicon import split_list
from conflictdata.reports.acts import Act
from conflictdata.reports.annotate import Article
from conflictdata.reports.parsed import PRONOUNS, Parsed, Role
from conflictdata.reports.statement_actors import Named, named, sector
from conflictdata.reports.syntax import is_passive, is_verb, subjects

#: Verbs whose complement is the statement and whose subject only tells it.
REPORTING = frozenset(
    form
    for lemma in split_list("say | announce | report | declare | state | claim | confirm | add | tell | note | reveal")
    for form in verb_forms(lemma)
) | {"said", "told"}
_APART = frozenset({"relcl", "advcl", "ccomp", "conj", "cc", "punct", "parataxis"})
_EDGES = frozenset({"border", "borders", "frontier", "newspaper", "radio", "television", "time", "language", "agency"})
_INTERNATIONAL = frozenset({"IGO", "NGO", "IMG"})
_OWN = frozenset({"its", "their", "his", "her"})
#: Participles that say what a subject stands for, not what is done to it: "Israel is opposed to mediation".
_STANCES = frozenset({"opposed", "committed", "prepared", "determined", "resolved", "inclined", "pledged"})
#: Events in which two doers side by side do it to each other.
_MUTUAL = frozenset({"talk", "consent", "support", "cooperate", "fight", "agree", "fight_openly"})

CountriesOf = Callable[[tuple[str, ...]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a statement: its words, its country or kind of international body, and its sector."""

    name: str
    code: str | None
    sector: str | None

    @property
    def iso3(self) -> str | None:
        """Its country; None for international bodies."""
        return None if self.code in _INTERNATIONAL else self.code


def sides(
    act: Act, token: Token, parsed: Parsed, article: Article, countries_of: CountriesOf
) -> tuple[Side | None, Side | None]:
    """Source and target of an act; None for a side that nothing tells."""
    reader = _Reader(parsed, article, countries_of)
    if token.tag_ == "MD":
        doers, done_to = reader.of_tokens(_teller(token)), reader.of_tokens(subjects(token.head))
    else:
        doers = [side for role in act.agents for side in reader.of_role(role)]
        done_to = [side for role in [*act.patients, *act.targets] for side in reader.of_role(role)]
    if token.lower_ in _STANCES and not doers:
        doers, done_to = done_to, []
    if not doers and not (is_verb(token) and is_passive(token)):
        doers = reader.of_tokens(_holder(token)) or reader.of_tokens(_teller(token))
    source = _first(doers)
    target = _target(source, doers, done_to, act)
    same = target is not None and source is not None and target.code == source.code and not target.sector
    if target is None or target.code is None or same:
        target = reader.named_beside(token, source, target)
    if source is not None and target is not None and source.name == target.name and act.name not in _MUTUAL:
        target = None  # one phrase cannot be both
    return reader.at_home(source, target)


def _first(found: list[Side]) -> Side | None:
    return next((side for side in found if side.code), found[0] if found else None)


def _target(source: Side | None, doers: list[Side], done_to: list[Side], act: Act) -> Side | None:
    """Who is acted upon: the first other country, for mutual acts the second doer."""
    code = source.code if source else None
    other = next((side for side in done_to if side.code and side.code != code), None)
    if other is None and act.name in _MUTUAL:
        other = next((side for side in doers if side.code and side.code != code), None)
    return other or _first(done_to)


def _holder(token: Token) -> list[Token]:
    """The subject of the verb that an adjective or noun completes: "X is ready to", "X speeded up the withdrawal"."""
    if is_verb(token):  # a name the parser took for a day or an adverb
        return [c for c in token.lefts if c.tag_ in ("NNP", "NNPS")]
    seen = token
    while seen.dep_ in ("acomp", "attr", "oprd", "dobj", "pobj", "prep", "xcomp") and seen.head.i != seen.i:
        seen = seen.head
        if is_verb(seen):
            return [] if is_passive(seen) else subjects(seen)
    return []


def _teller(token: Token) -> list[Token]:
    """The subject of the verb that reports an act: "X said that Y must ..."; trailing sources do not count."""
    seen = token
    while seen.head.i != seen.i:
        above = seen.head
        if above.lower_ in REPORTING and seen.dep_ in ("ccomp", "xcomp"):
            return [t for t in subjects(above) if t.i < token.i]
        seen = above
    return []


class _Reader:
    """Reads sides out of one sentence."""

    def __init__(self, parsed: Parsed, article: Article, countries_of: CountriesOf) -> None:
        self.parsed, self.article, self.countries_of = parsed, article, countries_of
        #: Where the telling begins: a dateline before it names nobody.
        self.begin = max(0, article.document.body_start - parsed.sentence.start) if not parsed.sentence.is_title else 0

    def of_role(self, role: Role) -> list[Side]:
        """Sides a role's phrase names; two for "Hungarian and Romanian officials"."""
        offset = self.parsed.sentence.start
        inside = [t for t in self.parsed.doc if role.start - offset <= t.idx < role.end - offset]
        head = next((t for t in inside if t.lower_ == role.head), None)
        if head is None:
            return []
        return self._of(head, role)

    def of_tokens(self, heads: Iterable[Token]) -> list[Side]:
        """Sides of some head words."""
        return [side for head in heads for side in self._of(head, None)]

    def _of(self, head: Token, role: Role | None) -> list[Side]:
        if not _can_be_side(head, self.parsed):
            return []
        if head.lower_ in PRONOUNS:
            told = self._before(head)
            return [side for t in told for side in self._of(t, None)][:1]
        start, end = self._span(head)
        words = self.parsed.text[start:end]
        found = _kept(named(words), words)
        name = _trim(words)
        if not found:
            owner = next((c for c in head.children if c.lower_ in _OWN), None)
            told = [t for t in self._before(head) if t.i != head.i] if owner is not None else []
            for t in told:
                outer = [
                    replace(side, name=name, sector=sector(name, side.code)) for side in self._of(t, None) if side.code
                ]
                if outer:
                    return outer[:1]
            code = self._by_knowledge(head, role, start, end)
            known = sector(name, code) or _by_mention(role)
            thing = code is None and known is None and head.text.islower()
            return [] if thing else [Side(name, code, known)]
        codes = [found[0].code]
        if len(found) > 1 and words[found[0].end : found[1].start].strip() in ("and", "&", ",", "or"):
            codes.append(found[1].code)
        return [Side(name, code, sector(name, code)) for code in codes]

    def _span(self, head: Token) -> tuple[int, int]:
        start, end = _span(head)
        return (start if head.idx < self.begin else max(start, self.begin)), end

    def _before(self, token: Token) -> list[Token]:
        """Subjects of the verbs above a word: who "it" and "their" mostly resume."""
        out: list[Token] = []
        seen = token
        while seen.head.i != seen.i:
            seen = seen.head
            if is_verb(seen):
                out.extend(t for t in subjects(seen) if t.i < token.i and t.lower_ not in PRONOUNS)
        return out

    def _by_knowledge(self, head: Token, role: Role | None, start: int, end: int) -> str | None:
        mention = role.mention if role else None
        mention = mention or next((m for m in self.parsed.actors if m.start <= head.idx < m.end), None)
        if mention is not None:
            if mention.country:
                return mention.country
            homes = self.countries_of(mention.ids)
            if len(homes) == 1:
                return next(iter(homes))
            here = [code for code in self.article.actor_context.countries if code in homes]
            if here:
                return here[0]
        for place, resolved in self.article.places.get(self.parsed.sentence.index, []):
            if resolved is not None and start <= place.start < end:
                return resolved.place.country
        return None

    def named_beside(self, token: Token, source: Side | None, target: Side | None) -> Side | None:
        """Who else the act's own words name when no role does.

        First another country, then people of whatever country, then a country in a subordinate clause.
        """
        verb = token.head if token.tag_ == "MD" else token
        own = self._words_after(verb, clauses=False)
        return (
            self._other_country(own, source, target)
            or (target if target is not None and target.sector else None)
            or self._people(own, source)
            or self._other_country(self._words_after(verb, clauses=True), source, target)
            or target
        )

    def _words_after(self, verb: Token, *, clauses: bool) -> list[Token]:
        told = {t.i for word in self.parsed.doc if word.lower_ in REPORTING for s in subjects(word) for t in s.subtree}
        out, stack = [], [verb]
        while stack:
            token = stack.pop()
            if token.i > verb.i and token.i not in told:
                out.append(token)
            stack += [c for c in token.children if clauses or c.dep_ not in ("relcl", "advcl", "parataxis")]
        return sorted(out, key=lambda t: t.i)

    def _other_country(self, words: list[Token], source: Side | None, target: Side | None) -> Side | None:
        for token in words:
            hit = next((n for n in self._all() if n.start <= token.idx < n.end), None)
            if hit is None or (source is not None and hit.code == source.code) or _edge(token):
                continue
            if target is not None and not hit.demonym:
                return replace(target, code=hit.code)
            while hit.start <= token.head.idx < hit.end and token.head.i != token.i:
                token = token.head
            return self._side(token.head if hit.demonym and token.dep_ in ("amod", "compound") else token, hit.code)
        return None

    def _people(self, words: list[Token], source: Side | None) -> Side | None:
        for token in words:
            if not token.tag_.startswith("NN") or token.dep_ == "compound":
                continue
            hit = next((n for n in self._all() if n.start <= token.idx < n.end), None)
            if hit is not None:
                return self._side(token, hit.code)
            if sector(token.text) is not None:
                side = self._side(token, None)
                return replace(side, code=source.iso3 if source else None)
        return None

    def _side(self, head: Token, code: str | None) -> Side:
        start, end = self._span(head)
        name = _trim(self.parsed.text[start:end])
        return Side(name, code, sector(name, code))

    def _all(self) -> list[Named]:
        return _kept(named(self.parsed.text), self.parsed.text)

    def at_home(self, source: Side | None, target: Side | None) -> tuple[Side | None, Side | None]:
        """People whose country nothing says are of the place, else of the other side's country."""
        here = next(
            (
                resolved.place.country
                for place, resolved in self.article.places.get(self.parsed.sentence.index, [])
                if resolved is not None and place.relation in ("in", "near", "distance")
            ),
            None,
        )
        if source is not None and source.code is None:
            source = replace(source, code=here or (target.iso3 if target else None) or self._article_country())
        if target is not None and target.code is None:
            target = replace(target, code=(source.iso3 if source else None) or here)
        return source, target

    def _article_country(self) -> str | None:
        return next(iter(self.article.actor_context.countries), None)


def _can_be_side(head: Token, parsed: Parsed) -> bool:
    """Days, bare numbers and clauses are nobody."""
    word = head.tag_.startswith("NN") or head.tag_ in ("PRP", "DT", "JJ", "CD", "WP", "WDT", "PRP$", "IN")
    return word and any(c.isalpha() for c in head.text) and "date" not in parsed.classes[head.i]


def _kept(found: list[Named], text: str) -> list[Named]:
    """Names without those that only say of which people somebody is ("ethnic Albanians in Serbia")."""
    return [
        n
        for n in found
        if not (n.demonym and text[: n.start].rstrip().lower().endswith(("ethnic", "anti", "pro", "anti-", "pro-")))
    ]


def _edge(token: Token) -> bool:
    """A country that only says which border, paper or time is meant."""
    return token.dep_ in ("amod", "compound", "poss") and token.head.lower_ in _EDGES


def _by_mention(role: Role | None) -> str | None:
    if role is None or role.mention is None:
        return None
    return {
        "military": "MIL",
        "police": "COP",
        "government": "GOV",
        "rebel": "REB",
        "political_militia": "REB",
        "identity_militia": "REB",
        "gang": "CRM",
        "unidentified_armed": "REB",
        "protesters": "CVL",
        "rioters": "CVL",
        "civilians": "CVL",
    }.get(role.mention.klass)


def _span(head: Token) -> tuple[int, int]:
    """The noun phrase of a head with its prepositions and apposition, without clauses and coordination."""
    words, stack = [], [head]
    while stack:
        token = stack.pop()
        words.append(token)
        for child in token.children:
            adjective = child.dep_ in ("conj", "cc") and token.i != head.i
            if adjective or (child.dep_ not in _APART and not (child.dep_ == "acl" and child.i > head.i)):
                stack.append(child)
    return min(t.idx for t in words), max(t.idx + len(t) for t in words)


def _trim(words: str) -> str:
    text = " ".join(words.split()).strip(" ,.;:'\"“”{}()")
    for article in ("the ", "a ", "an "):
        if text.lower().startswith(article):
            return text[len(article) :]
    return text
