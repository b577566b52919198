"""Editions of our own invention, for the tests of their forms."""

from datetime import UTC, datetime

from retold.display.editions import Links
from retold.testing import make_edition, make_line, make_passage

LINKS = Links(
    site="https://brief.example",
    unsubscribe="https://brief.example/unsubscribe/t0",
    preferences="https://brief.example/preferences/t0",
    name="Harbour brief",
)
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt")
LANGUAGE_OF = {"nahr": "ar", "gesher": "he"}

HEADLINE = make_passage("County votes to take back the bridge", article="post", outlet="Port Callan Post", sentence=0)
ARABIC = "قال المجلس إن الجسر (Weir Street) أُغلق أمام 2,300 راكب."
HEBREW = "הגשר ייפתח מחדש ביום שישי."


def bridge(language="en", **edition):
    """Five kinds of lines of two stories, in three languages."""
    told = {"headline": HEADLINE, "languages": LANGUAGE_OF, "story": "s1"}
    status = make_line(
        make_passage("The ferry is set to start on Friday.", article="post", outlet="Port Callan Post"),
        make_passage("A ferry will run from Friday.", article="kestrel", outlet="Kestrel News"),
        kind="status",
        label="hoped → planned",
        number=7,
        actors=("Ferren County",),
        origins=("Northern Wire", "Kestrel News"),
        earlier=(make_passage("The county hopes for a ferry.", article="early", outlet="The Upriver Review"),),
        because="ferry: planned, Fri 10 October 2025",
        **told,
    )
    conflict = make_line(
        make_passage("26 people were hurt.", article="post", outlet="Port Callan Post"),
        make_passage("Officials counted 31 injured.", article="kestrel", outlet="Kestrel News"),
        kind="conflict",
        label="figure 26 / 31 for people",
        number=8,
        because="Port Callan Post against Kestrel News",
        **told,
    )
    statement = make_line(
        make_passage(ARABIC, article="nahr", outlet="النهر"),
        label="new statement",
        number=9,
        actors=("المجلس",),
        origins=("النهر",),
        because="المجلس says",
        **told,
    )
    second = told | {"headline": make_passage(HEBREW, article="gesher", outlet="הגשר", sentence=0), "story": "s2"}
    edit = make_line(
        make_passage("It will cost $9.2 million.", article="post2", outlet="Port Callan Post"),
        kind="edit",
        label="silently edited: figure changed: $6.2 million → $9.2 million",
        number=10,
        earlier=(make_passage("It will cost $6.2 million.", article="post1", outlet="Port Callan Post"),),
        because="a later version of Port Callan Post's article",
        **second,
    )
    return make_edition(status, conflict, statement, edit, language=language, left_out=3, **edition)


def quotations(edition):
    """All words of articles that its lines show: of a line the first passage, of a conflict all; what was before."""
    for line in edition.lines:
        yield line.headline.span.text
        yield from (p.span.text for p in line.news.passages[: None if line.news.kind == "conflict" else 1])
        yield from (p.span.text for p in line.news.earlier)


def long_edition(lines, *, words="The bridge is closed to lorries until the pier is mended. ", **edition):
    """As many lines, each of a story of its own."""
    made = [
        make_line(
            make_passage(f"{n}: {words * 3}".strip(), article=f"a{n}", outlet=f"Outlet {n}"),
            number=n + 1,
            story=f"s{n}",
            published=datetime(2025, 3, 1 + n % 28, tzinfo=UTC),
        )
        for n in range(lines)
    ]
    return make_edition(*made, **edition)
