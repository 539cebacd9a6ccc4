/** Powers, exponentials, logarithms, circular and hyperbolic functions, elementwise. */

import { binary, unary } from '../elementwise.js'
import { abs, add, div, mul, neg, reciprocal, square, sub } from './arithmetic.js'
import { and, equal, greater, not, where } from './compare.js'
import { sech2Of } from './logistic.js'
import { hypot } from './planar.js'

/** √x; NaN below 0, the derivative at 0 is ∞. */
export const sqrt = unary('sqrt', Math.sqrt, (_, y) => div(0.5, y), {
  latex: x => `\\sqrt{${x}}`,
  edges: [{ at: [0], note: 'end of the domain: derivative ∞' }],
})

/** 1 / √x; NaN below 0. */
export const rsqrt = unary(
  'rsqrt',
  x => 1 / Math.sqrt(x),
  (x, y) => div(mul(-0.5, y), x),
  {
    scalar: (s, x) => s.div(s.number(1), s.call(Math.sqrt, x)),
    latex: x => `\\frac{1}{\\sqrt{${x}}}`,
    edges: [{ at: [0], note: 'end of the domain: ∞, derivative −∞' }],
  },
)

/** ∛x, also below 0; the derivative at 0 is ∞. */
export const cbrt = unary('cbrt', Math.cbrt, (_, y) => div(1 / 3, square(y)), {
  latex: x => `\\sqrt[3]{${x}}`,
  edges: [{ at: [0], note: 'upright: derivative ∞' }],
})

/** eˣ. */
export const exp = unary('exp', Math.exp, (_, y) => y, { latex: x => `e^{${x}}` })

/** 2ˣ. */
export const exp2 = unary(
  'exp2',
  x => 2 ** x,
  (_, y) => mul(Math.LN2, y),
  { scalar: (s, x) => s.call(Math.pow, s.number(2), x), latex: x => `2^{${x}}` },
)

/** eˣ − 1, right near 0. */
export const expm1 = unary('expm1', Math.expm1, x => exp(x))

/** The natural logarithm; NaN below 0. */
export const log = unary('log', Math.log, x => reciprocal(x), {
  latex: '\\log',
  edges: [{ at: [0], note: 'end of the domain: −∞, derivative ∞' }],
})

/** log(1 + x), right near 0. */
export const log1p = unary('log1p', Math.log1p, x => reciprocal(add(1, x)), {
  edges: [{ at: [-1], note: 'end of the domain: −∞, derivative ∞' }],
})

/** The logarithm to base 2. */
export const log2 = unary('log2', Math.log2, x => div(1 / Math.LN2, x), {
  latex: '\\log_2',
  edges: [{ at: [0], note: 'end of the domain: −∞, derivative ∞' }],
})

/** The logarithm to base 10. */
export const log10 = unary('log10', Math.log10, x => div(1 / Math.LN10, x), {
  latex: '\\log_{10}',
  edges: [{ at: [0], note: 'end of the domain: −∞, derivative ∞' }],
})

/** sin x, x in radians. */
export const sin = unary('sin', Math.sin, x => cos(x), { latex: '\\sin' })

/** cos x, x in radians. */
export const cos = unary('cos', Math.cos, x => neg(sin(x)), { latex: '\\cos' })

/** tan x, x in radians. */
export const tan = unary('tan', Math.tan, (_, y) => add(1, square(y)), { latex: '\\tan' })

/** 1 − x², right near ±1, and with a derivative that is right near 0: what arcs and artanh are made of. */
export const oneMinusSquare = unary(
  'oneMinusSquare',
  x => (1 - x) * (1 + x),
  x => mul(-2, x),
  {
    scalar: (s, x) => s.mul(s.sub(s.number(1), x), s.add(s.number(1), x)),
    text: (x = '') => `(1 − ${x}²)`,
    latex: x => `\\left(1 - ${x}^2\\right)`,
  },
)

/** arcsin x, in radians; NaN outside [−1, 1]. */
export const asin = unary('asin', Math.asin, x => reciprocal(sqrt(oneMinusSquare(x))), {
  latex: '\\arcsin',
  edges: [
    { at: [-1], note: 'end of the domain: derivative ∞' },
    { at: [1], note: 'end of the domain: derivative ∞' },
  ],
})

/** arccos x, in radians; NaN outside [−1, 1]. */
export const acos = unary('acos', Math.acos, x => neg(reciprocal(sqrt(oneMinusSquare(x)))), {
  latex: '\\arccos',
  edges: [
    { at: [-1], note: 'end of the domain: derivative −∞' },
    { at: [1], note: 'end of the domain: derivative −∞' },
  ],
})

/** arctan x, in radians. */
export const atan = unary('atan', Math.atan, x => reciprocal(add(1, square(x))), {
  latex: '\\arctan',
})

/** The hyperbolic sine. */
export const sinh = unary('sinh', Math.sinh, x => cosh(x), { latex: '\\sinh' })

/** The hyperbolic cosine. */
export const cosh = unary('cosh', Math.cosh, x => sinh(x), { latex: '\\cosh' })

/** 1 / cosh² x = 1 − tanh² x, without the cancellation where tanh is near 1. */
export const sech2 = unary('sech2', sech2Of, (x, y) => mul(mul(-2, tanh(x)), y), {
  scalar: (s, x) => s.call(sech2Of, x),
  text: (x = '') => `sech²(${x})`,
  latex: '\\operatorname{sech}^2',
})

/** The hyperbolic tangent. */
export const tanh = unary('tanh', Math.tanh, x => sech2(x), { latex: '\\tanh' })

/** The inverse of sinh. */
export const asinh = unary('asinh', Math.asinh, x => reciprocal(hypot(1, x)))

/** The inverse of cosh; NaN below 1. */
export const acosh = unary(
  'acosh',
  Math.acosh,
  x => reciprocal(mul(sqrt(sub(x, 1)), sqrt(add(x, 1)))),
  { edges: [{ at: [1], note: 'end of the domain: derivative ∞' }] },
)

/** The inverse of tanh; NaN outside [−1, 1]. */
export const atanh = unary('atanh', Math.atanh, x => reciprocal(oneMinusSquare(x)), {
  edges: [
    { at: [-1], note: 'end of the domain: infinite, derivative ∞' },
    { at: [1], note: 'end of the domain: infinite, derivative ∞' },
  ],
})

/**
 * aᵇ: NaN for a < 0 and b not whole; 0⁰ = 1, with both derivatives 0 there.
 * The derivative in a is b·aᵇ⁻¹, so that `pow(x, 2)` is right at 0 and below.
 */
export const pow = binary(
  'pow',
  (a, b) => (b === 0 ? 1 : a ** b),
  (a, b, y) => {
    // Where b is 0, b · aᵇ⁻¹ is 0, also at a = 0; elsewhere its derivative in b, 1 / a, is left to it.
    const singular = and(equal(b, 0), not(greater(abs(a), 0)))
    const inA = mul(b, pow(where(singular, 1, a), sub(b, 1)))
    // aᵇ log a goes to 0 with a, where b is a number.
    const none = equal(a, 0)
    return [inA, where(none, mul(0, b), mul(y, log(where(none, 1, a))))]
  },
  {
    scalar: (s, a, b) => s.call(Math.pow, a, b),
    text: (a, b) => `${a}^${b}`,
    latex: (a, b) => `{${a}}^{${b}}`,
    edges: [{ at: [0, 0], note: '1, both derivatives 0' }],
  },
)
