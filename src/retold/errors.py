"""What can go wrong, as a tree. A message names the thing and the next step.

RetoldError
├── InputError          an input can't be used; the others go on
│   ├── Unreadable      no such file, unreachable URL, broken archive, too large, not text
│   └── NoArticle       it was read, but holds no article
├── StoreError          the store can't be opened, is of another version, or is locked
└── MissingPart         an optional part isn't installed (a language model, say)
"""


class RetoldError(Exception):
    """Base of all errors that Retold raises on purpose."""


class InputError(RetoldError):
    """An input can't be used."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


class Unreadable(InputError):
    """The bytes could not be had, or are no text."""

    def __init__(self, name: str, reason: str, *, status: int | None = None, wait: float | None = None) -> None:
        """`status`: of HTTP, where it came to that; `wait`: seconds after which the server wants to be asked again."""
        self.status = status
        self.wait = wait
        super().__init__(name, reason)


class NoArticle(InputError):
    """The page was read, but holds no article; `reason` says what was found instead."""


class StoreError(RetoldError):
    """The store can't be used."""


class MissingPart(RetoldError):
    """An optional part isn't installed."""
