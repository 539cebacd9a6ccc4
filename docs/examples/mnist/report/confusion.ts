/** The confusion matrix as a heat map: what was written against what was read. */
import * as Plot from '@observablehq/plot'
import type { Evaluation } from '../record.js'
import { chart, type Size } from './chart.js'
import { percent, plural } from './format.js'
import { type Html, html } from './html.js'
import { figure, missing } from './section.js'

interface Cell {
  readonly truth: string
  readonly predicted: string
  readonly n: number
  readonly share: number
}

const cellsOf = (confusion: Evaluation['confusion']): readonly Cell[] =>
  confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, n) => sum + n, 0)
    return row.map((n, predicted) => ({
      truth: String(truth),
      predicted: String(predicted),
      n,
      share: total > 0 ? n / total : 0,
    }))
  })

const most = (cells: readonly Cell[], by: (cell: Cell) => number): Cell | undefined =>
  cells.reduce<Cell | undefined>((a, b) => (a === undefined || by(b) > by(a) ? b : a), undefined)

const sizes: readonly [Size, Size] = [
  { width: 600, height: 560 },
  { width: 350, height: 340 },
]

/** Right readings in the cool colour by their share; wrong ones in the warm colour by their number. */
const heat =
  (right: readonly Cell[], wrong: readonly Cell[], empty: readonly Cell[], worst: number) =>
  ({ width }: Size): Plot.PlotOptions => ({
    marginLeft: 40,
    marginTop: 46,
    marginRight: 4,
    marginBottom: 4,
    padding: 0.06,
    opacity: { type: 'identity' },
    x: {
      type: 'band',
      axis: 'top',
      label: 'read as',
      labelAnchor: 'center',
      tickSize: 0,
      labelArrow: 'none',
    },
    y: {
      type: 'band',
      label: 'written',
      labelAnchor: 'center',
      tickSize: 0,
      labelArrow: 'none',
    },
    style: { fontSize: width < 500 ? '10px' : '13px' },
    marks: [
      Plot.cell([...right, ...wrong, ...empty], {
        x: 'predicted',
        y: 'truth',
        fill: 'var(--shade)',
        rx: 2,
      }),
      Plot.cell(right, {
        x: 'predicted',
        y: 'truth',
        fill: 'var(--heat-right)',
        fillOpacity: ({ share }: Cell) => share ** 4,
        rx: 2,
      }),
      Plot.cell(wrong, {
        x: 'predicted',
        y: 'truth',
        fill: 'var(--heat-wrong)',
        fillOpacity: ({ n }: Cell) => Math.sqrt(n / worst),
        rx: 2,
      }),
      Plot.text([...right, ...wrong], {
        x: 'predicted',
        y: 'truth',
        text: 'n',
        fill: 'var(--ink)',
      }),
    ],
  })

const remark = (right: readonly Cell[], worst: Cell | undefined): Html => {
  const hardest = most(right, ({ share }) => -share)
  return html`${
    worst
      ? html` The most frequent mistake is a ${worst.truth} read as ${worst.predicted}
          (${plural(worst.n, 'time')}).`
      : ''
  }${
    hardest
      ? html` The hardest digit is ${hardest.truth}: ${percent(hardest.share, 1)} of them are read
          correctly.`
      : ''
  }`
}

export const confusionMatrix = (evaluation: Evaluation | undefined): Html => {
  const cells = evaluation ? cellsOf(evaluation.confusion) : []
  if (cells.length === 0) return missing('The run ended before the test set was read.')
  const right = cells.filter(({ truth, predicted }) => truth === predicted)
  const beside = cells.filter(({ truth, predicted }) => truth !== predicted)
  const wrong = beside.filter(({ n }) => n > 0)
  const empty = beside.filter(({ n }) => n === 0)
  const worst = most(wrong, ({ n }) => n)
  return figure(
    chart('Confusion matrix of the test set', sizes, heat(right, wrong, empty, worst?.n ?? 1)),
    html`The test digits by what was written (rows) and what the network read (columns). On the
      diagonal it is right; the stronger the warm colour beside it, the more often it was misled.
      ${remark(right, worst)}`,
  )
}
