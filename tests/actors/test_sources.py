"""Who is behind the last statement of an article: names, titles, groups, unnamed persons, bodies, documents, media."""

import pytest

from parsed import parsed
from retold.statements import find_statements

REED = "Mayor Anna Reed opened the bridge. "
KADHIMI = "Prime Minister Mustafa al-Kadhimi met President Barham Salih of Iraq on Sunday. "
THREE = "Three government officials said the bridge was closed. "

NAMED = [
    # Full names, surnames, courtesy, titles.
    ("Anna Reed said the bridge was safe.", "Anna Reed", "person"),
    (REED + "Reed said the bridge was safe.", "Anna Reed", "person"),
    (REED + "Ms. Reed said the bridge was safe.", "Anna Reed", "person"),
    (REED + "Mayor Reed said the bridge was safe.", "Anna Reed", "person"),
    (REED + "The mayor said the bridge was safe.", "Anna Reed", "person"),
    (REED + "She said the bridge was safe.", "Anna Reed", "person"),
    (REED + "The bridge is safe, according to Reed.", "Anna Reed", "person"),
    (REED + "“The bridge is safe,” said Reed.", "Anna Reed", "person"),
    (REED + "Reed, who was elected in May, said the bridge was safe.", "Anna Reed", "person"),
    (REED + "Reed, 54, said the bridge was safe.", "Anna Reed", "person"),
    (KADHIMI + "Kadhimi said the talks were useful.", "Mustafa al-Kadhimi", "person"),
    (KADHIMI + "Al-Kadhimi said the talks were useful.", "Mustafa al-Kadhimi", "person"),
    (KADHIMI + "The prime minister said the talks were useful.", "Mustafa al-Kadhimi", "person"),
    (KADHIMI + "The president said the talks were useful.", "Barham Salih", "person"),
    (KADHIMI + "President Salih said the talks were useful.", "Barham Salih", "person"),
    ("Gov. Theo Lund closed the road. The governor said it was icy.", "Theo Lund", "person"),
    ("Sen. Carla Moreno left early. The senator said she was tired.", "Carla Moreno", "person"),
    ("Carla Moreno, the attorney general, left. The attorney general said she was tired.", "Carla Moreno", "person"),
    ("Secretary of State Ian Marsh left. The secretary of state said he was tired.", "Ian Marsh", "person"),
    ("A spokesman for the governor, Theo Lund, said the road was icy.", "Theo Lund", "person"),
    ("The judge, Carla Moreno, said the case was over.", "Carla Moreno", "person"),
    ("Former mayor Anna Reed said the bridge was old.", "Anna Reed", "person"),
    ("Mathew Tueller and Fuad Hussein met. Matthew Tueller said it went well.", "Matthew Tueller", "person"),
    ("Anna Reed's brother Paul Reed left. Paul said he was tired.", "Paul Reed", "person"),
    ("Volodymyr Zelensky spoke in Kyiv. Zelenskyy said the war would end.", "Volodymyr Zelensky", "person"),
    ("Mohammed Amin left Basra. Muhammad Amin said he would return.", "Mohammed Amin", "person"),
    ("Lawyer Xiadani Qorvath spoke. Qorvath said the case was over.", "Xiadani Qorvath", "person"),
    ("When she left the hall, Anna Reed said the bridge was safe.", "Anna Reed", "person"),
    ("Anna Reed met John Marsh. He said the bridge was safe.", "John Marsh", "person"),
    ("Anna Reed met John Marsh. She said the bridge was safe.", "Anna Reed", "person"),
    ("Mark Cuban bought a club. Cuban said it was cheap.", "Mark Cuban", "person"),
    ("Republican Ian Marsh left. Marsh said the vote was lost.", "Ian Marsh", "person"),
    ("Theo Marsh and his wife, Xiadani Marsh, left. He said it was late.", "Theo Marsh", "person"),
    ("Theo Marsh and his wife, Xiadani Marsh, left. She said it was late.", "Xiadani Marsh", "person"),
    ("Theo Marsh and his wife, Xiadani Marsh, left. Xiadani Marsh said it was late.", "Xiadani Marsh", "person"),
]  # fmt: skip

APART = [
    # Somebody else than the one named before.
    (REED + "The governor said the bridge was safe.", "the governor"),
    (REED + "The mayor's spokesman said the bridge was safe.", "the mayor's spokesman"),
    (REED + "A spokesman for the mayor said the bridge was safe.", "a spokesman for the mayor"),
    (REED + "Reed's lawyer said the bridge was safe.", "Reed's lawyer"),
    (REED + "The deputy mayor said the bridge was safe.", "the deputy mayor"),
    (REED + "The former mayor said the bridge was safe.", "the former mayor"),
    (REED + "Another mayor said the bridge was safe.", "another mayor"),
    (KADHIMI + "The minister said the talks were useful.", "the minister"),
    (KADHIMI + "The vice president said the talks were useful.", "the vice president"),
    (KADHIMI + "The secretary of state said the talks were useful.", "the secretary of state"),
    (KADHIMI + "A former president said the talks were useful.", "a former president"),
    ("Former President Anna Reed left. The president said she was tired.", "the president"),
    ("Attorney General Carla Moreno left. The general said the war was over.", "the general"),
    ("Vice President Carla Moreno left. The president said the war was over.", "the president"),
]  # fmt: skip

UNNAMED = [
    ("A senior official said the bridge was closed.", "a senior official", "anonymous"),
    ("Officials said the bridge was closed.", "officials", "anonymous"),
    ("Two senior U.S. officials said the bridge was closed.", "two senior U.S. officials", "anonymous"),
    ("A person familiar with the talks said they had failed.", "a person familiar with the talks", "anonymous"),
    ("A source close to the mayor said the bridge was closed.", "a source close to the mayor", "anonymous"),
    (THREE + "The officials said it was old.", "three government officials", "anonymous"),
    (THREE + "They said it was old.", "three government officials", "anonymous"),
    (THREE + "Another official said it was old.", "another official", "anonymous"),
    (THREE + "One of the officials said it was old.", "one of the officials", "anonymous"),
    (THREE + "A fourth official said it was old.", "a fourth official", "anonymous"),
    ("An aide to the mayor said she was ill.", "an aide to the mayor", "anonymous"),
    ("Diplomats said the talks had failed.", "diplomats", "anonymous"),
    ("A whistleblower said the bridge was old.", "a whistleblower", "anonymous"),
    ("An official said the bridge was closed. He said it was old.", "an official", "anonymous"),
    ("Prosecutors said the case was over.", "prosecutors", "anonymous"),
    ("Staffers said the mayor shouted.", "staffers", "anonymous"),
]  # fmt: skip

GROUPS = [
    ("Residents said the bridge was noisy.", "residents", "group"),
    ("Critics say the bridge is ugly.", "critics", "group"),
    ("Many experts say the bridge is old.", "many experts", "group"),
    ("Anna Reed and John Marsh said the bridge was safe.", "Anna Reed and John Marsh", "group"),
    ("Anna Reed met John Marsh. Both said the bridge was safe.", "both", "group"),
    ("Witnesses said the bridge shook.", "witnesses", "group"),
    ("Some lawmakers say the law is bad.", "some lawmakers", "group"),
    ("Protesters said they would return.", "protesters", "group"),
]  # fmt: skip

BODIES = [
    ("The Pentagon said the talks went well.", "the Pentagon", "institution"),
    ("The White House said the talks went well.", "the White House", "institution"),
    ("The Trump administration said the talks went well.", "the Trump administration", "institution"),
    ("The Reed campaign said the vote was lost.", "the Reed campaign", "institution"),
    ("The Republican Party said the vote was lost.", "the Republican Party", "institution"),
    ("Hezbollah said the talks went well.", "Hezbollah", "institution"),
    ("Likud said the vote was lost.", "Likud", "institution"),
    ("Republicans said the vote was lost.", "Republicans", "institution"),
    ("The United Nations said the talks went well.", "the United Nations", "institution"),
    ("The IMF said growth was slow.", "the International Monetary Fund", "institution"),
    ("NATO said the talks went well.", "NATO", "institution"),
    ("The State Department said the talks went well.", "the State Department", "institution"),
    ("The Aldermoor Port Authority said the bridge was safe.", "Aldermoor Port Authority", "institution"),
    ("Calder Crossings closed a bridge. The company said it was old.", "Calder Crossings", "institution"),
    ("Calder Crossings closed a bridge. It said the bridge was old.", "Calder Crossings", "institution"),
    ("The sheriff's office said the road was icy.", "the sheriff's office", "institution"),
    ("The government said the road was icy.", "the government", "institution"),
    ("Police said the road was icy.", "police", "institution"),
    ("The ministry said the talks went well.", "the ministry", "institution"),
]  # fmt: skip

COUNTRIES = [
    ("Iraq said the talks went well.", "Iraq", "country"),
    ("The United States said the talks went well.", "United States", "country"),
    ("The U.S. said the talks went well.", "United States", "country"),
    ("Baghdad said the talks went well.", "Iraq", "country"),
    ("Washington denied that the talks had failed.", "United States", "country"),
    ("Tehran says the talks went well.", "Iran", "country"),
]  # fmt: skip

DOCUMENTS = [
    ("The report said the bridge was old.", "the report", "document"),
    ("A memo said the bridge was old.", "a memo", "document"),
    ("The bridge was old, according to the memo.", "the memo", "document"),
    ("Court documents say the bridge was old.", "court documents", "document"),
    ("The bridge was old, according to court filings.", "court filings", "document"),
    ("The lawsuit says the bridge was old.", "the lawsuit", "document"),
    ("A poll found that voters like the bridge.", "a poll", "document"),
    ("The indictment says he took the money.", "the indictment", "document"),
    ("The statement said the bridge was old.", "the statement", "document"),
    ("A study found that bridges grow old.", "a study", "document"),
]  # fmt: skip

MEDIA = [
    ("The New York Times reported that the bridge was old.", "New York Times", "media"),
    ("Reuters reported that the bridge was old.", "Reuters", "media"),
    ("CNN reported that the bridge was old.", "CNN", "media"),
    ("The newspaper said the bridge was old.", "the newspaper", "media"),
    ("State television said the talks went well.", "state television", "media"),
    ("The Aldermoor Herald reported that the bridge was old.", "Aldermoor Herald", "media"),
]  # fmt: skip


def source(body):
    """Of the last statement."""
    article, parses, _ = parsed(body)
    return find_statements(article, parses, ())[-1].source


@pytest.mark.parametrize(("body", "name", "kind"), [*NAMED, *UNNAMED, *GROUPS, *BODIES, *COUNTRIES, *DOCUMENTS, *MEDIA])
def test_a_source_has_a_name_and_a_kind(body, name, kind):
    """Whoever says it, and however they are called."""
    found = source(body)
    assert (found.name, found.kind) == (name, kind)


@pytest.mark.parametrize(("body", "name"), APART)
def test_a_title_is_nobodys_who_does_not_bear_it(body, name):
    """Aides, deputies, former holders and other offices are not the person named before."""
    assert source(body).name == name


@pytest.mark.parametrize(
    ("body", "name", "via"),
    [
        ("Anna Reed told Reuters that the bridge was safe.", "Anna Reed", "Reuters"),
        ("Anna Reed told CNN that the bridge was safe.", "Anna Reed", "CNN"),
        ("“The bridge is safe,” Anna Reed told the New York Times.", "Anna Reed", "New York Times"),
        ("A senior official told Reuters that the bridge was old.", "a senior official", "Reuters"),
        ("Anna Reed told reporters that the bridge was safe.", "Anna Reed", ""),
        ("Anna Reed told John Marsh that the bridge was safe.", "Anna Reed", ""),
    ],
)
def test_whom_a_source_told_carried_it(body, name, via):
    """A medium, but no crowd and no person."""
    found = source(body)
    assert (found.name, found.via) == (name, via)


@pytest.mark.parametrize(
    "body",
    [
        "Two officials said the bridge was old. They spoke on condition of anonymity.",
        "Two officials said the bridge was old. They spoke on condition of anonymity because they feared trouble.",
        "A worker said the bridge was old. The worker spoke on condition of anonymity.",
        "Two engineers said the bridge was old. The engineers asked not to be named.",
    ],
)
def test_who_asks_not_to_be_named_is_anonymous(body):
    """Whatever their kind would be else."""
    article, parses, _ = parsed(body)
    first = find_statements(article, parses, ())[0].source
    assert first.kind == "anonymous"
    assert "anonymity" in first.because or "named" in first.because


def test_another_official_asked_for_nothing():
    """Somebody else's anonymity isn't theirs."""
    spoke = "Two officials spoke to Reuters on condition of anonymity."
    article, parses, _ = parsed(f"{spoke} One of the officials said it was old. Another official said it fell.")
    one, other = (statement.source for statement in find_statements(article, parses, ())[-2:])
    assert (one.name, one.via) == ("one of the officials", "Reuters")
    assert (other.name, other.via) == ("another official", "")
