"""Read a document: split, gate, parse what may state an act, and find actors, places, dates and harms in it.

Only gated sentences are parsed (as one-sentence docs, in batches over many documents); the cheap finders run over the
whole text, because the country of an article is told by sentences that state no act.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from conflictdata.documents.model import Document
from conflictdata.knowledge.actor_types import ActorContext, ActorMention
from conflictdata.knowledge.actors import ActorBase
from conflictdata.knowledge.countries import get as country_of
from conflictdata.knowledge.ontology import Ontology
from conflictdata.knowledge.place_context import PlaceContext
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.knowledge.place_resolver import resolve
from conflictdata.knowledge.place_words import load_words
from conflictdata.reports.acts import Parsed, annotate_classes
from conflictdata.reports.casualties import find_harms
from conflictdata.reports.date_speech import attribute
from conflictdata.reports.dates import DateMention, find_dates, plain_day, tells_beginning
from conflictdata.reports.harm_words import harm_words
from conflictdata.reports.sentences import Sentence, split_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Words of claims and attributions; their sentences are parsed although they state no act.
_CLAIM = re.compile(r"\b(?:claimed|claim|responsibility|blamed|blame|accused|attributed|behind the)\b", re.I)
_HARM = re.compile(
    r"\b(?:missing|displaced|homeless|trapped|besieged|stranded|evacuated|toll|lives|sheltering|harmed|hurt"
    r"|hospital|treated|custody|captivity|families|households|intensive care|wounds|injuries|whereabouts"
    r"|unaccounted|coma|clinic|deceased|moved to|to safety|to shelters|brought out"
    r"|casualties|loss(?:es)?|lost (?:\w+ ){1,3}(?:men|women|soldiers|fighters|officers|people|civilians)|martyr\w*"
    r"|sacrifice|felled|saved|rescued|pulled (?:out|from)|freed|stuck|under siege|blockade|ashes|seen since"
    r"|cattle|livestock|cows|goats|camels|recruit\w*|their ranks|its ranks|conscript\w*|taken|heard from"
    r"|(?:put|puts|gave) the (?:number|figure|count)|(?:is|are|was|were|being|still|also) held|hit in the|on admission"
    r"|crossed (?:to|into|over|the border)"
    r"|mortuary|morgue|corpses?|fatalit\w+|out of action|torn apart|blown apart)\b",
    re.I,
)
#: A line without a stop is a headline In Title Case when so many long words, and this share of them, are capitalised.
_STOPS = '.!?"”:;'
_LONG_WORD, _ANY_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile(r"[^\W\d_]+")
_TITLE_WORDS, _TITLE_SHARE = 4, 0.8
#: Sentences longer than this are lists or broken text; the parser would cost more than it tells.
MAX_SENTENCE = 1200


@dataclass(slots=True)
class Article:
    """A document with everything that was recognised in it.

    Attributes:
        parsed: gated sentences in text order, the title first.
        aside: sentences that only a view asked for; events are not coded from them.
        places: all place mentions of the text with what they resolve to, by sentence index.
        dates: all time expressions of the text, by sentence index; offsets are relative to the sentence.
        incidents: how many incidents the article tells of, once they are known.
        actor_context: what the actor resolver knows of the article.
        place_context: what the place resolver knows of the article.
    """

    document: Document
    sentences: list[Sentence]
    parsed: list[Parsed]
    places: dict[int, list[tuple[PlaceMention, ResolvedPlace | None]]]
    actor_context: ActorContext
    place_context: PlaceContext
    actors: list[ActorMention] = field(default_factory=list)
    settings: dict[str, str | None] = field(default_factory=dict)
    aside: list[Parsed] = field(default_factory=list)
    dates: dict[int, list[DateMention]] = field(default_factory=dict)
    incidents: int = 0


class Annotator:
    """Turns documents into annotated articles.

    Args:
        nlp: a spaCy pipeline with tagger and parser.
        ontology: cues for the gate and semantic classes.
        actors: actor knowledge base.
        finder: place finder.
        batch_size: sentences parsed together.
        also: words of a view; their sentences are parsed as well.
    """

    def __init__(
        self,
        nlp: Language,
        ontology: Ontology,
        actors: ActorBase,
        finder: PlaceFinder,
        batch_size: int = 256,
        also: Ontology | None = None,
    ) -> None:
        self.nlp = nlp
        self.ontology = ontology
        self.actors = actors
        self.finder = finder
        self.batch_size = batch_size
        self.also = also
        self.harm_cues = harm_words().cues

    def articles(self, documents: Iterable[Document]) -> Iterator[Article]:
        """Annotate a batch of documents; parsing is shared over the batch, so memory is bounded by it."""
        batch = list(documents)
        split = [split_sentences(d.text, d.title_end, d.body_start) for d in batch]
        gated = [[s for s in sentences if self.gate(s) or self._aside(s)] for sentences in split]
        docs = iter(self._parse([s for sentences in gated for s in sentences]))
        for document, sentences, chosen in zip(batch, split, gated, strict=True):
            yield self._article(document, sentences, chosen, [next(docs) for _ in chosen])

    def parse_more(self, sentences: Sequence[Sentence], article: Article) -> list[Parsed]:
        """Further sentences of an article, parsed; events are not coded from them."""
        docs = self._parse(sentences)
        return [Parsed(s, doc, _inside(article.actors, s), [], []) for s, doc in zip(sentences, docs, strict=True)]

    def gate(self, sentence: Sentence) -> bool:
        """Whether a sentence is worth parsing."""
        if len(sentence.text) > MAX_SENTENCE:
            return False
        return (
            self.ontology.gate(sentence.words)
            or bool(_CLAIM.search(sentence.text))
            or bool(_HARM.search(sentence.text))
        )

    def _aside(self, sentence: Sentence) -> bool:
        """Whether a view alone wants a sentence."""
        if self.also is None or len(sentence.text) > MAX_SENTENCE:
            return False
        return self.also.gate(sentence.words) and not self.gate(sentence)

    def _parse(self, sentences: Sequence[Sentence]) -> Iterator[Doc]:
        return self.nlp.pipe((self._one_sentence(_cased(s.text)) for s in sentences), batch_size=self.batch_size)

    def _one_sentence(self, text: str) -> Doc:
        """A doc that the parser will not split: its sentence boundaries are set beforehand."""
        doc = self.nlp.make_doc(text)
        if len(doc):
            boundaries = np.full((len(doc), 1), -1, dtype="int64")
            boundaries[0, 0] = 1
            doc.from_array(["SENT_START"], boundaries.astype("uint64"))  # type: ignore[arg-type]  # spaCy's own alias of it
        return doc

    def _article(
        self, document: Document, sentences: list[Sentence], chosen: list[Sentence], docs: list[Doc]
    ) -> Article:
        text = document.text
        context = self.actors.context(text, document.published)
        actors = self.actors.find(text, context)
        named = [(a.start, a.end) for a in actors if a.kind == "named"]
        mentions = self.finder.find(text, named)
        nationalities = [a.country for a in actors if a.country]
        place_context = self.finder.context(
            text, mentions, dateline_place=document.dateline_place, actor_countries=nationalities
        )
        resolved = [(m, resolve(m, place_context)) for m in mentions]
        lands = _lands(resolved)
        if lands and lands[0] not in context.countries:
            context = self.actors.context(text, document.published, lands)
            actors = self.actors.find(text, context)
        places = _by_sentence(sentences, resolved)
        article = Article(document, sentences, [], places, context, place_context, actors)
        trees = {s.index: doc for s, doc in zip(chosen, docs, strict=True)}
        told = stated = None
        begun = False
        for sentence in sentences:
            # "the next day" counts from the day told last, parsed or not, else from the first day of a statement
            dates = find_dates(sentence.text, document.published, told or stated, begun=begun)
            doc = trees.get(sentence.index)
            if doc is not None:
                dates = attribute(doc, dates)
            if dates:
                article.dates[sentence.index] = dates
                last = next((d.event_date for d in reversed(dates) if plain_day(d)), None)
                told, begun = (last, tells_beginning(sentence.text)) if last else (told, begun)
                stated = stated or next((d.event_date for d in dates if d.reporting and d.kind == "point"), None)
            if doc is None:
                continue
            parsed = Parsed(
                sentence, doc, _inside(actors, sentence), [m for m, _ in places.get(sentence.index, [])], dates
            )
            if not self.harm_cues.isdisjoint(parsed.lower):
                parsed.harms = find_harms(doc, sentence.start, sentence.index)
            annotate_classes(parsed, self.ontology)
            (article.aside if self._aside(sentence) else article.parsed).append(parsed)
        return article


def _lands(resolved: list[tuple[PlaceMention, ResolvedPlace | None]]) -> tuple[str, ...]:
    """Countries of the places of a text (iso3), most frequent first."""
    counts = Counter(found.place.country for _, found in resolved if found is not None)
    return tuple(iso3 for iso3, _ in counts.most_common())


def _inside(actors: list[ActorMention], sentence: Sentence) -> list[ActorMention]:
    """The actor mentions of a sentence, with offsets relative to it."""
    shift = sentence.start
    return [
        replace(a, start=a.start - shift, end=a.end - shift)
        for a in actors
        if shift <= a.start and a.end <= sentence.end
    ]


def _cased(text: str) -> str:
    """Upper-case wire copy and headlines In Title Case parse better in lower case; offsets do not change."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 20 and sum(c.isupper() for c in letters) > 0.8 * len(letters):
        lowered = text.lower()
        return lowered if len(lowered) == len(text) else text
    if text[-1:] not in _STOPS and (words := _LONG_WORD.findall(text)):
        capital = sum(w[0].isupper() for w in words)
        if len(words) >= _TITLE_WORDS and capital > _TITLE_SHARE * len(words):
            return _ANY_WORD.sub(_lowered, text)
    return text


def _lowered(found: re.Match[str]) -> str:
    """A common word in lower case, a name as it stands."""
    word = found[0]
    lower = word.lower()
    words = load_words()
    known = lower in words.common or lower in words.english
    return lower if known and found.start() and not word.isupper() and len(lower) == len(word) else word


def _by_sentence(
    sentences: list[Sentence], resolved: list[tuple[PlaceMention, ResolvedPlace | None]]
) -> dict[int, list[tuple[PlaceMention, ResolvedPlace | None]]]:
    """Place mentions per sentence, with offsets relative to it."""
    out: dict[int, list[tuple[PlaceMention, ResolvedPlace | None]]] = {}
    for sentence in sentences:
        for mention, place in resolved:
            if sentence.start <= mention.start and mention.end <= sentence.end:
                shift = -sentence.start
                moved = replace(
                    mention,
                    start=mention.start + shift,
                    end=mention.end + shift,
                    span_start=max(0, mention.span_start + shift),
                    span_end=min(len(sentence.text), mention.span_end + shift),
                )
                out.setdefault(sentence.index, []).append((moved, place))
    return out


def iso3_of(country: str | None) -> str | None:
    """ISO alpha-3 code of a country name or code."""
    found = country_of(country) if country else None
    return found.iso3 if found else None
