/** How peers fare: at which faults they pass, and where they fail what is right. */
import { arbitrary } from 'chainrule/laws'
import fc from 'fast-check'
import type { AnySubject, Fault } from '../catalogue/model.js'
import type { Verdict } from '../peers/flat.js'
import type { Peer } from '../peers/index.js'

/** What is said at a point; what throws fails a test, too. */
const said = (peer: Peer, s: AnySubject, x: unknown, seed: number): Verdict => {
  try {
    return peer.check(s, x, seed)
  } catch {
    return 'fails'
  }
}

/** What is said at each of some points, of a subject and of its derivative as a function. */
export const verdicts = (
  peer: Peer,
  fault: Fault,
  which: 'right' | 'wrong',
  points: number,
  seed: number,
): readonly Verdict[] => {
  const { at, range } = fault.where
  const subject = fault[which]()
  const first = fc
    .sample(at ?? arbitrary(subject.dom, range), { numRuns: points, seed })
    .map((x, i) => said(peer, subject, x, seed + i))
  const second = peer.second ? (fault.second?.(which) ?? []) : []
  const further = second.map(s =>
    fc
      .sample(arbitrary(s.dom, range), { numRuns: points, seed })
      .map((x, i) => said(peer, s, x, seed + i)),
  )
  return first.map((v, i) =>
    v === 'fails' || further.some(f => f[i] === 'fails') ? 'fails' : 'passes',
  )
}
