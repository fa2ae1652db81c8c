# SPDX-License-Identifier: MIT
"""Golden values of libfairness/stats/distribution.h, with 50 digits and more.

Power series and sums of positive terms where the C code integrates, and with
so many digits that a tail may be taken from 1.

python3 tests/oracle/gen_distribution.py > tests/stats/golden_distribution.h

A number behind the name multiplies the rows.  Needs mpmath and gmpy2.
"""
import random
import sys

import golden

try:
    import gmpy2
    from mpmath import mp, mpf
except ImportError:
    sys.exit(77)

random.seed(20267)
mp.dps = 80
MORE = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def spread(low, high):
    return 10 ** random.uniform(low, high)


def quick(x):
    """For long loops: a number of gmpy2."""
    sign, mantissa, exponent, _ = mpf(x)._mpf_
    value = gmpy2.mul_2exp(gmpy2.mpfr(mantissa), exponent) if exponent >= 0 \
        else gmpy2.div_2exp(gmpy2.mpfr(mantissa), -exponent)
    return -value if sign else value


def slow(x):
    mantissa, exponent = x.as_mantissa_exp()
    return mp.ldexp(mpf(int(mantissa)), int(exponent))


def series(a, mass, share, prefix):
    """DLMF 8.17.8 (8.7.1 where share is 0)."""
    with gmpy2.context(precision=mp.prec + 20):
        top, step, bottom = quick(mass), quick(share), quick(a) + 1
        total = term = gmpy2.mpfr(1)
        least = gmpy2.mpfr(10) ** -mp.dps
        while term > total * least or top > bottom:
            term = term * top / bottom
            top += step
            bottom += 1
            total += term
        return prefix * slow(total) / a


def digits(density):
    """So many that a tail of this size can be taken from 1."""
    return mp.dps + min(330, max(0, int(-mp.log10(density))))


def beta(a, b, x):
    """Both tails, and the density times x (1 - x)."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    y, n = 1 - x, a + b
    f = mp.exp(a * mp.log(x) + b * mp.log(y) - mp.loggamma(a)
               - mp.loggamma(b) + mp.loggamma(n))
    with mp.workdps(digits(f)):
        f = mp.exp(a * mp.log(x) + b * mp.log(y) - mp.loggamma(a)
                   - mp.loggamma(b) + mp.loggamma(n))
        if f < mpf(10) ** -320:
            return mpf(0), mpf(0), f
        if x < y:
            lower = series(a, n * x, x, f)
            return lower, 1 - lower, f
        upper = series(b, n * y, y, f)
        return 1 - upper, upper, f


def gamma(a, x):
    a, x = mpf(a), mpf(x)
    f = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    with mp.workdps(digits(f)):
        f = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
        if f < mpf(10) ** -320:
            return mpf(0), mpf(0), f
        lower = series(a, x, mpf(0), f)
        return lower, 1 - lower, f


def student(t, df):
    """Beta(1/2, df/2) of t^2 / (df + t^2)."""
    t, df = mpf(t), mpf(df)
    lower, _, f = beta(df / 2, mpf(1) / 2, df / (df + t * t))
    beyond = lower / 2
    # d(beyond)/dt: u = log(x / y) = log(df) - 2 log|t|.
    density = f / abs(t)
    return (1 - beyond, beyond, density) if t > 0 else \
        (beyond, 1 - beyond, density)


def outward(chance, up, down, k):
    """P(X <= k), P(X >= k) from the chance of k and quotients of neighbours:
    the smaller by summing, the other from 1."""
    def run(move, step):
        with gmpy2.context(precision=mp.prec + 20):
            total = term = gmpy2.mpfr(1)
            at = k
            while term > total * gmpy2.mpfr(10) ** -mp.dps:
                term *= move(at)
                at += step
                total += term
            return slow(total) * chance
    if up(k) < 1:
        upper = run(up, 1)
        return 1 - upper + chance, upper
    lower = run(down, -1)
    return lower, 1 - lower + chance


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def binomial(k, n, p):
    p = mpf(p)
    odds = quick(p / (1 - p))
    chance = mp.exp(log_choose(mpf(n), mpf(k)) + k * mp.log(p)
                    + (n - k) * mp.log(1 - p))
    return (chance,) + outward(chance, lambda i: odds * (n - i) / (i + 1),
                               lambda i: i / (odds * (n - i + 1)), k)


def hypergeometric(k, rows, marked, drawn):
    chance = mp.exp(log_choose(mpf(marked), mpf(k))
                    + log_choose(mpf(rows - marked), mpf(drawn - k))
                    - log_choose(mpf(rows), mpf(drawn)))
    rest = rows - marked - drawn
    return (chance,) + outward(
        chance,
        lambda i: gmpy2.mpfr((marked - i) * (drawn - i)) /
        ((i + 1) * (rest + i + 1)),
        lambda i: gmpy2.mpfr(i * (rest + i)) /
        ((marked - i + 1) * (drawn - i + 1)),
        k)


def around(a, b):
    """A place some standard deviations of the log odds from the mean."""
    deviation = (1 / a + 1 / b) ** 0.5
    z = random.choice([0.01, 1, 5, 12, 30]) * random.uniform(-1, 1)
    odds = a / b * float(mp.exp(z * deviation))
    return odds / (1 + odds)


def parameters(kind):
    if kind == 0:
        return random.choice([0.5, 1, 2, 9.5, 10, 50]), spread(-0.3, 9)
    if kind == 1:
        a = spread(-0.3, 9)
        return a, a * spread(-1, 1)
    if kind == 2:
        return spread(-2, 1.2), spread(-2, 1.2)
    return spread(-0.3, 9), spread(-0.3, 9)


def good(*values):
    return all(1e-307 < v <= 1 for v in values)


def betas():
    for i in range(240 * MORE):
        a, b = parameters(i % 4)
        if i % 3 == 0:
            a, b = b, a
        x = around(a, b)
        if not 0 < x < 1:
            continue
        lower, upper, _ = beta(a, b, x)
        if good(lower, upper):
            yield x, a, b, lower, upper


def chi_squares():
    for i in range(120 * MORE):
        df = random.choice([1, 2, 3, 10, 19, 20, 21]) if i % 3 == 0 else \
            float(round(spread(0, 6))) if i % 3 == 1 else spread(-1.5, 4)
        z = random.choice([0.1, 1, 5, 30]) * random.uniform(-1, 1)
        x = df * float(mp.exp(z * (2 / df) ** 0.5))
        lower, upper, _ = gamma(mpf(df) / 2, mpf(x) / 2)
        if good(lower, upper):
            yield x, df, lower, upper


def students():
    for i in range(120 * MORE):
        df = random.choice([1, 2, 3, 5, 20]) if i % 3 == 0 else spread(-1, 9)
        t = random.choice([1e-8, 0.1, 2, 8, 35, 1e4]) * random.uniform(-1, 1)
        lower, upper, _ = student(t, df)
        if good(lower, upper):
            yield t, df, lower, upper


def binomials():
    for i in range(80 * MORE):
        n = int(spread(0, 3 if i % 2 else 9))
        p = random.random() if i % 3 else spread(-8, 0)
        z = random.choice([1, 8, 30]) * random.uniform(-1, 1)
        k = round(n * p + z * (n * p * (1 - p)) ** 0.5)
        if not 0 <= k <= n:
            k = random.choice([0, n])
        values = binomial(k, n, p)
        if good(*values):
            yield (k, n, p) + values


def hypergeometrics():
    for i in range(80 * MORE):
        rows = int(spread(0.5, 3 if i % 2 else 9))
        marked = random.randint(0, rows)
        drawn = random.randint(0, rows) if i % 3 else \
            int(random.random() ** 6 * rows)
        p, f = marked / rows, drawn / rows
        z = random.choice([1, 8, 30]) * random.uniform(-1, 1)
        k = round(drawn * p + z * (drawn * p * (1 - p) * (1 - f)) ** 0.5)
        k = min(max(k, 0, marked + drawn - rows), marked, drawn)
        values = hypergeometric(k, rows, marked, drawn)
        if good(*values):
            yield (k, rows, marked, drawn) + values


def normals():
    for i in range(60 * MORE):
        x = random.uniform(-37, 37) if i % 2 else random.uniform(-3, 3)
        with mp.workdps(mp.dps + 340):
            yield x, mp.ncdf(x), mp.ncdf(-x)


def inverted(tails, x, derivative):
    """(p, quantile): the smaller tail rounded to a double, and the place
    moved by what that changes (a step of Newton, wrong by 1e-32)."""
    side = 0 if tails[0] < tails[1] else 1
    p = float(tails[side])
    move = (mpf(p) - tails[side]) / derivative
    return side, p, mpf(x) + (move if side == 0 else -move)


def quantiles():
    """Rows of (kind: 0 beta, 1 chi-square, 2 Student; side, p, a, b)."""
    for i in range(120 * MORE):
        a, b = parameters(random.choice([0, 1, 3]))
        x = around(a, b)
        if 0 < x < 1:
            lower, upper, f = beta(a, b, x)
            if good(lower, upper):
                side, p, at = inverted((lower, upper), x,
                                       f / (mpf(x) * (1 - mpf(x))))
                yield 0, side, p, a, b, at
    for x, df, lower, upper in chi_squares():
        f = gamma(mpf(df) / 2, mpf(x) / 2)[2] / mpf(x)
        side, p, at = inverted((lower, upper), x, f)
        yield 1, side, p, df, 0, at
    for t, df, lower, upper in students():
        if t > 0:
            _, p, at = inverted((upper * 0 + 1, upper), t,
                                student(t, df)[2])
            yield 2, 1, p, df, 0, at


golden.header("Tails and quantiles, computed with 60 digits and more.")
for name, rows in (("normal", normals()), ("beta", betas()),
                   ("chi_square", chi_squares()), ("student", students()),
                   ("binomial", binomials()),
                   ("hypergeometric", hypergeometrics()),
                   ("quantile", quantiles())):
    golden.table("golden_row golden_%s" % name,
                 ("{{%s}}" % ", ".join(float(v).hex() for v in row)
                  for row in rows))
