/** Axes in another order: linear, its transpose the inverse order. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import {
  type Axis,
  broadcastStrides,
  normaliseAxes,
  type Shape,
  showShape,
  size,
} from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { shifted } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { copyRows } from '../walk.js'

const permOf = (attrs: Readonly<Record<string, unknown>>): readonly number[] =>
  attrs['perm'] as readonly number[]

const transposeOp = operation({
  name: 'transpose',
  result: ([x], attrs) => {
    const { shape, kind } = x!
    const perm = permOf(attrs)
    if (
      perm.length !== shape.length ||
      normaliseAxes('transpose', perm, shape.length).some((a, i) => a !== i)
    )
      throw shapeError(
        'transpose',
        `a permutation of the ${shape.length} axes of ${showShape(shape)}`,
        showShape(perm),
      )
    return { shape: perm.map(i => shape[i]!), kind }
  },
  evaluate: ([x], out, attrs, precision) => {
    const data = allocate(out.kind, size(out.shape), precision)
    const step = broadcastStrides(x!.shape, x!.shape)
    const at = permOf(attrs).map(i => step[i]!)
    copyRows(data, x!.data, out.shape, at)
    return data
  },
  view: ({ start, strides }, shape, attrs) => ({
    shape,
    start,
    strides: permOf(attrs).map(i => strides[i]!),
  }),
  flops: () => 0,
  derivative: {
    form: 'linear',
    transpose: (w, e) => {
      const perm = permOf(e.attrs)
      return [
        transpose(
          w,
          perm.map((_, i) => perm.indexOf(i)),
        ),
      ]
    },
  },
  batch: shifted(attrs => ({ perm: [0, ...permOf(attrs).map(a => a + 1)] })),
  sparsity: { known: 'moves' },
  print: { text: ([x]) => `${x}ᵀ`, latex: ([x]) => `${x}^\\top` },
})

type Permuted<S extends Shape, P> = P extends readonly number[]
  ? { readonly [I in keyof P]: S[Axis<S, P[I] & number>] & number }
  : Reversed<S>
type Reversed<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [infer A extends number, ...infer Rest extends Shape]
    ? readonly [...Reversed<Rest>, A]
    : readonly []

/**
 * The axes in another order: axis i of the result is axis `perm[i]`; reversed unless said.
 *
 * @example
 * import { array, fn, matrix, run, toNested, transpose } from 'chainrule'
 *
 * toNested(run(fn(matrix(1, 2), x => transpose(x)))(array([[1, 2]]))) // => [[1], [2]]
 *
 * @throws ShapeError where `perm` is not a permutation of the axes
 */
export const transpose = primitive(
  transposeOp,
  <S extends Shape, K extends Kind, const P extends readonly number[] | undefined = undefined>(
    x: Expr<S, K>,
    perm?: P,
  ): Expr<Permuted<S, P>, K> =>
    apply1(transposeOp, [x], {
      perm: (perm ?? x.shape.map((_, i) => x.shape.length - 1 - i)).map(a =>
        a < 0 ? a + x.shape.length : a,
      ),
    }) as Expr<Permuted<S, P>, K>, // the shape rule is `Permuted`
)
