"""The box itself, for the owner: settings, work, backups, versions, what the doctor finds. Nothing is set here."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi import APIRouter, BackgroundTasks, Depends, Request
from starlette.responses import RedirectResponse, Response

from retold import __version__, logs
from retold.errors import InputError, StoreError
from retold.server.box import Box, box_of
from retold.server.guards import limit
from retold.server.listing import MOST
from retold.server.pages import page
from retold.server.sessions import require
from retold.server.signing_in import Form
from retold.service.doctor import examine
from retold.service.keeping import copies, copy_name
from retold.settings import describing

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("owner"))])
log = logs.logger("server")

_WITHIN = 5.0
"""Seconds that a check of the doctor may take on a page; `retold doctor` takes its time."""
_GRAVEST = ("fault", "warning", "ok")
_SAID = {"backup": "A backup is being written. It stands in the list below as soon as it is whole."}


@router.get("/box")
def shown(request: Request, said: str = "") -> Response:
    """What an owner knows of a box by its commands."""
    return _box(request, said=_SAID.get(said, ""))


@router.get("/box/doctor", dependencies=[Depends(limit("doctor", 6))])
def doctor(request: Request) -> Response:
    """How the box is: what `retold doctor` tells. It looks, and changes nothing."""
    box = box_of(request)
    store = box.settings.store or box.store.name
    findings = sorted(
        examine(box.settings, store=store, now=box.clock(), within=_WITHIN), key=lambda one: _GRAVEST.index(one.state)
    )
    return page(request, "doctor.html", here="/box", findings=findings)


@router.post("/box/backup", dependencies=[Depends(limit("backup", 6))])
def backup(request: Request, form: Form, later: BackgroundTasks) -> Response:
    """Write a copy of the store into the folder of backups, as `retold backup` does, once the answer is sent."""
    box = box_of(request)
    if not box.settings.backups:
        return _box(request, faults={"backup": "No folder is set: name one as backups in the settings file."})
    later.add_task(_copy, request, box, Path(box.settings.backups) / copy_name(box.clock()))
    return RedirectResponse("/box?said=backup", 303, background=later)


def _copy(request: Request, box: Box, file: Path) -> None:
    try:
        box.store.backup(file)
    except (StoreError, InputError, OSError) as error:
        log.error("no backup was written", file=str(file), reason=str(error))
        request.app.state.backup_fault = f"The last backup that was asked for here was not written: {error}"
    else:
        log.info("a backup is written", file=str(file))
        request.app.state.backup_fault = ""


def _box(request: Request, *, said: str = "", faults: dict[str, str] | None = None) -> Response:
    box = box_of(request)
    folder = box.settings.backups
    found = copies(Path(folder)) if folder else ()
    failed = getattr(request.app.state, "backup_fault", "")
    return page(
        request,
        "box.html",
        here="/box",
        status=422 if faults else 200,
        counts=box.store.counting.counts(now=box.clock()),
        now=box.clock(),
        folder=folder,
        copies=found[:MOST],
        more=len(found[MOST:]),
        settings=list(_settings(box)),
        file=box.settings.file,
        versions=_versions(box),
        said=said,
        faults=faults or ({"backup": failed} if failed else {}),
    )


def _settings(box: Box) -> Iterator[tuple[str, list[tuple[describing.Setting, str, str]]]]:
    """By section: each setting, its value as it may be shown, and where it was set."""
    sources = box.settings.sources

    def section(told: tuple[describing.Setting, Any]) -> str:
        return told[0].section

    for name, own in groupby(describing.in_force(box.settings), key=section):
        yield name, [(one, one.shown(value), sources.get(one.name, "")) for one, value in own]


def _versions(box: Box) -> list[tuple[str, str]]:
    from retold.store.schema import REVISION

    return [
        ("Retold", __version__),
        ("Python", sys.version.split()[0]),
        ("Store", f"{box.store.name}, migration {REVISION}"),
        ("Database", box.store.version),
    ]
