/** What makes mutants, and what counts them: a rule of four expressions, of which one change is seen by nobody. */
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { instrumenting, type Mutant } from './instrument.js'
import { type Fate, report } from './report.js'
import { mutated } from './scope.js'
import { activate, askedBy } from './switch.js'

const source = `
export const slope = (x: number): number => (x > 0 ? 2 * x : 0)
export const unused = (): string => 'text' + 'more'
`

const mutants: Mutant[] = []
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  transformers: {
    before: [
      instrumenting(
        () => 'src/derivative/slope.ts',
        m => mutants.push(m),
      ),
    ],
  },
})
const url: string = `data:text/javascript,${encodeURIComponent(outputText)}`
const { slope } = (await import(/* @vite-ignore */ url)) as {
  readonly slope: (x: number) => number
} // as above

const points = [-2, -1, 0, 1, 2]
const right = points.map(x => (x > 0 ? 2 * x : 0))
const seen = (): readonly number[] => points.map(slope)

describe('mutants', () => {
  test('are these, and text is left alone', () => {
    expect(mutants.map(m => m.what).toSorted()).toEqual([
      '0 as 1',
      '0 as 1',
      '2 * x with /',
      '2 as 3',
      'x > 0 ? 2 * x : 0 with the other branch',
      'x > 0 with >=',
    ])
  })
  test('do nothing until one is active', () => {
    expect(seen()).toEqual(right)
  })
  test('ask whether they are', () => {
    expect(askedBy(seen).size).toBe(mutants.length)
    expect(askedBy(() => undefined).size).toBe(0)
  })
})

describe('what is noticed', () => {
  const fates = new Map<number, Fate>(
    mutants.map(({ id }) => {
      activate(id)
      const same = seen().every((y, i) => Object.is(y, right[i]))
      activate(-1)
      return [id, same ? { tag: 'survives' } : { tag: 'killed', by: 'points' }]
    }),
  )
  const unseen = { file: 'slope', on: '2 * x', what: 'x > 0 with >=', why: '2 · 0 is 0' }
  const elsewhere = { ...unseen, on: '3 * x' }
  test('all but one, which computes the same', () => {
    const { score, text } = report(mutants, fates, [])
    expect(score).toBeCloseTo(5 / 6)
    expect(text).toContain('survives: src/derivative/slope.ts:2 x > 0 with >=')
    expect(report(mutants, fates, [unseen]).score).toBe(1)
    expect(report(mutants, fates, [elsewhere]).score).toBe(score)
  })
})

describe('what is mutated in a file of operations', () => {
  const file = ts.createSourceFile(
    'src/op/fixture.ts',
    `
const shared = (x: number) => x + 1
const below = (x: number) => 3 * x
export const value = unary('value', x => shared(x), x => below(shared(x)))
`,
    ts.ScriptTarget.ES2022,
    true,
  )
  test('the derivative, and what only it uses', () => {
    const texts = mutated(file, 'src/op/fixture.ts').map(n => n.getText(file))
    expect(texts.toSorted()).toEqual(['below = (x: number) => 3 * x', 'x => below(shared(x))'])
  })
})
