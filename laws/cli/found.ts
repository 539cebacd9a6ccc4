/** The laws that a module exports, and how they fare: what the command line tells, as data. */
import type { Either } from '#fp/Either'
import { isLeft } from '#fp/Either'
import type { AnyLaw } from '../check.js'
import { type Failure, showFailure } from '../failure.js'
import { checkLawsAsync, type Runs } from '../run.js'
import type { Summary } from '../summary.js'

/** Laws under the name by which a module exports them. */
export interface Suite {
  readonly name: string
  readonly laws: readonly AnyLaw[]
}

/** How the laws of a name fared. */
export interface Found {
  readonly name: string
  readonly result: Either<Failure, readonly Summary[]>
}

const isLaw = (u: unknown): u is AnyLaw =>
  typeof u === 'object' &&
  u !== null &&
  'asyncProperty' in u &&
  typeof u.asyncProperty === 'function' &&
  'formula' in u

/** Every export of a module that is a list of laws. */
export const suitesOf = (exported: Readonly<Record<string, unknown>>): readonly Suite[] =>
  Object.entries(exported).flatMap(([name, u]) =>
    Array.isArray(u) && u.length > 0 && u.every(isLaw) ? [{ name, laws: u }] : [],
  )

/** Tries suites one after another. */
export const tryAll = async (
  suites: readonly Suite[],
  runs: Runs,
  told: (f: Found) => void,
): Promise<readonly Found[]> => {
  const all: Found[] = []
  for (const { name, laws } of suites) {
    const found = { name, result: await checkLawsAsync(laws, runs)() }
    told(found)
    all.push(found)
  }
  return all
}

const many = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** The options with which a failure is seen again. */
const again = (name: string, f: Failure): string => {
  const path = f.tag === 'broken' && f.path !== undefined ? ` --path "${f.path}"` : ''
  return `  again:     --only "${name}: ${f.law}" --seed ${f.seed}${path}`
}

/** One suite in a line, or its failure in some. */
export const showFound = ({ name, result }: Found): string => {
  if (isLeft(result))
    return `✗ ${name}\n${`${showFailure(result.left)}\n${again(name, result.left)}`.replaceAll(/^/gm, '  ')}`
  const inputs = result.right.reduce((n, s) => n + s.runs, 0)
  const undecided = result.right.reduce((n, s) => n + s.inconclusive, 0)
  const aside = undecided === 0 ? '' : `, ${undecided} undecided`
  return `✓ ${name}: ${many(result.right.length, 'law')}, ${many(inputs, 'input')}${aside}`
}

/** How a command ends: all hold, one is broken, or none is but one cannot be decided. */
export const exitCode = (all: readonly Found[]): 0 | 1 | 3 => {
  const tags = all.flatMap(({ result }) => (isLeft(result) ? [result.left.tag] : []))
  return tags.includes('broken') ? 1 : tags.includes('inconclusive') ? 3 : 0
}
