/** Arithmetic, elementwise, with broadcasting. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { binary, unary } from '../elementwise.js'
import { requireKind } from '../Operation.js'
import { absolute } from '../Scalars.js'
import { equal, greater, less, where } from './compare.js'

const infix =
  (sign: string) =>
  (a = '', b = ''): string =>
    `(${a} ${sign} ${b})`

/** The sum a + b. */
export const add = binary(
  'add',
  (a, b) => a + b,
  () => [1, 1],
  {
    scalar: (s, a, b) => s.add(a, b),
    text: infix('+'),
    latex: (a, b) => `${a} + ${b}`,
  },
)

/** The difference a − b. */
export const sub = binary(
  'sub',
  (a, b) => a - b,
  () => [1, -1],
  {
    scalar: (s, a, b) => s.sub(a, b),
    text: infix('−'),
    latex: (a, b) => `${a} - ${b}`,
  },
)

/** The product a · b, entry by entry. */
export const mul = binary(
  'mul',
  (a, b) => a * b,
  (a, b) => [b, a],
  {
    scalar: (s, a, b) => s.mul(a, b),
    text: infix('·'),
    latex: (a, b) => `${a} \\cdot ${b}`,
  },
)

/** The quotient a / b; IEEE at b = 0. */
export const div = binary(
  'div',
  (a, b) => a / b,
  (_, b, y) => [reciprocal(b), neg(div(y, b))],
  {
    scalar: (s, a, b) => s.div(a, b),
    text: infix('/'),
    latex: (a, b) => `\\frac{${a}}{${b}}`,
    edges: [{ at: [1, 0], note: 'IEEE' }],
  },
)

/** The negative −x. */
export const neg = unary(
  'neg',
  x => -x,
  () => -1,
  { scalar: (s, x) => s.neg(x), text: (x = '') => `−${x}`, latex: x => `-${x}` },
)

/** 1 / x. */
export const reciprocal = unary(
  'reciprocal',
  x => 1 / x,
  (_, y) => neg(square(y)),
  {
    scalar: (s, x) => s.div(s.number(1), x),
    latex: x => `\\frac{1}{${x}}`,
    edges: [{ at: [0], note: 'pole: IEEE' }],
  },
)

/** x². */
export const square = unary(
  'square',
  x => x * x,
  x => mul(2, x),
  {
    scalar: (s, x) => s.mul(x, x),
    text: (x = '') => `${x}²`,
    latex: x => `${x}^2`,
  },
)

/** |x|; the derivative at 0 is 0. */
export const abs = unary('abs', Math.abs, x => sign(x), {
  latex: x => `\\left|${x}\\right|`,
  edges: [{ at: [0], note: 'kink: derivative 0' }],
})

/** −1, 0 or 1; its derivative is 0 everywhere. */
export const sign = unary('sign', Math.sign, () => 0, {
  scalar: (s, x) => {
    const zero = s.number(0)
    return s.choose(s.less(zero, x), s.number(1), s.choose(s.less(x, zero), s.number(-1), x))
  },
  edges: [{ at: [0], note: 'jump: derivative 0' }],
})

/**
 * The value, with derivative 0: what lies behind it is constant to every derivative.
 *
 * @example
 * import { fn, grad, mul, real, run, stopGradient } from 'chainrule'
 *
 * run(grad(fn(real, x => mul(x, stopGradient(x)))))(3) // => 3
 */
export const stopGradient = unary(
  'stopGradient',
  x => x,
  () => 0,
  { scalar: (_, x) => x },
)

/** |a| with the sign of b, that of −0 included; the derivative at a = 0 is 0. */
export const copysign = binary(
  'copysign',
  (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
  (a, b) => [mul(sign(a), copysign(1, b)), 0],
  {
    // 1 / b tells −0 from 0.
    scalar: (s, a, b) => {
      const below = s.or(s.less(b, s.number(0)), s.less(s.div(s.number(1), b), s.number(0)))
      return s.choose(below, s.neg(absolute(s, a)), absolute(s, a))
    },
    edges: [{ at: [0, 1], note: 'kink: derivative 0' }],
  },
)

/** The share of a tie: 1 where a wins, ½ where both are equal, 0 where b wins, NaN where one is NaN. */
const share = (
  win: (a: Expr, b: Expr) => Expr<readonly number[], 'bool'>,
  a: Expr,
  b: Expr,
): Expr => where(win(a, b), 1, where(win(b, a), 0, where(equal(a, b), 0.5, Number.NaN)))

const above = (a: Expr, b: Expr): Expr<readonly number[], 'bool'> => greater(a, b)
const below = (a: Expr, b: Expr): Expr<readonly number[], 'bool'> => less(a, b)
const tie = [{ at: [1, 1], note: 'tie: the derivative is shared equally' }]

/**
 * The larger of a and b; a tie shares the derivative equally, NaN stays NaN.
 *
 * @example
 * import { fn, grad, maximum, real, run } from 'chainrule'
 *
 * run(grad(fn(real, x => maximum(x, 0))))(0) // => 0.5
 */
export const maximum = binary(
  'maximum',
  Math.max,
  (a, b) => [share(above, a, b), share(above, b, a)],
  {
    latex: (a, b) => `\\max(${a}, ${b})`,
    edges: tie,
  },
)

/** The smaller of a and b; a tie shares the derivative equally, NaN stays NaN. */
export const minimum = binary(
  'minimum',
  Math.min,
  (a, b) => [share(below, a, b), share(below, b, a)],
  {
    latex: (a, b) => `\\min(${a}, ${b})`,
    edges: tie,
  },
)

const LARGEST = Number.MAX_VALUE

/**
 * x with NaN and infinities replaced: by 0 and the largest numbers unless said; no derivative passes there.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { nanToNum } from 'chainrule/op'
 *
 * const f = fn(vector(3), x => nanToNum(x, { above: 9 }))
 * toNested(run(f)(array([Number.NaN, Infinity, 2]))) // => [0, 9, 2]
 */
export const nanToNum = <S extends Shape>(
  x: Expr<S>,
  by: { readonly nan?: number; readonly above?: number; readonly below?: number } = {},
): Expr<S> => {
  requireKind('nanToNum', 'real', x)
  const { nan = 0, above = LARGEST, below = -LARGEST } = by
  const y: Expr = x
  const finite = where(equal(y, Infinity), above, where(equal(y, -Infinity), below, y))
  return where(equal(y, y), finite, nan) as Expr<S> // entry by entry
}

/**
 * x held between two bounds; the derivative is 1 also at the bounds, NaN stays NaN.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { clamp } from 'chainrule/op'
 *
 * const f = fn(vector(3), x => clamp(x, { min: 0, max: 1 }))
 * toNested(run(f)(array([-1, 0.5, 2]))) // => [0, 0.5, 1]
 *
 * @throws ShapeError where the lower bound is above the upper one
 */
export const clamp = <S extends Shape>(
  x: Expr<S>,
  bounds: { readonly min?: number; readonly max?: number },
): Expr<S> => {
  requireKind('clamp', 'real', x)
  const { min = -Infinity, max = Infinity } = bounds
  if (!(min <= max)) throw shapeError('clamp', 'bounds in order', `${min} and ${max}`)
  const y: Expr = x
  return where(less(y, min), min, where(greater(y, max), max, y)) as Expr<S> // bounds broadcast
}
