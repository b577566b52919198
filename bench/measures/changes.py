"""Changes measured: known edits planted in real articles (read at run time), and the acceptance pair.

Each case (`bench.edits`) copies a stretch of an article, applies one edit to one sentence and asks what the
comparison finds. `planted_naive_*` is difflib on raw words with rules for digits and capitals, in the same run.
"""

import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.edits import EDITS, Case, cases
from bench.measures.alignment import article_of
from retold.alignment import link
from retold.changes import all_changes, annotate
from retold.types import Article, Change, SentenceRole, Span

# --- planting and asking --------------------------------------------------------------------------------------------


def ask(case: Case) -> tuple[Change, ...]:
    """What the program finds."""
    body: SentenceRole = "body"
    a, b = (article_of([(text, body) for text in side]) for side in (case.before, case.after))
    links = annotate(a, b, link(a, b))
    return all_changes(a, b, links)


def naive(case: Case) -> tuple[Change, ...]:
    """difflib on raw words; digits are figures, capitals are names, the rest is wording; all but one word matters."""
    first, second = (" ".join(side).split() for side in (case.before, case.after))
    out = []
    for tag, i, i2, j, j2 in difflib.SequenceMatcher(a=first, b=second).get_opcodes():
        if tag == "equal":
            continue
        words = first[i:i2] + second[j:j2]
        digits, capital = any(c.isdigit() for w in words for c in w), any(w[0].isupper() for w in words)
        kind = (
            "figure" if digits else "name" if capital else {"insert": "added", "delete": "dropped"}.get(tag, "wording")
        )
        span = Span(0, 0, " ".join(words))
        out.append(Change(kind=kind, a_span=span, b_span=span, because="", matters=digits or len(words) > 4))  # type: ignore[arg-type]
    return tuple(out)


def measure(shared: Path) -> dict[str, float]:
    """Kind right, mattering found, false mattering among harmless and among style and damage; and the seeds."""
    figures: dict[str, float] = {}
    folder = shared / "data" / "pages"
    if folder.exists():
        planted = list(cases(folder))
        figures |= {f"planted_{key}": value for key, value in score(planted, ask).items()}
        compared = ("kind_right", "mattering_found", "false_mattering", "false_style_damage")
        figures |= {f"planted_naive_{key}": value for key, value in score(planted, naive).items() if key in compared}
    if (shared / "seeds" / "alignment_gold.json").exists():
        figures |= seeds(shared / "seeds")
    return figures


def score(planted: list[Case], answer: Callable[[Case], tuple[Change, ...]]) -> dict[str, float]:
    """The four figures and the share of right kinds of each edit."""
    rows_ = [(case, answer(case)) for case in planted]
    out = {
        "kind_right": _mean(right(case, found) for case, found in rows_),
        "mattering_found": _mean(any(c.matters for c in found) for case, found in rows_ if case.matters),
        "false_mattering": _mean(any(c.matters for c in found) for case, found in rows_ if not case.matters),
        "false_style_damage": _mean(
            any(c.matters for c in found) for case, found in rows_ if case.edit in ("style", "damage", "slip")
        ),
    }
    for edit in EDITS:
        mine = [(case, found) for case, found in rows_ if case.edit == edit]
        key = edit.replace(" ", "_")
        out[f"{key}_kind"] = _mean(right(case, found) for case, found in mine)
        out[f"{key}_matters"] = _mean(any(c.matters for c in found) == case.matters for case, found in mine)
    return out


def right(case: Case, found: tuple[Change, ...]) -> bool:
    """A change of the right kind, and rightly weighed."""
    return any(c.kind in case.kinds and c.matters == case.matters for c in found) or invisible(case, found)


def invisible(case: Case, found: tuple[Change, ...]) -> bool:
    """Marks and blanks alone: to find nothing is right."""
    return case.edit in ("damage", "style") and not found


def _mean(values: Iterator[bool]) -> float:
    kept = list(values)
    return sum(kept) / max(1, len(kept))


def seeds(folder: Path) -> dict[str, float]:
    """Mattering edits of the full pairs found, and mattering changes that no edit of the gold accounts for."""
    gold = json.loads((folder / "alignment_gold.json").read_text(encoding="utf8"))
    articles: list[Article] = []
    places = []
    for side in "ab":
        kept = [each for each in gold[f"{side}_sentences"] if not each["boilerplate"]]
        articles.append(article_of([(each["text"].replace("\u00a0", " "), each["role"]) for each in kept]))
        places.append([each["i"] for each in kept])
    links = annotate(*articles, link(*articles))
    full = {(i, j) for i, j in gold["scoring"]["full"]}
    wanted = met = false = styled = 0
    for pair in gold["pairs"]:
        if (pair["a"][0], pair["b"][0]) not in full:
            continue
        i, j = places[0].index(pair["a"][0]), places[1].index(pair["b"][0])
        changes = [c for each in links if i in each.a and j in each.b for c in each.changes]
        spans = [(_spans(articles[0], i, edit["a"]), _spans(articles[1], j, edit["b"]), edit) for edit in pair["edits"]]
        for first, second, edit in spans:
            if edit["matters"] and edit["kind"] != "entity_name":  # one organisation under two names is house style
                wanted += 1
                met += any(c.matters and _touches(c, first, second) for c in changes)
        for change in changes:
            if change.matters:
                false += not any(_touches(change, x, y) for x, y, edit in spans if edit["matters"])
                styled += change.kind in ("style", "damage")
    return {
        "seeds_mattering_found": met / max(1, wanted),
        "seeds_false_mattering": float(false),
        "seeds_style_mattering": float(styled),
    }


def _spans(article: Article, index: int, words: str | None) -> tuple[int, int] | None:
    if not words:
        return None
    sentence = article.sentences[index]
    at = sentence.text.find(words.replace("\u00a0", " ").strip(" ,—"))
    return None if at < 0 else (sentence.start + at, sentence.start + at + len(words.strip(" ,—")))


def _touches(change: Change, first: tuple[int, int] | None, second: tuple[int, int] | None) -> bool:
    for span, wanted in ((change.a_span, first), (change.b_span, second)):
        if span is not None and wanted is not None and span.start < wanted[1] and wanted[0] < span.end:
            return True
    return False


if __name__ == "__main__":
    import sys

    found = measure(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
    print(json.dumps({key: round(value, 3) for key, value in found.items()}, indent=1))
