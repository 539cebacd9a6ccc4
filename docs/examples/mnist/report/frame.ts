/** The frame that all curves over training steps share. */
import * as Plot from '@observablehq/plot'
import type { EpochRecord, RunRecord, StepRecord } from '../record.js'
import type { Key, Size } from './chart.js'
import { count } from './format.js'
import type { Point } from './series.js'

/** How many points of a raw and of a smoothed curve are worth their place in the page. */
export const RAW = 1200
export const SMOOTH = 400

export const everyStep = (
  { steps }: RunRecord,
  y: (step: StepRecord) => number,
): readonly Point[] => steps.map(step => ({ x: step.step, y: y(step) }))

/** The last recorded step of an epoch: there is drawn what was measured at its end. */
const lastStep = ({ steps }: RunRecord, { epoch }: EpochRecord): number =>
  steps.reduce((last, s) => (s.epoch === epoch ? Math.max(last, s.step) : last), 0)

export const everyEpoch = (run: RunRecord, y: (epoch: EpochRecord) => number): readonly Point[] =>
  run.epochs.map(epoch => ({ x: lastStep(run, epoch), y: y(epoch) }))

export interface Frame {
  readonly y: Plot.ScaleOptions
  readonly ticks: readonly number[]
  readonly tickFormat: (y: number) => string
  readonly marks: readonly Plot.Markish[]
}

/** Steps to the right, faint lines where epochs end; the legend above says what is drawn. */
export const frame =
  (run: RunRecord, { y, ticks, tickFormat, marks }: Frame) =>
  ({ width }: Size): Plot.PlotOptions => {
    const narrow = width < 500
    const ends = run.epochs.map(e => ({ x: lastStep(run, e), name: `epoch ${e.epoch}` }))
    return {
      marginLeft: narrow ? 44 : 52,
      marginRight: 14,
      marginTop: 24,
      marginBottom: 40,
      x: { label: null, domain: [0, run.steps.at(-1)?.step ?? 1] },
      y: { label: null, ...y },
      marks: [
        Plot.gridY([...ticks], { stroke: 'var(--rule)', strokeOpacity: 1 }),
        Plot.ruleX(ends, { x: 'x', stroke: 'var(--faint)', strokeDasharray: '1,4' }),
        Plot.text(narrow || ends.length > 10 ? [] : ends, {
          x: 'x',
          text: 'name',
          frameAnchor: 'top',
          textAnchor: 'end',
          dy: -16,
          fill: 'var(--muted)',
        }),
        Plot.axisX({
          ticks: narrow ? 4 : 8,
          tickFormat: count,
          tickSize: 4,
          label: 'step t',
          labelOffset: 36,
        }),
        // as text, since a logarithmic axis would leave some of its formatted ticks out
        Plot.axisY([...ticks], { text: (t: number) => tickFormat(t), tickSize: 0 }),
        ...marks,
      ],
    }
  }

// -------------------------------------------------------------------------------------
// marks
// -------------------------------------------------------------------------------------

export const line = (
  points: readonly Point[],
  stroke: string,
  options: Plot.LineYOptions = {},
): Plot.Markish => Plot.lineY(points, { x: 'x', y: 'y', stroke, strokeWidth: 2.25, ...options })

export const paleLine = (points: readonly Point[], stroke: string): Plot.Markish =>
  line(points, stroke, { strokeWidth: 0.75, strokeOpacity: 0.28 })

export const dots = (points: readonly Point[], colour: string): readonly Plot.Markish[] => [
  line(points, colour, { strokeWidth: 1.5, strokeDasharray: '3,3' }),
  Plot.dot(points, { x: 'x', y: 'y', fill: colour, stroke: 'var(--paper)', r: 4.5 }),
]

/** Training in the cool colour, testing in the warm one, wherever both are drawn. */
export const trainAndTest: readonly Key[] = [
  { label: 'mini-batches, smoothed', colour: 'var(--blue)' },
  { label: 'test set, after each epoch', colour: 'var(--warm)', form: 'dot' },
]
