"""Reference values for test/laws, from mpmath's own functions and quadrature with 40 digits.

    python3 scripts/reference/laws.py > test/laws/reference.json

Each law is given by its survival function alone. Mean and variance are areas under it (substituting x = e^t),
residual life in equilibrium likewise, quantiles come from root finding.
"""

import json

from mpmath import erfc, exp, findroot, gammainc, inf, log, mp, mpf, quad, sqrt

mp.dps = 40

LAWS = [
    {"kind": "uniform", "low": 150000, "high": 300000},
    {"kind": "exponential", "mean": 60},
    {"kind": "weibull", "shape": 0.7, "scale": 1000},
    {"kind": "weibull", "shape": 3.5, "scale": 2e9},
    {"kind": "lognormal", "mu": 6.25, "sigma": 0.9},
    {"kind": "lognormal", "mu": 2.0, "sigma": 1.96},
    {"kind": "gamma", "shape": 0.4, "scale": 50},
    {"kind": "gamma", "shape": 4.0, "scale": 2.5e5},
    {"kind": "pareto", "minimum": 100, "shape": 2.5},
    {"kind": "pareto", "minimum": 3, "shape": 3.0},
    {
        "kind": "mixture",
        "parts": [
            {"weight": 0.9, "law": {"kind": "exponential", "mean": 300}},
            {"weight": 0.1, "law": {"kind": "exponential", "mean": 9000}},
        ],
    },
    {
        "kind": "mixture",
        "parts": [
            {"weight": 0.25, "law": {"kind": "weibull", "shape": 2.0, "scale": 40}},
            {"weight": 0.75, "law": {"kind": "lognormal", "mu": 5.0, "sigma": 0.5}},
        ],
    },
    {"kind": "truncated", "law": {"kind": "lognormal", "mu": 6.25, "sigma": 0.9}, "low": 200, "high": 5000},
    {"kind": "truncated", "law": {"kind": "weibull", "shape": 0.7, "scale": 1000}, "low": 20000, "high": 60000},
    {"kind": "truncated", "law": {"kind": "pareto", "minimum": 10, "shape": 0.8}, "low": 0, "high": 1000},
    {"kind": "shifted", "law": {"kind": "gamma", "shape": 2.0, "scale": 30}, "by": 100},
]


def survival(law):
    kind = law["kind"]
    if kind == "uniform":
        low, high = mpf(law["low"]), mpf(law["high"])
        return lambda x: mpf(1) if x <= low else mpf(0) if x >= high else (high - x) / (high - low)
    if kind == "exponential":
        return lambda x: exp(-x / mpf(law["mean"]))
    if kind == "weibull":
        return lambda x: exp(-((x / mpf(law["scale"])) ** mpf(law["shape"])))
    if kind == "lognormal":
        return lambda x: erfc((log(x) - mpf(law["mu"])) / mpf(law["sigma"]) / sqrt(2)) / 2 if x > 0 else mpf(1)
    if kind == "gamma":
        return lambda x: gammainc(mpf(law["shape"]), x / mpf(law["scale"]), inf, regularized=True)
    if kind == "pareto":
        low = mpf(law["minimum"])
        return lambda x: mpf(1) if x <= low else (low / x) ** mpf(law["shape"])
    if kind == "mixture":
        parts = [(mpf(part["weight"]), survival(part["law"])) for part in law["parts"]]
        whole = sum(weight for weight, _ in parts)  # 0.9 + 0.1 is not one in binary
        return lambda x: sum(weight * of(x) for weight, of in parts) / whole
    if kind == "truncated":
        of, low, high = survival(law["law"]), mpf(law["low"]), mpf(law["high"])
        return lambda x: mpf(1) if x <= low else mpf(0) if x >= high else (of(x) - of(high)) / (of(low) - of(high))
    if kind == "shifted":
        of, by = survival(law["law"]), mpf(law["by"])
        return lambda x: mpf(1) if x <= by else of(x - by)
    raise ValueError(kind)


def kinks(law):
    """Where the survival function is not smooth, or changes its character."""
    kind = law["kind"]
    if kind == "uniform":
        return [law["low"], law["high"]]
    if kind == "truncated":
        return [law["low"], law["high"]] + kinks(law["law"])
    if kind == "pareto":
        return [law["minimum"]]
    if kind == "shifted":
        return [law["by"]]
    return []


def area(of, law, low, high, order=1):
    """The integral of order * x^(order - 1) * survival over [low, high]."""
    span = 300 if law["kind"] == "pareto" else 80
    bottom = -60 if low == 0 else log(mpf(low))
    top = mpf(span) if high == inf else log(mpf(high))
    cuts = [bottom] + sorted(log(mpf(k)) for k in kinks(law) if k > 0 and bottom < log(mpf(k)) < top) + [top]
    total = mpf(0)
    for a, b in zip(cuts, cuts[1:]):
        steps = max(1, int((b - a) / 2))
        grid = [a + (b - a) * i / steps for i in range(steps + 1)]
        total += quad(lambda t: order * exp(order * t) * of(exp(t)), grid)
    if low == 0:
        total += exp(order * bottom)
    return total


def upper_end(law):
    return mpf(law["high"]) if law["kind"] in ("uniform", "truncated") else inf


def root(of, target, end):
    low, high = mpf(0), mpf(1)
    while of(high) > target:
        low, high = high, high * 2
    high = min(high, end)
    for _ in range(200):
        middle = (low + high) / 2
        if of(middle) > target:
            low = middle
        else:
            high = middle
    return high


def case(law):
    of, end = survival(law), upper_end(law)
    mean = area(of, law, 0, end)
    variance = area(of, law, 0, end, 2) - mean**2
    lower = [root(of, 1 - mpf(p), end) for p in ("1e-9", "0.01", "0.5", "0.9")]
    upper = [root(of, mpf(q), end) for q in ("1e-3", "1e-6", "1e-12")]
    points = []
    for x in [float(x) for x in lower + upper]:
        exact = mpf(x)
        below = area(of, law, 0, exact)
        points.append(
            {
                "x": x,
                "cdf": float(1 - of(exact)),
                "survival": float(of(exact)),
                "equilibriumCdf": float(below / mean),
                "equilibriumSurvival": float(area(of, law, exact, end) / mean) if exact < end else 0,
            }
        )
    return {
        "law": law,
        "mean": float(mean),
        "variance": float(variance),
        "quantiles": [{"p": p, "x": float(x)} for p, x in zip([1e-9, 0.01, 0.5, 0.9], lower)],
        "survivalQuantiles": [{"q": q, "x": float(x)} for q, x in zip([1e-3, 1e-6, 1e-12], upper)],
        "points": points,
    }


print(json.dumps([case(law) for law in LAWS], indent=1))
