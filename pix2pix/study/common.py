"""The held-out pictures that several models have in common: none was trained on any of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image
from torch import Tensor

from pix2pix.checkpoint.folder import read_config
from pix2pix.config import ModelConfig, Reading, StudySettings
from pix2pix.data.paired import PairedPictures
from pix2pix.data.pairs import Half, halves_of
from pix2pix.data.pictures import Pictures, spread
from pix2pix.data.unpaired import UnpairedPictures
from pix2pix.errors import ConfigError, DataError
from pix2pix.evaluation.evaluate import pictures_of
from pix2pix.images import flatten

Place = tuple[Path, int]  # of one picture: its file, and which part of it


@dataclass(frozen=True)
class _Known:
    """The held-out pictures of one model, and the index of each."""

    model: ModelConfig
    pictures: Pictures
    sources: dict[Place, int]
    targets: dict[Place, int]


class Common:
    """What all of the models may be asked for, in the order of the study.

    Attributes:
        sources: Inputs, the same for each model.
        targets: Real pictures; of the same inputs, one for each, where the data are pairs.
    """

    def __init__(self, known: Mapping[str, _Known], folder: Path, settings: StudySettings) -> None:
        self.models = list(known)
        self._known = known
        self._folder = folder
        self._first = known[self.models[0]]
        self.are_pairs = all(each.pictures.are_pairs for each in known.values())
        rng = Random(settings.study_seed)
        sources = self._shared([each.sources for each in known.values()])
        targets = self._shared([each.targets for each in known.values()])
        if self.are_pairs:
            partner = {self._first.sources[place]: place for place in sources}
            both = [place for place in targets if self._first.targets[place] in partner]
            self.targets = _chosen(both, settings.pictures, rng)
            self.sources = [partner[self._first.targets[place]] for place in self.targets]
        else:
            self.sources = _chosen(sources, settings.pictures, rng)
            self.targets = _chosen(targets, settings.pictures, rng)

    def name(self, place: Place) -> str:
        """What a picture is called: its file, and its part where a file holds several."""
        return place[0].relative_to(self._folder).as_posix()

    def source(self, model: str, place: Place) -> Tensor:
        """An input as a model sees it, (C, H, W) from 0 to 255."""
        known = self._known[model]
        return known.pictures.plain(known.sources[place])[0]

    def real(self, place: Place) -> Image.Image:
        """A real picture, as all of the models see it.

        Raises:
            DataError: They do not see it alike.
        """
        shown = {name: self._target(name, place) for name in self.models}
        first, *others = shown
        for other in others:
            if shown[other].tobytes() != shown[first].tobytes():
                raise DataError(
                    f"{first} and {other} were not trained on the same kind of picture: "
                    f"{place[0]} is another one for each. Make a study of each."
                )
        return shown[first]

    def _target(self, model: str, place: Place) -> Image.Image:
        known = self._known[model]
        return flatten(known.pictures.target(known.targets[place]))

    @staticmethod
    def _shared(all_of: Sequence[dict[Place, int]]) -> list[Place]:
        return [place for place in all_of[0] if all(place in each for each in all_of)]


def common_pictures(
    checkpoints: Mapping[str, Path], folder: Path, settings: StudySettings, reading: Reading | None
) -> Common:
    """Find them.

    Args:
        checkpoints: By the names of the models.
        reading: How the pictures lie, if not as those that the models were trained on.

    Raises:
        CheckpointError: There is no such checkpoint.
        ConfigError: A pair of one input is asked for, but inputs have no real picture of their own.
        DataError: There are too few, or the models do not make pictures of one kind.
    """
    known = {}
    for name, checkpoint in checkpoints.items():
        model = read_config(checkpoint)
        pictures = pictures_of(checkpoint, folder, model, reading)[1]
        sources, targets = _halves(pictures)
        known[name] = _Known(model, pictures, _places(sources), _places(targets))
    _require_one_kind(known)
    common = Common(known, folder, settings)
    names, few = " and ".join(known), 1 if settings.presentation == "single" else 2
    found = min(len(common.sources), len(common.targets))
    if found < few:
        raise DataError(
            f"{folder} holds {found} pictures that none of {names} was trained on; a study needs "
            f"{few} at the least. Put some into a folder val/, or train all of them with one seed."
        )
    if settings.same_input and not common.are_pairs:
        raise ConfigError(
            "same_input is true, but these pictures are no pairs: there is no real picture of an "
            "input. Leave it out (--no-same-input)."
        )
    return common


def _halves(pictures: Pictures) -> tuple[Sequence[Half], Sequence[Half]]:
    """Sources and targets, by their index."""
    if isinstance(pictures, UnpairedPictures):
        return pictures.sources, pictures.targets
    assert isinstance(pictures, PairedPictures)
    a, b = halves_of(pictures.pairs)
    return (b, a) if pictures.data.direction == "b2a" else (a, b)


def _places(halves: Sequence[Half]) -> dict[Place, int]:
    return {(half.file, half.panel): index for index, half in enumerate(halves)}


def _chosen(places: list[Place], most: int, rng: Random) -> list[Place]:
    chosen = [places[index] for index in spread(len(places), most)]
    rng.shuffle(chosen)
    return chosen


def _require_one_kind(known: Mapping[str, _Known]) -> None:
    first, *others = known
    size = known[first].model.generator.size
    for other in others:
        if (another := known[other].model.generator.size) != size:
            raise DataError(
                f"{first} makes pictures of {size} px and {other} of {another}; the size would "
                "tell them apart. Make a study of each."
            )
        if known[first].sources.keys() & known[other].targets.keys():
            raise DataError(
                f"What {other} makes is what {first} starts from: they translate in opposite "
                "directions. Make a study of each."
            )
