"""Which language a text is in, by its letters (py3langid).

What a page declares only breaks ties: many sites declare English whatever they publish in.
"""

import math
import re
from functools import cache
from itertools import islice
from typing import Any

_LETTER = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SAMPLE = 1500
"""Characters looked at: on 590 public pages more of them never told another language."""
_ENOUGH = 20
"""Letters under which a text is too short to tell; a letter of a script without an alphabet counts as three."""
_SURE = 0.9
"""Probability from which on the declared language is not asked."""
# One language under several tags: https://www.iana.org/assignments/language-subtag-registry
_SAME = {"fil": "tl", "in": "id", "iw": "he", "ji": "yi", "nb": "no", "nn": "no"}


def identify(text: str, *, declared: str | None = None) -> str:
    """The BCP 47 primary tag of the language of `text`; the declared one, else "und", if there is too little text."""
    tag = (declared or "").replace("_", "-").split("-")[0].strip().lower() or None
    sample = text[:_SAMPLE]
    letters = sum(1 for _ in islice(_LETTER.finditer(sample), _ENOUGH))
    if letters < _ENOUGH and letters + 2 * len(_WIDE.findall(sample)) < _ENOUGH:
        return tag or "und"
    best = _likeliest(sample)
    winner, highest = best[0]
    if tag is None or highest >= _SURE:
        return winner
    wanted = _SAME.get(tag, tag)
    scores = dict(best)
    return wanted if scores.get(wanted, 0.0) >= (1 - _SURE) * highest else winner


def _likeliest(text: str) -> list[tuple[str, float]]:
    """The languages with their probabilities, likeliest first."""
    # Log-likelihoods grow with the text; scaled by its root, as py3langid scales them, they are calibrated.
    scores = _identifier().rank(text)
    scale = 1 / math.sqrt(len(text.encode("utf8", "replace")) or 1)
    top = scores[0][1]
    weights = [(tag, math.exp((score - top) * scale)) for tag, score in scores]
    total = sum(weight for _, weight in weights)
    return [(tag, weight / total) for tag, weight in weights]


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types of its own
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
