"""The figures that say how good a model is: what they are called and how they are written.

Those of classes, which need label maps, are tables of their own: ``cli/class_tables.py``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Metric:
    """A row of the table.

    Attributes:
        key: What it is called in logs and in what ``evaluate`` gives.
        unit: Empty where there is none.
        better: Which way it goes as a model learns; neither, where it only shows a fault.
        format: Of one number.
        summary: Shown wherever a model is; the others only where it is evaluated.
    """

    key: str
    title: str
    unit: str
    better: Literal["up", "down", "neither"]
    format: str
    summary: bool = True

    @property
    def heading(self) -> str:
        """Title and unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def write(self, value: float | Iterable[float]) -> str:
        """A value, or one for each channel, for people."""
        values = value if isinstance(value, Iterable) else (value,)
        return " ".join(format(each, self.format) for each in values)


METRICS = (
    Metric("l1", "L1", "on [0, 1]", "down", ".4f"),
    Metric("psnr", "PSNR", "dB", "up", ".2f"),
    Metric("ssim", "SSIM", "", "up", ".4f"),
    Metric("alpha_iou", "IoU of alpha", "at 0.5", "up", ".4f"),
    Metric("alpha_mae", "MAE of alpha", "on [0, 1]", "down", ".4f"),
    Metric("background", "Ink on white", "on [0, 1]", "down", ".4f", summary=False),
    Metric("lab_intersection", "Lab intersection", "", "up", ".2f", summary=False),
    Metric("cycle_l1", "L1 there and back", "on [0, 1]", "down", ".4f"),
    Metric("d_accuracy", "Discriminator right", "0.5: it guesses", "down", ".2f", summary=False),
    Metric("input_l1", "L1 from the input", "0: it copies", "neither", ".4f", summary=False),
    Metric("input_correlation", "Like the input", "-1: inverted", "neither", ".2f", summary=False),
    Metric("variety", "Variety", "0: all alike", "up", ".2f", summary=False),
)
SUMMARY = tuple(metric for metric in METRICS if metric.summary)


def written(figures: Mapping[str, Any], metrics: Iterable[Metric] = METRICS) -> dict[Metric, str]:
    """Values for people, of the metrics that are there: an old log lacks what was added since."""
    return {
        metric: metric.write(figures[metric.key]) for metric in metrics if metric.key in figures
    }
