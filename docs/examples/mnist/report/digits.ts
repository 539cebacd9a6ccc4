/** Test digits that were misread, the surest mistakes first. */
import type { Evaluation, Misclassified } from '../record.js'
import { count, percent, plural } from './format.js'
import { type Html, html } from './html.js'
import { inkPng } from './png.js'
import { figure, missing } from './section.js'

const SHOWN = 60

/** A probability that would be rounded to certainty is not one. */
const sure = (p: number): string => (p > 0.995 && p < 1 ? `> ${percent(0.99, 0)}` : percent(p, 0))

/** Pictures are square: MNIST's are 28 × 28. */
const sideOf = (pixels: Uint8Array): number => Math.floor(Math.sqrt(pixels.length))

const card = ({ pixels, label, predicted, probability }: Misclassified): Html => {
  const side = sideOf(pixels)
  return html`
<li><img src="${inkPng(pixels, side, side)}" width="56" height="56" alt="a handwritten ${label}" />
<span class="reading">${label} <span class="to">→</span> <b>${predicted}</b></span>
<span class="sure">${sure(probability)}</span></li>`
}

export const misclassifiedDigits = (evaluation: Evaluation | undefined): Html => {
  if (evaluation === undefined) return missing('The run ended before the test set was read.')
  const all = evaluation.misclassified.toSorted((a, b) => b.probability - a.probability)
  if (all.length === 0) return missing('No test digit was misread.')
  return figure(
    html`<ol class="digits">${all.slice(0, SHOWN).map(card)}</ol>`,
    html`What was written → what was read, and the probability that the network gave its wrong
      answer; ${
        all.length > SHOWN
          ? html`the ${SHOWN} surest of ${count(all.length)} mistakes`
          : html`${plural(all.length, 'mistake')} in all, the surest first`
      }.`,
  )
}
