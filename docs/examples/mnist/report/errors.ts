/** The norm of each layer's error term e^l during training. */
import type { RunRecord } from '../record.js'
import { chart, curveSizes, type Key, legend } from './chart.js'
import { equation, plain } from './format.js'
import { formula } from './formula.js'
import { everyStep, frame, line, paleLine, RAW, SMOOTH } from './frame.js'
import { type Html, html } from './html.js'
import { figure, missing } from './section.js'
import { extent, logTicks, positive, smooth, thin } from './series.js'

const COLOURS = 6

const colour = (l: number): string => `var(--layer-${l % COLOURS})`

const key = (l: number, depth: number): Key => ({
  label: html`${formula(`|e^${l + 1}|`)} at layer ${l + 1}${l + 1 === depth ? ', the output' : ''}`,
  colour: colour(l),
  form: l < COLOURS ? 'line' : 'dash',
})

export const errorCurve = (run: RunRecord): Html => {
  const depth = run.steps.reduce((most, { errorNorms }) => Math.max(most, errorNorms.length), 0)
  const layers = Array.from({ length: depth }, (_, l) =>
    positive(everyStep(run, ({ errorNorms }) => errorNorms[l] ?? Number.NaN)),
  )
  if (layers.flat().length === 0) return missing('No error term had been measured yet.')
  const picture = chart(
    'Norm of the error term of each layer over training steps',
    curveSizes,
    frame(run, {
      y: { type: 'log' },
      ticks: logTicks(extent(layers.flat().map(({ y }) => y))),
      tickFormat: plain,
      marks: [
        ...layers.map((points, l) => paleLine(thin(points, RAW), colour(l))),
        ...layers.map((points, l) =>
          line(
            thin(smooth(points), SMOOTH),
            colour(l),
            l < COLOURS ? {} : { strokeDasharray: '6,3' },
          ),
        ),
      ],
    }),
  )
  return figure(
    html`${legend(layers.map((_, l) => key(l, depth)))}${picture}`,
    html`How much of the error reaches each layer: the norm of
      ${formula('e^l = e^{l+1} J_{F^{l+1}}')} ${equation(13)}, the gradient of the loss by the
      activities of layer ${formula('l')}, on a logarithmic scale. It begins at the output and runs
      backward; as long as the lines keep together, it neither vanishes nor explodes on its way.`,
  )
}
