"""What else a verb of saying or attitude holds: objects, infinitives, names that it gives, and subjects of its passive.

By the letters of the table of verbs, then by whatever else hangs on a verb of saying.
"""

from retold.actors.names import speaker_kind
from retold.statements.cues import Cue
from retold.statements.sayings import saying_words
from retold.trees import Tree


def complement(cue: Cue) -> tuple[int, int] | None:
    """What the verb takes, by the table of verbs: objects, infinitives and what its prepositions lead to."""
    tree, words, takes = cue.tree, cue.words, cue.takes
    parts: list[tuple[int, int]] = []
    for kid in tree.kids[cue.verb]:
        if kid < cue.verb:
            continue
        dep = words[kid].dep
        if _is_complement(cue, kid) and (dep != "dobj" or "a" not in takes or "o" in takes or _as_what(cue, kid)):
            parts.append((tree.first[kid], tree.last[kid]))
        elif dep == "prep" and parts and _goes_on(cue, kid, parts[-1][1]):
            parts.append((kid, tree.last[kid]))
        elif dep in ("prep", "mark", "agent", "dative") and cue.leads_to(kid):
            first = kid + 1 if not parts else kid
            last = tree.last[kid] if tree.kids[kid] else tree.last[cue.verb]
            if last > kid:
                parts.append((first, last))
        elif dep == "dobj" and "i" in takes and tree.child(cue.verb, "xcomp", "ccomp") is not None:
            parts.append((tree.first[kid], tree.last[kid]))
        elif dep == "advcl" and words[tree.first[kid]].text.lower() in takes:
            parts.append((tree.first[kid] + 1, tree.last[kid]))
    if "n" in takes and not parts:
        parts = _naming(cue)
    if not parts:
        parts = _behind_hearer(cue)
    if not parts:
        return None
    first, last = min(part[0] for part in parts), max(part[1] for part in parts)
    if first <= cue.verb:
        return None
    accused = tree.child(cue.verb, "dobj") if cue.saying.strength == "accuses" else None
    if accused is not None and cue.verb < accused < first:
        first = tree.first[accused]  # "charged Lund with fraud"
    if cue.source is not None and first < cue.source[0] - 1 <= last:
        last = cue.source[0] - 2  # "of lying by the union"
    last = cue.before_turn(first, last, cue.verb)
    while last > first and words[last].text in (",", ";", ":", ".", "—", "-", "–", "--"):
        last -= 1
    return first, last


def _goes_on(cue: Cue, preposition: int, last: int) -> bool:
    """Whether a preposition goes on with an object that ends before it: `saw it as a threat`."""
    lemma = cue.words[preposition].lemma
    return (preposition == last + 1 and lemma in saying_words("belongs")) or (lemma == "as" and "a" in cue.takes)


def _is_complement(cue: Cue, kid: int) -> bool:
    """Whether a child of the verb is what is said or wanted."""
    word, takes = cue.words[kid], cue.takes
    if word.dep in ("dobj", "intj"):
        document = cue.speaker is not None and speaker_kind(cue.tree.lemma(cue.speaker)) == "document"
        told = cue.saying.tier == "said" and word.pos == "NOUN" and cue.tree.lemma(kid) in saying_words("told")
        return ("o" in takes or "a" in takes or told or ("d" in takes and document)) and kid != cue.speaker
    gerund = word.dep in ("xcomp", "pcomp") and word.tag == "VBG" and bool({"c", "o"} & takes)
    follows = cue.tree.first[kid] == cue.range[1] + 1 and cue.words[cue.tree.first[kid]].tag == "TO"
    infinitive = word.dep in ("xcomp", "ccomp") or (word.dep == "advcl" and follows)
    return gerund or (infinitive and "i" in takes)


def _behind_hearer(cue: Cue) -> list[tuple[int, int]]:
    """`talked to a crowd about jobs`: what the parser hung on the crowd."""
    tree, words = cue.tree, cue.words
    for at in range(cue.range[1] + 2, tree.last[cue.verb]):
        if words[at].dep == "prep" and words[at].lemma in cue.takes and tree.last[at] > at:
            above = tree.heads[at]
            if words[above].dep == "dobj" and tree.heads[above] == cue.verb and "h" in cue.takes:
                return [(at + 1, tree.last[at])]
            if tree.head(above).lemma in ("to", "with") and tree.heads[tree.heads[above]] == cue.verb:
                return [(at + 1, tree.last[at])]
            if words[at].lemma == "about" and _beside(cue, above):
                return [(at + 1, tree.last[at])]
    return []


def _beside(cue: Cue, noun: int) -> bool:
    """`asked at a briefing on Monday about it`: whether a noun tells where or to whom it was said."""
    tree = cue.tree
    for up in tree.up(noun):
        if up == cue.verb:
            return True
        if tree[up].pos != "ADP" and tree[up].dep != "pobj":
            return False
    return False


def _as_what(cue: Cue, kid: int) -> bool:
    """Whether an object goes on with what it is seen as."""
    later = cue.tree.children(cue.verb, "prep") + cue.tree.children(kid, "prep")
    return any(at > kid and cue.words[at].lemma == "as" for at in later)


def _naming(cue: Cue) -> list[tuple[int, int]]:
    """`called it a disaster`: what, and what it is called."""
    tree = cue.tree
    called = [kid for kid in tree.children(cue.verb, "oprd", "ccomp", "attr", "acomp") if kid > cue.verb]
    what = [kid for kid in tree.children(cue.verb, "dobj", "nsubj") if kid > cue.verb and kid != cue.speaker]
    named = any(
        cue.inside[at] >= 0 or (at > kid and tree[at].pos == "ADJ" and tree.heads[at] == kid)
        for kid in what
        for at in range(kid, tree.last[kid] + 1)
    )
    if cue.words[cue.verb].dep in ("relcl", "csubj", "pcomp") and called:
        asked = tree.child(cue.verb, "dobj", "nsubj")
        named = named or (asked is not None and asked < cue.verb and tree[asked].tag in ("WP", "WDT"))
    if not named and (not called or (len(called) == 1 and not what and tree[called[0]].dep != "ccomp")):
        return []
    return [(tree.first[kid], tree.last[kid]) for kid in (*what, *called)]


def rest(cue: Cue) -> tuple[int, int] | None:
    """`noted her years in office`, `joked about it`: whatever else hangs on a verb of saying, behind it."""
    if cue.saying.tier != "said":
        return None
    passive = cue.tree.passive(cue.verb)
    tree, words = cue.tree, cue.words
    parts: list[int] = []
    for kid in tree.kids[cue.verb]:
        word, first = words[kid], tree.first[kid]
        asks = word.dep in ("advcl", "ccomp", "advmod", "xcomp") and words[first].lemma in saying_words("question")
        topic = word.dep == "prep" and word.lemma in saying_words("topic") and (parts or word.lemma != "as")
        topic = topic and not cue.is_day(kid)
        thing = word.dep in ("dobj", "ccomp", "xcomp", "acomp") and not passive
        topic = topic and not passive
        if "x" not in cue.takes and kid > cue.verb and kid != cue.speaker and (topic or asks or thing):
            parts.append(kid)
    if parts and words[parts[0]].dep == "dobj" and "h" in cue.takes:
        parts = parts[1:]
    if not parts:
        return None
    first = tree.first[parts[0]]
    if words[parts[0]].dep == "prep" and tree.last[parts[0]] > parts[0]:
        first = parts[0] + 1
    return cue.stripped(max(first, cue.range[1] + 1), tree.last[parts[-1]])


def antecedent(cue: Cue) -> tuple[int, int] | None:
    """`a fact that he often mentions`: the fact."""
    tree, words, verb = cue.tree, cue.words, cue.verb
    head = words[verb].head
    if words[verb].dep == "conj" and words[head].dep == "relcl" and not tree.child(verb, "dobj", "ccomp", "xcomp"):
        verb, head = head, words[head].head
    says = "o" in cue.takes or ("c" in cue.takes and "x" not in cue.takes)
    if words[verb].dep != "relcl" or not says or cue.source is None or head > cue.source[0]:
        return None
    if cue.speaker == head or words[cue.speaker or 0].tag in ("WDT", "WP"):
        return None
    return cue.stripped(tree.first[head], tree.first[verb] - 1)


def mistaken(cue: Cue) -> tuple[int, int] | None:
    """All behind a verb that the parser took for an adjective."""
    head = cue.tree.heads[cue.verb]
    if cue.words[cue.verb].dep != "amod" or cue.source is None or not {"o", "c"} & cue.takes:
        return None
    return cue.stripped(cue.verb + 1, cue.tree.last[head])


def reckoned(tree: Tree, verb: int) -> tuple[int, int] | None:
    """`put the damage at $5 million`."""
    thing = tree.child(verb, "dobj")
    if thing is None or thing < verb:
        return None
    for at in range(thing + 1, tree.last[verb]):
        if tree.lemma(at) == "at" and tree.heads[at] in (verb, thing):
            number = any(tree[word].pos == "NUM" for word in range(at, tree.last[at] + 1))
            return (tree.first[thing], tree.last[at]) if number else None
    return None


def put_at(cue: Cue) -> tuple[int, int] | None:
    """What somebody reckons, with the figure."""
    return reckoned(cue.tree, cue.verb) if cue.words[cue.verb].lemma == "put" else None


def participle(cue: Cue) -> tuple[int, int] | None:
    """`The deal, announced on Friday`: the deal."""
    head = cue.tree.heads[cue.verb]
    if cue.words[cue.verb].dep != "acl" or cue.words[cue.verb].tag != "VBN" or "o" not in cue.takes:
        return None
    return cue.stripped(cue.tree.first[head], cue.tree.first[cue.verb] - 1) if head < cue.verb else None


def told(cue: Cue) -> tuple[int, int] | None:
    """`The price was not disclosed`: by whom isn't told."""
    subject = cue.tree.child(cue.verb, "nsubjpass")
    if subject is None or cue.speaker is not None or subject > cue.verb or _somebody(cue, subject):
        return None
    as_ = next((kid for kid in cue.tree.children(cue.verb, "prep") if cue.words[kid].lemma == "as"), None)
    if as_ is not None and "a" in cue.takes:
        return cue.tree.first[subject], cue.tree.last[as_]
    if "o" not in cue.takes or (
        cue.saying.tier != "said" and cue.saying.strength not in ("opposes", "supports", "accuses")
    ):
        return None
    return cue.tree.first[subject], cue.tree.last[subject]


def _somebody(cue: Cue, subject: int) -> bool:
    """`he was confirmed`: nobody can be what is said."""
    return cue.saying.tier == "said" and cue.tree.lemma(subject) in ("he", "she", "they", "who")


def impersonal(cue: Cue) -> tuple[int, int] | None:
    """`The mill is expected to close`: by whom isn't told."""
    subject, rest = cue.tree.child(cue.verb, "nsubjpass"), cue.tree.child(cue.verb, "xcomp")
    if subject is None or rest is None or cue.speaker is not None or not cue.tree.passive(cue.verb):
        return None
    if cue.words[cue.verb].lemma not in saying_words("impersonal") or rest < cue.verb:
        return None
    return cue.tree.first[subject], cue.tree.last[rest]


def passive_object(cue: Cue) -> tuple[int, int] | None:
    """`The plan was criticized by the union`: the plan."""
    subject = cue.tree.child(cue.verb, "nsubjpass")
    if subject is None or cue.speaker is None or not {"o", "a"} & cue.takes or subject > cue.verb:
        return None
    of = next((kid for kid in cue.tree.children(cue.speaker, "prep") if cue.words[kid].lemma in cue.takes), None)
    behind = cue.source is not None and of == cue.source[1] + 1
    if of is not None and behind and cue.tree.child(of, "pcomp") is not None:
        return of + 1, cue.tree.last[of]  # "accused by the union of lying"
    as_ = next((kid for kid in cue.tree.children(cue.verb, "prep") if cue.words[kid].lemma == "as"), None)
    if as_ is not None and cue.saying.lemma in saying_words("quoting"):
        return as_, cue.tree.last[as_]
    if "o" not in cue.takes and as_ is None:
        return None
    return cue.tree.first[subject], cue.tree.last[subject]
