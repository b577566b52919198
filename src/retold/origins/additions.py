"""What one retelling has and none of its kin: passages with a source of their own.

Who is behind a passage is read off a light pattern around verbs of saying, in English; elsewhere, and where nobody is
named, the source is left empty. Statements are found with care elsewhere (`statements`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from retold.knowledge import words
from retold.origins.quotes import quoted, quoted_share
from retold.types import Addition, Article, Link, Origin, Sentence

_PRONOUN = re.compile(r"(?:he|she|they|it|the (?:official|officials|minister|spokes\w+|statement|president))", re.I)
#: A given name and a surname.
_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z]\.)?(?: [A-Z][\w'’-]+){1,2}")
_CLOSERS = "”\"»'’"


def find_additions(
    articles: Sequence[Article], origins: Sequence[Origin], links_by_pair: Mapping[tuple[int, int], Sequence[Link]]
) -> tuple[Addition, ...]:
    """Passages that one article of an origin has and none of the others, with who is behind them.

    `links_by_pair` holds the links of articles i and j of `articles` under (i, j), i < j; of pairs that it leaves out
    only sentences in the very same words count as linked. In the order of `articles`.
    """
    printed = [Counter(text for one in origin.articles for text in _texts(one)) for origin in origins]
    origin_of = {article.id: place for place, origin in enumerate(origins) for article in origin.articles}
    places = [origin_of.get(article.id) for article in articles]
    found: list[Addition] = []
    for i, (article, place) in enumerate(zip(articles, places, strict=True)):
        if place is None:
            continue
        origin = origins[place]
        others = [j for j, other in enumerate(places) if other == place and j != i]
        if not others:
            continue
        linked = {s for j in others for s in _linked(i, j, links_by_pair)}
        linked |= {s.index for s in article.sentences if printed[place][s.text] > 1}
        for run in _runs(article, linked):
            for members, source in _passages(article, run):
                found.append(
                    Addition(
                        article=article,
                        sentences=tuple(sentence.index for sentence in members),
                        source=source,
                        because=_because(source, len(others), origin),
                    )
                )
    return tuple(found)


def _texts(article: Article) -> set[str]:
    return {sentence.text for sentence in article.sentences}


def _linked(i: int, j: int, links_by_pair: Mapping[tuple[int, int], Sequence[Link]]) -> Iterator[int]:
    """Sentences of article i that article j has, too."""
    for link in links_by_pair.get((min(i, j), max(i, j)), ()):
        yield from link.a if i < j else link.b


def _runs(article: Article, linked: set[int]) -> Iterator[list[Sentence]]:
    """Consecutive body sentences that are not linked."""
    run: list[Sentence] = []
    for sentence in article.sentences:
        if sentence.role == "body" and sentence.index not in linked:
            run.append(sentence)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _passages(article: Article, run: Sequence[Sentence]) -> Iterator[tuple[list[Sentence], str]]:
    """Parts of a run, each with one source; sentences without source and quotation bring nothing of their own.

    But what stands before such a sentence in its paragraph belongs to it.
    """
    quotes = quoted(article.text)
    members: list[Sentence] = []
    source = ""
    ground: list[Sentence] = []
    for sentence in run:
        speaker = speaker_of(sentence.text) if article.language == "en" else None
        speaker = speaker and _full_name(speaker, article.text)
        has_quote = any(low < sentence.end and high > sentence.start + 1 for low, high in quotes)
        if speaker is None and not (has_quote and quoted_share(sentence.start, sentence.end, quotes) > 0.3):
            ground = [*(one for one in ground if one.paragraph == sentence.paragraph), sentence]
            continue
        goes_on = speaker is None or _PRONOUN.fullmatch(speaker) is not None or _same_speaker(speaker, source)
        if members and goes_on and sentence.index - members[-1].index <= 2:
            between = range(members[-1].index + 1, sentence.index)
            members += [article.sentences[k] for k in between] + [sentence]
            ground = []
            continue
        if members:
            yield members, source
        before = [one for one in ground if one.paragraph == sentence.paragraph]
        ground = []
        members, source = [*before, sentence], "" if speaker is None or _PRONOUN.fullmatch(speaker) else speaker
    if members:
        yield members, source


def _same_speaker(speaker: str, source: str) -> bool:
    """True if a later mention is the one before: "Laskey" after "fire chief Owen Laskey"."""
    return bool(source) and (speaker == source or source.split()[-1] == speaker)


def _full_name(speaker: str, text: str) -> str:
    """A surname with the given name that stands before it somewhere in the text."""
    if not re.fullmatch(r"[A-Z][\w'’-]+", speaker):
        return speaker
    named = re.search(rf"\b(?!The\b|A\b|In\b|For\b|But\b|And\b)[A-Z][\w'’-]+ {re.escape(speaker)}\b", text)
    return named[0] if named else speaker


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Where the source stands: between quotation and verb, after both, after "according to", or at the start."""
    verb = "(?:" + "|".join(sorted(words("quoting_verbs"))) + ")"
    name = r"(?P<who>[^,;:.!?“”\"«»—]{2,90}?)"
    aside = r"(?P<aside>,[^,“”\"]{2,80},)?"
    return (
        re.compile(rf"[,!?.…][{_CLOSERS}]+\s+{name}{aside}\s+(?:also |later |has |had )?{verb}\b"),
        re.compile(rf"[,!?.…][{_CLOSERS}]+\s+{verb}\s+(?P<who>[^,;:.!?“”\"«»—]{{2,90}})"),
        re.compile(rf"\b[Aa]ccording to {name}(?=[,.;:]|$)"),
        re.compile(rf"^{name}{aside}\s+(?:also |later |has |had )?{verb}\b(?!\s+to\b)"),
        re.compile(rf",\s+{name}\s+{verb}\b[^,]*[.!]?$"),
        re.compile(rf",\s+{verb}\s+(?P<who>(?:[\w'’-]+ ){{0,5}}[A-Z][\w'’-]+)(?:,[^“”\"]{{2,80}})?[.!]?$"),
    )


def speaker_of(sentence: str) -> str | None:
    """Who says what the sentence tells, in its words; None if it gives nobody. "" is never returned."""
    for pattern in _patterns():
        match = pattern.search(sentence)
        if match:
            who = re.split(r"\s+(?:in an?|on|at|to|late|during|who|after|when)\s", match["who"].strip())[0]
            who = re.sub(r"^(?:and|but|that|as|while|also)\s+", "", who).strip(" –-")
            aside = (match.groupdict().get("aside") or "").strip(", ")
            if _NAME.fullmatch(aside) and not _NAME.search(who):
                who = f"{who}, {aside}"  # Aldermoor's mayor, Idris Pellow
            if who and len(who.split()) <= 14:
                return who
    return None


def _because(source: str, kin: int, origin: Origin) -> str:
    others = "the other retelling" if kin == 1 else f"none of the {kin} other retellings"
    lacks = "lacks it" if kin == 1 else "has it"
    return f"{others} of {origin.name} {lacks}" + (f"; it brings {source} as a source" if source else "; it quotes")
