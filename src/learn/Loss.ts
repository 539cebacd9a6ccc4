/** `Loss`: ℓ(y, ν), what a network's output ν costs when y was right; and the objective R of a network. */
import type { MeetSpaces } from '../diff/meet.js'
import type { Diff } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { libraryFn } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { crossEntropy, squaredError } from '../op/network/losses.js'
import { mean } from '../op/reduction/reduction.js'
import { mul } from '../op/scalar/arithmetic.js'
import { sum } from '../op/structure/structure.js'
import {
  type Index,
  index,
  indices,
  matrix,
  real,
  type Space,
  sameSpace,
  showSpace,
  struct,
  tuple,
  vector,
} from '../Space.js'
import { leaves } from '../space/form.js'
import type { Tensor } from '../Tensor.js'
import { carry, type Layer, relabel, sequence } from './Layer.js'

/** A loss ℓ(y, ν) of the target y and the output ν. */
export interface Loss<Y, V> extends Diff<readonly [Y, V], number> {
  readonly target: Space<Y>
  readonly output: Space<V>
}

/** A loss from its formula. */
export const loss = <Y, V>(
  target: Space<Y>,
  output: Space<V>,
  arrow: Diff<readonly [Y, V], number>,
): Loss<Y, V> => Object.freeze({ ...arrow, target, output })

/** The quadratic loss (17): ½ ‖y − ν‖², with negative gradient y − ν. */
export const quadratic = <const N extends number>(
  n: N,
): Loss<Tensor<readonly [N]>, Tensor<readonly [N]>> => {
  const space = vector(n)
  return loss(
    space,
    space,
    libraryFn(tuple(space, space), real, ([y, v]) => mul(0.5, sum(squaredError(y, v)))),
  )
}

/** The multivariate logistic loss (18) of a label and logits: −log p(y|x). */
export const logistic = <const N extends number>(
  classes: N,
): Loss<Index<N>, Tensor<readonly [N]>> => {
  const [target, output] = [index(classes), vector(classes)]
  return loss(
    target,
    output,
    libraryFn(tuple(target, output), real, ([y, z]) => crossEntropy(z, y)),
  )
}

/** The mean logistic loss (18) over a batch of labels and rows of logits. */
export const batchedLogistic = <const B extends number, const N extends number>(
  batch: B,
  classes: N,
): Loss<Tensor<readonly [B], 'index'>, Tensor<readonly [B, N]>> => {
  const [target, output] = [indices(classes, batch), matrix(batch, classes)]
  return loss(
    target,
    output,
    libraryFn(tuple(target, output), real, ([y, z]) => mean(crossEntropy(z, y))),
  )
}

/** What an objective is a function of: the network's parameters, an input, a target. */
export type Example<P, X, Y> = {
  readonly net: P
  readonly x: X
  readonly y: Y
}

/**
 * The objective R of a network: its loss, as a function of parameters, input and target. It keeps the
 * network's stages (12), so that `errors` gives the eˡ of (13).
 *
 * @example
 * import { array, run, tanh } from 'chainrule'
 * import { objective, quadratic, ridge } from 'chainrule/learn'
 *
 * const R = objective(quadratic(1), ridge(tanh, 1, 1))
 * run(R)({ net: { W: array([[0]]), b: array([0]) }, x: array([1]), y: array([2]) }) // => 2
 *
 * @throws ShapeError where the network does not give what the loss takes
 */
export const objective = <P, X, Y, V, W>(
  cost: Loss<Y, W>,
  net: Layer<P, X, V> & MeetSpaces<V, W>,
): Diff<Example<P, X, Y>, number> => {
  if (!sameSpace(net.cod.form, cost.output.form))
    throw shapeError(
      'objective',
      `a network that gives ${showSpace(cost.output)}`,
      showSpace(net.cod),
    )
  const dom = struct<Example<P, X, Y>>({ net: net.params, x: net.input, y: cost.target })
  const n = leaves(cost.target.form).length
  // From leaves in the order y, net, x to that of the struct: net, x, y.
  const before = relabel(
    dom.form,
    xs => [...xs.slice(n), ...xs.slice(0, n)],
    carry(cost.target.form, stagesOf(net)),
  )
  return sequence(dom, cost.cod, [...before, ...stagesOf(cost)])
}
