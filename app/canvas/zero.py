"""ZeroGPU: on such a Space a function borrows a GPU for the seconds that it runs.

The package ``spaces`` is there on Spaces alone, and changes nothing on those with other hardware.
"""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

SECONDS = 15  # of GPU that one call may take; a picture takes less than one

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def lends_gpu() -> bool:
    """Whether this is a Space with ZeroGPU, which lends its GPU to calls of Gradio alone."""
    return bool(os.environ.get("SPACES_ZERO_GPU"))


def on_gpu(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let a function run where ZeroGPU lends its GPU; elsewhere, as it is."""
    try:
        import spaces
    except ImportError:
        return function
    return spaces.GPU(duration=SECONDS)(function)
