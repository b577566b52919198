"""Template lines and sentences in the body of a page become asides, each with the number of pages that it stands on.

The headline is never set aside, no sentence is cut in two, and nothing that was set aside before is brought back. What
is template is told by `retold.boilerplate.templates`; here only its place on this page is looked at.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from retold.boilerplate import repeats
from retold.boilerplate.asides import may_credit
from retold.boilerplate.templates import SeenSite, Templates, is_rare, page_id
from retold.config import DEFAULT, TemplateRules
from retold.sentences import split
from retold.text import content_words
from retold.types import Block, PageContent

_FINISHED = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*\s*$")
_GOES_ON = re.compile(r"\s*(?:[,;.]|[a-zà-öø-ÿα-ωа-яё])")


def set_aside(
    content: PageContent, templates: Templates, *, site: str, config: TemplateRules = DEFAULT.templates
) -> PageContent:
    """The page with the template in its body as asides, each with its reason. The headline is never set aside.

    A line that is about what the rest of the page is about stays: it is a teaser of this very article elsewhere, or
    its background. So does all of a page of which no article would be left.
    """
    known = templates.sites.get(site)
    if known is None or not known.lines:
        return content
    hits = [_hits(block.text, known, config) if block.role == "body" else [] for block in content.blocks]
    weak = sum(hit.pages < config.pages_short for found in hits for hit in found)
    if weak < config.weak_together:
        hits = [[hit for hit in found if hit.pages >= config.pages_short] for found in hits]
    if not any(hits):
        return content
    language = content.language or "en"
    rest = _rest(content, hits, language)
    number = page_id(content)
    learned = any(page.id == number for page in known.pages)

    def reason(pages: int) -> str:
        others = pages - learned
        where = " of this site" if site else ""
        return f"on {others} other pages{where}" if others > 1 else f"on another page{where}"

    blocks: list[Block] = []
    left = 0
    for block, found in zip(content.blocks, hits, strict=True):
        strange = [hit for hit in found if not _is_about(block.text[hit.start : hit.end], rest, language, config)]
        parts = list(_parted(block, strange, language, reason)) if strange else [block]
        left += sum(repeats.size(part.text) for part in parts if part.role == "body")
        blocks += parts
    if left < config.least_left or tuple(blocks) == content.blocks:
        return content
    before = set(content.blocks)
    credits = (block.text for block in blocks if block.role == "aside" and block not in before)
    lines = dict.fromkeys((*content.credit_lines, *filter(may_credit, credits)))
    return replace(content, blocks=tuple(blocks), credit_lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch of a block that is template."""

    start: int
    end: int
    #: Pages on which it stands.
    pages: int
    #: False for a known line found within a sentence, where sentences don't end at its ends.
    sentence: bool


def _hits(text: str, known: SeenSite, config: TemplateRules) -> list[_Hit]:
    """Template in a block, in order, apart."""
    found: list[_Hit] = []
    done = 0
    for piece in repeats.pieces(text):
        if piece.end <= done:
            continue
        pages = known.lines.get(piece.key, 0)
        if pages and _enough(text[piece.start : piece.end], piece, pages, known, config):
            found.append(_Hit(piece.start, piece.end, pages, True))
            done = piece.end
        elif piece.smallest:
            for start, end, key in repeats.known_within(text, piece, known.openings):
                pages = known.lines.get(key, 0)
                fits = repeats.length(key) >= config.least_within and not _GOES_ON.match(text, end)
                if pages and start >= done and fits and not text[start].islower():
                    found.append(_Hit(start, end, pages, False))
                    done = end
    return found


def _enough(text: str, piece: repeats.Piece, pages: int, known: SeenSite, config: TemplateRules) -> bool:
    """True if it stands on so many pages that it is no stock phrase ("He declined to comment.")."""
    long = repeats.size(text) >= config.long_line
    if not piece.line and repeats.size(text) < config.least_sentence:
        return False
    share = config.share_sentence if long else config.share_short_sentence
    return _FINISHED.search(text) is None or pages >= share * len(known.pages)


def _rest(content: PageContent, hits: Sequence[Sequence[_Hit]], language: str) -> frozenset[str]:
    """Content words of the page without its template."""
    rest: list[str] = []
    for block, found in zip(content.blocks, hits, strict=True):
        if block.role != "aside":
            at = 0
            for hit in found:
                rest.append(block.text[at : hit.start])
                at = hit.end
            rest.append(block.text[at:])
    return frozenset(content_words("\n".join(rest), language))


def _is_about(text: str, rest: frozenset[str], language: str, config: TemplateRules) -> bool:
    """True if a line is about what the rest of its page is about."""
    own = set(content_words(text, language))
    rare = {word for word in own if is_rare(word, language, config)}
    shared = len(rare & rest)
    if shared >= config.about_rare and shared >= config.about_rare_share * len(rare):
        return True
    return len(own) >= config.about_words and len(own & rest) >= config.about_share * len(own)


def _parted(block: Block, hits: Sequence[_Hit], language: str, reason: Callable[[int], str]) -> Iterator[Block]:
    """The block without the hits, which become asides where they stood."""
    text = block.text
    at = 0
    continues = block.continues
    for run in _runs(text, hits, language):
        if text[at : run.start].strip():
            yield replace(block, text=text[at : run.start].strip(), continues=continues)
            continues = True
        yield Block(text=text[run.start : run.end].strip(), role="aside", reason=reason(run.pages))
        at = run.end
    if text[at:].strip():
        yield replace(block, text=text[at:].strip(), continues=continues) if at else block


def _runs(text: str, hits: Sequence[_Hit], language: str) -> Iterator[_Hit]:
    """Hits that follow each other as one; those that would cut a sentence in two are left out."""
    runs: list[_Hit] = []
    for hit in hits:
        if runs and not text[runs[-1].end : hit.start].strip():
            last = runs.pop()
            hit = _Hit(last.start, hit.end, min(last.pages, hit.pages), last.sentence and hit.sentence)
        runs.append(hit)
    inside = [run for run in runs if run.sentence and (text[: run.start].strip() or text[run.end :].strip())]
    spans = split(text, language=language) if inside else []
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    for run in runs:
        part = text[run.start : run.end]
        start = run.start + len(part) - len(part.lstrip())
        if run not in inside or (start in starts and run.start + len(part.rstrip()) in ends):
            yield run
