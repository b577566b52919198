"""One module a measure; each has `measure(shared: Path) -> dict[str, float]`."""

from hashlib import sha256


def digest(name: str) -> str:
    """The id of an article as files of judgments name it: ids of some sets hold words of its headline."""
    return sha256(name.encode()).hexdigest()[:12]
