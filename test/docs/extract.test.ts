/** The runner of examples itself: it finds them all, and what they state wrongly fails with file and line. */
import { describe, expect, test } from 'vitest'
import { difference } from './compare.js'
import { execute } from './execute.js'
import { type Example, fromDocstrings, fromMarkdown } from './extract.js'
import { instrument } from './instrument.js'
import { root } from './sources.js'
import { typeFaults } from './typecheck.js'

const load = (specifier: string) =>
  import(/* @vite-ignore */ specifier) as Promise<Readonly<Record<string, unknown>>> // a module's names

const example = (...lines: readonly string[]): Example => ({
  file: 'here.ts',
  line: 10,
  code: lines.join('\n'),
  typesOnly: false,
})

const fault = (...lines: readonly string[]): Promise<string> =>
  execute(example(...lines), load).then(
    n => `${n} results are right`,
    (e: unknown) => (e instanceof Error ? e.message : String(e)),
  )

describe('finding', () => {
  const source = [
    '/** No example. */',
    'const a = 1',
    '  /**',
    '   * Words.',
    '   *',
    '   * @example',
    '   * one() // => 1',
    '   *',
    '   * two() // => 2',
    '   *',
    '   * @throws Never',
    '   * @example',
    '   * three() // => 3',
    '   */',
  ].join('\n')

  test('takes the examples of docstrings with their lines, up to the next tag', () => {
    expect(fromDocstrings('a.ts', source).map(e => [e.line, e.code])).toEqual([
      [7, 'one() // => 1\n\ntwo() // => 2\n'],
      [13, 'three() // => 3\n'],
    ])
  })

  test('takes the fenced ts blocks of a page, and refuses one that never ends', () => {
    const page = 'Words\n\n```ts\none()\n```\n\n```sh\nls\n```\n\n```ts types\ntwo()\n```\n'
    expect(fromMarkdown('a.md', page).map(e => [e.line, e.code, e.typesOnly])).toEqual([
      [4, 'one()', false],
      [12, 'two()', true],
    ])
    expect(() => fromMarkdown('a.md', '```ts\none()\n')).toThrow('a.md:1: an open fence')
  })
})

describe('running', () => {
  const imports = "import { array, fn, grad, mul, real, run } from 'chainrule'"
  const slope = 'const slope = run(grad(fn(real, x => mul(x, x))))'

  test('counts the results that are right', async () => {
    expect(await fault(imports, slope, 'slope(3) // => 6', 'slope(4)', '// => 8')).toBe(
      '2 results are right',
    )
    expect(await fault(imports, 'const t = array([1, 2]) // => [1, 2]')).toBe('1 results are right')
    expect(await fault('Promise.resolve(3).then(String) // => {}')).toBe('1 results are right')
    expect(await fault('[', '  1,', '  2,', '] // => [', '//      1, 2]')).toBe(
      '1 results are right',
    )
  })

  test('a wrong result fails with file and line, and so does every other', async () => {
    expect(await fault(imports, slope, 'slope(3) // => 7', 'slope(0) // => 1')).toBe(
      'here.ts:12: it is 6, not 7\nhere.ts:13: it is 0, not 1',
    )
    expect(await fault(imports, 'array([1, 2]) // => [1, 3]')).toBe(
      'here.ts:11: at .1 it is 2, not 3',
    )
  })

  test('an example that throws fails where it throws; one that says so is right', async () => {
    const bad = "array([[1], [2, 3]]) // throws 'rows are ragged'"
    expect(await fault(imports, bad)).toBe('1 results are right')
    expect(await fault(imports, bad.replace('// throws', '// '))).toContain('here.ts:11: array:')
    expect(await fault(imports, bad.replace('ragged', 'even'))).toContain('here.ts:11: it throws')
    expect(await fault(imports, "array([1]) // throws 'x'")).toBe('here.ts:11: it does not throw')
  })

  test('a name or a module that is not there is named', async () => {
    expect(await fault("import { nothing } from 'chainrule'", 'nothing() // => 1')).toBe(
      "here.ts:11: 'chainrule' has no export 'nothing'",
    )
    expect(await fault("import { a } from 'chainrule/nothing'", 'a // => 1')).toContain(
      'here.ts:10: ',
    )
  })

  test('a result stated of no expression is refused, wherever it hides', () => {
    expect(() => instrument(example('if (true) {}', '// => 1'))).toThrow('here.ts:11: a result')
    expect(() => instrument(example('f(() => {', '  g() // => 1', '})'))).toThrow(
      '1 results are stated, 0 of them',
    )
  })
})

describe('comparing', () => {
  test('numbers within 1e-12 of the larger of them and 1, all else exactly', () => {
    expect(difference(0.1 + 0.2, 0.3)).toBeUndefined()
    expect(difference(1 + 1e-11, 1)).toBeDefined()
    expect(difference(Number.NaN, Number.NaN)).toBeUndefined()
    expect(difference(Infinity, -Infinity)).toBeDefined()
    expect(difference(1, '1')).toBeDefined()
    expect(difference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeUndefined()
    expect(difference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe('at .a.1.b it is 2, not 3')
    expect(difference({ a: 1, b: 2 }, { a: 1 })).toBeDefined()
    expect(difference({ a: 1 }, { c: 1 })).toBeDefined()
    expect(difference([], {})).toBeDefined()
    expect(difference(undefined, null)).toBeDefined()
  })
})

describe('type-checking', () => {
  test('faults have file and line; refusals are read', { timeout: 120_000 }, () => {
    const right = example(
      "import { fn, matmul, matrix, tuple, vector } from 'chainrule'",
      '',
      'export const f = fn(tuple(vector(2), matrix(3, 4)), ([x, y]) =>',
      '  // @ts-expect-error readonly [readonly [2], "·", readonly [3, 4]]',
      '  matmul(x, y))',
    )
    const wrong = example('const unused = 1', 'const text: string = 2', 'text.length // => 1')
    const mild = example('// @ts-expect-error no such thing', 'export const a = 1')
    expect(typeFaults(root, [right, wrong, mild])).toEqual([
      "here.ts:10: 'unused' is declared but its value is never read.",
      "here.ts:11: Type 'number' is not assignable to type 'string'.",
      "here.ts:11: not refused with 'no such thing'",
    ])
  })
})
