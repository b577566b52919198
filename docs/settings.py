"""Renews the tables of settings in docs/settings.md from where the settings stand in the code.

python docs/settings.py            write
python docs/settings.py --check    exit status 1 if docs/settings.md is out of date
"""

import sys
from pathlib import Path

from retold.settings.describing import tables

FILE = Path(__file__).with_suffix(".md")
_MARK = "## All settings\n"


def main() -> int:
    """Write or check."""
    text = FILE.read_text(encoding="utf8")
    new = f"{text.partition(_MARK)[0]}{_MARK}\n{tables()}"
    if "--check" in sys.argv[1:]:
        return int(new != text)
    FILE.write_text(new, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
