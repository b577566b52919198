"""Logs: what happened, a line an event, for people or as JSON for machines. It goes to standard error.

A line has the time in UTC, the level, the room that tells it, the event, and values. Whatever a page or a server put
into a value, the line stays one line and commands no terminal. Passwords and tokens are hidden; of an e-mail address
the first letter and the domain are told, in lines of level "debug" all. What else is private, the caller leaves out.
"""

import re
import sys
import traceback
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from threading import Lock
from typing import Any, Literal, TextIO

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["people", "json"]

_GRAVITY = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LONGEST = 1_000
"""Characters of one value."""
_SECRET = re.compile(r"password|passwd|secret|token|authorization|cookie|credential|api_?key|private_?key", re.I)
_USER = re.compile(r"(?<=://)([^/@\s:]*):[^/\s]*@")
_QUERY = re.compile(r"([?&;](?:password|sslpassword|secret|token|t|key|api_?key|sig|signature|auth)=)[^&;\s\"']+", re.I)
_MAIL = re.compile(r"([\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]*@((?:[\w-]+\.)*[\w-]+)")
#: What was signed by us, as the links of mails carry it: words, a dot, 32 bytes in base 64.
_SIGNED = re.compile(r"(?<=/)\.?[\w-]{16,}\.[\w-]{43}(?![\w-])")
#: Names of their own, and no addresses of people.
_KEPT = frozenset({"message_id"})
_HIDDEN = "(hidden)"


class Logger:
    """What a room tells its events by. Nothing is imported before the first one."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, event: str, **values: object) -> None:
        """A step, for whoever looks for a fault."""
        _tell(self._name, "debug", event, values)

    def info(self, event: str, **values: object) -> None:
        """What an owner may want to know."""
        _tell(self._name, "info", event, values)

    def warning(self, event: str, **values: object) -> None:
        """What went wrong and is taken care of: it is tried again."""
        _tell(self._name, "warning", event, values)

    def error(self, event: str, **values: object) -> None:
        """What went wrong, and somebody should look at it."""
        _tell(self._name, "error", event, values)

    def exception(self, event: str, **values: object) -> None:
        """An error with the exception that is being handled: its words, and where it came from."""
        _tell(self._name, "error", event, {**values, **_raised(sys.exc_info()[1])})


def logger(name: str) -> Logger:
    """The logger of a room: `log = logger("fetching")`."""
    return Logger(name)


def about(**values: object) -> AbstractContextManager[None]:
    """Within it every line of this thread has these values: `with about(worker=..., kind=..., key=...):`."""
    from structlog.contextvars import bound_contextvars

    return bound_contextvars(**values)


def start(*, level: Level = "info", form: Form = "people", stream: TextIO | None = None) -> None:
    """Tell from here on what is at least as grave as `level`, to `stream` (standard error if None).

    Warnings of libraries, which use Python's own `logging`, are told in the same way.
    """
    import logging

    _telling.gravity, _telling.form, _telling.lines, _telling.ready = _GRAVITY[level], form, _Lines(stream), False
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if one.get_name() != "retold"]
    root.addHandler(_of_libraries())


def _tell(name: str, level: Level, event: str, values: Mapping[str, object]) -> None:
    if _GRAVITY[level] < _telling.gravity:
        return
    import structlog

    if not _telling.ready:
        structlog.configure(
            processors=[structlog.contextvars.merge_contextvars, _stamped, _safe, _rendered(_telling)],
            wrapper_class=structlog.make_filtering_bound_logger(_telling.gravity),
            logger_factory=lambda *names: _telling.lines,
            cache_logger_on_first_use=False,
        )
        _telling.ready = True
    # Values named like a line's own parts would replace them.
    free = {f"{key}_" if key in {"event", "level", "time", "logger"} else key: v for key, v in values.items()}
    getattr(structlog.get_logger(), level)(event, logger=name, **free)


class _Lines:
    """Writes whole lines. A log that can't be written stops no work."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._lock = Lock()

    @property
    def coloured(self) -> bool:
        """For a person at a terminal who did not ask for none: https://no-color.org."""
        import os

        to = self._to
        return to is not None and not to.closed and to.isatty() and not os.environ.get("NO_COLOR")

    @property
    def _to(self) -> TextIO | None:
        # None where a daemon was started without one.
        return self._stream or sys.stderr

    def msg(self, line: str) -> None:
        """Write one."""
        to = self._to
        if to is not None:
            with self._lock, suppress(OSError, ValueError):
                to.write(line + "\n")
                to.flush()

    debug = info = warning = error = msg


class _Telling:
    """How it is told. Until `start` is called only what went wrong is: a command prints what it found."""

    gravity = _GRAVITY["warning"]
    form: Form = "people"
    lines = _Lines(None)
    #: Whether structlog knows; it takes a tenth of a second to come, and most commands have nothing to tell.
    ready = False


_telling = _Telling()


def _of_libraries() -> Any:  # noqa: ANN401 - `logging` is imported late
    import logging

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            level: Level = "error" if record.levelno >= logging.ERROR else "warning"
            raised = _raised(record.exc_info[1]) if record.exc_info else {}
            _tell(record.name, level, record.getMessage(), raised)

    handler = Handler(logging.WARNING)
    handler.set_name("retold")
    return handler


def _stamped(_: object, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Time, level and room first, as every line has them."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "logger": event.pop("logger"),
        "event": event.pop("event"),
        **event,
    }


def _safe(_: object, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Every value as it may be told."""
    return {key: _HIDDEN if _SECRET.search(key) and v else _told(key, v, level) for key, v in event.items()}


def _told(key: str, value: object, level: str) -> Any:  # noqa: ANN401 - JSON
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(str(k)): _HIDDEN if _SECRET.search(str(k)) else _told(str(k), v, level) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_told(key, one, level) for one in value]
    words = _QUERY.sub(rf"\1{_HIDDEN}", _USER.sub(r"\1:***@", str(value)[: _LONGEST + 200]))
    words = _SIGNED.sub(_HIDDEN, words)
    if level != "debug" and key not in _KEPT:
        words = _MAIL.sub(r"\1…@\2", words)
    words = f"{words[: _LONGEST - 1]}…" if len(words) > _LONGEST else words
    return plain(words)


def plain(words: str) -> str:
    """On one line, and nothing that a terminal would obey: \\n for a line break, \\x1b for an escape."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in words)


def _raised(error: BaseException | None) -> dict[str, object]:
    """An exception in one line: its words, and the calls that led to it, innermost last."""
    if error is None:
        return {}
    calls = traceback.extract_tb(error.__traceback__)[-8:]
    where = " > ".join(f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in calls)
    return {"error": f"{type(error).__name__}: {error}", "where": where}


def _rendered(telling: _Telling) -> Any:  # noqa: ANN401 - a processor of structlog's
    import structlog

    if telling.form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    colours = telling.lines.coloured
    grey, bold, cyan, off = ("\x1b[2m", "\x1b[1m", "\x1b[36m", "\x1b[0m") if colours else ("",) * 4
    grave = {"debug": grey, "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"} if colours else {}

    def render(_: object, level: str, event: MutableMapping[str, Any]) -> str:
        time, said, room, what = (event.pop(key) for key in ("time", "level", "logger", "event"))
        values = "".join(f" {cyan}{key}{off}={_quoted(value)}" for key, value in event.items())
        return f"{grey}{time}{off} {grave.get(level, '')}{said:<7}{off} {grey}{room}{off} {bold}{what}{off}{values}"

    return render


def _quoted(value: object) -> str:
    """A value whose end can be seen, so that a title can't pass for further values."""
    words = str(value)
    if words and not any(character in ' ="' or character.isspace() for character in words):
        return words
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
