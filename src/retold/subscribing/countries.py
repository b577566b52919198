"""The country that somebody means by a code or a name, in English or in another language of mails' frames."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from retold.affairs.countries import code_of, name_of
from retold.errors import InputError
from retold.knowledge import mapping, table

_BESIDE = re.compile(r"\s*\(([^)]*)\)")
_WORD = re.compile(r"[^\W_]+")


def country(asked: str) -> str:
    """The ISO 3166-1 alpha-2 code: "iq", "Iraq", "Irak" are "IQ". Raises `InputError` for what is no country."""
    # "Iran, Islamic Republic of" is listed so; "Palestine (State of)" too.
    for form in (asked, asked.partition(",")[0], _BESIDE.sub("", asked)):
        if code := code_of(form) or _known().get(_key(form)):
            return code
    near = get_close_matches(_key(asked), _known(), n=1, cutoff=0.75)
    meant = f"did you mean {name_of(_known()[near[0]])}? If not, " if near else ""
    raise InputError(asked, f"no country is called that: {meant}give its ISO 3166 code of two letters, such as IQ")


def countries(asked: Iterable[str]) -> tuple[str, ...]:
    """The codes of all of them, each once, sorted."""
    return tuple(sorted({country(one) for one in asked}))


@cache
def _known() -> dict[str, str]:
    """Each name of CLDR in the languages of frames, as `_key` has it, to its code."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in sorted({row[1] for row in table("mail_frames")}, key=lambda tag: (tag != "en", tag)):
        for code, name in Locale.parse(language, sep="-").territories.items():
            if code in mapping("country_codes"):
                for form in _forms(name):
                    found.setdefault(_key(form), code)
    return found


def _forms(name: str) -> Iterator[str]:
    """ "Myanmar (Burma)" is called either."""
    yield name
    yield _BESIDE.sub("", name)
    yield from _BESIDE.findall(name)


def _key(name: str) -> str:
    """A name without case, accents and signs."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return " ".join(_WORD.findall(bare.replace("&", " and ")))
