"""Train a bundled model on another machine, which has a GPU and nothing else: no clone, no network.

    python checkpoints/elsewhere.py pack DATA edges2photo parcel.tar                      # here
    tar xf parcel.tar && python checkpoints/elsewhere.py train edges2photo OUT          # there
    python checkpoints/elsewhere.py join OUT build/models/edges2photo/seed-0              # here

There, it takes Python with the packages of ``requirements.txt`` (Gradio, Streamlit and NNCF aside).
A run that takes longer than ``--minutes`` is stopped and says so. What it made comes back in parts
of at most 15 MB with their checksums; ``train_models.py`` then goes on from the joined run.
"""

import signal
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import tyro
from models import MODELS, ROOT, gather

from pix2pix.checkpoint.files import LOG, NEEDED, STATUS, Purpose, files_for

MOST, PART = 60_000_000, 15_000_000  # bytes of the parcel; of a part
SHOWN = 20  # held-out pairs of each set that travel, or pictures of each domain, for the curve
SUMS = "SHA256SUMS"
PAIRS = "pairs"
MADE = (*files_for(Purpose.NEEDED, Purpose.REVERSE, Purpose.FINE_TUNING), LOG, STATUS)


def pack(data: Path, name: str, parcel: Path, /) -> None:
    """Pack code and pairs.

    Args:
        data: The folder with the sets of pairs.
        name: Which of the models.
        parcel: The tar file to write.
    """
    files = [*ROOT.glob("pix2pix/**/*.py"), *ROOT.glob("checkpoints/*.py")]
    files += ROOT.glob("checkpoints/*.json")
    with TemporaryDirectory() as folder, tarfile.open(parcel, "w", dereference=True) as tar:
        for file in sorted(files):
            tar.add(file, file.relative_to(ROOT))
        gather(data, MODELS[name], Path(folder))
        for split in sorted(Path(folder).iterdir()):
            most = None if split.name.startswith("train") else SHOWN * len(MODELS[name].sets)
            for file in sorted(split.iterdir())[:most]:
                tar.add(file, Path(PAIRS, split.name, file.name))
    if parcel.stat().st_size > MOST:
        sys.exit(f"{parcel} has {parcel.stat().st_size / 1e6:.0f} MB, more than {MOST / 1e6:.0f}.")


def train(name: str, out: Path, /, minutes: float = 9, seed: int = 0) -> None:
    """Train from nothing, then split what was made.

    Args:
        name: Which of the models.
        out: Folder for the parts.
        minutes: After which the run is stopped.
        seed: Of the run.
    """
    run = ROOT / "run"
    settings = MODELS[name].settings(seed).split()
    command = [sys.executable, "-m", "pix2pix", "train", str(ROOT / PAIRS), "--out", str(run)]
    with subprocess.Popen([*command, *settings], cwd=ROOT) as process:
        try:
            process.wait(60 * minutes)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)  # it saves first
            process.wait()
            print(f"Not finished after {minutes:g} minutes: what it has learnt so far was kept.")
    split(run, out)


def split(run: Path, out: Path) -> None:
    """Write the files of a run in parts, with their checksums."""
    out.mkdir(parents=True, exist_ok=True)
    sums = []
    for name in MADE:
        if name not in NEEDED and not (run / name).is_file():  # as of a second direction
            continue
        content = (run / name).read_bytes()
        sums.append(f"{sha256(content).hexdigest()}  {name}")
        (out / name).parent.mkdir(exist_ok=True)
        for part in range(0, len(content), PART):
            (out / f"{name}.{part // PART}").write_bytes(content[part : part + PART])
    (out / SUMS).write_text("\n".join(sums) + "\n", encoding="utf-8")


def join(parts: Path, run: Path, /) -> None:
    """Put the parts together again, if they are whole.

    Args:
        parts: Their folder.
        run: The folder to write.
    """
    run.mkdir(parents=True, exist_ok=True)
    for line in (parts / SUMS).read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ")
        found = sorted(parts.glob(f"{name}.*"), key=lambda part: int(part.suffix[1:]))
        content = b"".join(part.read_bytes() for part in found)
        if sha256(content).hexdigest() != expected:
            sys.exit(f"{parts}: {name} is not whole. Fetch its {len(found)} parts again.")
        (run / name).parent.mkdir(exist_ok=True)
        (run / name).write_bytes(content)


if __name__ == "__main__":
    tyro.extras.subcommand_cli_from_dict({"pack": pack, "train": train, "join": join})
