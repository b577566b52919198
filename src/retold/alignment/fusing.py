"""Which sentences a sentence was put together from. One sentence at a time; links between articles are elsewhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from math import log

import numpy as np

from retold.alignment.counting import Matrix, count, weigh
from retold.config import DEFAULT, Alignment
from retold.text import tokens


def sources_of(
    sentence: str, sentences: Sequence[str], *, most: int = 2, config: Alignment = DEFAULT.alignment
) -> tuple[int, ...]:
    """Which of `sentences` a sentence may be put together from: those that cover most of its features together.

    Features are letter trigrams, word beginnings and pairs of neighbouring words, since who puts sentences together
    keeps their phrases. Long sentences are held back by their length. The first two are the best pair of the likeliest;
    each further one covers most of what is left (greedy cover, Nemhauser et al. 1978).
    """
    wide = replace(config, trigram_columns=4 * config.trigram_columns, stem_columns=4 * config.stem_columns)
    source, target = weigh([count(sentences, config=wide), count([sentence], config=wide)])
    shares = np.maximum(source.rows * target.rows, 0)
    shares[:, wide.trigram_columns :] *= config.stem_weight
    shares = np.concatenate((shares, config.pair_weight * _pairs(sentence, sentences)), axis=1)
    shares = shares[:, shares.any(axis=0)] / np.maximum(np.sqrt(source.own), 1e-9)[:, None]
    likeliest = np.argsort(-shares.sum(axis=1), kind="stable")[: config.candidates].tolist()
    if most < 2 or len(likeliest) < 2:
        return tuple(likeliest[:most])
    chosen = list(max(combinations(likeliest, 2), key=lambda pair: float(shares[list(pair)].max(axis=0).sum())))
    while len(chosen) < min(most, len(sentences)):
        gains = np.maximum(shares, shares[chosen].max(axis=0)).sum(axis=1)
        gains[chosen] = -1
        chosen.append(int(np.argmax(gains)))
    return tuple(chosen)


def _pairs(sentence: str, sentences: Sequence[str]) -> Matrix:
    """What each pair of neighbouring words of the sentence weighs in each of `sentences`: nothing where it isn't."""
    wanted = sorted(_neighbours(sentence))
    held = [_neighbours(text) for text in sentences]
    within = Counter(pair for each in (*held, wanted) for pair in each)
    weights = np.array([log((2 + len(held)) / (0.5 + within[pair])) ** 2 for pair in wanted], np.float32)
    there = np.array([[pair in each for pair in wanted] for each in held], np.float32)
    return there.reshape(len(held), len(wanted)) * weights


def _neighbours(text: str) -> set[tuple[str, str]]:
    return set(pairwise([token.key for token in tokens(text) if token.key[0].isalnum()]))
