"""What can go wrong, as a tree. A message names the thing and the next step.

RetoldError
├── InputError          an input can't be used; the others go on
│   ├── Unreadable      no such file, unreachable URL, broken archive, too large, not text
│   ├── NoArticle       it was read, but holds no article
│   └── Fault           Retold itself broke on it
├── TokenError          a link that a reader followed doesn't work, whatever the reason
├── Later               work that can't be done now; it says when to try again
├── MailError           a mail can't be made as it is asked for: an address, a size, a setting
├── SettingsError       settings can't be used; all faults are told at once
├── StoreError          the store can't be opened, is of another version, or has no room
│   ├── StoreBusy       somebody else has held it for too long; the same may be done later
│   └── OnlyForLooking  it takes no changes: it is an archive's result
└── MissingPart         an optional part isn't installed (a language model, say)
"""

from datetime import datetime


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

    def __init__(
        self, name: str, reason: str, *, status: int | None = None, wait: float | None = None, passing: bool = False
    ) -> None:
        """`status`: of HTTP, where it came to that; `wait`: seconds after which the server wants to be asked again.

        `passing`: it may be had later without anybody doing something about it.
        """
        self.status = status
        self.wait = wait
        self.passing = passing
        super().__init__(name, reason)


class NoArticle(InputError):
    """The page was read, but holds no article; `reason` says what was found instead."""


class Fault(InputError):
    """Retold itself broke on an input; the exception is the cause."""

    def __init__(self, name: str, error: Exception) -> None:
        self.__cause__ = error
        super().__init__(name, f"a fault of Retold's ({type(error).__name__}: {error}); please report it")


class TokenError(RetoldError):
    """A link that a reader followed doesn't work. The message is the same for all reasons: it tells of nobody."""

    def __init__(self) -> None:
        super().__init__(
            "this link doesn't work, or doesn't any more: use the one in the newest mail, or subscribe again"
        )


class Later(RetoldError):
    """Work that can't be done now."""

    def __init__(self, reason: str, due: datetime | None) -> None:
        """`due`: when to try again; None gives it up."""
        self.reason = reason
        self.due = due
        super().__init__(reason)


class MailError(RetoldError):
    """A mail that can't be made as it is asked for: an address, a size, a setting."""


class SettingsError(RetoldError):
    """Settings that can't be used; each fault names its place and the next step."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        several = (f"{len(faults)} settings can't be used:", *faults)
        super().__init__("\n  ".join(several if len(faults) > 1 else faults))


class StoreError(RetoldError):
    """The store can't be used."""


class StoreBusy(StoreError):
    """Somebody else held the store, or a part of it, for longer than we wait."""


class OnlyForLooking(StoreError):
    """The store is an archive's result, which takes no changes."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is an archive's result and only for looking: name a file or a database to keep something in"
        )


class MissingPart(RetoldError):
    """An optional part isn't installed."""
