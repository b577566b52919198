"""What stands around the articles of the made-up archive: outlets, and the frames of their sites.

Every outlet has one of a few skeletons, sections, notices and a footer of its own, in its language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from bench.made_archive_stories import LANGUAGES, OF_LANGUAGES, TABLES, person, place_name

#: Element and class of: page, header, article, headline's block, body, related, footer.
_SKELETONS = (
    ("site", "masthead", "article", "story-head", "story-body", "related", "site-footer"),
    ("wrapper", "top-bar", "article", "entry-header", "entry-content", "more-news", "footer"),
    ("container", "header", "main", "headline-box", "article__body", "teaser-list", "page-foot"),
    ("layout", "branding", "section", "title-area", "content-text", "recommended", "bottom"),
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes, and its site's frame."""

    name: str
    host: str
    language: str
    authors: Sequence[str]
    #: Words: by, updated, related, newsletter, cookies, rights, share, most read.
    notices: Sequence[str]
    sections: Sequence[str]
    foot: Sequence[str]
    #: HTML of the head's unchanging part, before the article's block and behind it; names of classes.
    style: str
    before: str
    behind: str
    skeleton: Sequence[str]
    #: A standing sentence at the end of its articles, or "".
    signature: str

    @property
    def above(self) -> str:
        """Its frame as the lines of a flattened page, before the article."""
        return "\n".join((self.name, *self.sections, self.notices[4]))

    @property
    def below(self) -> str:
        """And behind it."""
        return "\n".join((self.notices[3], *self.foot, f"© 2025 {self.name}. {self.notices[5]}"))


def make_outlets(count: int, draw: Random) -> list[Outlet]:
    """Outlets, among the first ones some of each language."""
    made: dict[str, Outlet] = {}
    while len(made) < count:
        place, number = len(made), len(made) % 10
        language = ("de", "es", "fr")[number - 7] if 10 > number > 6 and place < 30 else ""
        language = language or draw.choices(LANGUAGES, cum_weights=OF_LANGUAGES)[0]
        name = f"{place_name(draw)} {draw.choice(TABLES[language, 'papers'][0])}"
        host = "www." + name.lower().replace(" ", "-").replace("é", "e").replace("ê", "e") + ".example"
        if host not in made:
            made[host] = _outlet(name, host, language, draw)
    return list(made.values())


def _outlet(name: str, host: str, language: str, draw: Random) -> Outlet:
    sections = [part for k, part in enumerate(TABLES[language, "sections"][0]) if k < 4 or draw.random() < 0.6]
    notices, foot = TABLES[language, "notices"][0], TABLES[language, "foot"][0]
    skeleton = draw.choice(_SKELETONS)
    page, header, _, _, _, _, footer = skeleton
    links = "".join(f'<li class="nav-item"><a href="/{part.lower()}/">{escape(part)}</a></li>' for part in sections)
    below = "".join(f'<li><a href="/about/{k}">{escape(part)}</a></li>' for k, part in enumerate(foot))
    style = "".join(
        f".{part}{{margin:0 auto;padding:{draw.randint(2, 20)}px;max-width:{draw.randint(600, 1200)}px}}"
        for part in skeleton
    )
    signature = draw.choice(TABLES[language, "signatures"][0]).format(name=name, host=host[4:])
    return Outlet(
        name=name, host=host, language=language, authors=[person(draw)[0] for _ in range(6)], notices=notices,
        sections=sections, foot=foot, style=style, skeleton=skeleton,
        signature=signature if draw.random() < 0.15 else "",
        before=f'<div class="cookie-banner" role="dialog"><p>{escape(notices[4])}</p><button>OK</button></div>'
               f'<div class="{page}"><header class="{header}"><a class="logo" href="/">{escape(name)}</a>'
               f"<nav><ul>{links}</ul></nav></header>",
        behind=f'<section class="newsletter"><h3>{escape(notices[3])}</h3><form action="/subscribe">'
               f'<input type="email"><button>OK</button></form></section><footer class="{footer}"><ul>{below}</ul>'
               f"<p>© 2025 {escape(name)}. {escape(notices[5])}</p></footer></div>",
    )  # fmt: skip
