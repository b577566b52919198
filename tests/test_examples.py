"""The example affair: its truth file holds for its pages, and the program finds what the truth file says.

The first half needs nothing but the files. The second half goes through the public interface only.
"""

import json
import re
from calendar import day_name, month_abbr, month_name
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from itertools import combinations
from pathlib import Path

import pytest

import retold
from retold.service import find_facts, make_brief
from retold.types import Article, Brief, Comparison, Facts, Span, Story, Timeline

EXAMPLES = Path(__file__).parents[1] / "examples"
PAGES = EXAMPLES / "pages"
TRUTH = json.loads((EXAMPLES / "truth.json").read_text("utf8"))
BY_FILE = {page["file"]: page for page in TRUTH["pages"]}

QUOTES = str.maketrans("“”„‘’", '"""\'\'')


def folded(text: str) -> str:
    """Quotation marks straight and every white space a blank; length is kept, so offsets are."""
    return re.sub(r"\s", " ", text).translate(QUOTES)


def name_of(entry: dict) -> str:
    """What a truth entry is called in the list of tests."""
    files = [entry.get(key) for key in ("file", "from", "to", "a", "b") if isinstance(entry.get(key), str)]
    stems = [Path(f).stem for f in files]
    keys = ("id", "content_contains", "in", "text", "contains", "after", "about")
    words = next((entry[key] for key in keys if entry.get(key)), "")
    return "-".join([*stems, re.sub(r"[^\w]+", "_", entry.get("before") or words)[:40]])


def cases(name: str, values: Iterable, ids: Iterable[str]) -> Callable[[Callable], Callable]:
    """One test for each value."""
    pairs = list(zip(values, ids, strict=True))
    assert len({case for _, case in pairs}) == len(pairs), "two cases of one name"
    return pytest.mark.parametrize(name, [pytest.param(value, id=case) for value, case in pairs])


def each(part: str) -> Callable[[Callable], Callable]:
    """One test for each entry of a part of the truth file."""
    return cases("entry", TRUTH[part], map(name_of, TRUTH[part]))


# --- the truth file and its pages -----------------------------------------------------------------------------------


class VisibleText(HTMLParser):
    """What a browser would show of a page, without its layout."""

    HIDDEN = ("script", "style", "title")
    INLINE = ("a", "b", "em", "i", "span", "strong")

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in self.HIDDEN
        self.pieces.append("" if tag in self.INLINE else " ")

    def handle_endtag(self, tag):
        self.hidden -= tag in self.HIDDEN
        self.pieces.append("" if tag in self.INLINE else " ")

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(data)


@cache
def visible(file: str) -> str:
    """The visible text of an example page."""
    text = (PAGES / file).read_text("utf8")
    if file.endswith(".html"):
        reader = VisibleText()
        reader.feed(text)
        text = "".join(reader.pieces)
    return re.sub(r"\s+", " ", text.replace("\xad", "").replace("\xa0", " ")).strip()


def quotations() -> Iterator[tuple[str, str]]:
    """Each string that the truth file quotes, with the page it is from."""
    for page in TRUTH["pages"]:
        for words in (page["title"], *page["must_be_in_text"], *page["must_not_be_in_text"], *page["no_credit"]):
            yield page["file"], words
        for part in ("credits", "asides"):
            yield from ((page["file"], entry["contains"]) for entry in page[part])
    for part in ("changes", "harmless"):
        for entry in TRUTH[part]:
            yield entry["from"], entry["before"]
            yield entry["to"], entry.get("on_page", entry["after"])
    for entry in TRUTH["statements"]:
        yield entry["file"], entry["content_contains"]
        yield entry["file"], entry["cue"]
    for part in ("figures", "not_figures"):
        yield from ((entry["file"], entry["text"]) for entry in TRUTH[part])
    for entry in TRUTH["times"]:
        yield entry["file"], entry["in"]
    for entry in TRUTH["conflicts"]:
        yield entry["a"], entry["a_text"]
        yield entry["b"], entry["b_text"]
        if entry["resolved"]:
            yield entry["resolved"]["file"], entry["resolved"]["contains"]
    for part in ("timeline", "additions"):
        yield from ((entry["file"], entry["contains"]) for entry in TRUTH[part])
    for facts in TRUTH["new_facts"].values():
        yield from ((fact["file"], fact["contains"]) for fact in facts)
    for version in TRUTH["versions"]:
        yield from zip(version["files"], (version["before"], version["after"]), strict=True)


def test_every_quoted_string_stands_in_its_page():
    """Each string of the truth file occurs literally in the visible text of the page it is said to be in."""
    missing = [(file, words) for file, words in quotations() if words not in visible(file)]
    assert not missing


def test_no_page_is_unlisted_and_none_is_missing():
    """The pages on the disk are those in the truth file, each once."""
    on_disk = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file())
    assert on_disk == sorted(page["file"] for page in TRUTH["pages"])


def test_the_corpus_is_as_large_as_it_has_to_be():
    """At least thirty pages of one affair by eight outlets and two agencies, as HTML and as text, over five days."""
    affair = [page for page in TRUTH["pages"] if page["story"] in TRUTH["affair"]["stories"]]
    agencies = {agency["name"] for agency in TRUTH["agencies"]}
    assert len(affair) >= 30
    assert len({page["outlet"] for page in affair} - agencies) >= 8
    assert len(agencies) == 2
    assert Counter(Path(page["file"]).suffix for page in TRUTH["pages"]).keys() == {".html", ".txt"}
    assert {page["published"] for page in affair} == set(TRUTH["days"].values())
    others = {page["story"] for page in TRUTH["pages"]} - set(TRUTH["affair"]["stories"])
    assert len(others) == 2
    assert all(2 <= len(TRUTH["stories"][story]) <= 3 for story in others)


def test_the_days_are_five_weekdays_in_a_row():
    """Day 1 is a Monday, and each next day follows; pages lie in the folder of their day."""
    days = [date.fromisoformat(day) for day in TRUTH["days"].values()]
    assert [day.weekday() for day in days] == [0, 1, 2, 3, 4]
    assert days == [days[0] + timedelta(days=i) for i in range(5)]
    assert all(TRUTH["days"][page["file"][3]] == page["published"] for page in TRUTH["pages"])
    stated = [page for page in TRUTH["pages"] if page["published_at"]]
    assert all(page["published_at"].startswith(page["published"]) for page in stated)


def full_dates(text: str) -> Iterator[tuple[str, date]]:
    """Each date in English with weekday, day, month and year, as (weekday, date)."""
    months = {name: number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
    month = "|".join(sorted(months, key=len, reverse=True))
    weekday = "|".join((*day_name, *(name[:3] for name in day_name)))
    for found in re.finditer(rf"({weekday})\b,? (\d+) ({month})\b (\d{{4}})", text):
        yield found[1], date(int(found[4]), months[found[3]], int(found[2]))
    for found in re.finditer(rf"({weekday}), ({month})\b (\d+), (\d{{4}})", text):
        yield found[1], date(int(found[4]), months[found[2]], int(found[3]))
    for found in re.finditer(rf"(\d+) ({month})\b (\d{{4}}), ({weekday})", text):
        yield found[4], date(int(found[3]), months[found[2]], int(found[1]))


def test_dates_on_the_pages_agree_with_the_calendar():
    """Wherever a page gives a weekday with a full date, that date is that weekday."""
    found = [(file, *dated) for file in BY_FILE for dated in full_dates(visible(file))]
    assert len(found) >= 10
    wrong = [(file, weekday, day) for file, weekday, day in found if not f"{day:%A}".startswith(weekday)]
    assert not wrong


@each("times")
def test_truth_of_times_is_possible(entry):
    """A bare weekday lies within a week of its article and has that name; a bare month lies within a year of it."""
    published = date.fromisoformat(BY_FILE[entry["file"]]["published"])
    assert folded(entry["text"]) in folded(entry["in"])
    weekday = re.match(rf"({'|'.join(day_name)})\b", entry["text"])
    if weekday:
        day = date.fromisoformat(entry["value"][:10])
        assert f"{day:%A}" == weekday[1]
        assert abs((day - published).days) <= 8
    elif re.fullmatch(r"\d{4}-\d\d", entry["value"]):
        year, month = map(int, entry["value"].split("-"))
        assert abs((year - published.year) * 12 + month - published.month) <= 12
        assert entry["text"] in ("next month", "last June") or month_name[month] == entry["text"]


def test_stories_and_origins_hold_each_page_once():
    """A page is in one story and, within it, in one origin, and says the same as these lists."""
    by_origin = {origin["id"]: origin["files"] for origin in TRUTH["origins"]}
    for key, listed in (("story", TRUTH["stories"]), ("origin", by_origin)):
        held = [(file, name) for name, files in listed.items() for file in files]
        assert dict(held) == {page["file"]: page[key] for page in TRUTH["pages"]}
        assert len(held) == len(TRUTH["pages"])
    for origin in TRUTH["origins"]:
        assert all(BY_FILE[file]["story"] == origin["story"] for file in origin["files"])
        originals = [file for file in origin["files"] if BY_FILE[file]["derivation"]["kind"] == "original"]
        assert originals == ([origin["text"]] if origin["text"] else [])


def test_derivations_agree_with_origins():
    """Two pages are independent if and only if they go back to different origins of one story."""
    for entry in TRUTH["derivations"]:
        a, b = BY_FILE[entry["a"]], BY_FILE[entry["b"]]
        assert a["story"] == b["story"]
        assert (a["origin"] != b["origin"]) == (entry["kinds"] == ["independent"]), name_of(entry)


def test_changes_stay_within_an_origin():
    """A page can only have changed what it took over, and what it changed reads differently."""
    for entry in (*TRUTH["changes"], *TRUTH["harmless"]):
        assert BY_FILE[entry["from"]]["origin"] == BY_FILE[entry["to"]]["origin"]
        assert entry["before"] != entry["after"]
    kinds = {entry["kind"] for entry in TRUTH["changes"]}
    assert {"figure", "attribution", "wording", "modality", "negation", "order", "added"} <= kinds
    assert all(entry["matters"] for entry in TRUTH["changes"])


def test_versions_share_an_address_and_differ_in_one_figure():
    """The edited version has the canonical address of the first, and only the figure (and its stamp) is different."""
    for version in TRUTH["versions"]:
        first, second = ((PAGES / file).read_text("utf8") for file in version["files"])
        assert f'<link rel="canonical" href="{version["url"]}">' in first
        assert f'<link rel="canonical" href="{version["url"]}">' in second
        assert visible(version["files"][0]).replace(version["before"], version["after"]) == visible(version["files"][1])


def test_conflicts_are_between_origins():
    """Two figures conflict only if they do not go back to one text; a settled one was settled by a page."""
    for entry in TRUTH["conflicts"]:
        assert BY_FILE[entry["a"]]["origin"] != BY_FILE[entry["b"]]["origin"]
        assert BY_FILE[entry["a"]]["story"] == BY_FILE[entry["b"]]["story"]
        assert entry["a_value"] != entry["b_value"]


def test_figures_say_their_value_where_it_is_written_in_digits():
    """Digits in the quoted words, times their magnitude, are the value."""
    magnitudes = {"million": 1e6, "m": 1e6, "": 1}
    for entry in TRUTH["figures"]:
        written = re.search(r"(\d[\d,.]*\d|\d)(?: ?(million|m)\b)?", entry["text"])
        if written:
            number = float(written[1].replace(",", "")) * magnitudes[written[2] or ""]
            assert number == pytest.approx(entry["value"]), entry["text"]


def test_the_hoped_for_comes_true():
    """The ferry is hoped for, then planned, then sails; the report is hoped for, then planned."""
    histories = {
        event: [e["status"] for e in TRUTH["timeline"] if e["event"] == event] for event in ("ferry", "report", "vote")
    }
    assert histories["ferry"] == ["hoped", "planned", "planned", "happened"]
    assert histories["report"] == ["hoped", "planned"]
    assert histories["vote"] == ["planned", "happened"]


def test_new_facts_are_told_on_their_day():
    """What is new on a day stands in a page of that day, or in a version of it that was edited later."""
    later = {file for version in TRUTH["versions"] for file in version["files"][1:]}
    assert list(TRUTH["new_facts"]) == list(TRUTH["days"].values())
    for day, facts in TRUTH["new_facts"].items():
        assert len(facts) >= 4
        assert all(BY_FILE[fact["file"]]["published"] == day for fact in facts if fact["file"] not in later)


def test_every_kind_of_trouble_is_planted():
    """Each kind that the examples have to hold is in pages that exist."""
    planted = TRUTH["planted"]
    for kind in (
        "wire copy with credit", "wire copy without credit", "rewrite", "independent report", "render date in masthead",
        "form inside the article", "long list inside the article", "character damage", "house style",
        "dropped attribution", "loaded synonym", "hope told as a plan", "plan that comes true", "changed figure",
        "conflict of figures", "version edited after publication", "title footer", "repost line", "anonymous sources",
        "bare weekdays and months", "no date at all", "date in masthead only", "swapped roles", "negation turned",
        "agency named but no credit", "credit in byline", "credit in dateline", "credit in told", "another language",
    ):  # fmt: skip
        assert planted[kind], kind
        assert set(planted[kind]) <= set(BY_FILE), kind


def test_planted_damage_is_on_the_pages():
    """Lost apostrophes, mojibake, odd spaces and hyphens, a late render date and a long list are really there."""
    raw = {file: (PAGES / file).read_text("utf8") for file in BY_FILE}
    assert any("â€™" in text for text in raw.values())
    assert any("\xa0" in text for text in raw.values())
    assert any("\xad" in text for text in raw.values())
    assert "the sheriffs office" in raw["day1/lower-sallow-bugle-bridge.txt"]
    (rendered,) = TRUTH["planted"]["render date in masthead"]
    assert max(day.year for _, day in full_dates(visible(rendered))) >= 2027
    (listed,) = TRUTH["planted"]["long list inside the article"]
    (places,) = (line for line in raw[listed].splitlines() if line.startswith("(please choose"))
    assert len(places.split()) >= 120
    for file in TRUTH["planted"]["no date at all"]:
        assert not re.search(r"\b20[1-4]\d\b", raw[file])


# --- the program and the truth file ---------------------------------------------------------------------------------


@cache
def read(file: str) -> Article:
    """An example page as Retold reads it."""
    return retold.read(PAGES / file)


@cache
def stories() -> tuple[Story, ...]:
    """All example pages as stories."""
    return retold.group(read(file) for file in BY_FILE)


def file_of(article: Article) -> str:
    """The name of an article's page in the truth file."""
    return Path(article.input).relative_to(PAGES).as_posix()


@cache
def dated() -> dict[str, Article]:
    """Each article with what its near-duplicates know of its date."""
    return {file_of(article): article for story in stories() for article in story.articles}


@cache
def facts(file: str) -> Facts:
    """What an example page says."""
    (found,) = find_facts([dated()[file]])
    return found


@cache
def compared(a: str, b: str) -> Comparison:
    """Two example pages side by side."""
    return retold.compare(dated()[a], dated()[b])


@cache
def briefed() -> Brief:
    """The brief of all example pages."""
    return make_brief(read(file) for file in BY_FILE)


def test_the_brief_can_be_made_twice():
    """What the first brief leaves loaded does not stand in the way of the second."""
    import_module("retold.brief")
    assert callable(retold.make_brief)


def place(file: str, words: str, within: str | None = None) -> tuple[int, int]:
    """Where words of the truth file stand in the body of the article."""
    article = dated()[file]
    text, around = folded(article.text), folded(within or words)
    at = text.find(around, article.body_start)
    assert at >= 0, f"not in the body of the article: {within or words!r}"
    at += around.find(folded(words))
    return at, at + len(words)


def meets(span: Span | None, where: tuple[int, int]) -> bool:
    """True if a span shares a character with a place."""
    return span is not None and span.start < where[1] and where[0] < span.end


def holds(span: Span, where: tuple[int, int]) -> bool:
    """True if a place lies within a span, closing marks apart."""
    return span.start <= where[0] and where[1] <= span.end


def all_pages(dated_by: set[str] | None = None) -> Callable[[Callable], Callable]:
    """One test for each page."""
    files = [p["file"] for p in TRUTH["pages"] if dated_by is None or p["dated_by"] in dated_by]
    return cases("file", files, files)


@all_pages()
def test_outlet_title_and_language_are_found(file):
    """The outlet is named, the title is the headline without the outlet's name, the language is that of the text."""
    page, article = BY_FILE[file], read(file)
    assert (article.outlet or "").casefold() == page["outlet"].casefold()
    assert folded(article.title or "") == folded(page["title"])
    assert article.language == page["language"]


@all_pages()
def test_the_article_is_whole_and_nothing_else(file):
    """First and last words are in the text, what surrounded them is not."""
    text = folded(read(file).text)
    assert [words for words in BY_FILE[file]["must_be_in_text"] if folded(words) not in text] == []
    assert [words for words in BY_FILE[file]["must_not_be_in_text"] if folded(words) in text] == []


@all_pages()
def test_asides_are_kept_with_a_reason(file):
    """What was set aside is among the asides, each with a reason."""
    asides = read(file).asides
    assert all(aside.reason for aside in asides)
    kept = [re.sub(r" +", " ", folded(aside.text)) for aside in asides]
    lost = [a["contains"] for a in BY_FILE[file]["asides"] if not any(folded(a["contains"]) in text for text in kept)]
    assert lost == []


@all_pages({"page", "url", "masthead"})
def test_the_day_of_publication_is_read_from_the_page(file):
    """The dating is of the day on which the outlet published, whatever the zone it is told in."""
    assert_dated(read(file), BY_FILE[file], slack=timedelta(hours=6))


@all_pages({"near-duplicate"})
def test_undated_pages_take_the_date_of_their_near_duplicates(file):
    """A page without a usable date of its own gets an interval of a few days about the right one."""
    assert_dated(dated()[file], BY_FILE[file], slack=timedelta(days=5))


def assert_dated(article: Article, page: dict, *, slack: timedelta) -> None:
    """The dating meets the day of publication and does not reach beyond it by more than the slack."""
    day = datetime.fromisoformat(page["published"]).replace(tzinfo=UTC)
    published = article.published
    assert published.earliest is not None
    assert published.latest is not None
    assert published.earliest < day + timedelta(hours=30)
    assert published.latest > day
    assert published.earliest >= day - slack
    assert published.latest <= day + timedelta(days=1) + slack


def same_name(found: str, entry: dict) -> bool:
    """True if a credited name is the one the truth file has, or one that would do."""
    bare = {re.sub(r"^the ", "", name.casefold()) for name in (entry["name"], *entry["also"])}
    return not entry["name"] or re.sub(r"^the ", "", found.casefold()) in bare


@all_pages()
def test_credits_are_found_and_none_is_made_up(file):
    """Each credit of the truth file is found with its kind; an agency that nothing credits is not credited."""
    page, found = BY_FILE[file], read(file).credits
    missing = [
        (entry["kind"], entry["contains"])
        for entry in page["credits"]
        if not any(credit.kind == entry["kind"] and same_name(credit.name, entry) for credit in found)
    ]
    assert missing == []
    agencies = {agency["name"] for agency in TRUTH["agencies"]} | {agency["short"] for agency in TRUTH["agencies"]}
    credited = {name for entry in page["credits"] for name in (entry["name"], *entry["also"])}
    made_up = [c for c in found if re.sub(r"^[Tt]he ", "", c.name) in agencies - credited]
    own = {agency["name"] for agency in TRUTH["agencies"] if agency["name"] == page["outlet"]}
    assert [credit.text for credit in made_up if not own] == []


@cases("story", TRUTH["stories"], TRUTH["stories"])
def test_a_story_is_found_whole(story):
    """All pages that tell of one event, in the language most of them have, are in one story."""
    expected = set(TRUTH["stories"][story]) - set(TRUTH["cross_language"])
    holding = [expected & {file_of(article) for article in found.articles} for found in stories()]
    assert [sorted(files) for files in holding if files] == [sorted(expected)]


@cases("story", TRUTH["stories"], TRUTH["stories"])
def test_a_story_holds_no_page_of_another(story):
    """Where pages of this event are, no page of another event is."""
    expected = set(TRUTH["stories"][story])
    together = [{file_of(article) for article in found.articles} for found in stories()]
    assert sorted(file for files in together if files & expected for file in files - expected) == []


def test_unrelated_stories_stay_apart():
    """No story mixes the affair with the clock or the honey."""
    kinds = [{BY_FILE[file_of(article)]["story"] for article in found.articles} for found in stories()]
    affair = set(TRUTH["affair"]["stories"])
    assert [sorted(kind) for kind in kinds if len(kind - affair) + bool(kind & affair) > 1] == []


@each("origins")
def test_pages_that_go_back_to_one_text_are_one_origin(entry):
    """An origin holds its pages and no other of the corpus, and is named for the agency or the outlet."""
    expected = set(entry["files"]) - set(TRUTH["cross_language"])
    found = [(o, {file_of(a) for a in o.articles}) for story in stories() for o in story.origins]
    meeting = [(origin, files - set(TRUTH["cross_language"])) for origin, files in found if files & expected]
    assert [sorted(files) for _, files in meeting] == [sorted(expected)]
    assert same_name(meeting[0][0].name, entry)
    assert meeting[0][0].kind == entry["kind"]


@each("derivations")
def test_how_two_pages_relate_is_found(entry):
    """Copies, rewrites, siblings and independent reports are told apart, and the source is named where it shows."""
    found = compared(entry["a"], entry["b"]).derivation
    assert found.kind in entry["kinds"]
    bare = {re.sub(r"^the ", "", source.casefold()) for source in entry["source"]}
    short = {a["short"].casefold() for a in TRUTH["agencies"] if a["name"].casefold() in bare}
    assert re.sub(r"^the ", "", found.source.casefold()) in bare | short


def test_no_two_independent_pages_are_called_derived():
    """Over all pairs of one story that come from different origins."""
    wrong = [
        (a, b)
        for files in TRUTH["stories"].values()
        for a, b in combinations(files, 2)
        if BY_FILE[a]["origin"] != BY_FILE[b]["origin"] and compared(a, b).derivation.kind != "independent"
    ]
    assert wrong == []


@each("changes")
def test_a_change_that_matters_is_found(entry):
    """The words are within a change of the right kind, and it is said to matter."""
    found = compared(entry["from"], entry["to"]).changes
    before = place(entry["from"], entry["before"]) if entry["before"] else (0, 0)
    after = place(entry["to"], entry["after"]) if entry["after"] else (0, 0)
    there = [change for change in found if meets(change.a_span, before) or meets(change.b_span, after)]
    assert [change for change in there if change.kind in (entry["kind"], *entry["also"]) and change.matters], there


@each("additions")
def test_what_an_outlet_adds_of_its_own_is_found(entry):
    """The passage is an addition of its page, and the one behind it is named."""
    where, article = place(entry["file"], entry["contains"]), dated()[entry["file"]]
    own = [new for story in stories() for new in story.additions if new.article.id == article.id]
    found = [new for new in own if any(meets(article.sentences[i].span, where) for i in new.sentences)]
    assert any(names_match(new.source, entry["source"]) for new in found), [(new.sentences, new.source) for new in own]


@each("harmless")
def test_style_and_damage_never_matter(entry):
    """No change that matters touches words that differ only by house style or damage."""
    before, after = place(entry["from"], entry["before"]), place(entry["to"], entry["after"])
    found = compared(entry["from"], entry["to"]).changes
    assert [c for c in found if c.matters and (meets(c.a_span, before) or meets(c.b_span, after))] == []


@cases("version", TRUTH["versions"], [version["url"].rsplit("/", 1)[-1] for version in TRUTH["versions"]])
def test_versions_of_one_article_are_one_origin(version):
    """Two versions of one page are one origin, and the only mattering change is the edited figure."""
    first, second = version["files"]
    (change,) = (change for change in compared(first, second).changes if change.matters)
    assert change.kind == "figure"
    assert dated()[first].url == dated()[second].url == version["url"]


@each("conflicts")
def test_conflicts_between_origins_are_found(entry):
    """The two passages are a conflict in the comparison of the pages, or of their claims in the brief."""
    a, b = place(entry["a"], entry["a_text"]), place(entry["b"], entry["b_text"])
    found = compared(entry["a"], entry["b"]).conflicts
    if any(meets(c.a_span, a) and meets(c.b_span, b) for c in found):
        return
    ids = dated()[entry["a"]].id, dated()[entry["b"]].id
    claims = [conflict.claims for part in briefed().items for conflict in part.conflicts]
    told = [[(p.article, p.span) for claim in held for p in claim.passages] for held in claims]
    assert any(
        any(i == ids[0] and meets(s, a) for i, s in passages) and any(i == ids[1] and meets(s, b) for i, s in passages)
        for passages in told
    )


@each("times")
def test_times_are_found_with_their_value(entry):
    """The expression is found where it stands and has the TIMEX3 value of the truth file."""
    where = place(entry["file"], entry["text"], entry["in"])
    article = dated()[entry["file"]]
    found = retold.find_times(article.text, article.published, language=article.language)
    assert entry["value"] in [time.value for time in found if meets(time.span, where)]


SAME_KIND = {"group": "institution", "country": "institution", "media": "institution"}
FILL = {"the", "a", "an", "its", "their", "of", "by", "one", "some"}


def names_match(found: str, expected: str) -> bool:
    """True if the words of one name, articles apart, are among those of the other."""
    a, b = ({w for w in re.findall(r"[\w']+", folded(n).casefold()) if w not in FILL} for n in (found, expected))
    return bool(a and b) and (a <= b or b <= a)


@each("statements")
def test_statements_are_found_with_their_source(entry):
    """Who, through whom, by which word, and what: all in one statement."""
    where = place(entry["file"], entry["content_contains"])
    here = [s for s in facts(entry["file"]).statements if holds(s.content, where)]
    assert here, "no statement has this content"
    cue = entry["cue"].casefold()
    cued = [s for s in here if s.cue.text.casefold() in cue or cue in s.cue.text.casefold()]
    assert cued, [s.cue.text for s in here]
    names = [entry["source"], *entry["also"]]
    named = [s for s in cued if any(names_match(s.source.name, name) for name in names)]
    assert named, [s.source.name for s in cued]
    kinds = {SAME_KIND.get(kind, kind) for kind in (entry["kind"], *entry.get("also_kinds", ()))}
    assert {SAME_KIND.get(s.source.kind, s.source.kind) for s in named} & kinds
    via = {re.sub(r"^the ", "", s.source.via.casefold()) for s in named}
    assert entry["via"].casefold() in via


@each("figures")
def test_figures_are_found(entry):
    """Value, unit, qualifier and what is counted."""
    where = place(entry["file"], entry["text"])
    here = [figure for figure in facts(entry["file"]).figures if meets(figure.span, where)]
    right = [f for f in here if pytest.approx(entry["value"]) == f.low and pytest.approx(entry["value"]) == f.high]
    assert len(right) == 1, here
    figure = right[0]
    assert figure.unit == entry["unit"]
    assert figure.qualifier == entry["qualifier"]
    assert entry["counts"] in figure.counts


@each("not_figures")
def test_years_are_no_figures(entry):
    """A year counts nothing."""
    where = place(entry["file"], entry["text"])
    assert [figure.span.text for figure in facts(entry["file"]).figures if meets(figure.span, where)] == []


@each("timeline")
def test_events_have_their_status(entry):
    """What happened, is planned or hoped for is told apart where it stands."""
    where = place(entry["file"], entry["contains"])
    found = facts(entry["file"])
    sentences = [s.index for s in found.article.sentences if meets(s.span, where)]
    events = [event for event in found.events if event.sentence in sentences and meets(event.span, where)]
    assert entry["status"] in [event.status for event in events], events


def period(text: str) -> tuple[datetime, datetime]:
    """First instant of a day or month, and the first one after it."""
    year, month, day = (int(part) for part in (text + "-01" if text.count("-") == 1 else text).split("-"))
    start = datetime(year, month, day, tzinfo=UTC)
    if text.count("-") == 2:
        return start, start + timedelta(days=1)
    return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


@each("timeline")
def test_the_timeline_has_the_entry(entry):
    """The brief's timeline tells it, at its date, with its status or with that status in its history."""
    where, article = place(entry["file"], entry["contains"]), dated()[entry["file"]].id
    start, end = period(entry["date"])
    found = []
    for line in (line for part in briefed().items for line in part.timeline):
        told = [(line.status, p) for p in line.passages] + list(line.history)
        if any(p.article == article and meets(p.span, where) for _, p in told):
            found.append((line.label, {status for status, _ in told}, line.earliest, line.latest))
    fitting = [f for f in found if f[2] is not None and f[3] is not None and f[2] < end and f[3] > start]
    assert any(entry["status"] in statuses for _, statuses, _, _ in fitting), found


@cache
def affair() -> Timeline:
    """The timeline of the stories that are one affair."""
    return retold.make_timeline(read(f) for f in BY_FILE if BY_FILE[f]["story"] in TRUTH["affair"]["stories"])


def named_tellings() -> dict[str, list[dict]]:
    """The tellings of an event that call it by its name, oldest first, where there are several."""
    told: dict[str, list[dict]] = {}
    for entry in TRUTH["timeline"]:
        if entry["event"] in entry["contains"]:
            told.setdefault(entry["event"], []).append(entry)
    return {event: sorted(of, key=lambda e: e["file"]) for event, of in told.items() if len(of) > 1}


@cases("event", named_tellings(), named_tellings())
def test_an_event_is_one_entry_with_its_history(event):
    """What was hoped for, then planned, then happened is one entry, in that order, told by all of its articles."""
    tellings = named_tellings()[event]
    ids = {dated()[entry["file"]].id for entry in tellings}
    found = [
        line
        for line in affair().entries
        if ids <= {p.article for p in (*line.passages, *(p for _, p in line.history))}
        and [*(status for status, _ in line.history), line.status] == [*dict.fromkeys(e["status"] for e in tellings)]
    ]
    assert len(found) == 1, [(line.label, line.status, line.passages[0].span.text) for line in affair().entries]
