/** Jets of closed graphs as closed graphs again, remembered by identity: what control operations ask for. */
import { type AnyExpr, parameter } from '../Expr.js'
import type { Graph, Maybe, Modes, Pushed } from '../op/Operation.js'
import { remembered } from './modes.js'
import { type Series, seriesOf } from './series.js'

interface Options {
  readonly order: number
  readonly moving: readonly boolean[]
}

const jet = remembered((graph: Graph, { order, moving }: Options): Pushed => {
  const xs = graph.params.map((p, i) => parameter(`x${i}`, p))
  const vs = graph.params.flatMap((p, i) =>
    Array.from(
      { length: order },
      (_, j): Maybe =>
        // What moves is real.
        moving[i * order + j] === true ? (parameter(`x${i}_${j + 1}`, p) as Maybe) : undefined,
    ),
  )
  const given = xs.map((x, i): Series => [x, ...vs.slice(i * order, (i + 1) * order)])
  const made = seriesOf(graph, given, order, jets)
  const higher = made.flatMap(([, ...ys]) => ys)
  const there = (ys: readonly Maybe[]): readonly AnyExpr[] => ys.flatMap(y => y ?? [])
  return {
    graph: {
      params: [...xs, ...there(vs)],
      results: [...made.map(([y]) => y), ...there(higher)],
    },
    present: higher.map(y => y !== undefined),
  }
})

/** What graphs inside operations do to coefficients of orders 1 to `order`. */
export const jets = (order: number): Pick<Modes, 'pushforward'> => ({
  pushforward: (graph, moving) => jet(graph, { order, moving }),
})
