"""Two contestants in alternation, until their ratio is known well enough."""

from __future__ import annotations

import math
import statistics
import time
from typing import NamedTuple

from benchmarks.processes import Contestant

CLOSE_ENOUGH = 0.05
"""Half of the interval in which the median lies: so two runs agree within 10 %."""
FEWEST, MOST = 7, 60


class Ratio(NamedTuple):
    """What came out."""

    ours: float
    peer: float
    ratio: float
    """The median of the ratios of the rounds, which is not the ratio of the medians."""
    spread: float
    """Half the width of the interval in which that median lies, as a part of it."""
    rounds: int


def compare(ours: Contestant, peer: Contestant, patience: float, speeds: bool = False) -> Ratio:
    """Measure in turn, one round after the other: what the machine does meanwhile, it does to both.

    Args:
        patience: seconds after which it has to do.
        speeds: whether the ratio is one of speeds, not of costs.

    Raises:
        Failed: one of them could not do its job.
    """
    pairs: list[tuple[float, float]] = []
    ours.measure(), peer.measure()  # the first time is another thing
    ends = time.monotonic() + patience
    while True:
        if len(pairs) % 2:
            theirs = peer.measure()
            pairs.append((ours.measure(), theirs))
        else:
            pairs.append((ours.measure(), peer.measure()))
        ratios = [theirs / mine if speeds else mine / theirs for mine, theirs in pairs]
        found = Ratio(
            statistics.median(mine for mine, _ in pairs),
            statistics.median(theirs for _, theirs in pairs),
            statistics.median(ratios),
            _spread(ratios),
            len(pairs),
        )
        enough = found.spread <= CLOSE_ENOUGH and len(pairs) >= FEWEST
        if enough or len(pairs) == MOST or (time.monotonic() > ends and len(pairs) >= 3):
            return found


def _spread(values: list[float]) -> float:
    """By the rule for the notches of box plots (McGill, Tukey and Larsen, 1978): 1.57 · IQR / √n."""
    if len(values) < 3:
        return math.inf
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return 1.57 * (upper - lower) / math.sqrt(len(values)) / median
