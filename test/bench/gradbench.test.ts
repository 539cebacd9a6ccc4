/** GradBench: every recorded case, and the protocol as the broker speaks it. */
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { casesOf, distance, inputOf } from './gradbench/cases.js'
import { evaluations } from './gradbench/evaluations.js'
import { lines } from './gradbench/lines.js'
import { type Answer, answer, reply } from './gradbench/protocol.js'

/** The references are exact to rounding; GradBench itself allows 1e-4. */
const TOLERANCE = 1e-9

const beside = fileURLToPath(new URL('../../../shared/gradbench', import.meta.url))
const folder = process.env['CHAINRULE_GRADBENCH'] ?? beside
const all = casesOf(folder)

if (all === undefined)
  test('GradBench: recorded cases', ({ skip }) => {
    const reason = `skipped: no cases in ${folder} (set CHAINRULE_GRADBENCH)`
    process.stdout.write(`GradBench ${reason}\n`)
    skip(reason)
  })
else
  describe('recorded cases', () => {
    test('every evaluation is there', () => {
      expect(all.map(([name]) => name)).toEqual(Object.keys(evaluations).toSorted())
    })
    // Some search for minutes of machine time where the machine is busy with others.
    for (const [name, cases] of all)
      test(`${name}: ${cases.length} cases`, { timeout: 300_000 }, () => {
        const faults = cases.flatMap(c => {
          const got = answer(evaluations, {
            kind: 'evaluate',
            module: c.module,
            function: c.function,
            input: inputOf(c),
          })
          const error = got.success === true ? distance(got.output, c.output) : Infinity
          const label = `${c.function} (${c.description ?? ''})`
          return error <= TOLERANCE ? [] : [`${label}: ${got.error ?? `off by ${error}`}`]
        })
        expect(faults).toEqual([])
      })
  })

const conversation = async (
  messages: readonly (object | string)[],
  chunk = 1 << 16,
): Promise<readonly (Answer & { readonly id?: unknown })[]> => {
  const text = messages.map(m => `${typeof m === 'string' ? m : JSON.stringify(m)}\n`).join('')
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  )
  const got: (Answer & { readonly id?: unknown })[] = []
  for await (const line of lines(Readable.from(chunks)))
    got.push(JSON.parse(reply(evaluations, line)))
  return got
}

const evaluate = (id: number, module: string, name: string, input: unknown) => ({
  id,
  kind: 'evaluate',
  module,
  function: name,
  input,
})

describe('protocol', () => {
  test('a session is answered message by message, with the same ids', async () => {
    const [start, define, one, analysis] = await conversation([
      { id: 0, kind: 'start', eval: 'hello', config: { some: 1 } },
      { id: 1, kind: 'define', module: 'hello' },
      evaluate(2, 'hello', 'double', 3),
      { id: 3, kind: 'analysis', of: 2, valid: true },
    ])
    expect(start).toEqual({ id: 0, tool: 'chainrule' })
    expect(define).toEqual({ id: 1, success: true })
    expect(one).toMatchObject({ id: 2, success: true, output: 6 })
    expect(analysis).toEqual({ id: 3 })
  })

  test('hello: each answer is the next input', async () => {
    let x = 1
    for (const name of ['square', 'double', 'square', 'double', 'square', 'double', 'square']) {
      const [got] = await conversation([evaluate(0, 'hello', name, x)])
      x = got!.output as number // a number, as the last comparison says
    }
    expect(x).toBe(16384)
  })

  test('timings are whole nanoseconds, one of "evaluate" a run', async () => {
    const input = { x: [1, 2, 3], min_runs: 5, min_seconds: 0 }
    const [got] = await conversation([evaluate(0, 'lse', 'gradient', input)])
    const names = got!.timings!.map(t => t.name)
    expect(names).toEqual(['prepare', 'evaluate', 'evaluate', 'evaluate', 'evaluate', 'evaluate'])
    for (const { nanoseconds } of got!.timings!) {
      expect(Number.isInteger(nanoseconds)).toBe(true)
      expect(nanoseconds).toBeGreaterThanOrEqual(0)
    }
    expect(got).not.toHaveProperty('error')
  })

  test('runs add up to the seconds asked for', async () => {
    const input = { x: [1, 2, 3], min_runs: 1, min_seconds: 0.02 }
    const [got] = await conversation([evaluate(0, 'lse', 'primal', input)])
    const runs = got!.timings!.filter(t => t.name === 'evaluate')
    const spent = runs.reduce((sum, t) => sum + t.nanoseconds, 0)
    expect(spent).toBeGreaterThanOrEqual(0.02e9)
    expect(spent - runs.at(-1)!.nanoseconds).toBeLessThan(0.02e9)
  })

  test('what is not there is refused, and so is what is only inherited', async () => {
    const got = await conversation([
      { id: 0, kind: 'define', module: 'nothing' },
      { id: 1, kind: 'define', module: 'toString' },
      { id: 2, kind: 'define' },
      evaluate(3, 'lse', 'hessian', { x: [1] }),
      evaluate(4, 'lse', 'constructor', { x: [1] }),
    ])
    expect(got.map(({ id, success }) => [id, success])).toEqual(
      [0, 1, 2, 3, 4].map(id => [id, false]),
    )
    expect(got[0]!.error).toBe('no module nothing')
    expect(got[3]!.error).toBe('no function lse.hessian')
  })

  test('an evaluation that fails says why, and the session goes on', async () => {
    const [missing, empty, wrong, ragged, good] = await conversation([
      evaluate(0, 'lse', 'primal', null),
      evaluate(1, 'lse', 'primal', { x: [] }),
      evaluate(2, 'lse', 'primal', { x: [1, 'two'] }),
      evaluate(3, 'kmeans', 'cost', { points: [[1, 2], [3]], centroids: [[1, 2]] }),
      evaluate(4, 'lse', 'primal', { x: [7] }),
    ])
    for (const got of [missing, empty, wrong, ragged]) {
      expect(got).toMatchObject({ success: false })
      expect(got!.error).not.toBe('')
      expect(got).not.toHaveProperty('output')
    }
    expect(wrong!.error).toContain('string at 1')
    expect(ragged!.error).toBe('row 1 does not have 2 entries')
    expect(good).toMatchObject({ id: 4, success: true, output: 7 })
  })

  test('unknown kinds, and lines that are no messages, are answered too', async () => {
    const got = await conversation([{ id: 'a', kind: 'future' }, '{"id": 1, "kind"', '7', ''])
    expect(got[0]).toEqual({ id: 'a' })
    expect(got.slice(1).map(g => g.success)).toEqual([false, false, false])
  })

  test('lines of any length come in chunks of any size', async () => {
    const x = Array.from({ length: 300_000 }, (_, i) => (i % 1000) / 1000 + 1e-12)
    const [long, short] = await conversation(
      [
        evaluate(0, 'lse', 'gradient', { x, min_runs: 1, min_seconds: 0 }),
        evaluate(1, 'hello', 'square', 3),
      ],
      1000,
    )
    expect((long!.output as readonly number[]).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    expect(short!.output).toBe(9)
    const words = await conversation([{ id: 'π', kind: 'future' }], 1) // bytes, not characters
    expect(words).toEqual([{ id: 'π' }])
  })
})

/** What a function answers. */
const outputOf = (module: string, name: string, input: object): unknown => {
  const got = answer(evaluations, evaluate(0, module, name, input))
  expect(got.error).toBeUndefined()
  return got.output
}

describe('where the recorded cases do not go', () => {
  test('det: from 9 × 9 on, minors are expanded one after another', () => {
    const ell = 9
    const diagonal = Array.from({ length: ell }, (_, i) => i + 1)
    const matrix = (f: (x: number) => number): readonly number[] =>
      diagonal.flatMap((x, i) => diagonal.map((_, j) => (i === j ? f(x) : 0)))
    const input = { A: matrix(x => x), ell }
    expect(outputOf('det', 'primal', input)).toBe(362_880)
    const cofactors = outputOf('det', 'gradient', input)
    expect(
      distance(
        cofactors,
        matrix(x => 362_880 / x),
      ),
    ).toBeLessThan(1e-14)
  })

  test('lse: the gradient is a distribution, ties and all', () => {
    expect(outputOf('lse', 'gradient', { x: [5, 5, 5, 5] })).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  test('kmeans: centroids that are points, at distance 0 of themselves', () => {
    const points = [[0], [1], [5], [6]]
    const centroids = [[0], [6]]
    expect(outputOf('kmeans', 'cost', { points, centroids })).toBe(2)
    expect(outputOf('kmeans', 'dir', { points, centroids })).toEqual([[-0.5], [0.5]])
  })

  test('ba: a camera that does not turn is the limit of one that hardly does', () => {
    const at = (turn: number, name: string): unknown =>
      outputOf('ba', name, {
        ...{ n: 2, m: 3, p: 12, x: [0.3, -0.2, 4], w: 0.7, feat: [1, 2] },
        cam: [turn, -turn, 2 * turn, 0.1, 0.2, 0.3, 1.5, 0.1, -0.1, 0.01, 0.002],
      })
    for (const name of ['objective', 'jacobian'])
      expect(distance(at(0, name), at(1e-9, name))).toBeLessThan(1e-8)
  })

  test('particle: a control with which it stays in the air ends as well', () => {
    const input = { w: 0, min_runs: 1, min_seconds: 0 }
    expect(outputOf('particle', 'ff', { ...input, w: 30 })).toBeTypeOf('number')
  })
})

describe('comparison', () => {
  test('numbers agree relatively where they are large, absolutely where they are small', () => {
    expect(distance(1e6 + 1, 1e6)).toBeLessThan(1e-6)
    expect(distance(0, 1e-5)).toBe(1e-5)
    expect(distance(Number.NaN, 1)).toBe(Infinity)
    expect(distance(null, Number.NaN)).toBe(Infinity)
  })

  test('anything else that differs is infinitely far', () => {
    expect(distance({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(0)
    for (const [a, b] of [
      [[1, 2], [1]],
      [{ a: 1 }, { a: 1, b: 1 }],
      [{ a: 1 }, { b: 1 }],
      [{ 0: 1 }, [1]],
      [1, '1'],
      [true, 1],
      ['x', 'y'],
      [undefined, 1],
    ])
      expect(distance(a, b)).toBe(Infinity)
  })
})
