"""A progress bar for the Hub's client that draws nothing and reports how far several files are."""

from collections.abc import Callable
from typing import Any, Self

from pix2pix.errors import HubError

Progress = Callable[[int, int], None]  # bytes that are there, bytes there will be


def bar_over(total: int, progress: Progress | None) -> type[object]:
    """A class of which the client makes one bar for each file (its ``tqdm_class``).

    Args:
        total: Bytes of all files together.
        progress: Called after each part.
    """
    done = 0

    class Bar:
        def __init__(self, **settings: Any) -> None:
            self.update(settings.get("initial", 0))  # what an earlier call has fetched

        def update(self, count: int) -> None:
            nonlocal done
            done += count
            if done > total:
                raise HubError(f"The Hub sends more than the {total} bytes that it listed.")
            if progress is not None:
                progress(done, total)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    return Bar
