/** Samples of activations and special functions, by their integrals and series. */
import * as op from 'chainrule/op'
import { above, binary, inside, pairs, type Sample, some, unary } from './sample.js'

const EULER = 0.5772156649015329
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** ∫₀ˣ by the rule of Simpson. */
const integralOf =
  (f: (t: number) => number) =>
  (x: number): number => {
    const n = 2000
    const at = (i: number): number =>
      f((x * i) / n) * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2)
    return (x / n / 3) * Array.from({ length: n + 1 }, (_, i) => at(i)).reduce((a, b) => a + b, 0)
  }

/** Γ(x) by ∫ t^{x+7} e^{−t} dt / (x (x + 1) … (x + 6)), the integrand smooth at 0. */
const gammaOf = (x: number): number => {
  const shifted = integralOf(t => t ** (x + 7) * Math.exp(-t))(90)
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((g, k) => g / (x + k), shifted)
}

/** A sample an operation, by name. */
export const special: Readonly<Record<string, Sample>> = {
  erf: unary(
    op.erf,
    integralOf(x => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
    some,
  ),
  erfc: unary(
    op.erfc,
    x => 1 - integralOf(t => (2 / Math.sqrt(Math.PI)) * Math.exp(-t * t))(x),
    inside,
  ),
  erfinv: {
    at: inside,
    body: x => op.erf(op.mul(1, op.erfinv(x))),
    value: xs => xs,
  },
  normalCdf: unary(op.normalCdf, x => 0.5 + integralOf(density)(x), some),
  gelu: unary(op.gelu, x => x * (0.5 + integralOf(density)(x)), some),
  lgamma: unary(op.lgamma, x => Math.log(gammaOf(x)), above),
  // ψ(x) from ψ(x + 1) = ψ(x) + 1/x, at whole and half numbers.
  digamma: unary(
    op.digamma,
    x => (x === 0.5 ? -EULER - 2 * Math.LN2 : x === 1 ? -EULER : x === 2 ? 1 - EULER : 1.5 - EULER),
    [0.5, 1, 2, 3],
  ),
  polygamma: unary(
    x => op.polygamma(x, { order: 1 }),
    x => Math.PI ** 2 * (x === 0.5 ? 1 / 2 : 1 / 6) - (x === 2 ? 1 : x === 3 ? 1.25 : 0),
    [0.5, 1, 2, 3],
  ),
  sphericalBessel: unary(
    x => op.sphericalBessel(x, { order: 1 }),
    x => Math.sin(x) / (x * x) - Math.cos(x) / x,
    some,
  ),
  relu: unary(op.relu, x => Math.max(x, 0), some),
  leakyRelu: unary(op.leakyRelu, x => (x > 0 ? x : 0.01 * x), some),
  elu: unary(op.elu, x => (x > 0 ? x : Math.exp(x) - 1), some),
  sigmoid: unary(op.sigmoid, x => 1 / (1 + Math.exp(-x)), some),
  logSigmoid: unary(op.logSigmoid, x => -Math.log(1 + Math.exp(-x)), some),
  softplus: unary(op.softplus, x => Math.log(1 + Math.exp(x)), some),
  silu: unary(op.silu, x => x / (1 + Math.exp(-x)), some),
  selu: unary(
    op.selu,
    x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
    some,
  ),
  logit: unary(op.logit, x => Math.log(x) - Math.log(1 - x), [0.1, 0.4, 0.55, 0.9]),
  xlogx: unary(op.xlogx, x => x * Math.log(x), above),
  xlogy: binary(op.xlogy, (a, b) => a * Math.log(b), [some, above]),
  logaddexp: binary(op.logaddexp, (a, b) => Math.log(Math.exp(a) + Math.exp(b)), pairs),
}
