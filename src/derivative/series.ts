/**
 * Taylor series through a closed graph: x(t) = Σ xⱼ tʲ goes in, y(t) = Σ yⱼ tʲ comes out, up to an order.
 *
 * From the derivative that each record states, and nothing else: y′ = J(x) x′, so that yⱼ = (1/j)·[tʲ⁻¹] of
 * the jvp at (x(t), x′(t)). That jvp is a graph, whose series are found in the same way to one order less; as
 * equal nodes are one (`nodes.ts`), this comes back to what is there instead of growing without end. Where the
 * jvp does not change along the way, yⱼ is the jvp of xⱼ. Products and quotients are Cauchy's.
 *
 * Orders are found one by one from what they need, by a list of work: nothing recurses.
 */
import { type AnyExpr, type Expr, parameter, walkGraph, withArgs } from '../Expr.js'
import { type Graph, type Maybe, type Modes, outputsOf } from '../op/Operation.js'
import { div, mul, sub } from '../op/scalar/arithmetic.js'
import { broadcastTo, zeros } from '../op/structure/structure.js'
import { operationOf } from '../op/table.js'
import { pushed, total } from './local.js'
import { modes } from './modes.js'
import { nodes } from './nodes.js'
import { isLinear, type Known, scaled, upTo, type Way, wayOf } from './way.js'

/** The coefficients of one value, that of order 0 first; those that are absent are zero. */
export type Series = readonly [AnyExpr, ...(readonly Maybe[])]

/** One coefficient to be found. */
interface Task {
  readonly known: Known
  readonly order: number
  readonly needs: readonly (readonly [AnyExpr, number])[]
  next: number
}

/** The series of the results of a graph from those of its parameters, up to an order. */
export const seriesOf = (
  graph: Graph,
  given: readonly Series[],
  order: number,
  jets: (order: number) => Pick<Modes, 'pushforward'>,
): readonly Series[] => {
  const table = nodes()
  const all = new Map<AnyExpr, Known>()
  const shifts = new Map<AnyExpr, AnyExpr>()
  const sources = new Map<AnyExpr, AnyExpr>()
  const know = (e: AnyExpr): Known => all.get(e)!
  const degree = (e: AnyExpr): number => know(e).degree
  const enter = (e: AnyExpr, way: Way, d: number, top: number): Known => {
    const known: Known = { e, way, degree: d, top, terms: [] }
    all.set(e, known)
    return known
  }

  /** The nodes of the table that stand for these. */
  const entered = (roots: readonly Maybe[], top: number): readonly Maybe[] => {
    const image = new Map<AnyExpr, AnyExpr>()
    const imageOf = (e: AnyExpr): AnyExpr | undefined => (all.has(e) ? e : image.get(e))
    walkGraph(
      roots.flatMap(r => r ?? []),
      e => imageOf(e) !== undefined,
      e => {
        const node = table.same(
          withArgs(
            e,
            e.args.map(a => imageOf(a)!),
          ),
        )
        if (!all.has(node)) enter(node, ...wayOf(node, degree), top)
        image.set(e, node)
      },
    )
    return roots.map(r => r && (imageOf(r) as Expr)) // of the same operation
  }

  /** The symbol of the derivative of a node along the way. */
  const shiftOf = (x: AnyExpr): Maybe => {
    const d = degree(x)
    if (d === 0) return undefined
    const known = shifts.get(x)
    if (known !== undefined) return known as Expr // what moves is real
    const shift = parameter('shift', x)
    shifts.set(x, shift)
    sources.set(shift, x)
    enter(shift, 'shift', d - 1, 0)
    return shift as Expr
  }

  /** The jvp of a node along the way, or that it is the same everywhere along it. */
  const slopesOf = (known: Known): readonly Maybe[] | 'constant' => {
    const { e } = known
    const own = e.args.map(shiftOf)
    const made = entered(
      pushed(e, own, modes).map(([, v]) => v),
      0,
    )
    const moving = new Set([e, ...e.args].filter(x => degree(x) > 0))
    const done = new Set<AnyExpr>(own.flatMap(v => v ?? []).filter(v => !moving.has(v)))
    const reached = new Set<AnyExpr>()
    walkGraph(
      made.flatMap(v => v ?? []),
      x => {
        if (moving.has(x)) reached.add(x)
        return reached.size > 0 || done.has(x) || degree(x) === 0
      },
      x => done.add(x),
    )
    return reached.size === 0 ? 'constant' : made
  }

  const needsOf = (known: Known, j: number): Task['needs'] => {
    const { e, way, degree: d } = known
    const same = e.args.map((x): readonly [AnyExpr, number] => [x, j])
    if (j > d || way === 'given') return []
    if (way === 'shift') return [[sources.get(e)!, j + 1]]
    if (way === 'whole') return e.args.flatMap(x => upTo(x, Math.max(j, known.top)))
    if (j === 0 || way === 'output') return same
    const itself: readonly [AnyExpr, number] = [e, 0]
    const [a, b] = e.args
    switch (way) {
      case 'still':
        return []
      case 'linear':
        return [...same, itself]
      case 'product':
        return [...upTo(a!, j), ...upTo(b!, j)]
      case 'quotient':
        return [[a!, j], ...upTo(b!, j), ...upTo(e, j - 1)]
      case 'jvp': {
        known.slopes ??= slopesOf(known)
        if (known.slopes === 'constant') return [...same, itself]
        return known.slopes.flatMap((v): Task['needs'] => (v === undefined ? [] : [[v, j - 1]]))
      }
    }
  }

  const termOf = (x: AnyExpr, j: number): Maybe => {
    const { terms, degree: d } = know(x)
    return j > d ? undefined : (terms[j]![0] as Maybe) // only what is real has a degree
  }
  const zeroth = (x: AnyExpr): AnyExpr => know(x).terms[0]![0] ?? zeros(x.shape)

  /** The value of a node where all begins; absent where it is zero for want of a tangent. */
  const valueOf = (known: Known): readonly (AnyExpr | undefined)[] => {
    const { e, way } = known
    if (way === 'output') return [know(e.args[0]!).terms[0]![e.attrs['index'] as number]]
    const own = e.args.map(x => know(x).terms[0]![0])
    const absent = own.map(x => x === undefined)
    if (absent.includes(true)) {
      if (way === 'product' || (absent.every(x => x) && isLinear(e))) return [undefined]
      if (e.op === 'add') return [broadcastTo((own[0] ?? own[1]) as Expr, e.shape)] // is real
    }
    known.at = withArgs(e, e.args.map(zeroth))
    return e.outputs === undefined ? [known.at] : outputsOf(known.at)
  }

  const find = (known: Known, j: number): readonly (AnyExpr | undefined)[] => {
    const { e, way, terms } = known
    if (way === 'shift') return [scaled(termOf(sources.get(e)!, j + 1), j + 1)]
    if (way === 'whole') {
      const n = Math.max(j, known.top)
      const higher = Array.from({ length: n }, (_, i) => i + 1)
      const vs = e.args.flatMap(x => higher.map(i => termOf(x, i)))
      const moved = operationOf(e.op).jet!(withArgs(e, e.args.map(zeroth)), vs, jets(n), n)
      terms[0] = moved.results
      for (const i of higher) terms[i] = moved.results.map((_, k) => moved.tangents[k * n + i - 1])
      return terms[j]!
    }
    if (j === 0) return valueOf(known)
    const [a, b] = e.args
    switch (way) {
      case 'output':
        return [know(a!).terms[j]![e.attrs['index'] as number]]
      case 'product':
        return [
          total(
            Array.from({ length: j + 1 }, (_, i): Maybe => {
              const [u, v] = [termOf(a!, i), termOf(b!, j - i)]
              return u === undefined || v === undefined ? undefined : (withArgs(e, [u, v]) as Expr)
            }),
          ),
        ]
      case 'quotient': {
        // y b = a
        const others = total(
          Array.from({ length: j }, (_, i): Maybe => {
            const [u, v] = [termOf(e, i), termOf(b!, j - i)]
            return u === undefined || v === undefined ? undefined : mul<Expr, Expr>(u, v)
          }),
        )
        const u = termOf(a!, j)
        const top = others === undefined ? u : sub<Expr, Expr>(u ?? zeros(others.shape), others)
        return [top && broadcastTo(div<Expr, Expr>(top, zeroth(b!) as Expr), e.shape)]
      }
      case 'given':
      case 'still':
      case 'linear':
      case 'jvp': {
        const { slopes = 'constant' } = known
        if (slopes !== 'constant')
          return slopes.map(v => (v === undefined ? undefined : scaled(termOf(v, j - 1), 1 / j)))
        const at = known.at ?? withArgs(e, e.args.map(zeroth))
        return pushed(
          at,
          e.args.map(x => termOf(x, j)),
          modes,
        ).map(([, v]) => v)
      }
    }
  }

  const isFound = (known: Known, j: number): boolean =>
    j > known.degree || known.terms[j] !== undefined

  const task = (e: AnyExpr, j: number): Task => {
    const known = know(e)
    return { known, order: j, needs: needsOf(known, j), next: 0 }
  }

  const work = (e: AnyExpr, j: number): void => {
    if (isFound(know(e), j)) return
    const stack: Task[] = [task(e, j)]
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const { known, order: i, needs } = top
      while (top.next < needs.length && isFound(know(needs[top.next]![0]), needs[top.next]![1]))
        top.next++
      const need = needs[top.next]
      if (need !== undefined) stack.push(task(...need))
      else {
        if (!isFound(known, i)) known.terms[i] = find(known, i)
        stack.pop()
      }
    }
  }

  graph.params.forEach((p, i) => {
    const [x, ...vs] = given[i]!
    const d = vs.findLastIndex(v => v !== undefined) + 1
    const { terms } = enter(p, 'given', d, order)
    for (let j = 0; j <= d; j++) terms[j] = [j === 0 ? x : vs[j - 1]]
  })
  const results = entered(graph.results as readonly Maybe[], order) // none is absent
  return results.map(r => {
    for (let j = order; j >= 0; j--) work(r!, j)
    return [zeroth(r!), ...Array.from({ length: order }, (_, i) => termOf(r!, i + 1))]
  })
}
