"""The parts of the benchmark, each in a process of its own, with its own memory and threads."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Literal, assert_never, get_args

import psutil

from pix2pix.bench.browser import require_browser
from pix2pix.bench.figures import Figures, Row
from pix2pix.bench.processes import in_fresh_process
from pix2pix.errors import Pix2PixError

Part = Literal[
    "engines",
    "canvas",
    "stroke",
    "site",
    "critic",
    "train",
    "memory",
    "cyclegan",
    "cyclegan-256",
    "gpu",
]
SLOW: Part = "cyclegan-256"  # takes minutes, so it is left out unless named
PARTS: tuple[Part, ...] = tuple(part for part in get_args(Part) if part != SLOW)
LIBRARIES = ("torch", "openvino", "nncf", "gradio")


def why_not(part: Part) -> str:
    """Why a part cannot be measured here, in a sentence; empty if it can."""
    needed = {
        "engines": ("openvino", "nncf"),
        "canvas": ("gradio",),
        "stroke": ("gradio",),
        "site": ("onnxruntime", "onnxscript"),
        "critic": ("gradio", "onnxruntime", "onnxscript"),
    }
    for library in needed.get(part, ()):
        if find_spec(library) is None:
            return f"{library} is not installed; requirements.txt lists it."
    if part in ("site", "critic") and which("npm") is None:
        return "There is no npm, which brings ONNX Runtime for browsers."
    if part == "critic":
        from pix2pix.bench.models import bundled
        from pix2pix.checkpoint.discriminator import has_discriminator

        if not has_discriminator(bundled()):
            return f"{bundled()} has no discriminator."
    if part in ("stroke", "site", "critic"):
        try:
            require_browser()
        except Pix2PixError as error:
            return str(error)
    if part == "gpu":
        from pix2pix.device import gpus

        return "" if gpus() else "PyTorch finds no CUDA device."
    return ""


def run_parts(parts: Iterable[Part], seconds: float = 12) -> tuple[Figures, dict[Part, Exception]]:
    """Measure one part after the other. See ``measure_canvas`` for ``seconds``.

    Returns:
        The figures of all parts that came to their end, and what ended the others.
    """
    whole = Figures({"machine": machine()}, [])
    failed: dict[Part, Exception] = {}
    for part in parts:
        try:
            tree, rows = in_fresh_process(measure, part, seconds)
        except Exception as error:  # whatever it is, the other parts are worth having
            failed[part] = error
        else:
            merge(whole.tree, tree)
            whole.rows.extend(rows)
    return whole, failed


def measure(part: Part, seconds: float) -> Figures:
    """Measure one part in this process."""
    match part:
        case "engines":
            from pix2pix.bench.engines import measure_engines

            return measure_engines()
        case "canvas":
            return measure_canvas(seconds)
        case "stroke":
            return measure_drawing(min(seconds, 20))
        case "site":
            from pix2pix.bench.site import measure_site

            return measure_site(min(seconds, 20))
        case "critic":
            from pix2pix.bench.critic import measure_critic

            return measure_critic(seconds)
        case "train":
            from pix2pix.bench.training import measure_steps, measure_waiting

            return combine(measure_steps(), measure_waiting())
        case "memory":
            from pix2pix.bench.training import measure_memory

            return measure_memory()
        case "cyclegan":
            from pix2pix.bench.cyclegan import measure_cyclegan

            return measure_cyclegan()
        case "cyclegan-256":
            from pix2pix.bench.cyclegan import PAPER, measure_cyclegan

            return measure_cyclegan(3, PAPER)
        case "gpu":
            from pix2pix.bench.gpu import measure_gpu

            return measure_gpu()
        case _:
            assert_never(part)


def measure_canvas(seconds: float) -> Figures:
    """Start the canvas, let eight visitors in for so many seconds, and take it apart."""
    from pix2pix.bench.models import bundled_or_written
    from pix2pix.bench.server import serve
    from pix2pix.bench.stages import measure_stages
    from pix2pix.bench.visitors import measure_visitors

    with TemporaryDirectory(prefix="pix2pix-bench-") as room:
        folder = bundled_or_written(Path(room))
        with serve(folder) as server:
            visitors = measure_visitors(server, folder.name, duration=seconds)
            memory = server.memory()
        stages = measure_stages(folder)
    learnt = folder.parent != Path(room)
    model = folder.name if learnt else f"{folder.name}, untrained"
    tree = {"startup_s": server.startup, "memory": {"serve_mb": memory}, "model": model}
    rows = [
        Row(f"start of the canvas, with {model}", server.startup, None, "s"),
        Row("memory, serving", memory, None, "MB"),
    ]
    return combine(stages, visitors, Figures(tree, rows))


def measure_drawing(seconds: float) -> Figures:
    """Start the canvas and draw on it in a browser for so many seconds."""
    from pix2pix.bench.models import bundled_or_written
    from pix2pix.bench.server import serve
    from pix2pix.bench.stroke import measure_stroke

    require_browser()
    room = TemporaryDirectory(prefix="pix2pix-bench-")
    with room, serve(bundled_or_written(Path(room.name))) as server:
        return measure_stroke(server, seconds)


def combine(*parts: Figures) -> Figures:
    """One tree and one list of rows."""
    whole = Figures({}, [])
    for tree, rows in parts:
        merge(whole.tree, tree)
        whole.rows.extend(rows)
    return whole


def merge(tree: dict[str, Any], more: dict[str, Any]) -> None:
    """Put ``more`` into ``tree``, branch by branch."""
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(tree.get(name), dict):
            merge(tree[name], value)
        else:
            tree[name] = value


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": psutil.getloadavg()[0],
        "python": platform.python_version(),
        **{name: number for name in LIBRARIES if (number := _version(name))},
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
