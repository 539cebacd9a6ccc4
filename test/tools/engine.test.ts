/** Compiled code on a newer engine: the tests of the targets, run by another Node where there is one. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const NODE = here('../../out/engine/node_modules/node/bin/node')
const REPORT = here('../../out/engine/report.json')
const SLOW = 15 * 60_000

/** What is asked of vitest's report. */
interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

test('all targets agree on a newer Node, and wasm with the data', { timeout: SLOW }, context => {
  if (spawnSync(NODE, ['--version']).status !== 0) {
    console.log('skipped: no newer Node that runs (test/tools/install-system.sh installs one)')
    context.skip('no newer Node')
  }
  rmSync(REPORT, { force: true })
  const { status, stderr } = spawnSync(
    NODE,
    [
      here('../../node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=json',
      `--outputFile=${REPORT}`,
      'test/runtime',
      'test/conformance',
    ],
    {
      cwd: here('../..'),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, CHAINRULE_TARGET: 'wasm' },
    },
  )
  expect(existsSync(REPORT), stderr).toBe(true)
  const { numPassedTests, testResults } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
  const failed = testResults.flatMap(({ message, assertionResults }) => [
    ...(message === '' ? [] : [message]),
    ...assertionResults.flatMap(a => (a.status === 'failed' ? [a.fullName] : [])),
  ])
  expect({ status, failed }).toEqual({ status: 0, failed: [] })
  expect(numPassedTests).toBeGreaterThan(1000)
})
