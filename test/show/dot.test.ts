import {
  add,
  array,
  compose,
  constant,
  fn,
  identity,
  matmul,
  mul,
  real,
  relu,
  sin,
  struct,
  tuple,
  vector,
} from 'chainrule'
import { toDot } from 'chainrule/show'
import { describe, expect, it } from 'vitest'
import { escaped, quoted } from '../../src/show/dot.js'
import { loss, staged } from './network.js'

/** Graphviz compiled to WebAssembly, a development dependency; absent where it is not installed. */
const graphviz = await import('@hpcc-js/wasm-graphviz').then(
  m => m.Graphviz.load(),
  () => undefined,
)
if (graphviz === undefined) console.warn('skipped: @hpcc-js/wasm-graphviz is not installed')

const nodes = (dot: string): readonly string[] =>
  [...dot.matchAll(/^\s+(\w+) \[label=<(.*)> class/gmu)].map(
    ([, id, label]) =>
      `${id} ${label!.replaceAll('</td></tr><tr><td>', ' : ').replace(/<[^>]*>/gu, '')}`,
  )
const edges = (dot: string): readonly string[] =>
  [...dot.matchAll(/^\s+(\w+ -> \w+)$/gmu)].map(([, e]) => e!)

const ridge = fn(vector(2), x =>
  relu(
    add(
      matmul(
        constant(
          array([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
        ),
        x,
      ),
      constant(array([1, 2, 3])),
    ),
  ),
)

describe('toDot', () => {
  it('draws a ridge layer: a box an operation, the matrix times a vector as one', () => {
    const dot = toDot(ridge)
    expect(nodes(dot)).toEqual([
      's1p0 x : ℝ 2',
      's1n0 [[1, 2], [3, 4], [5, 6]] : ℝ 3×2',
      's1n1 matmul : ℝ 3',
      's1n2 [1, 2, 3] : ℝ 3',
      's1n3 + : ℝ 3',
      's1n4 relu : ℝ 3',
      'y0 y : ℝ 3',
    ])
    expect(edges(dot)).toEqual([
      's1n0 -> s1n1',
      's1p0 -> s1n1',
      's1n1 -> s1n3',
      's1n2 -> s1n3',
      's1n3 -> s1n4',
      's1n4 -> y0',
    ])
  })

  it('is the same each time, and has the roles as classes', () => {
    expect(toDot(ridge)).toBe(toDot(ridge))
    expect(toDot(ridge).match(/class="(\w+)"/gu)).toEqual(
      ['parameter', 'constant', 'bilinear', 'constant', 'elementwise', 'elementwise', 'result'].map(
        c => `class="${c}"`,
      ),
    )
  })

  it('frames stages, and joins their results to what uses them', () => {
    const f = compose(
      fn(real, y => sin(y)),
      fn(tuple(real, real), ([a, b]) => mul(a, b)),
    )
    const dot = toDot(f)
    expect(dot.match(/subgraph cluster_\d/gu)).toEqual(['subgraph cluster_1', 'subgraph cluster_2'])
    expect(edges(dot)).toEqual(['s1p0 -> s1n0', 's1p1 -> s1n0', 's1n0 -> s2n0', 's2n0 -> y0'])
    expect(toDot(f, { stages: false })).not.toContain('subgraph')
    expect(toDot(ridge, { stages: true })).toContain('subgraph cluster_1')
    expect(toDot(f, { direction: 'LR', name: 'my "f"' })).toMatch(
      /^digraph "my \\"f\\"" \{\n {2}graph \[rankdir=LR/,
    )
  })

  it('draws an identity, and parameters that nothing uses', () => {
    expect(edges(toDot(identity(tuple(real, real))))).toEqual(['s1p0 -> y0', 's1p1 -> y1'])
    expect(nodes(toDot(fn(tuple(real, real), ([a]) => a)))).toHaveLength(3)
  })

  it('escapes names', () => {
    expect(quoted('a "b" \\ \n')).toBe('"a \\"b\\" \\\\ \\n"')
    expect(escaped('<a & "b">')).toBe('&lt;a &amp; &quot;b&quot;&gt;')
    const dot = toDot(fn(struct({ '<b>"&\\': real }), s => s))
    expect(dot).toContain('<b>&lt;b&gt;&quot;&amp;\\</b>')
    if (graphviz !== undefined) expect(graphviz.dot(dot)).toContain('&lt;b&gt;&quot;&amp;\\')
  })

  it(`is linear in the graph's size, and does not recurse`, () => {
    const N = 100_000
    const chain = fn(real, x => {
      let y = x
      for (let i = 0; i < N / 2; i++) y = add(sin(y), y)
      return y
    })
    expect(toDot(chain).split('\n').length).toBeLessThan(3 * N)
    let deep = fn(real, x => sin(x))
    for (let i = 0; i < 14; i++) deep = compose(deep, deep)
    expect(toDot(deep).match(/subgraph/gu)).toHaveLength(2 ** 14)
  })
})

describe.skipIf(graphviz === undefined)('Graphviz accepts it', () => {
  it.each([
    ['the loss of the network', loss],
    ['the network in stages', staged],
    ['a ridge layer', ridge],
  ])('%s', (_, f) => {
    const svg = graphviz!.dot(toDot(f))
    expect(svg).toMatch(/<svg[\s\S]*<\/svg>/u)
    // A box or an ellipse a node, a path an edge.
    expect(svg.match(/<g id="node\d+"/gu)?.length).toBe(nodes(toDot(f as never)).length)
    expect(svg.match(/<g id="edge\d+"/gu)?.length).toBe(edges(toDot(f as never)).length)
  })
})
