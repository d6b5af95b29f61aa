"""Public pages on a phone with a bad line: what Lighthouse weighs, measured in Chromium with the line and the processor
of its mobile run (slow 4G: 150 ms, 1.6 Mbit/s down, 750 kbit/s up; the processor four times slower).

    python -m bench.public_pages http://127.0.0.1:8000 /cuoc-thi/x /cuoc-thi/x/ket-qua

The score of a page is Lighthouse's: each metric by its log-normal curve, the weights below. Its speed index is taken as
the first contentful paint, because nothing on these pages is painted later but fonts; the score says so.
"""

from __future__ import annotations

import math
import statistics
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from bench.figures import table
from tools.browser import browser_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
RUNS = 3
SETTLED_MS = 2500
CURVES = {"fcp": (1800, 3000, 0.10), "si": (3387, 5800, 0.10), "lcp": (2500, 4000, 0.25), "tbt": (200, 600, 0.30),
          "cls": (0.1, 0.25, 0.25)}  # fmt: skip
"""Of each metric: what scores 0.9, what scores 0.5, and its weight (Lighthouse 12, mobile)."""
WATCH = """() => {
  window.__m = {lcp: 0, cls: 0, tbt: 0};
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.__m.lcp = e.startTime;
    }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.__m.cls += e.value;
    }).observe({type: 'layout-shift', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.__m.tbt += Math.max(0, e.duration - 50);
    }).observe({type: 'longtask', buffered: true});
}"""
READ = """() => { const fcp = performance.getEntriesByName('first-contentful-paint')[0];
  return {...window.__m, fcp: fcp ? fcp.startTime : 0}; }"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One look at a page, times in milliseconds; `sent` are bytes over the wire, `hosts` whom the page asked."""

    fcp: float
    lcp: float
    tbt: float
    cls: float
    sent: int
    requests: int
    hosts: frozenset[str]

    @property
    def score(self) -> float:
        """0 to 100, as Lighthouse puts the metrics together."""
        values = {"fcp": self.fcp, "si": self.fcp, "lcp": self.lcp, "tbt": self.tbt, "cls": self.cls}
        return 100 * sum(
            weight * log_normal(values[name], p10, median) for name, (p10, median, weight) in CURVES.items()
        )


def log_normal(value: float, p10: float, median: float) -> float:
    """Lighthouse's curve: 0.9 at `p10`, 0.5 at `median`.

    >>> round(log_normal(2500, 2500, 4000), 3), round(log_normal(4000, 2500, 4000), 3), log_normal(0, 2500, 4000)
    (0.9, 0.5, 1.0)
    """
    if value <= 0:
        return 1.0
    at = (math.log(value) - math.log(median)) / (math.log(median) - math.log(p10)) * 0.9061938024368232
    return (1 - math.erf(at)) / 2


def look(browser: Browser, url: str) -> Figures:
    """Open a page once, with an empty cache."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sent: list[int] = []
    asked: list[str] = []
    wire.on("Network.loadingFinished", lambda told: sent.append(int(told["encodedDataLength"])))
    page.on("request", lambda request: asked.append(request.url))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_4G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({WATCH})()")
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLED_MS)
    told: dict[str, Any] = page.evaluate(READ)
    context.close()
    hosts = frozenset(one.split("/")[2] for one in asked if one.startswith("http"))
    figures = {name: float(told[name]) for name in ("fcp", "lcp", "tbt", "cls")}
    return Figures(**figures, sent=sum(sent), requests=len(sent), hosts=hosts)


def middle(looks: Sequence[Figures]) -> Figures:
    """The look with the median score."""
    return sorted(looks, key=lambda one: one.score)[len(looks) // 2]


def main() -> None:
    base, paths = sys.argv[1].rstrip("/"), sys.argv[2:] or ["/"]
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        for path in paths:
            looks = [look(browser, base + path) for _ in range(RUNS)]
            one = middle(looks)
            spread = f"{min(x.score for x in looks):.0f}–{max(x.score for x in looks):.0f}"
            rows.append(
                [path, f"{one.score:.0f} ({spread})", f"{one.fcp:.0f}", f"{one.lcp:.0f}", f"{one.tbt:.0f}",
                 f"{one.cls:.3f}", f"{one.sent / 1000:.0f}", str(one.requests), str(len(one.hosts))]
            )  # fmt: skip
        browser.close()
    print(table(("page", "score", "FCP ms", "LCP ms", "TBT ms", "CLS", "kB", "requests", "hosts"), rows))
    print(f"median of all scores: {statistics.median(float(row[1].split()[0]) for row in rows):.0f}")


if __name__ == "__main__":
    main()
