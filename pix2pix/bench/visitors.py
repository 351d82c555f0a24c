"""Many people drawing at once: a load generator, bounded in number and time.

Each visitor sends a new drawing as soon as the answer to the last one is there, as the page
does, over one connection that stays open.
"""

import base64
import http.client
import io
import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from pix2pix.bench.figures import Figures, Row, median, p95
from pix2pix.bench.models import random_scribble
from pix2pix.bench.server import Server

MOST_VISITORS, LONGEST = 64, 600  # people, seconds
DRAWINGS = 8  # that each visitor goes through


@dataclass
class Visit:
    """What one visitor saw: seconds of every answer, and how many there were not."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def measure_visitors(server: Server, model: str, count: int = 8, duration: float = 20) -> Figures:
    """Let ``count`` visitors draw for ``duration`` seconds.

    Every answer is newer than the drawing it was asked for, so the slowest visitor's 95th
    percentile shows whether anyone is left waiting.
    """
    count, duration = min(count, MOST_VISITORS), min(duration, LONGEST)
    before = server.memory()
    until = time.perf_counter() + duration
    visit = partial(_visit, server.address, component(server.address), model, until)
    with ThreadPoolExecutor(count) as crowd:
        visits = list(crowd.map(visit, range(count)))
    answers = [1000 * each for one in visits for each in one.seconds]
    figures = {
        "n": count,
        "median_ms": median(answers),
        "p95_ms": p95(answers),
        "slowest_visitor_p95_ms": max(1000 * p95(one.seconds) for one in visits if one.seconds),
        "pictures_per_s": len(answers) / duration,
        "errors": sum(one.errors for one in visits),
        "memory_growth_mb": server.memory() - before,
    }
    row = Row(f"{count} visitors at once", figures["median_ms"], figures["p95_ms"])
    return Figures({"visitors": figures}, [row])


def component(address: str) -> int:
    """Number of the drawing surface among the components of the page."""
    with urllib.request.urlopen(f"{address}/config") as answer:
        components = json.load(answer)["components"]
    return next(int(each["id"]) for each in components if each["type"] == "html")


def _visit(address: str, surface: int, model: str, until: float, visitor: int) -> Visit:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    drawings = [data_url(visitor * DRAWINGS + number) for number in range(DRAWINGS)]
    seen = Visit()
    while time.perf_counter() < until:
        body = {
            "session_hash": f"visitor{visitor}",
            "component_id": surface,
            "fn_name": "translate",
            "data": {"picture": drawings[len(seen.seconds) % DRAWINGS], "model": model},
        }
        asked = time.perf_counter()
        try:
            connection.request(
                "POST",
                "/gradio_api/component_server/",
                json.dumps(body),
                {"Content-Type": "application/json"},
            )
            answer = json.load(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError):
            seen.errors += 1
            connection.close()
            continue
        seen.seconds.append(time.perf_counter() - asked)
        seen.errors += "picture" not in answer
    connection.close()
    return seen


def data_url(seed: int) -> str:
    """A drawing as the page sends it."""
    file = io.BytesIO()
    random_scribble(seed).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
