/** The laws against other libraries: what the runner makes of findings; and, where they are installed, that some are found again. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

interface Row {
  readonly library: string
  readonly version?: string
  readonly operation: string
  readonly mode: string
  readonly verdict?: string
}

const here = import.meta.dirname
const folder = join(here, 'findings')
const script: string = join(folder, 'compare.mjs')
const { compared, tally } = (await import(script)) as {
  readonly compared: (
    rows: readonly Row[],
    known: readonly Row[],
  ) => { readonly fresh: readonly string[]; readonly gone: readonly string[] }
  readonly tally: (rows: readonly Row[]) => string
} // as `compare.mjs` says

const row = (operation: string, verdict: string): Row => ({
  library: 'a',
  version: '1',
  operation,
  mode: 'reverse',
  verdict,
})

describe('what is found beside what is known', () => {
  const rows = [
    row('f', 'broken'),
    row('g', 'holds'),
    row('h', 'inconclusive'),
    row('i', 'refused'),
  ]
  test('new is what fails and is not listed, gone what is listed and holds', () => {
    expect(compared(rows, [row('f', ''), row('g', ''), row('elsewhere', '')])).toEqual({
      fresh: ['a:h (reverse)'],
      gone: ['a:g (reverse)'],
    })
  })
  test('in numbers', () => {
    expect(tally(rows)).toBe(
      'a 1, reverse: 4 asked, 1 hold, 1 broken, 1 inconclusive, 1 refused by the library',
    )
  })
})

describe('findings that are listed', () => {
  const known = JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8')) as readonly Row[]
  test('are named in the documentation', () => {
    const text = readFileSync(join(here, '../../docs/findings.md'), 'utf8')
    for (const { library, operation } of known) expect(text).toContain(`${library}:${operation}`)
  })
  test('tfjs doubles the gradients of a value that is given twice', { timeout: 120_000 }, ({
    skip,
  }) => {
    const missing = ['node_modules/@tensorflow/tfjs', '../../dist/laws/index.js'].filter(
      path => !existsSync(join(here, path)),
    )
    if (missing.length > 0) {
      const reason = `skipped: ${missing.join(' and ')} is not there (npm run build; npm ci --prefix test/bench)`
      process.stdout.write(`findings ${reason}\n`)
      skip(reason)
    }
    const told = execFileSync(
      process.execPath,
      ['findings/main.mjs', '--only', 'tfjs:mul', '--mode', 'same'],
      { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    expect(told).toContain('tfjs:mul (same): broken')
  })
})
