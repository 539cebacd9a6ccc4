/** The lecture's network on images of digits: ridge layers with ReLU, logits, logistic loss (18). */
import { argmax, type Diff, equal, fn, mean, relu, softmax, type Tensor, toReal } from 'chainrule'
import { compile } from 'chainrule/compile'
import { apply } from 'chainrule/Diff'
import {
  batchedAffine,
  batchedLogistic,
  batchedRidge,
  compose,
  type Example,
  errorNorms,
  type Layer,
  objective,
  type Weights,
} from 'chainrule/learn'

/** A batch of images or of activities: a row an example. */
export type Rows = Tensor<readonly [number, number]>
export type Labels = Tensor<readonly [number], 'index'>

/** Weights of the layers, nested to the left: [[first, second], third]; how deep is known when it runs. */
export type Params = unknown
export type Network = Layer<Params, Rows, Rows>
export type Objective = Diff<Example<Params, Rows, Labels>, number>

export const CLASSES = 10

/** The depth is an option of the program, so the type of the parameters forgets it. */
const anyDepth = <P>(net: Layer<P, Rows, Rows>): Network => net as unknown as Network

/** Layers of the given widths, from input to output, on batches of a fixed size. */
export const network = (widths: readonly number[], batch: number): Network => {
  const pairs = widths.slice(1).map((m, l) => [widths[l] ?? 0, m] as const)
  const layers = pairs.map(([n, m], l) =>
    anyDepth(l < pairs.length - 1 ? batchedRidge(batch, relu, n, m) : batchedAffine(batch, n, m)),
  )
  return layers.reduce((net, next) => anyDepth(compose(next, net)))
}

/** R: the mean logistic loss over a batch. */
export const risk = (net: Network, batch: number): Objective =>
  objective(batchedLogistic(batch, CLASSES), net)

/** Accuracy on a batch, and the norms of the error terms there. */
export const measured = (net: Network, R: Objective) =>
  compile(
    fn(R.dom, ({ net: p, x, y }) => ({
      accuracy: mean(toReal(equal(argmax(apply(net, [p, x]), { axis: 1 }), y))),
      errorNorms: apply(errorNorms(R), { net: p, x, y }),
    })),
  )

/** Loss and class probabilities of a batch. */
export const judged = (net: Network, R: Objective) =>
  compile(
    fn(R.dom, ({ net: p, x, y }) => ({
      loss: apply(R, { net: p, x, y }),
      probabilities: softmax(apply(net, [p, x]), { axis: 1 }),
    })),
  )

/** The weights of the layer that sees the image. */
export const firstLayer = (p: Params): Weights<number, number> =>
  Array.isArray(p) ? firstLayer(p[0]) : (p as Weights<number, number>) // nested to the left

/** The number of weights and biases. */
export const parameterCount = (widths: readonly number[]): number =>
  widths.slice(1).reduce((sum, m, l) => sum + m * ((widths[l] ?? 0) + 1), 0)
