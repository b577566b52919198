"""XML of strangers, without what makes it dangerous: no document type, no entity from elsewhere, bounded expansion.

Real feeds use entities of HTML and short ones of their own without declaring them well, so those are written out
beforehand; what then reaches a parser has only the five of XML. Mends stray ampersands and characters that XML
forbids. Opens nothing.
"""

import codecs
import re
from functools import partial
from html.entities import html5
from typing import Any

from retold.errors import Unreadable
from retold.intake.kinds import doctype_end

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.I)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.I)
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,60})\s+(?:"([^"<]*)"|'([^'<]*)')\s*>""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9A-Fa-f]{1,6});|([A-Za-z_][\w.-]{0,60});)?")
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OWN = ("amp", "lt", "gt", "quot", "apos")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LONGEST_ENTITY = 10_000
_LONGEST_DOCTYPE = 65_536
_MOST_GROWTH = 1_000_000


def characters(raw: bytes, *, content_type: str | None = None) -> str:
    """The text of an XML document: by its mark, UTF-8 if it is that, else as server or document declare."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if raw[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return raw.decode("utf-16-le" if raw[1] == 0 else "utf-16-be", "replace")
    declared = _DECLARED.match(raw[:400])
    said = _CHARSET.search(content_type or "")
    for label in ("utf-8", said[1] if said else "", declared[1].decode("ascii") if declared else ""):
        try:
            return raw.decode(label or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def harmless(text: str, *, name: str) -> str:
    """The same document without declaration, document type and entities. Raises `Unreadable` for a bomb."""
    text = _FORBIDDEN.sub("\ufffd", text)
    text = text[match.end() :] if (match := _DECLARATION.match(text)) else text
    entities: dict[str, str] = {}
    pieces: list[str] = []
    at = 0
    upper = text[:65_536].upper()
    if (start := upper.find("<!DOCTYPE")) >= 0 and "<" not in _prolog(text[:start]):
        at = doctype_end(text, start)
        entities = _entities(text[start : min(at, start + _LONGEST_DOCTYPE)], name)
    grown = [0]
    while at < len(text):
        section = text.find("<![CDATA[", at)
        end = len(text) if section < 0 else section
        pieces.append(_REFERENCE.sub(lambda found: _written(found, entities, grown, name), text[at:end]))
        at = end
        if section >= 0:
            end = text.find("]]>", section)
            at = len(text) if end < 0 else end + 3
            pieces.append(text[section:at])
    return "".join(pieces)


def tree(text: str, *, recover: bool = True) -> Any:  # noqa: ANN401 - lxml has no types of its own
    """The root element of a `harmless` text; None if there is none, or it is not well-formed and `recover` is off."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode("utf8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def local(element: Any) -> str:  # noqa: ANN401
    """An element's name without its namespace, in lower case: feeds get prefixes and namespaces wrong."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def words_in(element: Any) -> str:  # noqa: ANN401
    """All its text, blanks as one."""
    return " ".join("".join(element.itertext()).split())


def writable(text: str) -> str:
    """The text without characters that XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def _prolog(text: str) -> str:
    """What is left in front of a document type, without comments and instructions; an element there makes it none."""
    return re.sub(r"<!--[^>]*>|<\?[^>]*>", "", text)


def _entities(doctype: str, name: str) -> dict[str, str]:
    """Entities that the document declares in itself, written out; those from elsewhere are left out."""
    known = {found[1]: found[2] or found[3] or "" for found in _ENTITY.finditer(doctype)}
    for _ in range(8):
        written = {key: _REFERENCE.sub(partial(_once, known), value) for key, value in known.items()}
        if any(len(value) > _LONGEST_ENTITY for value in written.values()):
            raise _bomb(name)
        if written == known:
            break
        known = written
    return {key: value for key, value in known.items() if key not in _OWN}


def _once(known: dict[str, str], found: re.Match[str]) -> str:
    return known.get(found[3], found[0]) if found[3] is not None and found[3] not in _OWN else found[0]


def _written(found: re.Match[str], entities: dict[str, str], grown: list[int], name: str) -> str:
    decimal, hexadecimal, word = found.groups()
    if decimal is not None or hexadecimal is not None:
        number = int(decimal) if decimal is not None else int(hexadecimal, 16)
        return "\ufffd" if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else found[0]
    if word is None:
        return "&amp;"
    if word in _OWN:
        return found[0]
    if word in entities:
        grown[0] += len(entities[word])
        if grown[0] > _MOST_GROWTH:
            raise _bomb(name)
        return _REFERENCE.sub(lambda inner: _written(inner, {}, grown, name), entities[word])
    if (character := html5.get(word + ";")) is not None:
        return "".join(_ESCAPED.get(one, one) for one in character)
    return "&amp;" + found[0][1:]


def _bomb(name: str) -> Unreadable:
    return Unreadable(name, "its entities unfold without end, as in an attack; it is not read")
