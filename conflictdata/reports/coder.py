"""The default coder: deterministic, offline, explaining every value.

Documents stream through in batches; each becomes a Coding with its reports, impacts, evidence and refusals. The same
document always gives the same coding, whatever stands beside it in the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from conflictdata.documents.model import Document
from conflictdata.knowledge.actors import ActorBase
from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.views import load_view
from conflictdata.reports.acts import Act, Parsed, find_acts
from conflictdata.reports.annotate import Annotator, Article
from conflictdata.reports.arbitration import Arbiter, Refused
from conflictdata.reports.assemble import (
    Assembler,
    Coded,
    Coding,
    digest,
    report_row,
)
from conflictdata.reports.binding import JOURNEY
from conflictdata.reports.claims import assign, find_claims
from conflictdata.reports.confidence import Judge
from conflictdata.reports.evidence import evidence_rows
from conflictdata.reports.incidents import Incident, IncidentBuilder
from conflictdata.reports.merge import adopt, merge_titles, same_event
from conflictdata.reports.nlp import NlpConfig
from conflictdata.reports.nlp import load as load_nlp
from conflictdata.reports.reader import GivesProbabilities
from conflictdata.reports.refusals import act_json, reject_row
from conflictdata.reports.relevance import refuse_by_setting
from conflictdata.reports.splits import spread
from conflictdata.reports.statements import StatementCoder
from conflictdata.reports.tally_deaths import CIVILIAN_GROUPS


@dataclass
class CoderConfig:
    """Parameters of the default coder.

    Attributes:
        min_confidence: reports below this confidence are refused (0 keeps all).
        batch_documents: documents annotated together; more is faster and needs more memory.
    """

    min_confidence: float = 0.0
    batch_documents: int = 64


class Coder:
    """Codes documents into reports.

    Args:
        config: coder parameters.
        nlp: which spaCy model parses.
        ontology: name or path of the ontology.
        actors_extra: a user's own actor table merged over ours.
        gazetteer: name of the gazetteer, with `gazetteer_path` for a file of the user's and `gazetteer_cache` for the
            index made from it.

    Example:
        >>> coder = Coder()
        >>> text = "Gunmen killed three farmers near Abala in Niger on Monday."
        >>> document = Document("d1", text, published=datetime.date(2024, 5, 15))
        >>> next(iter(coder.code([document]))).reports[0]["sub_event_type"]
        'Attack'
    """

    def __init__(
        self,
        config: CoderConfig | None = None,
        *,
        nlp: NlpConfig | None = None,
        ontology: str = "acled",
        actors_extra: str | None = None,
        gazetteer: str = "geonames",
        gazetteer_path: str | None = None,
        gazetteer_cache: str | None = None,
        reader: GivesProbabilities | None = None,
    ) -> None:
        self.config = config or CoderConfig()
        nlp_config = nlp or NlpConfig()
        self.ontology = load_ontology(ontology)
        view = load_view(ontology)
        view = view if view is not None and view.table == "plover" else None
        self.actors = ActorBase.load(Path(actors_extra) if actors_extra else None)
        finder = PlaceFinder(load_gazetteer(gazetteer, gazetteer_path, gazetteer_cache))
        self.statements = StatementCoder(view, self.actors) if view is not None else None
        self.annotator = Annotator(
            load_nlp(nlp_config),
            self.ontology,
            self.actors,
            finder,
            nlp_config.batch_size,
            also=view.words if view is not None else None,
        )
        self.arbiter = Arbiter(reader, self.ontology) if reader is not None else None
        self.assembler = Assembler(self.ontology, self.actors, self.arbiter)
        self.judge = Judge(self.ontology)

    def code(self, documents: Iterable[Document]) -> Iterator[Coding]:
        """Code documents in order, batch by batch; one Coding per document."""
        stream = iter(documents)
        while batch := list(islice(stream, self.config.batch_documents)):
            for article in self.annotator.articles(batch):
                yield self.code_article(article)

    def code_article(self, article: Article) -> Coding:
        """Code one annotated article."""
        coding = Coding(article.document.document_id)
        incidents, builder = self.incidents(article)
        article.incidents = len(incidents)
        claims = assign(find_claims(article.sentences, article.actors), incidents)
        coded: list[Coded] = []
        refused: list[tuple[Incident, str]] = []
        for number, incident in enumerate(incidents):
            result = self.assembler.code(incident, article, claims.get(number, []), coded[-1] if coded else None)
            if isinstance(result, Refused):
                self._refuse(coding, incident, result)
                refused.append((incident, result.reason))
            else:
                coded.append(result)
        for refusal in builder.refusals:
            act = refusal.act
            if act.core and not act.title:
                coding.rejects.append(
                    reject_row(coding.document_id, "modality", refusal.reason, act.start, act.end, act_json(act))
                )
        join = partial(self.assembler.join, article=article)
        kept = same_event(coded, join)
        adopt(kept, refused, join)
        kept = spread(kept, article)
        for rank, item in enumerate(kept, start=1):
            trust = self.judge(item, article, len(kept) - 1)
            row = report_row(item, coding.document_id, rank, trust.probability)
            if row["confidence"] < self.config.min_confidence:
                self._refuse(coding, item.incident, Refused("low_confidence", row["sub_event_type"]))
                continue
            coding.reports.append(row)
            coding.evidence.extend(evidence_rows(item, row, trust.reason))
            coding.impacts.extend(_impacts(item, row))
        if self.statements is not None:
            coding.statements = self.statements.code(article, coding.reports)
        return coding

    def incidents(self, article: Article) -> tuple[list[Incident], IncidentBuilder]:
        """Group the acts of an article into incidents (title acts only support what the body tells)."""
        builder = IncidentBuilder(article.document.published)
        titled: list[tuple[Parsed, list[Act]]] = []
        for parsed in article.parsed:
            acts = refuse_by_setting(find_acts(parsed, self.ontology), parsed, article)
            if self.arbiter is not None and _placed(parsed, article):
                self.arbiter.restore(parsed, acts)
                if not any(a.core for a in acts) and _tells_more(parsed, article, builder):
                    act = self.arbiter.propose(parsed)
                    acts = [*acts, act] if act is not None else acts
            if parsed.sentence.is_title and len(article.sentences) > 1:
                titled.append((parsed, acts))
                continue
            builder.feed(parsed, acts, article.places.get(parsed.sentence.index, []))
        merge_titles(builder, titled, article)
        return builder.incidents, builder

    def _refuse(self, coding: Coding, incident: Incident, why: Refused) -> None:
        core = [a for a in incident.acts if a.core] or incident.acts
        act = core[0]
        row = {**act_json(act), "sub_event_type": why.sub_event_type}
        coding.rejects.append(reject_row(coding.document_id, "incident", why.reason, act.start, act.end, row))


def _placed(parsed: Parsed, article: Article) -> bool:
    """Whether a sentence names a scene: only there can the second reader find an event that the rules did not."""
    return any(
        place is not None and place.place.kind != "country" and mention.relation not in JOURNEY
        for mention, place in article.places.get(parsed.sentence.index, [])
    )


def _tells_more(parsed: Parsed, article: Article, builder: IncidentBuilder) -> bool:
    """Whether a sentence without an act may tell an event of its own, outside the headline.

    A toll told after an incident belongs to it ("the hospital in Medina received nine bodies"): no event of its own.
    """
    titled = parsed.sentence.is_title and len(article.sentences) > 1
    return not titled and not (parsed.harms and builder.incidents)


#: Groups whose harm is incidental where another was the target.
BYSTANDERS = CIVILIAN_GROUPS - {"protesters"}


def _impacts(coded: Coded, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Impact rows of a report; a group's harm is incidental when civilians were not the target."""
    out = []
    for number, impact in enumerate(coded.figures.impacts):
        out.append(
            {
                "impact_id": "i"
                + digest(row["report_id"], impact.group, impact.impact, impact.unit, impact.span_start, number),
                "report_id": row["report_id"],
                **asdict(impact),
                "incidental": impact.group in BYSTANDERS and row["inter2"] != "Civilians",
            }
        )
    return out
