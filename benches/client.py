"""What the measurements of writes share: kept connections, and quantiles of what was measured."""

import http.client
from urllib.parse import urlparse

ITEMS = "/api/collections/violations/items"


def connect(address: str) -> http.client.HTTPConnection:
    """A connection that is kept, without Nagle's wait."""
    connection = http.client.HTTPConnection(urlparse(address).netloc, timeout=120)
    connection.connect()
    return connection


def ask(connection, method, target, body=None, headers={}):
    connection.request(method, target, body, headers)
    response = connection.getresponse()
    return response.status, response.read()


def quantiles(values: list[float]) -> str:
    """p50 and p99 of seconds, in ms."""
    values = sorted(values)
    p50, p99 = values[len(values) // 2], values[min(len(values) - 1, len(values) * 99 // 100)]
    return f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"
