"""Who did it and to whom, and where: from the arguments of the trigger. Names stay in the words of the sentence."""

import re
from functools import cache

from retold.events.phrases import inner, listed, phrase, short_name
from retold.events.status import wished
from retold.events.triggers import Trigger, noun_type
from retold.knowledge import table
from retold.trees import NOUNS, Tree

_TO_WHOM = ("to", "against", "with", "on", "upon", "at", "for", "from", "into", "between", "over", "of", "in", "by")
_OF_NOUNS = ("between", "by", "from", "with", "against", "on", "to", "of", "for", "targeting")
_PLACES = ("in", "at", "near", "outside", "inside", "around", "across", "on", "off", "throughout")


def _is_name(tree: Tree, i: int) -> bool:
    """A proper name, a state or its people."""
    text = tree[i].text
    return text[:1].isupper() and (tree[i].tag.startswith("NNP") or text.lower() in _nations())


@cache
def _nations() -> frozenset[str]:
    return frozenset(row[0].lower() for row in table("nations"))


class Roles:
    """Actors, targets and place of the events of one sentence. `named` gives names for words (pronouns, titles);
    words in `when` belong to time expressions and are nobody.
    """

    def __init__(self, tree: Tree, when: set[int], named: dict[int, str]) -> None:
        self.tree, self.when, self.named = tree, when, named

    def of(self, trigger: Trigger) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """Actors, targets, place."""
        if trigger.anchor == trigger.noun:
            actors, targets = self._of_noun(trigger.anchor)
            if trigger.undone is not None:
                actors = actors or self.subject(self.tree.heads[trigger.anchor])
        else:
            actors, targets = self._of_verb(trigger)
        actors = [i for i in actors if i not in targets]
        place = self._place(trigger, {*actors, *targets})
        return self._names(actors), self._names(targets), place

    # --- names

    def _names(self, words: list[int]) -> tuple[str, ...]:
        found = [self._name(i) for word in words for i in self.tree.conjuncts(word)]
        found = [name for name in dict.fromkeys(found) if any(map(str.isalnum, name))]
        # "force in Lebanon" and "Lebanon" are not two.
        return tuple(n for n in found if not any(n != other and n in re.split(r"[ -]", other) for other in found))

    def _name(self, i: int) -> str:
        if i in self.when:
            return ""
        if i in self.named:
            return self.named[i]
        if self._pronoun(i):
            antecedent = self._antecedent(i)
            return "" if antecedent is None else short_name(self.tree, antecedent)
        if self.tree.lemma(i) in listed("measured"):
            inner = self.tree.objects_of(i, "of")
            if inner:
                return self._name(inner[0])
            if any(self.tree[k].pos in ("NUM", "SYM") for k in self.tree.children(i)):
                return ""  # "$18 million" is nobody
        return short_name(self.tree, self._whose(i))

    def _whose(self, i: int) -> int:
        """Whose the thing is: "Israel" of "Israel's efforts", "Indian" of "an Indian proposal"."""
        tree = self.tree
        if tree[i].pos != "NOUN" or tree.lemma(i) in listed("people") or tree[i].text.lower() in listed("people"):
            return i
        inside = [k for k in tree.children(i, "poss", "nmod", "compound", "amod") if _is_name(tree, k)]
        return inside[-1] if inside else i

    def _pronoun(self, i: int) -> bool:
        return self.tree[i].text.lower() in listed("pronoun") and self.tree[i].text != "US"

    def _antecedent(self, i: int) -> int | None:
        """ "Syria says it ...": the subject of the clause above, if it isn't a pronoun too."""
        tree = self.tree
        for above in tree.up(i):
            for k in tree.children(above, "nsubj", "nsubjpass"):
                if k != i and not tree.under(i, k) and tree[k].pos in NOUNS and k not in self.when:
                    plural = tree[i].text.lower() in ("they", "them", "their")
                    if plural or tree[k].tag not in ("NNS", "NNPS"):
                        return k
        return None

    # --- verbs

    def subject(self, verb: int, depth: int = 0) -> list[int]:
        """Who does what the verb says: its own subject, else that of the clause it hangs on."""
        tree = self.tree
        if tree.children(verb, "auxpass") or (tree[verb].tag == "VBN" and tree[verb].dep == "acl"):
            return [noun for by in tree.children(verb, "agent") for noun in tree.children(by, "pobj")]
        own = [
            i for k in tree.children(verb, "nsubj") for i in ([k] if k not in self.when else tree.children(k, "appos"))
        ]
        if own:
            if tree[own[0]].text.lower() in ("who", "which", "that") and tree[verb].dep == "relcl":
                return [tree.heads[verb]]
            return own
        above = tree.heads[verb]
        if above == verb or depth > 5:
            return []
        dep = tree[verb].dep
        if dep in ("xcomp", "conj", "advcl", "pcomp", "prep", "acomp", "attr"):
            if tree[above].tag.startswith("VB"):
                if dep == "xcomp" and tree.children(above, "dobj"):
                    return tree.children(above, "dobj")
                passive = tree.children(above, "nsubjpass")
                shared = dep != "conj" or tree[verb].tag != "VBN"  # "was hit and killed" is passive all along
                return passive if passive and shared else self.subject(above, depth + 1)
            return self.subject(above, depth + 1)
        if dep in ("acl", "relcl") and tree[verb].tag == "VBG" and tree[above].pos in NOUNS:
            return [above]
        if dep in ("acl", "relcl") and tree[above].pos in NOUNS:
            holder = tree.children(above, "poss")
            return holder or (self.subject(tree.heads[above], depth + 1) if tree[above].dep == "dobj" else [])
        return []

    def _of_verb(self, trigger: Trigger) -> tuple[list[int], list[int]]:
        tree, verb, noun = self.tree, trigger.anchor, trigger.noun
        actors = [i for i in self.subject(verb) if i != noun and noun not in self._below(i)]
        # "The attack by rebels killed six": rebels did.
        actors = [n for i in actors for n in (self._of_noun(i)[0] if self._is_deed(i) else [i])]
        targets = [i for i in tree.children(verb, "nsubjpass", "dobj", "dative", "oprd") if i != noun]
        if tree[verb].tag == "VBN" and tree[verb].dep == "acl" and tree[tree.heads[verb]].pos in NOUNS:
            targets.append(tree.heads[verb])
        targets = [i for i in targets if noun is None or noun not in self._below(i)]
        targets = [n for i in targets for n in (tree.children(i, "pobj") if tree[i].pos == "ADP" else [i])]
        if noun is not None:
            inner_actors, inner_targets = self._of_noun(noun)
            passive = tree.child(verb, "nsubjpass") is not None
            sharing = trigger.type in ("CONSULT", "COOPERATE", "AGREE", "FIGHT") or not actors
            actors = actors or ([] if passive and not inner_actors else inner_actors)
            targets = targets or inner_targets or ([] if sharing else inner_actors)
            targets = [i for i in targets if i not in actors]
        own = [k for k in trigger.words if tree[k].pos == "ADP" and k != verb]
        targets += [n for k in own for n in tree.children(k, "pobj") if n != noun and n not in self.when]
        if not any(self._somebody(i) for i in targets):
            targets = [*self._deeper(verb, targets), *targets]
        if not any(self._somebody(i) for i in targets):
            more = tree.objects_of(verb, *_TO_WHOM)
            agents = {n for by in tree.children(verb, "agent") for n in tree.children(by, "pobj")}
            more = [i for i in more if i not in self.when and i not in agents and not self._is_place(i)]
            named = [i for i in more if self._somebody(i)] or [n for i in more for n in self._about(i)]
            targets = named or targets or more
        known = [i for i in targets if self._somebody(i)]
        return actors, (known or targets)[:2] if not known else known[:2]

    def _is_place(self, i: int) -> bool:
        """ "in Vienna", "near Aden": where it was, not whom it befell."""
        word = self.tree[self.tree.heads[i]].text.lower()
        return word in ("in", "at", "near", "outside") and self.tree[i].tag.startswith("NNP")

    def _is_deed(self, i: int) -> bool:
        return noun_type(self.tree, i) in ("ASSAULT", "FIGHT") and bool(self._of_noun(i)[0])

    def _below(self, i: int) -> set[int]:
        tree = self.tree
        return {n for n in tree.subtree(i) if tree[n].dep == "pobj" and inner(tree, i) == n} | {inner(tree, i)}

    def _deeper(self, verb: int, targets: list[int]) -> list[int]:
        """Whom the complement names: "demanded that X do", "threatened to ban X", "rejected X's proposal"."""
        tree = self.tree
        found: list[int] = []
        willing = [n for k in tree.children(verb, "acomp", "attr") for n in tree.children(k, "xcomp")]
        for clause in (*tree.children(verb, "xcomp", "ccomp", "advcl", "pcomp"), *willing):
            if tree[clause].dep == "advcl" and tree[clause].tag != "VB":
                continue
            own = [k for k in tree.children(clause, "nsubj", "nsubjpass") if not self._pronoun(k)]
            found += [*own, *self._objects(clause), *tree.objects_of(clause)]
            willing = [n for k in tree.children(clause, "acomp", "attr") for n in tree.children(k, "xcomp")]
            for lower in (*tree.children(clause, "xcomp", "ccomp"), *willing):
                found += [*self._objects(lower), *tree.objects_of(lower)]
        for target in targets:
            found += self._about(target)
        return [i for i in found if self._somebody(i) and i not in self.when]

    def _objects(self, verb: int) -> list[int]:
        """Its direct objects that are somebody, else whom they name."""
        found: list[int] = []
        for k in self.tree.children(verb, "dobj"):
            where = [n for n in self.tree.objects_of(k, "in") if _is_name(self.tree, n) and n not in self.when]
            found += [k] if self._somebody(k) else self._about(k) or where
        return found

    def _about(self, noun: int) -> list[int]:
        """Names inside a noun phrase: "an Indian proposal", "an appeal from the president"."""
        tree = self.tree
        inside = tree.children(noun, "poss", "nmod") + tree.objects_of(noun, *_OF_NOUNS)
        inside += tree.children(noun, "amod", "compound")
        found = [i for i in inside if self._somebody(i)]
        for i in tree.objects_of(noun, "of", "for", "in", "on", "to"):
            found += [n for n in self._about(i) if n not in found]
        return found

    def _somebody(self, i: int) -> bool:
        """A name, or people: not a thing."""
        tree = self.tree
        if i in self.when or tree[i].text.lower() in listed("date"):
            return False
        first, last = phrase(tree, i)
        capital = any(
            tree[k].text[:1].isupper() and (k > 0 or _is_name(tree, k)) and k not in self.when
            for k in range(first, last + 1)
        )
        return capital or tree.lemma(i) in listed("people")

    # --- nouns

    def _of_noun(self, noun: int) -> tuple[list[int], list[int]]:
        tree = self.tree
        before = [k for k in tree.children(noun, "poss", "compound", "nmod", "amod") if self._somebody(k)]
        before = [k for k in before if noun_type(tree, k) is None]
        both = [n for k in tree.objects_of(noun, "between") for n in tree.conjuncts(k)]
        actors = [*before, *tree.objects_of(noun, "by"), *both]
        whom = tree.objects_of(noun, "of")
        targets = whom if tree.lemma(noun) in listed("suffered") else []
        actors += whom if tree.lemma(noun) in listed("whose act") else []
        targets += [n for n in tree.objects_of(noun, "with", "against", "on", "to", "of", "from") if n not in actors]
        for clause in tree.children(noun, "acl", "relcl"):
            if tree[clause].tag in ("VB", "VBG") or tree.child(clause, "nsubj") is not None:
                targets += tree.children(clause, "dobj")
        verb = next((k for k in tree.up(noun) if tree[k].tag.startswith("VB")), None)
        if not actors and verb is not None and tree.lemma(verb) in listed("accusing"):
            actors = tree.children(verb, "dobj", "nsubjpass")
        elif not actors and verb is not None and tree[noun].dep == "dobj" and tree.heads[noun] == verb:
            # "Norway has requested talks with Spain": talks of Norway.
            actors = self.subject(verb) if tree.lemma(verb) in wished() else []
        known = [i for i in targets if self._somebody(i)]
        known = known or [
            n for i in (*whom, *tree.objects_of(noun, "into")) for n in self._told_of(i) if n not in actors
        ]
        targets = known or (targets if tree.lemma(noun) in listed("suffered") else [])
        return [i for i in actors if i not in self.when], [i for i in targets if i not in self.when]

    def _told_of(self, i: int) -> list[int]:
        """Whom a thing names: "links with Serbia", "crimes committed by soldiers"."""
        by = [n for clause in self.tree.children(i, "acl") for n in self.tree.objects_of(clause, "by")]
        return [n for n in (*self._about(i), *by) if self._somebody(n)]

    # --- places

    def _place(self, trigger: Trigger, taken: set[int]) -> str:
        tree = self.tree
        nouns = [trigger.noun] if trigger.noun is not None else []
        below = [n for i in (trigger.anchor, *nouns) for n in self._clauses(i)]
        for i in (trigger.anchor, *nouns, *below):
            for preposition in tree.children(i, "prep"):
                word = tree[preposition].text.lower()
                for noun in tree.children(preposition, "pobj") if word in _PLACES else ():
                    first, last = phrase(tree, noun)
                    proper = any(tree[k].pos == "PROPN" and k not in self.when for k in range(first, last + 1))
                    if proper and noun not in self.when and noun not in taken:
                        return (f"{word} " if word in ("outside", "near", "off") else "") + tree.text(first, last)
        return ""

    def _clauses(self, i: int) -> list[int]:
        tree = self.tree
        clauses = tree.children(i, "relcl", "acl")
        objects = tree.objects_of(i, "by", "with", "against")
        nouns = [*tree.children(i, "dobj"), *objects]
        return [*clauses, *nouns, *(n for k in clauses for n in tree.children(k, "dobj"))]
