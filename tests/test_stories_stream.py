"""Stories of a stream: the same as the batch's while few, stable ids, reasons, corrections that hold for ever."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold.config import DEFAULT
from retold.duplicates import find_duplicates
from retold.stories import Standing, advance, cluster, nothing_yet, remember, settle
from retold.stories.corrections import contradicting
from retold.stories.nearness import nothing, with_new
from retold.stories.words import count, usage_of, weigh
from retold.testing import make_article
from retold.types import Article, Correction, StoryEvent

FEW = DEFAULT.grouping
#: As if these were many: only what is touched is linked again.
MANY = replace(FEW, whole_until=0, anew_until=0, step=3)
#: And nearly all is soon forgotten.
SHORT = replace(MANY, remembered=20)
ARTICLES = articles_of(FERRY + BUDGET + OTHERS)


def together(number: int, *articles: Article) -> Correction:
    return Correction(number=number, kind="together", articles=tuple(a.id for a in articles), by="Ann")


def apart(number: int, *articles: Article) -> Correction:
    return replace(together(number, *articles), kind="apart")


def strangers(count: int, seed: int = 1) -> list[Article]:
    """Articles that share nothing but a few common words."""
    draw = random.Random(seed)
    name = lambda: "".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(4))  # noqa: E731
    return [
        make_article(" ".join(name() for _ in range(40)) + ".", title=" ".join(name() for _ in range(6)), name=name())
        for _ in range(count)
    ]


def story(standing: Standing, article: Article) -> str:
    return standing.story_at[standing.places[article.id]]


def partition(standing: Standing) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for i, place in standing.places.items():
        groups.setdefault(standing.story_at[place], set()).add(i)
    return {frozenset(group) for group in groups.values()}


def replayed(events: list[StoryEvent]) -> dict[str, str]:
    """Story by article, as somebody knows it who heard the events only."""
    found: dict[str, str] = {}
    for event in events:
        found.update(dict.fromkeys(event.articles, event.story))
        if event.kind == "merged":
            found = {i: event.story if name == event.other else name for i, name in found.items()}
    return found


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(ARTICLES))), st.integers(1, 8))
def test_a_small_stream_ends_as_the_batch_does(order: list[int], at_once: int):
    """Whatever comes first, and however many come at a time."""
    standing = nothing_yet()
    for i in range(0, len(order), at_once):
        standing, _ = advance(standing, [ARTICLES[k] for k in order[i : i + at_once]])
    batch = {frozenset(ARTICLES[i].id for i in one.members) for one in cluster(ARTICLES, find_duplicates(ARTICLES))}
    assert partition(standing) == batch


@pytest.mark.parametrize("config", [FEW, MANY])
def test_an_article_joins_its_story_with_a_reason(config):
    """The id stays, and the reason names words that both have."""
    standing, opened = advance(nothing_yet(), [ARTICLES[0], ARTICLES[3], *ARTICLES[5:]], config=config)
    assert {event.kind for event in opened} == {"opened"}
    name = story(standing, ARTICLES[0])
    standing, (joined,) = advance(standing, [ARTICLES[2]], config=config)
    assert (joined.kind, joined.story, joined.articles) == ("joined", name, (ARTICLES[2].id,))
    assert "Morna" in joined.because[0] or "Brackmoor" in joined.because[0]
    assert story(standing, ARTICLES[2]) == story(standing, ARTICLES[0]) == name


def test_a_stand_is_a_value():
    """What comes after leaves it as it was: the same step twice gives the same twice."""
    before, _ = advance(nothing_yet(), ARTICLES[:4])
    kept = dict(before.story_at), before.near.nearest.copy(), before.places.copy()
    first, told = advance(before, ARTICLES[4:])
    again, told_again = advance(before, ARTICLES[4:])
    assert told == told_again
    assert partition(first) == partition(again)
    assert (before.story_at, before.places) == (kept[0], kept[2])
    assert (before.near.nearest == kept[1]).all()


def test_an_article_that_comes_twice_is_taken_once():
    """Also within one step."""
    standing, _ = advance(nothing_yet(), [ARTICLES[0], ARTICLES[0]])
    standing, events = advance(standing, [ARTICLES[0]])
    assert len(standing.articles) == 1
    assert events == ()


@pytest.mark.parametrize("config", [FEW, MANY, SHORT])
def test_the_events_tell_everything(config):
    """Who hears them only knows the story of each article, forgotten ones included."""
    draw = random.Random(4)
    articles = [*ARTICLES, *strangers(40)]
    draw.shuffle(articles)
    standing, heard = nothing_yet(config=config), []
    for i in range(0, len(articles), 4):
        standing, events = advance(standing, articles[i : i + 4], config=config)
        heard += events
    known = replayed(heard)
    assert set(known) == {a.id for a in articles}
    assert all(known[i] == standing.story_at[place] for i, place in standing.places.items())
    assert all(event.because for event in heard)


@pytest.mark.parametrize("config", [FEW, MANY])
def test_no_giant_by_chaining(config):
    """A chain in which each article is like the next one only is not one story, as they come either."""
    words = [[f"{'abcdefghijklmnopqrstuvwxyz'[k % 26]}{k}uvwx" for k in range(i * 12, i * 12 + 24)] for i in range(40)]
    articles = [make_article(" ".join(chain), name=str(i)) for i, chain in enumerate(words)]
    standing = nothing_yet(config=config)
    for article in articles:
        standing, _ = advance(standing, [article], config=config)
    assert max(Counter(standing.story_at.values()).values()) <= 6


@pytest.mark.parametrize("config", [FEW, MANY])
def test_copies_are_of_one_story_as_they_come(config):
    """A reprint joins what it reprints, whatever the title."""
    text = " ".join(f"word{k}" for k in range(90))
    standing, _ = advance(nothing_yet(config=config), [make_article(text, title="One"), *strangers(5)], config=config)
    reprint = make_article(text + " and more of it", title="Quite another headline", name="reprint")
    standing, events = advance(standing, [reprint], config=config)
    assert [event.kind for event in events] == ["joined"]
    assert any("mostly the same words" in reason for reason in events[0].because)


@pytest.mark.parametrize("config", [FEW, MANY])
def test_other_scripts_are_not_excluded(config):
    """Arabic and Chinese headlines join their stories as they come."""
    pairs = [
        ("zh", "伊拉克向美国提出正式请求恢复两国战略对话讨论剩余作战部队撤离",
         "美国与伊拉克战略对话将恢复作战部队撤离问题成为焦点"),
        ("ar", "العراق يطلب من واشنطن استئناف الحوار الاستراتيجي وانسحاب القوات القتالية الأمريكية",
         "بغداد وواشنطن تستعدان لاستئناف الحوار الاستراتيجي حول انسحاب القوات القتالية"),
    ]  # fmt: skip
    standing = nothing_yet(config=config)
    standing, _ = advance(standing, [make_article(a, name=a, language=lang) for lang, a, _ in pairs], config=config)
    standing, events = advance(standing, [make_article(b, name=b, language=g) for g, _, b in pairs], config=config)
    assert [event.kind for event in events] == ["joined", "joined"]


@pytest.mark.parametrize("config", [FEW, MANY, SHORT])
def test_what_is_held_together_stays_together(config):
    """Two strangers become one story, the other's id leads to it, and a stream of others changes nothing of it."""
    a, b = ARTICLES[5], ARTICLES[6]
    standing, _ = advance(nothing_yet(config=config), ARTICLES, config=config)
    before = {story(standing, a), story(standing, b)}
    by_hand = (together(1, a, b),)
    standing, (merged,) = advance(standing, corrections=by_hand, config=config)
    assert merged.kind == "merged"
    assert {merged.story, merged.other} == before
    assert merged.because[0] == "held together by hand (correction 1)"
    heard = [merged]
    for i in range(0, 60, 6):
        standing, events = advance(standing, strangers(6, seed=i), config=config)
        heard += events
    _, events = settle(standing, config=config)
    known = {a.id: merged.story, b.id: merged.story} | replayed(heard + list(events))
    assert known[a.id] == known[b.id]


@pytest.mark.parametrize("config", [FEW, MANY])
def test_what_is_held_apart_stays_apart_even_copies(config):
    """One of two reports of one event, and of two copies, is taken out, and does not come back."""
    first, second = FERRY[0], FERRY[1]
    copy = make_article(first[1], title=first[0], name="copy", outlet="Copier")
    articles = [*ARTICLES, copy]
    standing, _ = advance(nothing_yet(config=config), articles, config=config)
    assert story(standing, copy) == story(standing, ARTICLES[0])
    by_hand = (apart(1, copy, ARTICLES[0]),)
    standing, events = advance(standing, corrections=by_hand, config=config)
    assert story(standing, copy) != story(standing, ARTICLES[0])
    assert any("held apart by hand (correction 1)" in event.because for event in events)
    for i in range(0, 30, 6):
        standing, _ = advance(standing, strangers(6, seed=i), config=config)
    again = make_article(second[1] + " More.", title=second[0], name="again")
    standing, _ = advance(standing, [again], config=config)
    assert story(standing, copy) != story(standing, ARTICLES[0])


@pytest.mark.parametrize("config", [FEW, MANY])
def test_what_is_undone_is_as_before(config):
    """The strangers part again."""
    a, b = ARTICLES[5], ARTICLES[6]
    standing, _ = advance(nothing_yet(config=config), ARTICLES, config=config)
    standing, _ = advance(standing, corrections=(together(1, a, b),), config=config)
    undone = (replace(together(1, a, b), undone_by="Ann"),)
    standing, events = advance(standing, corrections=undone, config=config)
    assert [event.kind for event in events] == ["split"]
    assert story(standing, a) != story(standing, b)


def test_a_correction_holds_for_articles_that_are_forgotten():
    """A new article that is held together with a forgotten one goes into the story where that was."""
    old, new = ARTICLES[5], make_article("Quite another thing entirely, told at some length.", name="new")
    standing, _ = advance(nothing_yet(config=SHORT), [old], config=SHORT)
    name = story(standing, old)
    for i in range(0, 60, 6):
        standing, _ = advance(standing, strangers(6, seed=i), config=SHORT)
    assert old.id not in standing.places
    standing, _ = advance(
        standing, [new], corrections=(together(1, old, new),), whereabouts={old.id: name}, config=SHORT
    )
    assert story(standing, new) == name


def test_what_contradicts_a_correction_can_not_be_made():
    """Together is passed on; the correction that is in the way is named; an undone one is not in the way."""
    a, b, c = ARTICLES[:3]
    made = (together(1, a, b), together(2, b, c))
    assert contradicting(made, apart(3, a, c)) == made
    assert contradicting((apart(1, a, c), together(2, a, b)), together(3, b, c)) == (apart(1, a, c),)
    assert contradicting((replace(made[0], undone_by="Ann"), made[1]), apart(3, a, c)) == ()
    assert contradicting(made, apart(3, a, ARTICLES[4])) == ()


def test_a_stream_that_is_taken_up_goes_on_as_if_it_had_not_stopped():
    """Stories, ids and what befalls them are the same."""
    articles = [*ARTICLES[:4], *strangers(12)]
    through, _ = advance(nothing_yet(), articles)
    taken_up = remember(nothing_yet(), articles, {i: through.story_at[p] for i, p in through.places.items()})
    assert taken_up.story_at == through.story_at
    first, told = advance(through, ARTICLES[4:])
    second, told_again = advance(taken_up, ARTICLES[4:])
    assert partition(first) == partition(second)
    kinds = [[(e.kind, e.articles) for e in events] for events in (told, told_again)]
    assert kinds[0] == kinds[1]


def test_a_made_up_stream_comes_out_as_it_was_made():
    """The small part of `bench.stream`: 1,500 articles, most right, no giant, and quick enough for a slow machine."""
    from bench.stream import run

    figures = run(1500)
    assert figures["stream_b3"] > 0.85
    assert figures["stream_largest"] <= 1
    assert figures["stream_per_second"] > 100
    assert figures["stream_recall_6_to_15"] > 0.95
    assert figures["stream_recall_over_15"] > 0.95


def test_an_article_like_some_of_a_large_story_is_compared_with_all_of_it():
    """Four candidates by its words, of one story: all ten; of no story yet, or of several: the four."""
    few = replace(MANY, candidates=4)
    counts = [count(make_article("Ferry Morna ran aground off Brackmoor.", name=str(i)), config=few) for i in range(11)]
    *rows, new = weigh(counts, usage_of(counts), config=few)
    near = with_new(nothing(config=few), [], rows, {}, config=few)

    def compared(kin: Callable[[int], tuple[int, ...]]) -> int:
        return len(with_new(near, rows, [new], {}, kin=kin, config=few).compared[10].places)

    assert compared(lambda place: tuple(range(10))) == 10
    assert compared(lambda place: ()) == 4
    assert compared(lambda place: (place,)) == 4
