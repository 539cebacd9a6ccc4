import { describe, expect, it } from 'vitest'
import type { Data, Kind } from '../../src/Dense.js'
import { numbers, type Scalars } from '../../src/op/Scalars.js'
import { operationOf, operations } from '../../src/op/table.js'

const values: Readonly<Record<Kind, readonly number[]>> = {
  real: [
    0,
    -0,
    1,
    -1,
    0.3,
    0.05,
    0.9,
    0.5,
    -1.5,
    -0.7,
    2.5,
    -3.5,
    30,
    -40,
    801,
    -801,
    1e-9,
    1e300,
    -1e300,
    1 / 0,
    -1 / 0,
    0 / 0,
  ],
  index: [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)],
  bool: [0, 1],
}

const kinds: readonly Kind[] = ['real', 'index', 'bool']
const data = (kind: Kind, x: number): Data =>
  kind === 'real' ? Float64Array.of(x) : kind === 'index' ? Int32Array.of(x) : Uint8Array.of(x)

const tuples = <X>(n: number, xs: readonly X[]): readonly (readonly X[])[] =>
  n === 0 ? [[]] : tuples(n - 1, xs).flatMap(rest => xs.map(x => [...rest, x]))

/** The operands an operation admits: kinds of one, two or three scalars. */
const admitted = (name: string): readonly (readonly Kind[])[] =>
  [1, 2, 3].flatMap(n =>
    tuples(n, kinds).filter(ks => {
      try {
        operationOf(name).result(
          ks.map(kind => ({ shape: [], kind })),
          {},
        )
        return true
      } catch {
        return false
      }
    }),
  )

const infix =
  (sign: string) =>
  (a: string, b: string): string =>
    `(${a} ${sign} ${b})`
/** The algebra of texts. */
const text: Scalars<string> = {
  number: String,
  add: infix('+'),
  sub: infix('−'),
  mul: infix('·'),
  div: infix('/'),
  neg: a => `−${a}`,
  less: infix('<'),
  lessEqual: infix('≤'),
  equal: infix('='),
  and: infix('∧'),
  or: infix('∨'),
  not: a => `¬${a}`,
  choose: (p, a, b) => `(${p} ? ${a} : ${b})`,
  call: (f, ...xs) => `${f.name}(${xs.join()})`,
}
/** How many operands scalar code reads. */
const used = (code: string): number => [0, 1, 2].filter(i => code.includes(`x${i}`)).length

const withCode = [...operations.values()].filter(op => op.scalar !== undefined).map(op => op.name)

describe('scalar code', () => {
  it('is there for all elementwise operations without settings', () => {
    const without = [...operations.values()].filter(
      op => op.derivative.form === 'elementwise' && op.scalar === undefined,
    )
    // Those have an order among their settings.
    expect(without.map(op => op.name)).toEqual(['polygamma', 'sphericalBessel'])
    expect(withCode.length).toBeGreaterThan(60)
  })

  it.each(withCode)('of %s means what is evaluated, to the bit', name => {
    const { evaluate, result, scalar } = operationOf(name)
    const arity = Math.min(
      Math.max(...admitted(name).map(ks => ks.length)),
      used(scalar!(text, 'x0', 'x1', 'x2')),
    )
    const signatures = admitted(name).filter(ks => ks.length === arity)
    expect(signatures.length).toBeGreaterThan(0)
    let tried = 0
    for (const ks of signatures) {
      const out = result(
        ks.map(kind => ({ shape: [], kind })),
        {},
      )
      if (!('kind' in out)) throw new Error('an elementwise operation has one result')
      for (const xs of ks.reduce<number[][]>(
        (ts, k) => ts.flatMap(t => values[k].map(x => [...t, x])),
        [[]],
      )) {
        const args = xs.map((x, i) => ({ shape: [], kind: ks[i]!, data: data(ks[i]!, x) }))
        const [want] = evaluate(args, out, {}, 'f64')
        const [got] = data(out.kind, scalar!(numbers, ...xs))
        expect(got, `${name}(${xs.join()})`).toBe(want)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(0)
  })

  it('that is wrong is caught', () => {
    const { evaluate } = operationOf('relu')
    const wrong = Math.max(numbers.number(-0), 0)
    const x = { shape: [], kind: 'real' as const, data: Float64Array.of(Number.NaN) }
    const [right] = evaluate([x], { shape: [], kind: 'real' }, {}, 'f64')
    expect(wrong).not.toBe(right)
  })
})
