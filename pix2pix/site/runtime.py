"""Fetches ONNX Runtime for browsers from npm: exactly the files that package-lock.json names."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from pix2pix.errors import DiskError, Pix2PixError

LOCK = Path(__file__).parent / "runtime"
PACKAGE = Path("node_modules", "onnxruntime-web")
FILES = (  # its library for either engine, and the WebAssembly that each of them loads
    "ort.wasm.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort.webgpu.min.mjs",
    "ort-wasm-simd-threaded.asyncify.mjs",
    "ort-wasm-simd-threaded.asyncify.wasm",
)
NO_NODE = (
    "A site is built with npm, which was not found. Install Node 20.19 or newer, which brings it; "
    "whoever visits the site needs neither."
)


def fetch_runtime(out: Path) -> None:
    """Write the files that run networks in a browser into a folder.

    Raises:
        Pix2PixError: There is no npm, or the package could not be fetched.
        DiskError: There is no room.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise Pix2PixError(NO_NODE)
    with tempfile.TemporaryDirectory() as room:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(LOCK / name, Path(room) / name)
        words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        fetched = subprocess.run(words, cwd=room, capture_output=True, text=True, check=False)
        if fetched.returncode:
            reason = next(iter(fetched.stderr.strip().splitlines()), "no reason given")
            raise Pix2PixError(
                f"npm could not fetch onnxruntime-web: {reason}. Check the connection, and what "
                "`npm config get registry` says."
            )
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name in FILES:
                shutil.copyfile(Path(room) / PACKAGE / "dist" / name, out / name)
        except OSError as error:
            raise DiskError(f"{out} could not be written: {error}.") from error
