/** Sparse Jacobians: as many sweeps as there are colours, made at once as a batch. */
import { seal } from '../../Dense.js'
import type { AnyDiff, Diff } from '../../diff/model.js'
import { inputs, stagesOf } from '../../diff/stages.js'
import { arrow } from '../../diff/trace.js'
import { type AnyExpr, constant, type Expr, parameter } from '../../Expr.js'
import { repeated } from '../../op/batching.js'
import type { Maybe } from '../../op/Operation.js'
import { equal } from '../../op/scalar/compare.js'
import { toReal } from '../../op/scalar/kinds.js'
import { gather } from '../../op/structure/gathering.js'
import { concat } from '../../op/structure/slicing.js'
import { reshape, zeros } from '../../op/structure/structure.js'
import { type Shape, size } from '../../Shape.js'
import type { AnySpace } from '../../Space.js'
import { leaves } from '../../space/form.js'
import { batchAt } from '../batch.js'
import { forward } from '../graph.js'
import { modes } from '../modes.js'
import { pullbackLeaves } from '../pullback.js'
import { type Coloured, colouredColumns, widest } from './colouring.js'
import { flipped, type Pattern, type Rows, rowNumbers, rowsOf, type Values } from './formats.js'
import { sparsityPattern } from './pattern.js'

/** A sparse matrix of derivatives: where its entries are, and the function that computes them. */
export interface SparseDerivative<A> {
  readonly pattern: Pattern
  /** The entries in the order of the pattern: an arrow as any other, to be run and derived. */
  readonly values: Diff<A, Values>
  /** How many sweeps one evaluation takes. */
  readonly colours: number
  /** Sweeps of tangents, one a colour of columns, or of cotangents, one a colour of rows. */
  readonly mode: Mode
}

export type Mode = 'forward' | 'reverse'

const indices = (data: Int32Array, shape: Shape = [data.length]): Expr<Shape, 'index'> =>
  constant<Shape, 'index'>(seal(shape, 'index', data))

/** For each real leaf of a space, a batch of seeds: for each colour, the sum of the units of that colour. */
const seedsOf = (s: AnySpace, colours: Int32Array, count: number): readonly Maybe[] => {
  const each = Int32Array.from({ length: count }, (_, c) => c)
  let start = 0
  return leaves(s.form).map(({ leaf: { kind, shape } }) => {
    if (kind !== 'real') return undefined
    const stop = start + size(shape)
    const own = indices(colours.slice(start, stop), [1, ...shape])
    start = stop
    const all = indices(each, [count, ...shape.map(() => 1)])
    return toReal<Shape>(equal(all, own))
  })
}

/** Tangents of the results of an arrow from those of its parameters. */
const pushed = (f: AnyDiff, xs: readonly AnyExpr[], vs: readonly Maybe[]): readonly Maybe[] => {
  let state = { results: xs, tangents: vs }
  for (const { graph } of stagesOf(f)) state = forward(modes, graph, state.results, state.tangents)
  return state.tangents
}

/** Directions for the real leaves of a space. */
const directions = (s: AnySpace): readonly Maybe[] =>
  leaves(s.form).map(({ leaf }, i) =>
    leaf.kind === 'real' ? (parameter(`v${i}`, leaf) as Expr) : undefined,
  )

/** The products with the seeds of all colours, one after another, as one vector. */
export const sweeps = (
  f: AnyDiff,
  xs: readonly AnyExpr[],
  mode: Mode,
  { colours, count }: Coloured,
): Expr => {
  const [from, to] = mode === 'forward' ? [f.dom, f.cod] : [f.cod, f.dom]
  const vs = directions(from)
  const moved = mode === 'forward' ? pushed(f, xs, vs) : pullbackLeaves(f, xs).back(vs)
  const there = vs.flatMap(v => v ?? [])
  const params = [...xs, ...there]
  const shapes = leaves(to.form).flatMap(({ leaf }, i) =>
    leaf.kind === 'real' ? [[leaf.shape, moved[i]] as const] : [],
  )
  const seeds = seedsOf(from, colours, count).flatMap(v => v ?? [])
  const { results, batched } = batchAt(
    { params, results: shapes.map(([shape, v]) => v ?? zeros(shape)) },
    [...xs, ...seeds],
    params.map((_, i) => i >= xs.length),
    count,
  )
  const flat = results.map((y, i) => {
    const all = batched[i] === true ? y : repeated(y, count)
    return reshape(all as Expr, [count, size(shapes[i]![0])])
  })
  const joined: AnyExpr = flat.length === 1 ? flat[0]! : concat<readonly Expr[]>(flat, { axis: 1 })
  return reshape(joined as Expr, [size(joined.shape)])
}

/** The arrow to some entries of the products with the seeds. */
export const entriesOf = <A>(
  f: Diff<A, never>,
  mode: Mode,
  coloured: Coloured,
  places: Int32Array,
): Diff<A, Values> => {
  const params = inputs(f)
  const values =
    places.length === 0 ? zeros([0]) : gather(sweeps(f, params, mode, coloured), indices(places))
  return arrow({
    dom: f.dom.form,
    cod: { tag: 'leaf', kind: 'real', shape: [places.length], scalar: false },
    graph: { params, results: [values] },
  })
}

interface Plan {
  readonly mode: Mode
  readonly coloured: Coloured
}

/** The mode with fewer colours; one is not tried that needs more, whatever its colouring. */
const cheapest = (p: Rows, q: Rows): Plan => {
  const plan = (mode: Mode): Plan => ({
    mode,
    coloured: mode === 'forward' ? colouredColumns(p, q) : colouredColumns(q, p),
  })
  const least = { forward: widest(p), reverse: widest(q) }
  const [first, second]: readonly [Mode, Mode] =
    least.forward <= least.reverse ? ['forward', 'reverse'] : ['reverse', 'forward']
  const one = plan(first)
  if (one.coloured.count <= least[second]) return one
  const other = plan(second)
  return other.coloured.count < one.coloured.count ? other : one
}

/**
 * The Jacobian (5) of a function as a sparse matrix: its pattern, and the arrow to its entries, which
 * takes one sweep a colour of its columns (forward mode) or of its rows (reverse mode), whichever are
 * fewer. Rows and columns are the coordinates of codomain and domain, in the order of `flatten`.
 *
 * @example
 * import { array, fn, mul, run, slice, sub, toNested, vector } from 'chainrule'
 * import { sparseJacobian, toDense } from 'chainrule/sparse'
 *
 * // Differences of squares of neighbours: two colours for however many columns.
 * const f = fn(vector(5), x => sub(mul(x, x), 1))
 * const g = fn(vector(3), x => sub(slice(mul(x, x), [{ start: 1 }]), slice(x, [{ stop: 2 }])))
 * sparseJacobian(f).colours // => 1
 * const { pattern, values, colours } = sparseJacobian(g)
 * colours // => 2
 * toNested(toDense(pattern, run(values)(array([1, 2, 3])))) // => [[-1, 4, 0], [0, -1, 6]]
 */
export const sparseJacobian = <A, B>(
  f: Diff<A, B>,
  options: { readonly mode?: Mode } = {},
): SparseDerivative<A> => {
  const pattern = sparsityPattern(f)
  const p = rowsOf(pattern)
  const q = flipped(p)
  const { mode, coloured }: Plan =
    options.mode === undefined
      ? cheapest(p, q)
      : {
          mode: options.mode,
          coloured: options.mode === 'forward' ? colouredColumns(p, q) : colouredColumns(q, p),
        }
  const { colours } = coloured
  const places = rowNumbers(p).map((i, k) =>
    mode === 'forward' ? colours[p.items[k]!]! * p.rows + i : colours[i]! * p.columns + p.items[k]!,
  )
  const erased = f as unknown as Diff<A, never> // only its leaves are used from here
  return {
    pattern,
    values: entriesOf(erased, mode, coloured, places),
    colours: coloured.count,
    mode,
  }
}
