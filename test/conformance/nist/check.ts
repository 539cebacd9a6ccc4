/** The sets of NIST: residuals, Jacobians, sums of squares with their gradients, certified values. */
import {
  apply,
  type Diff,
  fn,
  fromFlat,
  grad,
  jacobian,
  log,
  square,
  sub,
  sum,
  vector,
} from 'chainrule'
import type { Data, Num } from '../data.js'
import { num } from '../data.js'
import { entriesOf, numbers, type Point } from '../functions/support.js'
import type { Outcome } from '../scalar.js'
import type { Run } from '../target.js'
import { errorOf, weighed } from '../tolerance.js'
import { models } from './models.js'

interface At {
  readonly b: readonly Num[]
  readonly rss: Num
  readonly rss_gradient: readonly Num[]
}

/** A set: observations, a model, where to start, and what is certified. */
export interface NistCase {
  readonly id: string
  readonly n_params: number
  readonly n_obs: number
  readonly n_predictors: number
  readonly response_transform: string
  readonly x: Data
  readonly y: Data
  readonly certified: { readonly b: readonly Num[]; readonly rss: Num }
  readonly polished: { readonly b: readonly Num[]; readonly rss: Num }
  readonly eval: {
    readonly start1: At & { readonly residuals: Data }
    readonly start2: At & { readonly residuals: Data; readonly jacobian: Data }
    readonly certified: At
  }
}

type Numbers = readonly number[]

const flat = (x: Data | readonly Num[]): Numbers => ('data' in x ? x.data : x).map(num)

/** A point of parameters. */
export const pointOf = (b: readonly Num[]): Point => fromFlat(b.map(num), [b.length])

/** The residuals of a set as a function of its parameters, undefined where there is no such model. */
export const residualsOf = (c: NistCase): Diff<Point, Point> | undefined => {
  const model = models[c.id]
  if (model === undefined) return undefined
  const x = flat(c.x)
  const column = (j: number) => numbers(x.filter((_, i) => i % c.n_predictors === j))
  const y = numbers(flat(c.y))
  const response = c.id === 'Nelson' ? log(y) : y
  return fn(vector(c.n_params), b =>
    sub(model(entriesOf(b), column(0), column(c.n_predictors - 1)), response),
  )
}

const outcome = (id: string, part: string, got: number, want: number, error: number): Outcome => ({
  id,
  part,
  got,
  want,
  error,
  lenient: false,
})

const relative = 1e-9

/** All comparisons of a set. */
export const nistOutcomes = (c: NistCase, run: Run): readonly Outcome[] | undefined => {
  const r = residualsOf(c)
  if (r === undefined) return undefined
  const n = c.n_params
  const total = fn(r.dom, b => sum(square(apply(r, b))))
  const [residuals, rss, slope] = [run(r), run(total), run(grad(total))]
  const jacobians = {
    forward: run(jacobian(r, { mode: 'forward' })),
    reverse: run(jacobian(r, { mode: 'reverse' })),
  }

  const compared = (
    part: string,
    got: Numbers,
    want: Data | readonly Num[],
    scale: (k: number) => number,
  ): readonly Outcome[] => {
    const wanted = flat(want)
    if (got.length !== wanted.length)
      return [outcome(c.id, `${part} length`, got.length, wanted.length, Infinity)]
    const errors = weighed(got, wanted, scale, relative, 1e-300)
    return wanted.map((w, k) => outcome(c.id, `${part}[${k}]`, got[k]!, w, errors[k]!))
  }

  /** The sum of squares, small ones at the level of the rounding of the residuals. */
  const sumOf = (part: string, at: readonly Num[], want: Num): readonly Outcome[] => {
    const got = run(total)(pointOf(at))
    return [outcome(c.id, part, got, num(want), errorOf(got, num(want), 1e-10, 1e-23))]
  }

  const starts = (
    [
      ['start1', c.eval.start1],
      ['start2', c.eval.start2],
    ] as const
  ).flatMap(([name, at]) => {
    const b = pointOf(at.b)
    const found = residuals(b).values
    const largest = Math.max(...flat(at.residuals).map(Math.abs))
    const J = jacobians.forward(b).values
    // What is added up in an entry of 2 Jᵀ r.
    const size = (j: number): number =>
      found.reduce((s, ri, i) => s + 2 * Math.abs(ri * J[i * n + j]!), 0)
    return [
      ...compared(`${name} residuals`, found, at.residuals, () => largest),
      ...compared(`${name} rss`, [rss(b)], [at.rss], () => num(at.rss)),
      ...compared(`${name} rss_gradient`, slope(b).values, at.rss_gradient, size),
    ]
  })
  const wanted = flat(c.eval.start2.jacobian)
  const height = Array.from({ length: n }, (_, j) =>
    Math.max(...wanted.filter((_x, k) => k % n === j).map(Math.abs)),
  )
  const slopes = Object.entries(jacobians).flatMap(([mode, J]) =>
    compared(
      `start2 jacobian (${mode})`,
      J(pointOf(c.eval.start2.b)).values,
      c.eval.start2.jacobian,
      k => height[k % n]!,
    ),
  )
  return [
    ...starts,
    ...slopes,
    ...sumOf('certified rss', c.certified.b, c.certified.rss),
    ...sumOf('rss at the certified parameters', c.eval.certified.b, c.eval.certified.rss),
    ...sumOf('polished rss', c.polished.b, c.polished.rss),
  ]
}
