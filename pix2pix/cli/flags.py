"""How settings become flags of the command line.

tyro makes flags from pydantic models by itself. Here a wrong value becomes one sentence instead
of a page, and the flags of a run that goes on, or that starts from a checkpoint, default to what
that one was made with.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from tyro.constructors import (
    ConstructorRegistry,
    PrimitiveConstructorSpec,
    StructConstructorSpec,
    StructFieldSpec,
    StructTypeInfo,
)

from pix2pix.config import (
    BaseGeneratorConfig,
    Config,
    ConvertConfig,
    MethodSettings,
    PaperConfig,
    Reading,
    Recipe,
    SegmenterConfig,
    SegmenterRecipe,
    Size,
    StudySettings,
)
from pix2pix.config.generator import generator_of

ONE_WORD = PrimitiveConstructorSpec[Any](
    nargs=1,
    metavar="PX|HEIGHTxWIDTH",
    instance_from_str=lambda words: words[0],  # the config reads it, or says what is wrong
    is_instance=lambda size: isinstance(size, Size),
    str_from_instance=lambda size: [str(size)],
)


def registry(
    kept: Recipe | None = None, segmenter: SegmenterConfig | None = None
) -> ConstructorRegistry:
    """Rules for tyro by which a ``Config`` is made from flags.

    Args:
        kept: Settings that stand where no flag says otherwise; the defaults if there are none.
        segmenter: Those of a segmenter, likewise.
    """
    recipe = kept or Recipe()
    parts = [getattr(recipe, name) for name in Recipe.model_fields]
    defaults: dict[type, Config] = {type(part): part for part in parts if isinstance(part, Config)}
    # Whichever architecture and method a command names: those of the recipe are meant.
    unions: tuple[type[Config], ...] = (BaseGeneratorConfig, MethodSettings)
    chosen = (recipe.generator, recipe.method)
    others = (ConvertConfig(), PaperConfig(), Reading(), StudySettings())
    defaults |= {type(config): config for config in (*others, segmenter or SegmenterConfig())}
    rules = ConstructorRegistry()

    @rules.struct_rule
    def _config(info: StructTypeInfo) -> StructConstructorSpec | None:
        default = defaults.get(info.type)
        for union, part in zip(unions, chosen, strict=True):
            if isinstance(info.type, type) and issubclass(info.type, union):
                default = part
        if default is None:
            return None
        config = type(default)

        def make(**values: Any) -> Config:  # not a ValueError, which tyro would print at length
            return config.make(**values)

        make.__doc__ = config.__doc__  # heads the group in the help
        hints = get_type_hints(config, include_extras=True)
        fields = [
            StructFieldSpec(name, _flag(hints[name]), getattr(default, name), field.description)
            for name, field in config.model_fields.items()
        ]
        return StructConstructorSpec(make, tuple(fields))

    return rules


def _flag(hint: Any) -> Any:
    """The type of a field, where it is a size as one flag; tyro would make two of its sides."""
    size = Annotated[Size, ONE_WORD]
    if hint == Size:
        return size
    return size | None if hint == Size | None else hint


def told(reading: Reading) -> Reading | None:
    """How pairs lie, where a flag said so."""
    return None if reading == Reading() else reading


def kept_recipe(arguments: Sequence[str]) -> Recipe | None:
    """The settings of the run of ``--resume --out RUN``, or those of ``--recipe NAME``.

    The network is that of the model of ``--init CHECKPOINT``, and so are the domains where no
    recipe names its own.

    Raises:
        CheckpointError: The run or the model is damaged.
        ConfigError: There is no recipe of that name.
    """
    known = _known(arguments)
    from pix2pix.checkpoint.files import RECIPE

    if known.resume and known.out is not None and (known.out / RECIPE).is_file():
        return Recipe.read(known.out / RECIPE)
    point = None
    if known.recipe is not None:
        from pix2pix.jobs.starting_points import starting_point

        point = starting_point(known.recipe)
    if known.init is not None and not known.resume:
        from pix2pix.checkpoint.folder import starting_recipe

        start = starting_recipe(known.init)
        networks = {"generator": start.generator, "discriminator": start.discriminator}
        return point.settings.changed(**networks) if point else start
    if point is not None:
        return point.settings
    asked = Recipe.of(known.method or "pix2pix")
    if known.architecture is None or known.architecture == asked.generator.architecture:
        return asked
    return asked.changed(generator=generator_of(known.architecture))


def kept_segmenter(arguments: Sequence[str]) -> SegmenterConfig | None:
    """The settings of the segmenter of ``--resume --out FOLDER``.

    Raises:
        CheckpointError: They are damaged.
    """
    known = _known(arguments)
    from pix2pix.checkpoint.files import SEGMENTER_RECIPE

    if known.resume and known.out is not None and (known.out / SEGMENTER_RECIPE).is_file():
        return SegmenterRecipe.read(known.out / SEGMENTER_RECIPE).settings
    return None


def _known(arguments: Sequence[str]) -> Namespace:
    """The flags that say where defaults come from."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--out", type=Path, nargs="?")
    parser.add_argument("--init", type=Path, nargs="?")
    parser.add_argument("--recipe", nargs="?")
    parser.add_argument("--method", nargs="?")
    parser.add_argument("--architecture", nargs="?")
    return parser.parse_known_args(arguments)[0]
