"""What grammar says about a trigger word: its clause, subjects, objects, prepositional arguments and polarity.

Works on one sentence parsed with spaCy's tagger and parser only (no lemmas, no universal tags, no entities).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_CLAUSE = frozenset({"ccomp", "advcl", "parataxis", "relcl", "csubj", "csubjpass"})
#: As in "men believed to be rebels".
_BELIEFS = frozenset({"believed", "suspected", "thought", "said", "presumed", "alleged", "reported", "reputed"})
_SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "acl"})


def is_verb(token: Token) -> bool:
    """Whether the token is tagged as a verb form."""
    return token.tag_.startswith("VB")


def is_noun(token: Token) -> bool:
    """Whether the token is tagged as a noun, or as a gerund used like one."""
    return token.tag_.startswith("NN") or token.tag_ in ("CD", "PRP", "DT", "JJ")


def is_passive(verb: Token) -> bool:
    """Passive voice, including reduced relatives ("men killed in the raid")."""
    if verb.tag_ != "VBN" and not (verb.tag_ == "VBD" and verb.dep_ == "acl"):
        return False
    if believed(verb) is not None:
        return False
    children = {c.dep_ for c in verb.children}
    if children & {"nsubjpass", "auxpass"}:
        return True
    if verb.dep_ == "acl":
        return True
    if "aux" in children or "nsubj" in children:
        return False
    # "killed and wounded": a conjunct takes the voice of the verb it is joined to
    return (
        is_passive(verb.head)
        if verb.dep_ == "conj" and is_verb(verb.head)
        else not children & {"dobj"} and verb.dep_ in ("ROOT", "advcl", "ccomp")
    )


def believed(verb: Token) -> Token | None:
    """Who acts where the parser hangs the act below what they are believed to be.

    "Gunmen believed to be members of X shot three men": a finite verb with an object is no participle of "members".
    """
    if verb.dep_ != "acl" or verb.tag_ != "VBD" or not any(c.dep_ == "dobj" for c in verb.children):
        return None
    for above, relation in governors(verb):
        if above.lower_ in _BELIEFS and is_verb(above):
            return next(iter(own_subjects(above)), above.head if above.dep_ == "acl" else None)
        if relation not in ("acl", "attr", "xcomp", "pobj", "prep", "compound", "dobj"):
            return None
    return None


def conjuncts(token: Token) -> list[Token]:
    """The token and what is coordinated with it."""
    return [token, *(c for c in token.conjuncts if c.i > token.i)]


def own_subjects(verb: Token) -> list[Token]:
    """Grammatical subjects attached to the verb itself."""
    return [t for c in verb.children if c.dep_ in _SUBJECTS for t in conjuncts(c)]


def subjects(verb: Token) -> list[Token]:
    """Subjects of a verb, shared ones included (coordination, control, participles, relative clauses).

    A relative pronoun gives its antecedent. In the passive the result is the grammatical subject: who was acted upon.
    """
    meant = believed(verb)
    if meant is not None:
        return conjuncts(meant)
    seen = verb
    for _ in range(6):
        found = own_subjects(seen)
        if found:
            if seen.dep_ == "relcl" and all(t.tag_ in ("WDT", "WP", "IN") for t in found):
                return conjuncts(seen.head)
            return found
        if seen.dep_ == "acl":
            return conjuncts(seen.head) if is_noun(seen.head) else []
        controller = _controller(seen)
        if controller:
            return controller
        if seen.dep_ in _SHARING or (seen.dep_ == "prep" and is_verb(seen.head)):
            seen = seen.head
            continue
        return []
    return []


def _controller(verb: Token) -> list[Token]:
    """The object that is the subject of a dependent verb: "accused soldiers of burning", "forced them to leave"."""
    if verb.dep_ == "xcomp" and is_verb(verb.head):
        return objects(verb.head)
    if verb.dep_ == "pcomp" and verb.head.lower_ in ("of", "for", "from") and is_verb(verb.head.head):
        above = verb.head.head
        return subjects(above) if is_passive(above) else objects(above)
    return []


def objects(verb: Token) -> list[Token]:
    """Direct objects, shared over coordination ("shot and killed a guard")."""
    found = [t for c in verb.children if c.dep_ in ("dobj", "dative", "oprd") for t in conjuncts(c)]
    if not found and not is_passive(verb):
        for other in verb.children:
            if other.dep_ == "conj" and is_verb(other):
                return [t for c in other.children if c.dep_ == "dobj" for t in conjuncts(c)]
        if verb.dep_ == "relcl" and any(c.dep_ == "dobj" and c.tag_ in ("WDT", "WP") for c in verb.children):
            return conjuncts(verb.head)
    return [t for t in found if t.tag_ not in ("WDT", "WP")] or (
        [] if not found else conjuncts(verb.head) if verb.dep_ == "relcl" else []
    )


def prepositional(token: Token) -> Iterator[tuple[str, Token]]:
    """(preposition, object) pairs below a token, chains followed ("in an attack on a convoy" gives both)."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "prt") or child.tag_ == "IN":
            for grandchild in child.children:
                if grandchild.dep_ in ("pobj", "pcomp"):
                    for t in conjuncts(grandchild):
                        yield child.lower_, t
                elif grandchild.dep_ == "prep":
                    for great in grandchild.children:
                        if great.dep_ == "pobj":
                            for t in conjuncts(great):
                                yield grandchild.lower_, t


def clause_tokens(head: Token) -> list[int]:
    """Positions of the words of the clause that a trigger heads, with the subjects it inherits."""
    out: list[int] = []
    stack = [head]
    while stack:
        token = stack.pop()
        out.append(token.i)
        for child in token.children:
            clausal = child.dep_ in _CLAUSE or (child.dep_ == "conj" and is_verb(child) and is_verb(token))
            if not clausal and child.dep_ != "punct":
                stack.append(child)
    if is_verb(head) and not own_subjects(head):
        for subject in subjects(head):
            out.extend(t.i for t in phrase(subject))
    return sorted(set(out))


def phrase(token: Token) -> list[Token]:
    """The noun phrase of a head word: its modifiers and of-phrases, without relative clauses and coordination."""
    out: list[Token] = []
    stack = [token]
    while stack:
        t = stack.pop()
        out.append(t)
        for child in t.children:
            if child.dep_ in ("relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "ccomp"):
                continue
            if child.dep_ == "prep" and child.lower_ not in ("of", "from", "with"):
                continue
            stack.append(child)
    return sorted(out, key=lambda t: t.i)


def noun_context(token: Token) -> list[int]:
    """Positions of the words that belong to a noun: its phrase, its dependents, the objects of its prepositions."""
    near = {t.i for t in phrase(token)} | {t.i for t in token.children}
    near |= {t.i for _, obj in prepositional(token) for t in phrase(obj)}
    return sorted(near - {token.i})


def span_of(tokens: list[Token]) -> tuple[int, int]:
    """Character span (in the sentence) of some tokens."""
    return min(t.idx for t in tokens), max(t.idx + len(t) for t in tokens)


def governors(token: Token, limit: int = 8) -> Iterator[tuple[Token, str]]:
    """The words above a token with the relation by which one gets there."""
    for _ in range(limit):
        if token.head.i == token.i:
            return
        relation = token.dep_
        token = token.head
        yield token, relation


def root(doc: Doc) -> Token | None:
    """The first root of a sentence."""
    return next((t for t in doc if t.head.i == t.i), None)


def told_as_earlier(token: Token) -> bool:
    """Whether an act is told only as what came before ("two weeks after rebels took the city")."""
    below = token
    for above, relation in governors(token, 7):
        if relation == "advcl":
            return any(c.dep_ == "mark" and c.lower_ in ("after", "since") for c in below.children)
        if relation in ("pobj", "pcomp") and above.lower_ in ("after", "since", "following", "over"):
            return True
        if relation not in ("conj", "dobj", "pobj", "pcomp", "prep", "nsubj", "nsubjpass", "compound"):
            return False
        below = above
    return False


def told_as_end(token: Token) -> bool:
    """Whether a passive tells only how the doer of the act above it ended ("killed seven before being shot dead")."""
    if not is_passive(token):
        return False
    if token.dep_ == "pcomp":
        return token.head.lower_ in ("before", "until")
    marks = any(c.dep_ == "mark" and c.lower_ in ("before", "until") for c in token.children)
    return token.dep_ == "advcl" and marks and all(s.tag_ == "PRP" for s in own_subjects(token))
