"""The measuring of a video as a task of the sandbox: with PyAV loaded before the fences close."""

from media.measuring import measure_task
from media.videos import measure

__all__ = ["measure", "measure_task"]
