/** Laws in the runners that people have: each in a fresh project, with the package installed from its tarball. */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command, type Outcome, pack, project, workshop } from './workshop.js'

const SLOW = 600_000
const listed = fileURLToPath(new URL('runners', import.meta.url))

const RIGHT = 'gradient.of(Math.sin, Math.cos).on(box(-2, 2))'
const WRONG = 'gradient.of(function square(x) { return x * x }, x => x).on(box(-2, 2))'
const KINKED =
  'gradient.of(Math.abs, Math.sign).on(custom({ points: fc.constant(0), directions: fc.constant(1) }))'

const laws = (imports: string, test: string): string => `
${imports}
import { assertLaws, box, custom, gradient } from 'chainrule/laws'
import fc from 'fast-check'
${test}('holds', () => assertLaws(${RIGHT}, { seed: 1 }))
${test}('is broken', () => assertLaws(${WRONG}, { seed: 1 }))
${test}('is inconclusive', () => assertLaws(${KINKED}, { seed: 1 }))
`

const folder = workshop()
let home: string
let runners: string
let installed: Outcome

beforeAll(() => {
  const { tarball } = pack(folder)
  home = project(folder, tarball)
  // Each of them with its own peers, as npm lays them out; the package comes from its tarball.
  runners = join(folder, 'runners')
  cpSync(listed, runners, { recursive: true })
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  installed = command(runners, 'npm', 'ci', ...flags)
  if (installed.code === 0)
    installed = command(
      runners,
      'npm',
      'install',
      '--no-save',
      '--prefer-offline',
      ...flags,
      tarball,
    )
}, SLOW)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
}, SLOW)

/** What every runner must say: one passes, two fail, and each failure says what it is. */
const tells = ({ code, text }: Outcome): void => {
  expect(code, text).not.toBe(0)
  expect(text).toMatch(/square breaks the law «the vjp is what differences say»/)
  expect(text).toMatch(/claimed: +-?0\.\d+/)
  expect(text).toMatch(/likely a factor: the claim is 0\.5 times/)
  expect(text).toMatch(/seed: 1, path: "/)
  expect(text).toMatch(/LawInconclusive|is inconclusive/)
}

/** The arguments of a runner, and the file it is given. */
interface Runner {
  readonly file: string
  readonly source: string
  readonly args: readonly string[]
  readonly counts: RegExp
}

const known: Readonly<Record<string, Runner>> = {
  'node:test': {
    file: 'laws.node.mjs',
    source: laws("import { test } from 'node:test'", 'test'),
    args: ['--test', 'laws.node.mjs'],
    counts: /pass 1[\s\S]*fail 2/,
  },
  vitest: {
    file: 'laws.vitest.test.mjs',
    source: laws("import { test } from 'vitest'", 'test'),
    args: ['node_modules/vitest/vitest.mjs', 'run', 'laws.vitest.test.mjs', '--no-color'],
    counts: /2 failed \| 1 passed/,
  },
  jest: {
    file: 'laws.jest.test.mjs',
    source: laws("import { test } from '@jest/globals'", 'test'),
    args: [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--testMatch=**/laws.jest.test.mjs',
      '--transform={}',
    ],
    counts: /2 failed, 1 passed/,
  },
  mocha: {
    file: 'laws.mocha.mjs',
    source: laws('', 'it'),
    args: ['node_modules/mocha/bin/mocha.js', 'laws.mocha.mjs'],
    counts: /1 passing[\s\S]*2 failing/,
  },
}

describe('a runner tells broken laws from undecided ones', () => {
  for (const [name, { file, source, args, counts }] of Object.entries(known))
    test(
      name,
      context => {
        // Without a registry there is nothing to install them from; Node brings its own.
        if (name !== 'node:test' && installed.code !== 0)
          context.skip(
            `${name} could not be installed: ${installed.text.trim().split('\n').at(-1)}`,
          )
        const at = name === 'node:test' ? home : runners
        writeFileSync(join(at, file), source)
        const found = command(at, process.execPath, ...args)
        tells(found)
        expect(found.text).toMatch(counts)
      },
      SLOW,
    )
})

describe('none at all: the command line', () => {
  const check = (...args: readonly string[]): Outcome =>
    command(home, process.execPath, join(home, 'node_modules/.bin/chainrule'), ...args)
  beforeAll(() => {
    expect(existsSync(join(home, 'node_modules/.bin/chainrule'))).toBe(true)
    writeFileSync(
      join(home, 'claims.mjs'),
      `import { box, custom, gradient } from 'chainrule/laws'
import fc from 'fast-check'
export const right = ${RIGHT}
export const wrong = ${WRONG}
export const kinked = ${KINKED}
export const other = 1
`,
    )
    writeFileSync(join(home, 'nothing.mjs'), 'export const one = 1\n')
  })
  test('runs by npx, and tells all', () => {
    const { code, text } = command(
      home,
      'npx',
      '--no-install',
      'chainrule',
      'check',
      './claims.mjs',
      '--seed',
      '1',
    )
    expect(code).toBe(1)
    expect(text).toMatch(/✓ right: 4 laws, 200 inputs/)
    expect(text).toMatch(/✗ wrong\n {2}square breaks the law/)
    expect(text).toMatch(/✗ kinked\n[\s\S]*is inconclusive/)
  })
  test('ends with a code for each way to end', () => {
    expect(check('check', 'claims.mjs', '--only', 'right').code).toBe(0)
    expect(check('check', 'claims.mjs', '--only', 'wrong').code).toBe(1)
    expect(check('check', 'claims.mjs', '--only', 'kinked').code).toBe(3)
    expect(check('check', 'nothing.mjs')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/no export/),
    })
    expect(check('check', 'absent.mjs').code).toBe(2)
    expect(check('check', 'claims.mjs', '--runs', 'many').code).toBe(2)
    expect(check('check', 'claims.mjs', '--sed', '1').code).toBe(2)
    expect(check().code).toBe(2)
    expect(check('--help').code).toBe(0)
  })
  test('replays what it told, and speaks JSON', () => {
    const { text } = check('check', 'claims.mjs', '--only', 'wrong', '--seed', '3')
    const path = /path: "([\d:]+)"/.exec(text)?.[1] ?? ''
    const law = 'the vjp is what differences say'
    const only = `wrong: ${law}`
    const again = check(
      'check',
      'claims.mjs',
      '--only',
      only,
      '--seed',
      '3',
      '--path',
      path,
      '--json',
    )
    const found = JSON.parse(again.text) as readonly {
      readonly name: string
      readonly result: unknown
    }[]
    expect(found.find(f => f.name === 'wrong')).toMatchObject({
      result: { _tag: 'Left', left: { tag: 'broken', law, seed: 3 } },
    })
  })
})
