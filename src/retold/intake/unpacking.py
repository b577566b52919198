"""A stream of bytes, looked at before it is read, and unpacked if it is gzip: piece by piece, in bounded memory.

Says where it breaks: Python's gzip and the usual WARC libraries take a stream that ends in the middle of a member for
one that is over (LIBRARIES.md). Knows nothing of what the bytes mean.
"""

import zlib
from typing import Protocol

_PIECE = 262_144
_MOST_GROWN = 300
_GROWN_FREELY = 200_000_000


class Readable(Protocol):
    """All that is asked of a stream."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Broken(Exception):
    """The stream can't be read on: at which byte of the file, and why."""

    def __init__(self, at: int, why: str) -> None:
        self.at = at
        self.why = why
        super().__init__(f"{why} (byte {at:,})")


class Stream:
    """Reads `source`, whose first bytes may have been taken before: `head`. Raises `Broken` when it breaks."""

    def __init__(self, source: Readable, *, head: bytes = b"") -> None:
        self._source = source
        self._raw = head
        self._fed = 0
        self._ready = b""
        self._at = 0
        self._given = 0
        while len(self._raw) < 2 and (piece := source.read(2 - len(self._raw))):
            self._raw += piece
        self.packed = self._raw[:2] == b"\x1f\x8b"
        self._member = zlib.decompressobj(wbits=31) if self.packed else None

    @property
    def place(self) -> int:
        """Bytes of the file that were used so far; for gzip, those of the pieces unpacked so far."""
        return self._fed if self.packed else self._given - (len(self._ready) - self._at)

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer at the end."""
        pieces = []
        while size > 0:
            if self._at >= len(self._ready) and not self._fill():
                break
            piece = self._ready[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """Pass over `size` bytes; gives how many there were."""
        passed = 0
        while passed < size:
            if self._at >= len(self._ready) and not self._fill():
                break
            step = min(size - passed, len(self._ready) - self._at)
            self._at += step
            passed += step
        return passed

    def line(self, limit: int) -> bytes:
        """Up to and with the next line feed, or `limit` bytes if there is none so far."""
        pieces = []
        while limit > 0:
            if self._at >= len(self._ready) and not self._fill():
                break
            end = self._ready.find(b"\n", self._at, self._at + limit)
            stop = end + 1 if end >= 0 else min(len(self._ready), self._at + limit)
            pieces.append(self._ready[self._at : stop])
            limit -= stop - self._at
            self._at = stop
            if end >= 0:
                break
        return b"".join(pieces)

    def _fill(self) -> bool:
        """Have the next piece ready; False at the end."""
        self._at, self._ready = 0, b""
        while not self._ready:
            if not self._raw:
                self._raw = self._source.read(_PIECE)
            if self._member is None:
                self._ready, self._raw = self._raw, b""
                self._given += len(self._ready)
                return bool(self._ready)
            if not self._unpack(self._member):
                return False
        return True

    def _unpack(self, member: "zlib._Decompress") -> bool:
        if not self._raw:
            if member.eof:
                return False
            raise Broken(self._fed, "the gzip archive ends early")
        if member.eof:
            rest = self._raw.lstrip(b"\x00")
            self._fed += len(self._raw) - len(rest)
            self._raw = rest
            if not rest:
                return True
            member = self._member = zlib.decompressobj(wbits=31)
        try:
            self._ready = member.decompress(self._raw, _PIECE)
        except zlib.error as error:
            raise Broken(self._fed, f"the gzip archive is damaged ({error})") from error
        left = member.unconsumed_tail or member.unused_data
        self._fed += len(self._raw) - len(left)
        self._raw = left
        self._given += len(self._ready)
        if self._given > _GROWN_FREELY and self._given > _MOST_GROWN * self._fed:
            raise Broken(
                self._fed, f"the gzip archive unpacks to more than {_MOST_GROWN} times its size, as in an attack"
            )
        return True
