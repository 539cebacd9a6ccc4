/** Functions that are written as scalar code, as vectors. */
import type { HostFunction, Scalar, Scalars } from '../../op/Scalars.js'
import { logistic, logisticCode, sech2Code, sech2Of } from '../../op/scalar/logistic.js'
import { simd } from './instructions.js'
import type { Expansion, Vectors } from './vectors.js'

/** The algebra whose values are vectors of doubles; functions that have no expansion are the host's. */
const scalars = (v: Vectors, known: ReadonlyMap<HostFunction, Expansion>): Scalars<number> => {
  const two =
    (code: number) =>
    (a: number, b: number): number =>
      v.simd(code, a, b)
  return {
    number: v.number,
    add: two(simd.f64x2Add),
    sub: two(simd.f64x2Sub),
    mul: two(simd.f64x2Mul),
    div: two(simd.f64x2Div),
    neg: a => v.simd(simd.f64x2Neg, a),
    less: two(simd.f64x2Lt),
    lessEqual: two(simd.f64x2Le),
    equal: two(simd.f64x2Eq),
    and: two(simd.and),
    or: two(simd.or),
    not: p => v.simd(simd.not, p),
    choose: (p, a, b) => v.simd(simd.bitselect, a, b, p),
    call: (f, ...xs) => known.get(f)?.(v, ...xs) ?? v.host(f, ...xs),
  }
}

const codes: readonly (readonly [HostFunction, Scalar])[] = [
  [logistic, logisticCode],
  [sech2Of, sech2Code],
]

/** Expansions, and those of what is written by means of them. */
export const withWritten = (
  known: ReadonlyMap<HostFunction, Expansion>,
): ReadonlyMap<HostFunction, Expansion> =>
  new Map([
    ...known,
    ...codes.map(([f, code]): readonly [HostFunction, Expansion] => [
      f,
      (v, ...xs) => code(scalars(v, known), ...xs),
    ]),
  ])

/** What is written so is computed wherever `Math` is. */
export const written: readonly HostFunction[] = codes.map(([f]) => f)
