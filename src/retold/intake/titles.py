"""Titles and outlets' names, told apart where a page runs them together ("Talks resume | The Harbour Post").

Works on strings; knows nothing of markup.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

_SEPARATOR = re.compile(
    r"\s+[|–—·•»:]+\s+|\s+-{1,2}\s+|\s*[|]\s*|\s+::\s+|\s+/\s+|\s*»\s*"
    # In scripts without blanks: full width, or an underscore.
    r"|\s*[｜：－]\s*|(?<=[\u3040-\u9fff])_+(?=[\u3040-\u9fff])"
)
# What else stands between an outlet's name and other words: "© 2011, The Harbour Post: https://..."
_PIECES = re.compile(r"[:|,;©•·–—]|\s-\s|(?<!\d)(?:19|20)\d\d(?!\d)|\b(?i:copyright|by|the)\b(?=\s)")
# "The Harbour Post: Talks resume": too common within headlines to count without a second sign.
_PREFIX = re.compile(r"\s*([^:]{2,60}):\s+(\S.*)", re.S)
_WORD = re.compile(r"\w+")
_LONGEST_OUTLET = 6
_LONGEST_TITLE = 500


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Letters and digits only, without case: for comparing names with hosts."""
    return "".join(_WORD.findall(text)).casefold()


def parts(title: str) -> Iterator[tuple[str, str]]:
    """Each way of cutting `title` in two at a separator, the last cut first."""
    for match in reversed(list(_SEPARATOR.finditer(title))):
        left, right = title[: match.start()].strip(), title[match.end() :].strip()
        if left and right:
            yield left, right


def prefixed(title: str) -> tuple[str, str] | None:
    """(what stands before the first colon, what stands behind it): a name and a headline, perhaps."""
    match = _PREFIX.fullmatch(title) if len(title) <= _LONGEST_TITLE else None
    return (match[1].strip(), match[2].strip()) if match and len(match[1].split()) <= _LONGEST_OUTLET else None


def without_outlet(title: str, *, outlet: str | None, host: str | None, headlines: tuple[str, ...] = ()) -> str:
    """`title` without the outlet's name before or behind it."""
    if len(title) > _LONGEST_TITLE:
        return title
    for left, right in parts(title):
        headline, other = (left, right) if len(left) >= len(right) else (right, left)
        if any(key(headline) == key(shown) for shown in headlines) and other:
            return headline
    front = prefixed(title)
    if front is not None and outlet is not None and key(front[0]) == key(outlet):
        return front[1]
    shortest = title
    for left, right in parts(title):
        if _names(right, outlet, host):
            shortest = left
        elif _names(left, outlet, host) and shortest == title:
            shortest = right
    return shortest


def outlet_of(title: str, *, headlines: tuple[str, ...], host: str | None) -> str | None:
    """The outlet's name at the end of a page's title: what stands beside the headline, or what the host is called."""
    if len(title) > _LONGEST_TITLE:
        return None
    for left, right in parts(title):
        for name, other in ((right, left), (left, right)):
            if len(name.split()) > _LONGEST_OUTLET:
                continue
            if _names(name, None, host) or any(key(other) == key(headline) for headline in headlines):
                return name
    return None


def named_beside(title: str, shown: frozenset[str]) -> str | None:
    """The shorter part of `title`, if the longer is among what the page shows, as keys, alone."""
    if len(title) <= _LONGEST_TITLE:
        for pair in parts(title):
            name, headline = sorted(pair, key=len)
            if len(name.split()) <= _LONGEST_OUTLET and key(headline) in shown and key(title) not in shown:
                return name
    return None


def named_as(host: str | None, texts: Iterable[str]) -> str | None:
    """What the page writes for the name of its host: "Harbour Post" for harbour-post.example."""
    wanted = key((host or "").rpartition(".")[0])
    if not wanted:
        return None
    pieces = (piece.strip() for text in texts if wanted in key(text) for piece in _PIECES.split(text))
    return next((piece for piece in pieces if " " in piece and key(piece) == wanted), None)


def host_of(url: str | None) -> str | None:
    """The host of `url` without "www."; None if it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _names(text: str, outlet: str | None, host: str | None) -> bool:
    found = key(text)
    if not found or len(text.split()) > _LONGEST_OUTLET:
        return False
    if outlet is not None and (key(outlet) == found or (len(found) > 3 and found in key(outlet))):
        return True
    if host is None:
        return False
    labels = key(host.rsplit(".", 1)[0])
    initials = "".join(word[0] for word in _WORD.findall(text)).casefold()
    bare = found.removeprefix("the")
    if not bare:
        return False
    return bare == labels or found in labels or key(host) == found or (len(initials) > 2 and initials == labels)
