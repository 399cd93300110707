"""Reference values for test/statistics, from scipy and numpy (written with scipy 1.10.1, numpy 1.24.2).

    python3 scripts/reference/intervals.py > test/statistics/reference.json
"""

import json

import numpy as np
from scipy import stats

LEVELS = [0.8, 0.95, 0.99]


def proportions():
    for hits, total in [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (20, 20), (999, 1000), (3, 10**6)]:
        for level in LEVELS:
            # binomtest's own exact interval stops at an absolute error of 2e-12.
            tail = (1 - level) / 2
            low = stats.beta.ppf(tail, hits, total - hits + 1) if hits > 0 else 0.0
            high = stats.beta.isf(tail, hits + 1, total - hits) if hits < total else 1.0
            wilson = stats.binomtest(hits, total).proportion_ci(level, "wilson")
            yield dict(hits=hits, total=total, level=level, exact=[low, high], wilson=list(wilson))


def rates():
    for events in [0, 1, 2, 5, 10, 100, 12345]:
        for level in LEVELS:
            tail = (1 - level) / 2
            low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
            high = stats.chi2.isf(tail, 2 * events + 2) / 2
            bound = stats.chi2.isf(1 - level, 2 * events + 2) / 2
            yield dict(events=events, level=level, low=low, high=high, bound=bound)


def order_statistics():
    for count, p in [(10, 0.5), (100, 0.5), (101, 0.9), (368, 0.99), (367, 0.99), (5000, 0.99), (40, 0.02), (7, 0.5)]:
        for level in LEVELS:
            tail = (1 - level) / 2
            ranks = np.arange(1, count + 1)
            below = stats.binom.cdf(ranks - 1, count, p)
            lows, highs = ranks[below <= tail], ranks[below >= 1 - tail]
            found = [int(lows[-1]), int(highs[0])] if len(lows) and len(highs) else None
            yield dict(count=count, p=p, level=level, ranks=found)


def samples():
    rng = np.random.default_rng(20260727)
    for n in [1, 2, 3, 10, 99, 100, 1000]:
        values = np.round(rng.lognormal(3, 1.2, n), 3)
        probabilities = [0, 0.0625, 0.5, 0.9, 0.99, 1]
        quantiles = np.quantile(values, probabilities, method="inverted_cdf")
        interval = stats.t.interval(0.95, n - 1, values.mean(), stats.sem(values)) if n > 1 else None
        yield dict(
            values=values.tolist(),
            probabilities=probabilities,
            quantiles=quantiles.tolist(),
            mean=values.mean(),
            variance=values.var(ddof=1) if n > 1 else 0.0,
            t=list(interval) if interval else None,
        )


def spread(influences):
    """Variance of the mean of n * influence, and degrees of freedom from its kurtosis."""
    n = len(influences)
    scaled = n * influences
    kurtosis = stats.kurtosis(scaled, fisher=False)
    dof = min(n - 1, 2 * n / (kurtosis - 1)) if kurtosis > 1 else n - 1
    return scaled.var(ddof=1) / n, dof


def unavailability():
    rng = np.random.default_rng(1996)
    for n, per_trial in [(2, 30.0), (10, 3.0), (40, 0.4), (200, 0.02)]:
        measured = np.round(rng.uniform(5e11, 6e11, n))
        outages = rng.poisson(per_trial, n)
        downtime = np.array([float(np.round(rng.exponential(4e9, k).sum())) for k in outages])
        other = np.round(downtime * rng.uniform(0.5, 1.2, n))
        u, v = downtime.sum() / measured.sum(), other.sum() / measured.sum()
        zu = (downtime - u * measured) / measured.sum()
        zv = (other - v * measured) / measured.sum()

        def log_interval(value, influences, unseen=0.0):
            variance, dof = spread(influences)
            variance += unseen**2
            half = stats.t.ppf(0.975, dof) * np.sqrt(variance)
            return [value * np.exp(-half), value * np.exp(half)]

        variance, dof = spread(zv - zu)
        # One more outage of mean length that only one of the two has.
        variance += ((downtime.sum() + other.sum()) / (2 * outages.sum()) / measured.sum()) ** 2
        half = stats.t.ppf(0.975, dof) * np.sqrt(variance)
        yield dict(
            measured=measured.tolist(),
            downtime=downtime.tolist(),
            other=other.tolist(),
            outages=outages.tolist(),
            interval=[min(end, 1) for end in log_interval(u, zu / u)],
            difference=[v - u - half, v - u + half],
            ratio=log_interval(v / u, zv / v - zu / u, 1 / outages.sum()),
            correlation=np.corrcoef(downtime - u * measured, other - v * measured)[0, 1],
        )


def markov():
    for outages, downtime, measured in [(1, 1e9, 1e12), (7, 3e11, 1e12), (100, 1e6, 1e15)]:
        odds = downtime / (measured - downtime)
        ends = [odds * stats.f.ppf(p, 2 * outages, 2 * outages) for p in (0.025, 0.975)]
        interval = [end / (1 + end) for end in ends]
        yield dict(outages=outages, downtime=downtime, measured=measured, interval=interval)


def tails():
    """Hill's estimator in its textbook form, over the square root of the sample size."""
    rng = np.random.default_rng(1975)
    for n, values in [(64, rng.exponential(100, 64)), (400, rng.lognormal(2, 1.4, 400)), (1000, rng.pareto(1.5, 1000) + 1)]:
        values = np.round(values, 4)
        descending = -np.sort(-values)
        k = int(np.ceil(np.sqrt(n)))
        hill = 1 / np.mean(np.log(descending[:k]) - np.log(descending[k]))
        yield dict(
            values=values.tolist(),
            cv2=stats.variation(values, ddof=1) ** 2,
            largestShare=descending[0] / values.sum(),
            tailIndex=hill,
        )


print(
    json.dumps(
        dict(
            proportions=list(proportions()),
            rates=list(rates()),
            orderStatistics=list(order_statistics()),
            samples=list(samples()),
            unavailability=list(unavailability()),
            markov=list(markov()),
            tails=list(tails()),
        ),
        separators=(",", ":"),
    )
)
