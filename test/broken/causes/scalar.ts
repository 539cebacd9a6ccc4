/** Faults in derivatives of functions entry by entry. */
import { box, positive } from 'chainrule/laws'
import { type Fault, faultsOf, type Slip, type V } from './kit.js'

/** Faults of a function of each entry, by its slope. */
const entrywise = (
  name: string,
  value: (x: number) => number,
  slope: (x: number) => number,
  slips: readonly (readonly [Slip<V, V>[0], string, (x: number) => number])[],
  domain = box(-2, 2, 3),
): readonly Fault[] =>
  faultsOf<V, V>(
    name,
    domain,
    x => x.map(value),
    (x, w) => w.map((e, i) => e * slope(x[i]!)),
    slips.map(([kind, what, wrong]) => [kind, what, (x, w) => w.map((e, i) => e * wrong(x[i]!))]),
  )

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const erf = (x: number): number => {
  // By its series: enough on the box.
  let [term, total] = [x, x]
  for (let k = 1; k < 60; k++) {
    term *= (-x * x) / k
    total += term / (2 * k + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * total
}

export const scalarFaults: readonly Fault[] = [
  ...entrywise('sine', Math.sin, Math.cos, [
    ['sign', 'minus the cosine', x => -Math.cos(x)],
    ['factor', 'twice', x => 2 * Math.cos(x)],
    ['detached', 'nothing', () => 0],
    ['branch', 'never negative', x => Math.abs(Math.cos(x))],
    ['other', 'off by a ten-thousandth', x => Math.cos(x) * (1 + 1e-4)],
    ['other', 'the function itself', Math.sin],
    ['other', 'of a point a thousandth away', x => Math.cos(x + 1e-3)],
    ['other', 'cut off beyond 1.9', x => (Math.abs(x) > 1.9 ? 0 : Math.cos(x))],
  ]),
  ...entrywise(
    'square',
    x => x * x,
    x => 2 * x,
    [
      ['factor', 'once', x => x],
      ['sign', 'negative', x => -2 * x],
      ['detached', 'nothing', () => 0],
      ['branch', 'of the absolute value', x => 2 * Math.abs(x)],
      ['other', 'off by a part in a million', x => 2 * x * (1 + 1e-6)],
      ['branch', 'nothing below zero', x => (x > 0 ? 2 * x : 0)],
    ],
  ),
  ...entrywise(
    'cube',
    x => x ** 3,
    x => 3 * x * x,
    [
      ['factor', 'without the three', x => x * x],
      ['branch', 'with the sign of the input', x => 3 * x * Math.abs(x)],
      ['sign', 'negative', x => -3 * x * x],
    ],
  ),
  ...entrywise(
    'sine of the square',
    x => Math.sin(x * x),
    x => 2 * x * Math.cos(x * x),
    [
      ['inner', 'without 2x', x => Math.cos(x * x)],
      ['factor', 'without the two', x => x * Math.cos(x * x)],
      ['sign', 'negative', x => -2 * x * Math.cos(x * x)],
      ['inner', 'without the outer cosine', x => 2 * x],
    ],
  ),
  ...entrywise(
    'bell',
    x => Math.exp((-x * x) / 2),
    x => -x * Math.exp((-x * x) / 2),
    [
      ['inner', 'without −x', x => Math.exp((-x * x) / 2)],
      ['sign', 'of the exponent forgotten', x => x * Math.exp((-x * x) / 2)],
      ['factor', 'without the half', x => -2 * x * Math.exp((-x * x) / 2)],
    ],
  ),
  ...entrywise('tanh', Math.tanh, x => 1 - Math.tanh(x) ** 2, [
    ['other', 'without the square', x => 1 - Math.tanh(x)],
    ['other', 'of the input for the output', x => 1 - x * x],
    ['sign', 'negative', x => Math.tanh(x) ** 2 - 1],
    ['factor', 'halved', x => (1 - Math.tanh(x) ** 2) / 2],
    ['detached', 'nothing', () => 0],
  ]),
  ...entrywise(
    'tanh of 3x − 1',
    x => Math.tanh(3 * x - 1),
    x => 3 * (1 - Math.tanh(3 * x - 1) ** 2),
    [['factor', 'without the three', x => 1 - Math.tanh(3 * x - 1) ** 2]],
    box(-0.8, 0.8, 3),
  ),
  ...entrywise('sigmoid', sigmoid, x => sigmoid(x) * (1 - sigmoid(x)), [
    ['inner', 'without 1 − s', sigmoid],
    ['inner', 'without s', x => 1 - sigmoid(x)],
    ['sign', 'negative', x => sigmoid(x) * (sigmoid(x) - 1)],
    ['other', 'of the output of itself', x => sigmoid(sigmoid(x)) * (1 - sigmoid(sigmoid(x)))],
  ]),
  ...entrywise('softplus', x => Math.log1p(Math.exp(x)), sigmoid, [
    ['inner', 'the slope of the logarithm alone', x => 1 / (1 + Math.exp(x))],
    ['detached', 'nothing', () => 0],
  ]),
  ...entrywise(
    'exponential of the sine',
    x => Math.exp(Math.sin(x)),
    x => Math.cos(x) * Math.exp(Math.sin(x)),
    [
      ['inner', 'without the cosine', x => Math.exp(Math.sin(x))],
      ['inner', 'without the exponential', Math.cos],
    ],
  ),
  ...entrywise(
    'x sin x',
    x => x * Math.sin(x),
    x => Math.sin(x) + x * Math.cos(x),
    [
      ['fan-out', 'x held still', Math.sin],
      ['fan-out', 'the sine held still', x => x * Math.cos(x)],
    ],
  ),
  ...entrywise(
    'x eˣ',
    x => x * Math.exp(x),
    x => (1 + x) * Math.exp(x),
    [
      ['fan-out', 'x held still', Math.exp],
      ['fan-out', 'the exponential held still', x => x * Math.exp(x)],
    ],
  ),
  ...entrywise(
    'sin x cos 2x',
    x => Math.sin(x) * Math.cos(2 * x),
    x => Math.cos(x) * Math.cos(2 * x) - 2 * Math.sin(x) * Math.sin(2 * x),
    [
      ['fan-out', 'the cosine held still', x => Math.cos(x) * Math.cos(2 * x)],
      ['fan-out', 'the sine held still', x => -2 * Math.sin(x) * Math.sin(2 * x)],
    ],
  ),
  ...entrywise(
    'x + eˣ',
    x => x + Math.exp(x),
    x => 1 + Math.exp(x),
    [
      ['fan-out', 'the exponential forgotten', () => 1],
      ['fan-out', 'the identity forgotten', Math.exp],
    ],
  ),
  ...entrywise(
    'x² + sin x',
    x => x * x + Math.sin(x),
    x => 2 * x + Math.cos(x),
    [
      ['fan-out', 'the sine forgotten', x => 2 * x],
      ['fan-out', 'the square forgotten', Math.cos],
    ],
  ),
  ...entrywise(
    'swish',
    x => x * sigmoid(x),
    x => sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x)),
    [
      ['fan-out', 'the gate held still', sigmoid],
      ['fan-out', 'the input held still', x => x * sigmoid(x) * (1 - sigmoid(x))],
    ],
  ),
  ...entrywise(
    'gelu',
    x => (x * (1 + erf(x / Math.SQRT2))) / 2,
    x => (1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
    [
      ['fan-out', 'the distribution held still', x => (1 + erf(x / Math.SQRT2)) / 2],
      [
        'other',
        'with √π for √2π',
        x => (1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(Math.PI),
      ],
    ],
  ),
  ...entrywise(
    'relu',
    x => Math.max(0, x),
    x => (x > 0 ? 1 : 0),
    [
      ['branch', 'passed on everywhere', () => 1],
      ['branch', 'of the other side', x => (x > 0 ? 1 : -1)],
      ['factor', 'twice', x => (x > 0 ? 2 : 0)],
    ],
  ),
  ...entrywise(
    'leaky relu',
    x => (x > 0 ? x : 0.01 * x),
    x => (x > 0 ? 1 : 0.01),
    [
      ['branch', 'nothing below zero', x => (x > 0 ? 1 : 0)],
      ['branch', 'the wrong leak', x => (x > 0 ? 1 : 0.1)],
    ],
  ),
  ...entrywise('absolute value', Math.abs, Math.sign, [
    ['branch', 'always up', () => 1],
    ['sign', 'upside down', x => -Math.sign(x)],
  ]),
  ...entrywise(
    'elu',
    x => (x > 0 ? x : Math.expm1(x)),
    x => (x > 0 ? 1 : Math.exp(x)),
    [
      ['branch', 'the value below zero', x => (x > 0 ? 1 : Math.expm1(x))],
      ['branch', 'one below zero', () => 1],
    ],
  ),
  ...entrywise(
    'clip',
    x => Math.min(1, Math.max(-1, x)),
    x => (Math.abs(x) < 1 ? 1 : 0),
    [
      ['branch', 'straight through', () => 1],
      ['branch', 'cut off below only', x => (x > -1 ? 1 : 0)],
    ],
  ),
  ...entrywise(
    'huber',
    x => (Math.abs(x) < 1 ? (x * x) / 2 : Math.abs(x) - 0.5),
    x => Math.max(-1, Math.min(1, x)),
    [
      ['branch', 'quadratic everywhere', x => x],
      ['branch', 'without the sign outside', x => (Math.abs(x) < 1 ? x : 1)],
    ],
  ),
  ...entrywise(
    'logarithm',
    Math.log,
    x => 1 / x,
    [
      ['sign', 'negative', x => -1 / x],
      ['other', 'to the base 10 for x', x => 1 / (x + 0.1)],
      ['factor', 'of base 2', x => 1 / (x * Math.LN2)],
    ],
    positive(3),
  ),
  ...entrywise(
    'square root',
    Math.sqrt,
    x => 0.5 / Math.sqrt(x),
    [
      ['factor', 'without the half', x => 1 / Math.sqrt(x)],
      ['inner', 'the root for its inverse', x => 0.5 * Math.sqrt(x)],
    ],
    positive(3),
  ),
  ...entrywise(
    'inverse',
    x => 1 / x,
    x => -1 / (x * x),
    [
      ['sign', 'positive', x => 1 / (x * x)],
      ['inner', 'without the square', x => -1 / x],
    ],
    positive(3),
  ),
  ...entrywise(
    'power 2.5',
    x => x ** 2.5,
    x => 2.5 * x ** 1.5,
    [
      ['factor', 'without the exponent', x => x ** 1.5],
      ['inner', 'the exponent not lowered', x => 2.5 * x ** 2.5],
    ],
    positive(3),
  ),
  ...entrywise('arctangent', Math.atan, x => 1 / (1 + x * x), [
    ['other', 'with a minus below', x => 1 / (1.5 - (x * x) / 4)],
    ['sign', 'negative', x => -1 / (1 + x * x)],
  ]),
]
