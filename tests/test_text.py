"""Mending characters, tokens with keys, content words."""

import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.knowledge import table
from retold.text import content_words, fold, repair, stop_words, tokens


def keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


# --- repair


@pytest.mark.parametrize(
    ("raw", "mended", "kind"),
    [
        ("in\u00a0June", "in June", "no-break space"),
        ("10\u202f000 people", "10 000 people", "no-break space"),
        ("govern\u00adment", "government", "soft hyphen"),
        ("the \ufb01rst \ufb02ood", "the first flood", "ligature"),
        ("Biden&#8217;s plan", "Biden’s plan", "entity"),
        ("Biden&amp;#8217;s plan", "Biden’s plan", "entity"),
        ("AT&amp;T", "AT&T", "entity"),
        ("Bidenâ€™s plan", "Biden’s plan", "mojibake"),
        ("the cafÃ© here", "the café here", "mojibake"),
        ("\x93Hello\x94", "“Hello”", "encoding"),
        ("a\u200bb \ufeffc", "ab c", "control"),
        ("a\x00b", "ab", "control"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate", "encoding"),
    ],
)
def test_repair_mends_and_says_so(raw, mended, kind):
    """Each kind of damage is mended and recorded, with its place in the mended text."""
    text, repairs = repair(raw)
    assert text == mended
    assert {one.kind for one in repairs} == {kind}
    for one in repairs:
        assert text[one.at : one.at + len(one.now)] == one.now
        assert one.was in raw


@pytest.mark.parametrize(
    "text",
    [
        "Bidens plan",
        "AT&T and R&D; so",
        "Pão de Açúcar, João, naïve, Ærø",
        "a – b — c … “d”",
        "می‌خواهم",
        "日本語、テスト。",
        "Ці люди їдуть. Їх п’ять; «Вік» — рік",
        "AMANHÃ EM SÃO PAULO, A MAÇÃ",
        "COBORÂ LA GARĂ",
        "Ό,τι θέλετε: «Ά»",
        "ÂGE D’OR, À BIENTÔT",
        "Ђорђе, Љубица и Његош",
        "§ 5 Abs. 2 – 10 €, ½ l, 30 °C",
    ],
)
def test_repair_leaves_sound_text_alone(text):
    """What isn't certainly damaged stays: a lost apostrophe isn't made up, an accent is no mojibake."""
    assert repair(text) == (text, ())


def test_repair_leaves_sound_sentences_of_thirty_languages_alone():
    """No sentence of the measure of decoding is taken for damaged."""
    rows = (Path(__file__).parents[1] / "bench" / "sentences.tsv").read_text(encoding="utf8").splitlines()
    sound = [row.split("\t")[1] for row in rows if not row.startswith("#")]
    assert [text for text in sound if repair(text)[0] != text.replace("\u00a0", " ")] == []


MISTAKEN = ["cp1252", "cp1251", "cp1250", "cp1254", "mac-roman", "cp437"]
SOUND = [
    "The board’s bridge – “closed”, café – costs €5.",
    "Der Bürgermeister äußerte sich über Straßen.",
    "Управление порта объявило в четверг.",
    "Η λιμενική αρχή ανακοίνωσε",
    "Łódź gęś żółć są",
    "Gülşen Işıldağ değirmen İstanbul",
    "أعلنت هيئة الميناء",
    "港务局周四宣布，旧桥。",
    "항만청은 목요일",
    "पुराना पुल छह",
    "🙂 fine",
]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("mistaken", MISTAKEN)
@pytest.mark.parametrize("sound", SOUND)
def test_repair_reads_utf8_anew(sound, mistaken, times):
    """UTF-8 that was read as another encoding, once or twice, is what it was."""
    damaged = sound
    for _ in range(times):
        damaged = "".join(bytes([byte]).decode(mistaken, "ignore") or chr(byte) for byte in damaged.encode("utf8"))
    assert damaged != sound
    assert repair(damaged)[0] == sound


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("Bidenâ€™s plan für die Straße – “so”", "Biden’s plan für die Straße – “so”"),
        ("â€œHello,â€ she said", "“Hello,” she said"),
        ("5â‚¬ and Â£10, 3Â°C", "5€ and £10, 3°C"),
        ("Мэр сказал: вЂ“ да", "Мэр сказал: – да"),
        ("Ã  la carte, voilÃ la", "à  la carte, voilà la"),
        ("The houseÂ  stood", "The house  stood"),
        ("donÃ¢â‚¬â„¢t go", "don’t go"),
    ],
)
def test_repair_mends_within_sound_text(damaged, sound):
    """Damage in the middle of a sound line is mended, and the rest is left."""
    assert repair(damaged)[0] == sound


def test_repairs_on_top_of_each_other_are_one():
    """What was mended twice is recorded once: from what the page showed to what stands there now."""
    text, repairs = repair("a&amp;nbsp;b and cÂ\u00a0d and \u200bß\x80")
    assert text == "a b and c d and ߀"
    assert [(one.was, one.now) for one in repairs] == [("&amp;nbsp;", " "), ("Â\u00a0", " "), ("\u200bß\x80", "߀")]


def test_repair_turns_line_ends_into_newlines():
    """All line ends become "\\n", without a record: no reader sees a difference."""
    assert repair("a\r\nb\rc\n") == ("a\nb\nc\n", ())


def test_repair_places_hold_after_several_kinds():
    """Places are into the final text though one kind of damage is mended after another."""
    text, repairs = repair("so\u00adft &amp;#8217; x\u00a0y Bidenâ€™s \ufb01ne\u00a0end")
    assert text == "soft ’ x y Biden’s fine end"
    assert [(one.at, text[one.at : one.at + len(one.now)]) for one in repairs] == [(one.at, one.now) for one in repairs]
    assert [one.kind for one in repairs] == [
        "soft hyphen", "entity", "no-break space", "mojibake", "ligature", "no-break space"
    ]  # fmt: skip


@given(st.text())
def test_repair_is_done_after_once(raw):
    """Mending mended text changes nothing but what new neighbours spell; places stay in bounds."""
    text, repairs = repair(raw)
    assert all(0 <= one.at <= len(text) for one in repairs)
    assert [one.at for one in repairs] == sorted(one.at for one in repairs)
    text.encode("utf8")


@given(
    st.lists(
        st.sampled_from(["a", "\u00a0", "\u00ad", "\ufb01", " ", "\n", "\x93", "&#8217;", "é", "\u200b"]), max_size=30
    )
)
def test_repairs_undo(pieces):
    """Undoing the repairs from the last to the first gives back what stood there."""
    raw = "".join(pieces)
    text, repairs = repair(raw)
    for one in reversed(repairs):
        assert text[one.at : one.at + len(one.now)] == one.now
        text = text[: one.at] + one.was + text[one.at + len(one.now) :]
    assert text == raw


# --- tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("U.S.-led", "US-led"),
        ("Gen. Soleimani", "General Soleimani"),
        ("Shia", "Shiite"),
        ("the ISIS group", "the Islamic State group"),
        ("ISIL", "Islamic State"),
        ("the IS group said", "the Islamic State group said"),
        ("United States", "U.S."),
        ("Biden's", "Bidens"),
        ("Biden’s", "Biden's"),
        ("didn't", "did not"),
        ("didnt", "did not"),
        ("won’t", "will not"),
        ("cannot", "can not"),
        ("they've", "they have"),
        ("organisation", "organization"),
        ("defence centre", "defense center"),
        ("travelled", "traveled"),
        ("Nov. 5", "November 5"),
        ("2,500", "2500"),
        ("three", "3"),
        ("twenty-five", "25"),
        ("1.9 million", "1,900,000"),
        ("2.5bn", "2.5 billion"),
        ("two thousand", "2,000"),
        ("10%", "10 percent"),
        ("10 per cent", "10 percent"),
        ("time-frame", "timeframe"),
        ("co-operation", "cooperation"),
        ("“so”", '"so"'),
        ("p.m.", "pm"),
    ],
)
def test_house_style_has_one_key(one, other):
    """Spellings of one word in two houses have the same keys."""
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("withdrawal", "departure"),
        ("did", "did not"),
        ("2,500", "2,400"),
        ("can", "cannot"),
        ("1.9 million", "1.9 billion"),
        ("first", "second"),
        ("Sunni", "Shia"),
        ("2.5", "25"),
        ("10:30", "1030"),
        ("IS THE END", "ISIS THE END"),
    ],
)
def test_other_words_have_other_keys(one, other):
    """What differs in meaning differs in keys."""
    assert keys(one) != keys(other)


def test_token_keeps_what_stands_there():
    """A token of several words spans them all; its raw form is the text."""
    text = "So the Islamic State group didn't lose 1.9 million."
    found = {token.key: token for token in tokens(text)}
    assert found["isis"].raw == "Islamic State"
    assert found["1900000"].raw == "1.9 million"
    assert found["not"].raw == "n't"
    assert all(text[token.start : token.end] == token.raw for token in found.values())


def test_sentence_end_is_a_token():
    """The full stop after a word is apart; that of an abbreviation isn't."""
    assert [token.raw for token in tokens("Gen. Smith left. He did.")] == [
        "Gen.",
        "Smith",
        "left",
        ".",
        "He",
        "did",
        ".",
    ]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_tokens_cover_the_text(text):
    """Tokens are in order and apart; between them stands only white space; each has a key."""
    position = 0
    for token in tokens(text):
        assert token.start >= position
        assert text[position : token.start].strip() == ""
        assert token.start < token.end
        assert text[token.start : token.end] == token.raw
        assert token.key
        position = token.end
    assert text[position:].strip() == ""


@given(st.lists(st.sampled_from(sorted(row[0] for row in table("house_style"))), max_size=8))
def test_variants_are_tokens_too(variants):
    """Any variants in a row still cover the text."""
    text = "; ".join(variants)
    assert "".join(token.raw for token in tokens(text)).replace(" ", "") == text.replace(" ", "")


def test_every_variant_has_its_key():
    """A row of the table means what it says: the variant's keys are the key's."""
    wrong = {}
    for variant, key in (row[:2] for row in table("house_style")):
        spoken = variant.replace(" - ", "-").replace(". . .", "...")
        if spoken.endswith(".") and spoken[:-1].isalpha():
            spoken = spoken.capitalize()
        if keys(f"so {spoken} so")[1:-1] != [key]:
            wrong[variant] = keys(spoken)
    assert wrong == {}


def test_keys_are_fixed_points():
    """No key of the table is itself a variant of another key: comparing needs one look only."""
    single = {row[0]: row[1] for row in table("house_style")}
    assert [key for key in single.values() if single.get(key, key) != key] == []


def test_tokens_are_quick():
    """An article of 3,000 characters takes about half a millisecond; the limit leaves room for a slow machine."""
    text = "The council of Ostrava Bay closed the ferry terminal on Monday, officials said. " * 38
    tokens(text)
    start = time.process_time()
    for _ in range(20):
        tokens(text)
    assert (time.process_time() - start) / 20 < 0.004


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "a." * 300_000,
        "1," * 300_000,
        "'" * 300_000,
        "x'" * 300_000,
        "Aa." * 200_000,
        "â€™s " * 50_000,
    ],
)
def test_hostile_text_is_bounded(text):
    """A megabyte without blanks is done in seconds."""
    start = time.process_time()
    tokens(text)
    repair(text)
    assert time.process_time() - start < 5


# --- words


def test_fold_compares_whole_strings():
    """Case, dots of initials and apostrophes don't count."""
    assert fold("The U.S. Army’s") == fold("the us armys")


@given(st.text("ab1é_. 漢\u0301", max_size=12))
def test_initials_are_two_or_more_single_letters_with_dots(text: str):
    """As said plainly, one run of initials after another."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    assert fold(text) == re.sub(r"(?:\b[^\W\d_]\.){2,}", lambda run: run[0].replace(".", ""), plain)


def test_content_words_are_stems_without_stop_words():
    """What is left are the stems that carry content, in order."""
    assert content_words("The talks on the withdrawal of U.S. forces resumed.", "en") == (
        "talk", "withdraw", "forc", "resum"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [("de", "Die Regierung hat mit dem Rat gesprochen", 3), ("fr", "Le gouvernement a parlé avec le conseil", 3),
     ("ru", "Правительство и совет говорили об этом", 3), ("xx", "Any words at all", 4)],
)  # fmt: skip
def test_content_words_know_languages(language, text, kept):
    """Stop words go in languages that have a list; an unknown language keeps all."""
    assert len(content_words(text, language)) == kept


def test_characters_without_blanks_go_in_pairs():
    """Chinese has no blanks: pairs of characters serve as words."""
    assert content_words("北京市长", "zh") == ("北京", "京市", "市长")
    assert content_words("G 的 Tesla 在 北京市长", "zh") == ("tesla", "北京", "京市", "市长")


def test_stop_words_exist_for_eighteen_languages():
    """The table holds lists of a useful size."""
    sizes = [len(stop_words(row[0])) for row in table("stop_words")]
    assert len(sizes) >= 18
    assert min(sizes) >= 40
