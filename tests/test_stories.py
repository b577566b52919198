"""Stories: what belongs together comes together, in any order, from two articles to a thousand."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import BUDGET, FERRY, OTHERS, articles_of
from retold.config import DEFAULT
from retold.duplicates import find_duplicates
from retold.stories import cluster
from retold.stories.days import day_logits, days_apart, spans
from retold.stories.likeness import FEATURES, Pairs, logits, match_shift, usual_likeness, with_kin
from retold.stories.linking import linked, stories_of
from retold.stories.nearness import alike, all_near, levels
from retold.stories.words import Row, background, count, usage_of, weigh
from retold.testing import make_article
from retold.types import Article, Cluster, Duplicate

DAY = datetime(2021, 3, 24, tzinfo=UTC)


def rows_of(articles: list[Article]) -> list[Row]:
    counts = [count(article, config=DEFAULT.grouping) for article in articles]
    return weigh(counts, usage_of(counts), config=DEFAULT.grouping)


def partition(articles: list[Article], found: tuple[Cluster, ...]) -> set[frozenset[str]]:
    return {frozenset(articles[i].input for i in one.members) for one in found}


def test_reports_of_one_event_are_one_story_and_others_stand_alone():
    """Three stories' reports, mixed, come out as they went in."""
    articles = articles_of(FERRY + BUDGET + OTHERS)
    assert partition(articles, cluster(articles)) == {
        frozenset(title for title, _ in FERRY),
        frozenset(title for title, _ in BUDGET),
        *(frozenset({title}) for title, _ in OTHERS),
    }


@pytest.mark.parametrize(("pair", "stories"), [((FERRY[0], FERRY[1]), 1), ((BUDGET[0], BUDGET[1]), 1),
                                               ((FERRY[0], BUDGET[0]), 2), ((OTHERS[0], OTHERS[2]), 2)])  # fmt: skip
def test_two_articles_alone_can_be_judged(pair, stories: int):
    """Without any others to measure by, two retellings are one story and two unrelated articles are two."""
    assert len(cluster(articles_of(list(pair)))) == stories


def test_no_article_and_one_article():
    """Nothing gives nothing; one article is its own story and says so."""
    assert cluster([]) == ()
    (alone,) = cluster(articles_of(FERRY[:1]))
    assert alone == Cluster(members=(0,), because=("no other article tells of it",))


def test_headlines_of_ten_words_are_enough():
    """Titles without any text are grouped as well."""
    titles = [
        "Ferry Morna runs aground off Brackmoor after steering fails, 212 safe",
        "Tugs free the ferry Morna off Brackmoor after steering failure",
        "Velden councillors reject closing library branches in defeat for mayor Holt",
        "Finnish conductor Aino Laine to lead Marlow symphony orchestra from September",
    ]
    articles = [make_article("", title=title, name=title) for title in titles]
    assert sorted(one.members for one in cluster(articles)) == [(0, 1), (2,), (3,)]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(FERRY + BUDGET + OTHERS))))
def test_stories_do_not_depend_on_the_order_of_input(order: list[int]):
    """Any permutation gives the same partition with the same reasons."""
    straight = articles_of(FERRY + BUDGET + OTHERS)
    shuffled = [straight[i] for i in order]
    first, second = cluster(straight), cluster(shuffled)
    assert partition(straight, first) == partition(shuffled, second)
    assert {one.because for one in first} == {one.because for one in second}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_random_articles_do_not_depend_on_the_order_of_input(seed: int):
    """Nor do articles drawn from a few words, where nearly every likeness is a close call."""
    draw = random.Random(seed)
    vocabulary = [f"word{k}" for k in range(60)]
    articles = [
        make_article(" ".join(draw.choices(vocabulary, k=draw.randrange(1, 60))), name=str(i)) for i in range(20)
    ]
    order = draw.sample(range(20), 20)
    shuffled = [articles[i] for i in order]
    assert partition(articles, cluster(articles, find_duplicates(articles))) == partition(
        shuffled, cluster(shuffled, find_duplicates(shuffled))
    )


def test_every_article_is_in_one_story():
    """The members of all stories together are all places, each once."""
    articles = articles_of(FERRY + BUDGET + OTHERS + OTHERS)
    assert sorted(i for one in cluster(articles) for i in one.members) == list(range(len(articles)))


def test_near_duplicates_always_stay_together():
    """Two articles without a common word are one story if they are given as near-duplicates."""
    articles = articles_of([FERRY[0], OTHERS[1], BUDGET[0]])
    given_as_copies = (Duplicate(a=0, b=1, in_b=0.9, in_a=0.8),)
    assert sorted(one.members for one in cluster(articles, given_as_copies)) == [(0, 1), (2,)]
    assert any(
        "mostly the same words" in reason for one in cluster(articles, given_as_copies) for reason in one.because
    )


def test_a_round_up_does_not_join_what_it_rounds_up():
    """A long page that holds four briefs whole makes no one story of all four."""
    briefs = [*FERRY[:1], *BUDGET[:1], *OTHERS]
    roundup = make_article("\n\n".join(body for _, body in briefs), title="The week in brief", name="roundup")
    articles = [*articles_of(briefs), roundup]
    found = cluster(articles, find_duplicates(articles))
    assert max(len(one.members) for one in found) <= 2


def test_no_giant_by_chaining():
    """A chain in which each article is like the next one only is not one story."""
    words = [[f"{'abcdefghijklmnopqrstuvwxyz'[k % 26]}{k}uvwx" for k in range(i * 12, i * 12 + 24)] for i in range(30)]
    articles = [make_article(" ".join(chain), name=str(i)) for i, chain in enumerate(words)]
    assert max(len(one.members) for one in cluster(articles)) <= 6


def test_reasons_name_shared_words_as_written_and_the_days_between():
    """What is shared is shown as it stands in the articles, and how far apart they are."""
    articles = [
        make_article(body, title=title, name=title, published=DAY + timedelta(days=5 * i))
        for i, (title, body) in enumerate(BUDGET)
    ]
    (story,) = cluster(articles)
    assert story.because[-1] == "5 days apart"
    assert story.because[0].startswith("shares '")
    assert any(name in story.because[0] for name in ("Holt", "Ines", "Velden", "librar"))
    assert all(words in articles[0].text + articles[1].text for words in story.because[0].split("'")[1::2])


def test_time_tells_events_apart():
    """Alike articles a month apart are less surely one story than on one day."""
    quake = "A magnitude 5.1 earthquake shook Aldona state, the survey said. No damage was reported near its centre."
    other = "An earthquake of magnitude 5.4 was felt in Aldona state, officials said. There was no report of damage."
    pair = [make_article(quake, name="a", published=DAY), make_article(other, name="b", published=DAY)]
    apart = [pair[0], make_article(other, name="b", published=DAY + timedelta(days=29))]
    rows = rows_of(pair)
    assert len(alike(rows, config=DEFAULT.grouping).a) == 1
    assert len(cluster(apart)) >= len(cluster(pair))


def test_days_tell_what_the_articles_tell_of_them():
    """In a week of news whose stories last a day, one day is for a pair and four are against; undated is neither."""
    days = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    articles = [make_article("x", name=str(i), published=DAY + timedelta(days=day)) for i, day in enumerate(days)]
    articles.append(make_article("x", name="undated"))
    a, b = np.triu_indices(len(articles), 1)
    pairs = Pairs(a=a, b=b, features=np.zeros((len(a), 0)))
    same = np.array([j < 15 and days[i] == days[j] for i, j in zip(a, b, strict=True)])
    told = day_logits(*spans(articles), pairs, np.where(same, 4.0, -4.0), config=DEFAULT.grouping)
    apart = np.array([j == 15 or abs(days[i] - days[j]) for i, j in zip(a, b, strict=True)])
    assert (told[same] > 0.2).all()
    assert (told[(b < 15) & (apart == 4)] < -1).all()
    assert (told[b == 15] == 0).all()


def test_days_tell_nothing_new_where_stories_are_as_far_apart_as_any():
    """Without a sure pair, or where sure pairs lie as all pairs do, little more than the usual cost remains."""
    draw = random.Random(5)
    articles = [make_article("x", name=str(i), published=DAY + timedelta(days=draw.randrange(9))) for i in range(40)]
    a, b = np.triu_indices(len(articles), 1)
    pairs = Pairs(a=a, b=b, features=np.zeros((len(a), 0)))
    start, end = spans(articles)
    usual = -DEFAULT.grouping.day_weight * np.log1p(days_apart(start, end, a, b))
    none = day_logits(*spans(articles), pairs, np.full(len(a), -9.0), config=DEFAULT.grouping)
    some = day_logits(*spans(articles), pairs, np.full(len(a), 9.0), config=DEFAULT.grouping)
    assert none == pytest.approx(usual)
    assert some == pytest.approx(usual, abs=0.05)


def test_a_dating_to_the_day_lies_at_its_middle():
    """Two articles of neighbouring days are a day apart, though the second day begins when the first ends."""
    articles = [make_article("x", name=str(i), published=DAY + timedelta(days=i)) for i in range(2)]
    start, end = spans(articles)
    assert days_apart(start, end, np.array([0]), np.array([1])) == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("language", "same", "again", "other"),
    [
        (
            "zh",
            "伊拉克向美国提出正式请求恢复两国战略对话讨论剩余作战部队撤离",
            "美国与伊拉克战略对话将恢复作战部队撤离问题成为焦点",
            "今年樱桃花遭受严重霜冻果农预计收成减少三分之一",
        ),
        (
            "ar",
            "العراق يطلب من واشنطن استئناف الحوار الاستراتيجي وانسحاب القوات القتالية الأمريكية",
            "بغداد وواشنطن تستعدان لاستئناف الحوار الاستراتيجي حول انسحاب القوات القتالية",
            "الصقيع يدمر أزهار الكرز في الوادي والمزارعون يتوقعون تراجع المحصول",
        ),
        (
            "ja",
            "フェリー「モルナ」がブラックムーア沖で座礁、乗客は無事",
            "ブラックムーア沖でフェリー「モルナ」座礁、原因は故障か",
            "マーロウ交響楽団の新しい指揮者にライネ氏が就任",
        ),
        (
            "th",
            "เรือเฟอร์รีเกยตื้นใกล้เกาะผู้โดยสารปลอดภัย",
            "ผู้โดยสารปลอดภัยหลังเรือเฟอร์รีเกยตื้น",
            "วงดุริยางค์แต่งตั้งวาทยกรคนใหม่จากฟินแลนด์",
        ),
    ],
)
def test_other_scripts_are_not_excluded(language: str, same: str, again: str, other: str):
    """Arabic, and languages written without blanks, are grouped by their words or characters."""
    articles = [make_article(text, name=text, language=language) for text in (same, again, other)]
    assert sorted(one.members for one in cluster(articles)) == [(0, 1), (2,)]


def test_average_linkage_is_that_of_the_definition():
    """Linking small matrices gives what joining the closest groups by their mean, step by step, gives."""

    def slow(matrix: np.ndarray) -> set[frozenset[int]]:
        groups = [{i} for i in range(len(matrix))]
        while len(groups) > 1:
            mean, i, j = max(
                (np.mean([matrix[x, y] for x in groups[i] for y in groups[j]]), i, j)
                for i in range(len(groups))
                for j in range(i)
            )
            if mean < 0:
                break
            groups[i] |= groups[j]
            del groups[j]
        return {frozenset(group) for group in groups}

    draw = np.random.default_rng(5)
    for size in (2, 3, 5, 9, 14):
        matrix = draw.uniform(-3, 3, (size, size))
        matrix = (matrix + matrix.T) / 2
        labels = linked(matrix, [], top=3.0)
        fast = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
        assert fast == slow(matrix)


def chain(values: np.ndarray, n: int) -> Pairs:
    """As many pairs as values, of `n` articles in a ring, each with those that follow it."""
    at = np.arange(len(values))
    return Pairs(a=at % n, b=(at + at // n + 1) % n, features=np.zeros((len(at), 0)))


def test_the_share_of_matches_is_told_from_the_articles():
    """Where many pairs are surely matches the logits go up; where none is, they go down."""
    grouping = DEFAULT.grouping
    many = np.concatenate((np.full(2000, 6.0), np.full(2000, -6.0)))
    none = np.full(4000, -6.0)
    assert match_shift(chain(many, 100), many, 100, config=grouping) > 1
    assert match_shift(chain(none, 1000), none, 1000, config=grouping) < -1
    assert match_shift(chain(none[:0], 1), none[:0], 1, config=grouping) == 0.0


def test_a_match_is_no_rarer_among_more_articles_and_few_large_stories_do_not_tell_of_all():
    """Ten times as many like articles change nothing; a story of 100 among 1,450 pairs hardly does."""
    grouping = DEFAULT.grouping
    few, more = np.full(2000, 6.0), np.full(20_000, 6.0)
    shift = match_shift(chain(few, 2000), few, 2000, config=grouping)
    assert match_shift(chain(more, 20_000), more, 20_000, config=grouping) == pytest.approx(shift, abs=0.02)
    a, b = np.triu_indices(100, 1)
    alone = np.arange(100, 3000)
    sure = np.full(len(a), 6.0)
    small = Pairs(a=alone[:-1:2], b=alone[1::2], features=np.zeros((1450, 0)))
    both = Pairs(a=np.r_[a, small.a], b=np.r_[b, small.b], features=np.zeros((len(a) + 1450, 0)))
    without = match_shift(small, np.full(1450, 6.0), 3000, config=grouping)
    assert 0 < match_shift(both, np.r_[sure, np.full(1450, 6.0)], 3000, config=grouping) - without < 0.4


def test_members_of_a_large_story_are_no_hubs():
    """Twenty-five reports of one affair among a hundred others: their level is at most twice that of the median."""
    draw = random.Random(2)
    subjects = [
        f"{a}{b}" for a in ("ferry", "budget", "orchard", "bridge") for b in ("morna", "holt", "laine", "velden")
    ]
    many = [make_article(" ".join(draw.sample(subjects, 12)), name=f"one {i}") for i in range(25)]
    others = [make_article(" ".join(f"w{draw.randrange(900)}x" for _ in range(40)), name=str(i)) for i in range(100)]
    near = all_near(rows_of([*many, *others]), 0, np.arange(125), config=DEFAULT.grouping)
    everyone = np.arange(125)
    wide, _ = levels(near, everyone, config=DEFAULT.grouping)
    free, _ = levels(near, everyone, config=replace(DEFAULT.grouping, hub_most=1e9))
    most = DEFAULT.grouping.hub_most * np.median(free, axis=1)
    assert (free[0, :25] > most[0]).all()
    assert wide == pytest.approx(np.minimum(free, most[:, None]))


def test_what_is_expected_is_told_for_each_article():
    """A pair of a story of thirty counts more than the same pair of a story of three, up to a limit."""
    grouping = DEFAULT.grouping
    a, b = np.triu_indices(30, 1)
    large, small = np.full(len(a), 1.5), np.full(3, 1.5)
    pairs = Pairs(a=np.r_[a, 30, 30, 31], b=np.r_[b, 31, 32, 32], features=np.zeros((len(a) + 3, 0)))
    values = with_kin(pairs, np.r_[large, small], 33, -2.0, config=grouping)
    assert values[-3:] == pytest.approx(-0.5)
    assert values[:-3] == pytest.approx(1.5 + grouping.kin_shift_most)
    assert with_kin(pairs, np.r_[large, small], 33, 1.0, config=grouping) == pytest.approx(2.5)


def test_one_that_stands_alone_is_put_with_the_better_half():
    """An article like two of three members joins them; one like a single member of four does not."""

    def labels(size: int, likenesses: list[float]) -> list[int]:
        inside = [(i, j, 4.0) for i in range(size) for j in range(i + 1, size)]
        edges = inside + [(i, size, value) for i, value in enumerate(likenesses)]
        a, b, values = (np.array(column) for column in zip(*edges, strict=True))
        pairs = Pairs(a=a, b=b, features=np.zeros((len(a), 0)))
        return stories_of(size + 1, pairs, values.astype(float), [], config=DEFAULT.grouping).tolist()

    assert len(set(labels(3, [1.0, 0.9, -3.9]))) == 1
    assert len(set(labels(4, [1.0, -3.0, -3.9, -3.9]))) == 2


def test_figures_tell_events_of_one_kind_apart():
    """Two pairs with the same words: the one with the same year and figures is likelier one story."""
    said = "A quake of magnitude {} shook Aldona on {} July {} and damaged {} houses near the coast, officials said."
    first, again = (
        said.format("6.12", 12, 2013, 340),
        said.format("6.12", 12, 2013, 340) + " Rescuers are on their way.",
    )
    other = said.format("7.35", 28, 2008, 912) + " Rescuers are on their way."
    articles = [make_article(text, name=text) for text in (first, again, other)]
    pairs = alike(rows_of(articles), config=DEFAULT.grouping)
    by_name = {(articles[a].text, articles[b].text): k for k, (a, b) in enumerate(zip(pairs.a, pairs.b, strict=True))}
    named = dict(zip(FEATURES, pairs.features.T, strict=True))
    same, different = by_name[first, again], by_name[first, other]
    assert named["numbers"][same] > named["numbers"][different]
    assert (named["same year"][same], named["other years"][same]) == (1, 0)
    assert (named["same year"][different], named["other years"][different]) == (0, 1)
    assert logits(pairs)[same] > logits(pairs)[different]


def test_the_tables_hold_counts_of_words_only():
    """No row of the background is longer than two words, and the usual likenesses are likenesses."""
    size, known = background()
    assert size > 5000
    assert all(len(word.split(" ")) <= 2 and 3 <= count <= size for word, count in known.items())
    assert ((usual_likeness() > 0) & (usual_likeness() < 1)).all()


def test_a_thousand_articles_take_seconds():
    """Near-duplicates and stories of 1,000 articles of 300 words: under 8 s of one processor, and right."""
    draw = random.Random(3)
    words = [
        f"{a}{b}{c}"
        for a in "bdfgklmnprstvw"
        for b in ("an", "el", "ir", "om", "ut")
        for c in ("da", "ke", "li", "mo", "tu", "s")
    ]
    weights = [1 / (k + 3) for k in range(len(words))]
    subjects = [draw.choices(words, k=25) for _ in range(300)]
    articles = []
    for i in range(1000):
        body = draw.choices(words, weights, k=250) + draw.choices(subjects[i % 300], k=50)
        draw.shuffle(body)
        articles.append(make_article(" ".join(body) + ".", title=" ".join(subjects[i % 300][:8]), name=str(i)))
    started = time.process_time()
    found = cluster(articles, find_duplicates(articles))
    assert time.process_time() - started < 8
    right = sum(len({i % 300 for i in one.members}) == 1 for one in found)
    assert right / len(found) > 0.95


def test_the_seeds_are_one_story(shared):
    """The acceptance pair, alone and among unrelated articles."""
    folder = shared("seeds")
    seeds = [make_article(path.read_text(encoding="utf8"), name=path.name) for path in sorted(folder.glob("*.txt"))]
    assert len(cluster(seeds)) == 1
    among = seeds + articles_of(FERRY + OTHERS)
    assert (0, 1) in {one.members for one in cluster(among)}
