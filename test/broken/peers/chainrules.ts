/**
 * `test_frule` and `test_rrule` of ChainRulesTestUtils.jl, re-stated from JuliaDiff/ChainRulesTestUtils.jl
 * 1.13.1 and JuliaDiff/FiniteDifferences.jl 0.12.32: a random tangent and cotangent from -9 to 9, differences by
 * `central_fdm(5, 1; max_range = 1e-2)`, which finds its step from an estimate of the fifth derivative, and
 * `isapprox` by the norm of whole arrays with rtol = atol = 1e-9.
 *
 * Left out: inference of types, thunks, accumulation in place.
 */
import { type Data, each, inverse } from '../catalogue/arrays.js'
import { type Checker, type Flat, flat } from './flat.js'
import { like, uniforms } from './random.js'
import { along, units } from './steps.js'

const TOLERANCE = 1e-9
const MAX_RANGE = 1e-2
const CONDITION = 10

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** The weights of a difference of order q on a grid. */
const weights = (grid: Data, q: number): Data => {
  const p = grid.length
  const powers = grid.flatMap((_, i) => grid.map(g => g ** i))
  return each(p, i => inverse(powers, p)[i * p + q]! * factorial(q))
}

interface Method {
  readonly grid: Data
  readonly q: number
  readonly coefs: Data
  readonly slopes: number
  readonly rounding: number
}

const method = (grid: Data, q: number): Method => {
  const coefs = weights(grid, q)
  const p = grid.length
  return {
    grid,
    q,
    coefs,
    slopes: coefs.reduce((s, c, i) => s + Math.abs(c * grid[i]! ** p), 0) / factorial(p),
    rounding: coefs.reduce((s, c) => s + Math.abs(c), 0),
  }
}

const first = method([-2, -1, 0, 1, 2], 1)
const fifth = method([-3, -2, -1, 0, 1, 2, 3], 5)
const around = [-1, 0, 1].map(d =>
  weights(
    fifth.grid.map(g => g + d),
    5,
  ),
)

const stepOf = ({ grid, q, slopes, rounding }: Method, slope: number, error: number): number => {
  const p = grid.length
  return ((q / (p - q)) * ((error * rounding) / (slope * slopes))) ** (1 / p)
}

const limited = (m: Method, step: number): number =>
  Math.min(step, MAX_RANGE / Math.max(...m.grid), 1000 * stepOf(m, CONDITION, Number.EPSILON))

/** The distance to the next number. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(x)) - 52)

const weighted = (coefs: Data, ys: readonly Data[], step: number, q: number): Data =>
  ys[0]!.map((_, i) => coefs.reduce((s, c, k) => s + c * ys[k]![i]!, 0) / step ** q)

const largest = (xs: Data): number => xs.reduce((m, e) => Math.max(m, Math.abs(e)), 0)

/** The derivative at 0 of a curve of vectors. */
const differences = (g: (t: number) => Data): Data => {
  const wide = limited(fifth, stepOf(fifth, CONDITION, Number.EPSILON))
  const ys = fifth.grid.map(k => g(k * wide))
  const slope = Math.max(...around.map(c => largest(weighted(c, ys, wide, 5))))
  const size = Math.max(...ys.map(largest))
  const step =
    slope === 0 || size === 0
      ? stepOf(first, CONDITION, Number.EPSILON)
      : stepOf(first, slope, ulp(size))
  const h = limited(first, step)
  return weighted(
    first.coefs,
    first.grid.map(k => g(k * h)),
    h,
    1,
  )
}

const norm = (xs: Data): number => Math.hypot(...xs)

const isapprox = (a: Data, b: Data): boolean => {
  if (a.length !== b.length) return false
  if (a.every((e, i) => e === b[i])) return true
  const d = norm(a.map((e, i) => e - b[i]!))
  return d <= Math.max(TOLERANCE, TOLERANCE * Math.max(norm(a), norm(b)))
}

const close = (a: readonly Data[], b: readonly Data[]): boolean =>
  a.length === b.length && a.every((l, i) => isapprox(l, b[i]!))

/** A flat list as lists like these. */
const parted = (xs: Data, shape: readonly Data[]): readonly Data[] =>
  shape.map((l, i) => {
    const from = shape.slice(0, i).reduce((n, other) => n + other.length, 0)
    return xs.slice(from, from + l.length)
  })

const frule = (f: Flat, v: readonly Data[], y: readonly Data[]): boolean =>
  close(
    f.jvp(f.x, v),
    parted(
      differences(t => f.value(along(f.x, v, t)).flat()),
      y,
    ),
  )

const rrule = (f: Flat, w: readonly Data[]): boolean => {
  const measured = units(f.x).map(v =>
    differences(t => f.value(along(f.x, v, t)).flat()).reduce((s, e, i) => s + e * w.flat()[i]!, 0),
  )
  return close(f.vjp(f.x, w), parted(measured, f.x))
}

export const chainrules: Checker = (s, x, seed) => {
  const f = flat(s, x)
  const u = uniforms(seed)
  const draw = (): number => Math.round(u() * 1800) / 100 - 9
  const y = f.value(f.x)
  const [v, w] = [like(f.x, draw), like(y, draw)]
  const fine = f.along(w, v).every(p => close(p, y)) && frule(f, v, y) && rrule(f, w)
  return fine ? 'passes' : 'fails'
}
