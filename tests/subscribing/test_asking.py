"""What a reader may ask for, and what they are told where they can't have it."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import InputError
from retold.knowledge import words
from retold.subscribing import asking
from retold.subscribing.asking import Wishes
from retold.subscribing.countries import countries, country
from retold.types import Subscriber

LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "pt-BR"})
ANN = Subscriber(id="a" * 16, email="ann@example.org", state="pending")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann.Lee+news@Example.ORG\n", "Ann.Lee+news@example.org"),
        ("o'neil@mail.example.org", "o'neil@mail.example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann@ｅｘａｍｐｌｅ．org", "ann@example.org"),
        ("ann@مثال.إختبار", "ann@xn--mgbh0fb.xn--kgbechtv"),
        (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
    ],
)
def test_an_address_is_kept_as_servers_take_it(asked, kept):
    """The domain in ASCII and lower case; the rest is its server's business. Once more changes nothing."""
    assert asking.email(asked) == kept
    assert asking.email(kept) == kept


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "an e-mail address has an @"),
        ("ann.example.org", "an e-mail address has an @"),
        ("ann@", "what stands behind the @ is no domain"),
        ("ann@localhost", "what stands behind the @ is no domain"),
        ("ann@example..org", "what stands behind the @ is no domain"),
        ("ann@-example.org", "what stands behind the @ is no domain"),
        ("ann@exam_ple.org", "what stands behind the @ is no domain"),
        ("ann@[192.0.2.1]", "what stands behind the @ is no domain"),
        ("ann@192.0.2.1", "what stands behind the @ is no domain"),
        (f"ann@{'a' * 64}.org", "what stands behind the @ is no domain"),
        ("@example.org", "the part before the @"),
        ("ann@home@example.org", "the part before the @"),
        ("ann lee@example.org", "the part before the @"),
        ('"ann"@example.org', "the part before the @"),
        (".ann@example.org", "the part before the @"),
        ("ann..lee@example.org", "the part before the @"),
        ("ännchen@example.org", "the part before the @"),
        ("ann<x@y.test>@example.org", "the part before the @"),
        ("ann,bob@example.org", "the part before the @"),
        (f"{'a' * 65}@example.org", "the part before the @"),
        ("ann\r\nBcc: eve@example.org", "the part before the @"),
        ("ann@example.org\r\nBcc: eve@evil.test", "the part before the @"),
        ("ann@example.org\r\nBcc: eve", "what stands behind the @ is no domain"),
        ("ann@example.org\0", "what stands behind the @ is no domain"),
        (f"ann@{'.'.join(['a' * 60] * 5)}.org", "what stands behind the @ is no domain"),
        (f"{'a' * 64}@{'.'.join(['a' * 60] * 3)}.abcdefgh", "longer than the 254 characters"),
    ],
)
def test_what_is_no_address_is_refused_by_its_part_at_fault(asked, said):
    """No second @, no line ends, no list; and the answer is one line, whatever was asked."""
    with pytest.raises(InputError, match=said) as caught:
        asking.email(asked)
    assert str(caught.value).isprintable()


@given(st.text(max_size=80) | st.builds("{}@{}".format, st.text(max_size=20), st.text(max_size=30)))
def test_what_is_taken_is_one_ascii_address_in_a_header(asked):
    """It comes out of a message as it went in, beside nothing."""
    try:
        kept = asking.email(asked)
    except InputError:
        return
    assert kept.isascii()
    assert kept.isprintable()
    message = EmailMessage(policy=SMTP)
    message["To"] = kept
    assert [address.addr_spec for address in message["To"].addresses] == [kept]
    assert bytes(message).count(b"\r\n") == 2 + bytes(message).count(b"\r\n ")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (["mon", "wed"], (0, 2)),
        (["Sunday", " FRI ", "fri"], (4, 6)),
        (["daily"], (0, 1, 2, 3, 4, 5, 6)),
        (["weekends", "mon"], (0, 5, 6)),
    ],
)
def test_days_are_named(asked, kept):
    """In short or in full."""
    assert asking.days(asked) == kept


@pytest.mark.parametrize("asked", [["montag"], ["m"], [""], ["monkey"], [], ["0"]])
def test_what_is_no_day_is_refused(asked):
    """With those that there are."""
    with pytest.raises(InputError, match="choose from mon, tue"):
        asking.days(asked)


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_can_be_had(hour, minute):
    """With and without a zero before the hour."""
    assert asking.minute(f"{hour}:{minute:02}") == asking.minute(f" {hour:02}:{minute:02}") == 60 * hour + minute


@pytest.mark.parametrize("asked", ["24:00", "07:60", "7", "7 am", "07:00:00", "-1:00", "٠٧:٠٠", ""])
def test_what_is_no_time_of_the_day_is_refused(asked):
    """With an example of one."""
    with pytest.raises(InputError, match="give it as 07:00"):
        asking.minute(asked)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("Europe/Berlin", "Europe/Berlin"), ("america/new york", "America/New_York"), ("utc", "UTC")],
)
def test_a_zone_is_found_in_any_case(asked, kept):
    """And with blanks."""
    assert asking.zone(asked) == kept


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Berlin", r"did you mean Europe/Berlin\?"),
        ("Europe/Berln", r"did you mean Europe/Berlin\?"),
        ("America", "IANA name"),
        ("../../etc/passwd", "IANA name"),
        ("/etc/localtime", "IANA name"),
        ("localtime", "IANA name"),
        ("right/Europe/Berlin", "IANA name"),
        ("Europe/Berlin\0", "IANA name"),
        ("", "IANA name"),
    ],
)
def test_what_is_no_zone_is_refused(asked, said):
    """With the one that was meant, if it can be told."""
    with pytest.raises(InputError, match=said):
        asking.zone(asked)


@pytest.mark.parametrize(
    ("asked", "code"),
    [("iq", "IQ"), ("Iraq", "IQ"), ("Irak", "IQ"), ("العراق", "IQ"), ("UK", "GB"), ("usa", "US"), ("Türkei", "TR"),
     ("Cote d'Ivoire", "CI"), ("Iran, Islamic Republic of", "IR"), ("Myanmar (Burma)", "MM")],
)  # fmt: skip
def test_a_country_is_known_by_code_and_names(asked, code):
    """In English and the languages of frames, with and without accents."""
    assert country(asked) == code


def test_the_names_that_forms_list_are_known():
    """All but those of islands, unions and states of the past that have no code or another name by now."""
    unknown = set()
    for name in words("countries"):
        try:
            country(name)
        except InputError:
            unknown.add(name)
    assert len(unknown) < 0.1 * len(words("countries"))
    assert not unknown & {"Iraq", "United States", "United Kingdom", "Taiwan, Province of China", "Viet Nam"}


def test_what_is_no_country_is_refused():
    """With the one that was meant, if it can be told."""
    with pytest.raises(InputError, match=r"^Irakk: no country is called that: did you mean Iraq\?"):
        countries(["Iraq", "Irakk"])
    with pytest.raises(InputError, match="ISO 3166"):
        country("")
    assert countries(["Iraq", "de", "IQ"]) == ("DE", "IQ")


def test_the_frame_is_in_a_language_that_there_are_words_for():
    """The nearest one."""
    assert asking.language("de", among=LANGUAGES) == "de"
    assert asking.language("de_AT", among=LANGUAGES) == "de"
    assert asking.language("PT-br", among=LANGUAGES) == "pt-BR"
    for asked in ("it", "", "d", "-"):
        with pytest.raises(InputError, match="choose from ar, de, en"):
            asking.language(asked, among=LANGUAGES)


def test_length_and_empty_days_are_chosen_from_a_few():
    """In any case."""
    assert asking.length("Full") == "full"
    assert asking.when_empty("say") == "say"
    with pytest.raises(InputError, match="choose from short, medium, full"):
        asking.length("long")
    with pytest.raises(InputError, match="choose from skip, say"):
        asking.when_empty("never")


def test_what_is_not_wished_for_stays():
    """None is no wish, but an empty list is: all affairs, all countries."""
    bound = asking.apply(
        Wishes(affairs=["Iraq", "Bridge", "Iraq"], countries=["Iraq"], at="06:30", days=["sat"], zone="Asia/Baghdad",
               language="ar", length="full", when_empty="say"),
        ANN, languages=LANGUAGES, affairs={"Iraq": "1" * 16, "Bridge": "2" * 16},
    )  # fmt: skip
    assert (bound.affairs, bound.countries) == (("1" * 16, "2" * 16), ("IQ",))
    assert (bound.minute, bound.days, bound.zone) == (390, (5,), "Asia/Baghdad")
    assert (bound.language, bound.length, bound.when_empty) == ("ar", "full", "say")
    assert asking.apply(Wishes(), bound, languages=LANGUAGES, affairs={}) == bound
    freed = asking.apply(Wishes(affairs=[], countries=[]), bound, languages=LANGUAGES, affairs={})
    assert (freed.affairs, freed.countries, freed.minute) == ((), (), 390)
