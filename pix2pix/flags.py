"""How settings become flags of the command line.

tyro makes flags from pydantic models by itself. Here a wrong value becomes one sentence instead
of a page, and the flags of a resumed run default to what that run was started with.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_type_hints

from tyro.constructors import (
    ConstructorRegistry,
    StructConstructorSpec,
    StructFieldSpec,
    StructTypeInfo,
)

from pix2pix.config import Config, ConvertConfig, Recipe


def registry(kept: Recipe | None = None) -> ConstructorRegistry:
    """Rules for tyro by which a ``Config`` is made from flags.

    Args:
        kept: Settings that stand where no flag says otherwise; the defaults if there are none.
    """
    recipe = kept or Recipe()
    parts = (recipe.generator, recipe.discriminator, recipe.data, recipe.train, ConvertConfig())
    defaults: dict[type, Config] = {type(part): part for part in parts}
    rules = ConstructorRegistry()

    @rules.struct_rule
    def _config(info: StructTypeInfo) -> StructConstructorSpec | None:
        if info.type not in defaults:
            return None
        config, default = info.type, defaults[info.type]

        def make(**values: Any) -> Config:  # not a ValueError, which tyro would print at length
            return config.make(**values)

        make.__doc__ = config.__doc__  # heads the group in the help
        hints = get_type_hints(config, include_extras=True)
        fields = [
            StructFieldSpec(name, hints[name], getattr(default, name), field.description)
            for name, field in config.model_fields.items()
        ]
        return StructConstructorSpec(make, tuple(fields))

    return rules


def resumed_recipe(arguments: Sequence[str]) -> Recipe | None:
    """The settings of the run that ``--resume --out FOLDER`` carries on with, if it is there.

    Raises:
        CheckpointError: Its ``train.json`` is damaged.
    """
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--out", type=Path, nargs="?")
    known, _ = parser.parse_known_args(arguments)
    if not known.resume or known.out is None:
        return None
    from pix2pix.checkpoint import RECIPE

    if not (known.out / RECIPE).is_file():
        return None
    return Recipe.read(known.out / RECIPE)
