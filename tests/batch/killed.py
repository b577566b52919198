"""Run as `python killed.py OUT STAGE KIND INPUT...`: the archive job, killed in a stage.

KIND "before": as the stage begins; "within": when the first of its units is done, by the process that did it.
"""

import multiprocessing
import os
import signal
import sys

from retold.batch import folder
from retold.batch.engines import session
from retold.batch.job import Job

OUT, STAGE, KIND, *INPUTS = sys.argv[1:]


def die() -> None:
    parent = multiprocessing.parent_process()
    os.kill(parent.pid if parent else os.getpid(), signal.SIGKILL)


def watch(now: str, units: int, done: int) -> None:
    if KIND == "before" and now == STAGE:
        die()


written = folder.Folder.write_json


def write_json(self, name, value):
    written(self, name, value)
    if KIND == "within" and name.startswith(f".work/marks/{STAGE}/"):
        die()


# In the processes that do the units, too: they import this file.
folder.Folder.write_json = write_json

if __name__ == "__main__":
    with session("sail") as spark:
        Job(spark, OUT, statements=False, watch=watch).run(INPUTS)
