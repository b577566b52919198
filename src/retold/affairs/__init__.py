"""Affairs: which stories belong to them and why, who speaks in them, and what outlets make of what they take over.

A story belongs with all its articles or with none. It is read once (`told_of`) and held against each affair
(`criteria_of`, `decide`), so that many affairs cost little more than one. What a person said goes before all else. What
of an affair is new is not decided here, nor is anything kept.
"""

from retold.affairs.countries import code_of, name_of
from retold.affairs.deciding import Criteria, countries_of, criteria_of, decide, needs_facts
from retold.affairs.habits import habits
from retold.affairs.reading import Told, told_of
from retold.affairs.speakers import speakers

__all__ = [
    "Criteria",
    "Told",
    "code_of",
    "countries_of",
    "criteria_of",
    "decide",
    "habits",
    "name_of",
    "needs_facts",
    "speakers",
    "told_of",
]
