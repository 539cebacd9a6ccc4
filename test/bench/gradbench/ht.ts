/**
 * ht: hand tracking. The pose θ of a hand (its rotation, its place, and four angles a finger) bends bones, which
 * move the vertices of a surface; the error of each measured point is how far it is from its vertex, or from
 * its place (u, v) in a triangle. The Jacobian has the 26 columns of θ, after those of the point's own u and v.
 */
import {
  add,
  array,
  broadcastTo,
  concat,
  constant,
  cos,
  div,
  type Expr,
  fn,
  fromFlat,
  gather,
  indices,
  jvpOf,
  less,
  matmul,
  matrix,
  mul,
  neg,
  reshape,
  sin,
  slice,
  sqrt,
  square,
  struct,
  sub,
  sum,
  tensor,
  toFlat,
  toNested,
  transpose,
  vector,
  vmapOf,
  where,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { eye, outer, stack } from 'chainrule/op'
import { remembered, type Task, task, toMatrix, toVector } from './task.js'

// -------------------------------------------------------------------------------------
// the hand
// -------------------------------------------------------------------------------------

/** What the program of a hand depends on: its bones, and how many of what there are. */
interface Sizes {
  readonly parents: readonly number[]
  readonly mirrored: boolean
  readonly vertices: number
  readonly triangles: number
  readonly points: number
  readonly complicated: boolean
}

const sceneOf = ({ parents: { length: bones }, vertices, triangles, points }: Sizes) =>
  struct({
    relatives: tensor<readonly [number, number, number]>(bones, 4, 4),
    inverses: tensor<readonly [number, number, number]>(bones, 4, 4),
    positions: matrix<number, number>(vertices, 4),
    weights: matrix(vertices, bones),
    triangles: indices<readonly [number, number]>(vertices, triangles, 3),
    points: matrix<number, number>(points, 3),
    correspondences: indices<readonly [number]>(Math.max(vertices, triangles), points),
  })

interface Scene {
  readonly relatives: Expr
  readonly inverses: Expr
  readonly positions: Expr
  readonly weights: Expr
  readonly triangles: Expr<readonly [number, number], 'index'>
  readonly points: Expr
  readonly correspondences: Expr<readonly [number], 'index'>
}

const part = (x: Expr, start: number, stop: number): Expr => slice(x, [{ start, stop }])

/** The rotation about r by ‖r‖, by Rodrigues' formula; none where that is hardly an angle. */
const rotation = (r: Expr): Expr => {
  const length2 = sum(square(r))
  const none = less(length2, 1e-8)
  const θ = sqrt(where(none, 1, length2))
  const a = div(r, θ)
  const signed = concat([a, neg(a), constant(array([0]))])
  const turn = gather(
    signed,
    constant(
      array(
        [
          [6, 5, 1],
          [2, 6, 3],
          [4, 0, 6],
        ],
        'index',
      ),
    ),
  )
  const axis = outer(a as Expr<readonly [3]>, a as Expr<readonly [3]>)
  const one = eye(3)
  const turned = add(add(mul(one, cos(θ)), mul(turn, sin(θ))), mul(axis, sub(1, cos(θ))))
  return where(none, one, turned)
}

/** The rotations of bones about their x-axes, then their z-axes: one matrix a pair of angles. */
const rotations = (x: Expr, z: Expr): Expr => {
  const [cx, sx, cz, sz, zero] = [cos(x), sin(x), cos(z), sin(z), mul(0, x)]
  const entries = [
    [cz, neg(mul(sz, cx)), mul(sz, sx)],
    [sz, mul(cz, cx), neg(mul(cz, sx))],
    [zero, sx, cx],
  ]
  return reshape(stack(entries.flat(), { axis: 1 }), [x.shape[0]!, 3, 3])
}

/** The angles of the bones: those of finger f are of its bones 4 f + 2, twice, 4 f + 3 and 4 f + 4. */
const angles = (θ: Expr, bones: number): Readonly<Record<'x' | 'z', Expr>> => {
  const zero = 26
  const places = (first: readonly (number | undefined)[]) =>
    Array.from({ length: bones }, (_, bone) => {
      const finger = Math.floor((bone - 1) / 4)
      const place = bone === 0 || finger > 4 ? undefined : first[(bone - 1) % 4]
      return place === undefined ? zero : place + 4 * finger
    })
  const all = concat([θ, constant(array([0]))])
  const at = (first: readonly (number | undefined)[]): Expr =>
    gather(all, constant(fromFlat(places(first), [bones], 'index')))
  return { x: at([undefined, 6, 8, 9]), z: at([undefined, 7]) }
}

/** Where the vertices are in a pose. */
const posed = (θ: Expr, hand: Scene, { parents, mirrored }: Sizes): Expr => {
  const bones = parents.length
  const { x, z } = angles(θ, bones)
  const { relatives, inverses, positions, weights } = hand
  const turned = matmul(slice(relatives, [{}, {}, { stop: 3 }]), rotations(x, z))
  const steps = concat([turned, slice(relatives, [{}, {}, { start: 3 }])], { axis: 2 })
  const absolutes: Expr[] = []
  for (const [bone, parent] of parents.entries()) {
    const step = reshape(part(steps, bone, bone + 1), [4, 4])
    absolutes.push(parent < 0 ? step : matmul(absolutes[parent]!, step))
  }
  const transforms = slice(matmul(stack(absolutes), inverses), [{}, { stop: 3 }])
  // What moves a vertex is a mean of what moves the bones.
  const n = positions.shape[0]!
  const blended = reshape(matmul(weights, reshape(transforms, [bones, 12])), [n, 3, 4])
  const local = sum(mul(blended, reshape(positions, [n, 1, 4])), { axis: 2 })
  const seen = mirrored ? mul(local, constant(array([-1, 1, 1]))) : local
  return add(matmul(seen, transpose(rotation(part(θ, 0, 3)))), part(θ, 3, 6))
}

/** How far the points are from where the vertices have them. */
const differences = (vertices: Expr, us: Expr, hand: Scene, complicated: boolean): Expr => {
  const { triangles, points, correspondences } = hand
  if (!complicated) return sub(points, gather(vertices, correspondences))
  const corners = gather(vertices, gather(triangles, correspondences))
  const places = concat([us, sub(1, sum(us, { axis: 1, keepdims: true }))], { axis: 1 })
  const shares = reshape(places, [...places.shape, 1])
  return sub(points, sum(mul(corners, shares), { axis: 1 }))
}

const domain = (sizes: Sizes) =>
  struct({
    theta: vector<number>(26),
    us: matrix<number, number>(sizes.complicated ? sizes.points : 0, 2),
    scene: sceneOf(sizes),
  })

const objective = (sizes: Sizes) =>
  fn(domain(sizes), ({ theta, us, scene }) => {
    const errors = differences(posed(theta, scene, sizes), us, scene, sizes.complicated)
    return reshape(errors, [3 * sizes.points])
  })

/** One direction a coordinate of θ; and two, the same for all points, for their u and v. */
const jacobian = (sizes: Sizes) =>
  fn(domain(sizes), ({ theta, us, scene }) => {
    const { points, complicated } = sizes
    const errors = (θ: Expr): Expr => differences(posed(θ, scene, sizes), us, scene, complicated)
    const ofθ = vmapOf(v => jvpOf(errors, theta as Expr, v)[1], eye(26))
    const vertices = posed(theta, scene, sizes)
    const placed = (u: Expr): Expr => differences(vertices, u, scene, complicated)
    const along = (v: Expr): Expr => jvpOf(placed, us as Expr, broadcastTo(v, us.shape))[1]
    const columns = complicated ? concat([vmapOf(along, eye(2)), ofθ]) : ofθ
    return reshape(transpose(columns, [1, 2, 0]), [3 * points, columns.shape[0]!])
  })

// -------------------------------------------------------------------------------------
// its data
// -------------------------------------------------------------------------------------

type Rows = readonly (readonly number[])[]

interface Input {
  readonly theta: readonly number[]
  readonly us: Rows
  readonly data: {
    readonly model: {
      readonly parents: readonly number[]
      readonly base_relatives: readonly Rows[]
      readonly inverse_base_absolutes: readonly Rows[]
      readonly base_positions: Rows
      readonly weights: Rows
      readonly triangles: Rows
      readonly is_mirrored: boolean
    }
    readonly correspondences: readonly number[]
    readonly points: Rows
  }
}

const sizesOf = ({ us, data: { model, points } }: Input): Sizes => ({
  parents: model.parents,
  mirrored: model.is_mirrored,
  vertices: model.base_positions.length,
  triangles: model.triangles.length,
  points: points.length,
  complicated: us.length > 0,
})

const toStack = (matrices: readonly Rows[]) =>
  fromFlat(
    matrices.flatMap(rows => rows.flat()),
    [matrices.length, 4, 4] as readonly [number, number, number],
  )

const read = ({ theta, us, data: { model, correspondences, points } }: Input) => ({
  theta: toVector(theta),
  us: toMatrix(us, 2),
  scene: {
    relatives: toStack(model.base_relatives),
    inverses: toStack(model.inverse_base_absolutes),
    positions: toMatrix(model.base_positions, 4),
    weights: toMatrix(model.weights, model.parents.length),
    triangles: fromFlat(Int32Array.from(model.triangles.flat()), [model.triangles.length, 3]),
    points: toMatrix(points, 3),
    correspondences: fromFlat(Int32Array.from(correspondences), [correspondences.length]),
  },
})

const errorsOf = remembered((sizes: Sizes) => compile(objective(sizes)))
const jacobianOf = remembered((sizes: Sizes) => compile(jacobian(sizes)))

export const ht: Readonly<Record<'objective' | 'jacobian', Task>> = {
  objective: task({
    read,
    make: (input: Input) => errorsOf(sizesOf(input)),
    write: y => toFlat(y),
  }),
  jacobian: task({
    read,
    make: (input: Input) => jacobianOf(sizesOf(input)),
    write: y => toNested(y),
  }),
}
