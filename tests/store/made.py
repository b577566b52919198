"""Values to keep, made by hand."""

from datetime import UTC, datetime

from retold.testing import make_article
from retold.types import (
    Actor,
    Addition,
    Derivation,
    Event,
    Facts,
    Figure,
    Mention,
    Origin,
    Page,
    Period,
    Source,
    Statement,
    Story,
    TimeExpression,
)

DAY = datetime(2025, 3, 4, tzinfo=UTC)
ONE = make_article(
    "The council met on Tuesday. It voted 7 to 2.\n\n“We are done,” the mayor said.",
    title="Council votes",
    outlet="The Plain Post",
    published=DAY,
    url="http://plain.test/1",
)
TWO = make_article("The council met. It voted 7-2.", outlet="Low Road Radio", name="two.txt")
PAGE = Page(input="one.html", content=b"<p>one</p>", url="http://plain.test/1", fetched_at=DAY)


def page(article, content=b"x"):
    return Page(input=article.input, content=content, url=article.url)


def facts(article):
    span = article.sentences[0].span
    when = TimeExpression(span=span, type="DATE", value="2025-03-04", period=Period(earliest=DAY, latest=None))
    figure = Figure(span=span, low=7, high=7, unit="", qualifier="about", counts="votes")
    event = Event(
        span=span, type="AGREE", actors=("council",), targets=(), when=when, place="", status="happened", sentence=0
    )
    statement = Statement(
        span=span,
        source=Source(name="the mayor", kind="person", span=span),
        cue=span,
        content=span,
        directness="direct",
        when=when,
        figures=(figure,),
        events=(event,),
    )
    actor = Actor(name="the mayor", kind="person", mentions=(Mention(span=span, sentence=0, kind="title"),))
    return Facts(
        article=article, times=(when,), statements=(statement,), figures=(figure,), events=(event,), actors=(actor,)
    )


def story(*articles):
    first, second = articles[0], articles[-1]
    derivation = Derivation(a=first.id, b=second.id, kind="copy", source="a", share_a=0.5, share_b=1.0, because=("x",))
    return Story(
        id="0" * 16,
        headline="Council votes",
        articles=articles,
        origins=(Origin(name="Hill Press", kind="agency", articles=articles, because=("credited",)),),
        derivations=(derivation,),
        additions=(Addition(article=first, sentences=(2,), source="the mayor", because="only here"),),
        because=("shares 'council'",),
    )
