"""Closed lists of the tables that are ours; those of the field live in ``knowledge/data/taxonomy.yaml``."""

from __future__ import annotations

from conflictdata.knowledge.views_scheme import scheme


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MODALITIES = _words("asserted claimed denied alleged hypothetical future negated historical cumulative")
DEATH_STATUS = _words(
    """
    exact minimum approximate range vague conflicting party_claim cumulative split reported_zero not_reported
    ambiguous
    """
)
PERPETRATORS = _words("actor1 actor2 both unknown")
RESPONSIBILITY = _words(
    "claimed_by_actor attributed_by_official attributed_by_opponent attributed_by_independent inferred unknown"
)
REVIEW_STATUS = _words("machine flagged reviewed adjudicated")
DOCUMENT_STATUS = _words("coded no_event duplicate rejected")
PUBLISHED_SOURCES = _words("metadata text none")
ACTOR_SLOTS = _words("actor1 assoc_actor_1 actor2 assoc_actor_2")
GROUPS = _words(
    """
    civilians side_a side_b protesters rioters perpetrators aid_workers health_workers journalists children
    unknown
    """
)
IMPACTS = _words(
    """
    killed injured abducted detained disappeared missing displaced evacuated trapped sexual_violence tortured
    forcibly_recruited released rescued returned aid_denied shelter_damaged facility_damaged livestock_taken
    """
)
COUNT_KINDS = _words("exact at_least up_to approximate range vague none")
UNITS = _words("persons households families houses facilities animals")
METHODS = _words("pattern gazetteer classifier llm inferred_default human")
CHANGES = _words("new updated merged split deleted")
PLOVER_EVENTS = tuple(scheme().events)
PLOVER_MODES = scheme().modes
PLOVER_SECTORS = tuple(scheme().sectors)
