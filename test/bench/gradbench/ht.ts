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

/** Where bones are in a pose. */
const absolutesOf = (
  θ: Expr,
  { relatives }: Scene,
  { parents }: Sizes,
  others?: { readonly of: readonly Expr[]; readonly moves: (bone: number) => boolean },
): readonly Expr[] => {
  const { x, z } = angles(θ, parents.length)
  const turned = matmul(slice(relatives, [{}, {}, { stop: 3 }]), rotations(x, z))
  const steps = concat([turned, slice(relatives, [{}, {}, { start: 3 }])], { axis: 2 })
  const absolutes: Expr[] = []
  for (const [bone, parent] of parents.entries()) {
    const step = reshape(part(steps, bone, bone + 1), [4, 4])
    const own = (): Expr => (parent < 0 ? step : matmul(absolutes[parent]!, step))
    absolutes.push(others?.moves(bone) === false ? others.of[bone]! : own())
  }
  return absolutes
}

/** What of the places of vertices, before the hand is turned, is due to these bones: means of what moves bones. */
const shareOf = (
  bones: readonly number[],
  absolutes: readonly Expr[],
  { inverses, positions, weights }: Scene,
): Expr => {
  const which = constant(fromFlat(Int32Array.from(bones), [bones.length]))
  const own = (x: Expr, axis: number): Expr =>
    bones.length === absolutes.length ? x : gather(x, which, { axis })
  const transforms = matmul(stack(bones.map(b => absolutes[b]!)), own(inverses, 0))
  const n = positions.shape[0]!
  const rows = reshape(slice(transforms, [{}, { stop: 3 }]), [bones.length, 12])
  const blended = reshape(matmul(own(weights, 1), rows), [n, 3, 4])
  return sum(mul(blended, reshape(positions, [n, 1, 4])), { axis: 2 })
}

/** Where the vertices are when the hand is turned and placed. */
const placed = (local: Expr, θ: Expr, { mirrored }: Sizes): Expr => {
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
    const all = [...sizes.parents.keys()]
    const local = shareOf(all, absolutesOf(theta, scene, sizes), scene)
    const errors = differences(placed(local, theta, sizes), us, scene, sizes.complicated)
    return reshape(errors, [3 * sizes.points])
  })

/** The bones that the angles of a finger move: those it turns, and what is further out. */
const movedBy = (finger: number, parents: readonly number[]): readonly number[] => {
  const moved = new Set<number>()
  for (const [bone, parent] of parents.entries())
    if (moved.has(parent) || (bone > 4 * finger + 1 && bone <= 4 * finger + 4)) moved.add(bone)
  return [...moved]
}

/**
 * One direction a coordinate of θ, of which those of a finger move no more than its bones; and two, the same for all
 * points, for their u and v.
 */
const jacobian = (sizes: Sizes) =>
  fn(domain(sizes), ({ theta, us, scene }) => {
    const { parents, points, complicated } = sizes
    const absolutes = absolutesOf(theta, scene, sizes)
    const local = shareOf([...parents.keys()], absolutes, scene)
    const along = (f: (x: Expr) => Expr, x: Expr, n: number): Expr =>
      vmapOf(v => jvpOf(f, x, v)[1], eye(n))
    const errors = (vertices: Expr): Expr => differences(vertices, us, scene, complicated)
    const ofPlace = along(
      place => errors(placed(local, concat([place, part(theta, 6, 26)]), sizes)),
      part(theta, 0, 6),
      6,
    )
    const ofFingers = [0, 1, 2, 3, 4].map(finger => {
      const [start, stop] = [6 + 4 * finger, 10 + 4 * finger]
      const bones = movedBy(finger, parents)
      const moves = (bone: number): boolean => bones.includes(bone)
      return along(
        turns => {
          const θ = concat([part(theta, 0, start), turns, part(theta, stop, 26)])
          const moved = absolutesOf(θ, scene, sizes, { of: absolutes, moves })
          return errors(placed(shareOf(bones, moved, scene), theta, sizes))
        },
        part(theta, start, stop),
        4,
      )
    })
    const vertices = placed(local, theta, sizes)
    const ofUs = (v: Expr): Expr =>
      jvpOf(
        u => differences(vertices, u, scene, complicated),
        us as Expr,
        broadcastTo(v, us.shape),
      )[1]
    const columns = concat([...(complicated ? [vmapOf(ofUs, eye(2))] : []), ofPlace, ...ofFingers])
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
