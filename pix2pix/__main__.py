"""``python -m pix2pix``: the command line."""

from pix2pix.cli.main import main

if __name__ == "__main__":
    main()
