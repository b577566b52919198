"""What follows: whether a message is still to be sent, what it comes to after a try, and how grave a refusal is.

Values in, values out.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from retold import knowledge
from retold.config import Mailing
from retold.mail.sending import Outcome
from retold.types import Message, MessageState, Subscriber

Severity = Literal["hard", "soft", "blocked"]
"""Nobody will ever be reached there; not this time; or not by us, for what we are or say: the owner's to mend."""

#: RFC 3463: of the faults of addresses (3.2) those of the sender's, and what is for security or policy (3.8).
_OURS = re.compile(r"[45]\.(1\.[78]|7\.\d+)")
#: They say nothing but "no", so the words have to.
_BARE = re.compile(r"5\.\d\.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What a message comes to."""

    state: MessageState
    #: For the owner.
    answer: str
    #: When it is to be tried again; None for a message that doesn't wait.
    due: datetime | None = None


def before(message: Message, subscriber: Subscriber | None, *, now: datetime) -> Next | None:
    """What becomes of a waiting message without a try; None if it is to be sent."""
    if now >= message.expires_at:
        why = f"; the last answer was: {message.answer}" if message.answer else ""
        return Next(state="expired", answer=f"not sent by {message.expires_at:%Y-%m-%d %H:%M} UTC{why}")
    if subscriber is None:
        return Next(state="failed", answer="not sent: nothing is kept of this reader any more")
    if subscriber.state != "confirmed":
        return Next(state="failed", answer=f"not sent: the subscription is {subscriber.state}")
    return None


def after(message: Message, outcome: Outcome, *, now: datetime, mailing: Mailing) -> Next:
    """What a message comes to by a try, the one that `message.tries` counts last."""
    if outcome.kind == "accepted":
        return Next(state="sent", answer=outcome.answer)
    if outcome.kind == "refused":
        return Next(state="failed", answer=outcome.answer)
    if message.tries >= mailing.tries:
        return Next(state="failed", answer=f"given up after {message.tries} tries: {outcome.answer}")
    due = min(now + wait(message.tries, mailing), message.expires_at)
    return Next(state="waiting", answer=outcome.answer, due=due)


def wait(tries: int, mailing: Mailing) -> timedelta:
    """How long until the next try: twice as long each time."""
    # The exponent is bounded so that no number of tries overflows.
    minutes = mailing.retry_minutes * 2.0 ** min(max(tries - 1, 0), 30)
    return timedelta(minutes=min(minutes, mailing.retry_most_minutes))


def severity(status: str, said: str) -> Severity:
    """How grave a refusal is, by its status (RFC 3463; "" if there is none) and its words.

    What is not known to be for good is soft: a reader lost by mistake is worse than a few more mails that come back.
    What is about us ends no subscription: else a server's block list, or a wrong setting, would end all in a week.
    """
    if _OURS.fullmatch(status):
        return "blocked"
    if status.startswith("5.1."):
        return "hard"
    if status and not _BARE.fullmatch(status):
        return "soft"
    found = {kind for phrase, kind in knowledge.table("bounce_phrases") if phrase in said.lower()}
    if "blocked" in found:
        return "blocked"
    return "hard" if found == {"hard"} else "soft"
