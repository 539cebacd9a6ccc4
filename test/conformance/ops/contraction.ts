/** Contractions, convolutions and pooling, as the conformance data calls them. */
import type { AnyExpr, Expr } from 'chainrule'
import * as op from 'chainrule/op'

type Attrs = Readonly<Record<string, unknown>>
type Adapter = (xs: readonly Expr[], attrs: Attrs) => AnyExpr

/** The settings of a convolution by their names here. */
const convolution = ({ stride, padding, dilation, groups }: Attrs): op.Convolution => ({
  stride: stride as op.PerAxis,
  padding: padding as op.Padding,
  dilation: dilation as op.PerAxis,
  groups: groups as number,
})

const pooling = ({ kernel, stride, padding, ...rest }: Attrs): op.MeanPooling => ({
  window: kernel as op.PerAxis,
  stride: stride as op.PerAxis,
  padding: padding as op.Padding,
  includePadding: rest['count_include_pad'] !== false,
})

/** A bias a channel, where there is one. */
const biased = (y: Expr, bias?: Expr): Expr =>
  bias === undefined
    ? y
    : op.add(y, op.reshape(bias, [bias.shape[0]!, ...y.shape.slice(2).map(() => 1)]) as Expr)

export const contractions: Readonly<Record<string, Adapter>> = {
  tensordot: ([a, b], { axes }) => op.tensordot(a!, b!, { axes: axes as op.Contracted }),
  einsum: (xs, { spec }) => op.einsum(spec as string, ...xs),
  kron: ([a, b]) => op.kron(a!, b!),
  cross: ([a, b]) => op.cross(a!, b!),
  conv1d: ([x, w, bias], attrs) => biased(op.conv1d(x!, w!, convolution(attrs)), bias),
  conv2d: ([x, w, bias], attrs) => biased(op.conv2d(x!, w!, convolution(attrs)), bias),
  conv_transpose2d: ([x, w, bias], attrs) => {
    const { stride, padding, dilation, groups, output_padding } = attrs
    const settings = { stride, padding, dilation, groups, outputPadding: output_padding }
    return biased(op.convTranspose2d(x!, w!, settings as op.TransposedConvolution), bias)
  },
  max_pool1d: ([x], attrs) => op.maxPool1d(x!, pooling(attrs)),
  max_pool2d: ([x], attrs) => op.maxPool2d(x!, pooling(attrs)),
  avg_pool1d: ([x], attrs) => op.avgPool1d(x!, pooling(attrs)),
  avg_pool2d: ([x], attrs) => op.avgPool2d(x!, pooling(attrs)),
}
