/** The laws that were checked before the first step. */
import type { LawRecord } from '../record.js'
import { count, plural, scientific } from './format.js'
import { formula } from './formula.js'
import { type Html, html } from './html.js'
import { figure, missing } from './section.js'

const row = ({ law, formula: text, runs, worst, tolerance, holds }: LawRecord): Html => html`
<tr class="${holds ? 'holds' : 'fails'}">
<th scope="row">${law}</th>
<td class="formula" data-label="formula">${formula(text)}</td>
<td data-label="runs">${count(runs)}</td>
<td data-label="worst error">${scientific(worst)}</td>
<td data-label="tolerance">${scientific(tolerance)}</td>
<td class="verdict" data-label="verdict">${holds ? '✓ holds' : '✗ fails'}</td>
</tr>`

const verdict = (laws: readonly LawRecord[]): string => {
  const failed = laws.filter(({ holds }) => !holds).length
  const runs = laws.reduce((sum, law) => sum + law.runs, 0)
  return failed === 0
    ? `${laws.length === 1 ? 'It' : `All ${count(laws.length)}`} held in ${plural(runs, 'run')}.`
    : `${plural(failed, 'law')} of ${count(laws.length)} did not hold.`
}

export const lawTable = (laws: readonly LawRecord[]): Html =>
  laws.length === 0
    ? missing('No law had been checked yet.')
    : figure(
        html`<table class="laws">
<thead><tr><th>law</th><th>formula</th><th>runs</th><th>worst error</th><th>tolerance</th><th></th></tr></thead>
<tbody>${laws.map(row)}</tbody>
</table>`,
        html`Checked on this very network and a real mini-batch before the first step of training.
          ${verdict(laws)}`,
      )
