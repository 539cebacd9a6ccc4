/** The rows of W^1 as pictures: what each hidden unit looks for in a digit. */
import type { FirstLayer } from '../record.js'
import { count, equation, plain } from './format.js'
import { formula } from './formula.js'
import { type Html, html } from './html.js'
import { divergingPng, negative, positive, type Rgb } from './png.js'
import { figure, missing } from './section.js'
import { quantile } from './series.js'

const SHOWN = 128

const rgb = (colour: Rgb): string => `rgb(${colour.join(' ')})`

const ramp = (limit: number): Html => html`
<div class="ramp"><span>−${plain(limit, 2)}</span>
<span class="bar" style="background: linear-gradient(to right, ${rgb(negative)}, transparent, ${rgb(positive)})"></span>
<span>${plain(limit, 2)}</span></div>`

export const firstLayerWeights = (layer: FirstLayer | undefined): Html => {
  if (layer === undefined || layer.units.length === 0)
    return missing('The run ended before its weights could be shown.')
  const { rows, cols, units } = layer
  const seen = units.slice(0, SHOWN)
  const limit = quantile(
    seen.flatMap(unit => Array.from(unit, Math.abs)),
    0.995,
  )
  if (!Number.isFinite(limit)) return missing('The weights are not finite: the run diverged.')
  return figure(
    html`${ramp(limit)}<ol class="weights">${seen.map(
      (unit, i) =>
        html`<li><img src="${divergingPng(unit, cols, rows, limit)}" alt="unit ${i + 1}" title="unit ${i + 1}" width="${cols}" height="${rows}" /></li>`,
    )}</ol>`,
    html`${
      units.length > SHOWN ? html`${SHOWN} of the ${count(units.length)} rows` : html`The rows`
    } of ${formula('W^1')} in the first layer ${formula('x^1 = σ(W^1 x^0 + b^1)')} ${equation(14)},
      each folded back into a picture of ${rows} × ${cols} pixels. Ink excites a unit where it is
      orange and calms it where it is blue; where digits never have ink, a weight keeps the value
      that it began with. All share one scale, symmetric about zero, cut at its 99.5th percentile.`,
  )
}
