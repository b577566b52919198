"""The commands as a person runs them: good pages, bad pages, and both at once."""

import csv
import gzip
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

RETOLD = Path(sys.executable).parent / "retold"
PAGE = """<html lang="en"><head><title>Bridge closed - The Plain Post</title>
<meta property="article:published_time" content="2025-03-04T08:00:00+00:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Bridge closed</h1>
<p>The old bridge at Marrow Ford was closed on Monday after a lorry struck its eastern pier, the county council
said.</p>
<p>“Nobody will cross it until the pier has been inspected,” said Ines Halloran, the county engineer. She expected the
inspection to take at least nine days.</p>
<p>About 4,000 vehicles use the bridge on an ordinary day, according to the council. A diversion by way of Thornwick
adds twelve miles to the journey between the two halves of the town, and buses will run every half hour.</p>
<p>The driver of the lorry was taken to hospital and later released. The police are looking into the accident.</p>
</article><footer>© The Plain Post</footer></body></html>"""


def run(*words, given=None):
    """The command's exit status, output and errors."""
    done = subprocess.run([str(RETOLD), *map(str, words)], input=given, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "bridge.html"
    file.write_text(PAGE, encoding="utf8")
    return file


def test_help_shows_the_commands_and_an_example():
    """For the program and for each command."""
    status, told, _ = run("--help")
    assert status == 0
    for command in ("read", "compare", "stories", "times", "statements", "timeline", "brief"):
        assert command in told
        assert "Example:" in run(command, "--help")[1]
    assert "Example:" in told


@pytest.mark.parametrize("command", ["read", "stories", "times", "statements", "timeline", "brief"])
def test_each_command_prints_for_people_and_as_json(page, command):
    """Exit status 0, nothing on standard error, and JSON that has the promised key."""
    status, told, errors = run(command, page)
    assert (status, errors) == (0, "")
    assert "Bridge closed" in told
    status, told, errors = run(command, page, "--json")
    assert (status, errors) == (0, "")
    document = json.loads(told)
    assert document["failed"] == []
    assert document[{"stories": "stories", "brief": "items", "timeline": "entries"}.get(command, "articles")]


def test_read_as_json_has_the_promised_names(page):
    """As the design gives them."""
    (article,) = json.loads(run("read", page, "--json")[1])["articles"]
    assert article["input"] == str(page)
    assert article["title"] == "Bridge closed"
    assert article["outlet"] == "The Plain Post"
    assert article["language"] == "en"
    assert article["published"]["earliest"].startswith("2025-03-04")
    assert article["published"]["because"]
    assert 0 < article["confidence"] <= 1
    assert {"byline", "credits", "sentences", "asides"} <= set(article)
    assert any("Sport" in aside["text"] and aside["reason"] for aside in article["asides"])
    for sentence in article["sentences"]:
        assert article["text"][sentence["start"] : sentence["end"]] == sentence["text"]


def test_times_as_json_have_the_promised_names(page):
    """Offsets point into the article's text."""
    (article,) = json.loads(run("times", page, "--json")[1])["articles"]
    (monday,) = [time for time in article["times"] if time["text"] == "Monday"]
    assert monday["value"] == "2025-03-03"
    assert monday["type"] == "DATE"
    assert monday["earliest"].startswith("2025-03-03")


def test_statements_as_json_have_the_promised_names(page):
    """Source with name, kind and via; cue, content, directness."""
    (article,) = json.loads(run("statements", page, "--json")[1])["articles"]
    (quoted,) = [s for s in article["statements"] if "Nobody will cross" in s["content"]["text"]]
    assert quoted["source"]["name"] == "Ines Halloran"
    assert quoted["source"]["kind"] == "person"
    assert quoted["cue"]["text"] == "said"
    assert quoted["directness"] == "direct"


def test_compare_as_json_has_the_promised_names(page, tmp_path):
    """Links with texts beside the indices, and the derivation."""
    other = tmp_path / "other.html"
    other.write_text(PAGE.replace("About 4,000", "About 6,000").replace("Plain Post", "Low Road"), encoding="utf8")
    status, told, _ = run("compare", page, other, "--json")
    assert status == 0
    found = json.loads(told)
    assert {"a", "b", "links", "only_a", "only_b", "conflicts", "derivation"} <= set(found)
    assert found["derivation"]["kind"] == "copy"
    changes = [change for link in found["links"] for change in link["changes"]]
    assert any(change["kind"] == "figure" and change["matters"] for change in changes)


def test_a_timeline_as_a_table(page, tmp_path):
    """A row for each telling, dates of the event and of its publication apart, and no cell that a spreadsheet runs."""
    other = tmp_path / "other.html"
    bad = PAGE.replace("The Plain Post", "=HYPERLINK(1) Post").replace("About 4,000", "About 5,000")
    other.write_text(bad, encoding="utf8")
    status, told, errors = run("timeline", page, other, "--csv")
    assert (status, errors) == (0, "")
    rows = list(csv.DictReader(io.StringIO(told)))
    (closed,) = [row for row in rows if row["kind"] == "event" and row["input"] == str(page)]
    assert "was closed on Monday" in closed["text"]
    assert (closed["first_day"], closed["last_day"], closed["when"]) == ("2025-03-03", "2025-03-03", "Mon 3 March 2025")
    assert (closed["published_first"], closed["published_last"]) == ("2025-03-04", "2025-03-04")
    vehicles = {row["low"]: row for row in rows if row["kind"] == "figure" and "vehicles" in row["counts"]}
    assert sorted(vehicles) == ["4000.0", "5000.0"]
    assert vehicles["4000.0"]["qualifier"].lower() == "about"
    assert vehicles["5000.0"]["outlet"].startswith("'=HYPERLINK")
    assert not [value for row in rows for value in row.values() if value[:1] in ("=", "+", "-", "@")]
    assert run("timeline", page, "--csv", "--json")[0] == 2


def test_a_timeline_is_written_as_a_page(page, tmp_path):
    """One file; the terminal tells the same."""
    file = tmp_path / "timeline.html"
    status, told, _ = run("timeline", page, "--html", file)
    assert status == 0
    assert "Mon 3 March 2025" in told
    assert "Mon 3 March 2025" in file.read_text()


def test_standard_input_is_a_page(page):
    """Named by a dash."""
    status, told, _ = run("read", "-", "--json", given=PAGE.encode())
    assert status == 0
    assert json.loads(told)["articles"][0]["title"] == "Bridge closed"


BAD = {
    "empty.html": b"",
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "cookies.html": b"<html><body><div class='cookie'><p>We use cookies to improve your experience. By clicking Accept"
    b" you agree to our use of cookies.</p><button>Accept all</button> <a>Manage preferences</a></div></body></html>",
    "truncated.html.gz": gzip.compress(PAGE.encode() * 50)[:200],
    "deep.html": b"<div>" * 100_000 + b"no more" + b"</div>" * 100_000,
    "huge.html": b"<html><body>" + b"<p>words and words</p>" * 4_800_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_page_is_named_with_the_reason_and_the_rest_is_printed(page, tmp_path, name):
    """Exit status 1; the good page's article is there."""
    bad = tmp_path / "bad" / name
    bad.parent.mkdir()
    bad.write_bytes(BAD[name])
    status, told, errors = run("read", bad, page, "--json")
    assert status == 1, errors
    found = json.loads(told)
    assert [article["title"] for article in found["articles"]] == ["Bridge closed"]
    (failed,) = found["failed"]
    assert failed["input"] == str(bad)
    assert len(failed["reason"]) > 10
    assert str(bad) in errors
    assert "Traceback" not in errors


def test_a_folder_without_pages_and_a_missing_file_are_named(page, tmp_path):
    """Two failures, one article."""
    (tmp_path / "nothing").mkdir()
    status, told, _ = run("read", tmp_path / "nothing", tmp_path / "missing.html", page, "--json")
    assert status == 1
    found = json.loads(told)
    assert len(found["articles"]) == 1
    assert [failed["input"] for failed in found["failed"]] == [
        str(tmp_path / "nothing"),
        str(tmp_path / "missing.html"),
    ]


def test_an_address_that_cannot_be_reached_is_named(page):
    """Nothing listens at that port."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/page.html"
    status, told, _ = run("read", address, page, "--json")
    assert status == 1
    found = json.loads(told)
    assert found["failed"][0]["input"] == address
    assert len(found["articles"]) == 1


def test_a_wrongly_declared_encoding_is_seen_through(tmp_path):
    """The page says ASCII, the bytes are UTF-8; or it says UTF-8 and they are Latin-1."""
    for declared, used in (("us-ascii", "utf8"), ("utf-8", "cp1252")):
        file = tmp_path / f"{used}.html"
        file.write_bytes(PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode(used))
        (article,) = json.loads(run("read", file, "--json")[1])["articles"]
        assert "“Nobody will cross it" in article["text"]


def test_words_that_are_off_are_told(page):
    """Exit status 2, as for any command."""
    assert run("read")[0] == 2
    assert run("compare", page)[0] == 2
    assert run("nonsense")[0] == 2


def test_a_store_keeps_what_was_read(page, tmp_path):
    """The same page twice changes nothing; the brief works from the store alone."""
    store = tmp_path / "kept.sqlite"
    first = json.loads(run("read", page, "--store", store, "--json")[1])
    again = json.loads(run("read", page, "--store", store, "--json")[1])
    assert first == again
    direct = json.loads(run("brief", page, "--json")[1])
    status, told, errors = run("brief", "--store", store, "--json")
    assert (status, errors) == (0, "")
    kept = json.loads(told)
    # In a store stories keep the ids under which they were opened.
    for item in (*kept["items"], *direct["items"]):
        del item["story"]
    assert kept == direct
    assert run("brief", "--store", store, "--json")[1] == told
    assert [file.name for file in tmp_path.glob("kept.sqlite*")] == ["kept.sqlite"]


def test_a_store_that_is_none_is_told(page, tmp_path):
    """In a line, not as a traceback."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader, " * 100)
    status, _, errors = run("read", page, "--store", letter)
    assert status == 1
    assert "no Retold store" in errors
    assert "Traceback" not in errors


def test_the_brief_is_written_as_a_page(page, tmp_path):
    """Self-contained: nothing is asked of the network."""
    file = tmp_path / "brief.html"
    assert run("brief", page, "--html", file)[0] == 0
    html = file.read_text(encoding="utf8")
    assert "Bridge closed" in html
    assert "<script" not in html
    assert "src=" not in html
    assert "@import" not in html


def test_a_page_that_cannot_be_written_is_told(page, tmp_path):
    """In a line, with the next step."""
    status, _, errors = run("brief", page, "--html", tmp_path / "nowhere" / "brief.html")
    assert status == 2
    assert "can't be written" in errors
    assert "Traceback" not in errors


def test_a_closed_pipe_is_no_error(page):
    """`retold read ... | head -1`."""
    done = subprocess.run(
        f"{RETOLD} read {page} --json | head -1", shell=True, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""
