"""What a page says about itself: title, outlet, byline, canonical URL, section, language, dates and credits.

One pass over the tree. Collects and cleans, and believes nothing: every date is a hint for `retold.dating`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from retold.intake.bylines import names
from retold.intake.titles import host_of, key, named_as, named_beside, outlet_of, prefixed, without_outlet
from retold.knowledge import words
from retold.types import DateHint

_SPACE = re.compile(r"\s+")
_LD_DATES = ("datePublished", "dateModified", "dateCreated", "uploadDate")
_LD_ARTICLE = re.compile(r"Article|BlogPosting|Report|Review|Opinion|LiveBlog|Posting$")
_LD_PAGE = re.compile(r"WebPage|ItemPage|CreativeWork|Recipe|HowTo|Course|Event$|Dataset|Product$")
# Names of <meta> that hold dates; from the sites' documentation of Open Graph, Dublin Core, Parse.ly, Sailthru, IPTC.
_META_DATE = re.compile(
    r"(?:^|[.:_-])(?:published(?:[_-]?(?:time|date|at))?|publish[_-]?(?:date|time)|pub[_-]?date|publication[_-]?date|"
    r"article[_-]?date(?:[_-]original)?|modified(?:[_-]?(?:time|date))?|mod[_-]?date|last[_-]?mod(?:ified)?|"
    r"updated(?:[_-]?(?:time|date))?|update[_-]?date|date(?:published|modified|created|[_-]?posted)?|"
    r"created|issued|release[_-]?date|display[_-]?date|timestamp|revision[_-]?date|sailthru\.date|parsely-pub-date)$",
    re.I,
)
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(1[0-2]|0?[1-9]|[a-z]{3})\2(3[01]|[12]\d|0?[1-9])(?!\d)", re.I)
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:byline|author(?:-?name|s)?)(?:$|[\s_-])", re.I)
_META_CREDIT = (
    "article:source",
    "copyright",
    "dc.rights",
    "dc.source",
    "original-source",
    "rights",
    "source",
    "syndication-source",
)
_HEAD_TAGS = frozenset({"h1", "h2", "h3", "link", "meta", "script", "time", "title"})
_BYLINE_TAGS = frozenset({"a", "address", "div", "p", "span"})
# Who is believed when they say who the author is; visible elements below the headline before those above it.
_SIGNED_BY = ("ld", "meta", "element", "above", "link", "ld group")
# Those that mark a name as an author's; a link to an author's page may be that of a picture's.
_MARKED = _SIGNED_BY[:4]
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autore?s?|auteurs?|autoren|by|contributors?|journalists?|staff|writers?)/[^/]", re.I
)
_MOST_SUBHEADINGS = 12
_LONGEST_SHOWN = 200
_MOST_LD = 2_000_000


@dataclass(slots=True)
class Metadata:
    """What was found; lists in the order of the page."""

    titles: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    #: Headings of the second and third order: what confirms a headline where the page has none of the first.
    subheadings: list[str] = field(default_factory=list)
    outlet: str | None = None
    #: The authors in one line.
    byline: str | None = None
    #: Whom to name where neither marks nor words name an author: a newsroom, an agency.
    byline_otherwise: str | None = None
    url: str | None = None
    section: str | None = None
    language: str | None = None
    dates: list[DateHint] = field(default_factory=list)
    #: schema.org and Open Graph types the page gives itself.
    kinds: set[str] = field(default_factory=set)
    #: Words that may credit somebody: copyright holders, sources, canonical URLs on other hosts.
    credits: list[str] = field(default_factory=list)
    #: True if the page says that it isn't free to read.
    locked: bool = False
    #: Words of the whole article, as the page says.
    whole_words: int | None = None
    #: JSON-LD articleBody, the longest.
    article_body: str = ""
    _meta: dict[str, str] = field(default_factory=dict)
    _publisher: str | None = None
    #: Signatures: who says so (`_SIGNED_BY`), the words, and where on the page.
    _signed: list[tuple[str, str, object]] = field(default_factory=list)
    #: A headline was read and nothing but lesser elements since.
    _below_headline: bool = False

    def look_at(self, shown: Iterable[str], host: str | None) -> None:
        """Finds the outlet's name by what the page shows, if it names none: beside the headline, or like the host."""
        title = self.titles.get("title", "")
        if self.outlet is not None or not (host or title):
            return
        texts = [text for text in shown if len(text) <= _LONGEST_SHOWN]
        self.outlet = named_beside(title, frozenset(map(key, texts))) or named_as(host, texts)

    def title(self, host: str | None) -> str | None:
        """The headline as the page's title, without the outlet's name."""
        shown = tuple(self.headings)
        candidates = [self.titles[name] for name in ("ld", "og", "twitter", "title") if self.titles.get(name)]
        stripped = [without_outlet(title, outlet=self.outlet, host=host, headlines=shown) for title in candidates]
        for heading in shown:
            if any(_alike(heading, title) for title in stripped):
                return heading
        if len(stripped) > 0 and (not shown or len(stripped[0].split()) > 2):
            return stripped[0]
        return shown[0] if shown else None


def read_metadata(tree: Any, *, page_url: str | None) -> Metadata:  # noqa: ANN401 - lxml has no types of its own
    """What the page under `tree` says about itself."""
    found = Metadata()
    if (language := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")) is not None:
        found.language = language
    for element in tree.iter(*_HEAD_TAGS, *_BYLINE_TAGS):
        if element.tag in _HEAD_TAGS or _may_sign(element):
            _read_element(element, found)
    host = host_of(found.url) or host_of(page_url)
    _settle(found, page_url=page_url, host=host)
    return found


def _may_sign(element: Any) -> bool:  # noqa: ANN401
    """True if an element's attributes may say that it holds a byline or a date."""
    names = element.get("class")
    if names is not None and ("author" in (low := names.lower()) or "byline" in low):
        return True
    if element.tag == "a" and (_AUTHOR_LINK.search(element.get("href") or "") is not None):
        return True
    return element.get("itemprop") is not None or element.get("rel") is not None


def _read_element(element: Any, found: Metadata) -> None:  # noqa: ANN401
    match element.tag:
        case "meta":
            _read_meta(element, found)
        case "link":
            if "canonical" in (element.get("rel") or "").lower().split() and element.get("href"):
                found.url = found.url or element.get("href")
        case "title":
            found.titles.setdefault("title", _inner_text(element))
        case "script":
            if "ld+json" in (element.get("type") or ""):
                _read_ld(element.text or "", found)
        case "h1":
            if text := _inner_text(element):
                found.headings.append(text)
                found._below_headline = True
        case "h2" | "h3":
            found._below_headline = False
            if len(found.subheadings) < _MOST_SUBHEADINGS and (text := _inner_text(element)):
                found.subheadings.append(text)
        case "time":
            _read_time(element, found)
        case _:
            _read_byline(element, found)


def _read_meta(element: Any, found: Metadata) -> None:  # noqa: ANN401
    name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
    content = _clean(element.get("content") or "")
    if (element.get("http-equiv") or "").lower() == "content-language" and found.language is None:
        found.language = content
    if not name or not content:
        return
    found._meta.setdefault(name, content)
    if name in ("og:title", "twitter:title", "title", "dc.title", "headline"):
        found.titles.setdefault("twitter" if name == "twitter:title" else "og", content)
    elif name == "og:type":
        found.kinds.add(content)
    elif name in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"):
        _sign(content, found, by="meta")
    elif name in ("article:content_tier", "isaccessibleforfree"):
        found.locked |= content.lower() in ("locked", "false")
    elif name in _META_CREDIT:
        found.credits.append(f"{name.rsplit('.', 1)[-1]}: {content}")
    if _META_DATE.search(name) and any(character.isdigit() for character in content):
        found.dates.append(DateHint(source="meta", text=content, label=name))


def _read_time(element: Any, found: Metadata) -> None:  # noqa: ANN401
    text = _clean(element.get("datetime") or "") or _inner_text(element)
    if text and any(character.isdigit() for character in text):
        label = " ".join(
            filter(
                None,
                (
                    element.get("itemprop"),
                    "pubdate" if "pubdate" in element.attrib else None,
                    "below h1" if found._below_headline else None,
                    element.get("class"),
                ),
            )
        )
        found._below_headline = False
        found.dates.append(DateHint(source="time", text=text[:80], label=label[:80]))


def _read_byline(element: Any, found: Metadata) -> None:  # noqa: ANN401
    attributes = element.attrib
    prop = attributes.get("itemprop", "")
    if prop.lower() in ("datepublished", "datemodified", "datecreated"):
        if text := attributes.get("content") or attributes.get("datetime") or _inner_text(element):
            found.dates.append(DateHint(source="meta", text=_clean(text)[:80], label=prop))
    elif (
        prop == "author"
        or "author" in attributes.get("rel", "").split()
        or _BYLINE_CLASS.search(attributes.get("class", "")) is not None
    ):
        _sign_element(element, found, by="element" if found.headings else "above")
    elif found.headings and _AUTHOR_LINK.search(attributes.get("href", "")) is not None:
        _sign_element(element, found, by="link")


def _sign_element(element: Any, found: Metadata, *, by: str) -> None:  # noqa: ANN401
    text = _inner_text(element)
    if 2 < len(text) <= 120 and len(text.split()) <= 14:
        place = element.getparent()
        _sign(text, found, by=by, place=place.getparent() if place is not None else None)


def _sign(text: str, found: Metadata, *, by: str, place: object = None) -> None:
    if text and not text.startswith(("http:", "https:", "@")):
        found._signed.append((by, text, place))


def _read_ld(text: str, found: Metadata) -> None:
    if len(text) > _MOST_LD:
        return
    try:
        value = json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip(), strict=False)
    except (ValueError, RecursionError):
        return
    for number, thing in enumerate(_things(value), len(found._signed)):
        _read_thing(thing, found, number=number)


def _things(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a JSON-LD value, without recursion."""
    waiting = [value]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            yield here
            waiting.extend(inner for name in ("@graph", "mainEntity", "itemListElement") if (inner := here.get(name)))


def _read_thing(thing: dict[str, Any], found: Metadata, *, number: int) -> None:
    kinds = {kind for kind in _listed(thing.get("@type")) if isinstance(kind, str)}
    found.kinds |= kinds
    if kinds & {"NewsMediaOrganization", "WebSite"} and found._publisher is None:
        found._publisher = _name(thing)
    is_article = any(_LD_ARTICLE.search(kind) for kind in kinds)
    if not (is_article or any(_LD_PAGE.search(kind) for kind in kinds)):
        return
    for name in _LD_DATES:
        if isinstance(date := thing.get(name), str) and date.strip():
            found.dates.append(DateHint(source="json-ld", text=_clean(date)[:80], label=name))
    if not is_article:
        return
    found.locked |= str(thing.get("isAccessibleForFree")).lower() == "false"
    if found.whole_words is None and (count := str(thing.get("wordCount"))).isdecimal() and int(count) > 0:
        found.whole_words = int(count)
    if isinstance(headline := thing.get("headline"), str) and headline.strip():
        found.titles.setdefault("ld", _clean(headline))
    for author in _listed(thing.get("author")):
        is_group = isinstance(author, dict) and "Organization" in str(author.get("@type"))
        _sign(_name(author) or "", found, by="ld group" if is_group else "ld", place=number)
    if (publisher := _name(next(iter(_listed(thing.get("publisher"))), None))) is not None:
        found._publisher = publisher
    if found.section is None:
        sections = (text for text in _listed(thing.get("articleSection")) if isinstance(text, str))
        found.section = next((_clean(text) for text in sections), None)
    for label in ("copyrightHolder", "sourceOrganization", "isBasedOn", "provider", "creditText"):
        for credited in map(_name, _listed(thing.get(label))):
            if credited is not None and credited != found._publisher:
                found.credits.append(f"{label}: {credited}")
    if isinstance(body := thing.get("articleBody"), str) and len(body) > len(found.article_body):
        found.article_body = body
    if found.language is None and isinstance(language := thing.get("inLanguage"), str):
        found.language = language


def _settle(found: Metadata, *, page_url: str | None, host: str | None) -> None:
    meta = found._meta
    if found.url is None:
        found.url = meta.get("og:url")
    if found.url is not None:
        found.url = _absolute(found.url, page_url)
    title = found.titles.get("title", "")
    beside = tuple(found.headings) + tuple(text for name in ("ld", "og", "twitter") if (text := found.titles.get(name)))
    named = meta.get("og:site_name") or found._publisher or meta.get("application-name")
    found.outlet = named or outlet_of(title, headlines=beside, host=host) or _outlet_before(found)
    found.section = found.section or meta.get("article:section") or meta.get("section") or meta.get("parsely-section")
    found.language = found.language or meta.get("og:locale") or meta.get("language") or meta.get("dc.language")
    if found.language is not None:
        found.language = language_tag(found.language)
    _settle_byline(found, host)
    for url in dict.fromkeys(filter(None, (found.url, page_url))):
        if (date := url_date(url)) is not None:
            found.dates.append(DateHint(source="url", text=date))
            break
    own, canonical = host_of(page_url), host_of(found.url)
    if own is not None and canonical is not None and not (own.endswith(canonical) or canonical.endswith(own)):
        found.credits.append(f"canonical: {found.url}")
    found.dates[:] = dict.fromkeys(found.dates)
    found.credits[:] = dict.fromkeys(found.credits)


def _settle_byline(found: Metadata, host: str | None) -> None:
    """The people whom the most credible source names; beside them an agency is credited, without them it signs."""
    others: list[str] = []
    for source in _SIGNED_BY:
        signed = [(text, place) for by, text, place in found._signed if by == source]
        for at in dict.fromkeys(place for _, place in signed):
            people, groups = names((text for text, place in signed if place == at), outlet=found.outlet, host=host)
            if people and source in _MARKED:
                found.byline = ", ".join(people)
                found.credits += groups
                return
            others += people or groups
    found.byline_otherwise = next(iter(others), None)


def _outlet_before(found: Metadata) -> str | None:
    """The outlet in "The Harbour Post: Talks resume", if "Talks resume" is a heading of the page."""
    front = prefixed(found.titles.get("title", ""))
    if front is None or front[0].casefold() in words("section_names"):
        return None
    shown = {key(heading) for heading in (*found.headings, *found.subheadings)}
    return front[0] if key(front[1]) in shown and key(front[0] + front[1]) not in shown else None


def url_date(url: str) -> str | None:
    """The day that an address names ("/2021/03/24/", "20210324"), as it stands there; None if it names none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    match = _URL_DATE.search(path)
    if match is None or (match[3].isalpha() and match[3].lower() not in _MONTHS):
        return None
    return match[0]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def language_tag(declared: str) -> str | None:
    """A declared language as a BCP 47 primary tag: "en_US.UTF-8" -> "en"; None if it is none."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_.,;\s]|$)", declared)
    return match[1].lower() if match is not None else None


def _absolute(url: str, base: str | None) -> str | None:
    try:
        whole = urljoin(base or "", url.strip())
        return whole if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).hostname else None
    except ValueError:
        return None


def _listed(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _name(thing: object) -> str | None:
    name = thing.get("name") if isinstance(thing, dict) else thing
    if isinstance(name, list):
        name = next(iter(name), None)
    return (_clean(name) or None) if isinstance(name, str) else None


def _alike(a: str, b: str) -> bool:
    one, other = set(re.findall(r"\w+", a.casefold())), set(re.findall(r"\w+", b.casefold()))
    return (
        bool(one)
        and bool(other)
        and len(one & other) >= 0.6 * min(len(one), len(other))
        and (len(one & other) >= 0.5 * max(len(one), len(other)))
    )


def _inner_text(element: Any) -> str:  # noqa: ANN401
    """The words under an element; without recursion, and no more than a line's worth."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(piece)
        size += len(piece)
        if size > 2000:
            break
    return _clean("".join(pieces))


def _clean(text: str) -> str:
    from html import unescape

    return _SPACE.sub(" ", unescape(text) if "&" in text else text).strip()
