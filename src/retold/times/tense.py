"""Whether a sentence looks back or ahead where an expression of time stands, by the words around it."""

import re
from bisect import bisect_left
from functools import cached_property
from typing import Literal

from retold.times.scan import Lexicon, Scan

Direction = Literal["past", "future"]
#: "near" is the nearest one, back or ahead.
Side = Literal["past", "future", "near"]

#: How far to look for a verb, in tokens.
_REACH = 40
#: How far before "for" what is planned may stand ("called a meeting for", "ordered 400 of the rolls for").
_PLAN_REACH = 8
#: How far before a month what stands in the calendar may be named ("the convention in Philadelphia in late July").
_NAMED_REACH = 6
#: What stands between the two.
_BESIDE = re.compile("[ptx,]*")
#: "'s" and at most four words more: "Monday's fatal train crash".
_POSSESSED = re.compile("'(x{1,5})")
_MAY_END = re.compile("[\n.?]")


def direction(scan: Scan, words: Lexicon, start: int, end: int) -> Direction | None:
    """Where the sentence looks at tokens `start:end`; None without a cue."""
    return _tenses(scan, words).direction(start, end)


def side(scan: Scan, words: Lexicon, start: int, end: int) -> Side | None:
    """On which side of the day of writing tokens `start:end` lie: by `direction`, but for what has its set days."""
    tenses = _tenses(scan, words)
    found = tenses.direction(start, end)
    return "near" if tenses.is_near(start, end, found) else found


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
        self._future_endings = tuple(words.lists["future_ending"])

    def direction(self, start: int, end: int) -> Direction | None:
        """The tense of the nearest verb cue left of tokens `start:end` in the sentence, else right; None without a cue.

        A list of verbs does as well here as a parser's tense: of bare months in news 96% have a cue.
        """
        scan, lists = self._scan, self._words.lists
        if self._happened(end):
            return "past"
        start -= scan.symbols[start - 1 : start] == "t"  # "until the November election"
        before = scan.raw(start - 1).lower() if start else ""
        possessed = scan.symbols[end : end + 1] == "'"  # "until Monday's announcement"
        if (before in lists["ahead_preposition"] and not possessed) or self._planned(start - 1, before):
            return "future"
        if before in lists["past_preposition"] or self._told(start, before):
            return "past"
        return self._by_cues(start, end, before)

    def is_near(self, start: int, end: int, found: Direction | None) -> bool:
        """ "their February reports", "the Christmas party", "the convention in July"."""
        start -= self._scan.symbols[start - 1 : start] == "t"
        before = self._scan.raw(start - 1).lower() if start else ""
        if before in self._words.lists["own"] or self._of_feast(start, end):
            return True
        return found != "future" and self._in_calendar(start, end)

    def _by_cues(self, start: int, end: int, before: str) -> Direction | None:
        """By the verbs to the left, else to the right; without one by a preposition or an imperative."""
        scan, lists = self._scan, self._words.lists
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
                word = scan.raw(positions[here]).lower()
                was_to = word in lists["past_be"] and positions[here + 1] == positions[here] + 1
                return "future" if was_to or word in lists["intent"] else "past"
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
        if before in lists["deadline_preposition"]:
            return "future"
        opening = next((at for at in range(left, start) if scan.text[scan.starts[at]].isalpha()), start)
        return "future" if opening < start and scan.raw(opening).lower() in lists["imperative"] else None

    def _told(self, start: int, before: str) -> bool:
        """ "his address Sunday", "the senator's announcement on Friday": what somebody said, unless it is awaited."""
        scan, lists = self._scan, self._words.lists
        noun = start - 1 - (before in lists["on_day"])
        if noun < 1 or scan.raw(noun).lower() not in lists["telling"]:
            return False
        owned = {scan.raw(at).lower() for at in range(max(0, noun - 2), noun)} & (lists["own"] | {"'", "’"})
        awaited = {scan.raw(at).lower() for at in range(max(0, noun - 6), noun)} & lists["awaited"]
        return bool(owned) and not awaited

    def _of_feast(self, start: int, end: int) -> bool:
        """ "the Christmas party"."""
        scan = self._scan
        return scan.symbols[end - 1 : end + 1] == "Gx" and scan.raw(end).lower() in self._words.lists["of_feast"]

    def _in_calendar(self, start: int, end: int) -> bool:
        """ "the November election", "the convention in July": what is held on days that are set long before."""
        scan, lists = self._scan, self._words.lists
        noun = start
        if end == len(scan.symbols) or scan.raw(end).lower() not in lists["scheduled"]:
            if start == 0 or scan.symbols[start - 1] != "p":
                return False
            named = range(start - 2, max(self._sentence_start(start), start - _NAMED_REACH) - 1, -1)
            noun = next((at for at in named if scan.raw(at).lower() in lists["scheduled"]), -1)
            if noun < 0 or not _BESIDE.fullmatch(scan.symbols, noun, start):
                return False
        happened = range(max(self._sentence_start(noun), noun - 4), start)
        return not any(scan.raw(at).lower() in lists["held"] for at in happened)

    def _happened(self, end: int) -> bool:
        """ "Monday's accident": what nobody plans lies behind, however the sentence looks."""
        possessed = _POSSESSED.match(self._scan.symbols, end)
        if possessed is None:
            return False
        happenings = self._words.lists["happening"]
        return any(self._scan.raw(at).lower() in happenings for at in range(end + 1, possessed.end()))

    def _planned(self, start: int, preposition: str) -> bool:
        """Whether words of planning stand shortly before "for", or of moving before "to", in the same sentence."""
        lists = self._words.lists
        planning = lists["planning"] | lists["intent"] if preposition in lists["plan_preposition"] else frozenset()
        if preposition in lists["move_preposition"]:
            planning |= lists["moving"]
        if preposition in lists["enter_preposition"]:
            return self._scan.raw(start - 1).lower() in lists["entering"] if start else False
        if not planning:
            return False
        first = max(self._sentence_start(start), start - _PLAN_REACH)
        return any(self._scan.raw(at).lower() in planning for at in range(first, start))

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
            or word in lists["arranged"]
            or (word.endswith(self._future_endings) and len(word) > 4)
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
        if word in lists["arranged"]:
            # "are also meeting": what is arranged, unlike what is going on ("are searching").
            beside = {previous, scan.raw(at - 2).lower() if at > 1 else ""}
            return "future" if beside & lists["present_be"] else None
        if word in lists["past"] and word in lists["imperative"] and scan.text[scan.starts[at]].isupper():
            return "future"  # "Let's win in November"
        if word in lists["future"] or (word not in lists["past"] and word.endswith(self._future_endings)):
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
