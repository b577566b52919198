"""Mails in files: one by one, in mbox files, Maildirs and folders."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from retold.mail.bounces import MOST_BYTES


def mails(place: Path) -> Iterator[tuple[str, bytes]]:
    """Each mail with a name for it. Raises `OSError` for what can't be read."""
    if (place / "cur").is_dir() and (place / "new").is_dir():
        for key, message in sorted(mailbox.Maildir(place, create=False).iteritems()):
            yield f"{place}/{key}", message.as_bytes()
    elif place.is_dir():
        for file in sorted(place.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                yield from mails(file)
    else:
        with place.open("rb") as opened:
            is_mbox = opened.read(5) == b"From "
        if not is_mbox:
            with place.open("rb") as opened:
                yield str(place), opened.read(MOST_BYTES)
            return
        box = mailbox.mbox(place, create=False)
        try:
            for number, key in enumerate(box.keys(), 1):
                yield f"{place}:{number}", box.get_bytes(key)
        finally:
            box.close()
