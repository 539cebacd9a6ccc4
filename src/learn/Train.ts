/** Training as a fold: a step is one arrow, from parameters, state and a batch to the next ones. */
import { valueAndGradAt } from '../derivative/gradient.js'
import type { Diff } from '../diff/model.js'
import { apply } from '../diff/stages.js'
import { fn } from '../diff/trace.js'
import { run } from '../runtime/run.js'
import { field, real, struct } from '../Space.js'
import type { Example } from './Loss.js'
import type { Optimiser } from './Optimiser.js'

/** Where training stands: parameters, the optimiser's state, and the loss before the last step. */
export type Training<P, S> = {
  readonly net: P
  readonly state: S
  readonly loss: number
}

/** What a step takes: where training stands, and a batch. */
export type Step<P, S, X, Y> = {
  readonly net: P
  readonly state: S
  readonly x: X
  readonly y: Y
}

/**
 * One step of training as an arrow: the loss and its gradient on a batch, then the optimiser's step (2).
 *
 * @example
 * import { array, run, tanh } from 'chainrule'
 * import { objective, quadratic, ridge, sgd, trainingStep } from 'chainrule/learn'
 *
 * const layer = ridge(tanh, 1, 1)
 * const step = trainingStep(objective(quadratic(1), layer), sgd(layer.params, { rate: 0.5 }))
 * const net = { W: array([[0]]), b: array([0]) }
 * run(step)({ net, state: [], x: array([1]), y: array([2]) }).net.b.values // => [1]
 */
export const trainingStep = <P, X, Y, S>(
  objective: Diff<Example<P, X, Y>, number>,
  optimiser: Optimiser<P, S>,
): Diff<Step<P, S, X, Y>, Training<P, S>> => {
  const gradient = valueAndGradAt('net')(objective)
  const { params, state } = optimiser
  const x = field('x')(objective.dom)
  const y = field('y')(objective.dom)
  return fn(
    struct<Step<P, S, X, Y>>({ net: params, state, x, y }),
    struct<Training<P, S>>({ net: params, state, loss: real }),
    at => {
      const [loss, g] = apply(gradient, { net: at.net, x: at.x, y: at.y })
      const [net, next] = apply(optimiser.step, [at.net, at.state, g])
      return { net, state: next, loss }
    },
  )
}

/**
 * Training as a fold over batches, from parameters and a fresh optimiser: a lazy stream of where it
 * stands after each step, which can be watched and left at any point.
 */
export const train = <P, X, Y, S>(
  objective: Diff<Example<P, X, Y>, number>,
  optimiser: Optimiser<P, S>,
): ((
  start: Pick<Training<P, S>, 'net'>,
  batches: Iterable<Pick<Step<P, S, X, Y>, 'x' | 'y'>>,
) => Generator<Training<P, S>, void, undefined>) => {
  const step = run(trainingStep(objective, optimiser))
  const init = run(optimiser.init)
  return function* ({ net }, batches) {
    let at = { net, state: init(net) }
    for (const batch of batches) {
      const next = step({ ...at, ...batch })
      yield next
      at = next
    }
  }
}
