"""Near-duplicates: pairs of articles of which one holds most of the other's words, in their order.

`find_duplicates` has those of a collection at once; `add` those of articles as they come, with the same result. Every
candidate is verified by counting its word 5-grams exactly, both ways. Who copied from whom is not decided here.
"""

from retold.duplicates.batch import (
    band_keys,
    candidates,
    find_duplicates,
    signatures,
    template_of,
    verified,
    without_template,
    without_templates,
)
from retold.duplicates.incremental import Found, Printed, add, forget, order
from retold.duplicates.likeness import most_alike
from retold.duplicates.postings import Postings
from retold.duplicates.runs import Hashes, shingle_run, shingles, word_keys

__all__ = [
    "Found",
    "Hashes",
    "Postings",
    "Printed",
    "add",
    "band_keys",
    "candidates",
    "find_duplicates",
    "forget",
    "most_alike",
    "order",
    "shingle_run",
    "shingles",
    "signatures",
    "template_of",
    "verified",
    "without_template",
    "without_templates",
    "word_keys",
]
