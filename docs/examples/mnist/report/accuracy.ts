/** The share of digits read correctly, batch by batch and on the test set. */
import type { RunRecord } from '../record.js'
import { chart, curveSizes, legend } from './chart.js'
import { percent } from './format.js'
import { dots, everyEpoch, everyStep, frame, line, SMOOTH, trainAndTest } from './frame.js'
import { type Html, html } from './html.js'
import { figure, missing } from './section.js'
import { finite, linearTicks, type Point, quantile, smooth, thin } from './series.js'

/** The axis begins where the curves spend their time, not at the first steps of a fresh network. */
const floorOf = (points: readonly Point[]): { readonly floor: number; readonly step: number } => {
  const low = quantile(
    points.map(({ y }) => y),
    0.02,
  )
  const step = low > 0.96 ? 0.01 : low > 0.8 ? 0.05 : low > 0.6 ? 0.1 : 0.2
  return { floor: step * Math.max(0, Math.floor(low / step)), step }
}

export const accuracyCurve = (run: RunRecord): Html => {
  const train = smooth(finite(everyStep(run, ({ accuracy }) => accuracy)))
  const test = finite(everyEpoch(run, ({ testAccuracy }) => testAccuracy))
  if (train.length === 0) return missing('No mini-batch had been measured yet.')
  const { floor, step } = floorOf([...train, ...test])
  const above = (points: readonly Point[]) => points.filter(({ y }) => y >= floor)
  const picture = chart(
    'Accuracy over training steps, on mini-batches and on the test set',
    curveSizes,
    frame(run, {
      y: { domain: [floor, 1] },
      ticks: linearTicks(floor, 1, step),
      tickFormat: y => percent(y, 0),
      marks: [line(above(thin(train, SMOOTH)), 'var(--blue)'), ...dots(above(test), 'var(--warm)')],
    }),
  )
  return figure(
    html`${legend(trainAndTest)}${picture}`,
    html`The share of digits that are read correctly; the axis begins at ${percent(floor, 0)}.
      Where the blue line runs above the dots, the network knows its training digits better than
      new ones.`,
  )
}
