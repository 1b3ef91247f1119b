"""The desk's numbers for Prometheus.

Belongs here: which there are. Not here: who may read them (see `web.health`).
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counted in a registry of its own, so that two desks in one process don't mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "unsay_http_requests", "Answers given", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "unsay_http_request_seconds",
            "From a request's head to the end of its answer",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )

    def gauge(self, name: str, words: str, read: Callable[[], float]) -> None:
        """Show what `read` says when asked."""
        Gauge(f"unsay_{name}", words, registry=self._registry).set_function(read)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. `route` is a template: an address asked for by a stranger makes no new series."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def exposition(self) -> tuple[str, bytes]:
        """Return the content type and text that Prometheus reads."""
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
