"""What is known of an actor while its article is being read, and how that is shown.

Numbers of sentences and words stay here: what leaves this room are `types.Actor` and `types.Source`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from retold.actors.names import name_words, title_words
from retold.actors.offices import because as reason
from retold.actors.offices import in_words, shown
from retold.types import Actor, ActorKind, Mention, MentionKind, Office, Source, SourceKind, Span

#: How sources of a kind that only actors have are called.
_SPEAKS_AS: dict[ActorKind, SourceKind] = {"party": "institution", "place": "institution"}


# Not frozen: there are a hundred in an article, and frozen ones take three times as long to make.
@dataclass(slots=True, kw_only=True)
class Naming:
    """A place where an actor is named or meant, with what decides whom a pronoun means."""

    span: Span
    sentence: int
    #: First and last word, inclusive; (-1, -1) if it was noted by its characters only.
    words: tuple[int, int]
    #: Whether it is the subject of its clause.
    subject: bool
    #: Whether it stands within a quotation.
    quoted: bool
    #: Whether it is the subject of a verb of saying, outside of quotations.
    speaks: bool = False
    #: Whether it is the subject of a clause that is no part of another: "Reed, who met Marsh" is about Reed.
    main: bool = True
    #: Whether it means several people: "Republicans" of a party.
    plural: bool = False
    kind: MentionKind = "name"


@dataclass(slots=True)
class Entry:
    """An actor while the article is being read."""

    name: str
    kind: ActorKind
    title: str = ""
    #: Whether the title stood before the name, and not behind it.
    borne: bool = False
    gender: str = ""
    #: Whether a courtesy title tells the gender.
    sure: bool = False
    plural: bool = False
    names: list[str] = field(default_factory=list)
    namings: list[Naming] = field(default_factory=list)
    #: Sentences in which it was the source of a statement.
    spoke: list[int] = field(default_factory=list)
    offices: tuple[Office, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """What it is called by: the article's title, and offices held when that was written."""
        return (self.title, *(office.title for office in self.offices if office.held == "now"))

    @property
    def source_kind(self) -> SourceKind:
        """What it is as the source of a statement."""
        return _SPEAKS_AS.get(self.kind) or self.kind  # type: ignore[return-value]

    def can_be(self, wanted: str, naming: Naming) -> bool:
        """Whether a pronoun of that kind (a value of `PRONOUNS`, or "mf") may mean it, where it is named like this."""
        if wanted in ("m", "f", "mf"):
            one = self.kind == "person" or (self.kind == "anonymous" and not self.plural)
            return one and self.gender in ("", *wanted)
        if wanted == "+":
            return self.plural or naming.plural
        return not self.plural and self.kind in ("institution", "party", "country", "media", "document")

    def actor(self) -> Actor:
        """What others see of it."""
        return Actor(
            name=self.name,
            kind=self.kind,
            title=self.title,
            gender=self.gender,
            plural=self.plural,
            names=tuple(sorted({self.name, *self.names}, key=by_fullness)),
            mentions=tuple(_mentions(self.namings)),
            offices=self.offices,
        )


def _mentions(namings: Iterable[Naming]) -> Iterable[Mention]:
    """One a place: what was noted as a source and found as a phrase is the same mention."""
    until = -1
    for naming in sorted(namings, key=lambda naming: (naming.span.start, -naming.span.end)):
        if naming.span.start >= until:
            yield Mention(span=naming.span, sentence=naming.sentence, kind=naming.kind)
            until = naming.span.end


def by_fullness(name: str) -> tuple[bool, int, str]:
    """Sorts names before titles ("the prime minister"), longest first."""
    return name.startswith("the ") and name[4:].islower(), -len(name), name


def as_source(entry: Entry, *, span: Span | None, because: str) -> Source:
    """An actor as the source of a statement, with the office held then where the article gives no title."""
    office = shown(entry.offices)
    if office is None or not _is_news(entry.title, office):
        return Source(name=entry.name, kind=entry.source_kind, title=entry.title, span=span, because=because)
    told = f"{in_words(office)}: {reason(office)}"
    because = "; ".join(filter(None, (because, told)))
    return Source(
        name=entry.name, kind=entry.source_kind, title=entry.title, office=in_words(office), span=span, because=because
    )


def _is_news(title: str, office: Office) -> bool:
    """Whether an office says what the article's title doesn't: that there is one, or that it is over."""
    words = title_words(title)
    over = office.held == "former" and not name_words("over").intersection(re.findall(r"\w+", words))
    return not title or (over and office.title.casefold() in words)


def with_via(source: Source, via: str, because: str) -> Source:
    """The same source, carried by somebody."""
    return replace(source, via=via, because="; ".join(filter(None, (source.because, because))))
