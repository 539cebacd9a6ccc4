/**
 * kmeans: Σᵢ minⱼ ‖pᵢ − cⱼ‖², and the direction of Newton's method in the centroids: the gradient over the
 * diagonal of the Hessian. The Hessian is diagonal, so that its product with ones is that diagonal.
 */
import {
  broadcastTo,
  type Diff,
  div,
  fn,
  gather,
  gradAt,
  matmul,
  matrix,
  mul,
  pushforward,
  real,
  square,
  struct,
  sub,
  sum,
  toNested,
  transpose,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { argmin } from 'chainrule/op'
import { type Matrix, remembered, same, type Task, task, toMatrix } from './task.js'

interface Clusters {
  readonly points: Matrix
  readonly centroids: Matrix
}

const clusters = (n: number, k: number, d: number) =>
  struct({ points: matrix(n, d), centroids: matrix(k, d) })

/** Which centroid is nearest does not change nearby, only how far it is. */
const cost = (n: number, k: number, d: number): Diff<Clusters, number> =>
  fn(clusters(n, k, d), real, ({ points, centroids }) => {
    // ‖p − c‖² − ‖p‖²
    const distances = sub(
      sum(square(centroids), { axis: 1 }),
      mul(2, matmul(points, transpose(centroids))),
    )
    const nearest = argmin(distances, { axis: 1 })
    return sum(square(sub(points, gather(centroids, nearest))))
  })

const direction = (n: number, k: number, d: number): Diff<Clusters, Matrix> =>
  fn(clusters(n, k, d), matrix(k, d), x => {
    const ones = { points: broadcastTo(0, [n, d]), centroids: broadcastTo(1, [k, d]) }
    const [gradient, diagonal] = pushforward(gradAt('centroids')(cost(n, k, d)))(x, ones)
    return div(gradient, diagonal)
  })

interface Input {
  readonly points: readonly (readonly number[])[]
  readonly centroids: readonly (readonly number[])[]
}

const of = <B>(
  f: (n: number, k: number, d: number) => (x: Clusters) => B,
  write: (y: B) => unknown,
): Task =>
  task({
    read: ({ points, centroids }: Input) => {
      const d = centroids[0]?.length ?? 0
      return { points: toMatrix(points, d), centroids: toMatrix(centroids, d) }
    },
    make: ({ points, centroids }) => f(points.length, centroids.length, centroids[0]?.length ?? 0),
    write,
  })

export const kmeans = {
  cost: of(
    remembered((n, k, d) => compile(cost(n, k, d))),
    same,
  ),
  dir: of(
    remembered((n, k, d) => compile(direction(n, k, d))),
    toNested,
  ),
}
