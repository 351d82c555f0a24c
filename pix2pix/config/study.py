"""How people are asked which pictures are real: settings of a study.

Defaults are those of Isola et al. 2017, Sec. 4.1, unless the sentence below a setting says
otherwise.
"""

from typing import Literal

from pydantic import Field

from pix2pix.config.base import Config

Presentation = Literal["pair", "single"]


class StudySettings(Config):
    """A study: what a person is shown, and how often."""

    presentation: Presentation = "pair"
    """A real and a generated picture side by side, to say which is which; or a single picture."""
    same_input: bool = False
    """The pair is of one input, as for colorization in the paper; else of two, as for its maps."""
    one_model: bool = False
    """Each person sees pictures of one model, as in the paper; else of all of them, mixed."""
    practice: int = Field(10, ge=0, le=100)
    """Pictures at the beginning after which a person is told the truth; they do not count."""
    trials: int = Field(40, ge=1, le=1000)
    """Pictures that count, without a word about the truth."""
    checks: int = Field(6, ge=0, le=100)
    """Pictures among those that anybody can tell; whoever misses more than one in five was not
    looking and does not count. The paper has none: 0."""
    seconds: float = Field(1.0, ge=0.1, le=60.0)
    """How long a picture is shown."""
    pictures: int = Field(60, ge=1, le=5000)
    """At most so many held-out pictures are used, spread over the set."""
    study_seed: int = Field(0, ge=0, lt=2**31)
    """Chooses the noise of the models and, with a person's number, the order of the pictures."""
