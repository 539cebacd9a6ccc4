/** What is told of a law that does not hold: as data, and as text for a person. */
import type { Law, Report } from './Law.js'

/** Where and how a law is broken. */
export interface Fault {
  readonly law: string
  readonly formula: string
  /** The operation or function. */
  readonly subject: string
  /** The shrunk input, in words. */
  readonly input: string
  /** The two numbers that ought to agree, how far apart they may be, and where that comes from. */
  readonly claimed: number
  readonly measured: number
  readonly tolerance: number
  readonly origin: string
  /** The entries at fault: «∂out[3]/∂W[2, 1]: claimed 0, measured 1.7 ± 2e-9». */
  readonly where: readonly string[]
  /** What is likely wrong. */
  readonly cause?: string
}

/** What replays a run. */
export interface Replayed {
  readonly seed: number
  readonly path?: string
  readonly shrinks?: number
}

/** The first law that is broken, or that cannot be decided at half of its inputs where none is. */
export type Failure =
  | ({ readonly tag: 'broken' } & Fault & Replayed)
  | ({
      readonly tag: 'inconclusive'
      readonly reason: string
      readonly decided: number
      readonly undecided: number
    } & Pick<Fault, 'law' | 'formula' | 'subject'> &
      Replayed)

/** What is told of a report that fails. */
export const faultOf = <X>(law: Law<X>, x: X, r: Report, diagnosed: boolean): Fault => {
  const found = diagnosed ? law.diagnose?.(x) : undefined
  const where = found?.where ?? []
  return {
    law: law.name,
    formula: law.formula,
    subject: law.subject,
    input: law.show(x),
    claimed: r.claimed,
    measured: r.measured,
    tolerance: r.tolerance,
    origin: r.origin,
    where: where.length > 0 || r.detail === undefined ? where : [r.detail],
    ...(found?.cause === undefined ? {} : { cause: found.cause }),
  }
}

const lines = (label: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, i) => `  ${(i === 0 ? `${label}:` : '').padEnd(10)} ${text}`)

/** What went wrong, for a person. */
export const showFault = (f: Fault): string =>
  [
    `${f.subject} breaks the law «${f.law}»`,
    ...lines('law', [f.formula]),
    ...lines('at', [f.input]),
    ...lines('claimed', [`${f.claimed}`]),
    ...lines('measured', [`${f.measured}`]),
    ...lines('tolerance', [`${f.tolerance.toExponential(2)} (${f.origin})`]),
    ...lines('where', f.where),
    ...lines('cause', f.cause === undefined ? [] : [`likely ${f.cause}`]),
  ].join('\n')

const replay = ({ seed, path, shrinks }: Replayed): string =>
  path === undefined
    ? `seed: ${seed}`
    : `seed: ${seed}, path: "${path}" (after ${shrinks ?? 0} ${shrinks === 1 ? 'shrink' : 'shrinks'})`

/**
 * A failure as the text that `assertLaws` throws.
 *
 * @example
 * import { box, gradient, checkLaws, showFailure } from 'chainrule/laws'
 * import { isLeft } from 'fp-ts/Either'
 *
 * const wrong = gradient.of((x: number) => x * x, x => x).on(box(-2, 2))
 * const found = checkLaws(wrong, { seed: 1 })
 * isLeft(found) && showFailure(found.left).includes('breaks the law') // => true
 */
export const showFailure = (f: Failure): string =>
  f.tag === 'broken'
    ? `${showFault(f)}\n${lines('replay', [replay(f)]).join('\n')}`
    : [
        `${f.subject}: the law «${f.law}» is inconclusive, ${f.undecided} inputs against ${f.decided}`,
        ...lines('law', [f.formula]),
        ...lines('because', [f.reason]),
        ...lines('replay', [replay(f)]),
      ].join('\n')
