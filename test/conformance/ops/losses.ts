/** The data's names of losses, normalisation and attention. */
import { type AnyExpr, type Expr, mean, sum } from 'chainrule'
import * as op from 'chainrule/op'

type Adapter = (xs: readonly Expr[], attrs: Readonly<Record<string, unknown>>) => AnyExpr

const reduced =
  (each: Adapter): Adapter =>
  (xs, attrs) => {
    const y = each(xs, attrs) as Expr // losses are real
    const { reduction } = attrs
    return reduction === 'mean' ? mean(y) : reduction === 'sum' ? sum(y) : y
  }

export const losses: Readonly<Record<string, Adapter>> = {
  mse: reduced(([a, b]) => op.squaredError(a!, b!)),
  l1: reduced(([a, b]) => op.l1(a!, b!)),
  huber: reduced(([a, b], { delta }) => op.huber(a!, b!, { delta: delta as number })),
  bce_with_logits: reduced(([z, t]) => op.binaryCrossEntropy(z!, t!)),
  kl_div: reduced(([logP, q]) => op.klDivergence(logP!, q!)),
  cross_entropy: reduced(([z, target]) => op.crossEntropy(z!, target!)),
  layer_norm: ([x, scale, shift], { normalized_axes, eps }) =>
    op.layerNorm(x!, {
      axes: normalized_axes as readonly number[],
      epsilon: eps as number,
      ...(scale === undefined ? {} : { scale }),
      ...(shift === undefined ? {} : { shift }),
    }),
  batch_norm_train: ([x, scale, shift], { channel_axis, eps }) =>
    op.batchNorm(x!, {
      axis: channel_axis as number,
      epsilon: eps as number,
      ...(scale === undefined ? {} : { scale }),
      ...(shift === undefined ? {} : { shift }),
    }).y,
  attention: ([q, k, v, given], { causal }) => {
    const rows = (x: Expr): number => x.shape[x.shape.length - 2]!
    const mask =
      causal === true
        ? op.causalMask(rows(q!), rows(k!))
        : (given as unknown as Expr<readonly number[], 'bool'> | undefined) // as the case says
    return op.attention(q!, k!, v!, mask === undefined ? {} : { mask })
  },
}
