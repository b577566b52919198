"""Words by which an article says where it has something from: bylines, datelines, "told Reuters", reposts.

Names come from the tables `agencies` and `outlets`. A mere mention ("the AP's lawyer", a photo credit) is no credit.
Whether the text really is the agency's is not decided here.
"""

import re
from collections.abc import Iterator, Sequence

from retold.credits.names import DAY_OF_MONTH, KnownNames, Name, is_short, known_names, table_names
from retold.types import Credit, CreditKind, Sentence, Span

_REACH = 80
#: Characters looked at on either side of a name.
_CONTEXT = 160
#: Words before a name: "told the Reuters news agency".
_ARTICLE = (
    r"(?:(?:the|The|France['’]s|state|official|local|broadcaster|newspaper|daily|network|agency|"
    r"news agency|newswire|state-run)\s+){0,3}$"
)
_TOLD = re.compile(
    r"(?:\b(?:told|tells|telling)|\b(?:spoke|speaking|speaks|spoken|talked|talking)\s+(?:\w+ly\s+)?(?:to|with)"
    r"|\binterview(?:ed)?\s+(?:\w+\s+){0,3}?(?:with|to|for|by)|\b(?:statement|e-?mail|message|letter|memo|comments?|copy)s?\s+(?:\w+\s+){0,2}?to"
    r"|\b(?:said|confirmed|wrote|confided|disclosed|announced)\s+(?:\w+\s+){0,2}?to"
    r"|\b(?:shown|provided|given|sent|leaked|released|shared|made available)\s+(?:to|with))\s+" + _ARTICLE
)
#: "sagten sie der Nachrichtenagentur X": in other languages the word for an agency stands before its name.
_AGENCY_TOLD = re.compile(
    r"(?:\b(?:der|die|la|alla)\s+|\bl['’]|\ball['’])(?:[Nn]achrichten|[Pp]resse)?"
    r"(?:[Aa]gentur|agence(?:\s+de\s+presse)?|agencia(?:\s+de\s+noticias)?|agenzia(?:\s+di\s+stampa)?)\s+$"
)
_REPORTED_BEFORE = re.compile(
    r"\b(?:[Aa]ccording\s+to|citing|cites|cited\s+by|quoting|quoted\s+by|quoted|(?:first\s+)?(?:reported|published|broadcast|revealed)\s+(?:by|in|on)"
    r"|[Rr]eports?\s+(?:by|from|in|on)|[Rr]eporting\s+(?:by|from)|obtained\s+by|seen\s+by|viewed\s+by|reviewed\s+by"
    r"|compiled\s+by|(?:count|poll|tally|review|analysis|investigation|survey|dispatch|account|data)\s+(?:\w+\s+)?(?:by|from|for)"
    r"|,\s+(?:reports|reported))\s+" + _ARTICLE
)
_REPORTED_AFTER = re.compile(
    r"^(?:\s+(?:news\s+agency|newswire|wire\s+service|agency|newspaper|daily|television|correspondents?|reporters?|journalists?))?,?"
    r"\s+(?:has\s+|had\s+|have\s+|also\s+|first\s+|earlier\s+|later\s+|previously\s+){0,3}"
    r"(?:reported|reports|quoted|quotes|cited|cites|learned|saw|seen|reviewed|obtained)\b"
)
_SAID_AFTER = re.compile(
    r"^(?:\s+(?:news\s+agency|newswire|wire\s+service|newspaper|television))?\s+(?:said|says|wrote)"
    r"(?:\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?\s*(?:[.,;”\"]|that\b|$)(?!\s*(?:it|its|in\s+a\s+statement)\b)"
)
_CONTRIBUTED = re.compile(
    r"\b(?:contribut\w+|helped)\s+(?:to|with)?\s*(?:this|the)\s+(?:report|story|article|piece|dispatch)|\bcontributed\.?$|\bcontributed\s+from\b",
    re.IGNORECASE,
)
_PHOTO = re.compile(r"\b(?:photos?|images?|pictures?|file|video|graphic|illustration)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"^[\s\"“*]*(?:[A-ZÀ-Þ][\w .'’/-]{1,40}(?:,\s+[A-Z][\w. -]{1,25}){0,2}"
    rf"(?:,?\s+{DAY_OF_MONTH})?(?:,\s*\d{{4}})?\s*[-–—,:]?\s*)?$"
)
_DATELINE_END = re.compile(r"^\s*(?:/\s*[A-Z]\w+)?\)\s*[-–—:]*")
_DASH = re.compile(r"^\s*[-–—]{1,2}\s")
_BYLINE = re.compile(
    r"^\s*(?:(?:by|from|source|sources|via|agencies|agency|with|text)\b[\s:]*)?"
    r"(?:(?:the\s+)?[\w.'’ -]{2,60}(?:,|\||/| and| with| -|–)\s*){0,4}(?:the\s+)?$",
    re.IGNORECASE,
)
_BYLINE_END = re.compile(
    r"^\s*(?:(?:news|staff|writers?|reporters?|correspondents?)\s*)*(?:[|,/–—-].{0,40}|and agencies)?[.\s)]*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\([Rr]eporting by [^()]{3,300}[;.]\s*(?:[Ww]riting by [^()]{3,120}[;.]\s*)?[Ee]dit(?:ing|ed) by [^()]{3,120}\)"
)
_REPOST = re.compile(
    r"(?:view|read|see)\s+(?:the\s+)?(?:original|full|source)\s+(?:post|article|story|version)?\s*(?:here|at|on)?\s*:?"
    r"|(?:this\s+(?:article|story|post|piece|report)\s+)?(?:was\s+)?(?:originally|first)\s+(?:published|appeared|posted)\s+(?:by|on|in|at)\b"
    r"|(?:re)?published\s+(?:here\s+)?with\s+(?:the\s+)?permission\s+(?:of|from)|syndicated\s+from|cross-?posted\s+(?:from|at|on)"
    r"|^(?:источник|джерело)\s*:|\bh/t\b:?|\bcontinue\s+reading\s+(?:at|on)\b|\boriginal(?:ly)?\s+(?:source|story|article)\s*:",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\(c\)|\bcopyright\b|all rights reserved", re.IGNORECASE)
_META_SOURCE = re.compile(
    r"^(?:source|original-source|syndication-source|creditText|provider|sourceOrganization|isBasedOn|rights|copyright|copyrightHolder)\s*:\s*",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s[-–—|]\s([^-–—|]{3,50})$")
_SHORT_LINE = 90
_NAME_LIKE = re.compile(r"\s*(?:the\s+)?((?:[A-Z0-9][\w.&'’!-]*\s?){1,6})")


def find_credits(
    text: str, sentences: Sequence[Sentence], *, lines: Sequence[str], outlet: str | None
) -> tuple[Credit, ...]:
    """The credits of an article, those in its text first, in its order; then those of `lines` outside of it.

    `lines` are asides and the byline that may credit; `outlet` is who published it, and is not credited with its own.
    """
    known = known_names((text, *lines))
    found = [credit for start, end in _paragraphs(text) for credit in _of_paragraph(text, start, end, known)]
    found += _contributors(text, sentences, known)
    found += _signatures(text)
    found += _of_lines(lines, known)
    kept: dict[tuple[object, ...], Credit] = {}
    for credit in found:
        own = outlet is not None and _same(credit.name, outlet)
        if own and (credit.kind in ("byline", "copyright", "outlet") or not (credit.agency or credit.kind == "repost")):
            continue
        where = (credit.span.start, credit.span.end) if credit.span is not None else None
        kept.setdefault((credit.name, credit.kind, where), credit)
    in_text = sorted((c for c in kept.values() if c.span is not None), key=lambda c: c.span.start if c.span else 0)
    return (*in_text, *(c for c in kept.values() if c.span is None))


def _same(name: str, outlet: str) -> bool:
    one, other = (re.sub(r"^the |[^a-z0-9]", "", each.lower()) for each in (name, outlet))
    return one == other or one in other


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        yield match.span()


def _of_paragraph(text: str, start: int, end: int, known: KnownNames) -> Iterator[Credit]:
    """Credits of one paragraph, one for each name that is credited."""
    names = tuple(known.find(text, start, end))
    repost = _REPOST.search(text, start, end) if names and end - start < 3 * _SHORT_LINE else None
    for name in names:
        before = text[max(start, name.start - _CONTEXT) : name.start]
        after = text[name.end : min(end, name.end + _CONTEXT)]
        if repost is not None and repost.end() <= name.start <= repost.end() + _SHORT_LINE:
            yield _credit(text, name, "repost", repost.start(), name.end)
            continue
        dateline = _dateline(before, after) if name.start - start < _CONTEXT else None
        if dateline is not None and name.agency:
            yield _credit(text, name, "dateline", start + len(before) - len(before.lstrip()), name.end + dateline)
            continue
        if _is_photo(before, after):
            continue
        near = before[-_REACH:]
        if is_short(text, name):
            if end - start <= _SHORT_LINE and name.agency and _is_byline(before, after):
                yield _credit(text, name, "byline", start, end)
            continue
        if (told := _TOLD.search(near) or _AGENCY_TOLD.search(near)) is not None and not _owns(after):
            yield _credit(text, name, "told", name.start - len(near) + told.start(), name.end)
        elif (by := _REPORTED_BEFORE.search(near)) is not None and not _owns(after):
            lead = len(by[0]) - len(by[0].lstrip(", "))
            yield _credit(text, name, "reported", name.start - len(near) + by.start() + lead, name.end)
        elif (verb := _REPORTED_AFTER.match(after) or _SAID_AFTER.match(after)) is not None:
            yield _credit(text, name, "reported", name.start, name.end + len(verb[0].rstrip(' ,.;”"')))
        elif name.agency and end - start <= _SHORT_LINE and _is_byline(before, after):
            yield _credit(text, name, "byline", start, end)


def _credit(text: str, name: Name, kind: CreditKind, start: int, end: int) -> Credit:
    span = Span.of(text, start, end)
    return Credit(name=name.full, kind=kind, text=span.text, span=span, agency=name.agency)


def _dateline(before: str, after: str) -> int | None:
    """Length of what closes a dateline after the agency's name; None if it is none."""
    if "(" in before[-2:]:
        closed = _DATELINE_END.match(after)
        opened = before.rstrip()[:-1] if before.rstrip().endswith("(") else None
        if closed is not None and opened is not None and _PLACE.match(opened):
            return len(closed[0].rstrip())
        return None
    dash = _DASH.match(after)
    if dash is not None and (
        not before.strip() or re.fullmatch(r"[A-ZÀ-Þ .'’-]{3,40},\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s*)?", before)
    ):
        return len(dash[0].rstrip())
    return None


def _is_photo(before: str, after: str) -> bool:
    if after.startswith("/") or before.endswith("/") or re.match(r"\s+(?:[Pp]hoto|[Ff]ile|[Ii]mage)", after):
        return True
    return _PHOTO.search(before[-30:]) is not None and _PHOTO.search(before[-30:]).end() > len(before[-30:]) - 12  # type: ignore[union-attr]


def _owns(after: str) -> bool:
    """ "the AP's lawyer", "Reuters Institute": the agency is the subject of the news, not its source."""
    return re.match(
        r"['’]s\s+(?!(?:\w+\s+)?(?:report|count|tally|poll|reporters?|correspondents?)\b)", after
    ) is not None or (
        re.match(
            r"\s+(?:Institute|Foundation|building|offices?|lawyers?|spokes\w+|executives?|editor|shares|event)\b", after
        )
        is not None
    )


def _is_byline(before: str, after: str) -> bool:
    return _BYLINE.match(before) is not None and _BYLINE_END.match(after) is not None


def _contributors(text: str, sentences: Sequence[Sentence], known: KnownNames) -> Iterator[Credit]:
    """ "The Associated Press contributed to this report." """
    low = text.casefold()
    if "contribut" not in low and "helped" not in low:
        return
    for sentence in sentences:
        match = _CONTRIBUTED.search(sentence.text)
        if match is None:
            continue
        for name in known.find(text, sentence.start, sentence.end):
            if not is_short(text, name):
                yield _credit(text, name, "contributed", sentence.start, sentence.end)


def _signatures(text: str) -> Iterator[Credit]:
    """ "(Reporting by ...; editing by ...)" is how Reuters signs, and leaves out its name."""
    for match in _SIGNED.finditer(text):
        span = Span.of(text, match.start(), match.end())
        yield Credit(name="Reuters", kind="contributed", text=span.text, span=span)


def _of_lines(lines: Sequence[str], known: KnownNames) -> Iterator[Credit]:
    """Credits in lines outside of the text."""
    used = -1
    for number, line in enumerate(lines):
        repost = _REPOST.search(line)
        if repost is not None:
            following = lines[number + 1] if number + 1 < len(lines) else ""
            yield from _repost(line, repost, following, known)
            # "View original post here:" stands above the title of the original.
            used = number + 1 if not line[repost.end() :].strip(" :") else -1
            continue
        if number == used:
            continue
        meta = _META_SOURCE.match(line)
        for name in known.find(line, 0, len(line)):
            before, after = line[: name.start], line[name.end :]
            if _is_photo(before, after):
                continue
            if _COPYRIGHT.search(line) is not None or (meta is not None and "opyright" in meta[0]):
                if name.agency and not is_short(line, name):
                    yield Credit(name=name.full, kind="copyright", text=line.strip(), agency=True)
            elif _CONTRIBUTED.search(line) is not None:
                yield Credit(name=name.full, kind="contributed", text=line.strip(), agency=name.agency)
            elif (dateline := _dateline(before, after)) is not None and name.agency:
                yield Credit(name=name.full, kind="dateline", text=line[: name.end + dateline].strip(), agency=True)
            elif meta is not None or (
                len(line) <= 2 * _SHORT_LINE
                and _is_byline(before, after)
                and (name.agency or re.match(r"\s*(?:by|source|from|via)\b", line, re.IGNORECASE))
            ):
                yield Credit(name=name.full, kind="byline", text=line.strip(), agency=name.agency)
        yield from _signature_of_line(line)
        if (suffix := _SUFFIX.search(line)) is not None:
            named = suffix[1].strip()
            if named in table_names() and not table_names()[named][1]:
                yield Credit(name=table_names()[named][0], kind="outlet", text=line.strip(), agency=False)


def _signature_of_line(line: str) -> Iterator[Credit]:
    if (match := _SIGNED.search(line)) is not None:
        yield Credit(name="Reuters", kind="contributed", text=match[0])


def _repost(line: str, match: re.Match[str], following: str, known: KnownNames) -> Iterator[Credit]:
    """Whose post it was: named after the words, or in the suffix of the title that follows."""
    name = next(known.find(line, match.end(), len(line)), None)
    if name is not None and (_SUFFIX.search(line[match.end() :]) is None or name.agency):
        yield Credit(name=name.full, kind="repost", text=line.strip(), agency=name.agency)
        return
    suffix = _SUFFIX.search(line[match.end() :].strip()) or _SUFFIX.search(following.strip())
    if suffix is not None:
        named = suffix[1].strip()
        full, agency = table_names().get(named, (named, False))
        text = f"{line.strip()} {following.strip()}" if suffix.string == following.strip() else line.strip()
        yield Credit(name=full, kind="repost", text=text, agency=agency)
        return
    told = _NAME_LIKE.match(line[match.end() :])
    if told is not None and re.search(r"(?:by|on|in|at|from|of|h/t:?)$", match[0], re.IGNORECASE):
        yield Credit(name=told[1].strip(" ."), kind="repost", text=line.strip(), agency=False)
