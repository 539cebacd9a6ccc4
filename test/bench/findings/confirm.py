"""What the findings of wrong numbers ought to be, by differentiation at fifty digits (mpmath) of the textbook's definition.

python3 confirm.py; prints the true value beside what the library says, and ends with 1 where they agree.
"""

import sys

import mpmath as mp

mp.mp.dps = 50


def partial(f, at, k):
    """The k-th partial derivative of f at a point."""
    return mp.diff(lambda t: f([*at[:k], t, *at[k + 1 :]]), at[k])


def second(f, at, j, k):
    return partial(lambda x: partial(f, x, j), at, k)


def softmax(x):
    top = sum(mp.e**e for e in x)
    return [mp.e**e / top for e in x]


def weighted(ys):
    """Weights as the runner gives them: so that no entry is like another."""
    return sum((1 + mp.mpf(i) / 4) * y for i, y in enumerate(ys))


def sigmoid_cross_entropy(x):
    """The mean over logits x of one label 0.113 each, numerically plain."""
    z = mp.mpf("0.113")
    return sum(mp.log(1 + mp.e**e) - e * z for e in x) / len(x)


def det(m):
    return m[0] * m[3] - m[1] * m[2]


def sinc(x):
    return mp.mpf(1) if x == 0 else mp.sin(mp.pi * x) / (mp.pi * x)


def average_last(x):
    """The last cell of a 3 × 3 array pooled by 2 with stride 2 and padding that does not count: one entry alone."""
    return x[0]


# What: the true value, what the library says.
FINDINGS = {
    "tfjs:mul (same), d(x·x)/dx at 0.01": (partial(lambda x: x[0] * x[0], [mp.mpf("0.01")], 0), 0.04),
    "tfjs:add (same), d(x+x)/dx": (partial(lambda x: x[0] + x[0], [mp.mpf(0)], 0), 4),
    "tfjs:tanh (second), at 0.01, weight 1.25": (1.25 * second(lambda x: mp.tanh(x[0]), [mp.mpf("0.01")], 0, 0), 0),
    "tfjs:exp (second), at 0, weight 1.25": (1.25 * second(lambda x: mp.exp(x[0]), [mp.mpf(0)], 0, 0), 0),
    "tfjs:sigmoid (second), at 0.01, weight 1.25": (
        1.25 * second(lambda x: 1 / (1 + mp.e ** -x[0]), [mp.mpf("0.01")], 0, 0),
        0,
    ),
    "tfjs:softmax (second), entry 2 of 3 at 0": (
        second(lambda x: weighted(softmax(x)), [mp.mpf(0)] * 3, 2, 2),
        0,
    ),
    "tfjs:floorDiv (reverse), d⌊a/b⌋/db at a = 0.01, b = 0.73": (
        partial(lambda x: mp.floor(x[0] / x[1]), [mp.mpf("0.01"), mp.mpf("0.73")], 1),
        -0.01876524,
    ),
    "tfjs:mirrorPad (reverse), of [x0, x1, x2] to [x1, x0, x1, x2, x1]: ∂out4/∂x1": (
        partial(lambda x: x[1], [mp.mpf(0)] * 3, 1),
        0,
    ),
    "tfjs:avgPool, same (reverse), ∂out[1, 1]/∂x[2, 2]": (partial(average_last, [mp.mpf(0)], 0), 0.25),
    "tfjs:sigmoidCrossEntropy (second), logit 0.113": (
        second(sigmoid_cross_entropy, [mp.mpf("0.113")] * 2, 0, 0),
        -0.1112882,
    ),
    "tfjs:softmaxCrossEntropy (reverse), by a label, at labels 1/3 and logits 0": (
        partial(
            lambda y: -sum(e * mp.log(s) for e, s in zip(y, softmax([0, 0, 0]))), [mp.mpf(1) / 3] * 3, 0
        ),
        0,
    ),
    "jax-js:power, x² (reverse), at 0": (partial(lambda x: x[0] ** 2, [mp.mpf(0)], 0), mp.nan),
    "jax-js:prod (reverse), by the zero of (0, 2, 3)": (
        partial(lambda x: x[0] * x[1] * x[2], [mp.mpf(0), mp.mpf(2), mp.mpf(3)], 0),
        mp.nan,
    ),
    "jax-js:sinc (reverse), at 0": (mp.limit(lambda h: (sinc(h) - 1) / h, 0), mp.nan),
    "jax-js:det (reverse), by the first entry of [[1, 2], [2, 4]]": (
        partial(det, [mp.mpf(1), mp.mpf(2), mp.mpf(2), mp.mpf(4)], 0),
        mp.nan,
    ),
    "mathjs:acoth(x) (reverse), at 1.15": (partial(lambda x: mp.acoth(x[0]), [mp.mpf("1.15")], 0), 3.100775),
    "mathjs:cbrt(x), x < 0 (reverse), at -1.15": (
        partial(lambda x: -mp.cbrt(-x[0]), [mp.mpf("-1.15")], 0),
        mp.mpc(-0.15183906567705027, -0.26299297632643887),
    ),
    "mathjs:nthRoot(x, 3), x < 0 (reverse), at -0.35": (
        partial(lambda x: -mp.cbrt(-x[0]), [mp.mpf("-0.35")], 0),
        mp.mpc(-0.3355856539078519, -0.581251402859625),
    ),
}

agree = 0
for what, (true, said) in FINDINGS.items():
    same = abs(true - said) <= 1e-6 * (1 + abs(true))
    agree += same
    print(f"{'AGREES ' if same else ''}{what}: {mp.nstr(true, 15)}, said {mp.nstr(said, 8)}")
sys.exit(1 if agree else 0)
