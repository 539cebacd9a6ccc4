/** Small files and records that the tests of the main job share. */
import { defaults } from '../../../docs/examples/mnist/options.js'
import type { RunRecord } from '../../../docs/examples/mnist/record.js'

/** The bytes of an IDX file. */
export const idxFile = (
  magic: number,
  dims: readonly number[],
  body: readonly number[],
): Uint8Array => {
  const bytes = new Uint8Array(4 * (dims.length + 1) + body.length)
  const view = new DataView(bytes.buffer)
  for (const [i, word] of [magic, ...dims].entries()) view.setUint32(4 * i, word)
  bytes.set(body, 4 * (dims.length + 1))
  return bytes
}

/** Interrupted before anything had been measured. */
export const nothing: RunRecord = {
  options: defaults,
  parameters: 101_770,
  interrupted: true,
  layers: [784, 128, 10],
  laws: [],
  steps: [],
  epochs: [],
}

const steps = Array.from({ length: 90 }, (_, i) => ({
  step: 10 * i + 1,
  epoch: i < 45 ? 1 : 2,
  loss: 2.3 / (1 + i / 5),
  accuracy: 1 - 0.9 / (1 + i / 3),
  errorNorms: [0.2 / (1 + i / 9), 0.1 / (1 + i / 7)],
}))

const epoch = (n: number) => ({
  epoch: n,
  trainLoss: 0.3 / n,
  trainAccuracy: 0.95 + n / 100,
  testLoss: 0.35 / n,
  testAccuracy: 0.94 + n / 100,
  seconds: 61.4,
})

/** A run that went to its end: everything is there. */
export const whole: RunRecord = {
  ...nothing,
  interrupted: false,
  options: { ...defaults, epochs: 2, seed: 4_294_967_295 },
  laws: [
    {
      law: 'adjointness',
      formula: '⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
      runs: 50,
      worst: 3e-15,
      tolerance: 1e-12,
      holds: true,
    },
  ],
  steps,
  epochs: [epoch(1), epoch(2)],
  evaluation: {
    confusion: Array.from({ length: 10 }, (_, truth) =>
      Array.from({ length: 10 }, (_, read) => (truth === read ? 950 : truth === 4 ? read : 0)),
    ),
    misclassified: [
      { pixels: new Uint8Array(784).fill(7), label: 4, predicted: 9, probability: 0.97 },
      { pixels: new Uint8Array(784), label: 5, predicted: 3, probability: 0.9996 },
    ],
  },
  firstLayer: {
    rows: 28,
    cols: 28,
    units: [Float64Array.from({ length: 784 }, (_, i) => Math.sin(i)), new Float64Array(784)],
  },
  graphSvg:
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ' +
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n' +
    '<!-- drawn --><svg width="40pt" height="20pt" xmlns="http://www.w3.org/2000/svg">' +
    '<!-- node --><text onclick="alert(1)">matmul</text><script>alert(2)</script></svg>\n',
}
