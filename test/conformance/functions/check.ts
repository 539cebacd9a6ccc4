/** Functions at their points: values and derivatives to second order, along lines to fourth. */
import {
  apply,
  constant,
  type Diff,
  fn,
  fromFlat,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  real,
  square,
  sum,
  vjp,
} from 'chainrule'
import { add, mul } from 'chainrule/op'
import { type Data, type Num, num } from '../data.js'
import type { Outcome } from '../scalar.js'
import type { Run } from '../target.js'
import { byLargest, weighed } from '../tolerance.js'
import { isBranch, weightError } from './adbench.js'
import { greeks } from './finance.js'
import { scalarFunction, vectorFunction } from './index.js'
import type { FunctionCase, FunctionPoint, Point, Scalar } from './support.js'

type Numbers = readonly number[]
type Claims = Readonly<Record<string, readonly [got: Numbers, want: Numbers, errors: Numbers]>>

const point = (xs: readonly Num[]): Point => fromFlat(xs.map(num), [xs.length])
const flat = (x: readonly Num[] | Data): Numbers => ('data' in x ? x.data : x).map(num)

/** Near 4th derivatives the oracle's own differences are less exact. */
const strict = 1e-9
const loose = 1e-7

const claim = (got: Numbers, want: readonly Num[] | Data, relative = strict): Claims[string] => [
  got,
  flat(want),
  byLargest(got, flat(want), relative),
]

/** A matrix, or a row, whose columns are of sizes of their own: each against its largest entry. */
const columns = (got: Numbers, want: Data, n: number): Claims[string] => {
  const all = flat(want)
  const scale = Array.from({ length: n }, (_, j) =>
    Math.max(...all.filter((_, k) => k % n === j).map(Math.abs)),
  )
  return [got, all, weighed(got, all, k => scale[k % n]!, strict)]
}

/** A gradient of a sum of squares: each entry against what is added up in it, 2 Jᵀ r. */
const ofSquares = (got: Numbers, p: FunctionPoint): Claims[string] => {
  const [want, r, J] = [flat(p.gradient), flat(p.r!), flat(p.jacobian!)]
  const size = (k: number): number =>
    r.reduce((s, ri, i) => s + 2 * Math.abs(ri * J[i * want.length + k]!), 0)
  return [got, want, weighed(got, want, size, strict)]
}

/** What has been differentiated, with the derivative of the last of it. */
const further = (f: Diff<number, Numbers>): Diff<number, Numbers> =>
  fn(real, (t): readonly Scalar[] => {
    const [known, slopes] = apply(jvp(f), [t, 1])
    return [...known, slopes.at(-1)!]
  })

/** The derivatives at 0 of t ↦ f(x + t v), to the fourth, by forward mode four times over. */
const alongLine = (run: Run, f: Diff<Point, number>, x: Point, v: Point): Numbers => {
  const line: Diff<number, Numbers> = fn(real, (t): readonly Scalar[] => [
    apply(f, add(constant(x), mul(t, constant(v)))),
  ])
  return run(further(further(further(further(line)))))(0)
}

/** What is asked of every function to ℝ. */
const scalarClaims = (
  run: Run,
  f: Diff<Point, number>,
  c: FunctionCase,
): ((p: FunctionPoint) => Claims) => {
  const [value, slope, product] = [run(f), run(grad(f)), run(hvp(f))]
  const curvature = isBranch(c) ? undefined : run(hessian(f))
  // A sweep back through a sweep back: costly where there are many variables or steps.
  const twice =
    curvature && c.n <= 12 && c.family !== 'ode' ? run(hessian(f, { mode: 'reverse' })) : undefined
  const byColumn = c.family === 'mgh'
  const matrix = (got: Numbers, want: Data): Claims[string] =>
    byColumn ? columns(got, want, c.n) : claim(got, want)
  return p => {
    const [x, v] = [point(p.x), point(p.v)]
    const lines = alongLine(run, f, x, v)
    const first: Claims = {
      f: claim([value(x)], [p.f]),
      gradient:
        p.r === undefined ? claim(slope(x).values, p.gradient) : ofSquares(slope(x).values, p),
      'directional 0, 1': claim(lines.slice(0, 2), p.directional.slice(0, 2)),
    }
    if (curvature === undefined) return first
    return {
      ...first,
      hessian: matrix(curvature(x).values, p.hessian),
      ...(twice && { 'hessian (reverse)': matrix(twice(x).values, p.hessian) }),
      hvp: claim(product([x, v]).values, p.hvp),
      'directional 2': claim(lines.slice(2, 3), p.directional.slice(2, 3)),
      'directional 3': claim(lines.slice(3, 4), p.directional.slice(3, 4), loose),
      'directional 4': claim(lines.slice(4), p.directional.slice(4), loose),
    }
  }
}

/** What is asked of functions to vectors besides: both of whose modes give the Jacobian. */
const vectorClaims = (
  run: Run,
  f: Diff<Point, Point>,
  c: FunctionCase,
): ((p: FunctionPoint) => Claims) => {
  const value = run(f)
  const [forward, reverse] = [
    run(jacobian(f, { mode: 'forward' })),
    run(jacobian(f, { mode: 'reverse' })),
  ]
  const [pushed, pulled] = [run(jvp(f)), run(vjp(f))]
  return p => {
    const x = point(p.x)
    return {
      r: claim(value(x).values, p.r!),
      'jacobian (forward)': columns(forward(x).values, p.jacobian!, c.n),
      'jacobian (reverse)': columns(reverse(x).values, p.jacobian!, c.n),
      jvp: claim(pushed([x, point(p.v)])[1].values, p.jvp!),
      vjp: claim(pulled([x, point(p.u!)])[1].values, p.vjp!),
    }
  }
}

/** The greeks, by names, from the gradient and the Hessian. */
const greekClaims = (run: Run, f: Diff<Point, number>, p: FunctionPoint): Claims => {
  const x = point(p.x)
  const n = p.x.length
  const [first, second] = [run(grad(f))(x).values, run(hessian(f))(x).values]
  return Object.fromEntries(
    Object.entries(p.greeks ?? {}).map(([name, want]) => {
      const greek = greeks[name]
      if (greek === undefined) throw new Error(`no greek is named '${name}'`)
      const [sign, i, j] = greek
      const got = j === undefined ? first[i!]! : second[i! * n + j]!
      return [name, claim([sign * got], [want])]
    }),
  )
}

/** The residual of the weight, of which there is one in bundle adjustment. */
const weightClaims = (run: Run, c: FunctionCase, p: FunctionPoint): Claims => {
  if (p.w_err === undefined || p.dw_err === undefined) return {}
  const f = fn(real, w => weightError(w))
  const w = num(p.x[c.n - 1]!)
  return { w_err: claim([run(f)(w)], [p.w_err]), dw_err: claim([run(grad(f))(w)], [p.dw_err]) }
}

const outcomes = (id: string, claims: Claims): readonly Outcome[] =>
  Object.entries(claims).flatMap(([part, [got, want, errors]]) => {
    if (got.length !== want.length)
      return [
        {
          id,
          part: `${part} length`,
          got: got.length,
          want: want.length,
          error: Infinity,
          lenient: false,
        },
      ]
    return want.map((w, k) => ({
      id,
      part: want.length === 1 ? part : `${part}[${k}]`,
      got: got[k]!,
      want: w,
      error: errors[k]!,
      lenient: false,
    }))
  })

/** All comparisons of a function, undefined where there is none of its name. */
export const functionOutcomes = (c: FunctionCase, run: Run): readonly Outcome[] | undefined => {
  const r = c.kind === 'vector' ? vectorFunction(c) : undefined
  const f = r === undefined ? scalarFunction(c) : fn(r.dom, x => sum(square(apply(r, x))))
  if (f === undefined || (c.kind === 'vector') !== (r !== undefined)) return undefined
  const scalar = scalarClaims(run, f, c)
  const vector = r && vectorClaims(run, r, c)
  return c.points.flatMap((p, i) =>
    outcomes(`${c.id} at point ${i}`, {
      ...scalar(p),
      ...vector?.(p),
      ...greekClaims(run, f, p),
      ...weightClaims(run, c, p),
    }),
  )
}
