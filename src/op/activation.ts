/** Activation functions of networks, elementwise, stable at any size of their argument. */
import { add, mul, neg, sub } from './arithmetic.js'
import { greater, greaterEqual, where } from './compare.js'
import { unary } from './elementwise.js'
import { exp } from './transcendental.js'

const kink = [{ at: [0], note: 'kink' }]
const logistic = (x: number): number => {
  const e = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}
const softPlus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** max(x, 0); the derivative at 0 is 0. */
export const relu = unary(
  'relu',
  x => (x > 0 ? x : x <= 0 ? 0 : x),
  x => where(greater(x, 0), 1, 0),
  { edges: kink },
)

/** x above 0, 0.01·x below; the derivative at 0 is 0.01. */
export const leakyRelu = unary(
  'leakyRelu',
  x => (x > 0 ? x : 0.01 * x),
  x => where(greater(x, 0), 1, 0.01),
  { edges: kink },
)

/** x above 0, eˣ − 1 below. */
export const elu = unary(
  'elu',
  x => (x > 0 ? x : Math.expm1(x)),
  x => where(greater(x, 0), 1, exp(where(greater(x, 0), 0, x))),
  { edges: kink },
)

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = unary('sigmoid', logistic, (x, y) => mul(y, sigmoid(neg(x))), {
  latex: '\\sigma',
})

/** log σ(x). */
export const logSigmoid = unary(
  'logSigmoid',
  x => -softPlus(-x),
  x => sigmoid(neg(x)),
)

/** log(1 + eˣ). */
export const softplus = unary('softplus', softPlus, x => sigmoid(x))

/** x·σ(x). */
export const silu = unary(
  'silu',
  x => (x === -Infinity ? 0 : x * logistic(x)),
  x => {
    const s = sigmoid(x)
    return mul(s, add(1, mul(where(greaterEqual(x, -800), x, 0), sub(1, s))))
  },
)
