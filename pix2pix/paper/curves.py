"""How often each L, a and b occurs, as in Fig. 7 of Isola et al. 2017, as an SVG drawing.

The scale is logarithmic, as there: what differs are the rare colors at the ends.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pix2pix.evaluation.lab_histogram import BINS, RANGES

Counts = NDArray[np.float64]  # (3, BINS)

CHANNELS = ("L", "a", "b")
PANEL, HEIGHT, MARGIN, TOP, BOTTOM = 240, 200, 44, 24, 64  # px
RAREST = -5.0  # power of ten at the bottom
# Okabe and Ito's colors, told apart by everybody; black is the ground truth.
COLORS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")


def lab_curves(histograms: Mapping[str, Counts]) -> str:
    """Three panels, for L, a and b, with a line for each histogram; the first one is black."""
    width = 3 * (PANEL + MARGIN) + MARGIN
    height = TOP + HEIGHT + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for channel in range(3):
        left = MARGIN + channel * (PANEL + MARGIN)
        curves = [counts[channel] for counts in histograms.values()]
        parts += [f'<g transform="translate({left} {TOP})">', *_panel(channel, curves), "</g>"]
    parts += [*_legend(list(histograms), width, height), "</svg>"]
    return "\n".join(parts) + "\n"


def _panel(channel: int, curves: Sequence[Counts]) -> list[str]:
    low, high = RANGES[channel]
    parts = [
        f'<rect width="{PANEL}" height="{HEIGHT}" fill="none" stroke="#888"/>',
        f'<text x="{PANEL / 2}" y="-8" text-anchor="middle">log10 P({CHANNELS[channel]})</text>',
    ]
    for value in (low, (low + high) / 2, high):
        x = PANEL * (value - low) / (high - low)
        parts.append(f'<text x="{x:g}" y="{HEIGHT + 16}" text-anchor="middle">{value:g}</text>')
    for power in range(int(RAREST), 1):
        y = HEIGHT * power / RAREST
        parts.append(f'<text x="-6" y="{y + 4:g}" text-anchor="end">{power}</text>')
    for color, counts in reversed(list(zip(COLORS, curves, strict=False))):
        places = (np.arange(BINS) + 0.5) * PANEL / BINS
        share = counts / counts.sum()
        powers = np.log10(np.maximum(share, 10**RAREST))
        points = " ".join(
            f"{x:.1f},{y:.1f}" for x, y in zip(places, HEIGHT * powers / RAREST, strict=True)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        )
    return parts


def _legend(titles: Sequence[str], width: int, height: int) -> list[str]:
    parts = []
    each = (width - 2 * MARGIN) / max(1, len(titles))
    for place, (title, color) in enumerate(zip(titles, COLORS, strict=False)):
        x, y = MARGIN + place * each, height - 18
        parts.append(f'<line x1="{x:g}" x2="{x + 24:g}" y1="{y}" y2="{y}" stroke="{color}"/>')
        parts.append(f'<text x="{x + 30:g}" y="{y + 4}">{title}</text>')
    return parts
