"""Hash and packet scan of a video, interleaved with SHA-256 alone and with reading the header.

    python -m bench.media [--rounds 5] [--folder DIRECTORY]

The files are those of performance.md: five minutes of 720p in an MP4 of 100 MB, and a WebM of 70 MB that tells no
duration. They are made once by copying the packets of a short recording again and again. Every way runs in a process of
its own that has loaded its libraries before the clock starts; the files are read once first, so that all find them in
the memory of the system. *Child* adds the start of the limited process, *memory* is the most that the process held.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Spread, table
from media.videos.renditions import binary

MEGABYTE = 1_000_000
BUDGET_FACTOR, BUDGET_SECONDS = 2.0, 0.3
MOST_MEMORY = 80 << 20
WAYS = ("sha256", "header", "header (PyAV)", "hash + scan", "whole report", "child", "glance in a child")
WORK = """
import json, re, sys, time
from pathlib import Path
from media.limits import limits_to_plain
from media.measuring import hash_file, measure, measure_safely
from media.measuring_videos import measure as videos
from media.reports import FileKind, Limits
from media.sandbox import probe_level
from media.videos.boxes import read_header
from media.videos.ebml import read_header as read_elements
from media.videos.glance import glance, glance_safely
from media.videos.opening import open_video

path, kind, way = Path(sys.argv[1]), FileKind(sys.argv[2]), sys.argv[3]
limits = Limits(kinds=(kind,), max_bytes=1 << 40)

def scan():
    hash_file(path)
    facts, _ = videos.measure_video(path, kind)
    return facts.duration_ms

def av_header():
    with open_video(path) as container:
        return container.duration

ways = {
    "sha256": lambda: hash_file(path)[:8],
    "header": lambda: glance(path).duration_ms,
    "header (PyAV)": av_header,
    "hash + scan": scan,
    "whole report": lambda: measure(path, limits=limits).video.duration_ms,
    "child": lambda: measure_safely(path, limits=limits).video.duration_ms,
    "glance in a child": lambda: glance_safely(path).duration_ms,
}
if "child" in way:
    probe_level()
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

before = peak()
began = time.perf_counter()
told = ways[way]()
took = time.perf_counter() - began
after = peak()
print(json.dumps({"seconds": took, "told": told, "memory": after, "grown": after - before}))
"""


def main() -> None:
    """Make the files, measure, print the table and whether the budget of performance.md holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-media-") as folder:
        where = asked.folder or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        for name, kind, path in (
            ("100 MB MP4 720p", "mp4", _mp4(where)),
            ("70 MB WebM, no duration", "webm", _webm(where)),
        ):
            print(_measured(name, kind, path, asked.rounds))


def _measured(name: str, kind: str, path: Path, rounds: int) -> str:
    """One table: the ways in turns, round after round."""
    told: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    path.read_bytes()
    for _ in range(rounds):
        for way in WAYS:
            told[way].append(_once(path, kind, way))
    floor = Spread.of([one["seconds"] for one in told["sha256"]])
    rows = []
    for way in WAYS:
        spread = Spread.of([one["seconds"] * 1000 for one in told[way]])
        memory = max(one["memory"] for one in told[way]) / MEGABYTE
        grown = max(one["grown"] for one in told[way]) / MEGABYTE
        ratio = spread.median / 1000 / floor.median
        rows.append([way, str(spread), f"{ratio:.2f}", f"{memory:.0f}", f"{grown:.1f}", str(told[way][0]["told"])])
    scan = Spread.of([one["seconds"] for one in told["hash + scan"]])
    limit = BUDGET_FACTOR * floor.median + BUDGET_SECONDS
    memory = max(one["memory"] for one in told["hash + scan"])
    heads = ["way", "ms (range)", "× sha256", "memory MB", "grown MB", "told"]
    verdict = (
        f"hash + scan {scan.median:.3f} s of {limit:.3f} s: {'inside' if scan.median <= limit else 'OUTSIDE'}; "
        f"memory {memory / MEGABYTE:.0f} MB of {MOST_MEMORY / MEGABYTE:.0f}: "
        f"{'inside' if memory <= MOST_MEMORY else 'OUTSIDE'}"
    )
    size = path.stat().st_size / MEGABYTE
    return f"\n## {name} ({size:.0f} MB)\n\n{table(heads, rows)}\n\n{verdict}"


def _once(path: Path, kind: str, way: str) -> dict[str, float]:
    argv = [sys.executable, "-c", WORK, str(path), kind, way]
    root = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(argv, check=True, capture_output=True, text=True, cwd=root)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _mp4(folder: Path) -> Path:
    """Five minutes of 720p at 2.6 Mbit/s: ten seconds of noise, thirty times, with the tables at the end."""
    picture = "testsrc2=size=1280x720:rate=30:duration=10"
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60", "-bf", "2")
    rate = (
        "-b:v",
        "2600k",
        "-minrate",
        "2600k",
        "-maxrate",
        "2600k",
        "-bufsize",
        "2600k",
        "-x264-params",
        "nal-hrd=cbr",
    )
    sound = ("-c:a", "aac", "-b:a", "128k")
    return _looped(folder, "mp4", [*codec, *rate, *sound], picture=picture, turns=30)


def _webm(folder: Path) -> Path:
    """Five minutes of 720p at 1.8 Mbit/s as browsers record it: streamed, without a duration."""
    picture = "testsrc2=size=1280x720:rate=30:duration=10,noise=alls=7:allf=t"
    codec = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-b:v", "1750k", "-minrate", "1750k")
    more = ("-maxrate", "1750k", "-bufsize", "1750k", "-g", "60", "-c:a", "libopus", "-b:a", "64k")
    return _looped(folder, "webm", [*codec, *more], picture=picture, turns=30)


def _looped(folder: Path, container: str, encoding: list[str], *, picture: str, turns: int) -> Path:
    """A short recording, its packets copied `turns` times."""
    short, long = folder / f"short.{container}", folder / f"long.{container}"
    if long.exists():
        return long
    quiet = [binary(), "-v", "error", "-nostdin", "-y"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=10"]
    subprocess.run([*quiet, "-f", "lavfi", "-i", picture, *sound, *encoding, str(short)], check=True)
    live = ["-live", "1"] if container == "webm" else []
    copied = ["-stream_loop", str(turns - 1), "-i", str(short), "-c", "copy", *live]
    subprocess.run([*quiet, *copied, str(long)], check=True)
    short.unlink()
    return long


if __name__ == "__main__":
    main()
