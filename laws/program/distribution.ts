/** What a generator of programs draws, measured: how long they are, and how often each operation comes. */
import fc from 'fast-check'
import type { Generated } from './generate.js'

/** How programs are distributed. */
export interface Distribution {
  readonly programs: number
  /** How many lines they have: of the shortest, the one in the middle, the longest. */
  readonly lines: readonly [least: number, median: number, most: number]
  /** How many of them call an operation, the commonest first. */
  readonly operations: ReadonlyMap<string, number>
}

/**
 * What so many draws give, from a seed.
 *
 * @example
 * import { real } from 'chainrule'
 * import { arbitraryDiff, distribution } from 'chainrule/laws'
 *
 * const seen = distribution(arbitraryDiff(real, real, { operations: ['sin', 'mul'] }), { runs: 50, seed: 1 })
 * seen.programs // => 50
 * const names = [...seen.operations.keys()]
 * names.toSorted() // => ['mul', 'sin']
 */
export const distribution = (
  programs: fc.Arbitrary<Pick<Generated<never, never>, 'operations'>>,
  { runs = 1000, seed = 1 }: { readonly runs?: number; readonly seed?: number } = {},
): Distribution => {
  const drawn = fc.sample(programs, { numRuns: runs, seed })
  const counts = new Map<string, number>()
  for (const { operations } of drawn)
    for (const op of new Set(operations)) counts.set(op, (counts.get(op) ?? 0) + 1)
  const lengths = drawn.map(({ operations }) => operations.length).toSorted((a, b) => a - b)
  return {
    programs: drawn.length,
    lines: [lengths[0] ?? 0, lengths[lengths.length >> 1] ?? 0, lengths.at(-1) ?? 0],
    operations: new Map([...counts].toSorted(([, a], [, b]) => b - a)),
  }
}

const WIDTH = 20

/** A distribution as text: a line an operation, with a bar. */
export const showDistribution = ({ programs, lines, operations }: Distribution): string => {
  const most = Math.max(1, ...operations.values())
  const widest = Math.max(0, ...[...operations.keys()].map(name => name.length))
  return [
    `${programs} programs of ${lines[0]} to ${lines[2]} lines, half of them up to ${lines[1]}`,
    ...[...operations].map(([name, n]) => {
      const share = `${((100 * n) / Math.max(1, programs)).toFixed(1)} %`
      return `${name.padEnd(widest)}  ${share.padStart(7)}  ${'▪'.repeat(Math.ceil((WIDTH * n) / most))}`
    }),
  ].join('\n')
}
