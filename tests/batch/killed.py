"""Run as `python killed.py OUT STAGE KIND INPUT...`: the archive job, killed in a stage.

KIND "before": as the stage begins; "within": when the first of its units is done.
"""

import os
import signal
import sys

from retold.batch import folder
from retold.batch.engines import session
from retold.batch.job import Job


def main() -> None:
    out, stage, kind, *inputs = sys.argv[1:]

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    written = folder.Folder.write_json

    def write_json(self, name, value):
        written(self, name, value)
        if kind == "within" and name.startswith(f".work/marks/{stage}/"):
            die()

    folder.Folder.write_json = write_json

    def watch(now: str, units: int, done: int) -> None:
        if kind == "before" and now == stage:
            die()

    with session("sail") as spark:
        Job(spark, out, statements=False, watch=watch).run(inputs)


if __name__ == "__main__":
    main()
