"""Template lines across pages: page F1 with and without them on public sites of several pages, and planted furniture.

Public: newspaper4k and fundus, HTML (trees cross-fitted by site) and flattened; each site's template is learned from
its own pages, no label is looked at. Planted: invented sites of 4 to 400 pages whose affairs have follow-ups with the
same background, copies of one article in several sections, updated versions and stock phrases, and whose pages hold
furniture that is always the same, or differs by counters, dates and prices, on lines of its own or among sentences.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from retold.types import Block, PageContent

SETS = ("newspaper4k", "fundus", "wcxb_dev")


def measure(shared: Path) -> dict[str, float]:
    """F1 `without` and `with` per set and form, over sites of several pages; shares of planted lines right."""
    return {**planted(), **_public(shared)}


# --- public pages ---------------------------------------------------------------------------------------------------


class _Read(NamedTuple):
    name: str
    form: str
    site: str
    gold: str
    content: PageContent


def _public(shared: Path) -> dict[str, float]:
    from bench.measures.html import score
    from retold.boilerplate.setting_aside import set_aside
    from retold.boilerplate.templates import learn

    pages: dict[tuple[str, str], list[_Read]] = defaultdict(list)
    for read in (*_flattened(shared), *_html(shared)):
        pages[read.name, read.form].append(read)
    figures: dict[str, float] = {}
    for (name, form), several in sorted(pages.items()):
        known = learn((read.site, read.content) for read in several)
        without = [(_body(read.content), read.gold) for read in several]
        with_ = [(_body(set_aside(read.content, known, site=read.site)), read.gold) for read in several]
        unknown = learn(("", read.content) for read in several)
        pooled = [(_body(set_aside(read.content, unknown, site="")), read.gold) for read in several]
        before = score(without)[2]
        figures[f"{name}.{form}"] = score(with_)[2]
        figures[f"{name}.{form}.gain"] = score(with_)[2] - before
        figures[f"{name}.{form}.gain_site_unknown"] = score(pooled)[2] - before
    return figures


def _flattened(shared: Path) -> Iterator[_Read]:
    from bench.train_flattened import pages, site
    from retold.boilerplate import segment

    for row in pages(shared):
        for form, text in row["flat"].items():
            yield _Read(row["set"], form, site(row["url"]), row["gold"], segment(text))


def _html(shared: Path) -> Iterator[_Read]:
    from bench.train_html import crossfitted, samples
    from retold.errors import NoArticle
    from retold.intake.choosing import Models
    from retold.intake.html import extract
    from retold.types import Page

    for stored, left_out in crossfitted(list(samples(shared))):
        models = Models.of(stored)
        for sample in left_out:
            page = Page(input="page", content=sample.markup.encode("utf8", "replace"), url=sample.url)
            try:
                content = extract(page, models=models)
            except NoArticle:
                content = PageContent(blocks=())
            yield _Read(sample.name, "html", sample.host.removeprefix("www."), sample.gold, content)


def _body(content: PageContent) -> str:
    return "\n".join(block.text for block in content.blocks if block.role == "body")


# --- invented sites -------------------------------------------------------------------------------------------------

_TOPICS = tuple(
    row.split()
    for row in """
harbour ferry crane tug quay cargo pilot lighthouse dredger container
orchard harvest frost tractor irrigation drought wheat beekeeper barn silo
court jury verdict appeal prosecutor bail testimony sentence lawsuit fraud
glacier moraine avalanche climber summit crevasse ridge helicopter rope snow
hospital surgeon ward vaccine nurse outbreak clinic ambulance patient virus
ballot coalition mayor turnout referendum candidate recount parliament poll manifesto
striker goalkeeper penalty stadium referee league transfer midfield trophy injury
turbine grid reactor pipeline refinery battery solar outage voltage substation
painter gallery sculpture auction curator fresco portrait museum canvas forgery
rocket orbit satellite booster payload astronaut telescope launch probe antenna
tariff import customs steel quota exporter smelter freight levy dispute
school pupil teacher exam syllabus tuition campus lecture dormitory scholarship
""".strip().splitlines()
)
_COMMON = ("plan", "money", "house", "family", "road", "report")
_PATTERNS = """
{who} said the {a} would be moved from {where} before the end of the {b} this year.
No one in {where} had expected the {a} to be so close to the {b} that {who} described.
The {a} was first seen near {where}, where {who} had worked on the {b} for {n} years.
"We were told about the {a} only after the {b} was over," said {who}.
According to {who}, at least {n} people in {where} asked for the {a} and the {b}.
A second {a} was called for by {other} in {where}, but the {b} did not come until {n} days later.
{other} said that the {b} had nothing to do with the {a} at {where}.
It took {n} people until Thursday to take the {a} to the {b}, {other} said.
Others, such as {other}, say that the {a} has cost {where} more than any {b} before.
{other} asked for {n} days to look at the {a} and the {b}.
The decision on the {b} leaves {where} without a {a}, which {who} called a big problem.
What happened to the {a} is still not known, and {other} has not been found.
People who live close to the {b} were asked by {other} to stay away from the {a}.
""".strip().splitlines()
_STOCK = (
    "The ministry did not immediately respond to a request for comment.",
    "Police are appealing for anyone who saw what happened to come forward.",
    "“I don't know.”",
    "No one was hurt.",
    "The company declined to comment.",
)
_FIXED = (
    "Sign up for our evening newsletter and get the best of our reporting in your inbox",
    "Your support makes our independent journalism possible. Become a member today and keep us free for everyone.",
    "Advertisement",
    "More on this story",
    "Have you seen something that we should know? Write to our newsroom or call the confidential line.",
    "This page uses cookies to remember your settings and to count visits. You can change your choice at any time.",
)
_CHANGING = (
    "{n} people have read this page since it was published",
    "Last updated {day} {month} 2024 at {hour}:{n} by the night desk of the online edition",
    "Subscribe for only £{n}.{day} a month until {day} {month} and read without limits",
    "{n} readers have left a comment below, the newest {hour} minutes ago",
)
_BIOS = (
    "{name} has written for this paper since {year} and lives with two cats above a bakery in the old town.",
    "{name} joined the newsroom as a trainee in {year}. Send tips by post, please, never by phone.",
)
_MONTHS = ("January", "March", "May", "July", "September", "November")


class _Planted(NamedTuple):
    content: PageContent
    #: (kind, line).
    furniture: tuple[tuple[str, str], ...]
    own: tuple[str, ...]


def planted() -> dict[str, float]:
    """`planted.furniture`: share of furniture set aside; `planted.article_lost`: share of sentences wrongly so.

    Furniture counts that stands in three articles of its site or more: two with the same line can't be told from a
    follow-up with its background.
    """
    figures: dict[str, float] = {}
    furniture: list[bool] = []
    lost: list[bool] = []
    for pages in (4, 12, 60, 400):
        out: list[bool] = []
        gone: list[bool] = []
        for seed in range(6 if pages < 60 else 2):
            _count(list(_invented(pages, random.Random(f"{pages} {seed}"))), out, gone)
        figures[f"planted.furniture_{pages}_pages"] = sum(out) / len(out)
        figures[f"planted.article_lost_{pages}_pages"] = sum(gone) / len(gone)
        furniture += out
        lost += gone
    return figures | {
        "planted.furniture": sum(furniture) / len(furniture),
        "planted.article_lost": sum(lost) / len(lost),
    }


def _count(pages: list[_Planted], out: list[bool], gone: list[bool]) -> None:
    from retold.boilerplate.setting_aside import set_aside
    from retold.boilerplate.templates import learn

    known = learn(("post.test", page.content) for page in pages)
    articles: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for kind, _ in page.furniture:
            articles[kind].add(page.content.blocks[0].text)
    for page in pages:
        left = _body(set_aside(page.content, known, site="post.test"))
        out += [line not in left for kind, line in page.furniture if len(articles[kind]) >= 3]
        gone += [sentence not in left for sentence in page.own]


class _Affair:
    """Names and topic that its articles share, and the background that they repeat."""

    def __init__(self, chance: random.Random) -> None:
        self.topic = chance.choice(_TOPICS)
        self.people = [_name(chance) for _ in range(3)]
        self.place = _name(chance).split()[1]
        lead, minor = self.people[0], self.people[1]
        self.background = [
            f"The {self.topic[0]} in {self.place} has been closed since {lead} left in {chance.randint(1990, 2020)}.",
            f"{minor}, a former {self.topic[1]} engineer, was cleared of all charges {chance.randint(2, 9)} years ago.",
        ]


def _name(chance: random.Random) -> str:
    """Two invented words."""
    sounds = ("bel", "dor", "kan", "mir", "osk", "pel", "rav", "sten", "tul", "vor", "wy", "zel", "qua", "fen", "gro")
    return " ".join("".join(chance.choices(sounds, k=chance.choice((2, 3)))).capitalize() for _ in range(2))


def _sentences(affair: _Affair, number: int, chance: random.Random) -> list[str]:
    """An article's own: one name of the affair, the others new, so that follow-ups have little in common."""
    who, fresh = chance.choice(affair.people), [_name(chance) for _ in range(5)]
    found = []
    for pattern in chance.sample(_PATTERNS * 3, number):
        found.append(
            pattern.format(
                who=chance.choice([who, fresh[0]]), other=chance.choice(fresh[1:5]), n=chance.randint(2, 99),
                where=chance.choice([affair.place, *fresh]).split()[-1] if found else affair.place,
                a=chance.choice([chance.choice(affair.topic), _name(chance).split()[0].lower()]),
                b=chance.choice([*_COMMON, _name(chance).split()[0].lower()]),
            )
        )  # fmt: skip
    return found


def _invented(pages: int, chance: random.Random) -> Iterator[_Planted]:
    """The pages of one site."""
    affairs = [_Affair(chance) for _ in range(max(4, pages // 3))]
    authors = [(_name(chance), chance.choice(_BIOS), chance.randint(1990, 2020)) for _ in range(3)]
    made = 0
    while made < pages:
        affair = affairs[made % len(affairs)]
        body = _sentences(affair, chance.randint(10, 30), chance)
        body[-2:-2] = affair.background
        if chance.random() < 0.15:
            body.insert(chance.randint(1, len(body)), chance.choice(_STOCK))
        headline = f"{chance.choice(affair.people)} and the {chance.choice(affair.topic)} of {_name(chance)}"
        prints = [(headline, body)]
        if chance.random() < 0.1 and pages - made > 4:
            prints = [(headline, body)] * chance.choice((2, 5))
        elif chance.random() < 0.1:
            prints.append((f"Update: {headline.split(' and ')[1]}", [*body, *_sentences(affair, 3, chance)]))
        for title, sentences in prints[: pages - made]:
            yield _printed(title, sentences, chance.choice(authors), chance)
            made += 1


def _printed(headline: str, sentences: list[str], author: tuple[str, str, int], chance: random.Random) -> _Planted:
    """An article on its page: paragraphs of some sentences, furniture between, behind and in them."""
    lines: list[str] = []
    rest = list(dict.fromkeys(sentences))
    while rest:
        size = chance.randint(1, 3)
        lines.append(" ".join(rest[:size]))
        rest = rest[size:]
    when = {"day": chance.randint(1, 28), "month": chance.choice(_MONTHS), "hour": chance.randint(1, 23)}
    furniture = [(one, one.format(n=chance.randint(10, 59), **when)) for one in (*_FIXED, *_CHANGING)]
    furniture = [one for one in furniture if chance.random() < 0.8]
    bio = author[1].format(name=author[0], year=author[2])
    for _, one in furniture:
        at = chance.randint(1, len(lines))
        if one.endswith(".") and chance.random() < 0.3 and lines[at - 1].endswith((".", "”")):
            lines[at - 1] = f"{lines[at - 1]} {one}"
        else:
            lines.insert(at, one)
    blocks = (Block(text=headline, role="headline"), *(Block(text=line, role="body") for line in (*lines, bio)))
    return _Planted(
        PageContent(blocks=blocks, language="en"), (*furniture, (bio, bio)), tuple(dict.fromkeys(sentences))
    )
