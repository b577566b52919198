"""Handing messages over, to whomever: the port, what becomes of a message, and files in the place of a server."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from retold.mail.compose import Parcel

OutcomeKind = Literal["accepted", "put off", "refused", "unknown"]
"""It is the server's now; it may be tried again; it won't be taken; it may have been taken."""

Stage = Literal["connection", "login", "sender", "recipient", "message", "end"]
"""How far it came: what was refused, put off or lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message that was handed over."""

    kind: OutcomeKind
    stage: Stage
    #: What the server said, on one line, its code first; else what happened.
    answer: str
    #: RFC 3463: "5.1.1"; "" if the server gave none.
    status: str = ""

    @property
    def unreached(self) -> bool:
        """True if the message wasn't even looked at, as none would have been."""
        return self.stage in ("connection", "login")


class Sender(Protocol):
    """Where messages are handed over."""

    def ready(self) -> Outcome | None:
        """None if messages can be handed over now; else why not."""
        ...

    def send(self, parcel: Parcel) -> Outcome:
        """Hand one over."""
        ...

    def close(self) -> None:
        """Let go of the server."""
        ...


class FolderSender:
    """Writes each message to a folder as a file instead; the same message twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ready(self) -> Outcome | None:
        """The folder is made if need be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return Outcome(kind="put off", stage="connection", answer=f"{self.folder}: {error.strerror}")
        return None

    def send(self, parcel: Parcel) -> Outcome:
        """Write one."""
        failed = self.ready()
        if failed is not None:
            return failed
        # Of what names a message, the part before the @ is ours; nothing in it can lead out of the folder.
        name = re.sub(r"[^0-9A-Za-z.-]", "_", parcel.message_id.strip("<>").partition("@")[0]).lstrip(".")
        file = self.folder / f"{name}.eml"
        part = file.with_suffix(".part")
        try:
            part.write_bytes(parcel.content)
            part.replace(file)
        except OSError as error:
            return Outcome(kind="put off", stage="message", answer=f"{file}: {error.strerror}")
        return Outcome(kind="accepted", stage="end", answer=f"written to {file}")

    def close(self) -> None:
        """Nothing is held."""
