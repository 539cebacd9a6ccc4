/** Jacobians (5), dense, by either mode; Hessians; products with Hessians. */
import type { Diff } from '../diff/model.js'
import { apply, inputs, stagesOf } from '../diff/stages.js'
import { arrow, fn } from '../diff/trace.js'
import { type AnyExpr, constant, type Expr } from '../Expr.js'
import type { Maybe } from '../op/Operation.js'
import { transpose } from '../op/permutation.js'
import { concat } from '../op/slicing.js'
import { reshape, zeros } from '../op/structure.js'
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
import { grad, jvp } from './gradient.js'
import { forward } from './graph.js'
import { modes } from './modes.js'
import { pullbackLeaves } from './pullback.js'

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

/** The unit tensors of a shape, flat position after flat position. */
const units = (shape: Shape): readonly Expr[] =>
  Array.from({ length: size(shape) }, (_, k) => {
    const data = new Float64Array(size(shape)).fill(1, k, k + 1)
    return shape.length === 0
      ? constant(1)
      : constant(fromFlat<Shape, Float64Array, 'real'>(data, shape))
  })

/** Rows one under another: a matrix of one flat row a unit tensor. */
const rows = (xs: readonly Expr[], columns: number): Expr =>
  xs.length === 0 ? zeros([0, columns]) : concat(xs.map(x => reshape(x, [1, columns]) as Expr))

const at = <X>(xs: readonly X[], i: number, x: Maybe): readonly Maybe[] =>
  xs.map((_, j) => (i === j ? x : undefined))

type Place = { readonly shape: Shape; readonly position: number }
const realPlaces = (s: AnySpace): readonly Place[] =>
  leaves(s.form).flatMap(({ leaf }, position) =>
    leaf.kind === 'real' ? [{ shape: leaf.shape, position }] : [],
  )

/** One sweep a coordinate of the codomain. */
const byReverse = (f: Diff<never, never>, xs: readonly AnyExpr[]): readonly (readonly Expr[])[] => {
  const { back } = pullbackLeaves(f, xs)
  const outs = leaves(f.cod.form)
  return realPlaces(f.cod).map(out => {
    const sweeps = units(out.shape).map(e => back(at(outs, out.position, e)))
    return realPlaces(f.dom).map(into =>
      rows(
        sweeps.map(ws => ws[into.position] ?? zeros(into.shape)),
        size(into.shape),
      ),
    )
  })
}

/** One sweep a coordinate of the domain. */
const byForward = (f: Diff<never, never>, xs: readonly AnyExpr[]): readonly (readonly Expr[])[] => {
  const push = (vs: readonly Maybe[]): readonly Maybe[] =>
    stagesOf(f).reduce<{
      readonly results: readonly AnyExpr[]
      readonly tangents: readonly Maybe[]
    }>((state, { graph }) => forward(modes, graph, state.results, state.tangents), {
      results: xs,
      tangents: vs,
    }).tangents
  const sweeps = realPlaces(f.dom).map(into =>
    units(into.shape).map(e => push(at(xs, into.position, e))),
  )
  return realPlaces(f.cod).map(out =>
    realPlaces(f.dom).map(
      (_, i) =>
        transpose(
          rows(
            sweeps[i]!.map(vs => vs[out.position] ?? zeros(out.shape)),
            size(out.shape),
          ),
          [1, 0],
        ) as Expr,
    ),
  )
}

/**
 * The Jacobian (5): a tensor of the codomain's shape followed by the domain's; for structures, blocks by
 * leaf. By reverse mode (a sweep a row), forward mode (a sweep a column), or the cheaper of the two.
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
