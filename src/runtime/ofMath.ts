/** The functions of `Math`, by identity: what every thread and every text can name. */
import type { HostFunction } from '../op/Scalars.js'
import type { Code } from './plan/model.js'

const names: ReadonlyMap<unknown, string> = new Map(
  Object.entries(Object.getOwnPropertyDescriptors(Math)).map(([name, { value }]) => [value, name]),
)

/** The name of a function in `Math`, if it is one of its. */
export const nameInMath = (f: HostFunction): string | undefined => names.get(f)

/**
 * Whether scalar code asks no functions but those of `Math`, so that any thread can run it, and such as a target
 * computes alone.
 */
export const runsAnywhere = (code: readonly Code[], alone: ReadonlySet<HostFunction>): boolean =>
  code.every(c => c.op !== 'call' || names.has(c.f) || alone.has(c.f))
