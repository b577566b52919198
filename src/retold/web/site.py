"""The pages of the service: one frame around them, in the reader's language, without a style or a script in them.

`render` gives the page of a template in `templates/site/`; stylesheet and scripts lie in `static/`, and are named by
what is in them, so that they may be kept for ever. What a template is given is text, whoever wrote it.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from retold.display.frames import Frame, frame
from retold.knowledge import table

_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages load."""

    #: Of the address: "site.1a2b3c4d5e6f.css".
    name: str
    content: bytes
    #: The same by content coding, where that is shorter: "br", "gzip".
    coded: Mapping[str, bytes]
    #: For the header Content-Type.
    kind: str

    @property
    def path(self) -> str:
        """Where pages expect it."""
        return f"/static/{self.name}"


def render(template: str, *, language: str = "en", **values: object) -> str:
    """The page of `site/TEMPLATE`, in the frame's language nearest to `language`.

    A template has `frame`, `say(key, **values)` for the words of site_words.tsv, and the `values`; `name` is that of
    the brief, "" for the usual one in the reader's language.
    """
    framed = frame(language)
    given = dict(values)
    name = framed.isolated(str(given.pop("name", ""))) or framed.say("name")
    made = _environment().get_template(f"site/{template}")
    return made.render(frame=framed, say=Words(framed), name=name, **given)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the site's pages in a language: call it with a key, and with what is put in."""

    frame: Frame

    def __call__(self, key: str, **values: object) -> str:
        words = _words(self.frame.primary)[key]
        return words.format_map(values) if values else words

    def __contains__(self, key: str) -> bool:
        return key in _words(self.frame.primary)


@cache
def assets() -> Mapping[str, Asset]:
    """All files that pages load, by the name in their address."""
    web = files("retold.web")
    # The pages in one file each have their style in them; served, they load it.
    entries = (*web.joinpath("static").iterdir(), web.joinpath("templates", "page.css"))
    found = (_asset(entry.name, entry.read_bytes()) for entry in entries)
    return {made.name: made for made in sorted(found, key=lambda made: made.name)}


def asset(file: str) -> str:
    """Where pages load a file from: "/static/site.1a2b3c4d5e6f.css" for "site.css"."""
    return _paths()[file]


def _asset(file: str, content: bytes) -> Asset:
    import brotli

    stem, _, ending = file.rpartition(".")
    name = f"{stem}.{sha256(content).hexdigest()[:12]}.{ending}"
    coded = {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)}
    shorter = {coding: made for coding, made in coded.items() if len(made) < len(content)}
    return Asset(name=name, content=content, coded=shorter, kind=_KINDS[ending])


@cache
def _paths() -> dict[str, str]:
    """The file's own name to where it is loaded from."""
    return {f"{made.name.split('.')[0]}.{made.name.rpartition('.')[2]}": made.path for made in assets().values()}


@cache
def _words(language: str) -> dict[str, str]:
    # What letters call export and deletion, pages call so, too.
    rows = (*table("subscription_words"), *table("site_words"))
    return {key: words for key, of, words in rows if of == language}


def fragment(template: str, **values: object) -> Markup:
    """A part of a page, the same for everybody: the template `site/TEMPLATE` with these values."""
    return Markup(_environment().get_template(f"site/{template}").render(**values))


def on_site(article: str, sentence: int | None = None) -> str:
    """Where an article stands, or one of its sentences."""
    return f"/articles/{article}" if sentence is None else f"/articles/{article}#s-{sentence}"


@cache
def _environment() -> Environment:
    from retold.web.page import environment

    made = environment(on_site)
    made.globals["asset"] = asset
    return made
