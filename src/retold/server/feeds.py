"""The feeds, sitemaps and pages that are watched, and how they fare; editors add, change and exchange them as OPML."""

from collections.abc import Callable, Sequence
from typing import Annotated, get_args
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from retold import logs
from retold.errors import InputError
from retold.server.access import reading
from retold.server.box import Box, box_of
from retold.server.guards import limit
from retold.server.listing import fault, page_of
from retold.server.pages import page
from retold.server.sessions import is_at_least, require, signed_in
from retold.server.signing_in import Form
from retold.service import feeds as watched
from retold.types import Feed, FeedKind, Page, User
from retold.watching import Health

router = APIRouter(include_in_schema=False)
log = logs.logger("server")

Editor = Annotated[User, Depends(require("editor"))]
_read = [Depends(reading("all"))]
_edit = [Depends(require("editor"))]

_JUDGED = 300
"""Feeds up to which all of them are judged by their pages for each list; of more, those that are shown."""
_ARTICLES, _VISITS = 20, 40
"""Shown of one feed."""
_WELL = ("well", "new")
_NO_FOLDER = "Without a folder"
_TROUBLE = "Need somebody"
KINDS: tuple[tuple[FeedKind | str, str], ...] = (
    ("feed", "feed"),
    ("sitemap", "sitemap"),
    ("page", "single page, watched for changes"),
)
_SAID = {
    "changed": "It is changed.",
    "removed": "It is not watched any more. What was read of it stays.",
    "visit": "It is visited as soon as a worker comes to it.",
    "new": "It is watched from now on.",
    "known": "It was watched already, and is now as given.",
}


@router.get("/feeds", dependencies=_read)
def shown(request: Request, q: str = "", said: str = "") -> Response:
    """All that is watched: first what needs somebody, then by folder."""
    box = box_of(request)
    paged = page_of(_in_order(box, q[:200]), request.query_params.get("page", ""))
    waiting = [one for one in paged.shown if isinstance(one, Feed)]
    judged = {one.feed.url: one for one in watched.feeds_health(box.store, feeds=waiting, config=box.settings.config)}
    shown = [judged[one.url] if isinstance(one, Feed) else one for one in paged.shown]
    return page(
        request,
        "feeds.html",
        here="/feeds",
        q=q,
        groups=_grouped(shown),
        paged=paged,
        address=f"/feeds?{urlencode({'q': q})}&" if q else "/feeds?",
        planned=box.store.feeds.planned([one.feed.url for one in shown]),
        key_of=watched.key_of,
        place_of=_place_of(request),
        said=_told(said),
    )


@router.get("/feeds.opml", dependencies=_edit)
def export(request: Request) -> Response:
    """All that is watched, as OPML."""
    content = watched.export_feeds(box_of(request).store)
    headers = {"Content-Disposition": 'attachment; filename="retold-feeds.opml"'}
    return Response(content, media_type="text/x-opml; charset=utf-8", headers=headers)


@router.get("/feeds/add", dependencies=_edit)
def adding(request: Request) -> Response:
    """The forms to add one, and a list of them."""
    return _adding(request, {})


@router.post("/feeds", dependencies=[Depends(limit("add feed", 20))])
def add(request: Request, editor: Editor, form: Form) -> Response:
    """Watch an address; of a site, the feed that it names."""
    box = box_of(request)
    kind = next((one for one in get_args(FeedKind) if one == form.get("kind")), None)
    try:
        made = watched.add_feed(
            box.store,
            form.get("address", ""),
            now=box.clock(),
            kind=kind,
            title=form.get("title", "").strip(),
            folder=form.get("folder", ""),
            config=box.settings.config,
        )
    except InputError as error:
        return _adding(request, form, faults=fault(error, field="address"))
    log.info("a feed is added", url=made.feed.url, by=editor.id)
    return RedirectResponse(f"/feeds/{watched.key_of(made.feed.url)}?said={'new' if made.new else 'known'}", 303)


@router.post("/feeds/import", dependencies=[Depends(limit("import feeds", 10))])
def take_in(request: Request, editor: Editor, form: Form) -> Response:
    """Watch what a list names, pasted or at an address."""
    box = box_of(request)
    text, address = form.get("opml", "").strip(), form.get("list", "").strip()
    try:
        if not text and urlsplit(address).scheme not in ("http", "https"):
            raise InputError(address or "the list", "paste it, or give its address, which begins with https://")
        # Never a file of this machine, whatever is written there.
        source = Page(input="the list", content=text.encode()) if text else address
        found = watched.import_feeds(box.store, source, now=box.clock(), config=box.settings.config)
    except (InputError, ValueError) as error:
        told = error if isinstance(error, InputError) else InputError(address, "it is no address of the web")
        return _adding(request, form, faults=fault(told, field="opml" if text else "list"))
    new = sum(one.new for one in found)
    log.info("feeds are imported", new=new, by=editor.id)
    return RedirectResponse(f"/feeds?said=imported-{new}-{len(found) - new}", 303)


@router.get("/feeds/{key}", dependencies=_read)
def one(request: Request, key: str, said: str = "") -> Response:
    """One of them: how it fares, its last visits, its newest articles."""
    return _one(request, _found(request, key), said=_told(said))


@router.post("/feeds/{key}", dependencies=_edit)
def change(request: Request, key: str, form: Form) -> Response:
    """Change title, folder, kind, and how often it is visited."""
    box, feed = box_of(request), _found(request, key)
    kind = next((one for one in get_args(FeedKind) if one == form.get("kind")), feed.kind)
    try:
        watched.change_feed(
            feed,
            title=form.get("title", ""),
            folder=form.get("folder", ""),
            kind=kind,
            every=form.get("every", ""),
            store=box.store,
            now=box.clock(),
        )
    except InputError as error:
        return _one(request, feed, given=form, faults={"every": f"{error.reason[:1].upper()}{error.reason[1:]}."})
    return RedirectResponse(f"/feeds/{key}?said=changed", 303)


@router.post("/feeds/{key}/visit", dependencies=_edit)
def visit(request: Request, key: str, form: Form) -> Response:
    """Visit it now, whatever was planned."""
    box = box_of(request)
    watched.visit_now(_found(request, key), store=box.store, now=box.clock())
    return RedirectResponse(f"/feeds/{key}?said=visit", 303)


@router.get("/feeds/{key}/remove", dependencies=_edit)
def ask_to_remove(request: Request, key: str) -> Response:
    """One button."""
    feed = _found(request, key)
    return page(
        request,
        "sure.html",
        here="/feeds",
        title=f"Stop watching {feed.title or feed.url}?",
        lines=(feed.url, "What was read of it stays. How its pages fared is forgotten."),
        button="Stop watching it",
        action=f"/feeds/{key}/remove",
        back=f"/feeds/{key}",
    )


@router.post("/feeds/{key}/remove")
def remove(request: Request, editor: Editor, key: str, form: Form) -> Response:
    """Watch it no longer."""
    feed = _found(request, key)
    box_of(request).store.feeds.remove(feed.url)
    log.info("a feed is removed", url=feed.url, by=editor.id)
    return RedirectResponse("/feeds?said=removed", 303)


# --- steps


def _found(request: Request, key: str) -> Feed:
    found = watched.find_feed(key, store=box_of(request).store)
    if found is None:
        raise HTTPException(404, "this is not watched, or not any more: /feeds shows what is")
    return found


def _told(said: str) -> str:
    what, _, counts = said.partition("-")
    if what != "imported":
        return _SAID.get(said, "")
    new, _, known = counts.partition("-")
    if not (new.isdecimal() and known.isdecimal()):
        return ""
    before = f" {int(known):,} were watched before." if int(known) else ""
    return f"{int(new):,} {'feed is' if int(new) == 1 else 'feeds are'} watched from now on.{before}"


def _in_order(box: Box, q: str) -> Sequence[Feed | Health]:
    """What is watched, those that need somebody first; judged by their pages where there are not too many."""
    words = q.casefold().split()
    found = [one for one in box.store.feeds.feeds() if _matches(one, words)]
    if len(found) > _JUDGED:
        return sorted(found, key=lambda feed: not (feed.failures or feed.ended_at))
    judged = watched.feeds_health(box.store, feeds=found, config=box.settings.config)
    return sorted(judged, key=lambda one: one.state in _WELL)


def _matches(feed: Feed, words: Sequence[str]) -> bool:
    named = f"{feed.title} {feed.folder} {feed.url}".casefold()
    return all(word in named for word in words)


def _grouped(shown: Sequence[Health]) -> list[tuple[str, list[Health]]]:
    found: dict[str, list[Health]] = {}
    for one in shown:
        name = (one.feed.folder or _NO_FOLDER) if one.state in _WELL else _TROUBLE
        found.setdefault(name, []).append(one)
    return list(found.items())


def _one(
    request: Request,
    feed: Feed,
    *,
    said: str = "",
    given: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    box = box_of(request)
    every = "" if feed.every is None else _duration(feed.every)
    now = {"title": feed.title, "folder": feed.folder, "kind": feed.kind, "every": every}
    [judged] = watched.feeds_health(box.store, feeds=[feed], config=box.settings.config)
    return page(
        request,
        "feed.html",
        here="/feeds",
        status=422 if faults else 200,
        one=judged,
        key=watched.key_of(feed.url),
        visits=box.store.feeds.visits(feed.url)[: -_VISITS - 1 : -1],
        articles=box.store.feeds.newest_articles(feed.url, limit=_ARTICLES),
        due=box.store.feeds.planned([feed.url]).get(feed.url),
        kinds=KINDS,
        given=now | {name: given[name] for name in now if name in given} if given else now,
        place_of=_place_of(request),
        said=said,
        faults=faults or {},
    )


def _adding(request: Request, given: dict[str, str], *, faults: dict[str, str] | None = None) -> Response:
    names = ("address", "title", "folder", "kind", "opml", "list")
    return page(
        request,
        "feed_add.html",
        here="/feeds",
        status=422 if faults else 200,
        kinds=(("", "what is found there"), *KINDS),
        given={name: given.get(name, "") for name in names},
        folders=sorted({feed.folder for feed in box_of(request).store.feeds.feeds() if feed.folder}),
        faults=faults or {},
    )


def _duration(every: float) -> str:
    """As `watching.seconds` reads it."""
    units = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    unit, size = next((unit, size) for unit, size in units if every % size == 0 or size == 1)
    return f"{every / size:g} {unit}"


def _place_of(request: Request) -> Callable[[str], str]:
    """How an address is shown: whole only to who may change it, since some hold a key to what is paid for."""
    if is_at_least(signed_in(request), "editor"):
        return str
    return _without_keys


def _without_keys(address: str) -> str:
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
    except ValueError:
        return ""
