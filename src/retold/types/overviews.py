"""What lists and pages show of affairs, without all that is kept of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AffairOverview:
    """How much there is of an affair."""

    #: Articles that belong to it, and the stories that they tell.
    articles: int = 0
    stories: int = 0
    #: Lines of its ledger that were entered lately.
    news: int = 0
    #: `Story.id`, headline and language of its newest story, and when that was written; "" and None without one.
    story: str = ""
    headline: str = ""
    language: str = "und"
    newest: datetime | None = None
