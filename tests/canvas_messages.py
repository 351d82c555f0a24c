"""The messages of a page to the functions of a running canvas: sent as it does, and known again."""

import json
import urllib.request

from playwright.sync_api import Request


def html_component(address: str) -> int:
    """The number of the part of the canvas that its functions belong to."""
    with urllib.request.urlopen(f"{address}/config") as config:
        components = json.load(config)["components"]
    return next(int(each["id"]) for each in components if each["type"] == "html")


def post(address: str, component: int, function: str, message: object) -> dict[str, object]:
    """Ask a function of the canvas, as its page does."""
    body = {
        "data": message,
        "component_id": component,
        "fn_name": function,
        "session_hash": "test",
    }
    request = urllib.request.Request(
        f"{address}/gradio_api/component_server/",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return dict(json.load(response))


def translates(request: Request) -> bool:
    """Whether a page asks for a picture with it."""
    return '"fn_name":"translate"' in (request.post_data or "").replace(" ", "")
