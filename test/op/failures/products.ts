/** Mistakes with products: contractions, einsum, Fourier transforms. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { type Failures, failure, ofKind, oneAxis } from './failure.js'

const [a, b] = [sym(2, 3), sym(4, 2)]

const transform = (f: typeof op.fft): Failures[string] => [
  failure(() => f([sym(3), sym(4)]), 'real and imaginary parts of one shape', '[3] and [4]'),
  failure(() => f([sym(), sym()]), 'a tensor with an axis', 'axis -1 of a scalar'),
  ...oneAxis((x, axis) => f([x, x], { axis })),
  ...ofKind((x, y) => f([x!, y!]), [3], 2),
]

/** By name. */
export const products: Failures = {
  dot: [
    failure(() => op.dot(sym(2) as never, sym(3) as never), 'a vector of shape [2]', '[3]'),
    failure(() => op.dot(sym(2, 2) as never, sym(2) as never), 'two vectors', '[2, 2] and [2]'),
    ...ofKind((x, y) => op.dot(x as never, y as never), [2], 2),
  ],
  outer: [
    failure(() => op.outer(sym(2, 2) as never, sym(2) as never), 'two vectors', '[2, 2] and [2]'),
    ...ofKind((x, y) => op.outer(x as never, y as never), [2], 2),
  ],
  tensordot: [
    failure(
      () => op.tensordot(a, b, { axes: 1 }),
      'axes that meet in pairs',
      'axes [1] and [0] of [2, 3] · [4, 2]',
    ),
    failure(
      () => op.tensordot(a, b, { axes: 3 }),
      'a number of axes that both have',
      '3 of [2, 3] · [4, 2]',
    ),
    failure(
      () => op.tensordot(a, b, { axes: 0.5 }),
      'a number of axes that both have',
      '0.5 of [2, 3] · [4, 2]',
    ),
    failure(
      () => op.tensordot(a, b, { axes: [[0, 1], [1]] }),
      'axes that meet in pairs',
      'axes [0, 1] and [1] of [2, 3] · [4, 2]',
    ),
    failure(() => op.tensordot(a, b, { axes: [[2], [1]] }), 'an axis from -2 to 1', '2'),
    failure(
      () =>
        op.tensordot(a, a, {
          axes: [
            [0, 0],
            [0, 1],
          ],
        }),
      'distinct axes',
      'axes [0, 0]',
    ),
    ...ofKind((x, y) => op.tensordot(x!, y!, { axes: 1 }), [2], 2),
  ],
  kron: ofKind((x, y) => op.kron(x!, y!), [2], 2),
  cross: [
    failure(() => op.cross(sym(2), sym(2)), 'a last axis of size 3', '[2]'),
    failure(() => op.cross(sym(2, 3), sym(4, 3)), 'shapes that broadcast', '[2, 3] and [4, 3]'),
    ...ofKind((x, y) => op.cross(x!, y!), [3], 2),
  ],
  einsum: [
    failure(
      () => op.einsum('ij->ik' as string, a),
      "an operand with the output's index k",
      "'ij->ik'",
    ),
    failure(
      () => op.einsum('ij->ii' as string, a),
      'an output that names each index once',
      "'ij->ii'",
    ),
    failure(() => op.einsum('ij,jk' as string, a), "2 operands for 'ij,jk'", '1'),
    failure(() => op.einsum('ij' as string, a, a), "1 operands for 'ij'", '2'),
    failure(() => op.einsum('ijk' as string, a), "an operand of rank 3 for 'ijk'", '[2, 3]'),
    failure(
      () => op.einsum('ii' as string, a),
      'one size along i (axes of size 1 do not broadcast)',
      '2 and 3 in [2, 3]',
    ),
    failure(
      () => op.einsum('ij,jk' as string, a, sym(1, 4)),
      'one size along j (axes of size 1 do not broadcast)',
      '3 and 1 in [2, 3], [1, 4]',
    ),
    failure(() => op.einsum('...i->i' as string, a), 'an ellipsis in the output', "'...i->i'"),
    failure(
      () => op.einsum('i1' as string, a),
      'letters, commas, one -> and an ellipsis in the spec',
      "'i1'",
    ),
    failure(() => op.einsum('ij->i->j' as string, a), 'one -> in the spec', "'ij->i->j'"),
    failure(
      () => op.einsum('i' as string, symOf('index', 2) as never),
      'an operand of kind real',
      'index [2]',
    ),
  ],
  fft: transform(op.fft),
  ifft: transform(op.ifft),
  rfft: [
    failure(() => op.rfft(sym(0)), 'an axis with entries', '[0]'),
    failure(() => op.rfft(sym()), 'a tensor with an axis', 'axis -1 of a scalar'),
    ...oneAxis((x, axis) => op.rfft(x, { axis })),
    ...ofKind(x => op.rfft(x!)),
  ],
  irfft: [
    failure(
      () => op.irfft([sym(3), sym(4)]),
      'real and imaginary parts of one shape',
      '[3] and [4]',
    ),
    failure(
      () => op.irfft([sym(3), sym(3)], { n: 6 }),
      'the ⌊n/2⌋ + 1 entries of n = 6 along the axis',
      '3',
    ),
    failure(
      () => op.irfft([sym(2), sym(2)], { n: 2.5 }),
      'the ⌊n/2⌋ + 1 entries of n = 2.5 along the axis',
      '2',
    ),
    ...oneAxis((x, axis) => op.irfft([x, x], { axis })),
    ...ofKind((x, y) => op.irfft([x!, y!]), [2], 2),
  ],
}
