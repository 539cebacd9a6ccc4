/** The closing line of a CI run: counts of the report, and a failure for what failed outside of tests. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'chainrule-count-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const line = (report: string | undefined, code: number): string => {
  const path = join(folder, 'report.json')
  rmSync(path, { force: true })
  if (report !== undefined) writeFileSync(path, report)
  return spawnSync(process.execPath, [here('count.mjs'), path, String(code)], { encoding: 'utf8' })
    .stdout
}

const report = (passed: number, failed: number, pending: number, success: boolean): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    success,
  })

describe('count', () => {
  test('counts tests', () => {
    expect(line(report(7, 0, 2, true), 0)).toBe('7 passed, 0 failed, 2 skipped\n')
    expect(line(report(7, 3, 2, false), 1)).toBe('7 passed, 3 failed, 2 skipped\n')
  })

  test('a failure outside of tests counts as one', () => {
    expect(line(report(7, 0, 0, true), 2)).toBe('7 passed, 1 failed, 0 skipped\n')
    expect(line(report(7, 0, 0, false), 0)).toBe('7 passed, 1 failed, 0 skipped\n')
    expect(line(undefined, 1)).toBe('0 passed, 1 failed, 0 skipped\n')
    expect(line(undefined, 0)).toBe('0 passed, 1 failed, 0 skipped\n')
    expect(line('{ broken', 0)).toBe('0 passed, 1 failed, 0 skipped\n')
  })
})

describe('.ci/run', () => {
  /** Runs the script in a folder of its own, where `npm` is a script. */
  const ci = (npm: string) => {
    const root = mkdtempSync(join(folder, 'ci-'))
    for (const part of ['.ci', 'bin', 'out', 'test/tools'])
      mkdirSync(join(root, part), { recursive: true })
    for (const path of ['.ci/run', 'test/tools/count.mjs'])
      copyFileSync(here(`../../${path}`), join(root, path))
    writeFileSync(join(root, 'test/tools/install-system.sh'), 'echo system')
    writeFileSync(join(root, 'out/test-report.json'), report(99, 0, 0, true)) // of an earlier run
    writeFileSync(join(root, 'bin/npm'), `#!/bin/bash\n${npm}\n`, { mode: 0o755 })
    const { status, stdout } = spawnSync('bash', [join(root, '.ci/run')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` },
    })
    return { status, last: stdout.trimEnd().split('\n').at(-1) }
  }
  const write = (text: string): string => `cat > out/test-report.json <<'END'\n${text}\nEND`

  test('passes on the counts of a good run', () => {
    expect(ci(`[ "$1" = cit ] || exit 9\n${write(report(5, 0, 1, true))}`)).toEqual({
      status: 0,
      last: '5 passed, 0 failed, 1 skipped',
    })
  })

  test('fails where a test, or a step before or after the tests, does', () => {
    expect(ci(`${write(report(5, 2, 0, false))}\nexit 1`)).toEqual({
      status: 1,
      last: '5 passed, 2 failed, 0 skipped',
    })
    expect(ci('exit 3')).toEqual({ status: 3, last: '0 passed, 1 failed, 0 skipped' })
    expect(ci(`${write(report(5, 0, 0, true))}\nexit 1`)).toEqual({
      status: 1,
      last: '5 passed, 1 failed, 0 skipped',
    })
    expect(ci('exit 0')).toEqual({ status: 1, last: '0 passed, 1 failed, 0 skipped' })
  })
})
