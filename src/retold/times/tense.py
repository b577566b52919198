"""Whether a sentence looks back or ahead where an expression of time stands, by the words around it."""

import re
from bisect import bisect_left
from functools import cached_property
from typing import Literal

from retold.times.scan import Lexicon, Scan

Direction = Literal["past", "future"]

#: How far to look for a verb, in tokens.
_REACH = 40
#: How far before "for" what is planned may stand ("called a meeting for", "ordered 400 of the rolls for").
_PLAN_REACH = 8
#: "'s" and at most four words more: "Monday's fatal train crash".
_POSSESSED = re.compile("'(x{1,5})")
_MAY_END = re.compile("[\n.?]")


def direction(scan: Scan, words: Lexicon, start: int, end: int) -> Direction | None:
    """Where the sentence looks at tokens `start:end`; None without a cue."""
    return _tenses(scan, words).direction(start, end)


def sentence_bounds(scan: Scan, words: Lexicon, start: int, end: int) -> tuple[int, int]:
    """First token and one past the last of the sentence around tokens `start:end`, within reach."""
    return _tenses(scan, words).sentence(start, end)


def _tenses(scan: Scan, words: Lexicon) -> "_Tenses":
    """The cues of a text, looked for once."""
    found = scan.memo.get("tenses")
    if not isinstance(found, _Tenses):
        found = scan.memo["tenses"] = _Tenses(scan, words)
    return found


class _Tenses:
    """The cues of tense of one text."""

    def __init__(self, scan: Scan, words: Lexicon) -> None:
        self._scan = scan
        self._words = words
        self._past_endings = tuple(words.lists["past_ending"])

    def direction(self, start: int, end: int) -> Direction | None:
        """The tense of the nearest verb cue left of tokens `start:end` in the sentence, else right; None without a cue.

        A list of verbs does as well here as a parser's tense: of bare months in news 96% have a cue.
        """
        scan, lists = self._scan, self._words.lists
        if self._happened(end):
            return "past"
        before = scan.raw(start - 1).lower() if start else ""
        if before in lists["ahead_preposition"] or (before in lists["plan_preposition"] and self._planned(start - 1)):
            return "future"
        verb = scan.raw(start - 2).lower() if start > 1 and before in lists["on_day"] else before
        if verb in lists["present_be"]:
            return "future"  # "the vote is on Friday"
        positions, kinds = self._cues
        here = bisect_left(positions, start)
        left = self._sentence_start(start)
        infinitive = False
        while here and positions[here - 1] >= left:
            here -= 1
            kind = kinds[here]
            if kind == "infinitive":
                infinitive = True
            elif infinitive and kind == "past":
                return "future" if scan.raw(positions[here]).lower() in lists["intent"] else "past"
            else:
                return kind
        if infinitive:
            return "future"
        right = self._sentence_end(end)
        for at in range(bisect_left(positions, end), len(positions)):
            kind = kinds[at]
            if positions[at] >= right:
                break
            if kind != "infinitive":
                return kind
        return None

    def _happened(self, end: int) -> bool:
        """ "Monday's accident": what nobody plans lies behind, however the sentence looks."""
        possessed = _POSSESSED.match(self._scan.symbols, end)
        if possessed is None:
            return False
        happenings = self._words.lists["happening"]
        return any(self._scan.raw(at).lower() in happenings for at in range(end + 1, possessed.end()))

    def _planned(self, start: int) -> bool:
        """Whether words of planning or ordering stand shortly before "for", in the same sentence."""
        lists = self._words.lists
        for at in range(start - 1, max(self._sentence_start(start), start - _PLAN_REACH) - 1, -1):
            word = self._scan.raw(at).lower()
            if word in lists["planning"] or word in lists["intent"]:
                return True
        return False

    @cached_property
    def _cues(self) -> tuple[list[int], list[Literal["past", "future", "infinitive"]]]:
        """Where cues stand, and which they are."""
        positions: list[int] = []
        kinds: list[Literal["past", "future", "infinitive"]] = []
        text, starts, ends = self._scan.text, self._scan.starts, self._scan.ends
        candidates: dict[str, bool] = {}
        for at, symbol in enumerate(self._scan.symbols):
            if symbol not in "xp":
                continue
            raw = text[starts[at] : ends[at]]
            candidate = candidates.get(raw)
            if candidate is None:
                candidate = candidates[raw] = self._may_be_cue(raw.lower())
            if candidate and (kind := self._cue(at, symbol)) is not None:
                positions.append(at)
                kinds.append(kind)
        return positions, kinds

    def _may_be_cue(self, word: str) -> bool:
        lists = self._words.lists
        return (
            word in lists["future"]
            or word in lists["past"]
            or word in lists["infinitive"]
            or (word.endswith(self._past_endings) and len(word) > 4 and word not in lists["not_past"])
        )

    def _cue(self, at: int, symbol: str) -> Literal["past", "future", "infinitive"] | None:
        """What a word that may be a cue is beside its neighbours."""
        scan, lists = self._scan, self._words.lists
        word = scan.raw(at).lower()
        if symbol == "p":
            following = scan.raw(at + 1) if scan.symbols[at + 1 : at + 2] == "x" else ""
            if word in lists["infinitive"] and following.islower() and not following.endswith(("ing", "s")):
                return "infinitive"
            return None
        previous = scan.raw(at - 1).lower() if at else ""
        if word in lists["future"]:
            return "future"
        if word in lists["past"]:
            bare = previous in lists["modal"] or previous in lists["infinitive"] or previous in lists["auxiliary"]
            return None if bare else "past"
        if word in lists["infinitive"]:
            return None
        # "would be delayed", "to be held": the modal further left decides.
        return None if previous in lists["auxiliary"] else "past"

    @cached_property
    def _ends(self) -> list[int]:
        """The tokens that end a sentence."""
        return [match.start() for match in _MAY_END.finditer(self._scan.symbols) if self._ends_sentence(match.start())]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """First token and one past the last of the sentence around tokens `start:end`, within reach."""
        return self._sentence_start(start), self._sentence_end(end)

    def _sentence_start(self, start: int) -> int:
        at = bisect_left(self._ends, start)
        return max(self._ends[at - 1] + 1 if at else 0, start - _REACH)

    def _sentence_end(self, end: int) -> int:
        at = bisect_left(self._ends, end)
        return min(self._ends[at] if at < len(self._ends) else len(self._scan.symbols), end + _REACH)

    def _ends_sentence(self, at: int) -> bool:
        scan = self._scan
        mark = scan.symbols[at]
        if mark == "\n":
            return True
        if scan.text[scan.starts[at]] not in ".!?":
            return False
        if at + 1 >= len(scan.symbols):
            return True
        following = scan.text[scan.starts[at + 1]]
        if scan.starts[at + 1] == scan.ends[at] or not (following.isupper() or not following.isalnum()):
            return False
        return not (at and len(scan.raw(at - 1)) <= 3 and scan.text[scan.starts[at - 1]].isupper() and mark == ".")
