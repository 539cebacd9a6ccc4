/** Samples of what slides windows, and of Fourier transforms. */
import * as op from 'chainrule/op'
import { convolve } from '../../../src/op/window/convolution.js'
import { patchesAt } from '../../../src/op/window/patches.js'
import type { Sample } from './sample.js'

const six: readonly number[] = [0.3, -1.2, 2.2, 0.9, -0.5, 1.4]

/** The transform of three complex numbers by its definition, unsigned zeros aside. */
const dft = (xs: readonly number[]): readonly number[] => {
  const turn = (2 * Math.PI) / 3
  const at = (part: (angle: number) => readonly [number, number]): readonly number[] =>
    [0, 1, 2].map(k =>
      [0, 1, 2].reduce((sum, j) => {
        const [a, b] = part(turn * j * k)
        return sum + a * xs[j]! + b * xs[j + 3]!
      }, 0),
    )
  return [...at(t => [Math.cos(t), Math.sin(t)]), ...at(t => [-Math.sin(t), Math.cos(t)])]
}

/** Windows of two, every second, one entry of padding before. */
const pairs = { window: [2], strides: [2], dilations: [1], offsets: [1], counts: [3] }

export const windowed: Readonly<Record<string, Sample>> = {
  convolve: {
    at: six,
    // Both operands move; the input has gaps, and the weights run backwards.
    body: x => {
      const input = op.reshape(op.slice(x, [{ stop: 3 }]), [1, 1, 3])
      const weights = op.reshape(op.slice(x, [{ start: 3 }]), [1, 1, 3])
      return convolve(input, weights, {
        strides: [1],
        dilations: [-1],
        spacings: [2],
        offsets: [-1],
        shape: [6],
        groups: 1,
      })
    },
    // o − k = 2d − 1
    value: ([a, b, c, p, q, r]) => [
      a! * q!,
      a! * r! + b! * p!,
      b! * q!,
      b! * r! + c! * p!,
      c! * q!,
      c! * r!,
    ],
  },
  patches: {
    at: six.slice(0, 5),
    body: x => patchesAt(op.square(x), pairs),
    value: ([_a, b, _c, d, _e]) => [0, b! ** 2, d! ** 2, _a! ** 2, _c! ** 2, _e! ** 2],
  },
  addPatches: {
    // Reached as the transpose of patches, with windows that overlap.
    at: six.slice(0, 3),
    body: x => {
      const settings = { window: [2], strides: [1], dilations: [1], offsets: [0], counts: [2] }
      const add = op.operations.get('patches')!.derivative
      if (add.form !== 'linear') throw new Error('patches are linear')
      const p = patchesAt(x, settings)
      return add.transpose(op.square(p), p)[0]!
    },
    value: ([a, b, c]) => [a! ** 2, 2 * b! ** 2, c! ** 2],
  },
  fourier: {
    at: six,
    body: x => {
      const [re, im] = op.fft([op.slice(x, [{ stop: 3 }]), op.slice(x, [{ start: 3 }])])
      return op.concat([re, im])
    },
    value: dft,
  },
}
