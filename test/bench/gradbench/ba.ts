/**
 * ba: bundle adjustment. Observation i is of the point i mod m by the camera i mod n; its error is how far from
 * the observed feature the camera sees the point, times its weight w, and each weight has the error 1 − w².
 *
 * The Jacobian is sparse: an error depends on the 11 parameters of its camera, the 3 of its point and its weight.
 * Observations do not depend on one another, so that the gradient of a sum of errors, along one axis of the
 * image, holds for each observation its row of what is not zero.
 */
import {
  add,
  array,
  at,
  broadcastTo,
  concat,
  constant,
  cos,
  div,
  type Expr,
  fn,
  fromFlat,
  gather,
  gradOf,
  greater,
  jvpOf,
  matrix,
  mul,
  reshape,
  sin,
  slice,
  sqrt,
  square,
  struct,
  sub,
  sum,
  transpose,
  where,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { stack } from 'chainrule/op'
import { toTypedArray } from 'chainrule/Tensor'
import { type Matrix, remembered, type Task, task } from './task.js'

/** A column an observation: of the parameters of its camera, of its point, of its weight and its feature. */
interface Observations {
  readonly rotation: Expr
  readonly centre: Expr
  readonly focal: Expr
  readonly principal: Expr
  readonly radial: Expr
  readonly point: Expr
  readonly weight: Expr
  readonly feature: Expr
}

/** What an error depends on, in the order of the Jacobian's columns. */
const PARAMETERS = [
  'rotation',
  'centre',
  'focal',
  'principal',
  'radial',
  'point',
  'weight',
] as const

const rows = (x: Expr, start: number, stop: number): Expr => slice(x, [{ start, stop }])
const total = (x: Expr): Expr => sum(x, { axis: 0, keepdims: true })

const order = (...rows: readonly number[]): Expr<readonly [number], 'index'> =>
  constant(array(rows, 'index'))
const cross = (a: Expr, b: Expr): Expr =>
  sub(
    mul(gather(a, order(1, 2, 0)), gather(b, order(2, 0, 1))),
    mul(gather(a, order(2, 0, 1)), gather(b, order(1, 2, 0))),
  )

/** Rotations about r by ‖r‖, by Rodrigues' formula; to first order where r = 0. */
const rotated = (r: Expr, y: Expr): Expr => {
  const turns = greater(total(square(r)), 0)
  const θ = sqrt(where(turns, total(square(r)), 1))
  const axis = div(r, θ)
  const along = mul(axis, mul(total(mul(axis, y)), sub(1, cos(θ))))
  const turned = add(add(mul(y, cos(θ)), mul(cross(axis, y), sin(θ))), along)
  return where(turns, turned, add(y, cross(r, y)))
}

/** The errors of all observations, 2 × p. */
const errors = (o: Observations): Expr => {
  const z = rotated(o.rotation, sub(o.point, o.centre))
  const π = div(rows(z, 0, 2), rows(z, 2, 3))
  const ρ = total(square(π))
  const [k1, k2] = [rows(o.radial, 0, 1), rows(o.radial, 1, 2)]
  const distortion = add(1, mul(ρ, add(k1, mul(ρ, k2))))
  const seen = add(mul(o.focal, mul(π, distortion)), o.principal)
  return mul(o.weight, sub(seen, o.feature))
}

const weightErrors = (w: Expr): Expr => sub(1, square(w))

const positions = (n: number, p: number) =>
  constant(
    fromFlat(
      Int32Array.from({ length: p }, (_, i) => i % n),
      [p],
    ),
  )

const problem = (n: number, m: number, p: number) =>
  struct({
    cameras: matrix<number, number>(11, n),
    points: matrix<number, number>(3, m),
    weights: matrix<number, number>(1, p),
    features: matrix<number, number>(2, p),
  })

interface Problem {
  readonly cameras: Matrix
  readonly points: Matrix
  readonly weights: Matrix
  readonly features: Matrix
}

/** What each observation is of. */
const observations = (cameras: Expr, points: Expr, weight: Expr, feature: Expr): Observations => {
  const camera = gather(cameras, positions(cameras.shape[1]!, weight.shape[1]!), { axis: 1 })
  return {
    rotation: rows(camera, 0, 3),
    centre: rows(camera, 3, 6),
    focal: rows(camera, 6, 7),
    principal: rows(camera, 7, 9),
    radial: rows(camera, 9, 11),
    point: gather(points, positions(points.shape[1]!, weight.shape[1]!), { axis: 1 }),
    weight,
    feature,
  }
}

const objective = (n: number, m: number, p: number) =>
  fn(problem(n, m, p), ({ cameras, points, weights, features }) => ({
    projection: reshape(errors(observations(cameras, points, weights, features)), [2, p]),
    weight: reshape(weightErrors(weights), [p]),
  }))

/** The entries that are not zero: for each observation two rows of 15, and those of the weights. */
const entries = (n: number, m: number, p: number) =>
  fn(problem(n, m, p), ({ cameras, points, weights, features }) => {
    const { feature, ...all } = observations(cameras, points, weights, features)
    const errorsAlong = [0, 1].map(axis => {
      const slopes = gradOf(o => sum(rows(errors({ ...o, feature }), axis, axis + 1)), all)
      return concat(PARAMETERS.map(name => slopes[name]))
    })
    const [, slopes] = jvpOf(weightErrors, weights as Expr, broadcastTo(1, [1, p]))
    const projections = transpose(stack(errorsAlong), [2, 0, 1])
    return reshape(concat([reshape(projections, [30 * p]), reshape(slopes, [p])]), [31 * p])
  })

/** Where the rows of the Jacobian start among its entries, and the columns of these. */
const pattern = (n: number, m: number, p: number) => {
  const starts = new Int32Array(3 * p + 1)
  const columns = new Int32Array(31 * p)
  for (let i = 0; i < p; i++) {
    const [camera, point, weight] = [11 * (i % n), 11 * n + 3 * (i % m), 11 * n + 3 * m + i]
    for (const start of [30 * i, 30 * i + 15]) {
      for (let k = 0; k < 11; k++) columns[start + k] = camera + k
      for (let k = 0; k < 3; k++) columns[start + 11 + k] = point + k
      columns[start + 14] = weight
    }
    columns[30 * p + i] = weight
    starts[2 * i + 1] = 30 * i + 15
    starts[2 * i + 2] = 30 * i + 30
    starts[2 * p + i + 1] = 30 * p + i + 1
  }
  return { rows: starts, cols: columns }
}

interface Input {
  readonly n: number
  readonly m: number
  readonly p: number
  readonly cam: readonly number[]
  readonly x: readonly number[]
  readonly w: number
  readonly feat: readonly number[]
}

/** A matrix whose columns are all the same. */
const repeated = (column: readonly number[], times: number): Matrix =>
  fromFlat(
    column.flatMap(x => Array<number>(times).fill(x)),
    [column.length, times],
  )

const read = ({ n, m, p, cam, x, w, feat }: Input): Problem => ({
  cameras: repeated(cam, n),
  points: repeated(x, m),
  weights: repeated([w], p),
  features: repeated(feat, p),
})

/** What is sent of a long list: its first 30 entries and its last. */
const cut = (xs: ArrayLike<number>): readonly number[] =>
  [...Array(Math.min(30, xs.length)).keys(), xs.length - 1].map(i => xs[i]!)

const errorsOf = remembered((n: number, m: number, p: number) => compile(objective(n, m, p)))
const jacobianOf = remembered((n: number, m: number, p: number) => {
  const values = compile(entries(n, m, p))
  const where = pattern(n, m, p)
  return (x: Problem) => ({ ...where, vals: toTypedArray(values(x)) })
})

export const ba: Readonly<Record<'objective' | 'jacobian', Task>> = {
  objective: task({
    read,
    make: ({ n, m, p }: Input) => errorsOf(n, m, p),
    write: ({ projection, weight }) => {
      const [repeated] = weight.shape
      return {
        reproj_error: { elements: [at(projection, 0, 0), at(projection, 1, 0)], repeated },
        w_err: { element: at(weight, 0), repeated },
      }
    },
  }),
  jacobian: task({
    read,
    make: ({ n, m, p }: Input) => jacobianOf(n, m, p),
    write: ({ rows, cols, vals }) => ({ rows: cut(rows), cols: cut(cols), vals: cut(vals) }),
  }),
}
