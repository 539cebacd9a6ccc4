/** Expression graphs as Graphviz DOT: a box an operation, with its sign and the shape of its result. */
import type { AnyDiff, Stage } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { parameters } from '../diff/trace.js'
import type { AnyExpr, Aval } from '../Expr.js'
import { operationOf } from '../op/table.js'
import { leaves, showPath } from '../space/form.js'
import { constantText, parameterName } from './names.js'
import { superscript } from './text.js'
import { operands, shown, typeOf, view } from './view.js'

/** How a graph is drawn. */
export interface DotOptions {
  /** The name of the graph, its title where it is shown as SVG. */
  readonly name?: string
  /** From top to bottom, unless said, or from left to right. */
  readonly direction?: 'TB' | 'LR'
  /** A frame around the nodes of each stage; where there are several stages, unless said. */
  readonly stages?: boolean
}

// -------------------------------------------------------------------------------------
// colours: filled nodes with dark text, grey lines; readable on light and on dark pages
// -------------------------------------------------------------------------------------

interface Look {
  readonly fill: string
  readonly line: string
  readonly shape?: 'ellipse' | 'box'
}

const looks = {
  parameter: { fill: '#cfe2ff', line: '#5b8def', shape: 'ellipse' },
  constant: { fill: '#eceff3', line: '#98a2b3', shape: 'ellipse' },
  result: { fill: '#ffd9d6', line: '#e5695e', shape: 'ellipse' },
  elementwise: { fill: '#d3f1db', line: '#4caf6d' },
  linear: { fill: '#e9e0fb', line: '#9575cd' },
  bilinear: { fill: '#ffe4bd', line: '#ee9b2d' },
  rule: { fill: '#fbe0ef', line: '#d46fa6' },
  none: { fill: '#dfe9ee', line: '#78909c' },
} as const satisfies Readonly<Record<string, Look>>

type Role = keyof typeof looks

const INK = '#1f2430'
const FAINT = '#4b5565'
const GREY = '#8a94a6'
const FONT = 'Helvetica' // Graphviz knows its widths; browsers fall back to a sans-serif of the same widths

const roleOf = (e: AnyExpr): Role =>
  e.op === 'parameter' || e.op === 'constant' ? e.op : operationOf(e.op).derivative.form

// -------------------------------------------------------------------------------------
// text
// -------------------------------------------------------------------------------------

/** A string of DOT. */
export const quoted = (s: string): string =>
  `"${s.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Text in a label of DOT's kind of HTML. */
export const escaped = (s: string): string => s.replace(/[&<>"]/gu, c => entities[c] ?? c)

const kinds = { real: 'ℝ', index: 'ℤ', bool: '𝔹' } as const

const typeText = ({ kind, shape }: Aval): string => `${kinds[kind]} ${shape.join('×')}`.trim()

/** A title over a smaller note, with a little air between. */
const label = (title: string, note: string): string => {
  const row = (text: string): string => `<tr><td>${text}</td></tr>`
  const small = `<font point-size="9" color="${FAINT}">${escaped(note)}</font>`
  const rows = `${row(`<b>${escaped(title)}</b>`)}${note === '' ? '' : row(small)}`
  return `<<table border="0" cellspacing="0" cellpadding="0">${rows}</table>>`
}

/** The sign of an infix operation, else its name. */
const titleOf = (e: AnyExpr): string => {
  if (e.op === 'parameter') return parameterName(e)
  if (e.op === 'constant') return constantText(e)
  const text = operationOf(e.op).print.text(
    e.args.map(() => '□'),
    e.attrs,
  )
  return (
    /^\(□ (?<sign>\S+) □\)$/u.exec(text)?.groups?.['sign'] ?? /^\w+(?=\(□)/u.exec(text)?.[0] ?? e.op
  )
}

const noteOf = (e: AnyExpr): string => {
  if (e.outputs !== undefined) return e.outputs.map(typeText).join(', ')
  const scalar = e.op === 'constant' && e.shape.length === 0
  return scalar ? '' : typeText(typeOf(e))
}

const node = (id: string, role: Role, title: string, note: string, tooltip: string): string => {
  const { fill, line, ...rest }: Look = looks[role]
  const shape = rest.shape === undefined ? '' : ` shape=${rest.shape} margin="0.02,0.01"`
  return `${id} [label=${label(title, note)} class=${quoted(role)} tooltip=${quoted(tooltip)}${shape} fillcolor="${fill}" color="${line}"]`
}

const edge = (from: string, to: string): string => `${from} -> ${to}`

// -------------------------------------------------------------------------------------
// graph
// -------------------------------------------------------------------------------------

interface Drawn {
  readonly params: readonly string[]
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  /** The names of the results, in order. */
  readonly results: readonly string[]
}

/** One stage; what its parameters stand for is given by name. */
const stage = ({ graph }: Stage, prefix: string, given: readonly string[] | undefined): Drawn => {
  const ids = new Map<AnyExpr, string>()
  const params: string[] = []
  const nodes: string[] = []
  const edges: string[] = []
  graph.params.forEach((p, i) => {
    if (given !== undefined) ids.set(p, given[i]!)
    else {
      const id = `${prefix}p${i}`
      ids.set(p, id)
      params.push(node(id, 'parameter', titleOf(p), noteOf(p), `parameter ${titleOf(p)}`))
    }
  })
  let count = 0
  for (const e of view(graph.results).order) {
    if (ids.has(e)) continue
    const id = `${prefix}n${count++}`
    ids.set(e, id)
    nodes.push(node(id, roleOf(e), titleOf(e), noteOf(e), e.op))
    for (const a of operands(e)) edges.push(edge(ids.get(a)!, id))
  }
  return { params, nodes, edges, results: graph.results.map(r => ids.get(shown(r))!) }
}

/** The stages of an arrow; those of an identity are one that gives its argument. */
const drawable = (f: AnyDiff): readonly Stage[] => {
  const all = stagesOf(f)
  const params = parameters(f.dom.form)
  const trivial = { dom: f.dom.form, cod: f.cod.form, graph: { params, results: params } }
  return all.length === 0 ? [trivial] : all
}

const cluster = (k: number, nodes: readonly string[]): readonly string[] => [
  `  subgraph cluster_${k} {`,
  `    label=${quoted(`F${superscript(k)}`)} labeljust=l style="rounded" color="${GREY}" fontcolor="${GREY}" fontsize=12 margin=12`,
  ...nodes.map(n => `    ${n}`),
  '  }',
]

/**
 * The expression graph of an arrow as Graphviz DOT: parameters, constants and results as ellipses,
 * operations as boxes coloured by the form of their derivative, stages framed. Names are the same each time.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { toDot } from 'chainrule/show'
 *
 * toDot(fn(real, x => sin(x))).includes('s1p0 -> s1n0') // => true
 */
export const toDot = (f: AnyDiff, options: DotOptions = {}): string => {
  const all = drawable(f)
  const { name = 'arrow', direction = 'TB', stages = all.length > 1 } = options
  const outs = leaves(f.cod.form)
  const parts: Drawn[] = []
  for (const [i, s] of all.entries()) parts.push(stage(s, `s${i + 1}`, parts.at(-1)?.results))
  const results = outs.map(({ leaf, path }, i) => {
    const title = path.length === 0 ? 'y' : showPath(path)
    return node(
      `y${i}`,
      'result',
      title.startsWith('[') ? `y${title}` : title,
      typeText(leaf),
      'result',
    )
  })
  const lines = [
    `  graph [rankdir=${direction} bgcolor="transparent" fontname=${quoted(FONT)} fontcolor="${GREY}" nodesep=0.22 ranksep=0.34 pad=0.2]`,
    `  node [shape=box style="filled,rounded" fontname=${quoted(FONT)} fontsize=12 fontcolor="${INK}" penwidth=1.2 margin="0.1,0.055" height=0.3 width=0.45]`,
    `  edge [color="${GREY}" penwidth=1.1 arrowsize=0.6]`,
    ...parts.flatMap(({ params }) => params.map(n => `  ${n}`)),
    ...parts.flatMap(({ nodes }, i) => (stages ? cluster(i + 1, nodes) : nodes.map(n => `  ${n}`))),
    ...results.map(n => `  ${n}`),
    ...parts.flatMap(({ edges }) => edges.map(e => `  ${e}`)),
    ...(parts.at(-1)?.results ?? []).map((id, i) => `  ${edge(id, `y${i}`)}`),
  ]
  return [`digraph ${quoted(name)} {`, ...lines, '}', ''].join('\n')
}
