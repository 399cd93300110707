#!/usr/bin/python3
"""Reference values for test/numerics, by mpmath (Debian: python3-mpmath) at 60 digits or more.

    /usr/bin/python3 test/numerics/reference/make.py

Arguments are doubles, drawn with a fixed seed. Elementary functions are written as [args..., high, low], the value to
twice the precision of a double; the others as [args..., value], the nearest double. None of it calls our code: the
incomplete functions are their defining series with positive terms, complements are taken at a precision that leaves
60 digits, and inverses are Newton's method at that precision.
"""
import json
import math
import os
import random

from mpmath import mp, mpf

mp.dps = 60
HERE = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20240229)


def pair(x):
    high = float(x)
    return [high, 0.0 if math.isinf(high) else float(x - mpf(high))]


def write(name, cases):
    with open(os.path.join(HERE, name + ".json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


def log_uniform(low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def around(centre, width):
    return centre + rng.choice([-1, 1]) * log_uniform(1e-17, width)


# Elementary functions.

def elementary(name, f, arguments):
    write(name, [[*a, *pair(f(*map(mpf, a)))] for a in arguments])


positive = (
    [log_uniform(1e-307, 1e308) for _ in range(150)]
    + [around(1.0, 0.7) for _ in range(150)]
    + [around(math.sqrt(2), 1e-3) for _ in range(20)]
    + [around(math.sqrt(0.5), 1e-3) for _ in range(20)]
    + [5e-324, 1e-323, 1.5e-310, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 0.5, 2.0, 10.0]
)
elementary("log", mp.log, [[x] for x in positive if x > 0])
elementary("log10", mp.log10, [[x] for x in positive if x > 0 and x != 1])
elementary("exp", mp.exp, [[x] for x in
    [rng.uniform(-708, 709.7) for _ in range(200)] + [around(0.0, 1.0) for _ in range(120)]
    + [rng.uniform(-745, -708) for _ in range(30)] + [709.782712893384, -745.1332191019411, 1.0, -1.0]])
elementary("expm1", mp.expm1, [[x] for x in
    [rng.uniform(-40, 709.7) for _ in range(100)] + [rng.uniform(-3, 3) for _ in range(150)]
    + [around(0.0, 1.0) for _ in range(100)]])
elementary("log1p", mp.log1p, [[x] for x in
    [log_uniform(1e-20, 1e300) for _ in range(100)] + [rng.uniform(-0.9999, 3) for _ in range(150)]
    + [around(0.0, 0.9) for _ in range(100)] + [-1 + 2.0**-53, -0.5, 1.0]])


def power_arguments():
    for _ in range(150):
        x = log_uniform(1e-10, 1e10)
        yield x, rng.uniform(-700, 700) / abs(math.log(x) or 1)
    for _ in range(60):
        x = 1 + rng.choice([-1, 1]) * log_uniform(1e-9, 1e-6)
        yield x, rng.uniform(-700, 700) / abs(math.log(x))
    for _ in range(40):
        yield log_uniform(1e-320, 1e-308), rng.uniform(-1, 1)
    for _ in range(40):
        yield rng.uniform(0.5, 2), rng.uniform(-5, 5)
    for _ in range(30):
        x = rng.uniform(2, 50)
        yield x, rng.uniform(-744, -709) / math.log(x)
    yield from [(10.0, 308.0), (10.0, -5.0), (2.0, 0.3), (3.0, 33.0), (1.5, 1 / 3), (0.999999999999, 1e14)]


elementary("pow", mp.power, [[x, y] for x, y in power_arguments()])

# Special functions of one argument.

write("erf", [[x, float(mp.erf(mpf(x)))] for x in
    [rng.uniform(-6, 6) for _ in range(150)] + [log_uniform(1e-300, 0.5) for _ in range(40)]])
write("erfc", [[x, float(mp.erfc(mpf(x)))] for x in
    [rng.uniform(-6, 26.5) for _ in range(250)] + [around(0.84375, 1e-6) for _ in range(10)]
    + [around(1.25, 1e-6) for _ in range(10)] + [around(1 / 0.35, 1e-6) for _ in range(10)]])
write("logGamma", [[x, float(mp.loggamma(mpf(x)))] for x in
    [log_uniform(1e-300, 1e300) for _ in range(80)] + [rng.uniform(0, 20) for _ in range(150)]
    + [1 + rng.choice([-1, 1]) * log_uniform(1e-15, 0.3) for _ in range(40)]
    + [2 + rng.choice([-1, 1]) * log_uniform(1e-15, 0.3) for _ in range(40)]])


def normal_cdf(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


write("normalCdf", [[z, float(normal_cdf(mpf(z)))] for z in
    [rng.uniform(-37.5, 8) for _ in range(200)] + [around(0.0, 1.0) for _ in range(40)]])


def normal_quantile(p):
    q = mpf(p)
    # log Φ is concave: Newton on it converges from the left.
    z = -mp.sqrt(-2 * mp.log(q)) if q < 0.5 else mpf(-1)
    for _ in range(200):
        density = mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(q) - mp.log(normal_cdf(z))) * normal_cdf(z) / density
        z += step
        if abs(step) < mpf(10) ** -45:
            return z
    raise ArithmeticError(p)


write("normalQuantile", [[p, float(normal_quantile(p))] for p in
    [log_uniform(1e-307, 0.5) for _ in range(100)] + [rng.uniform(0, 1) for _ in range(100)]
    + [0.5 + rng.choice([-1, 1]) * log_uniform(1e-15, 0.4) for _ in range(40)]
    + [1 - log_uniform(1e-15, 0.4) for _ in range(30)] + [0.975, 0.025, 0.005, 5e-324, 1e-310]])

# Incomplete gamma.


def positive_series(first, ratio):
    term, total, n = first, first, 1
    while term > total * mpf(10) ** (-mp.dps):
        term *= ratio(n)
        total += term
        n += 1
    return total


def gamma_lower(a, x):
    scale = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    return scale * positive_series(mpf(1), lambda n: x / (a + n))


def gamma_both(a, x):
    """P and Q with at least 50 good digits in each."""
    mp.dps = 60
    # A Chernoff bound tells how small Q may be.
    u = x / a
    thin = float(a * (u - 1 - mp.log(u)) / mp.log(10)) if u > 1 else 0.0
    mp.dps = int(70 + thin + 20)
    p = gamma_lower(a, x)
    q = 1 - p
    mp.dps = 60
    return +p, +q


def gamma_arguments():
    shapes = [log_uniform(0.01, 1e4) for _ in range(180)] + [0.5, 1.0, 2.0, 3.5, 10.0, 50.0, 100.0, 1000.0, 1e5, 1e6]
    for a in shapes:
        spread = math.sqrt(a) if a > 1 else 1
        for z in [rng.uniform(-3, 3), rng.uniform(-12, 20)]:
            x = a + z * spread if a > 1 else a * math.exp(rng.uniform(-8, 6))
            if x > 0:
                yield a, x
    for _ in range(20):
        yield log_uniform(0.001, 1), log_uniform(1e-10, 2)
    for a in [5e7, 1.1e8, 1e9, 1e10]:
        for z in [-5.0, -1.0, -1e-3, 0.25, 4.0]:
            yield a, a + z * math.sqrt(a)


cases = []
for a, x in gamma_arguments():
    p, q = gamma_both(mpf(a), mpf(x))
    if p > mpf(10) ** -300 and q > mpf(10) ** -300:
        cases.append([a, x, float(p), float(q)])
write("gamma", cases)
gamma_cases = cases


def refine(x, target, cdf, density):
    """The root of cdf = target near x."""
    for _ in range(60):
        step = (target - cdf(x)) / density(x)
        x += step
        if abs(step) < abs(x) * mpf(10) ** -40:
            return x
    raise ArithmeticError(x)


cases = []
for a, x, p, q in gamma_cases:
    a_, x_ = mpf(a), mpf(x)
    density = lambda t: mp.exp((a_ - 1) * mp.log(t) - t - mp.loggamma(a_))
    if a > 2e4:
        continue
    if p <= 0.5 and p > 1e-290:
        cases.append([a, p, "lower", float(refine(x_, mpf(p), lambda t: gamma_both(a_, t)[0], density))])
    elif q < 0.5 and q > 1e-290:
        cases.append([a, q, "upper", float(refine(x_, mpf(q), lambda t: gamma_both(a_, t)[1], lambda t: -density(t)))])
write("inverseGamma", cases)

# Incomplete beta.


def beta_lower_series(a, b, x):
    scale = mp.exp(a * mp.log(x) + b * mp.log1p(-x) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
    return scale * positive_series(mpf(1), lambda n: (a + b + n - 1) / (a + n) * x)


def kullback(p, x):
    terms = 0
    if p > 0:
        terms += p * mp.log(p / x)
    if p < 1:
        terms += (1 - p) * mp.log((1 - p) / (1 - x))
    return terms


def beta_lower(a, b, x):
    """I_x(a,b) with at least 50 good digits."""
    mp.dps = 60
    mean = a / (a + b)
    if x <= mean or x < 0.5:
        mp.dps = 80
        value = beta_lower_series(a, b, x)
    else:
        thin = float((a + b) * kullback(mean, x) / mp.log(10))
        mp.dps = int(100 + thin)
        value = 1 - beta_lower_series(b, a, 1 - x)
    mp.dps = 60
    return +value


def beta_arguments():
    for _ in range(200):
        a, b = log_uniform(0.05, 1e4), log_uniform(0.05, 1e4)
        mean = a / (a + b)
        spread = math.sqrt(mean * (1 - mean) / (a + b + 1))
        for z in [rng.uniform(-3, 3), rng.uniform(-10, 10)]:
            x = mean + z * spread
            if 0 < x < 0.999:
                yield a, b, x
    for _ in range(60):
        yield log_uniform(0.3, 20), log_uniform(0.3, 20), log_uniform(1e-12, 0.5)
    for n, k in [(10, 0), (100, 1), (1000, 3), (10**6, 0), (10**6, 5), (10**9, 2), (10**12, 1)]:
        yield k + 1.0, float(n - k), rng.uniform(0.1, 3) * (k + 1) / n
    for n in [1e5, 1e6]:
        yield n, 2 * n, 1 / 3 + rng.uniform(-3, 3) * math.sqrt(0.22 / 3 / n)


cases = []
for a, b, x in beta_arguments():
    value = beta_lower(mpf(a), mpf(b), mpf(x))
    if mpf(10) ** -290 < value < 1:
        cases.append([a, b, x, float(value)])
write("beta", cases)

beta_cases = cases
cases = []
for a, b, x, p in beta_cases:
    if p > 0.5 or p < 1e-280 or max(a, b) > 2e4 and min(a, b) > 100:
        continue
    a_, b_ = mpf(a), mpf(b)
    density = lambda t: mp.exp(
        (a_ - 1) * mp.log(t) + (b_ - 1) * mp.log1p(-t) + mp.loggamma(a_ + b_) - mp.loggamma(a_) - mp.loggamma(b_))
    cases.append([a, b, p, float(refine(mpf(x), mpf(p), lambda t: beta_lower(a_, b_, t), density))])
write("inverseBeta", cases)

# Student.


def student_lower(t, n):
    """For t < 0."""
    return beta_lower(n / 2, mpf(1) / 2, n / (n + t * t)) / 2


cases = []
for _ in range(120):
    n = rng.choice([1.0, 2.0, 3.0, 5.0, 9.0, 29.0, 99.0, log_uniform(0.3, 1e5), log_uniform(0.3, 50)])
    n_ = mpf(n)
    t = -log_uniform(0.01, 40)
    p = float(student_lower(mpf(t), n_))
    if p < 1e-280:
        continue
    density = lambda s: mp.exp(
        mp.loggamma((n_ + 1) / 2) - mp.loggamma(n_ / 2) - mp.log(n_ * mp.pi) / 2 - (n_ + 1) / 2 * mp.log1p(s * s / n_))
    cases.append([p, n, float(refine(mpf(t), mpf(p), lambda s: student_lower(s, n_), density))])
write("student", cases)
