/** What can be wrong with data from outside: tagged faults with paths, rendered at the edge. */

/** One step into a structure: a field's name or a position. */
export type Step = string | number

/** One fault: where, what was expected, what came. */
export interface DecodeError {
  readonly _tag: 'DecodeError'
  readonly path: readonly Step[]
  readonly expected: string
  readonly got: string
}

/** All that is wrong with an input, in the order of its parts; never empty. */
export type DecodeErrors = readonly [DecodeError, ...(readonly DecodeError[])]

/** A path as text: `net.W[1][2]`; `the value` at the root. */
export const showSteps = (path: readonly Step[]): string =>
  path.length === 0
    ? 'the value'
    : path.map((p, i) => (typeof p === 'number' ? `[${p}]` : `${i === 0 ? '' : '.'}${p}`)).join('')

/** One fault as a line. */
export const showError = ({ path, expected, got }: DecodeError): string =>
  `${showSteps(path)}: expected ${expected}, got ${got}`

/**
 * All faults, a line each.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { decode, showErrors } from 'chainrule/codec'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const faults = decode(vector(2))([1, 'two'])
 * E.isLeft(faults) && showErrors(faults.left) // => "[1]: expected a finite number, got 'two'"
 */
export const showErrors = (errors: DecodeErrors): string => errors.map(showError).join('\n')
