"""Compares two sallyport binaries in turns, to tell a loss from noise.

Each turn measures the same parts of the new binary, the old one, and the old one again, with one round each. A figure's
change is the median of the new binary divided by that of the old one. `spread` is the difference between the two series
of the old binary. A loss counts if it is above 3 % and above the spread. In-process benchmarks come from the folder
`bench` beside each binary."""

import pathlib
import statistics

from measure import Report

WORST = 0.03


def loss_of(ours: float, theirs: float, more_is_better: bool) -> float:
    """How much worse ours is; negative if it is better."""
    return theirs / ours - 1 if more_is_better else ours / theirs - 1


def compare(measure, new: pathlib.Path, old: pathlib.Path, words: list, turns: int) -> int:
    """Prints a line for each figure that has a goal; returns 1 if one of them got worse."""
    series = [{}, {}, {}]
    directions = {}
    for _ in range(turns):
        for binary, kept in zip((new, old, old), series):
            report = Report(quiet=True)
            measure(binary, report, words, 1)
            for name, (value, more_is_better) in report.values.items():
                kept.setdefault(name, []).append(value)
                directions[name] = more_is_better
    lost = 0
    for name, more_is_better in directions.items():
        if any(len(kept.get(name, [])) < turns for kept in series):
            print(f"against {name} not compared: one of the binaries does not have it", flush=True)
            continue
        ours, once, again = (statistics.median(kept[name]) for kept in series)
        theirs = statistics.median(series[1][name] + series[2][name])
        spread = abs(loss_of(once, again, more_is_better))
        loss = loss_of(ours, theirs, more_is_better)
        counts = loss > max(WORST, spread)
        lost += counts
        print(f"against {name} new {ours:.3g} before {theirs:.3g} loss {loss:+.1%} spread {spread:.1%} {'LOST' if counts else 'kept'}", flush=True)
    return 1 if lost else 0
