"""Which rows of symbols are expressions of time.

A pattern is a regular expression over the symbols of `scan`; its reader turns the tokens into a `Reading`. What a
reading comes to in the calendar is decided in `resolve`.
"""

import re

from retold.times import dates, lengths, relatives
from retold.times.readings import Reading, Tokens
from retold.times.registry import READERS
from retold.times.scan import Lexicon, Scan

#: The modules that hold the readers.
_MODULES = (dates, lengths, relatives)

_NUMBER = "(?:[dneY]|q(?:h?q){0,6})"
_HALF = "(?:&a?q)?"
_QUANTITY = f"(?:A{{0,4}}(?:v?{_NUMBER}{_HALF}|a?vf?|aq?f?|t(?=V(?!Y))))"
_ROUGH = f"(?:A{{0,4}}(?:v?{_NUMBER}{_HALF}|a?vf?|aq?f?))"
_PHASE = "(?:t?Eh?|t?[Er]?Ff|Ep)?"
_OF_DAY = "(?:t?E?PV?f|Ept?Pf)?"
_DATED = "(?:[Ww]p?[c,]?)?"
#: What "the Monday before last" isn't followed by.
_NAMED = "[UVMSWwPdnqG]"
_MONTH = r"(?:M|m\.?)"
_RELATIVE = "(?:tH|tL|tN|[HTLN]|t)"

#: In order: what comes first wins at the same place. `,` is optional between the parts of a date.
_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("iso", "I"),
    ("slashed", "J"),
    ("clock", rf"(?:CZ?z?Z?|[dqn]zZ?|[nY]Z)(?:,?(?:{_DATED}(?:{_MONTH}[do],?Y?|t?[do]f?{_MONTH},?Y?)|W|R))"),
    ("clock", r"C(?:zZ|z|Z)|(?<=p)C|[dqn]zZ?|[nY]Z|(?<=[pA])n(?=[TLR]P|p?WP|ptP)"),
    ("days", rf"{_DATED}(?:{_MONTH}[do](?:[h_&])[do](?![VUPz])(?:,?Y|fH?U)?|t?[do](?:[h_&])t?[do]f?{_MONTH}(?:,?Y)?)"),
    ("date", rf"{_PHASE}{_OF_DAY}{_DATED}(?:{_MONTH},?t?[do],?f?Y|t?[do]h?f?h?{_MONTH}h?,?Y)(?:,[Ww])?(?:B|E?P)?"),
    ("month day", rf"{_PHASE}{_OF_DAY}{_DATED}(?:{_MONTH}t?[do]|t?[do]f?{_MONTH})(?![:%])(?:f{_RELATIVE}U)?(?:E?P)?"),
    ("month year", rf"{_PHASE}{_MONTH}(?:,?f?Y|f?[en]B|f{_RELATIVE}U|,?'[ed])B?"),
    (
        "season",
        rf"{_PHASE}t?E?(?:[TLN]?[Ss](?:,?f?(?:tU)?Y|f?n?B|,?'[ed]|f{_RELATIVE}U)|Y[Ss]|t?[TLNH]{{1,3}}[Ss]|t[Ss]|S|(?<=p)s)",
    ),
    ("quarter", rf"{_PHASE}t?(?:[ro]h?U|4|[LTN]U|[ro]hU)(?:,?f?Y|f{_RELATIVE}U)?"),
    ("half", rf"t?[ro]qf(?:Y|{_RELATIVE}U)"),
    ("century", r"t?(?:Eh?|Fft?)?(?:[oQ]|q?h?r)(?:h?&?)?(?:hU|U)B?"),
    ("decade", r"t?(?:Eh?|Fft?|Eft?)?'?Dn?B?"),
    ("ago", rf"{_ROUGH}[UV]h?(?:g|l|b(?!t)|pR|j(?=[\n.,?)p&]|$)|u(?=[\n.,?)]|$))|V[glb]"),
    ("day beside", r"t?U[ju](?:R|(?=[\n.,?)]|$))"),
    ("side", r"[lbE](?:p)?(?:t?[TLNH]{1,2}|t)[U]|[bl]R|[lb][TH][W]"),
    ("age", rf"{_NUMBER}{_HALF}(?:h[UVr]hO|VO)"),
    ("length", rf"t?(?:[LN]|r)A{{0,4}}(?:{_NUMBER}{_HALF}|vf?)(?:[UV])(?:f(?:{_MONTH},?Y?|Y))?"),
    ("length", rf"a?{_NUMBER}{_HALF}h[Ur](?:hO)?|Uh?&aqhO|[UV]hO"),
    ("lengths", rf"t?{_NUMBER}LV|t?[LN]V"),
    ("each", r"yr?[UV]|y(?:[Ww]|EP|P)"),
    ("week of month", rf"t?[LNr]Uf{_MONTH}(?:,?f?Y)?"),
    ("relative", rf"{_PHASE}(?:t?[TLN]|tH|H{{1,2}})UP?"),
    ("unit beside", rf"tU(?:uN|jL)(?!{_NAMED})"),
    ("length", rf"{_QUANTITY}h?[UV](?!hO)"),
    ("weekend", "tU"),
    ("of unit", r"(?:t?E?Ff|Ep)tU"),
    ("weekday of week", rf"{_PHASE}t?W(?:E?P)?(?:f{_RELATIVE}|[TLN])U|t?WjL(?!{_NAMED})|t?WuN(?!{_NAMED})"),
    ("weekday", rf"{_PHASE}(?:(?:(?<=p)Pp|t?E?Pf)(?=[tTLNH]?W))?(?:t?[TLNH])?(?:W|[Ww]\.?(?=d))(?:E?P)?"),
    ("relative month", rf"{_PHASE}(?:t?[TLN]|H){_MONTH}"),
    ("month", r"(?:t?Eh?|t?E?Ff)?M"),
    ("part", r"(?:t?[TLNH]{1,3})E?P|(?<=p)P|tE?P(?=f|[\n.,?)]|$)|RP"),
    ("year", rf"{_PHASE}(?:tV?U?)?Y(?:h[de](?![VU]))?B?|(?:A)?[ne]B|Bn|(?<=[pSsM])'[ed]"),
    ("day of month", r"to(?=[\n.,?)p&]|f[HT]?[HTL]?U|$)(?:fH?H?U)?"),
    ("holiday", r"G(?:,?Y|P)?"),
    ("day word", r"E?R"),
    ("vague length", r"(?<=[pA])V(?!x{0,3}g)|(?<=x)V(?=f)"),
    ("set", "X"),
    ("reference", "K|t?k"),
    ("past", r"t?L(?![qdneYUVMSsWPAhvr])"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _GRAMMAR)
#: Symbols that begin no expression, though most tokens are one of them: looking at them first makes the search quick.
IDLE = r"xpfh&,.\n?$()_#gujiOzZ"
_MASTER = re.compile(
    f"(?![{IDLE}])(?:" + "|".join(f"(?P<g{number}>{pattern})" for number, (_, pattern) in enumerate(_GRAMMAR)) + ")"
)


def read(scan: Scan, words: Lexicon) -> list[Reading]:
    """All expressions of time, from left to right, none overlapping."""
    found: list[Reading] = []
    at = 0
    search = _MASTER.search
    while (match := search(scan.symbols, at)) is not None:
        first = int((match.lastgroup or "g0")[1:])
        start = match.start()
        readings: Reading | tuple[Reading, ...] | None = None
        tried: re.Match[str] | None = match
        for number in range(first, len(_PATTERNS)):
            kind, pattern = _PATTERNS[number]
            if number > first:
                tried = pattern.match(scan.symbols, start)
            if tried is not None:
                readings = READERS[kind](Tokens(scan, words, start, tried.end()))
                if readings is not None:
                    break
        if readings is None:
            at = start + 1
            continue
        found.extend(readings if isinstance(readings, tuple) else (readings,))
        at = max(found[-1].end, start + 1)
    return found
