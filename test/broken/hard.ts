/** Right derivatives that are hard to tell from wrong ones: of every scale, ill-conditioned, saturated, kinked. */
import {
  type AnyLaw,
  ball,
  box,
  type Domain,
  derivative,
  gradient,
  positive,
  vjp,
} from 'chainrule/laws'
import { dot, softmax, sum, times, type V } from './causes/kit.js'

/** A function of numbers with its slope, in both modes. */
const scalar = (
  name: string,
  domain: Domain<number>,
  value: (x: number) => number,
  slope: (x: number) => number,
): readonly AnyLaw[] =>
  derivative
    .of(value, { vjp: (x, w) => w * slope(x), jvp: (x, v) => v * slope(x) }, { name })
    .on(domain)

const logsumexp = (x: V): number => {
  const top = Math.max(...x)
  return top + Math.log(sum(x.map(e => Math.exp(e - top))))
}
const softBack = (x: V, w: V): V => {
  const p = softmax(x)
  return p.map((e, i) => e * (w[i]! - dot(p, w)))
}
const entropy =
  (k: number) =>
  (x: V): number =>
    logsumexp(x) - x[k]!
const hilbert = (n: number): readonly V[] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1)))
const bilinear = (a: readonly V[], x: V): V => a.map(row => dot(row, x))
const poly = (x: number): number => (x - 1) ** 6
const expanded = (x: number): number =>
  x ** 6 - 6 * x ** 5 + 15 * x ** 4 - 20 * x ** 3 + 15 * x * x - 6 * x + 1

const scales = [1e-120, 1e-60, 1e-12, 1e-6, 1, 1e6, 1e12, 1e60, 1e120]
const scaled = scales.flatMap(c => [
  ...scalar(
    `${c} sin x`,
    box(-2, 2),
    x => c * Math.sin(x),
    x => c * Math.cos(x),
  ),
  ...scalar(
    `sin(x / ${c})`,
    box(-2 * c, 2 * c),
    x => Math.sin(x / c),
    x => Math.cos(x / c) / c,
  ),
  ...gradient
    .of(
      (x: V) => c * dot(x, x),
      x => times(2 * c, x),
      { name: `${c} ⟨x, x⟩` },
    )
    .on(box(-2, 2, 4)),
])

/** Laws of right derivatives. */
export const hard: readonly AnyLaw[] = [
  ...scaled,
  ...scalar('10¹⁶ + sin x', box(-2, 2), x => 1e16 + Math.sin(x), Math.cos),
  ...scalar('10⁸ + sin x', box(-2, 2), x => 1e8 + Math.sin(x), Math.cos),
  ...scalar('(x − 1)⁶ expanded', box(0.5, 1.5), expanded, x => 6 * (x - 1) ** 5),
  ...scalar(
    '(x − 1)⁶, its slope expanded',
    box(0.5, 1.5),
    poly,
    x => 6 * x ** 5 - 30 * x ** 4 + 60 * x ** 3 - 60 * x * x + 30 * x - 6,
  ),
  ...scalar(
    '(1 − cos x) / x²',
    box(0.001, 2),
    x => (1 - Math.cos(x)) / (x * x),
    x => Math.sin(x) / (x * x) - (2 * (1 - Math.cos(x))) / x ** 3,
  ),
  ...scalar('exp x, far', box(-300, 300), Math.exp, Math.exp),
  ...scalar(
    'sigmoid, saturated',
    box(-200, 200),
    x => 1 / (1 + Math.exp(-x)),
    x => {
      const s = 1 / (1 + Math.exp(-x))
      return s * (1 - s)
    },
  ),
  ...scalar('tanh, saturated', box(-60, 60), Math.tanh, x => 1 - Math.tanh(x) ** 2),
  ...scalar(
    'a million waves',
    box(-2, 2),
    x => Math.sin(1e6 * x),
    x => 1e6 * Math.cos(1e6 * x),
  ),
  ...scalar(
    'x⁻⁸',
    box(0.01, 1),
    x => x ** -8,
    x => -8 * x ** -9,
  ),
  ...scalar(
    'x^50',
    box(-2, 2),
    x => x ** 50,
    x => 50 * x ** 49,
  ),
  ...scalar('log, near nothing', box(1e-9, 1e-6), Math.log, x => 1 / x),
  ...scalar('root, near nothing', box(1e-9, 1e-6), Math.sqrt, x => 0.5 / Math.sqrt(x)),
  ...scalar('|x|', box(-2, 2), Math.abs, Math.sign),
  ...scalar(
    '|x|³',
    box(-2, 2),
    x => Math.abs(x) ** 3,
    x => 3 * x * Math.abs(x),
  ),
  ...scalar(
    'max(0, x) − 10⁻³ x',
    box(-0.01, 0.01),
    x => Math.max(0, x) - 1e-3 * x,
    x => (x > 0 ? 1 : 0) - 1e-3,
  ),
  ...scalar(
    'a staircase',
    box(-2, 2),
    x => Math.floor(x * 8) + x,
    () => 1,
  ),
  ...scalar(
    'sin x in single precision',
    box(-2, 2),
    x => Math.fround(Math.sin(Math.fround(x))),
    Math.cos,
  ),
  ...gradient.of(logsumexp, softmax, { name: 'logsumexp, confident' }).on(box(-100, 100, 5)),
  ...[0, 3].flatMap(k =>
    gradient
      .of(entropy(k), (x: V) => softmax(x).map((e, i) => e - (i === k ? 1 : 0)), {
        name: `cross-entropy of class ${k}, confident`,
      })
      .on(box(-100, 100, 5)),
  ),
  ...vjp.of(softmax, softBack, { name: 'softmax, confident' }).on(box(-100, 100, 4)),
  ...vjp.of(softmax, softBack, { name: 'softmax' }).on(box(-5, 5, 4)),
  ...vjp
    .of(
      (x: V) => bilinear(hilbert(8), x),
      (_, w: V) => bilinear(hilbert(8), w),
      { name: 'Hilbert matrix' },
    )
    .on(box(-2, 2, 8)),
  ...gradient
    .of(
      (x: V) => sum(x) - sum(x.slice(1)),
      x => x.map((_, i) => (i === 0 ? 1 : 0)),
      { name: 'a sum that cancels' },
    )
    .on(box(-1e6, 1e6, 30)),
  ...gradient
    .of(
      (x: V) => sum(x.map(e => Math.sin(e) ** 2)),
      x => x.map(e => Math.sin(2 * e)),
      { name: 'a long sum' },
    )
    .on(box(-2, 2, 90)),
  ...gradient
    .of(
      (x: V) => Math.log(1 - dot(x, x)),
      x => times(-2 / (1 - dot(x, x)), x),
      { name: 'a barrier' },
    )
    .on(ball(3)),
  ...gradient
    .of(
      (x: V) => Math.max(...x),
      x => x.map((_, i) => (i === x.indexOf(Math.max(...x)) ? 1 : 0)),
      { name: 'largest' },
    )
    .on(box(-2, 2, 5)),
  ...gradient
    .of(
      (x: V) => Math.hypot(...x),
      x => times(1 / Math.hypot(...x), x),
      { name: 'norm' },
    )
    .on(positive(3)),
  ...gradient
    .of(
      ([x, y]: V) => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2,
      ([x, y]) => [-400 * x! * (y! - x! * x!) - 2 * (1 - x!), 200 * (y! - x! * x!)],
      { name: 'Rosenbrock' },
    )
    .on(box(-2, 2, 2)),
]
