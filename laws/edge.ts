/** What is claimed at the edges of a function: kinks, ties, zeros, infinities, subnormals, nothing at all. */
import fc from 'fast-check'
import { dim, showValue } from '../src/Space.js'
import { bare } from './bare.js'
import { claimedAt } from './claimed.js'
import { placeOf } from './entries.js'
import { agreement, type Law, type Report, undecided, worst } from './Law.js'
import { tangentOf, unitOf } from './locate.js'
import { type Measurement, sided } from './numeric.js'
import { formatOf } from './precision.js'
import { entriesOf, entryName, moved, realPart, type Subject } from './subject.js'

/**
 * What a derivative is by convention where there is none: between what both sides say, that of one side, their
 * mean, any finite number, or these partial derivatives, the Jacobian row by row.
 */
export type Convention =
  | 'between'
  | 'left'
  | 'right'
  | 'mean'
  | 'finite'
  | { readonly partials: readonly number[] }

/** A point to visit on purpose, and what is claimed there. */
export interface Edge<A> {
  readonly at: A
  readonly name?: string
  /** The entries of the value there. */
  readonly value?: readonly number[]
  /** What the derivative is there; `'between'` unless said. */
  readonly convention?: Convention
}

/** Where a claim lies between two numbers: the number next to it is what was measured. */
const within = (
  claimed: number,
  [a, b]: readonly [number, number],
  bar: number,
  origin: string,
): Report => {
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  return agreement(claimed, Math.min(Math.max(claimed, low), high), bar, origin)
}

const held = (
  claimed: number,
  convention: Exclude<Convention, { readonly partials: readonly number[] } | 'finite'>,
  left: Measurement,
  right: Measurement,
): Report => {
  const needed = convention === 'left' ? [left] : convention === 'right' ? [right] : [left, right]
  for (const m of needed) if (m.tag === 'inconclusive') return undecided(m.reason)
  const [l, r] = [left, right].map(m =>
    m.tag === 'measured' ? m : { value: Number.NaN, error: Number.NaN },
  ) as [{ value: number; error: number }, { value: number; error: number }] // two in, two out
  switch (convention) {
    case 'left':
      return agreement(claimed, l.value, l.error, 'the error bar from the left')
    case 'right':
      return agreement(claimed, r.value, r.error, 'the error bar from the right')
    case 'mean':
      return agreement(
        claimed,
        (l.value + r.value) / 2,
        (l.error + r.error) / 2,
        'the error bars of both sides',
      )
    case 'between':
      return within(
        claimed,
        [l.value, r.value],
        Math.max(l.error, r.error),
        'the error bars of both sides',
      )
  }
}

const at = <A, B>(s: Subject<A, B>, { at: x, value, convention = 'between' }: Edge<A>): Report => {
  const y = entriesOf(s.cod)(s.value(x))
  const values =
    value === undefined
      ? []
      : [
          agreement(y.length, value.length, 0, 'the number of entries of the value'),
          ...value.map((e, i) =>
            agreement(y[i]!, e, 0, 'declared', `the value at ${entryName(s.cod, i)}`),
          ),
        ]
  const claimed = claimedAt(s, x)
  const [m, n] = [dim(s.cod), dim(s.dom)]
  const { precision } = s
  const losses = formatOf(precision).losses * formatOf(precision).epsilon
  const partials = Array.from({ length: m * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n]
    const c = claimed(i, j)
    const where = `∂${placeOf(s.cod, i, 'out')}/∂${placeOf(s.dom, j, 'x')}`
    const report = (): Report => {
      if (convention === 'finite')
        return Number.isFinite(c) ? agreement(c, c, 0, 'finite') : agreement(c, 0, 0, 'finite')
      if (typeof convention !== 'string')
        return agreement(
          c,
          convention.partials[k] ?? Number.NaN,
          losses * Math.abs(convention.partials[k] ?? 0),
          'declared',
        )
      const along = moved(s.dom)(x, tangentOf(s.dom, unitOf(n, j)))
      const g = (t: number): number => realPart(s.cod)(s.value(along(t)))[i]!
      const stencil = precision === undefined ? {} : { precision }
      return held(c, convention, sided(g, -1, stencil), sided(g, 1, stencil))
    }
    return { ...report(), detail: where }
  })
  return worst([...values, ...partials])
}

/** The law of an edge that is declared. */
export const edgesHold = <A, B>(s: Subject<A, B>, edge: Edge<A>): Law<Edge<A>> => ({
  name: 'at its edges it is what was declared',
  formula: 'f(x) and J(x) at the declared x',
  subject: s.name,
  runs: 1,
  ...(s.replay === undefined ? {} : { replay: s.replay }),
  inputs: fc.constant(edge),
  check: there => at(s, there),
  show: ({ at: x, name, convention = 'between' }) =>
    `${name === undefined ? '' : `${name}, `}x = ${s.plain === true ? bare(showValue(s.dom)(x)) : showValue(s.dom)(x)}, ${typeof convention === 'string' ? convention : 'declared partials'}`,
})
