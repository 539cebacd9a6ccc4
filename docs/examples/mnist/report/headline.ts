/** What came of the run, in a few numbers. */
import type { RunRecord } from '../record.js'
import { count, duration, equation, percent, plain, plural, widths } from './format.js'
import { type Html, html } from './html.js'

const interruption = ({ interrupted, epochs, options, steps }: RunRecord): Html | undefined =>
  interrupted
    ? html`<p class="interrupted" role="note"><b>Interrupted</b> ${
        epochs.length
          ? html`after ${plural(epochs.length, 'whole epoch')} of ${count(options.epochs)}`
          : 'before the first epoch ended'
      }${
        steps.length ? html`, at step ${count(steps.at(-1)?.step ?? 0)}` : ''
      }. This page shows what had been measured until then.</p>`
    : undefined

const tested = ({ evaluation }: RunRecord): number =>
  evaluation?.confusion.flat().reduce((sum, n) => sum + n, 0) ?? 0

/** The best that is known: the test set if it has been read, else the last mini-batch, else nothing. */
const result = (run: RunRecord): Html => {
  const last = run.epochs.at(-1)
  const step = run.steps.at(-1)
  const [value, what] = last
    ? [percent(last.testAccuracy), 'test accuracy']
    : step
      ? [percent(step.accuracy, 0), 'accuracy on the last mini-batch']
      : ['–', 'nothing measured yet']
  const number = value.replace(/\D+$/, '')
  const unit = value.slice(number.length)
  return html`<p class="result"><span class="number">${number || value}<span class="unit">${number ? unit : ''}</span></span>
<span class="what">${what}</span></p>`
}

const summary = (run: RunRecord): Html => {
  const n = tested(run)
  return html`<p class="lede">A network of ${widths(run.layers)} units, trained ${run.epochs.length ? html`for ${plural(run.epochs.length, 'epoch')} ` : ''}by
    stochastic gradient descent ${equation(2)} on the multivariate logistic loss ${equation(18)}${
      n && run.evaluation
        ? html`, misreads ${count(run.evaluation.misclassified.length)} of ${count(n)} digits
            that it has never seen`
        : ''
    }.</p>`
}

const facts = (run: RunRecord): Html => {
  const { options, epochs, layers, parameters } = run
  const seconds = epochs.reduce((sum, e) => sum + e.seconds, 0)
  const list: readonly (readonly [string, string])[] = [
    ['layers', widths(layers)],
    ['parameters', count(parameters)],
    ['epochs', `${count(epochs.length)} of ${count(options.epochs)}`],
    ['mini-batch', plural(options.batch, 'image')],
    ['learning rate', plain(options.rate, 6)],
    ['momentum', plain(options.momentum, 6)],
    ['seed', String(options.seed)],
    ['time', epochs.length ? duration(seconds) : '–'],
  ]
  return html`<dl class="facts">${list.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`
}

export const headline = (run: RunRecord): Html => html`
<header>
<p class="eyebrow">chainrule · MNIST</p>
<h1>Reading digits by the chain rule</h1>
${interruption(run)}
<div class="head">${result(run)}${summary(run)}</div>
${facts(run)}
</header>`
