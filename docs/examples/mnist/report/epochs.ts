/** The epochs as a table: the numbers behind the dots of the curves. */
import type { EpochRecord } from '../record.js'
import { duration, percent, plain } from './format.js'
import { type Html, html } from './html.js'
import { missing } from './section.js'

const row = (e: EpochRecord): Html => html`
<tr><th scope="row">${e.epoch}</th>
<td>${plain(e.trainLoss)}</td><td>${percent(e.trainAccuracy)}</td>
<td>${plain(e.testLoss)}</td><td>${percent(e.testAccuracy)}</td>
<td>${duration(e.seconds)}</td></tr>`

export const epochTable = (epochs: readonly EpochRecord[]): Html =>
  epochs.length === 0
    ? missing('No epoch had ended yet.')
    : html`<div class="scroll"><table class="epochs">
<thead>
<tr><th>epoch</th><th>training loss</th><th>training accuracy</th><th>test loss</th><th>test accuracy</th><th>time</th></tr>
</thead>
<tbody>${epochs.map(row)}</tbody>
</table></div>`
