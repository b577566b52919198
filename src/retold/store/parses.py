"""Parses in a database: each distinct sentence once for each parser, without its words, which the asker has.

A key is of the parser's name and the sentence, so that articles need not be kept for it, and another model's parses
are never mistaken for this one's.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from operator import itemgetter

from sqlalchemy import Connection, select

from retold.records import pack, unpack
from retold.store import schema
from retold.store.articles import parts
from retold.store.upsert import insert
from retold.types import Parse, Word

#: Start, length, lemma ("" if it is the word in lower case), pos, tag, dep, head.
_Row = tuple[int, int, str, str, str, str, int]


def parses(connection: Connection, sentences: Sequence[str], parser: str) -> dict[str, Parse]:
    """Those that are kept, by sentence."""
    by_key = {_key(sentence, parser): sentence for sentence in sentences}
    table, found = schema.parses.c, {}
    for keys in parts(by_key):
        for row in connection.execute(select(table.key, table.value).where(table.key.in_(keys))):
            found[by_key[row.key]] = unpack_parse(row.value, by_key[row.key])
    return found


def keep_parses(connection: Connection, parses: Mapping[str, Parse], parser: str) -> None:
    """Keep them; what is kept stays."""
    rows = [{"key": _key(sentence, parser), "value": pack_parse(parse)} for sentence, parse in parses.items()]
    if rows:
        # In one order, so that two writers of the same sentences wait for each other instead of locking each other out.
        rows.sort(key=itemgetter("key"))
        connection.execute(insert(connection, schema.parses).on_conflict_do_nothing(), rows)


def _key(sentence: str, parser: str) -> bytes:
    return sha256(f"{parser}\x1f{sentence}".encode("utf8", "surrogatepass")).digest()[:16]


def pack_parse(parse: Parse) -> bytes:
    """A parse without the words of its sentence, about 30 bytes a word."""
    rows: list[_Row] = [
        (w.start, w.end - w.start, "" if w.lemma == w.text.lower() else w.lemma, w.pos, w.tag, w.dep, w.head)
        for w in parse
    ]
    return pack(rows)


def unpack_parse(content: bytes, sentence: str) -> Parse:
    """The parse again, with the words of its sentence."""
    words = []
    for start, length, lemma, pos, tag, dep, head in unpack(content, list[_Row]):
        text = sentence[start : start + length]
        words.append(
            Word(
                start=start,
                end=start + length,
                text=text,
                lemma=lemma or text.lower(),
                pos=pos,
                tag=tag,
                dep=dep,
                head=head,
            )
        )
    return tuple(words)
