/** Several axes as one, and the way back: how what is done along one axis is done over many. */
import type { Expr } from '../../Expr.js'
import { size } from '../../Shape.js'
import { transpose } from '../structure/permutation.js'
import { reshape } from '../structure/structure.js'

/** A tensor some of whose axes are one, and how a tensor of its shape takes the old shape. */
export interface Merged {
  readonly x: Expr
  readonly axis: number
  readonly back: (y: Expr) => Expr
}

/** Axes, in order, made one: in their place where they are neighbours, else behind the others. */
export const mergeAxes = (x: Expr, axes: readonly number[]): Merged => {
  const all = x.shape.map((_, i) => i)
  const [from = all.length] = axes
  const n = size(axes.map(i => x.shape[i]!))
  if (axes.every((a, i) => a === from + i)) {
    const shape = [...x.shape.slice(0, from), n, ...x.shape.slice(from + axes.length)]
    return { x: reshape(x, shape), axis: from, back: y => reshape(y, x.shape) }
  }
  const rest = all.filter(i => !axes.includes(i))
  const perm = [...rest, ...axes]
  const moved: Expr = transpose(x, perm)
  return {
    x: reshape(moved, [...rest.map(i => x.shape[i]!), n]),
    axis: rest.length,
    back: y =>
      transpose(
        reshape(y, moved.shape),
        all.map(i => perm.indexOf(i)),
      ),
  }
}
