"""What people made with pix2pix, as settings to start from: each has its page in ``docs/recipes/``.

Isola et al. 2017 collect what artists and programmers did once the code was out (Sec. 4.5); day
to night, thermal to color, inpainting and colorization are applications of their own (Sec. 4).
"""

from collections.abc import Sequence

from pix2pix.config import (
    Config,
    DataConfig,
    DiscriminatorConfig,
    Domains,
    InputKind,
    Label,
    MethodName,
    Pix2PixSettings,
    Recipe,
    TrainConfig,
    UNetConfig,
)
from pix2pix.data.make_pairs import Task
from pix2pix.data.stick_figure import limb_labels
from pix2pix.errors import ConfigError

PAGES = "docs/recipes"
MINUTES = 30


class StartingPoint(Config):
    """One thing to make: what it learns from, with which settings, and how long that takes."""

    name: str
    """Of its page, of the script that makes its data, and of a model."""
    title: str
    """What becomes of what."""
    pairs: str
    """What the pairs are, for people."""
    task: Task | None = None
    """How its pairs are made of single pictures; none where they have to be pairs already."""
    settings: Recipe
    """Of the run."""
    minutes: int = MINUTES
    """How long the run takes on two cores without a GPU."""

    @property
    def page(self) -> str:
        """Its page, from the root of the repository."""
        return f"{PAGES}/{self.name}.md"


def _settings(
    source: str,
    target: str,
    input_kind: InputKind,
    *,
    labels: tuple[Label, ...] = (),
    color_hint: bool = False,
    in_channels: int = 3,
    out_channels: int = 3,
    augmentation: bool = False,
    hand_drawn: float = 0.0,
    random_placement: float = 0.0,
) -> Recipe:
    """What two cores have time for: a network of half the width, two pairs a step."""
    return Recipe(
        generator=UNetConfig(
            width=32,
            upsampling="resize",
            color_hint=color_hint,
            in_channels=in_channels,
            out_channels=out_channels,
        ),
        domains=Domains(source=source, target=target, input_kind=input_kind, labels=labels),
        discriminator=DiscriminatorConfig(discriminator_width=32),
        method=Pix2PixSettings(augmentation=augmentation),
        data=DataConfig(hand_drawn=hand_drawn, random_placement=random_placement),
        train=TrainConfig(steps=6_000, batch_size=2, decay=0.5),
    )


STARTING_POINTS: Sequence[StartingPoint] = (
    StartingPoint(
        name="lines2color",
        title="Lines → colour",
        pairs="A line drawing, black on white, and the same drawing in colour.",
        settings=_settings("lines", "color", "lines", color_hint=True, hand_drawn=0.3),
    ),
    StartingPoint(
        name="palette2picture",
        title="Palette → picture",
        pairs="Pictures of any kind: the same in a handful of flat colours is made from them.",
        task="palette",
        settings=_settings("palette", "picture", "colors"),
    ),
    StartingPoint(
        name="cutout",
        title="Photo → cut-out",
        pairs="A photo, and a PNG with alpha that shows what is to stay, in folders photo/ and "
        "cutout/, names alike.",
        settings=_settings("photo", "cutout", "photo", out_channels=4),
    ),
    StartingPoint(
        name="sketch2portrait",
        title="Sketch → portrait",
        pairs="The outline of a face, black on white, and the face in colour.",
        settings=_settings("sketch", "portrait", "lines", color_hint=True, hand_drawn=0.3),
    ),
    StartingPoint(
        name="sketch2creature",
        title="Sketch → creature",
        pairs="Creatures on white, a few hundred: their outlines are traced.",
        task="edges",
        settings=_settings(
            "sketch",
            "creature",
            "lines",
            color_hint=True,
            augmentation=True,
            hand_drawn=0.4,
            random_placement=0.3,
        ),
    ),
    StartingPoint(
        name="pose2puppet",
        title="Do as I do: pose → puppet",
        pairs="A stick figure of a pose, one colour a limb, and a puppet or a person in that pose.",
        settings=_settings("pose", "puppet", "colors", labels=limb_labels()),
    ),
    StartingPoint(
        name="day2night",
        title="Day → night",
        pairs="The same view by day and by night, in folders day/ and night/, names alike.",
        settings=_settings("day", "night", "photo"),
    ),
    StartingPoint(
        name="thermal2color",
        title="Thermal → colour",
        pairs="A thermal picture and a photo of the same view, in folders, names alike.",
        settings=_settings("thermal", "color", "photo", in_channels=1),
    ),
    StartingPoint(
        name="holes2whole",
        title="Missing parts → whole photo",
        pairs="Photos of one kind: holes are cut into them.",
        task="missing",
        settings=_settings("holes", "photo", "photo"),
    ),
    StartingPoint(
        name="grey2color",
        title="Grey → colour",
        pairs="Photos in colour, of one kind: the grey ones are made from them.",
        task="color",
        settings=_settings("grey", "color", "photo", in_channels=1),
    ),
)


def starting_point(name: str, method: MethodName = "pix2pix") -> StartingPoint | None:
    """The one of that name; none for an empty name, or for another method than its own.

    Raises:
        ConfigError: There is none of that name.
    """
    found = {each.name: each for each in STARTING_POINTS}
    if name and name not in found:
        raise ConfigError(f"There is no recipe {name!r}. Choose one of {', '.join(found)}.")
    point = found.get(name)
    return point if point and point.settings.method.method == method else None
