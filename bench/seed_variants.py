"""The acceptance pair's articles among other furniture: mastheads, forms, lists, bars and footers of our own invention.

An article (its headline, its paragraphs as lists of sentences) comes in, a flattened page comes out; nothing of any
article's text is kept here. The same seed gives the same page.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article that furniture is put around."""

    headline: str
    #: Its paragraphs, each as its sentences.
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def body(self) -> str:
        """All of its sentences, single blanks between."""
        return " ".join(sentence for paragraph in self.paragraphs for sentence in paragraph)


def pair(shared: Path) -> tuple[Told, Told]:
    """The two articles of the acceptance pair, from their gold."""
    gold = json.loads((shared / "seeds" / "alignment_gold.json").read_text(encoding="utf8"))
    titles = json.loads((shared / "seeds" / "statements_gold.json").read_text(encoding="utf8"))["docs"]
    out = []
    for number, side in enumerate("ab"):
        page = sorted((shared / "seeds").glob("*.txt"))[number].read_text(encoding="utf8")
        sentences = [" ".join(one["text"].split()) for one in gold[f"{side}_sentences"] if one["role"] == "body"]
        paragraphs: list[list[str]] = []
        for line in (" ".join(line.split()) for line in page.split("\n")):
            held = [sentence for sentence in sentences if sentence in line]
            if held:
                paragraphs.append(held)
        title = titles[f"seed{number}"]["headline"]["text"]
        out.append(Told(headline=title, paragraphs=tuple(map(tuple, paragraphs))))
    return out[0], out[1]


def variant(told: Told, seed: int) -> str:
    """A page of the article with furniture drawn by `seed`."""
    rng = random.Random(seed)
    outlet = rng.choice(OUTLETS)
    wide = rng.random() < 0.35  # a group of furniture is one long line
    lines = _top(told, outlet, rng)
    inside = set(rng.sample(range(1, len(told.paragraphs)), rng.choice((0, 1, 1, 2, 2, 3))))
    torn = rng.choice((None, None, *inside)) if inside else None
    for i, paragraph in enumerate(told.paragraphs):
        if i in inside and not (i == torn and len(paragraph) > 1):
            lines += _together(_island(outlet, rng), wide)
        if i == torn and len(paragraph) > 1:
            at = rng.randrange(1, len(paragraph))
            lines += [" ".join(paragraph[:at]), *_together(_island(outlet, rng), wide), " ".join(paragraph[at:])]
        else:
            lines.append(" ".join(paragraph))
    for group in rng.sample(FOOTERS, rng.randint(0, 4)):
        lines += _together([line.format(outlet=outlet, title=told.headline) for line in group], wide)
    return rng.choice(("\n", "\n", "\n\n")).join(lines)


def _top(told: Told, outlet: str, rng: random.Random) -> list[str]:
    day = rng.choice(RENDERED).format(day=rng.randint(1, 28), year=rng.randint(2022, 2025))
    top = [[outlet, day], [outlet.upper(), f"| {day} |"], [day, outlet], [outlet], [], [f"{outlet} | {day}"]]
    lines = list(rng.choice(top))
    if lines and rng.random() < 0.5:
        lines += rng.choice(MENUS)
    titled = f"{told.headline} {rng.choice('-–|')} {outlet}"
    lines = rng.choice(([titled, *lines, told.headline], [*lines, told.headline], [*lines, titled]))
    if rng.random() < 0.4:
        lines.append(rng.choice(BYLINES))
    if rng.random() < 0.3:
        lines += rng.choice(SHARES)
    return lines


def _island(outlet: str, rng: random.Random) -> list[str]:
    kind = rng.random()
    if kind < 0.4:
        heading, ask, button, consent = rng.choice(FORMS)
        entries = rng.choice((None, *LISTS))
        listed = [] if entries is None else [f"({ask}) " + " ".join(entries)] if rng.random() < 0.6 else [ask, *entries]
        return [heading.format(outlet=outlet), *listed, button, *([consent] if rng.random() < 0.7 else [])]
    if kind < 0.55:
        return list(rng.choice(LISTS))
    if kind < 0.7:
        heading = rng.choice(RELATED_HEADINGS)
        chosen = rng.sample(TEASERS, rng.randint(1, 3))
        return [f"{heading} {chosen[0]}"] if heading.endswith(":") and rng.random() < 0.5 else [heading, *chosen]
    return list(rng.choice((*SHARES, *ADVERTISEMENTS, *COOKIES)))


def _together(lines: list[str], wide: bool) -> list[str]:
    return [" ".join(lines)] if wide else lines


OUTLETS = (
    "The Quarrel Bay Sentinel", "Northmoor Gazette", "Radio Seven Hills", "Alder Valley Post", "Küstenbote Online",
    "Le Courrier des Dunes", "El Faro del Norte", "Gazeta Doliny", "Kestrel News Network", "The Tin Harbour Times",
    "Vestfjord Tidende", "Lakeside Daily Mirror",
)  # fmt: skip
RENDERED = (
    "{day} March {year}, Friday", "Tuesday, October {day}, {year}", "Freitag, {day}. Januar {year}",
    "{year}-11-{day:02d}", "lundi {day} mai {year}", "{day:02d}/07/{year}", "Updated: {day} August {year} 09:41 GMT",
    "Wed, {day} Apr {year}", "martes, {day} de junio de {year}", "{day} grudnia {year}",
)  # fmt: skip
MENUS = (
    ["Home", "News", "Sport", "Culture", "Opinion", "Weather", "Contact"],
    ["Home | World | Business | Tech | Life | Jobs"],
    ["Startseite", "Politik", "Wirtschaft", "Sport", "Reise", "Anmelden"],
    ["Accueil", "Politique", "Monde", "Économie", "Se connecter"],
    ["Skip to content", "Menu", "Search", "Sign in", "Subscribe"],
    ["World", "Middle East", "Europe", "Asia", "Log in"],
)
BYLINES = ("By Mara Tolvanen", "By Idris Quayle and Petra Voss", "Staff report", "By Jonas Eklund, Staff Writer")
SHARES = (
    ["Share this article", "Facebook", "X", "WhatsApp", "Copy link"],
    ["Share", "Tweet", "Email", "Print"],
    ["Teilen", "Facebook", "WhatsApp", "E-Mail", "Drucken"],
    ["Partager", "Facebook", "Twitter", "Imprimer"],
    ["Share on LinkedIn", "Share on Telegram", "Save for later"],
)
FORMS = (
    ("The morning's five stories, straight to your inbox", "choose your country", "Sign me up",
     "By signing up you agree to receive mail from us. You can unsubscribe at any time."),
    ("Don't miss a thing: get our evening letter", "Select one", "Subscribe now",
     "We will never share your email address with anyone."),
    ("Join 40,000 readers of {outlet}", "select your region", "Join free",
     "By submitting this form you accept our terms of use and privacy policy."),
    ("Melden Sie sich für unseren Newsletter an", "bitte auswählen", "Jetzt anmelden",
     "Mit der Anmeldung stimmen Sie unseren Datenschutzbestimmungen zu."),
    ("Inscrivez-vous à notre newsletter", "choisissez", "Je m'inscris",
     "Vous pouvez vous désinscrire à tout moment."),
    ("Suscríbete a nuestro boletín diario", "elige una opción", "Suscribirme",
     "Al suscribirte aceptas nuestra política de privacidad."),
    ("Zapisz się do naszego newslettera", "wybierz", "Zapisz się",
     "Zapisując się, akceptujesz naszą politykę prywatności."),
    ("Stay ahead with the Tide Letter", "please pick a country", "Get the letter",
     "By giving us your address you are opting in to the Tide Letter."),
    ("Sign up for breaking news alerts", "Select your time zone", "Submit",
     "Thank you for subscribing! Check your inbox to confirm."),
    ("Iscriviti alla nostra newsletter", "scegli", "Iscriviti", "Potrai annullare l'iscrizione in qualsiasi momento."),
)  # fmt: skip
LISTS = (
    ["Argentina", "Australia", "Austria", "Belgium", "Brazil", "Bulgaria", "Canada", "Chile", "China", "Colombia",
     "Croatia", "Denmark", "Egypt", "Estonia", "Finland", "France", "Germany", "Ghana", "Greece", "Hungary",
     "Iceland", "India", "Indonesia", "Ireland", "Israel", "Italy", "Japan", "Kenya", "Latvia"],
    ["Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware", "Florida",
     "Georgia", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine",
     "Maryland", "Massachusetts", "Michigan", "Minnesota"],
    ["Australian Dollar", "Brazilian Real", "British Pound", "Canadian Dollar", "Chinese Yuan", "Danish Krone", "Euro",
     "Hong Kong Dollar", "Hungarian Forint", "Indian Rupee", "Japanese Yen", "Mexican Peso", "New Zealand Dollar",
     "Norwegian Krone", "Polish Zloty", "Singapore Dollar", "Swedish Krona", "Swiss Franc", "US Dollar"],
    ["Africa/Cairo", "Africa/Lagos", "America/Bogota", "America/Chicago", "America/Denver", "America/New York",
     "Asia/Baghdad", "Asia/Dubai", "Asia/Tokyo", "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/London",
     "Europe/Paris", "Pacific/Auckland"],
    ["Ain", "Aisne", "Allier", "Ardèche", "Ardennes", "Aube", "Aude", "Aveyron", "Calvados", "Cantal", "Charente",
     "Cher", "Corrèze", "Creuse", "Dordogne", "Doubs", "Drôme", "Eure", "Finistère", "Gard"],
    ["Accounting", "Administration", "Architecture", "Arts", "Banking", "Consulting", "Design", "Education",
     "Engineering", "Finance", "Government", "Health Care", "Hospitality", "Insurance", "Law", "Logistics"],
    ["Arabic", "Bengali", "Czech", "Danish", "Dutch", "English", "Finnish", "French", "German", "Greek", "Hebrew",
     "Hindi", "Italian", "Japanese", "Korean", "Polish", "Portuguese"],
)  # fmt: skip
RELATED_HEADINGS = (
    "Read more:",
    "Related articles",
    "RELATED:",
    "Lesen Sie auch:",
    "À lire aussi",
    "Most read",
    "Lea también:",
)
TEASERS = (
    "Five orchards to visit before the frost", "Ferry fares to rise on the northern line",
    "Why the old lighthouse keeper will not move", "In pictures: the kite festival of Alder Valley",
    "Choir wins prize after forty years", "How a village saved its last bakery",
    "Storm closes the coast road for a third day", "Chess prodigy, nine, beats the town's master",
)  # fmt: skip
ADVERTISEMENTS = (
    ["Advertisement", "Story continues below advertisement"],
    ["ADVERTISEMENT"],
    ["Anzeige"],
    ["Sponsored", "Remove ads with a subscription"],
)
COOKIES = (
    ["We use cookies to improve your experience.", "Accept all", "Manage preferences"],
    ["Wir verwenden Cookies, um unsere Website zu verbessern.", "Alle akzeptieren"],
    ["Nous utilisons des cookies pour améliorer votre expérience.", "Tout accepter", "Continuer sans accepter"],
)
FOOTERS = (
    ["View original post here:", "{title} - {outlet}"],
    ["{title} | {outlet}"],
    ["About the author", "Mara Tolvanen covers the northern coast for {outlet}.", "View all posts by Mara Tolvanen"],
    ["Comments", "tidewatcher77 says:", "I said this would happen years ago and nobody listened!", "Reply",
     "old_salt wrote 2 hours ago", "lol what else is new", "Reply", "Leave a comment"],
    ["3 Comments", "Log in to comment", "Grumpy Heron", "Great piece, thank you for writing this.", "Report", "Like"],
    ["Related articles", "Ferry fares to rise on the northern line", "Choir wins prize after forty years"],
    ["Most popular", "Storm closes the coast road for a third day", "Five orchards to visit before the frost",
     "How a village saved its last bakery"],
    ["© 2024 {outlet}. All rights reserved.", "Terms of use", "Privacy policy", "Contact us"],
    ["Tags: harbour, council, weather"],
    ["Share this:", "Facebook", "Twitter", "Email"],
    ["Subscribe to our newsletter", "Your email address", "Subscribe"],
    ["We use cookies on this site. By continuing you agree to our cookie policy.", "Accept"],
    ["Follow {outlet} on Facebook and Instagram", "Download our app"],
    ["Leave a Reply", "Your email address will not be published. Required fields are marked *", "Name", "Website"],
    ["Impressum", "Datenschutz", "AGB", "Kontakt"],
)  # fmt: skip
