"""The order of the flow: what is called after what, and what it is given.

This is the one place that joins pages in, the pure core, and the parser. It decides nothing about articles itself and
keeps no state. Imports stand in the functions that need them, so that `import retold` and `retold --help` are quick.
"""

from retold.service.briefing import make_brief, make_timeline
from retold.service.facts import default_parser, facts_of, find_facts, find_statements, find_times
from retold.service.following import Stream, correct, find_copies, follow_stories, refresh_stories, stories_of
from retold.service.grouping import account, compare, group
from retold.service.reading import learn_templates, read, read_all, read_page

__all__ = [
    "Stream",
    "account",
    "compare",
    "correct",
    "default_parser",
    "facts_of",
    "find_copies",
    "find_facts",
    "find_statements",
    "find_times",
    "follow_stories",
    "group",
    "learn_templates",
    "make_brief",
    "make_timeline",
    "read",
    "read_all",
    "read_page",
    "refresh_stories",
    "stories_of",
]
