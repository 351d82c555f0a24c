"""``python -m app.canvas.site OUT NAME=FOLDER ...``: what ``pix2pix site`` runs."""

import sys
from pathlib import Path

from app.canvas.site.build import build
from pix2pix import Pix2PixError


def main() -> None:
    """Build the site, saying what is done; exit code 2 where something is wrong."""
    out, *models = sys.argv[1:]
    folders = dict(each.split("=", 1) for each in models)
    try:
        for part in build(Path(out), {name: Path(folder) for name, folder in folders.items()}):
            print(f"{part} …", file=sys.stderr, flush=True)
    except Pix2PixError as error:
        print(f"pix2pix: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
