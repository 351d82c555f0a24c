"""The command line: ``pix2pix COMMAND``, or ``python -m pix2pix COMMAND``.

Only the modules of this folder print. Exit code 0: done; 2: something was wrong with what was
given, and one sentence on standard error says what; 143 and 130: stopped by a signal, after a
save; 141: nobody reads any more what is printed.
"""

import sys
from collections.abc import Callable

import tyro
from tyro.conf import DisallowNone, OmitArgPrefixes

from pix2pix.cli.apps import canvas, trainer
from pix2pix.cli.bench import bench
from pix2pix.cli.convert import convert
from pix2pix.cli.edges import edges
from pix2pix.cli.evaluate import evaluate
from pix2pix.cli.export import export
from pix2pix.cli.flags import kept_recipe, kept_segmenter, registry
from pix2pix.cli.inspect import inspect
from pix2pix.cli.paper import paper
from pix2pix.cli.poses import poses
from pix2pix.cli.pull import pull
from pix2pix.cli.push import push
from pix2pix.cli.quantize import quantize
from pix2pix.cli.segmenter import segmenter
from pix2pix.cli.site import site
from pix2pix.cli.space import space
from pix2pix.cli.study import study, study_page, study_results
from pix2pix.cli.terminal import complain, saying_what_is_logged, until_nobody_reads
from pix2pix.cli.train import train
from pix2pix.cli.translate import translate
from pix2pix.errors import Pix2PixError


def main() -> None:
    """Run a command; errors raised on purpose become one sentence and exit code 2."""
    commands: dict[str, Callable[..., None]] = {
        "train": train,
        "translate": translate,
        "evaluate": evaluate,
        "segmenter": segmenter,
        "study": study,
        "study-page": study_page,
        "study-results": study_results,
        "edges": edges,
        "poses": poses,
        "inspect": inspect,
        "quantize": quantize,
        "export": export,
        "bench": bench,
        "paper": paper,
        "canvas": canvas,
        "trainer": trainer,
        "convert": convert,
        "pull": pull,
        "push": push,
        "site": site,
        "space": space,
    }
    with until_nobody_reads():
        try:
            with saying_what_is_logged():
                tyro.extras.subcommand_cli_from_dict(
                    commands,
                    prog="python -m pix2pix",
                    description="Pictures into pictures: train a model, use it, measure it. "
                    "Each command has a --help of its own.",
                    config=(OmitArgPrefixes, DisallowNone),
                    registry=registry(kept_recipe(sys.argv[1:]), kept_segmenter(sys.argv[1:])),
                )
        except Pix2PixError as error:
            complain(error)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)
