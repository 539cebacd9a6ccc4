/**
 * Functions of four numbers of single precision, computed in it; only what is left of an angle comes from doubles.
 * Errors below 1.5 units of single precision, of sech² 3.8.
 */
import type { HostFunction } from '../../../op/Scalars.js'
import { sech2Of } from '../../../op/scalar/logistic.js'
import { simd } from '../instructions.js'
import type { Expansion } from '../vectors.js'
import { type Circular, chosen, cosOf, sinOf } from './circular.js'
import { quadExponentials } from './exponential.js'
import { lanes } from './lanes.js'
import { quadLog } from './logarithm.js'
import { quarterOf } from './rounded.js'

/** (sin y / y − 1) / y², and (cos y − 1) / y², as functions of y² on |y| ≤ π/4. */
const SIN = [-0.166666641831398, 0.008332747966051102, -0.00019587890710681677]
const COS = [-0.5, 0.04166664928197861, -0.0013887588866055012, 2.4463788577122614e-5]

const { exp, tanh } = quadExponentials

const sech2: Expansion = (v, x) => {
  const l = lanes(v, 4)
  const e = exp(v, l.mul(l.number(-2), l.abs(x)))
  const sum = l.add(l.number(1), e)
  return l.div(l.mul(l.number(4), e), l.mul(sum, sum))
}

/** sin, or cos: what is left of the angle in doubles, which have digits to lose, and from there on in singles. */
const turned =
  (f: Circular): Expansion =>
  (v, x) => {
    const l = lanes(v, 4)
    const quarter = (half: number) => quarterOf(lanes(v), v.simd(simd.promote, half))
    const [low, high] = [quarter(x), quarter(v.shuffle([2, 3, 2, 3], x, x))]
    const bits = v.shuffle([0, 2, 4, 6], low.bits, high.bits)
    const y = v.shuffle([0, 1, 4, 5], v.simd(simd.demote, low.y), v.simd(simd.demote, high.y))
    const value = chosen(l, f, bits, sinOf(l, y, SIN), cosOf(l, y, COS))
    return l.patch(f, l.less(l.number(2 ** 15), l.abs(x)), value, x)
  }

/** Expansions by function of the host, for kernels that are of single precision throughout. */
export const quads: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  [Math.exp, exp],
  [Math.log, quadLog],
  [Math.sin, turned(Math.sin)],
  [Math.cos, turned(Math.cos)],
  [Math.tanh, tanh],
  [sech2Of, sech2],
])
