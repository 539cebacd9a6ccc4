import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../docs/examples/mnist/record.js'
import { scientific } from '../../../docs/examples/mnist/report/format.js'
import { formula } from '../../../docs/examples/mnist/report/formula.js'
import { html } from '../../../docs/examples/mnist/report/html.js'
import { logTicks, smooth, thin } from '../../../docs/examples/mnist/report/series.js'
import { report } from '../../../docs/examples/mnist/report.js'
import { nothing, whole } from './fixture.js'

/** Every tag is closed by its like; void elements close themselves, as they do in this page. */
const unclosed = (page: string): readonly string[] => {
  const tags = page
    .replace(/<!doctype[^>]*>|<style>.*?<\/style>/gs, '')
    .matchAll(/<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|<|(?:\S?)>/g)
  const open: string[] = []
  for (const [tag, close, name, , self] of tags) {
    if (name === undefined) open.push(`stray ${tag}`)
    else if (close && open.at(-1) === name) open.pop()
    else if (!self) open.push(`${close ?? ''}${name}`)
  }
  return open
}

/** Said briefly: a page in a failure's message would bury it. */
const has = (page: string, text: string) => {
  expect(page.includes(text), text).toBe(true)
}
const lacks = (page: string, text: string) => {
  expect(page.includes(text), text).toBe(false)
}
const find = (page: string, pattern: RegExp) => page.match(pattern)?.[0]

const sections = [
  'Laws, checked first',
  'Loss',
  'Accuracy',
  'Error terms',
  'Confusion matrix',
  'Misclassified digits',
  'First-layer weights',
  'Expression graph',
]

const runs: readonly (readonly [string, RunRecord])[] = [
  ['a whole run', whole],
  ['a run interrupted before anything was measured', nothing],
  ['a run interrupted in its first epoch', { ...whole, interrupted: true, epochs: [] }],
  ['one single step', { ...nothing, steps: whole.steps.slice(0, 1) }],
  ['epochs without steps', { ...whole, steps: [] }],
  [
    'a run that diverged',
    {
      ...whole,
      steps: whole.steps.map((s, i) =>
        i < 40 ? s : { ...s, loss: Number.NaN, errorNorms: [Number.POSITIVE_INFINITY, 0] },
      ),
      epochs: whole.epochs.map(e => ({ ...e, testLoss: Number.NaN })),
      firstLayer: { rows: 28, cols: 28, units: [new Float64Array(784).fill(Number.NaN)] },
    },
  ],
  [
    'an evaluation without mistakes',
    { ...whole, evaluation: { confusion: [[5]], misclassified: [] } },
  ],
  ['an evaluation of nothing', { ...whole, evaluation: { confusion: [], misclassified: [] } }],
  [
    'nine layers',
    { ...whole, steps: whole.steps.map(s => ({ ...s, errorNorms: Array(9).fill(1) })) },
  ],
]

describe.each(runs)('the report of %s', (_, run) => {
  const page = report(run)

  it('has every section', () => {
    for (const title of sections) has(page, `<h2>${title}</h2>`)
  })

  it('is well-formed', () => {
    expect(unclosed(page)).toEqual([])
  })

  it('asks the network for nothing and runs nothing', () => {
    expect(find(page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, ''), /https?:|url\(|@import/)).toBe(
      undefined,
    )
    expect(find(page, /<script|<link|\son\w+=/i)).toBe(undefined)
    expect([...page.matchAll(/\s(?:src|href)="([^"]{0,30})/g)].map(([, start]) => start)).toSatisfy(
      (starts: readonly string[]) => starts.every(s => s.startsWith('data:image/png;base64,')),
    )
  })

  it('draws no figure from what is not a number', () => {
    expect(find(page, /undefined|\[object|="[^"]*NaN/)).toBe(undefined)
  })

  it('is the same when made again', () => {
    expect(report(run) === page).toBe(true)
  })
})

describe('the report', () => {
  const page = report(whole)

  it('tells the run: accuracy, epochs, parameters, options, seed', () => {
    expect(find(page, /96\.00.*test accuracy/s)).toBeDefined()
    for (const text of ['784–128–10', '101,770', '2 of 2', '4294967295', '2 min 3 s'])
      has(page, text)
    lacks(page, 'Interrupted')
  })

  it('tells the laws', () => {
    for (const text of ['adjointness', '✓ holds', 'It held in 50 runs']) has(page, text)
    const failed = whole.laws.map(law => ({ ...law, holds: false }))
    has(report({ ...whole, laws: failed }), '✗ fails')
  })

  it('shows mistakes, the surest first, and never as certain', () => {
    expect(page.indexOf('a handwritten 5')).toBeLessThan(page.indexOf('a handwritten 4'))
    has(page, '&gt; 99')
    has(page, 'a 4 read as 9')
  })

  it('names the lecture’s equations', () => {
    for (const n of [2, 13, 14, 18]) has(page, `>(${n})</span>`)
  })

  it('takes the svg of the graph without what surrounds it or could run', () => {
    has(page, '<text>matmul</text></svg>')
    lacks(page, 'svg11.dtd')
  })

  it('says that it was interrupted, and when', () => {
    has(report(nothing), 'before the first epoch ended')
    has(report({ ...whole, interrupted: true }), 'after 2 whole epochs of 2, at step 891')
  })

  it('escapes what it is told', () => {
    const law = '<img src=x onerror="alert(1)">&\'"'
    const hostile = report({
      ...whole,
      laws: whole.laws.map(l => ({ ...l, law, formula: law })),
    })
    lacks(hostile, '<img src=x')
    has(hostile, '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;&quot;')
    expect(unclosed(hostile)).toEqual([])
  })
})

describe('its parts', () => {
  it('html escapes text, nests itself, joins lists and drops what is undefined', () => {
    expect(html`<p>${'<'}${html`<b>${1}</b>`}${['a', '&']}${undefined}</p>`.html).toBe(
      '<p>&lt;<b>1</b>a&amp;</p>',
    )
  })

  it('a formula raises and lowers, slants letters and leaves words upright', () => {
    expect(formula('e^l = lim J_{F^{l+1}}').html).toBe(
      '<span class="m"><i>e</i><sup><i>l</i></sup> = lim <i>J</i><sub><i>F</i><sup><i>l</i>+1</sup></sub></span>',
    )
  })

  it('an open brace or a last ^ is left as it is', () => {
    expect(formula('a^').html).toBe('<span class="m"><i>a</i>^</span>')
    expect(formula('a^{b').html).toContain('<i>b</i>')
  })

  it('numbers are readable', () => {
    expect(scientific(2.34e-11)).toBe('2.3\u202f·\u202f10⁻¹¹')
    expect([scientific(0), scientific(Number.NaN), scientific(Number.POSITIVE_INFINITY)]).toEqual([
      '0',
      'NaN',
      '∞',
    ])
  })

  it('smoothing keeps constants, the first point and the length', () => {
    const points = Array.from({ length: 200 }, (_, x) => ({ x, y: 3 }))
    expect(smooth(points)).toEqual(points)
    expect(smooth([{ x: 0, y: 9 }, ...points])[0]).toEqual({ x: 0, y: 9 })
  })

  it('thinning keeps both ends and stays near its limit', () => {
    const points = Array.from({ length: 1001 }, (_, x) => ({ x, y: x }))
    const few = thin(points, 100)
    expect(few.length).toBeLessThanOrEqual(102)
    expect([few[0], few.at(-1)]).toEqual([points[0], points[1000]])
  })

  it('logarithmic ticks lie within what is shown', () => {
    expect(logTicks([0.03, 2.4])).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2])
    expect(logTicks([1e-5, 1])).toEqual([1e-5, 1e-4, 1e-3, 0.01, 0.1, 1])
  })
})
