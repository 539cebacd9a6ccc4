/** Every example in docstrings, guides and `docs/examples` compiles, runs, and gives what it states. */
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { execute } from './execute.js'
import { docstrings, type Examples, pageNames, pages, programs, read, root } from './sources.js'
import { typeFaults } from './typecheck.js'

const load = (specifier: string) =>
  import(/* @vite-ignore */ specifier) as Promise<Readonly<Record<string, unknown>>> // a module's names

const all = (name: string, groups: Examples): void => {
  describe(name, () => {
    for (const [file, examples] of groups)
      for (const example of examples.filter(e => !e.typesOnly))
        test(`${file}:${example.line}`, async () => {
          expect(await execute(example, load), 'an example states a result').toBeGreaterThan(0)
        })
  })
}

all('docstrings', docstrings)
all('pages', pages)
all('programs', programs)

test('examples type-check', { timeout: 120_000 }, () => {
  const examples = [...docstrings, ...pages].flatMap(([, es]) => es)
  expect(typeFaults(root, examples)).toEqual([])
})

test('the README opens with the chain rule as Diff.ts has it', () => {
  const rule = /export const composePairs =\n(?: .*\n)+/.exec(read('src/Diff.ts'))?.[0]
  expect(rule).toBeDefined()
  expect(read('README.md')).toContain(rule)
})

test('every @example is found', () => {
  for (const [file, examples] of docstrings)
    expect(examples.length, file).toBe(read(file).split('* @example').length - 1)
})

test('links between pages lead somewhere', () => {
  const broken = pageNames.flatMap(page =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
      .map(link => posix.join(posix.dirname(page), link[1]!))
      .filter(path => !existsSync(join(root, path)))
      .map(path => `${page}: ${path}`),
  )
  expect(broken).toEqual([])
})
