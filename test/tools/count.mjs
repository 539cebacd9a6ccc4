// Prints `N passed, N failed, N skipped` from vitest's JSON report: count.mjs REPORT EXIT_CODE.
// A run that failed elsewhere than in a test (types, lint, build, a missing report) counts as one failure.
import { readFileSync } from 'node:fs'

/** The counts of a report and of the exit code of the whole run. */
export const counts = (report, exitCode) => {
  const passed = report?.numPassedTests ?? 0
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  const failed = report?.numFailedTests ?? 0
  const bad = exitCode !== 0 || report === undefined || report.success !== true
  return { passed, failed: failed === 0 && bad ? 1 : failed, skipped }
}

const read = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

if (process.argv[1]?.endsWith('count.mjs')) {
  const [path = '', code = '1'] = process.argv.slice(2)
  const { passed, failed, skipped } = counts(read(path), Number(code))
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
}
