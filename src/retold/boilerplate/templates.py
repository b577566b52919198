"""What a site repeats on page after page, learned from its pages.

A line or sentence is template if it stands on several pages of a site whose other words have nothing in common; what
articles of one affair repeat (wire copy, background paragraphs) is theirs. State is a value, `Templates`, given and
returned; the same pages give the same value in any order, and its size is bounded. Does not change pages: see
`retold.boilerplate.setting_aside`.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Literal
from urllib.parse import urlsplit
from zlib import crc32

from retold.boilerplate import repeats
from retold.config import DEFAULT, TemplateRules
from retold.knowledge import table
from retold.text import content_words, fold
from retold.types import Article, Block, PageContent


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """What is remembered of a page: no text, only hashes."""

    #: Hash of all that it shows: tells a page that is learned twice.
    id: int
    #: Hash of its headline; 0 without one.
    headline: int
    #: Hashes of its lines and sentences, ascending, as unsigned 64-bit numbers.
    lines: bytes
    #: Of each line of its body the hash, as often as it has rare words ...
    holders: bytes
    #: ... and these words' hashes, as unsigned 32-bit numbers. The headline's line is 0.
    words: bytes
    #: True if it is in a language whose common words are known.
    common_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenSite:
    """What is known of one site."""

    #: A sample, by hash, of at most `TemplateRules.most_pages` pages, in the order of their hashes.
    pages: tuple[SeenPage, ...]
    #: Hash of each line that is template -> pages of the sample on which it stands, those of one headline as one.
    lines: Mapping[int, int]
    #: First words of these lines, hashed -> their lengths in words.
    openings: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """What is known of each site's repeated lines."""

    #: Site (`site_of`) -> what is known of it.
    sites: Mapping[str, SeenSite] = field(default_factory=dict)


def site_of(content: PageContent, url: str | None = None) -> str:
    """The site of a page: its host, else its outlet; "" if neither is known, and such pages are learned together."""
    try:
        host = urlsplit(content.url or url or "").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.") or fold(content.outlet or "").strip()


def content_of(article: Article) -> PageContent:
    """What `learn` needs of an article that was read before: its lines, not their order."""
    head, body = article.text[: article.body_start].strip(), article.body.split("\n\n")
    blocks = [Block(text=head, role="headline")] if head else []
    blocks += [Block(text=paragraph, role="body") for paragraph in body]
    blocks += [Block(text=aside.text, role="aside", reason=aside.reason) for aside in article.asides]
    return PageContent(blocks=tuple(blocks), outlet=article.outlet, language=article.language, url=article.url)


# --- learning -------------------------------------------------------------------------------------------------------


def learn(
    pages: Iterable[tuple[str, PageContent]],
    *,
    known: Templates | None = None,
    config: TemplateRules = DEFAULT.templates,
) -> Templates:
    """What these pages, each with its site, and those known before repeat. A page given twice counts once.

    Sites are worked out anew when they get a page: give many pages at once.
    """
    before = known.sites if known is not None else {}
    fresh: dict[str, dict[int, SeenPage]] = {}
    for site, content in pages:
        if site not in fresh:
            fresh[site] = {page.id: page for page in before[site].pages} if site in before else {}
        page = _seen(content, config)
        kept = fresh[site]
        kept[page.id] = page
        if len(kept) > 2 * config.most_pages:
            fresh[site] = {one.id: one for one in _sample(kept, config)}
    new = {site: _site(site, _sample(kept, config), config) for site, kept in fresh.items()}
    return Templates(sites={**before, **new})


def _sample(pages: Mapping[int, SeenPage], config: TemplateRules) -> tuple[SeenPage, ...]:
    """The pages of the lowest hashes: the same whatever the order in which they came (KMV: Bar-Yossef et al. 2002)."""
    return tuple(pages[number] for number in sorted(pages)[: config.most_pages])


def _seen(content: PageContent, config: TemplateRules) -> SeenPage:
    language = content.language or "en"
    lines: dict[int, None] = {}
    holders, words = array("Q"), array("I")
    headline = 0
    for block in content.blocks:
        if block.role == "headline":
            headline = headline or _hash(fold(block.text))
            rare = _rare(repeats.words(block.text), language, config)
            holders.extend([0] * len(rare))
            words.extend(sorted(rare))
            continue
        for piece in repeats.pieces(block.text):
            if len(lines) >= config.most_lines:
                break
            if piece.key and piece.key not in lines:
                lines[piece.key] = None
                if block.role == "body" and piece.smallest:
                    rare = _rare(piece.words, language, config)
                    holders.extend([piece.key] * len(rare))
                    words.extend(sorted(rare))
    return SeenPage(
        id=page_id(content),
        headline=headline,
        lines=array("Q", sorted(lines)).tobytes(),
        holders=holders.tobytes(),
        words=words.tobytes(),
        common_known=language == "en",
    )


def page_id(content: PageContent) -> int:
    """Hash of all that a page shows."""
    return _hash("\n".join(block.text for block in content.blocks))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf8", "surrogatepass"), digest_size=8).digest(), "little")


def _site(name: str, pages: tuple[SeenPage, ...], config: TemplateRules) -> SeenSite:
    articles = _articles(pages)
    found: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(articles):
        for key in sorted({key for page in members for key in _numbers(page.lines, "Q")}):
            found[key].append(number)
    own = [_own_words(members, found) for members in articles]
    likeness = _Likeness(own, [all(page.common_known for page in members) for members in articles], config)
    usual = likeness.unlike_share(range(len(articles)))
    lines: dict[int, int] = {}
    for key, where in found.items():
        long = repeats.length(key) >= config.long_line
        wanted = config.pages if long and name else config.pages_short
        if (long or name) and len(where) >= wanted and likeness.are_strangers(where, wanted, usual):
            lines[key] = len(where)
    openings: dict[int, set[int]] = defaultdict(set)
    for key in lines:
        openings[repeats.first_word(key)].add(repeats.length(key))
    return SeenSite(pages=pages, lines=lines, openings={first: tuple(sorted(n)) for first, n in openings.items()})


def _articles(pages: Sequence[SeenPage]) -> list[list[SeenPage]]:
    """Pages of one headline are one article, printed in several sections or again."""
    groups: dict[object, list[SeenPage]] = defaultdict(list)
    for page in pages:
        groups[page.headline or (page.id,)].append(page)
    return list(groups.values())


def _own_words(members: Sequence[SeenPage], found: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """Rare words of the headline and of lines that no other article of the site has."""
    own: set[int] = set()
    for page in members:
        pairs = zip(_numbers(page.holders, "Q"), _numbers(page.words, "I"), strict=True)
        own.update(word for key, word in pairs if not key or len(found[key]) == 1)
    return frozenset(own)


class _Likeness:
    """Which articles of a site have nothing in common but what the site repeats."""

    def __init__(self, own: Sequence[frozenset[int]], common_known: Sequence[bool], config: TemplateRules) -> None:
        self.own = own
        self.common_known = common_known
        self.config = config
        self.known = dict[tuple[int, int], bool]()

    def are_strangers(self, where: Sequence[int], wanted: int, usual: float) -> bool:
        """True if `wanted` of these are unlike, each with each, and all of them no more alike than is usual here."""
        some = [number for number in where if self._tells(number)][: self.config.most_compared]
        if self.unlike_share(some) < self.config.unlike_usual * usual:
            return False
        for first in range(len(some) - wanted + 1):
            chosen = [some[first]]
            for number in some[first + 1 :]:
                if all(self._unlike(one, number) for one in chosen):
                    chosen.append(number)
                if len(chosen) == wanted:
                    return True
        return False

    def unlike_share(self, where: Sequence[int]) -> float:
        """Share of unlike pairs, of those that have words enough to tell."""
        telling = [number for number in where if self._tells(number)]
        pairs = list(combinations(telling[: self.config.most_compared], 2))
        return sum(self._unlike(a, b) for a, b in pairs) / len(pairs) if pairs else 0.0

    def _tells(self, number: int) -> bool:
        return len(self.own[number]) >= self.config.least_words

    def _unlike(self, a: int, b: int) -> bool:
        if (a, b) not in self.known:
            limit = self.config.unlike if self.common_known[a] and self.common_known[b] else self.config.unlike_foreign
            least = min(len(self.own[a]), len(self.own[b]))
            self.known[a, b] = len(self.own[a] & self.own[b]) < limit * least
        return self.known[a, b]


def _numbers(packed: bytes, kind: Literal["Q", "I"]) -> Iterable[int]:
    return memoryview(packed).cast(kind)


def _rare(found: Iterable[str], language: str, config: TemplateRules) -> set[int]:
    """Hashes of the rare words among these."""
    return {one for told in map(_teller(language, config), found) for one in told}


@cache
def _teller(language: str, config: TemplateRules) -> Callable[[str], tuple[int, ...]]:
    """Word to its hash if it is rare; of its pairs where words are written without blanks."""

    @lru_cache(maxsize=1 << 16)
    def told(word: str) -> tuple[int, ...]:
        stems = (stem for stem in content_words(word, language) if is_rare(stem, language, config))
        return tuple(crc32(stem.encode("utf8", "surrogatepass")) for stem in stems)

    return told


def is_rare(stem: str, language: str, config: TemplateRules) -> bool:
    """True for a word that tells what a text is about."""
    if len(stem) < config.shortest_word or stem.isdigit():
        return False
    return language != "en" or stem not in _usual(config.rare_share)


@cache
def _usual(share: float) -> frozenset[str]:
    """English stems that at least this share of articles has."""
    rows = table("background_words")
    total = next(float(row[1]) for row in rows if row[0] == "*")
    return frozenset(row[0] for row in rows if " " not in row[0] and float(row[1]) >= share * total)
