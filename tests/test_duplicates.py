"""Near-duplicates: exact, the same as the slow way, whatever the order."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.config import DEFAULT
from retold.duplicates import (
    Found,
    Postings,
    Printed,
    add,
    band_keys,
    candidates,
    find_duplicates,
    forget,
    most_alike,
    order,
    shingles,
    signatures,
    word_keys,
)
from retold.testing import make_article
from retold.types import Article, Duplicate

GROUPING = DEFAULT.grouping
VOCABULARY = [f"{a}{b}" for a in ("ba", "ko", "li", "mu", "ne", "ro", "su", "ta") for b in ("den", "fir", "gol", "han")]


def story(seed: int, words: int = 200) -> list[str]:
    """Words drawn at random: two of these share no run of five."""
    draw = random.Random(seed)
    return [draw.choice(VOCABULARY) for _ in range(words)]


def article(words: list[str], *, outlet: str | None = None) -> Article:
    return make_article(" ".join(words) + ".", outlet=outlet)


def slow(articles: list[Article]) -> list[Duplicate]:
    """The reference: every pair, by Python sets of word tuples."""
    sets = []
    for one in articles:
        keys = word_keys(one.text)
        width = min(5, len(keys))
        sets.append({tuple(keys[i : i + width]) for i in range(len(keys) - width + 1)} if keys else set())
    found = []
    for a in range(len(sets)):
        for b in range(a + 1, len(sets)):
            least = min(len(sets[a]), len(sets[b]))
            shared = len(sets[a] & sets[b])
            if least and shared >= GROUPING.duplicate_cover * least and shared >= min(GROUPING.duplicate_least, least):
                found.append(Duplicate(a=a, b=b, in_b=shared / len(sets[a]), in_a=shared / len(sets[b])))
    return found


def edited(words: list[str], draw: random.Random) -> list[str]:
    """Some words replaced, some of the end cut, something put before."""
    told = [draw.choice(VOCABULARY) if draw.random() < 0.04 else word for word in words]
    return story(draw.randrange(10**6), draw.randrange(40)) + told[: max(5, round(len(told) * draw.uniform(0.4, 1.0)))]


def test_two_copies_share_all_their_words():
    """An exact copy holds all of the other, both ways."""
    words = story(1)
    assert find_duplicates([article(words), article(words)]) == (Duplicate(a=0, b=1, in_b=1.0, in_a=1.0),)


def test_unrelated_articles_are_no_duplicates():
    """Articles without a common run of words give nothing."""
    assert find_duplicates([article(story(1)), article(story(2)), article(story(3))]) == ()


def test_a_short_copy_inside_a_long_article_is_found():
    """A brief of 60 words that stands whole in a feature of 2,000 is a duplicate of it, with its small share."""
    brief = story(1, 60)
    long = story(2, 1000) + brief + story(3, 1000)
    (found,) = find_duplicates([article(long), article(brief)])
    assert found.in_a == 1.0
    assert found.in_b == pytest.approx(56 / 2056, abs=0.002)


def test_house_style_and_lost_apostrophes_hide_no_copy():
    """Keys are compared, not letters: "U.S." and "US", "Biden's" and "Bidens" are the same words."""
    a = make_article("The U.S. said on Tuesday that President Biden's envoys would fly home after the talks ended.")
    b = make_article("The US said on Tuesday that President Bidens envoys would fly home after the talks ended.")
    (found,) = find_duplicates([a, b])
    assert (found.in_a, found.in_b) == (1.0, 1.0)


def test_a_template_is_no_copy():
    """What one outlet prints under every article makes no duplicates; the same words from six outlets do."""
    footer = story(99, 150)
    one = [article(story(i, 90) + footer, outlet="Daily") for i in range(6)]
    six = [article(story(i, 90) + footer, outlet=f"Daily {i}") for i in range(6)]
    assert len(slow(six)) == 15
    assert len(find_duplicates(six)) == 15
    assert find_duplicates([*one, article(story(7))]) == (), "more than half of each is template"


def test_an_article_printed_again_and_again_stays_one():
    """Six prints of one article by one outlet are duplicates, not a template."""
    words = story(5)
    assert len(find_duplicates([article(words, outlet="Daily") for _ in range(6)])) == 15


def test_texts_of_a_few_words_and_of_none():
    """A text shorter than a run counts as one run; an empty one is like nothing."""
    found = find_duplicates([article(["one", "two"]), article(["one", "two"]), make_article(""), make_article("")])
    assert [(d.a, d.b) for d in found] == [(0, 1)]
    assert find_duplicates([]) == ()


def test_languages_without_blanks_are_compared_by_the_character():
    """A Chinese text and its copy with another end share most of their runs."""
    a = make_article("伊拉克政府周二表示已向美国提出正式请求希望恢复两国之间的战略对话并讨论剩余作战部队的撤离问题。")
    b = make_article("伊拉克政府周二表示已向美国提出正式请求希望恢复两国之间的战略对话并讨论其他事项。")
    c = make_article("今天上海天气晴朗气温上升到二十五度左右市民纷纷走出家门到公园里散步。")
    assert [(d.a, d.b) for d in find_duplicates([a, b, c])] == [(0, 1)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_the_fast_way_finds_what_the_slow_way_finds(seed: int, count: int):
    """All pairs and their exact shares, on families of edited copies of any length."""
    draw = random.Random(seed)
    families = [story(seed + k, draw.choice((3, 8, 20, 60, 150, 400))) for k in range(1 + count // 4)]
    articles = [article(edited(draw.choice(families), draw)) for _ in range(count)]
    assert list(find_duplicates(articles)) == slow(articles)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_order_changes_nothing_but_the_places(seed: int):
    """The same pairs are found in whatever order the articles come."""
    draw = random.Random(seed)
    families = [story(seed + k) for k in range(3)]
    articles = [article(edited(draw.choice(families), draw)) for _ in range(10)]
    order = list(range(10))
    draw.shuffle(order)
    straight = {frozenset((d.a, d.b)) for d in find_duplicates(articles)}
    shuffled = {frozenset((order[d.a], order[d.b])) for d in find_duplicates([articles[i] for i in order])}
    assert straight == shuffled


def one_by_one(articles: list[Article], draw: random.Random) -> tuple[Printed, list[Found]]:
    """The articles added some at a time."""
    printed, found, i = Printed(), [], 0
    while i < len(articles):
        some = articles[i : i + draw.randrange(1, 6)]
        printed, one = add(printed, [shingles(a.text) for a in some], [a.outlet for a in some])
        found.append(one)
        i += len(some)
    return printed, found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 30))
def test_one_by_one_gives_what_all_at_once_gives(seed: int, count: int):
    """The same pairs and shares, templates that only show in the end included."""
    draw = random.Random(seed)
    families = [story(seed + k, draw.choice((3, 8, 20, 60, 150, 400))) for k in range(1 + count // 5)]
    footers = {"Daily": story(seed + 900, 30), "Weekly": story(seed + 901, 60), None: []}
    articles = []
    for _ in range(count):
        outlet = draw.choice(list(footers))
        articles.append(article(edited(draw.choice(families), draw) + footers[outlet], outlet=outlet))
    _, found = one_by_one(articles, draw)
    assert order(found) == find_duplicates(articles)


def test_what_is_forgotten_is_no_duplicate_any_more():
    """Of three copies of which the first is forgotten, the last is one of the second only."""
    copy = article(story(1))
    printed, _ = one_by_one([copy, copy, article(story(2))], random.Random(1))
    before = printed.runs
    forgotten = forget(printed, 1)
    _, found = add(forgotten, [shingles(copy.text)], [None])
    assert [(d.a, d.b) for d in found.duplicates] == [(1, 3)]
    assert printed.first == 0
    assert printed.runs is before


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 200)), max_size=60), st.integers(0, 50))
def test_postings_are_a_table_of_keys_and_places(entries: list[tuple[int, int]], since: int):
    """However they were added, and whatever was put together."""
    postings = Postings()
    for i in range(0, len(entries), 7):
        part = entries[i : i + 7]
        keys = np.array([key for key, _ in part], dtype=np.uint64) << np.uint64(40)
        postings = postings.add(keys, np.array([place for _, place in part]))
    asked = np.arange(31, dtype=np.uint64) << np.uint64(40)
    which, places = postings.find(asked, since=since)
    assert sorted(zip(which.tolist(), places.tolist(), strict=True)) == sorted(
        (key, place) for key, place in entries if place >= since
    )
    spans = postings.spans(asked, since=since)
    parts = [spans.places(begin, min(begin + 7, 31)) for begin in range(0, 31, 7)]
    assert sorted((k, p) for part in parts for k, p in zip(*map(np.ndarray.tolist, part), strict=True)) == sorted(
        zip(which.tolist(), places.tolist(), strict=True)
    )


def test_near_duplicates_share_a_signature():
    """Edited copies, and a short copy in a long article; strangers share none."""
    words = story(1, 300)
    brief = story(2, 60)
    texts = [words, words[:260] + story(3, 5), story(4, 500) + brief + story(5, 500), brief, story(6, 300)]
    first, second, long, short, stranger = map(set, signatures([shingles(" ".join(text)) for text in texts]))
    assert first & second
    assert long & short
    assert not stranger & (first | long)
    assert all(0 <= key < 2**63 for key in first)
    assert signatures([shingles("")]) == [[]]


def test_bands_alone_find_pairs_at_jaccard_seven_tenths():
    """The MinHash bands find at least 99 of 100 pairs that share 70% of all their runs; strangers share no band."""
    rows = []
    for seed in range(100):
        words = story(seed, 250)
        rows += [shingles(" ".join(words)), shingles(" ".join(words[:205] + story(seed + 1000, 4)))]
    keys = band_keys(rows, config=GROUPING)
    together = (keys[0::2] == keys[1::2]).any(axis=1)
    assert together.mean() >= 0.99
    assert not (keys[0::2] == np.roll(keys[1::2], 1, axis=0)).any()
    assert len(candidates(rows, config=GROUPING)) < 200


def test_the_seeds_are_retellings_and_no_copies(shared):
    """The acceptance pair shares about a third of its runs: too little for a near-duplicate."""
    folder = shared("seeds")
    texts = [path.read_text(encoding="utf8") for path in sorted(folder.glob("*.txt"))]
    assert find_duplicates([make_article(text) for text in texts]) == ()


def test_of_many_articles_those_that_share_most_are_paired():
    """Each with so many earlier ones, kin first, and with the first of all; in time that grows with the articles."""
    chance = np.random.default_rng(5)
    texts = [chance.integers(0, 1 << 62, 200, dtype=np.uint64) for _ in range(40)]
    rows = [
        np.unique(np.concatenate((text[: 150 - 10 * copy], chance.integers(0, 1 << 62, 50, dtype=np.uint64))))
        for copy in range(4)
        for text in texts
    ]
    pairs = most_alike(rows, most=3)
    assert {(a % 40, b % 40) for a, b in pairs if a} <= {(n, n) for n in range(40)}
    assert {(a, b) for a in range(160) for b in range(a + 1, 160) if a % 40 == b % 40} <= set(pairs)
    assert {b for a, b in pairs if a == 0} == set(range(1, 160))
    printed = most_alike([rows[0]] * 2000, most=3)
    assert len(printed) < 4 * 2000
    assert most_alike([rows[0]], most=3) == []
