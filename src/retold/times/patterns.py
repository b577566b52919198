"""Which rows of symbols are expressions of time.

A pattern is a regular expression over the symbols of `scan`; its reader turns the tokens into a `Reading`. What a
reading comes to in the calendar is decided in `resolve`.
"""

import re
from functools import cache

from retold.times import clocks, dates, lengths, relatives, years
from retold.times.firsts import first_symbols
from retold.times.readings import Reading, Tokens
from retold.times.registry import READERS
from retold.times.scan import Lexicon, Scan

#: The modules that hold the readers.
_MODULES = (clocks, dates, lengths, relatives, years)

_NUMBER = "(?:[dneY]q?|q(?:h?q){0,6})"
_HALF = "(?:h?&h?a?h?q)?"
_MORE = rf"(?:,?&?{_NUMBER}[UV](?!h?[gl])){{0,3}}"
_MORE_AGO = rf"(?:,?&?{_NUMBER}[UV]){{0,3}}"
_QUANTITY = f"(?:A{{0,4}}(?:(?:v|0)?{_NUMBER}{_HALF}|a?vf?|aq?f?|qa|[ta]?0h?(?=U)|t(?=V(?!Y))))"
_ROUGH = f"(?:A{{0,4}}(?:v?{_NUMBER}{_HALF}|a?vf?|aq?f?|qa))"
_PHASE = "(?:t?Eh?|t?[Er]?Ff|t?Ef|Ep)?"
_OF_DAY = "(?:t?E?PV?f|Ept?Pf)?"
_DATED = "(?:[Ww]p?[c,]?)?"
#: A day of a month in words: only beside "of" or where no noun follows.
_DAY_WORD = "t?(?:qh?)?r"
#: What "the Monday before last" isn't followed by.
_NAMED = "[UVMSWwPdnqG]"
_MONTH = r"(?:M|m\.?)"
_RELATIVE = "(?:tH|tL|tN|[HTLN]|t)"
#: What stands before a date ("early on the morning of Friday,") and behind it.
_LED = _PHASE + _OF_DAY + _DATED
_DATE_END = "(?:,[Ww])?(?:B|E?P)?"
_DAY_END = rf"(?![:%])(?:f{_RELATIVE}U|[TLN]U)?(?:E?P)?"
#: "dawn on", "the morning of" before a weekday.
_PART_OF = "(?:(?:(?<=p)Pp|t?E?Pf)(?=[tTLNH]?W))?"
_HOUR = "(?:C|[dqn])"
#: What follows an hour without "a.m.".
_HOUR_END = r"(?=[\n.,?)RW]|[TL]P|p[tTLN]?[RWMJPo]|$)"

#: In order: what comes first wins at the same place. `,` is optional between the parts of a date.
_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("iso", "I"),
    ("slashed", "J"),
    ("slashed day", r"(?:[Ww],?1|(?<=p)1)(?!f)"),
    ("each", rf"y(?:r|{_NUMBER})?c?[UV]|yr?[WwSsMG](?:p?Cz?|p?[dq]z|E?P)?|yE?P(?:pCz?|p[dq]z?)?"),
    ("each", r"(?:C|[dqn])z(?:yU|p?W)"),
    ("spelled clock", r"qq(?:h?q)?(?:z|ptP|pP)|(?<=p)qq(?:h?q)?(?=[\n.,?)]|$)"),
    ("hours", r"(?<=p)(?:[dq]|C)[ph&_](?:[dq]|C)(?:zZ?|ptP)|[dC][ph_][dC](?:z|Z)Z?"),
    ("hours", rf"(?:[dq]|C)zZ?[ph&_](?:[dq]|C){_HOUR_END}"),
    ("hours", rf"(?<=p)(?:C[ph&_](?:C|[dq]{_HOUR_END})|[dq][ph&_]C|[dq][ph&_][dq](?=LP|TP|RP))Z?"),
    ("hours", r"C[ph_]C(?=p?[TLN]?[RW]|[TL]P)"),
    ("bare hour", r"(?:(?<=[RPWo]p)|(?<=[RP]A))[dqn](?=[\n.,?)p&]|$)"),
    ("past hour", r"(?:[qd]V?|a?U)[Lp][qd](?![UVqd])z?Z?(?:ptP|pP)?"),
    ("hour of part", rf"(?<=[pAx]){_HOUR}p?t?P(?:pW|W|R)?|[dqn]zpt?P"),
    ("noon", "[dqt]?P(?:pW|pR|W|R)?"),
    ("clock", rf"(?:CZ?z?Z?|[dqnY]zZ?|[nY]Z)(?:,?(?:{_DATED}(?:{_MONTH}[do],?Y?|t?[do]f?{_MONTH},?Y?)|W|R))"),
    ("clock", r"P?C(?:zZ?|Z)?P|PC(?:z|Z)?|[dq]zP(?![Wpx])"),
    (
        "clock",
        r"C(?:zZ|z|Z)|(?<=p)C|C(?=p?[TLN]?[RW]|[TL]P)|(?<=x)C(?=[\n.,?)]|$)|(?:(?<=\n)|^)C|[dqnY]zZ?|[nY]Z|(?<=[pA])n(?=[TLR]P|p?WP|ptP)",
    ),
    ("days", rf"{_DATED}{_MONTH}[do](?:[h_&]t?[do](?![VUPz])|pt?[do](?![VUPzx]))(?:,?Y|fH?U)?"),
    ("days", rf"{_DATED}t?[do](?:[h_&p])t?[do]f?{_MONTH}(?:,?Y)?"),
    ("days", rf"(?<=p){_DATED}(?:{_MONTH}t?[or](?:[h_&p])t?[or]|t?[or](?:[h_&p])t?[or]f{_MONTH})(?:,?Y)?|{_MONTH}rpr"),
    ("date", rf"{_LED}{_MONTH},?(?:t?[do]|{_DAY_WORD}),?[fp]?Y{_DATE_END}"),
    ("date", rf"{_LED}t?[do]h?f?h?{_MONTH}h?,?[fp]?Y{_DATE_END}"),
    ("date", rf"{_LED}{_DAY_WORD}f?{_MONTH},?f?Y{_DATE_END}"),
    ("month day", rf"{_LED}{_MONTH}h?t?[do]{_DAY_END}"),
    ("month day", rf"{_LED}{_MONTH}(?:{_DAY_WORD}(?![hUVxSs])|q(?:h?q)?(?=[\n.,?)p]|$)){_DAY_END}"),
    ("month day", rf"{_LED}(?:t?[do]f?|{_DAY_WORD}f){_MONTH}{_DAY_END}"),
    # Languages whose "last" and "next" can follow their noun and whose "ago" comes before the length.
    ("ago", rf"[67](?:{_ROUGH})[UV]"),
    ("relative", r"t?[89]c?U|t?U[89]"),
    ("weekday", r"t?[89]WP?|t?W[89]P?"),
    ("season", r"t?[Ss][89]|t?[89][Ss]"),
    ("relative month", rf"{_PHASE}t?(?:{_MONTH}[89]|[89]{_MONTH})"),
    ("month year", rf"{_PHASE}{_MONTH}(?:,?f?Y|f?[en]B|(?:f{_RELATIVE}|[TLN])c?U|,?'[ed])B?|Y{_MONTH}(?![doY,])"),
    (
        "season",
        rf"{_PHASE}t?E?[TLN]?[Ss](?:,?f?(?:tU)?Y(?:h[de](?![VU]))?|f?n?B|,?'[ed]|(?:f{_RELATIVE}|[TLN])U)",
    ),
    ("season", rf"{_PHASE}t?E?(?:Y[Ss]|t?[TLNH]{{1,3}}[Ss]|t[Ss]|S|(?<=p)s)"),
    ("quarter", rf"{_PHASE}(?:t?Y)?t?c?(?:[ro]h?U|4|[LTN]U|[ro]hU)(?:,?f?c?U?Y|(?:f{_RELATIVE}|[TLN])c?U)?"),
    ("half", rf"t?[ro]hqf?(?:Y|{_RELATIVE}c?U)|t?Y[ro]h?q"),
    ("half", rf"t?[ro]q(?:f(?:c?U?Y|{_RELATIVE}c?U)|[TLN]c?U|(?=[\n.,?)]|$))"),
    ("century", r"t?(?:Eh?|Fft?)?(?:[oQ]|(?:qh?)?r)(?:h?&?)?(?:hU|U)B?"),
    ("decade", r"t?(?:Eh?|Fft?|Eft?)?(?:qh?|')?DV?n?B?|tV[Ye]|t?(?:Eh?|Fft?)?(?:Y|'?[ed])'x"),
    ("ago", rf"{_ROUGH}[UV](?:&a?q)?{_MORE_AGO}h?(?:g|l|b(?!t)|p[RK]|j(?=[\n.,?)p&]|$)|u(?=[\n.,?)]|$))"),
    ("ago", "V[glb]|Uh[gb](?=U|x)"),
    ("day beside", r"t?U[ju](?:R|(?=[\n.,?)]|$))"),
    ("side", r"[lbE](?:p)?(?:t?[TLNH]{1,2}|t)c?[U]|[bl]R|[lb][TH]?W"),
    ("age", rf"{_NUMBER}{_HALF}(?:h[UVr]hO|VO)"),
    ("length", rf"t?(?:[LN]|r)A{{0,4}}(?:{_NUMBER}{_HALF}|vf?)c?[UV]{_MORE}(?:f(?:{_MONTH},?Y?|Y))?"),
    ("length", rf"a?{_NUMBER}{_HALF}h[Ur](?:hO)?|Uh?&aqhO|[UV]hO|{_QUANTITY}[UV]&a?q(?!h?[UVq])|A?qaU"),
    ("lengths", rf"t?{_NUMBER}(?:[LN]V|[89][UV])|t?[LN89]V|t?V[89]|t?[89]{_NUMBER}[UV]"),
    ("day of", rf"t?[roL]Uf(?:{_MONTH}(?:,?Y)?|Y|(?:t?[TLN]|t)U)"),
    ("week of", rf"t?[LNro]Uf(?:{_MONTH}(?:,?f?Y)?|Y)"),
    ("week of", r"t?[LNro]Uf(?:t?[TLN]|H|t)U"),
    ("week of", rf"t?Uf(?:{_MONTH}t?[do]|t?[do]f?{_MONTH})(?:,?Y)?|t?Ufto"),
    (
        "weekday of week",
        rf"{_PHASE}t?W(?:E?P)?(?:f{_RELATIVE}|[TLN])U|t?[TLN]UW(?:E?P)?|t?WjL(?!{_NAMED})|t?WuN(?!{_NAMED})",
    ),
    ("relative", rf"{_PHASE}(?:t?[TLNK]|T[LN]|tH|H{{1,2}})c?UP?"),
    ("unit beside", rf"tU(?:ut?N|jt?L)(?!{_NAMED})"),
    ("length", rf"{_QUANTITY}h?0?[UV](?!hO){_MORE}"),
    ("weekend", "tU"),
    ("of unit", r"(?:t?E?Ff|Ep)tc?U|t?Eft?U|FfU|EhU|UhF"),
    ("weekday of month", rf"t?[roL]W[fp]t?{_MONTH}(?:,?Y)?"),
    ("dated weekday", r"[Ww],?t(?:o|(?:qh?)?r(?=[\n.,?)p]|$))|[Ww],?[od](?=[\n.,?)p]|$)(?!\.[\dd])"),
    ("weekdays", "(?:[dq]|a)W(?:pK|l|g)"),
    ("parts", "W?P(?:p[dq]z?|pC)?"),
    ("weekday", rf"{_PHASE}{_PART_OF}(?:t?[TLNH]{{1,2}})?(?:W|[Ww]\.?(?=d)|(?<=p)w\.?(?=[\n.,?)]|$))(?:E?P)?"),
    ("weekday part", r"(?:t?[TLNH])?5"),
    ("relative month", rf"{_PHASE}(?:t?[TLN]{{1,2}}|H){_MONTH}"),
    ("month", r"(?:t?Eh?|t?E?Ff|t?Ef|t?Uf)?M|(?<=p)m\.?(?=[\n.,?)hp&x$]|$)|m\.?(?=h[Mm])"),
    ("part", r"(?:t?[TLNH]{1,3})E?P|(?<=[pju])P|Eh?P|tE?P(?=f|[\n.,?)]|$)|RP"),
    ("year", rf"{_PHASE}(?:tV?c?(?:Uf?)?|cU?)?Y(?:h[de](?![VU]))?B?|(?:A)?[ne]B|B[nedY]|(?<=[pSsM])'[ed]"),
    ("day of month", r"t?of(?:t?[TLN]|H{1,2})U|to(?=[\n.,?)p&]|$)|(?<=p)tqh?r(?=[\n.,?)p&]|$)"),
    ("holiday", rf"(?:t?[TLNH])?G(?:,?f?Y|P|(?:f{_RELATIVE}|[TLN])U)?|t?U[uj]G(?:,?Y)?"),
    ("day word", r"(?:ER|(?<!a)R)"),
    ("weekends", "V"),
    ("vague length", r"(?<=[pAju])V(?!x{0,3}g)|(?<=x)V(?=f)"),
    ("set", "X"),
    ("length word", "3"),
    ("those days", "HV"),
    ("moment", "(?<=p)[tT]i"),
    ("reference", "K|t?k"),
    ("past", r"t?L(?![qdneYUVMSsWPAhvrcG])"),
)
#: Symbols that begin no expression, though most tokens are one of them: looking at them first makes the search quick.
IDLE = r"xpfh&,.\n?$()_#gujiOzZ"
#: Symbols that begin none where any other word follows: "the report", "two men".
IDLE_BEFORE_WORD = "taAvTHNEFrodneqyblUc0'"
_CANDIDATE = re.compile(f"(?![{IDLE}]|[{IDLE_BEFORE_WORD}]x).")


@cache
def _beginning(symbol: str) -> tuple["re.Pattern[str]", tuple[tuple[str, "re.Pattern[str]"], ...]]:
    """What can begin with `symbol`, in the order of the grammar: all in one pattern, and each with its kind."""
    fitting = [(kind, pattern) for kind, pattern in _GRAMMAR if symbol in first_symbols(pattern)]
    together = re.compile("|".join(f"({pattern})" for _, pattern in fitting) or "(?!)")
    return together, tuple((kind, re.compile(pattern)) for kind, pattern in fitting)


def read(scan: Scan, words: Lexicon) -> list[Reading]:
    """All expressions of time, from left to right, none overlapping."""
    found: list[Reading] = []
    row, at = scan.symbols, 0
    while (candidate := _CANDIDATE.search(row, at)) is not None:
        start = candidate.start()
        at = start + 1
        together, patterns = _beginning(row[start])
        match = together.match(row, start)
        if match is None:
            continue
        first = (match.lastindex or 1) - 1
        for number in range(first, len(patterns)):
            kind, pattern = patterns[number]
            if number > first:
                match = pattern.match(row, start)
            readings = None if match is None else READERS[kind](Tokens(scan, words, start, match.end()))
            if readings is not None:
                found.extend(readings if isinstance(readings, tuple) else (readings,))
                at = max(found[-1].end, at)
                break
    return found
