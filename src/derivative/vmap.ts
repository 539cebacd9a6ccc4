/** `vmap`: an arrow on a batch, by the rules of its operations; no loop of calls. */
import type { AnyDiff, Diff } from '../diff/model.js'
import { graphAt, stagesOf } from '../diff/stages.js'
import { arrowOf } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr } from '../Expr.js'
import { repeated } from '../op/batching.js'
import { transpose } from '../op/structure/permutation.js'
import { checkShape, normaliseAxis, type Shape } from '../Shape.js'
import { type Form, type Index, showForm } from '../Space.js'
import { leaves } from '../space/form.js'
import type { Kind, Tensor } from '../Tensor.js'
import { batchAt } from './batch.js'

/** Where the batch axis is: one place for all parts, null for parts without one, or a structure of those. */
export type BatchAxes =
  | number
  | null
  | readonly BatchAxes[]
  | { readonly [part: string]: BatchAxes }

type Insert<S extends Shape, N extends number, A> = A extends 0
  ? readonly [N, ...S]
  : A extends -1
    ? readonly [...S, N]
    : Shape

type OfLeaf<S extends Shape, K extends Kind, N extends number, A> = Tensor<Insert<S, N, A>, K>

/** The values of a batch: those of `A` with an axis of size `N` where `I` says. */
export type Batch<A, N extends number, I> = I extends null
  ? A
  : I extends number
    ? [A] extends [number]
      ? OfLeaf<
          readonly [],
          A extends Index ? ('~index' extends keyof A ? 'index' : 'real') : 'real',
          N,
          I
        >
      : [A] extends [boolean]
        ? OfLeaf<readonly [], 'bool', N, I>
        : A extends Tensor<infer S, infer K>
          ? OfLeaf<S, K, N, I>
          : { readonly [P in keyof A]: Batch<A[P], N, I> }
    : { readonly [P in keyof A]: Batch<A[P], N, P extends keyof I ? I[P] : never> }

/** Where the batch axes of an arrow are; the first axis of every part unless said. */
export interface VmapOptions<I extends BatchAxes, O extends BatchAxes> {
  readonly in?: I
  readonly out?: O
}

const isParts = (axes: BatchAxes): axes is Exclude<BatchAxes, number | null> =>
  typeof axes === 'object' && axes !== null

/** One axis a leaf, from a structure of them. */
const axesOf = (form: Form, axes: BatchAxes): readonly (number | null)[] => {
  if (!isParts(axes)) return leaves(form).map(() => axes)
  const parts: readonly (readonly [string, Form])[] =
    form.tag === 'tuple'
      ? form.parts.map((p, i): readonly [string, Form] => [`${i}`, p])
      : form.tag === 'struct'
        ? form.fields
        : []
  const given = new Map<string, BatchAxes>(Object.entries(axes))
  if (parts.length === 0 || parts.some(([n]) => !given.has(n)))
    throw shapeError('vmap', `axes for the parts of ${showForm(form)}`, JSON.stringify(axes))
  return parts.flatMap(([n, p]) => axesOf(p, given.get(n)!))
}

/** A form whose leaves have the batch axis in its place. */
const batchForm = (form: Form, axes: readonly (number | null)[], size: number): Form => {
  const next = axes.values()
  const go = (f: Form): Form => {
    switch (f.tag) {
      case 'leaf': {
        const axis = next.next().value ?? null
        if (axis === null) return f
        const at = normaliseAxis('vmap', axis, f.shape.length + 1)
        return { ...f, shape: [...f.shape.slice(0, at), size, ...f.shape.slice(at)], scalar: false }
      }
      case 'tuple':
        return { tag: 'tuple', parts: f.parts.map(go) }
      case 'struct':
        return { tag: 'struct', fields: f.fields.map(([n, p]) => [n, go(p)]) }
    }
  }
  return go(form)
}

/** An axis moved to another place. */
const moved = (x: AnyExpr, from: number, to: number): AnyExpr => {
  if (from === to) return x
  const others = x.shape.map((_, i) => i).filter(i => i !== from)
  return transpose(x, [...others.slice(0, to), from, ...others.slice(to)])
}

/**
 * An arrow on a batch of `size` examples: every part gets an axis, the first unless `in` and `out` say
 * another, or null for what all examples share. It goes through the operations once, each on the whole
 * batch, and it nests with itself and with every derivative.
 *
 * @example
 * import { array, fn, matmul, matrix, run, toNested, tuple, vector, vmap } from 'chainrule'
 *
 * const f = fn(tuple(matrix(2, 3), vector(3)), ([W, x]) => matmul(W, x))
 * const W = array([[1, 0, 0], [0, 1, 1]])
 * toNested(run(vmap(f, 2, { in: [null, 0] }))([W, array([[1, 2, 3], [4, 5, 6]])]))
 * // => [[1, 5], [4, 11]]
 *
 * @throws ShapeError where an axis is out of range, the axes are not of the structure, or a result that
 * differs between examples is to have no axis
 */
export const vmap = <
  A,
  B,
  const N extends number,
  const I extends BatchAxes = 0,
  const O extends BatchAxes = 0,
>(
  f: Diff<A, B>,
  size: N,
  options: VmapOptions<I, O> = {},
): Diff<Batch<A, N, I>, Batch<B, N, O>> => {
  checkShape('vmap', [size])
  const into = axesOf(f.dom.form, options.in === undefined ? 0 : options.in)
  const out = axesOf(f.cod.form, options.out === undefined ? 0 : options.out)
  const dom = batchForm(f.dom.form, into, size)
  const cod = batchForm(f.cod.form, out, size)
  return arrowOf(dom, cod, params => batched(f, params, size, into, out))
}

/** The results of an arrow on a batch. */
const batched = (
  f: AnyDiff,
  params: readonly AnyExpr[],
  size: number,
  into: readonly (number | null)[],
  out: readonly (number | null)[],
): readonly AnyExpr[] => {
  let xs: readonly AnyExpr[] = params.map((p, i) => {
    const axis = into[i] ?? null
    return axis === null ? p : moved(p, normaliseAxis('vmap', axis, p.shape.length), 0)
  })
  let marks: readonly boolean[] = into.map(axis => axis !== null)
  for (const stage of stagesOf(f)) {
    const made = batchAt(graphAt(stage, xs), xs, marks, size)
    xs = made.results
    marks = made.batched
  }
  return xs.map((x, i) => {
    const axis = out[i] ?? null
    if (axis !== null) {
      const y = marks[i] === true ? x : repeated(x, size)
      return moved(y, 0, normaliseAxis('vmap', axis, y.shape.length))
    }
    if (marks[i] === true)
      throw shapeError(
        'vmap',
        'a result that all examples share where out is null',
        'one an example',
      )
    return x
  })
}
