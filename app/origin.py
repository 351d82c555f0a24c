"""Whether a page that asks a server for something is one of that server's own."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def from_here(connection: HTTPConnection) -> bool:
    """Whether the page is one of this server: browsers let any page connect to any."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")
