"""Tells pages that hold no article - consent walls, logins, errors, lists, videos - and says what they are.

Judges by counts over the visible lines; when in doubt the page is an article, with little confidence.
"""

import re
from collections.abc import Sequence

from retold.config import DEFAULT, Reading
from retold.intake.furniture import asks, is_paywall
from retold.intake.metadata import Metadata
from retold.intake.visible import Line

_CONSENT = re.compile(
    r"cookie|consent|gdpr|privacy (?:policy|settings|choices)|personali[sz]ed ads|legitimate interest|data protection|"
    r"datenschutz|einwilligung|vie privée|confidentialité|privacidad|prywatnoś|конфиденциальност|隐私",
    re.I,
)
_ERROR = re.compile(
    r"\b(?:40[0-9]|50[0-4])\b.{0,20}\b(?:error|not found|forbidden|denied|unavailable|gateway)|"
    r"\bpage (?:can(?:no|')t be|not|was not|could not be|doesn't) (?:found|exist)|\bnot found\b|"
    r"^(?:error )?(?:403|404|410|500|502|503)$|access denied|"
    r"page (?:is )?unavailable|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|"
    r"strona nie (?:została )?znaleziona|страница не найдена|页面不存在|service unavailable|bad gateway|"
    r"\b(?:this|the|that) (?:page|article|story|content|link)\b.{0,20}"
    r"(?:no longer|removed|moved|expired|gone|unavailable)|"
    r"(?:find|locate) (?:that|the|this|your) page|page n['’]existe (?:pas|plus)|"
    r"(?:seite|artikel)\b.{0,20}(?:existiert nicht|nicht mehr (?:verfügbar|vorhanden))|"
    r"pagina (?:non trovata|niet gevonden)|"
    r"página (?:no existe|não existe|não encontrada)|sidan (?:finns inte|hittades inte)|siden (?:findes|finnes) ikke|"
    r"η σελίδα δεν (?:βρέθηκε|υπάρχει)|sayfa bulunamadı|الصفحة غير موجودة|找不到(?:该)?页面|ページが見つかりません",
    re.I,
)
_ROBOT = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|verify (?:that )?you are (?:a )?human|captcha|"
    r"checking your browser|unusual traffic|enable javascript and cookies|ddos protection",
    re.I,
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|anmelden|connexion|iniciar sesión|zaloguj|войти|вход)\b|\bforgot(?:ten)? (?:your )?password",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"”’»)\]]*$")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
# Parts of schema.org and Open Graph types.
_OTHER_KINDS = (
    ("video", "a video"),
    ("gallery", "a gallery of pictures"),
    ("podcast", "a recording"),
    ("audio", "a recording"),
)
# Articles have lists of a few such headlines; a summary is one or two short lines.
_FEWEST_CARDS = 7
_MOST_BELOW = 2
_LONGEST_SUMMARY = 45
_SHORT = 100
_ARTICLE_KIND = re.compile(r"article|blogposting|report", re.I)


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces two characters count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WIDE.sub(" ", text).split()) + wide // 2 if wide else len(text.split())


def what_instead(
    lines: Sequence[Line], taken: Sequence[bool], about: Metadata, *, password: bool, config: Reading = DEFAULT.reading
) -> str | None:
    """What the page is, and what to do about it, if it is no article; None if it may be one."""
    shown = [line for line in lines if not line.hidden]
    body = [line for line, chosen in zip(lines, taken, strict=True) if chosen]
    size = sum(count_words(line.text) for line in body)
    if not shown and not body:
        return "it shows no words without a script; save it from a browser and pass that file"
    heading = " ".join((*about.headings[:1], about.titles.get("title", "")))
    if size < 150:
        if _ROBOT.search(heading) or (size < 60 and any(_ROBOT.search(line.text) for line in shown[:30])):
            return "only a check against robots was found; fetch it with a browser and pass the saved page"
        if _ERROR.search(heading):
            return f"only an error page was found ({heading.strip()[:80]}); check the address"
        if _LOGIN.search(heading) or (password and size < config.min_words):
            return "only a login page was found; log in with a browser and pass the saved page"
    if size < 400 and body and _share(body, _CONSENT) > 0.4:
        return "only a cookie notice was found; fetch it with a browser and pass the saved page"
    if size < _SHORT and size and _share_asking(body) > 0.6:
        return "only an appeal to subscribe was found; sign in with a browser and pass the saved page"
    is_article = any(_ARTICLE_KIND.search(kind) for kind in about.kinds)
    if not is_article and (cards := _cards(lines, taken, size)) >= _FEWEST_CARDS:
        return f"only a list of {cards} headlines with summaries was found; pass the pages it leads to"
    if size >= config.min_words:
        return _list_or_nothing(shown, body, size)
    return _too_little(shown, body, size, about)


def _share(lines: Sequence[Line], pattern: re.Pattern[str]) -> float:
    """Share of the words that stand in lines with the pattern."""
    total = sum(len(line.text) for line in lines)
    return sum(len(line.text) for line in lines if pattern.search(line.text)) / total if total else 0.0


def _share_asking(body: Sequence[Line]) -> float:
    """Share of the sentences, by length, that ask to pay or sign in."""
    asking = [line for line in body if is_paywall(line.text) or ("paywall" in line.reasons and asks(line.text))]
    total = sum(len(line.text) for line in body if line in asking or _SENTENCE_END.search(line.text))
    return sum(len(line.text) for line in asking) / total if total else 0.0


def _cards(lines: Sequence[Line], taken: Sequence[bool], size: int) -> int:
    """How many headlines with a link and a few words below make up the body; 0 if there is much else in it."""
    words = cards = 0
    below, told = _MOST_BELOW, True
    for line, chosen in zip(lines, taken, strict=True):
        if line.hidden and not chosen:
            continue
        length = count_words(line.text)
        if line.linked > 0.8 and 3 <= length <= 25:
            below, told = 0, False
            words += length * chosen
        elif chosen and below < _MOST_BELOW and length <= _LONGEST_SUMMARY:
            below += 1
            words += length
            cards, told = cards + (not told), True
        elif length > 3:
            below = _MOST_BELOW
    return cards if words >= 0.8 * size else 0


def _list_or_nothing(shown: Sequence[Line], body: Sequence[Line], size: int) -> str | None:
    linked = sum(line.linked * len(line.text) for line in body) / sum(len(line.text) for line in body)
    ended = sum(count_words(line.text) for line in body if _SENTENCE_END.search(line.text) and line.linked < 0.5)
    if linked > 0.6 and ended < 60:
        headlines = sum(line.linked > 0.8 and 3 <= count_words(line.text) <= 25 for line in shown)
        return f"only a list of {headlines} links was found; pass the pages it leads to"
    return None


def _too_little(shown: Sequence[Line], body: Sequence[Line], size: int, about: Metadata) -> str | None:
    is_article = any(_ARTICLE_KIND.search(kind) for kind in about.kinds)
    if size >= 8 and is_article and any(_SENTENCE_END.search(line.text) for line in body):
        return None
    consent = _share(shown, _CONSENT)
    if consent > 0.3:
        return "only a cookie notice was found; fetch it with a browser and pass the saved page"
    for part, what in _OTHER_KINDS:
        if any(part in kind.lower() for kind in about.kinds):
            return f"only {what} was found; there is nothing to read"
    headlines = sum(line.linked > 0.8 and 3 <= count_words(line.text) <= 25 for line in shown)
    if headlines >= 8:
        return f"only a list of {headlines} links was found; pass the pages it leads to"
    if size >= 8 and any(_SENTENCE_END.search(line.text) for line in body):
        return None
    words = sum(count_words(line.text) for line in shown)
    return (
        f"{words} words are shown and none of them read like an article; if it needs a script, save it from a browser "
        "and pass that file"
    )
