"""Links: which sentences tell the same, checked by hand, by properties and against slow obvious ways."""

import json
import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from bench.measures.alignment import article_of
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.alignment import count, greedy, link, link_all, monotone, sources_of, weigh

COUNCIL = [
    "The council of Harrow Bay voted on Monday to close the old ferry terminal.",
    "Mayor Ines Tolland said the building had become a danger to its visitors.",
    "Engineers found cracks in eleven of the fourteen concrete pillars last autumn.",
    "A new terminal is to open two miles to the north before the summer season.",
    "Fishermen protested outside the town hall and carried empty nets.",
    "The last ferry will leave the old pier on the thirtieth of June.",
]


def body(*sentences):
    return article_of([(text, "body") for text in sentences])


def pairs(links):
    return {(i, j) for each in links for i in each.a for j in each.b}


def test_the_same_article_links_each_sentence_to_itself():
    """Nothing moves, nothing is left over."""
    article = body(*COUNCIL)
    links = link(article, article)
    assert [(each.a, each.b) for each in links] == [((i,), (i,)) for i in range(len(COUNCIL))]
    assert not any(each.moved for each in links)
    assert all(each.similarity == pytest.approx(1) for each in links)


def test_a_sentence_told_elsewhere_is_moved():
    """The one sentence out of order is marked, the others aren't."""
    other = [COUNCIL[4], *COUNCIL[:4], COUNCIL[5]]
    links = link(body(*COUNCIL), body(*other))
    assert pairs(links) == {(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (5, 5)}
    assert [each.a for each in links if each.moved] == [(4,)]


def test_a_sentence_split_in_two_is_one_link():
    """One of a, two of b."""
    split = [
        "Engineers found cracks in the concrete pillars last autumn.",
        "Eleven of the fourteen pillars had cracks.",
    ]
    links = link(body(*COUNCIL), body(*COUNCIL[:2], *split, *COUNCIL[3:]))
    assert ((2,), (2, 3)) in {(each.a, each.b) for each in links}


def test_two_sentences_merged_are_one_link():
    """Two of a, one of b."""
    merged = COUNCIL[1][:-1] + ", after engineers found cracks in eleven of the fourteen concrete pillars last autumn."
    links = link(body(*COUNCIL), body(COUNCIL[0], merged, *COUNCIL[3:]))
    assert ((1, 2), (1,)) in {(each.a, each.b) for each in links}


def test_a_bad_sentence_boundary_does_no_harm():
    """A split after an abbreviation leaves fragments; they stay with their sentence."""
    broken = ["Mayor Ines T.", "Tolland said the building had become a danger to its visitors."]
    links = link(body(*COUNCIL), body(COUNCIL[0], *broken, *COUNCIL[2:]))
    assert {(1, 1), (1, 2)} <= pairs(links)
    assert {(0, 0), (2, 3), (5, 6)} <= pairs(links)


def test_sentence_ends_seen_in_different_places_make_one_link():
    """Two of a, two of b, where the end of the first fell elsewhere."""
    a = ["The council voted on Monday to close the old ferry terminal after engineers found cracks in eleven pillars.",
         "It will be replaced."]  # fmt: skip
    b = ["The council voted on Monday to close the old ferry terminal.",
         "After engineers found cracks in eleven pillars it will be replaced."]  # fmt: skip
    assert pairs(link(body(*a, *COUNCIL[4:]), body(*b, *COUNCIL[4:]))) >= {(0, 0), (0, 1), (2, 2), (3, 3)}


def test_headlines_link_only_to_headlines():
    """Though the body says the same words as the other's headline."""
    title = "Harrow Bay council votes to close old ferry terminal"
    a = article_of([(title, "headline"), *[(text, "body") for text in COUNCIL]])
    b = article_of(
        [("Fishermen protest outside town hall", "headline"), (title + ".", "body"), *[(t, "body") for t in COUNCIL]]
    )
    heads = [each for each in link(a, b) if 0 in each.a or 0 in each.b]
    assert all(each.a == (0,) and each.b == (0,) for each in heads)
    same = link(a, article_of([(title, "headline"), *[(text, "body") for text in COUNCIL]]))
    assert ((0,), (0,)) in {(each.a, each.b) for each in same}


def test_other_texts_are_not_linked():
    """Two affairs have no sentence in common."""
    other = ["Scientists have grown a tulip that flowers in the dark.", "It needs neither soil nor water, they wrote.",
             "Gardeners doubt that anybody would want one."]  # fmt: skip
    assert link(body(*COUNCIL), body(*other)) == ()


@pytest.mark.parametrize(
    "sentences",
    [
        ["议会星期一投票决定关闭旧渡轮码头。", "工程师去年秋天在十一根柱子上发现了裂缝。", "渔民在市政厅外抗议。"],
        [
            "صوّت المجلس يوم الاثنين على إغلاق محطة العبّارات القديمة.",
            "وجد المهندسون شقوقا في أحد عشر عمودا.",
            "احتج الصيادون أمام البلدية.",
        ],
    ],
)  # fmt: skip
def test_no_language_needs_a_parameter(sentences):
    """Text without blanks and Arabic are linked as English is."""
    assert pairs(link(body(*sentences), body(*sentences[1:]))) == {(1, 0), (2, 1)}


ABBREVIATED = [
    "Gen. Ines Tolland said on Monday that the U.S. Army Corps had closed the old pier at Harrow Bay.",
    "Engineers from Dr. Pell's office found cracks in eleven of its fourteen concrete pillars.",
    "A new terminal will open two miles to the north, on St. Brannock Street, before the summer season.",
    "Fishermen protested outside the town hall and carried empty nets.",
    "The last ferry will leave the old pier on the thirtieth of June.",
]
CUT = [
    "Gen.", "Ines Tolland said on Monday that the U.S.", "Army Corps had closed the old pier at Harrow Bay.",
    "Engineers from Dr.", "Pell's office found cracks in eleven of its fourteen concrete pillars.",
    "A new terminal will open two miles to the north, on St.", "Brannock Street, before the summer season.",
    *ABBREVIATED[3:],
]  # fmt: skip
JOINED = [" ".join(ABBREVIATED[:2]), ABBREVIATED[2], " ".join(ABBREVIATED[3:])]


@pytest.mark.parametrize(("first", "second"), [(ABBREVIATED, CUT), (ABBREVIATED, JOINED), (CUT, JOINED)])
def test_sentences_cut_at_abbreviations_or_run_together_give_the_same_links(first, second):
    """Each link holds the same words on both sides, every sentence is in one, and nothing moved."""
    links = link(body(*first), body(*second))
    assert all(" ".join(first[i] for i in each.a) == " ".join(second[j] for j in each.b) for each in links)
    assert sum(len(each.a) for each in links) == len(first)
    assert sum(len(each.b) for each in links) == len(second)
    assert not any(each.moved for each in links)


def test_a_quotation_of_several_sentences_is_one_link():
    """Cut in three on one side, whole, moved and with its speaker turned round on the other."""
    quote = ["“We were told nothing.", "We will not leave.", "The pier is ours,” fisherman Aldo Brenn said."]
    whole = "“We were told nothing. We will not leave. The pier is ours,” said Aldo Brenn, a fisherman."
    links = link(body(COUNCIL[0], *quote, *COUNCIL[1:]), body(*COUNCIL, whole))
    assert [(each.a, each.b) for each in links if each.moved] == [((1, 2, 3), (6,))]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (
            ["议会星期一投票决定关闭旧渡轮码头。",
             "工程师去年秋天在十四根柱子中的十一根上发现了裂缝。",
             "渔民在市政厅外抗议并举着空网。",
             "最后一班渡轮将于六月三十日离开旧码头。"],
            ["渔民举着空网在市政厅门外抗议。",
             "议会周一投票决定关闭旧的渡轮码头。",
             "工程师去年秋天发现了裂缝。",
             "十四根柱子中有十一根出现裂缝。",
             "六月三十日最后一班渡轮将离开旧码头。"],
            {(0, 1), (1, 2), (1, 3), (2, 0), (3, 4)},
        ),
        (
            ["議会は月曜日に古いフェリー乗り場を閉鎖することを決めた。",
             "技師は昨年秋、十四本の柱のうち十一本にひびを見つけた。",
             "漁師たちは役場の前で空の網を掲げて抗議した。",
             "最後のフェリーは六月三十日に古い桟橋を出る。"],
            ["漁師たちは空の網を掲げ、役場の前で抗議した。",
             "議会は古いフェリー乗り場の閉鎖を月曜日に決めた。",
             "昨年秋、技師が十四本の柱のうち十一本でひびを見つけていた。",
             "六月三十日に最後のフェリーが古い桟橋を出る。"],
            {(0, 1), (1, 2), (2, 0), (3, 3)},
        ),
        (
            ["صوّت المجلس يوم الاثنين على إغلاق محطة العبّارات القديمة.",
             "وجد المهندسون شقوقا في أحد عشر عمودا من أصل أربعة عشر في الخريف الماضي.",
             "احتج الصيادون أمام البلدية وهم يحملون شباكا فارغة."],
            ["احتج صيادون أمام مبنى البلدية حاملين شباكا فارغة.",
             "صوت المجلس الاثنين لصالح إغلاق محطة العبارات القديمة.",
             "في الخريف الماضي وجد المهندسون شقوقا في أحد عشر عمودا."],
            {(0, 1), (1, 2), (2, 0)},
        ),
    ],
    ids=["chinese", "japanese", "arabic"],
)  # fmt: skip
def test_reworded_and_moved_sentences_are_linked_in_every_script(first, second, wanted):
    """With and without blanks between words, from the left and from the right."""
    assert pairs(link(body(*first), body(*second))) == wanted


@pytest.mark.parametrize("sentences", [[], ["!!!"], ["…", "—"]])
def test_texts_without_words_have_no_links(sentences):
    """Nothing to compare is no error."""
    assert link(body(*sentences), body(*COUNCIL)) == ()
    assert link(body(*sentences), body(*sentences)) == ()


def test_a_story_is_indexed_once_for_all_its_pairs():
    """`link_all` gives what `link` gives where the weights are the same."""
    articles = [body(*COUNCIL), body(*COUNCIL[::-1]), body(*COUNCIL[2:])]
    found = list(link_all(articles, [(0, 1), (0, 2), (2, 0)]))
    assert pairs(found[0]) == {(i, 5 - i) for i in range(6)}
    assert pairs(found[1]) == {(i + 2, i) for i in range(4)} == {(i, j) for j, i in pairs(found[2])}


WORDS = "ferry pier mayor council crack pillar north summer net boat Monday said"
words = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=8)
texts = st.lists(words.map(lambda each: " ".join(each) + "."), max_size=7)


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_links_mirror_when_the_sides_are_swapped(first, second):
    """a's links with b are b's with a."""
    a, b = body(*first), body(*second)
    there = {(each.a, each.b, each.similarity, each.moved) for each in link(a, b)}
    assert there == {(each.b, each.a, each.similarity, each.moved) for each in link(b, a)}


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_a_sentence_is_in_one_link_at_most(first, second):
    """And every index exists."""
    links = link(body(*first), body(*second))
    for side, length in (("a", len(first)), ("b", len(second))):
        used = [i for each in links for i in getattr(each, side)]
        assert len(used) == len(set(used))
        assert all(0 <= i < length for i in used)


# --- slow obvious references ----------------------------------------------------------------------------------------


def slow_chain(links):
    """The weight of the heaviest chain, by trying all subsets."""
    best = 0.0
    for size in range(len(links) + 1):
        for chosen in combinations(sorted(links), size):
            if all(x[0] < y[0] and x[1] < y[1] for x, y in pairwise(chosen)):
                best = max(best, sum(each[2] for each in chosen))
    return best


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 9)), max_size=9))
def test_the_chain_is_the_heaviest_there_is(links):
    """Against all subsets; and it is a chain."""
    chain = [links[place] for place in monotone(links)]
    assert sum(each[2] for each in chain) == pytest.approx(slow_chain(links))
    assert all(x[0] < y[0] and x[1] < y[1] for x, y in pairwise(chain))


def slow_greedy(cosine, least):
    """Take the largest cell, strike its row and column, again."""
    cells = {(i, j): cosine[i][j] for i in range(len(cosine)) for j in range(len(cosine[0]))}
    out = []
    while cells:
        best = max(sorted(cells), key=lambda cell: cells[cell])
        if cells[best] < least:
            break
        out.append(best)
        cells = {cell: value for cell, value in cells.items() if cell[0] != best[0] and cell[1] != best[1]}
    return out


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.randoms(use_true_random=False))
def test_greedy_matching_is_what_one_would_do_by_hand(rows, columns, chance):
    """Vectorised against one cell at a time."""
    cosine = np.array([[chance.choice([0.1, 0.3, 0.5, 0.7, 0.9]) for _ in range(columns)] for _ in range(rows)])
    assert greedy(cosine, 0.3) == slow_greedy(cosine.tolist(), 0.3)


def slow_count(text):
    """Trigrams with blanks for whatever is no letter or digit, and word beginnings, as two dicts."""
    padded = "".join(c if c.isalnum() else "\n" for c in "\n" + text.lower() + "\n")
    grams, stems = {}, {}
    for at in range(1, len(padded) - 1):
        if padded[at] != "\n":
            grams[padded[at - 1 : at + 2]] = grams.get(padded[at - 1 : at + 2], 0) + 1
    for word in padded.split():
        stems[word[:6]] = stems.get(word[:6], 0) + 1
    return grams, stems


def slow_cosines(texts_):
    """TF-IDF cosines of texts by dictionaries, no hashing."""
    found = [
        {(k, x): 1 + np.log2(n) for k, each in enumerate(slow_count(text)) for x, n in each.items()} for text in texts_
    ]
    within = {}
    for each in found:
        for x in each:
            within[x] = within.get(x, 0) + 1
    weighed = [{x: v * np.log((1 + len(found)) / (0.5 + within[x])) for x, v in each.items()} for each in found]
    size = [sum(v * v for v in each.values()) ** 0.5 for each in weighed]
    pairs_ = list(zip(weighed, size, strict=True))
    return [
        [sum(v * y.get(x, 0) for x, v in a.items()) / (m * n) if m * n else 0 for y, n in pairs_] for a, m in pairs_
    ]


def test_hashed_cosines_are_near_the_exact_ones():
    """Features that fall together cost little."""
    texts_ = [
        *COUNCIL,
        COUNCIL[0].replace("Monday", "Friday"),
        "The mayor told fishermen that cracks were found in pillars.",
    ]
    rows = weigh([count(texts_)])[0].rows
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    assert np.abs(rows @ rows.T - np.array(slow_cosines(texts_))).max() < 0.08


def test_of_two_sentences_with_the_same_words_the_source_has_them_in_its_order():
    """Who puts sentences together keeps their phrases."""
    mixed = "After the pier the old mayor had closed, it rained."
    whole = "It rained after the mayor had closed the old pier."
    assert sources_of("The mayor had closed the old pier.", [mixed, COUNCIL[4], whole], most=1) == (2,)
    assert sources_of("The old mayor had closed.", [mixed, COUNCIL[4], whole], most=1) == (0,)


def test_sources_of_a_fused_sentence_are_both_found():
    """The second source covers what the first leaves, though a third is more like the whole."""
    fused = "Mayor Ines Tolland said the last ferry will leave the old pier on the thirtieth of June."
    assert set(sources_of(fused, COUNCIL)) == {1, 5}
    assert sources_of(fused, []) == ()


# --- the acceptance pair --------------------------------------------------------------------------------------------


def test_the_seeds_are_linked_as_a_careful_reader_does(shared):
    """Every full pair, nothing else but the optional ones, and the one that moved."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text(encoding="utf8"))
    kept = [[each for each in gold[f"{side}_sentences"] if not each["boilerplate"]] for side in "ab"]
    a, b = (article_of([(each["text"], each["role"]) for each in side]) for side in kept)
    links = link(a, b)
    found = {(kept[0][i]["i"], kept[1][j]["i"]) for i, j in pairs(links)}
    full, optional = ({tuple(pair) for pair in gold["scoring"][key]} for key in ("full", "optional"))
    assert found - optional == full
    moved = {(kept[0][each.a[0]]["i"], kept[1][each.b[0]]["i"]) for each in links if each.moved}
    assert moved - optional == {(8, 1)}


def test_the_seeds_are_linked_in_any_order_of_sentences(shared):
    """Shuffled, the same pairs are found but for a few that only their place told."""
    gold = json.loads(shared("seeds", "alignment_gold.json").read_text(encoding="utf8"))
    sides = [[each for each in gold[f"{side}_sentences"] if each["role"] == "body"] for side in "ab"]
    random.Random(4).shuffle(sides[1])
    a, b = (body(*[each["text"] for each in side]) for side in sides)
    found = {(sides[0][i]["i"], sides[1][j]["i"]) for i, j in pairs(link(a, b))}
    full = {tuple(pair) for pair in gold["scoring"]["full"]}
    assert len(found & full) >= len(full) - 1


def test_what_is_kept_of_an_article_is_not_shared():
    """What was given out can't be changed, so that no later comparison hangs on an earlier one."""
    with pytest.raises(ValueError, match="read-only"):
        count(["The pier was sold."]).values[:] = 0
