"""Which actors the words of a role stand for: both of two joined names, who a pronoun is, the man in disguise.

Example:
    "between Lupa and Kore tribesmen" names two actors; in "The army said it had shelled the camp", "it" is the army;
    "gunmen posing as soldiers" are gunmen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.reports.acts import Role
from conflictdata.reports.slot_rules import slot_rules

_JOINT = re.compile(
    r"^(?:,?\s+(?:and|or|as well as|against)\s+|,\s+)(?:(?:by|of|from|with|the|a|an|some|its|their|his|"
    r"rival|other|members|fighters|those)\s+)*$",
    re.I,
)
_SAYS = re.compile(
    r"(?:^|\s|,)(?:also |later |further )?(?:said|says|say|claimed|claims|claim|announced|admitted|"
    r"reported|acknowledged|confirmed|boasted)\b",
    re.I,
)
_TELLS = re.compile(
    r"^(?:(?: and|,) (?:a |an |the |two |other )?[\w -]{2,28}?)? (?:said|says|say|told|reported|confirmed|announced)\b",
    re.I,
)
_MEMBER = re.compile(
    r"\b(?:a|the|as) (?:\w+ )?(?:member|supporter|official|candidate|chair(?:man|woman|person)?|councillor|activist) "
    r"of (?:the )?(?:\w+ ){0,2}$",
    re.I,
)
_HIT_BEFORE = re.compile(r"\b(?:on|against|kills?|killed|at|hits?|\d+|suspected|of)\s+(?:the |suspected |\w+ )?$", re.I)
_HIT_AFTER = re.compile(
    r"(?:['’]s)? (?:\w+ )?(?:killed|die|dead|captured|arrested|hurt|wounded|hideouts?|camps?)\b", re.I
)
_AIMED = re.compile(r"\b(?:aimed|directed|intended|meant)\b[^.;]{0,40}\b(?:at|for)\s+(?:the |an? )?$", re.I)
_OF = re.compile(r"^ (?:of|from|loyal to|belonging to) (?:the )?$", re.I)
_EITHER = re.compile(r"^,? (?:and/)?or (?:by |from )?(?:the )?$", re.I)
#: Between a soldier's nationality and the mission he serves in.
_SERVES_IN = re.compile(r"^ (?:of|from|with|in|serving (?:with|in)) (?:the )?$", re.I)
_POSSESSED = re.compile(r"^(?:its|their|his)\b", re.I)


class Referents:
    """Reads the actor mentions of one article as what they stand for.

    Args:
        text: the stored text of the article ("" when unknown: every mention then stands for itself).
        owners: all actor mentions of the article, in text order.
        sentences: spans of the article's sentences.
    """

    def __init__(self, text: str, owners: Sequence[ActorMention], sentences: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.owners = owners
        self.sentences = sentences

    def of(self, role: Role, mutual: bool = False) -> list[tuple[ActorMention, int, int]]:
        """The mentions a role stands for, with their places in the stored text; empty when it names nobody.

        Args:
            role: the role.
            mutual: whether the act joins two parties, so that a name joined to the role's own counts too.
        """
        if role.mention is None or (role.mention.kind != "named" and _POSSESSED.match(role.text)):
            said = self._speaker(role) if role.pronoun or _POSSESSED.match(role.text) else None
            if said is not None or role.mention is None:
                return [] if said is None else [(said, said.start, said.end)]
        inside = [
            m for m in self.owners if role.start <= m.start and m.end <= role.end and m.klass != "weapon_platform"
        ]
        own = next((m for m in inside if m.text == role.mention.text), None)
        if own is None:
            return [(role.mention, role.start, role.end)]
        if role.mention.klass == "civilians" and role.head in slot_rules().only_counted:
            meant = self._described(role)
            if meant is not None:
                return [(meant, meant.start, meant.end)]
        stated = role.mention
        if own.klass == "civilians" and own.ethnic is None:
            members = next((m for m in inside if m.armed and m.kind == "named" and 0 < m.start - own.end < 12), None)
            if members is not None and _OF.match(self.text[own.end : members.start]):
                own = stated = members
        bare = self._undisguised(own)
        if bare is not own:
            return [(bare, bare.start, bare.end)]
        if mutual:
            span = self.sentence(own.start) or (role.start, role.end)
            inside = [m for m in self.owners if span[0] <= m.start < span[1]]
        mission = self._mission(own)
        if mission is not None:
            return [(mission, mission.start, mission.end), (stated, role.start, role.end)]
        return [(stated, role.start, role.end), *((m, m.start, m.end) for m in self._joined(own, inside))]

    def sentence(self, position: int) -> tuple[int, int] | None:
        """Span of the sentence that holds a position of the stored text."""
        return next(((a, b) for a, b in self.sentences if a <= position < b), None)

    def _joined(self, own: ActorMention, inside: list[ActorMention]) -> list[ActorMention]:
        """Mentions joined to the role's own by "and": "the army and rebels of the Lupa Front"."""
        at = inside.index(own)
        found: list[ActorMention] = []
        for left, right in zip(inside[at:], inside[at + 1 :], strict=False):
            between = self.text[left.end : right.start]
            if between.strip() and not _JOINT.match(between):
                break
            named = right.kind == "named" and left.kind == "generic"  # "the rival factions Lupa and Kore"
            found += [right] if between.strip() or named else []
        for right, left in zip(reversed(inside[: at + 1]), reversed(inside[:at]), strict=False):
            between = self.text[left.end : right.start]
            if between.strip() and not _JOINT.match(between):
                break
            found += [left] if between.strip() else []  # "the army, Lupa Front bandits": the Front is the bandits
        return found

    def _mission(self, own: ActorMention) -> ActorMention | None:
        """The mission that a national soldier serves in: "a Ugandan soldier of the African Union mission"."""
        if own.kind != "state" or own.country is None:
            return None
        near = (m for m in self.owners if m.klass == "external" and 0 < m.start - own.end < 25)
        return next((m for m in near if _SERVES_IN.match(self.text[own.end : m.start])), None)

    def _described(self, role: Role) -> ActorMention | None:
        """Who people are said to have been: "six people described as militants", "two men whom the Front mourned"."""
        after = self.text[role.end : role.end + 90]
        described = slot_rules().described.match(after)
        if described is not None:
            start = role.end + described.end()
            return next((m for m in self.owners if m.armed and 0 <= m.start - start < 25), None)
        counted = slot_rules().counted_among.match(after)
        if counted is None:
            return None
        a, b = role.end + counted.start(1), role.end + counted.end(1)
        return next((m for m in self.owners if m.kind == "named" and m.armed and a <= m.start and m.end <= b), None)

    def _undisguised(self, mention: ActorMention) -> ActorMention:
        """Who poses as the mention: the actor named just before the disguise."""
        if not slot_rules().disguises.search(self.text[max(0, mention.start - 40) : mention.start]):
            return mention
        before = [m for m in self.owners if 0 < mention.start - m.end < 60]
        return before[-1] if before else mention

    def _speaker(self, role: Role) -> ActorMention | None:
        """Who "it" or "they" are when their own account is given: "The front said it had captured the post"."""
        span = self.sentence(role.start)
        if span is None:
            return None
        for mention in self.owners:
            if span[0] <= mention.start < role.start and (mention.armed or mention.klass == "government"):
                between = self.text[mention.end : role.start]
                if len(between) < 60 and _SAYS.match(between):
                    return mention
        return None

    def alternative(self, role: Role) -> ActorMention | None:
        """The other possible doer: "gunmen of either the Lupa Front or the Kore Army"."""
        if role.mention is None or role.mention.kind != "named":
            return None
        stop = self.text.find(role.mention.text, role.start)
        stop = stop + len(role.mention.text) if stop >= 0 else role.end
        near = (m for m in self.owners if 0 < m.start - stop < 20 and m.kind == "named" and m.armed)
        return next((m for m in near if _EITHER.match(self.text[stop : m.start])), None)

    def aimed_at(self, role: Role) -> bool:
        """Whether a phrase is what a weapon was aimed at, whatever the parser makes of it."""
        return _AIMED.search(self.text[max(0, role.start - 60) : role.start]) is not None

    def helps(self, mention: ActorMention) -> bool:
        """Whether the text says that the mention supported somebody ("troops backed by the militia")."""
        return slot_rules().helpers.search(self.text[max(0, mention.start - 45) : mention.start]) is not None

    def helpers_of(self, role: Role) -> list[ActorMention]:
        """Who the words right after a role say helped it, joined names included."""
        helped = slot_rules().helped.match(self.text, role.end)
        span = self.sentence(role.end - 1) if helped is not None else None
        if helped is None or span is None:
            return []
        after = [m for m in self.owners if helped.end() <= m.start < span[1] and m.klass != "weapon_platform"]
        if not after or after[0].start - helped.end() > 30:
            return []
        return [m for m in (after[0], *self._joined(after[0], after)) if m.armed]

    def speaks(self, mention: ActorMention) -> bool:
        """Whether the mention is a spokesman or leader, or stands before a verb of saying."""
        words = slot_rules().speakers
        after = self.text[mention.end : mention.end + 45]
        return bool(words.search(mention.text) or words.match(after.lstrip("'’s ")) or _SAYS.match(after))

    def tells(self, mention: ActorMention) -> bool:
        """Whether the mention tells of the event: "killing 11, police and a doctor said"."""
        return _TELLS.match(self.text[mention.end : mention.end + 60]) is not None

    def suffers(self, mention: ActorMention) -> bool:
        """Whether a headline's words put a group on the side that is hit: "attacks on Lupa Front hideouts"."""
        before, after = self.text[max(0, mention.start - 25) : mention.start], self.text[mention.end : mention.end + 30]
        return _HIT_BEFORE.search(before) is not None or _HIT_AFTER.match(after) is not None

    def member_of(self, mention: ActorMention) -> bool:
        """Whether somebody is only said to belong to it: "a member of the ruling front"."""
        return _MEMBER.search(self.text[max(0, mention.start - 45) : mention.start]) is not None

    def holders(self, spans: Iterable[tuple[int, int]]) -> list[ActorMention]:
        """Armed actors that hold the ground of some sentences: "a checkpoint held by peacekeepers"."""
        held = slot_rules().held_by
        return [
            m
            for a, b in spans
            for m in self.owners
            if m.armed and a <= m.start < b and held.search(self.text[max(a, m.start - 30) : m.start])
        ]

    def leavers(self, spans: Iterable[tuple[int, int]]) -> list[ActorMention]:
        """Armed actors that held the ground of some sentences or gave it up: "which the front had held since June"."""
        rules = slot_rules()
        return [
            m
            for a, b in spans
            for m in self.owners
            if m.armed
            and a <= m.start < b
            and (
                rules.left_it.match(self.text[m.end : m.end + 60])
                or rules.held_by.search(self.text[max(a, m.start - 30) : m.start])
            )
        ]
