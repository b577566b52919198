"""Retold: one account of an affair, from what many outlets publish about it.

The public interface. Nothing heavy is imported here: each function brings what it needs when it is called.
"""

from retold.errors import InputError, MissingPart, NoArticle, RetoldError, StoreError, Unreadable
from retold.service import compare, find_statements, find_times, group, make_brief, make_timeline, read

__all__ = [
    "InputError",
    "MissingPart",
    "NoArticle",
    "RetoldError",
    "StoreError",
    "Unreadable",
    "compare",
    "find_statements",
    "find_times",
    "group",
    "make_brief",
    "make_timeline",
    "read",
]
__version__ = "0.1.0"
