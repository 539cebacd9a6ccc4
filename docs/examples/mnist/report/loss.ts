/** The loss, batch by batch and on the test set. */
import type { RunRecord } from '../record.js'
import { chart, curveSizes, legend } from './chart.js'
import { equation, plain, plural } from './format.js'
import {
  dots,
  everyEpoch,
  everyStep,
  frame,
  line,
  paleLine,
  RAW,
  SMOOTH,
  trainAndTest,
} from './frame.js'
import { type Html, html } from './html.js'
import { figure, missing } from './section.js'
import { extent, finite, logTicks, positive, smooth, thin } from './series.js'

export const lossCurve = (run: RunRecord): Html => {
  const all = everyStep(run, ({ loss }) => loss)
  const train = positive(all)
  const test = positive(everyEpoch(run, ({ testLoss }) => testLoss))
  if (train.length === 0) return missing('No mini-batch had been measured yet.')
  const lost = all.length - finite(all).length
  const picture = chart(
    'Loss over training steps, on mini-batches and on the test set',
    curveSizes,
    frame(run, {
      y: { type: 'log' },
      ticks: logTicks(extent([...train, ...test].map(({ y }) => y))),
      tickFormat: plain,
      marks: [
        paleLine(thin(train, RAW), 'var(--blue)'),
        line(thin(smooth(train), SMOOTH), 'var(--blue)'),
        ...dots(test, 'var(--warm)'),
      ],
    }),
  )
  return figure(
    html`${legend(trainAndTest)}${picture}`,
    html`The multivariate logistic loss ${equation(18)}, on a logarithmic scale. Each step is one
      update ${equation(2)} of the parameters. The pale line is the loss on the step’s own
      mini-batch, the strong one its mean over the steps around it.${
        lost ? html` ${plural(lost, 'value')} that were not finite are left out.` : ''
      }`,
  )
}
