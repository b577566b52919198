"""One module a measure; each has `measure(shared: Path) -> dict[str, float]`."""
