// The measurements as a page: a chart a workload, and the ratios that are asked for.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { titles } from './data.mjs'

const { document } = parseHTML('<html></html>')
const escaped = s => s.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`)
const short = x => Number(x.toPrecision(3)).toString()

const chart = rows => {
  const sorted = [...rows].sort((a, b) => a.median - b.median)
  return Plot.plot({
    document,
    width: 760,
    height: 40 + 22 * sorted.length,
    marginLeft: 210,
    marginRight: 80,
    x: {
      type: 'log',
      label: 'ms a call, median (log scale)',
      grid: true,
      ticks: 5,
      tickFormat: x => `${x}`,
      nice: true,
    },
    y: { domain: sorted.map(r => r.label), label: null },
    marks: [
      Plot.link(sorted, { x1: 'least', x2: 'most', y1: 'label', y2: 'label', stroke: '#999' }),
      Plot.dot(sorted, {
        x: 'median',
        y: 'label',
        r: 5,
        fill: r => (r.own ? '#1a6e8e' : '#c06c2b'),
      }),
      Plot.text(sorted, {
        x: 'median',
        y: 'label',
        text: r => `${short(r.median)} ms`,
        textAnchor: 'start',
        dx: 9,
        stroke: 'white',
        strokeWidth: 5,
        fill: '#222',
      }),
    ],
  }).outerHTML
}

const lines = points =>
  Plot.plot({
    document,
    width: 760,
    height: 300,
    marginLeft: 60,
    marginRight: 120,
    x: { type: 'log', label: 'how many', grid: true, tickFormat: x => `${x}` },
    y: { type: 'log', label: 'ms (log scale)', grid: true, tickFormat: x => `${x}` },
    color: {
      domain: ['a call', 'a call, 2 threads', 'made and first called'],
      range: ['#1a6e8e', '#7a4fa3', '#c06c2b'],
      legend: false,
    },
    marks: [
      Plot.lineY(points, { x: 'n', y: 'ms', stroke: 'what', strokeWidth: 2 }),
      Plot.dot(points, { x: 'n', y: 'ms', fill: 'what', r: 3 }),
      Plot.text(
        points,
        Plot.selectLast({ x: 'n', y: 'ms', z: 'what', text: 'what', textAnchor: 'start', dx: 8 }),
      ),
    ],
  }).outerHTML

const styled = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>chainrule · ${title}</title><style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 800px; margin: 2rem auto; padding: 0 1rem; color: #222 }
h2 { font-size: 1.05rem; margin: 2rem 0 0.3rem } svg { max-width: 100%; height: auto }
table { border-collapse: collapse } th, td { padding: 0.15rem 0.8rem 0.15rem 0; text-align: left }
.met { color: #1d7a3a } .short { color: #b3261e }
</style></head><body>
${body}</body></html>
`

/** How time grows, as a page. */
export const growth = ({ machine, curves, memory, imports, sizes }) =>
  styled(
    'growth',
    `<h1>How time grows</h1><p>${escaped(machine)}. Medians, both scales logarithmic.</p>
${curves
  .map(({ title, points }) => {
    const all = points.flatMap(({ n, threads, made, call }) => [
      { n, ms: call, what: threads > 1 ? `a call, ${threads} threads` : 'a call' },
      ...(threads > 1 ? [] : [{ n, ms: made, what: 'made and first called' }]),
    ])
    return `<h2>${escaped(title)}</h2>${lines(all)}`
  })
  .join('\n')}
<h2>What does not grow</h2>
${Object.entries(memory)
  .map(
    ([width, mb]) =>
      `<p>Memory after each 10,000 steps of layers of ${width}, each from the last: ${mb.map(short).join(', ')} MB.</p>`,
  )
  .join('\n')}
<table>${[
      ...Object.entries(imports).map(([s, ms]) => [`import '${s}'`, `${short(ms)} ms`]),
      ...Object.entries(sizes).map(([s, n]) => [
        `a bundle of ${s}, gzipped`,
        `${short(n / 1000)} kB`,
      ]),
    ]
      .map(([what, n]) => `<tr><td>${escaped(what)}</td><td>${n}</td></tr>`)
      .join('\n')}</table>`,
  )

export const page = ({ machine, workloads, ratios }) =>
  styled(
    'speed',
    `<h1>Speed</h1><p>${escaped(machine)}. Blue is chainrule. Medians; bars from the least to the most.</p>
${workloads.map(w => `<h2>${w.name}: ${escaped(titles[w.name])}</h2>${chart(w.rows)}`).join('\n')}
<h2>Asked</h2><table><tr><th></th><th>chainrule</th><th>against</th><th>times faster</th><th>asked</th><th></th></tr>
${ratios.map(r => `<tr><td>${r.workload}</td><td>${escaped(r.mine)}</td><td>${escaped(r.peer)}</td><td>${short(r.ratio)}</td><td>${short(r.asked)}</td><td class="${r.met ? 'met' : 'short'}">${r.met ? 'met' : 'short'}</td></tr>`).join('\n')}
</table>`,
  )
