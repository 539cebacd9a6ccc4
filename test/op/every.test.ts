/**
 * Every operation of the table, in each way it can be used: both precisions, both modes, to second order, in
 * a batch, at its edges. One without a sample fails.
 */
import {
  type AnyDiff,
  type AnyExpr,
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  jvp,
  mul,
  real,
  run,
  type Shape,
  sum,
  type Tensor,
  vector,
  vjp,
} from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import type { Dense } from '../../src/Dense.js'
import { batchGraph } from '../../src/derivative/batch.js'
import { stagesOf } from '../../src/diff/stages.js'
import { parameter, postorder } from '../../src/Expr.js'
import { apply1, type Graph } from '../../src/op/Operation.js'
import { operationOf } from '../../src/op/table.js'
import { expectWithin, slope } from '../support/numeric.js'
import {
  alone,
  choices,
  evaluated,
  expectBatch,
  expectNear,
  near,
  stacked,
  vectorOf,
} from './batches.js'
import { arrowOf, dyadic, tensorOf } from './samples/arrow.js'
import { samples } from './samples/index.js'
import type { Numbers, Sample } from './samples/sample.js'

type Map = Diff<Tensor, Tensor>

const names = [...op.operations.keys()]

/** The sample of an operation, which must be there and use it. */
const sampleOf = (name: string): { readonly sample: Sample; readonly f: Map } => {
  const sample = samples[name]
  if (sample === undefined) throw new Error(`no sample of ${name} in test/op/samples`)
  return { sample, f: arrowOf(sample) }
}

const graphOf = (f: AnyDiff): Graph => stagesOf(f)[0]!.graph

const dot = (x: Numbers, y: Numbers): number => x.reduce((s, a, i) => s + a * y[i]!, 0)
const along = (x: Numbers, t: number, v: Numbers): Numbers => x.map((a, i) => a + t * v[i]!)

// -------------------------------------------------------------------------------------
// edges
// -------------------------------------------------------------------------------------

const functions: Readonly<Record<string, unknown>> = op
type Operands = readonly (Expr | number)[]

/** An operation at numbers: entrywise they are its operands, otherwise one tensor, a square if need be. */
const applied = (name: string, xs: Operands): Expr => {
  const f = functions[name] as (...xs: Operands) => Expr
  const { form } = op.operations.get(name)!.derivative
  // The cotangent of what is discrete is the unit: as numbers it has one to be given, and it goes nowhere.
  const flat = (y: AnyExpr): Expr => {
    const real = y.kind === 'real' ? (y as Expr) : op.toReal(y as Expr<Shape, 'index' | 'bool'>)
    return op.reshape(real, [y.shape.reduce((a, b) => a * b, 1)])
  }
  if (form === 'elementwise') return flat(f(...xs))
  const x = op.stack(xs.map(e => (typeof e === 'number' ? constant(e) : e)))
  try {
    return flat(f(x))
  } catch (e) {
    const side = Math.round(Math.sqrt(xs.length))
    if (side * side !== xs.length) throw e
    return flat(f(op.reshape(x, [side, side])))
  }
}

/** The same as a function of a vector. */
const edgeArrow = (name: string, n: number): Map =>
  fn(vector(n), x => {
    const entry = (i: number): Expr => op.reshape(op.slice(x, [{ start: i, stop: i + 1 }]), [])
    return applied(
      name,
      Array.from({ length: n }, (_, i) => entry(i)),
    )
  }) as unknown as Map // a vector of unknown length

const edges = [...op.operations.values()].flatMap(({ name, edges: all }) =>
  all.map(edge => ({ name, ...edge })),
)

// -------------------------------------------------------------------------------------
// tests
// -------------------------------------------------------------------------------------

test('every operation has a sample that uses it', () => {
  const unused = names.filter(name => {
    const { params, results } = graphOf(sampleOf(name).f)
    return !postorder([...params, ...results]).some(e => e.op === name)
  })
  expect(unused).toEqual([])
})

/**
 * Operations whose operands nobody has to give: what `output` reads is no value, and sequences, of which
 * `addSequences` reads two, are things of programs, whose length no shape says; loops alone make them. Their
 * batch rules are tried through the functions that use them (test/derivative/sequences.test.ts).
 */
const unbatched = ['output', 'addSequences']

describe.each(names)('%s', name => {
  test('is the same in single precision, to its digits', () => {
    const { sample, f } = sampleOf(name)
    const x = tensorOf(sample.at)
    const y = run(f)(x).values
    expectNear(run(f, { precision: 'f32' })(x).values, y, 1e-5)
    const at = [x, tensorOf(dyadic(y.length))] as const
    const back = vjp(f)
    expectNear(run(back, { precision: 'f32' })(at)[1].values, run(back)(at)[1].values, 1e-4)
  })

  test('forward, reverse and finite differences agree, to second order', () => {
    const { sample, f } = sampleOf(name)
    const { at } = sample
    const [evaluate, push, pull] = [run(f), run(jvp(f)), run(vjp(f))]
    const y = evaluate(tensorOf(at)).values
    const [w, v] = [dyadic(y.length), dyadic(at.length).toReversed()]
    const pulled = pull([tensorOf(at), tensorOf(w)])[1].values
    const forward = dot(w, push([tensorOf(at), tensorOf(v)])[1].values)
    expectNear([dot(pulled, v)], [forward], 1e-12)
    expectWithin([forward], [slope(t => dot(w, evaluate(tensorOf(along(at, t, v))).values), 0.02)])

    const back = fn(
      vector(at.length),
      x => apply(vjp(f), [x as never, constant(tensorOf(w)) as never])[1],
    ) as unknown as Map
    const total = fn(vector(at.length), x =>
      sum(mul(apply(back, x as never) as Expr, constant(tensorOf(v)) as Expr)),
    ) as unknown as Diff<Tensor, number>
    const twice = run(grad(total))(tensorOf(at)).values
    const turned = run(jvp(back))([tensorOf(at), tensorOf(v)])[1].values
    expectNear(twice, turned, 1e-11)
    const u = dyadic(at.length)
    expectWithin(
      [dot(u, turned)],
      [slope(t => dot(u, pull([tensorOf(along(at, t, v)), tensorOf(w)])[1].values), 0.02)],
    )
  })

  test('in a batch is what it is at each point', () => {
    const { sample, f } = sampleOf(name)
    expectBatch(
      graphOf(f),
      near(sample).map(x => [vectorOf(x)]),
      [true],
    )
  })

  test('in a batch of batches is what it is in each batch', () => {
    const { sample, f } = sampleOf(name)
    const points = near(sample).map(x => vectorOf(x))
    const batches = [points, points.toReversed()].map(xs => [stacked(xs)])
    expectBatch(batchGraph(graphOf(f), [true], points.length), batches, [true])
  })

  test('takes any of its operands in a batch, the others as they are', () => {
    const { sample, f } = sampleOf(name)
    const { graph, operands } = alone(graphOf(f), name)
    if (unbatched.includes(name) || graph.params.length === 0) return // it reads nothing
    const at = evaluated(operands)
    const points = near(sample).map(x => at([vectorOf(x)]))
    for (const marks of choices(Math.min(graph.params.length, 6)))
      expectBatch(
        graph,
        points,
        graph.params.map((_, i) => marks[i] ?? false),
      )
  })

  test('its derivatives in a batch are those at each point', () => {
    const { sample, f } = sampleOf(name)
    const n = run(f)(tensorOf(sample.at)).values.length
    const pairs = (size: number): readonly (readonly Dense[])[] =>
      near(sample).map((x, k) => [vectorOf(x), vectorOf(dyadic(size).map(d => d * (k + 1)))])
    for (const marks of choices(2)) {
      expectBatch(graphOf(vjp(f)), pairs(n), marks)
      expectBatch(graphOf(jvp(f)), pairs(sample.at.length), marks)
    }
  })
})

const three = { shape: [3], kind: 'real' } as const

/** Elementwise operations of two operands. */
const binary = names.filter(
  name =>
    name in samples &&
    op.operations.get(name)!.derivative.form === 'elementwise' &&
    alone(graphOf(sampleOf(name).f), name).graph.params.length === 2,
)

test.each(binary)('%s of operands of different ranks, any of them in a batch', name => {
  const { at } = sampleOf(name).sample
  const params = [parameter('a', { shape: [2, 1], kind: 'real' }), parameter('b', three)]
  const graph = { params, results: [apply1(operationOf(name), params)] }
  const half = at.length / 2
  const points = [0, 1].map(k => [
    { ...vectorOf(at.slice(k, k + 2)), shape: [2, 1] },
    vectorOf(at.slice(half, half + 3)),
  ])
  for (const marks of choices(2)) expectBatch(graph, points, marks)
})

describe('edges', () => {
  test.each(edges)('$name at $at: $note, the same in both modes and precisions', ({ name, at }) => {
    const f = edgeArrow(name, at.length)
    const y = run(f)(tensorOf(at)).values
    expectNear(run(f, { precision: 'f32' })(tensorOf(at)).values, y, 1e-5)
    at.forEach((_, j) => {
      // The others are held: a tangent 0 there would meet an infinite slope.
      const line = fn(real, t =>
        applied(
          name,
          at.map((x, i) => (i === j ? t : x)),
        ),
      ) as unknown as Diff<number, Tensor>
      const column = run(jvp(line))([at[j]!, 1])[1].values
      y.forEach((_y, i) => {
        const unit = fromFlat<Numbers, Numbers, 'real'>(
          y.map((_z, k) => (k === i ? 1 : 0)),
          [y.length],
        )
        expectNear([run(vjp(line))([at[j]!, unit])[1]], [column[i]!], 1e-12)
      })
    })
  })

  const withEdges = [...op.operations.values()].filter(({ edges: all }) => all.length > 0)
  test.each(withEdges)('$name at its edges in a batch', ({ name, edges: all }) => {
    for (const n of new Set(all.map(({ at }) => at.length))) {
      const points = all.filter(({ at }) => at.length === n).map(({ at }) => [vectorOf(at)])
      expectBatch(graphOf(edgeArrow(name, n)), points, [true])
    }
  })
})
