"""The brief: ranking, lead, news, what each outlet changed - every line a passage."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from retold.brief import make_brief
from retold.brief.measure import mirrored
from retold.types import (
    Addition,
    Article,
    Brief,
    Change,
    ChangeKind,
    Comparison,
    Conflict,
    Credit,
    Derivation,
    Link,
    Passage,
    Span,
    Story,
)
from retold.versions import revision
from told import article, day, facts_of, figure, span, story_of

AGENCY = "Fjord News Agency"
WIRE = (
    "Norway hopes to hold talks with Spain in April, three officials said.\n\n"
    "No date has been set.\n\nRebels attacked the port of Aden on 3 March."
)
REWRITE = (
    "Norway is set to hold talks with Spain in April.\n\nRebels struck the port of Aden on 3 March.\n\n"
    "“We look forward to it,” said Lena Berg of the foreign office."
)


def wire() -> Article:
    credit = Credit(name=AGENCY, kind="byline", text="(FNA)")
    return replace(article(WIRE, outlet="Morning Post", on=day(22), title="Norway hopes for talks"), credits=(credit,))


def rewrite() -> Article:
    return article(REWRITE, outlet="Evening Star", on=day(24), title="Norway to hold talks in April")


def change(kind: ChangeKind, a: Span | None, b: Span | None, *, matters: bool = True) -> Change:
    return Change(kind=kind, a_span=a, b_span=b, matters=matters, because="")


def compared(a: Article, b: Article, links: Sequence[Link] = (), changes: Sequence[Change] = ()) -> Comparison:
    inside = tuple(c for link in links for c in link.changes)
    return Comparison(
        a=a,
        b=b,
        links=tuple(links),
        only_a=(),
        only_b=(),
        changes=(*inside, *changes),
        conflicts=(),
        derivation=Derivation(a=a.id, b=b.id, kind="siblings", source=AGENCY, share_a=0.7, share_b=0.7, because=()),
    )


def pair() -> tuple[Story, Comparison]:
    """An agency's text in two outlets: one dropped the officials and made a hope a plan."""
    a, b = wire(), rewrite()
    dropped = change("attribution", span(a, ", three officials said"), None)
    hope = change("modality", span(a, "hopes to"), span(b, "is set to"))
    style = change("style", span(a, "Aden"), span(b, "Aden"), matters=False)
    links = [
        Link(a=(1,), b=(1,), kind="edited", similarity=0.8, moved=False, changes=(dropped, hope)),
        Link(a=(3,), b=(2,), kind="styled", similarity=0.9, moved=False, changes=(style,)),
    ]
    quote = b.sentences[3]
    added = change("added", None, quote.span)
    addition = Addition(article=b, sentences=(3,), source="Lena Berg", because="only in Evening Star")
    story = story_of(a, b, origins=[(AGENCY, [a, b])], additions=[addition])
    return story, compared(a, b, links, [added])


def brief_of(*told: tuple[Story, Sequence[Comparison]]) -> Brief:
    stories = [story for story, _ in told]
    return make_brief(
        stories=stories,
        facts={a.id: facts_of(a) for story in stories for a in story.articles},
        comparisons={story.id: comparisons for story, comparisons in told},
    )


def passages(brief: Brief) -> list[Passage]:
    found: list[Passage] = []
    for story in brief.items:
        found += [story.headline, story.lead]
        found += [p for news in story.new for p in news.passages]
        found += [p for c in story.changes for p in (c.before, c.after) if p is not None]
        found += [p for entry in story.timeline for p in (*entry.passages, *(where for _, where in entry.history))]
        found += [p for line in story.figures for point in line.points for p in point.claim.passages]
        found += [p for conflict in story.conflicts for claim in conflict.claims for p in claim.passages]
    return found


def test_lead_is_verbatim_from_the_measure():
    """The retelling that credits the agency leads, with its first sentence."""
    (told,) = brief_of((pair()[0], [pair()[1]])).items
    assert told.headline.span.text == "Norway hopes for talks"
    assert told.lead.span.text == "Norway hopes to hold talks with Spain in April, three officials said."
    assert told.lead.outlet == "Morning Post"


def test_news():
    """A status, a new statement and a conflict are news; each names its passages."""
    story, comparison = pair()
    (told,) = brief_of((story, [comparison])).items
    labels = {news.kind: news.label for news in told.new}
    assert labels == {"status": "hoped → planned", "statement": "new statement", "conflict": "date set / not set"}
    (statement,) = [news for news in told.new if news.kind == "statement"]
    assert statement.passages[0].span.text.startswith("“We look forward")
    (conflict,) = [news for news in told.new if news.kind == "conflict"]
    assert conflict.because == "later by 2 days: an update rather than a contradiction"
    assert conflict.passages[1].span.text == "No date has been set."


def test_changes_are_those_of_the_outlet_most_serious_first():
    """Measured by the credited copy; what does not matter is counted only."""
    story, comparison = pair()
    (told,) = brief_of((story, [comparison])).items
    assert [c.kind for c in told.changes] == ["attribution", "modality", "added"]
    assert {c.outlet for c in told.changes} == {"Evening Star"}
    assert told.changes[0].because == "attribution dropped"
    assert told.changes[0].before is not None
    assert told.changes[0].before.outlet == "Morning Post"
    assert told.changes[2].before is None
    assert told.muted == {"style": 1}


def test_orientation_does_not_depend_on_the_comparison():
    """A comparison given the other way round gives the same brief."""
    story, comparison = pair()
    straight = brief_of((story, [comparison])).items[0]
    turned = brief_of((story, [mirrored(comparison)])).items[0]
    assert straight.changes == turned.changes
    assert straight.new == turned.new


def test_mirroring_twice_changes_nothing():
    """Swapping the sides twice gives the comparison back."""
    _, comparison = pair()
    assert mirrored(mirrored(comparison)) == comparison


def test_ranked_by_independent_origins_then_outlets_then_recency():
    """Three outlets of one agency count less than two independent reports."""
    body = "Rebels attacked the port of Aden on 3 March, the army said on Thursday."
    copies = [article(body, outlet=f"Copy {i}") for i in range(3)]
    one = replace(story_of(*copies, origins=[(AGENCY, copies)]), id="1" * 16)
    two = replace(story_of(article(body, outlet="X"), article(body + " More.", outlet="Y")), id="2" * 16)
    new = replace(story_of(article(body, outlet="Z", on=day(28))), id="3" * 16)
    old = replace(story_of(article(body, outlet="Z", on=day(20))), id="4" * 16)
    ranked = [told.story.id[0] for told in brief_of((old, []), (new, []), (one, []), (two, [])).items]
    assert ranked == ["2", "1", "3", "4"]


def test_a_story_of_one_article():
    """Nothing to compare: headline, lead and timeline, and no changes."""
    brief = brief_of((story_of(article("Omar Hadi resigned on Monday, 22 March.", outlet="A", title="Hadi goes")), []))
    (told,) = brief.items
    assert (told.headline.span.text, told.changes, told.new) == ("Hadi goes", (), ())
    assert [entry.label for entry in told.timeline] == ["Mon 22 March 2021"]
    assert brief.articles == 1


def test_an_article_without_body_or_facts():
    """A bare headline and an article of which nothing is known still make a line."""
    bare = article("Storm.", outlet="A")
    brief = make_brief(stories=[story_of(bare)], facts={}, comparisons={})
    assert brief.items[0].lead.span.text == "Storm."
    assert make_brief(stories=[], facts={}, comparisons={}).items == ()


def test_covers_first_to_last_publication():
    """Articles without a date don't widen it."""
    story, comparison = pair()
    covers = brief_of((story, [comparison])).covers
    assert (covers.earliest, covers.latest) == (day(22), day(25))


def test_an_edited_version_is_news():
    """The same outlet's page, told otherwise later: an edit, and no change of an outlet to another's text."""
    first = article("The blast injured 26 people in the old town.", outlet="A", on=day(22), url="https://a.test/1")
    later = article("The blast injured 31 people in the old town.", outlet="A", on=day(23), url="https://a.test/1")
    link = Link(
        a=(0,), b=(0,), kind="edited", similarity=0.9, moved=False,
        changes=(change("figure", span(first, "26"), span(later, "31")),),
    )  # fmt: skip
    comparison = compared(first, later, [link])
    story = replace(story_of(first, later, origins=[("A", [first, later])]), revisions=(revision(comparison),))
    (told,) = brief_of((story, [comparison])).items
    assert [(news.kind, news.label) for news in told.new] == [("edit", "silently edited: figure changed: 26 → 31")]
    assert told.changes == ()
    assert told.conflicts == ()


def test_several_values_are_one_conflict():
    """14, 17 and 41 for the injured: one line with the three, told once."""
    bodies = [
        "The fall hurt 14 people in Aden.",
        "The fall hurt 17 people in Aden.",
        "The fall hurt 41 people in Aden.",
    ]
    articles = [article(body, outlet=f"Outlet {i}") for i, body in enumerate(bodies)]
    values = ("14", "17", "41")
    facts = {
        a.id: facts_of(a, figures=[figure(a, words, float(words), "people")])
        for a, words in zip(articles, values, strict=True)
    }
    (told,) = make_brief(stories=[story_of(*articles)], facts=facts, comparisons={}).items
    (conflict,) = [news for news in told.new if news.kind == "conflict"]
    assert conflict.label == "figure 14 / 17 / 41 for people"
    assert len(conflict.passages) == 3


def test_a_series_is_in_the_order_of_its_times():
    """What was counted in January comes before what was counted in March, whoever told it first."""
    bodies = ["There were 28 troops in Iraq in January.", "There were 26 troops in Iraq in March."]
    articles = [article(body, outlet=f"Outlet {i}", on=day(24 + i)) for i, body in enumerate(reversed(bodies))]
    found = []
    for own, words in zip(articles, ("26", "28"), strict=True):
        plain = facts_of(own)
        counted = replace(figure(own, words, float(words), "troops in Iraq"), when=plain.times[0])
        found.append(replace(plain, figures=(counted,)))
    (told,) = make_brief(
        stories=[story_of(*articles)], facts={one.article.id: one for one in found}, comparisons={}
    ).items
    assert [news.label for news in told.new] == ["28 → 26"]


def test_figures_with_their_conflict():
    """Two values for one thing stand in one line, and the conflict is news."""
    bodies = ["The blast injured 26 people in Aden, doctors said.", "The blast injured 31 people in Aden, police said."]
    articles = [article(body, outlet=f"Outlet {i}") for i, body in enumerate(bodies)]
    figures = {a.id: figure(a, words, float(words), "people") for a, words in zip(articles, ("26", "31"), strict=True)}
    facts = {a.id: facts_of(a, figures=[figures[a.id]]) for a in articles}
    (told,) = make_brief(stories=[story_of(*articles)], facts=facts, comparisons={}).items
    (line,) = told.figures
    assert (line.counts, [c.because for c in line.conflicts]) == ("people", ["figure 26 / 31 for people"])
    assert [point.claim.figure.value for point in line.points] == [26, 31]
    assert "conflict" in {news.kind for news in told.new}


def test_conflicts_of_comparisons_are_told_once():
    """A conflict that both claims and comparison find is one line."""
    story, comparison = pair()
    a, b = comparison.a, comparison.b
    again = Conflict(a_span=span(a, "No date has been set."), b_span=span(b, "is set to hold"), because="date")
    other = Conflict(a_span=span(a, "Rebels attacked"), b_span=span(b, "Rebels struck"), because="who")
    (told,) = brief_of((story, [replace(comparison, conflicts=(again, other))])).items
    assert [news.label for news in told.new if news.kind == "conflict"] == ["date set / not set", "who"]


def test_every_line_is_verbatim():
    """Each passage is the article's text at its span."""
    story, comparison = pair()
    text = {a.id: a.text for a in story.articles}
    shown = passages(brief_of((story, [comparison])))
    assert len(shown) > 10
    for passage in shown:
        assert text[passage.article][passage.span.start : passage.span.end] == passage.span.text


def test_order_of_input_does_not_count():
    """Any order of stories, articles, origins and comparisons gives the same items."""
    story, comparison = pair()
    single = replace(story_of(article("Omar Hadi resigned on Monday, 22 March.", outlet="C")), id="9" * 16)
    results = set()
    for stories in permutations([(story, [comparison]), (single, [])]):
        for articles in permutations(story.articles):
            turned = replace(
                story, articles=tuple(articles), origins=(replace(story.origins[0], articles=tuple(articles)),)
            )
            told = brief_of(*((turned if s is story else s, c) for s, c in stories))
            results.add(repr([replace(one, story=story) for one in told.items]))
    assert len(results) == 1
