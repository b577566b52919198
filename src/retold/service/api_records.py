"""What the API tells of an affair whole, as the JSON that the command line prints, and tables of parts of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from retold.config import Config

if TYPE_CHECKING:
    from retold.store.database import DatabaseStore

Row = dict[str, object]
Address = Callable[[str, int | None], str]
"""Where an article (id) stands, or one of its sentences."""


def affair_json(key: str, store: "DatabaseStore", config: Config) -> str | None:
    """The account of an affair (id), as `retold affairs show --json` prints it; None if unknown.

    Of a large one by its newest stories, as its page.
    """
    import msgspec

    from retold import records
    from retold.service.affair_pages import MOST_ARTICLES
    from retold.service.affairs import account_of

    affair = store.affairs.find(key)
    if affair is None or affair.id != key:
        return None
    account = account_of(affair, store=store, config=config, most=MOST_ARTICLES)
    left_out = max(0, store.overviews.affair(key).stories - len(account.stories))
    return msgspec.json.encode(records.affair_account(account, left_out=left_out)).decode()


SPEAKER_COLUMNS = (
    "speaker", "title", "text", "outlet", "origins", "article", "sentence", "address",
)  # fmt: skip
FIGURE_COLUMNS = (
    "counts", "when", "low", "high", "unit", "qualifier", "text", "source", "outlet", "origins", "conflicting",
    "article", "sentence", "address",
)  # fmt: skip


def speaker_rows(account: Mapping[str, Any], at: Address) -> Iterator[Row]:
    """Who says what in an affair: a row for each telling."""
    for speaker in account["speakers"]:
        for claim in speaker["claims"]:
            for passage in claim["passages"]:
                told = {"speaker": speaker["name"], "title": speaker["title"], "origins": "; ".join(claim["origins"])}
                yield told | _passage(passage, at)


def figure_rows(account: Mapping[str, Any], at: Address) -> Iterator[Row]:
    """How many of what, as told when: a row for each telling of a value."""
    for series in account["timeline"]["series"]:
        for point in series["points"]:
            claim, figure = point["claim"], point["claim"]["figure"] or {}
            told = {
                "counts": series["counts"],
                "when": point["label"],
                "source": claim["source"],
                "origins": "; ".join(claim["origins"]),
                "conflicting": bool(series["conflicts"]),
                **{name: figure.get(name) for name in ("low", "high", "unit", "qualifier")},
            }
            for passage in claim["passages"]:
                yield told | _passage(passage, at)


def _passage(passage: Mapping[str, Any], at: Address) -> Row:
    return {
        "text": passage["span"]["text"],
        "outlet": passage["outlet"],
        "article": passage["article"],
        "sentence": passage["sentence"],
        "address": at(passage["article"], passage["sentence"]),
    }
