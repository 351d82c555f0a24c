"""``python -m app.study FOLDER HOST PORT``: what ``pix2pix study-page`` runs."""

import socket
import sys
import webbrowser
from pathlib import Path

import uvicorn

from app.study.server import application
from pix2pix.errors import Pix2PixError, RunError
from pix2pix.study.folder import Study

HERE = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    """Serve a study until it is stopped; exit code 2 where something is wrong."""
    folder, host, port = sys.argv[1:]
    try:
        study = Study.open(Path(folder))
        listening = _listen(host, int(port))
    except Pix2PixError as error:
        print(f"pix2pix: {error}", file=sys.stderr)
        sys.exit(2)
    number = listening.getsockname()[1]
    own = f"http://127.0.0.1:{number}/"
    print(f"Open {own}, and stop with Ctrl+C.", flush=True)
    if host not in HERE:
        print(f"Others in this network open http://{socket.gethostname()}:{number}/", flush=True)
    if sys.stdout.isatty():
        webbrowser.open(own)
    served = application(study, HERE if host in HERE else ("*",))
    config = uvicorn.Config(
        served, log_level="warning", access_log=False, server_header=False, proxy_headers=False
    )
    try:
        uvicorn.Server(config).run([listening])
    except KeyboardInterrupt:
        sys.exit(130)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise RunError(
            f"{host}:{port} cannot be listened on: {error.strerror}. Choose another --port."
        ) from error


if __name__ == "__main__":
    main()
