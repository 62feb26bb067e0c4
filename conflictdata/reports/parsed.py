"""A parsed sentence with everything that was recognised in it, and the classes its words have.

Classes come from the word lists of ``semantic_classes.yaml`` and from what is known of the sentence's actors, places
and dates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.lexicon import split_list
from conflictdata.knowledge.ontology import Ontology
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.reports.casualties import Harm
from conflictdata.reports.columns import Columns, columns
from conflictdata.reports.dates import DateMention
from conflictdata.reports.sentences import Sentence
from conflictdata.reports.syntax import clause_tokens, noun_context

#: Classes of weapons, as features name them.
WEAPON_CLASSES = tuple(
    f"weapon_{kind}"
    for kind in split_list(
        "air | artillery | planted | suicide | grenade | chemical | gun | crude | incendiary | crowd_control | live"
    )
)
PRONOUNS = frozenset({"they", "he", "she", "it", "them", "him", "her", "who", "which", "that", "those", "we"})


@dataclass(slots=True)
class Role:
    """A filler of a role: the phrase in the stored text and the actor mention in it, if any."""

    start: int
    end: int
    text: str
    head: str
    mention: ActorMention | None
    pronoun: bool
    classes: frozenset[str]
    head_is_common: bool = True


@dataclass(slots=True)
class Parsed:
    """A sentence with everything that was recognised in it.

    Mention offsets are relative to the sentence; harm offsets to the text.
    """

    sentence: Sentence
    doc: Doc
    actors: list[ActorMention]
    places: list[PlaceMention]
    dates: list[DateMention]
    harms: list[Harm] = field(default_factory=list)
    classes: list[set[str]] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    clauses: dict[int, list[int]] = field(default_factory=dict)
    nouns: dict[int, list[int]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    text: str = ""
    columns: Columns | None = None

    def __post_init__(self) -> None:
        """Read the tokens once; asking the doc for each costs as much as parsing it."""
        table = columns(self.doc)
        self.lower, self.starts, self.tags, self.text = table.lower, table.starts, table.tags, table.text
        self.columns = table

    def clause(self, token: Token) -> list[int]:
        """Word positions of the clause a trigger heads, computed once."""
        found = self.clauses.get(token.i)
        if found is None:
            found = self.clauses[token.i] = clause_tokens(token)
        return found

    def noun_context(self, token: Token) -> list[int]:
        """Word positions of what belongs to a noun, computed once."""
        found = self.nouns.get(token.i)
        if found is None:
            found = self.nouns[token.i] = noun_context(token)
        return found


_MANY = frozenset({"dozens", "scores", "hundreds", "thousands"})
#: Endings of nouns for people; the list of persons cannot hold every trade.
_PEOPLE = re.compile(
    r"..(?:ists?|[iu]ans?|men|women|keepers?|workers?|drivers?|makers?|sellers?|teachers?|boys?|girls?|mates?|pickers?|"
    r"growers?|owners?|dwellers?|eers?)$"
)


def annotate_classes(parsed: Parsed, ontology: Ontology) -> None:
    """Tag each token with static classes and with the classes its actor or place mention gives it."""
    parsed.classes = ontology.classes.tag(parsed.lower)
    for mention in parsed.actors:
        extra = _mention_classes(mention)
        for i in _inside(parsed, mention.start, mention.end):
            parsed.classes[i] |= extra
    for place in parsed.places:
        for i in _inside(parsed, place.start, place.end):
            parsed.classes[i].add("placename")
    for i, tag in enumerate(parsed.tags):
        if tag.startswith("NN"):
            parsed.classes[i] |= _looks(tag, parsed.lower[i], parsed.classes[i])
        if (tag == "CD" or parsed.lower[i] in _MANY) and _counts_people(parsed.doc[i]):
            parsed.classes[i].add("person")
    for when in parsed.dates:  # the month of March is no march
        for i in _inside(parsed, when.start, when.end):
            parsed.classes[i] = {"date"}


def _inside(parsed: Parsed, start: int, end: int) -> range:
    return range(bisect_left(parsed.starts, start), bisect_left(parsed.starts, end))


def _looks(tag: str, word: str, known: set[str]) -> set[str]:
    """Classes by form: a name that is neither place nor actor ("proper"), a noun that ends like one for people."""
    if tag in ("NNP", "NNPS"):
        return set() if known & {"placename", "armed", "state"} else {"proper"}
    return {"person"} if _PEOPLE.search(word) else set()


def _counts_people(token: Token) -> bool:
    """A number that stands for itself ("kidnapped three"), not one that counts things ("three trucks")."""
    return token.dep_ in ("nsubj", "nsubjpass", "dobj") and not any(c.lower_ == "of" for c in token.children)


def _mention_classes(mention: ActorMention) -> set[str]:
    out = {mention.klass}
    if mention.armed:
        out.add("armed")
    if mention.klass in ("military", "police", "government"):
        out |= {"state"}
    if mention.klass in ("military", "weapon_platform", "external") or mention.kind == "country":
        out.add("state_or_air")
    if mention.klass == "civilians":
        out |= {"civilian", "person"}
    return out
