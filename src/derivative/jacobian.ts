/** Jacobians (5), dense, by either mode; Hessians; products with Hessians. */
import type { Diff } from '../diff/model.js'
import { apply, inputs } from '../diff/stages.js'
import { arrow, fn } from '../diff/trace.js'
import { type AnyExpr, constant, type Expr, filled, parameter } from '../Expr.js'
import { full } from '../op/batching.js'
import type { Maybe } from '../op/Operation.js'
import { transpose } from '../op/structure/permutation.js'
import { reshape, zeros } from '../op/structure/structure.js'
import { type Shape, size } from '../Shape.js'
import {
  type AnySpace,
  dim,
  type Form,
  type Leaf,
  type Tangent,
  tangentSpace,
  tuple,
} from '../Space.js'
import { leaves } from '../space/form.js'
import { fromFlat, type Tensor } from '../Tensor.js'
import { batchAt } from './batch.js'
import { grad, jvp } from './gradient.js'
import { pullbackLeaves, pushforwardLeaves } from './pullback.js'

/**
 * The blocks of a Jacobian, by leaf: for each part of the codomain, a structure like the domain, whose
 * leaves have the shape of that part followed by that of the leaf. A tensor's is one tensor.
 */
export type Jacobian<A, B> = [B] extends [number]
  ? Row<A>
  : B extends Tensor<infer S>
    ? Block<S, A>
    : { readonly [P in keyof B]: Jacobian<A, B[P]> }

/** The derivative of a number is like what it is of. */
type Row<A> = [A] extends [number]
  ? number
  : A extends Tensor<infer T>
    ? Tensor<T>
    : { readonly [P in keyof A]: Row<A[P]> }

type Block<S extends Shape, A> = [A] extends [number]
  ? Tensor<S>
  : A extends Tensor<infer T>
    ? Tensor<readonly [...S, ...T]>
    : { readonly [P in keyof A]: Block<S, A[P]> }

const mapLeaves = (form: Form, f: (leaf: Leaf) => Form): Form => {
  switch (form.tag) {
    case 'leaf':
      return f(form)
    case 'tuple':
      return { tag: 'tuple', parts: form.parts.map(p => mapLeaves(p, f)) }
    case 'struct':
      return { tag: 'struct', fields: form.fields.map(([n, p]) => [n, mapLeaves(p, f)]) }
  }
}

const blocks = (cod: Form, dom: Form): Form =>
  mapLeaves(cod, out =>
    mapLeaves(dom, into => ({
      tag: 'leaf',
      kind: 'real',
      shape: [...out.shape, ...into.shape],
      scalar: out.scalar && into.scalar,
    })),
  )

/** The unit tensors of a shape, one after another along a new first axis. */
const units = (shape: Shape): Expr => {
  const n = size(shape)
  const data = new Float64Array(n * n)
  for (let k = 0; k < n; k++) data[k * (n + 1)] = 1
  return constant(fromFlat<Shape, Float64Array, 'real'>(data, [n, ...shape]))
}

type Place = { readonly shape: Shape; readonly position: number }
const realPlaces = (s: AnySpace): readonly Place[] =>
  leaves(s.form).flatMap(({ leaf }, position) =>
    leaf.kind === 'real' ? [{ shape: leaf.shape, position }] : [],
  )

/** What a linear map makes of the unit tensors of a part: one sweep, on the batch of them. */
const onUnits = (
  place: Place,
  parts: number,
  sweep: (vs: readonly Maybe[]) => readonly Maybe[],
  wanted: readonly Place[],
): readonly Expr[] => {
  const n = size(place.shape)
  const at = (e: Maybe): readonly Maybe[] =>
    Array.from({ length: parts }, (_, i) => (i === place.position ? e : undefined))
  const flat = (rows: readonly AnyExpr[]): readonly Expr[] =>
    rows.map((row, i): Expr => reshape(row as Expr, [n, size(wanted[i]!.shape)])) // tangents are real
  const found = (made: readonly Maybe[]): readonly Expr[] =>
    wanted.map(({ position, shape }) => made[position] ?? zeros(shape))
  if (n === 1) return flat(found(sweep(at(filled(place.shape, 1)))))
  const unit = parameter('e', { shape: place.shape, kind: 'real' }) as Expr // as it is said to be
  const graph = { params: [unit], results: found(sweep(at(unit))) }
  const { results, batched } = batchAt(graph, [units(place.shape)], [true], n)
  return flat(full(results, batched, n))
}

/** One sweep for each part of the codomain, on a batch of one example a coordinate. */
const byReverse = (f: Diff<never, never>, xs: readonly AnyExpr[]): readonly (readonly Expr[])[] => {
  const { back } = pullbackLeaves(f, xs)
  const into = realPlaces(f.dom)
  return realPlaces(f.cod).map(out => onUnits(out, leaves(f.cod.form).length, back, into))
}

/** One sweep for each part of the domain, on a batch of one example a coordinate. */
const byForward = (f: Diff<never, never>, xs: readonly AnyExpr[]): readonly (readonly Expr[])[] => {
  const push = (vs: readonly Maybe[]): readonly Maybe[] => pushforwardLeaves(f, xs, vs).tangents
  const outs = realPlaces(f.cod)
  const columns = realPlaces(f.dom).map(into => onUnits(into, xs.length, push, outs))
  return outs.map((_, o) => columns.map(column => transpose(column[o]!, [1, 0])))
}

/**
 * The Jacobian (5): a tensor of the codomain's shape followed by the domain's; for structures, blocks by
 * leaf. By reverse mode (a sweep on a batch of one example a row), forward mode (of one a column), or the
 * cheaper of the two.
 *
 * @example
 * import { array, fn, jacobian, mul, run, toNested, vector } from 'chainrule'
 *
 * const f = fn(vector(2), x => mul(x, x))
 * toNested(run(jacobian(f))(array([1, 2]))) // => [[2, 0], [0, 4]]
 */
export const jacobian = <A, B>(
  f: Diff<A, B>,
  options: { readonly mode?: 'reverse' | 'forward' } = {},
): Diff<A, Jacobian<Tangent<A>, Tangent<B>>> => {
  const mode = options.mode ?? (dim(f.cod) <= dim(f.dom) ? 'reverse' : 'forward')
  const params = inputs(f)
  const sweep = mode === 'reverse' ? byReverse : byForward
  const erased = f as unknown as Diff<never, never> // only its leaves are used from here
  const matrices = sweep(erased, params)
  const cod = blocks(tangentSpace(f.cod).form, tangentSpace(f.dom).form)
  const shapes = leaves(cod).map(({ leaf }) => leaf.shape)
  const results = matrices.flat().map((m, i) => reshape(m, shapes[i]!))
  return arrow({ dom: f.dom.form, cod, graph: { params, results } })
}

/**
 * The Hessian of a scalar function: the Jacobian of its gradient, by forward over reverse unless said.
 *
 * @example
 * import { array, fn, hessian, mul, run, sum, toNested, vector } from 'chainrule'
 *
 * const cubes = fn(vector(2), x => sum(mul(x, mul(x, x))))
 * toNested(run(hessian(cubes))(array([1, 2]))) // => [[6, 0], [0, 12]]
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const hessian = <A>(
  f: Diff<A, number>,
  options: { readonly mode?: 'reverse' | 'forward' } = {},
): Diff<A, Jacobian<Tangent<A>, Tangent<Tangent<A>>>> =>
  jacobian(grad(f), { mode: options.mode ?? 'forward' })

/**
 * The product of the Hessian with a direction, (x, v) ↦ H v, by forward over reverse: no matrix is built.
 *
 * @example
 * import { array, fn, hvp, mul, run, sum, toNested, vector } from 'chainrule'
 *
 * const cubes = fn(vector(2), x => sum(mul(x, mul(x, x))))
 * toNested(run(hvp(cubes))([array([1, 2]), array([1, 1])])) // => [6, 12]
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const hvp = <A>(f: Diff<A, number>): Diff<readonly [A, Tangent<A>], Tangent<Tangent<A>>> => {
  const product = jvp(grad(f))
  const dom = tuple(f.dom, tangentSpace(f.dom))
  return fn(dom, tangentSpace(tangentSpace(f.dom)), x => apply(product, x)[1])
}
