/** Families of right gradients of one number: ordinary, scaled, cancelling, ill-conditioned, near kinks. */
import fc from 'fast-check'
import { type Right, rescaled, scalar } from './right.js'

const { sin, cos, exp, tanh, log, log1p, sqrt, abs, sign, atan, cosh, expm1 } = Math

/** Numbers between two ends, in a thousand steps. */
export const between = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1000 }).map(k => low + ((high - low) * k) / 1000)

const near = between(-2, 2)
const positive = between(0.05, 3)
const sigmoid = (x: number): number => 1 / (1 + exp(-x))

/** What is well behaved. */
export const ordinary: readonly Right[] = [
  scalar('sin', sin, cos, near),
  scalar('exp', exp, exp, near),
  scalar('tanh', tanh, x => 1 / cosh(x) ** 2, near),
  scalar(
    'square',
    x => x * x,
    x => 2 * x,
    near,
  ),
  scalar(
    'cube',
    x => x * x * x,
    x => 3 * x * x,
    near,
  ),
  scalar('log', log, x => 1 / x, positive),
  scalar(
    'reciprocal',
    x => 1 / x,
    x => -1 / (x * x),
    positive,
  ),
  scalar('softplus', x => log1p(exp(x)), sigmoid, near),
  scalar(
    'x sin x',
    x => x * sin(x),
    x => sin(x) + x * cos(x),
    near,
  ),
  scalar(
    'identity',
    x => x,
    () => 1,
    near,
  ),
  scalar(
    'constant',
    () => 3,
    () => 0,
    near,
  ),
  scalar(
    'bell',
    x => 1 / (1 + x * x),
    x => (-2 * x) / (1 + x * x) ** 2,
    near,
  ),
  scalar('sqrt', sqrt, x => 0.5 / sqrt(x), positive),
  scalar(
    'power 20',
    x => x ** 20,
    x => 20 * x ** 19,
    near,
  ),
  scalar('atan', atan, x => 1 / (1 + x * x), near),
]

const magnitude = fc.integer({ min: -120, max: 120 })

/** The same at other scales. */
const scales = fc
  .tuple(fc.constantFrom(...ordinary), magnitude, fc.oneof(fc.constant(0), magnitude))
  .map(([f, p, q]) => rescaled(f, 10 ** p, 10 ** q))

const mild = fc
  .tuple(
    fc.constantFrom(...ordinary),
    fc.integer({ min: -9, max: 9 }),
    fc.integer({ min: -6, max: 6 }),
  )
  .map(([f, p, q]) => rescaled(f, 10 ** p, 10 ** q))

/**
 * What loses digits: large terms that cancel, but not all of them. From 1e14 on what is computed may be constant,
 * and nobody who sees only that can tell its slope from that of what was meant.
 */
const cancelling = fc.integer({ min: 0, max: 13 }).chain(k => {
  const c = 10 ** k
  return fc.constantFrom(
    scalar(`1e${k} + sin x`, x => c + sin(x), cos, near),
    scalar(`(1e${k} + sin x) - 1e${k}`, x => c + sin(x) - c, cos, near),
    scalar(
      `(x + 1e${k})² - 1e${2 * k}`,
      x => (x + c) ** 2 - c * c,
      x => 2 * (x + c),
      near,
    ),
    scalar(`1e${k} x - 1e${k} x + sin x`, x => c * x - c * x + sin(x), cos, near),
    scalar(`exp x - 1 near 1e-${k}`, x => exp(x) - 1, exp, between(-1 / c, 1 / c)),
    scalar(`1 - cos x near 1e-${k}`, x => 1 - cos(x), sin, between(-1 / c, 1 / c)),
    scalar(
      `log(1 + x) near 1e-${k}`,
      x => log(1 + x),
      x => 1 / (1 + x),
      between(0, 1 / c),
    ),
    scalar(
      `x - sin x near 1e-${k}`,
      x => x - sin(x),
      x => 1 - cos(x),
      between(-1 / c, 1 / c),
    ),
    scalar(
      `√(x² + 1) - x near ${k}`,
      x => sqrt(x * x + 1) - x,
      x => -1 / (sqrt(x * x + 1) * (sqrt(x * x + 1) + x)),
      between(k / 2, k + 1),
    ),
    scalar(`1e${k + 5} + sin x`, x => 1e5 * c + sin(x), cos, near),
    scalar(`expm1 x near 1e-${k}`, expm1, exp, between(-1 / c, 1 / c)),
    scalar(
      `1e${k} (1 + x) - 1e${k}`,
      x => c * (1 + x) - c,
      () => c,
      near,
    ),
  )
})

/** What is steep, sharp or fast. */
const steep = fc.integer({ min: 0, max: 12 }).chain(k => {
  const c = 10 ** k
  // A smaller ripple is rounding to every step that is tried: nobody can tell it from that.
  const ripple = Math.min(k, 4)
  const slow = 10 ** ripple
  return fc.constantFrom(
    scalar(
      `1/(x² + 1e-${k})`,
      x => 1 / (x * x + 1 / c),
      x => (-2 * x) / (x * x + 1 / c) ** 2,
      near,
    ),
    scalar(
      `atan(1e${k} x)`,
      x => atan(c * x),
      x => c / (1 + (c * x) ** 2),
      near,
    ),
    scalar(
      `tanh(1e${k} x)`,
      x => tanh(c * x),
      x => c / cosh(c * x) ** 2,
      near,
    ),
    scalar(
      `sin(1e${k} x)`,
      x => sin(c * x),
      x => c * cos(c * x),
      near,
    ),
    scalar(
      `exp(1e${k} x)`,
      x => exp(c * x),
      x => c * exp(c * x),
      near,
    ),
    scalar(
      `exp(-1e${k} x²)`,
      x => exp(-c * x * x),
      x => -2 * c * x * exp(-c * x * x),
      near,
    ),
    scalar(`log x near 1e-${k}`, log, x => 1 / x, between(1 / c, 2 / c)),
    scalar(`√x near 1e-${k}`, sqrt, x => 0.5 / sqrt(x), between(1 / c, 2 / c)),
    scalar(
      `1/x near 1e-${k}`,
      x => 1 / x,
      x => -1 / (x * x),
      between(1 / c, 2 / c),
    ),
    scalar(
      `sin(1/x) near 1e-${k}`,
      x => sin(1 / x),
      x => -cos(1 / x) / (x * x),
      between(1 / c, 2 / c),
    ),
    scalar(
      `x sin x + sin(1e${ripple} x) / 1e${2 * ripple}`,
      x => x * sin(x) + sin(slow * x) / (slow * slow),
      x => sin(x) + x * cos(x) + cos(slow * x) / slow,
      near,
    ),
    scalar(
      `x^${k} x`,
      x => x ** (k + 1),
      x => (k + 1) * x ** k,
      near,
    ),
    scalar(
      `sigmoid(1e${k} x)`,
      x => sigmoid(c * x),
      x => c * sigmoid(c * x) * (1 - sigmoid(c * x)),
      near,
    ),
  )
})

/** Beside kinks and jumps, at a distance. */
const kinks = fc.integer({ min: 0, max: 16 }).chain(k => {
  const d = 10 ** -k
  // Nearer than the smallest step a kink of slope 0 bends nothing that could be seen.
  const weak = Math.min(k, 5)
  const beside = fc
    .tuple(fc.boolean(), between(d, 2 * d))
    .map(([left, x]) => (left ? 1 - x : 1 + x))
  const e = (x: number): number => x - 1
  return fc.constantFrom(
    scalar(
      `|x - 1| beside by 1e-${k}`,
      x => abs(e(x)),
      x => sign(e(x)),
      beside,
    ),
    scalar(
      `relu beside by 1e-${k}`,
      x => Math.max(e(x), 0),
      x => (e(x) > 0 ? 1 : 0),
      beside,
    ),
    scalar(
      `|x - 1| + sin x beside by 1e-${k}`,
      x => abs(e(x)) + sin(x),
      x => sign(e(x)) + cos(x),
      beside,
    ),
    scalar(`floor beside by 1e-${k}`, Math.floor, () => 0, beside),
    scalar(
      `(x - 1)² on one side, beside by 1e-${k}`,
      x => Math.max(e(x), 0) ** 2,
      x => 2 * Math.max(e(x), 0),
      beside,
    ),
    scalar(
      `|x - 1|^1.5 beside by 1e-${weak}`,
      x => abs(e(x)) ** 1.5,
      x => 1.5 * sign(e(x)) * sqrt(abs(e(x))),
      between(1 + 10 ** -weak, 1 + 2 * 10 ** -weak),
    ),
    scalar(
      `max(x, x²) beside by 1e-${k}`,
      x => Math.max(x, x * x),
      x => (x * x > x ? 2 * x : 1),
      beside,
    ),
    scalar(
      `x - floor x beside by 1e-${k}`,
      x => x - Math.floor(x),
      () => 1,
      beside,
    ),
    scalar(
      `1e-6 |x - 1| + x beside by 1e-${k}`,
      x => 1e-6 * abs(e(x)) + x,
      x => 1e-6 * sign(e(x)) + 1,
      beside,
    ),
  )
})

/** Values of little precision, and what iterations leave over. */
const rough = fc.constantFrom(
  scalar('sin in single precision', x => Math.fround(sin(Math.fround(x))), cos, near),
  scalar('exp of a single', x => Math.fround(exp(x)), exp, near),
  scalar(
    'square in single precision',
    x => Math.fround(Math.fround(x) * Math.fround(x)),
    x => 2 * x,
    near,
  ),
  scalar(
    'root by six steps of Newton',
    x => root(x, 6),
    x => 0.5 / sqrt(x),
    between(0.5, 2),
  ),
  scalar(
    'root by ten steps of Newton',
    x => root(x, 10),
    x => 0.5 / sqrt(x),
    between(0.05, 20),
  ),
  scalar(
    'sum of 1000 terms',
    x => series(x, 1000),
    x => (1 + x) / (1 - x) ** 3,
    between(-0.9, 0.9),
  ),
  scalar(
    'subnormal',
    x => 1e-310 * sin(x),
    x => 1e-310 * cos(x),
    near,
  ),
  scalar(
    'huge',
    x => 1e300 * sin(x),
    x => 1e300 * cos(x),
    near,
  ),
  scalar(
    'past every double',
    x => 1e308 * exp(x),
    x => 1e308 * exp(x),
    near,
  ),
  scalar(
    'no number for negative ones',
    x => x * log(x),
    x => log(x) + 1,
    near,
  ),
  scalar(
    'pole',
    x => 1 / x,
    x => -1 / (x * x),
    near,
  ),
  scalar(
    'zero',
    () => 0,
    () => 0,
    near,
  ),
)

const root = (x: number, steps: number): number => {
  let y = x
  for (let i = 0; i < steps; i++) y = 0.5 * (y + x / y)
  return y
}

const series = (x: number, n: number): number => {
  let s = 0
  for (let i = n; i > 0; i--) s = s * x + i
  return s * x
}

/** Right gradients of one number. */
export const ofOneNumber: readonly (readonly [family: string, fc.Arbitrary<Right>])[] = [
  ['ordinary', fc.constantFrom(...ordinary)],
  ['scaled by up to 1e±9', mild],
  ['scaled by up to 1e±120', scales],
  ['cancelling', cancelling],
  ['steep', steep],
  ['beside kinks', kinks],
  ['rough', rough],
]
