/** The recorded cases, and GradBench's rule of comparison. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One call with the answer that is expected. */
export interface Case {
  readonly module: string
  readonly function: string
  readonly description: string | null
  readonly input: unknown
  readonly output: unknown
}

/** The cases of a folder, by evaluation; undefined where it is not there. */
export const casesOf = (
  folder: string,
): readonly (readonly [name: string, readonly Case[]])[] | undefined =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(file => file.endsWith('.json'))
        .toSorted()
        .map(file => {
          const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Case[] // lists of cases
          return [file.replace('.json', ''), cases]
        })
    : undefined

/** The input of a case as a message has it, with how often it is to be run. */
export const inputOf = ({ input }: Case): unknown =>
  typeof input === 'object' ? { ...input, min_runs: 1, min_seconds: 0 } : input

type Fields = Readonly<Record<string, unknown>>

/** What GradBench itself allows. */
export const ALLOWED = 1e-4

/**
 * How far an answer is from what is expected: the largest |a − b| / max(1, |a| + |b|) of its numbers; infinite
 * where the two differ otherwise.
 */
export const distance = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') {
    const far = Math.abs(a - b) / Math.max(1, Math.abs(a) + Math.abs(b))
    return Number.isNaN(far) ? Infinity : far
  }
  if (a === b) return 0
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Infinity
  if (Array.isArray(a) !== Array.isArray(b)) return Infinity
  const [xs, ys] = [a, b] as readonly [Fields, Fields] // objects and arrays alike
  const names = Object.keys(xs)
  if (names.length !== Object.keys(ys).length) return Infinity
  return names.reduce(
    (worst, name) =>
      Math.max(worst, Object.hasOwn(ys, name) ? distance(xs[name], ys[name]) : Infinity),
    0,
  )
}
