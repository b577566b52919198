"""`/metrics`: what is asked of the box, what it holds and what waits, as Prometheus reads it.

Only who asks from an address in `site.metrics` gets it. What is counted in the store is remembered for some seconds,
so that no number of watchers costs more than one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import prometheus_client
from fastapi import APIRouter, FastAPI, HTTPException, Request
from prometheus_client import CollectorRegistry, Histogram, Info, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response
from starlette.types import Scope

from retold import __version__, logs
from retold.errors import StoreError
from retold.server.box import Box, box_of
from retold.server.guards import address_of

if TYPE_CHECKING:
    from prometheus_client import Metric

_FOR = 15.0
"""Seconds for which counts of the store are remembered."""
_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds. A page is to be there in a tenth of one."""

router = APIRouter(include_in_schema=False)
log = logs.logger("server")


def install(app: FastAPI, box: Box) -> None:
    """What is counted beside an app."""
    app.state.metrics = Metrics(box)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """All of it; for others than those who watch over the box there is nothing here."""
    if not _may(request):
        raise HTTPException(404)
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)


def _may(request: Request) -> bool:
    box = box_of(request)
    # Whom a proxy asks for that is not trusted nobody knows: they all would seem to be the proxy itself.
    peer = request.client.host if request.client else ""
    if request.headers.getlist("x-forwarded-for") and not _within(peer, box.settings.site.proxies):
        return False
    return _within(address_of(request), box.settings.site.metrics)


def _within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        # Of an IPv6 address the network counts, as for limits.
        asked = ip_network(address)
    except ValueError:
        return False
    return any(ip_network(one, strict=False).overlaps(asked) for one in networks)


class Metrics:
    """Counters of one app."""

    def __init__(self, box: Box) -> None:
        self.registry = CollectorRegistry()
        self._seconds = Histogram(
            "retold_request_seconds", "How long answers took.", ["method", "route"],
            registry=self.registry, buckets=_BOUNDS,
        )  # fmt: skip
        self._answers = prometheus_client.Counter(
            "retold_requests", "Requests by how they were answered.", ["method", "route", "status"],
            registry=self.registry,
        )  # fmt: skip
        Info("retold", "Which Retold this is.", registry=self.registry).info({"version": __version__})
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(_Kept(box))

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request. What leads nowhere is one route, so that nobody can make the list grow."""
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        route = getattr(scope.get("route"), "path", "(none)")
        self._seconds.labels(method, route).observe(seconds)
        self._answers.labels(method, route, f"{status // 100}xx").inc()


class _Kept:
    """What the store holds, counted when it is asked for."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._lock = Lock()
        self._found: tuple[Metric, ...] = ()
        self._until = 0.0

    def describe(self) -> Iterator["Metric"]:
        """Nothing: what there is is known when it is counted."""
        yield from ()

    def collect(self) -> Iterator["Metric"]:
        """Each count; of a store that can't be read only that it can't."""
        with self._lock:
            if monotonic() >= self._until:
                self._found = tuple(_counted(self._box))
                self._until = monotonic() + _FOR
            yield from self._found


def _counted(box: Box) -> Iterator["Metric"]:
    try:
        found = [*_counts(box), *_feeds(box)]
    except StoreError as error:
        log.error("metrics of the store are missing", reason=str(error))
        found = []
    yield _gauge("retold_store_up", "1 if the store can be read.", float(bool(found)))
    yield from found


def _counts(box: Box) -> Iterator["Metric"]:
    now = box.clock()
    counts = box.store.counting.counts(now=now)
    for name, number in counts.kept.items():
        metric = f"retold_{name.replace(' ', '_')}"
        yield _gauge(metric, f"How many {name} were kept.", number)
    waiting = counts.waiting.items()
    yield _gauge("retold_work", "Work planned.", {kind: w.planned for kind, w in waiting}, "kind")
    yield _gauge("retold_work_given_up", "Work given up.", {kind: w.given_up for kind, w in waiting}, "kind")
    late = {k: (now - w.oldest).total_seconds() if w.oldest is not None else 0.0 for k, w in waiting}
    yield _gauge("retold_work_late_seconds", "How long the first work that nobody does has been due.", late, "kind")
    yield _gauge("retold_messages", "Mails of editions.", counts.messages, "state")
    yield _gauge("retold_subscribers", "Readers of mail.", counts.subscribers, "state")


def _feeds(box: Box) -> Iterator["Metric"]:
    from retold.service.feeds import feeds_health

    found = feeds_health(box.store, config=box.settings.config)
    states = Counter(str(health.state) for health in found)
    yield _gauge("retold_feeds", "Watched feeds by how they fare.", states, "state")
    last = max((h.feed.succeeded_at for h in found if h.feed.succeeded_at is not None), default=None)
    if last is not None:
        said = "When a feed was last read, in seconds since 1970."
        yield _gauge("retold_last_fetch_timestamp_seconds", said, last.timestamp())


def _gauge(name: str, said: str, values: float | Mapping[str, float], label: str = "") -> "Metric":
    """A number, or one for each value of a label."""
    made = GaugeMetricFamily(name, said, labels=[label] if label else [])
    for value, number in values.items() if isinstance(values, Mapping) else [("", values)]:
        made.add_metric([value] if label else [], number)
    return made
