"""Renews the output shown in README.md: runs the command of each console block and puts what it prints in its place.

    python docs/readme.py            write
    python docs/readme.py --check    exit status 1 if README.md is out of date

A block is ```console, a line `$ retold ...`, and the output. A line `…` as the last one means: the first lines only, as
many as stand there.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n\$ (?P<command>retold [^\n]*)\n(?P<output>.*?)```\n", re.DOTALL)


def rendered(text: str) -> str:
    """The README with the output of today."""
    return _BLOCK.sub(_render, text)


def _render(block: re.Match[str]) -> str:
    command = block["command"]
    environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    retold = Path(sys.executable).parent / "retold"
    ran = subprocess.run(
        [str(retold), *command.split()[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    output = "\n".join(line.rstrip() for line in ran.stdout.splitlines())
    shown = block["output"].splitlines()
    if shown and shown[-1] == "…":
        output = "\n".join([*output.splitlines()[: len(shown) - 1], "…"])
    return f"```console\n$ {command}\n{output}\n```\n"


def main() -> int:
    """Write or check."""
    text = README.read_text(encoding="utf8")
    new = rendered(text)
    if "--check" in sys.argv[1:]:
        return int(new != text)
    README.write_text(new, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
