"""What keeps the words and addresses of others from doing more than being read: no control, no direction, no scheme.

Words stay as they are but for what can't be seen. Nothing is escaped here: each form has its own escapes.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

Direction = Literal["ltr", "rtl"]

#: No-break blanks stay: they are part of how a language sets its numbers and quotation marks.
_BLANKS = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
#: Controls, embeddings and overrides (UAX 9), what XML 1.0 (2.2) and UTF-8 can't hold.
_UNFIT = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f.:]+")
_LONGEST_ADDRESS = 2000
"""Characters: beyond it browsers and mail readers don't agree."""


def tidy(text: str) -> str:
    """The words in one line, without characters that nobody sees and that would disorder what stands beside them."""
    return _BLANKS.sub(" ", _UNFIT.sub("", text)).strip()


@lru_cache(maxsize=8192)
def direction(text: str, language: str = "") -> Direction:
    """Which way words run: as their language does if they have letters of that direction, else as their letters do."""
    runs = {_RUNS[kind] for char in text if (kind := unicodedata.bidirectional(char)) in _RUNS}
    if len(runs) == 1:
        return runs.pop()
    if runs and language:
        return _of_language(language)
    return next((_RUNS[kind] for char in text if (kind := unicodedata.bidirectional(char)) in _RUNS), "ltr")


_RUNS: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@lru_cache(maxsize=1024)
def _of_language(tag: str) -> Direction:
    from babel import Locale, UnknownLocaleError

    try:
        return "rtl" if Locale.parse(tag.replace("-", "_")).text_direction == "rtl" else "ltr"
    except (ValueError, UnknownLocaleError):
        return "ltr"


_ISOLATE: dict[Direction, str] = {"ltr": "\u2066", "rtl": "\u2067"}


def isolated(text: str, way: Direction, around: Direction) -> str:
    """The words so that they don't disorder a line that runs the other way (isolates of UAX 9)."""
    return text if way == around else f"{_ISOLATE[way]}{text}\u2069"


@lru_cache(maxsize=8192)
def web_address(url: str | None) -> str:
    """The address in ASCII if a browser may be sent there, "" otherwise: http(s) with a host and no user."""
    if not url or len(url) > _LONGEST_ADDRESS or _UNFIT.search(url) or _BREAKS.search(url):
        return ""
    try:
        parts = urlsplit(url.strip(" "))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    if (
        parts.scheme not in ("http", "https")
        or not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f.:]+", host)
        or "@" in parts.netloc
    ):
        return ""
    rest = (quote(part, safe="%/:=&?~+!$,;'@()*") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, f"[{host}]{port}" if ":" in host else host + port, *rest))


def at_words(address: str, words: str) -> str:
    """The address so that a browser shows these words of the page (text fragment); "" stays ""."""
    first = quote(" ".join(words.split()[:8]), safe="").replace("-", "%2D")
    return f"{address}{'' if '#' in address else '#'}:~:text={first}" if address and first else address
