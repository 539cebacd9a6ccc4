/**
 * What is likely wrong with a claimed derivative: hypotheses held against the claimed and the measured Jacobian
 * at a few points, the most telling first.
 */
import { type Cell, type Jacobians, jacobiansAt, scanned } from './cause/jacobians.js'
import { missing } from './cause/missing.js'
import { broadcastIn, constantRatio, mixed, reduced, transposedIn } from './cause/patterns.js'
import type { Entry } from './entries.js'
import type { Subject } from './subject.js'

/** The kinds of mistakes that are told apart. */
export type CauseTag =
  | 'sign'
  | 'factor'
  | 'transposed'
  | 'fan-out'
  | 'broadcast'
  | 'inner'
  | 'branch'
  | 'detached'

/** What is likely wrong, in words. */
export interface Cause {
  readonly tag: CauseTag
  readonly text: string
}

const TEXTS: Readonly<Record<Exclude<CauseTag, 'factor'>, string>> = {
  sign: 'the sign: the claim is −1 times what differences say',
  transposed: 'transposed: rows and columns are exchanged',
  'fan-out': 'a missing sum: the input is used more than once, and a term is not there',
  broadcast: 'an unreduced broadcast: the sum over what an input was repeated for is missing',
  inner: 'a missing inner derivative: the claim is off by a factor that varies with the input',
  branch: 'the wrong branch: the claim is right at some points and wrong at others',
  detached: 'a detached graph: the claim is 0 where differences are not',
}

const cause = (tag: Exclude<CauseTag, 'factor'>): Cause => ({ tag, text: TEXTS[tag] })

const factor = (ratio: number): Cause => ({
  tag: 'factor',
  text: `a factor: the claim is ${Number(ratio.toPrecision(6))} times what differences say`,
})

const isWrong = (c: Cell): boolean => c.wrong
const NEAR = 1e-5

/**
 * What is likely wrong with what is claimed at some points; nothing where no entry there is seen to be wrong.
 * Hypotheses in order: claims of zero (in some outputs: a broadcast; at some points: a branch; else detached),
 * transposed, right at some points only, a constant factor, a broadcast again, a missing factor or term.
 *
 * @example
 * import { real } from 'chainrule'
 * import { likelyCause } from 'chainrule/laws'
 *
 * const wrong = {
 *   name: 'a sine', dom: real, cod: real,
 *   value: Math.sin,
 *   vjp: (x: number, w: number) => -w * Math.cos(x),
 * }
 * likelyCause(wrong, [0.3, 1.1, -0.4])?.tag // => 'sign'
 */
export const likelyCause = <A, B>(
  s: Subject<A, B>,
  points: readonly A[],
  entries: readonly Entry[] = [],
): Cause | undefined => {
  const all: Jacobians = jacobiansAt(s, points, entries)
  const cells = all.flatMap(j => j.cells)
  const wrong = cells.filter(isWrong)
  const [first] = wrong
  if (first === undefined) return undefined
  const branches = mixed(cells)
  if (wrong.every(c => Math.abs(c.claimed) <= NEAR * Math.abs(c.measured))) {
    if (broadcastIn(all)) return cause('broadcast')
    return cause(branches ? 'branch' : 'detached')
  }
  if (transposedIn(s, all)) return cause('transposed')
  if (branches) return cause('branch')
  const ratio = constantRatio(wrong, NEAR)
  if (ratio !== undefined) {
    if (Math.abs(ratio + 1) <= NEAR) return cause('sign')
    return reduced(s, first, ratio) ? cause('broadcast') : factor(ratio)
  }
  if (broadcastIn(all)) return cause('broadcast')
  return cause(missing(all, scanned(s, points, first)))
}
