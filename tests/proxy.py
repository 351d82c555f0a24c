"""A small proxy in front of an app, as nginx stands before it: what lies below a path gets there.

As nginx does for ``location /canvas/``, it sends a browser that leaves out the last slash there.
"""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65536  # bytes
END = "Content-Length: 0\r\nConnection: close\r\n\r\n"
BELOW = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {{}}/\r\n{END}"
NOT_HERE = f"HTTP/1.1 404 Not Found\r\n{END}".encode()


@contextmanager
def proxy(target: str, prefix: str, *, strip: bool) -> Iterator[str]:
    """Stand at a free port and pass on what begins with ``prefix``; yields the address of that.

    Args:
        strip: The app behind does not see the prefix.
    """
    to = urlsplit(target)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            with suppress(OSError):  # the door is closed
                while True:
                    connection, _ = door.accept()
                    arguments = (connection, (to.hostname, to.port), prefix, strip)
                    threading.Thread(target=_pass_on, args=arguments, daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}{prefix}"


def _pass_on(browser: socket.socket, to: tuple[str, int], prefix: str, strip: bool) -> None:
    """One request of a connection, or all of a WebSocket's messages."""
    with browser, suppress(OSError):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = browser.recv(PIECE)
            if not piece:
                return
            head += piece
        first, _, rest = head.partition(b"\r\n")
        method, path, version = first.split(b" ")
        if path == prefix.encode():
            browser.sendall(BELOW.format(prefix).encode())
            return
        if not path.startswith(f"{prefix}/".encode()):
            browser.sendall(NOT_HERE)
            return
        if strip:
            path = path.removeprefix(prefix.encode())
        if b"\r\nupgrade:" not in head.lower():  # so that each request comes through here
            lines = rest.split(b"\r\n")
            kept = [line for line in lines if not line.lower().startswith(b"connection:")]
            rest = b"\r\n".join([b"Connection: close", *kept])
        with socket.create_connection(to) as app:
            app.sendall(b" ".join([method, path, version]) + b"\r\n" + rest)
            _exchange(browser, app)


def _exchange(browser: socket.socket, app: socket.socket) -> None:
    """Pass bytes on both ways until the app is done."""
    others = {browser: app, app: browser}
    with selectors.DefaultSelector() as ready:
        for each in others:
            ready.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                source = browser if key.fileobj is browser else app
                piece = source.recv(PIECE)
                if not piece:
                    return
                others[source].sendall(piece)
