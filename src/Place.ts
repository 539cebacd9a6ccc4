/**
 * Where nodes were built. Ordinary building records nothing. A parameter may be marked, and what is built
 * from a marked node records its place and is marked itself: marks travel with the data, no switch is set.
 */

/** A line of a source, as engines name it. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** How a node came to be. */
export interface Origin {
  /** Its stack says where it was built; absent for a parameter. */
  readonly stack: Error | undefined
  readonly tracing?: Tracing
  /** Of a node made by a rule of another: that node, and which rule it was. */
  readonly from?: Derived
}

/** What has an arrow's nodes built anew. */
export interface Tracing {
  /** The stack where the arrow was made. */
  readonly arrow: Error | undefined
  /** The stack from which it is built anew: what both have in common is not where a node was built. */
  readonly base: Error
}

/** The node whose rule made another. */
export interface Derived {
  readonly rule: 'cotangent' | 'tangent' | 'batch'
  readonly node: object
  /** How many examples a batch has. */
  readonly size?: number
}

const ORIGIN = Symbol('origin')

interface Marked {
  readonly [ORIGIN]?: Origin
}

/** How a node came to be, where that was recorded. */
export const originOf = (e: object): Origin | undefined => (e as Marked)[ORIGIN]

/** The same node with its origin. */
export const withOrigin = <E extends object>(e: E, origin: Origin): E =>
  Object.freeze({ ...e, [ORIGIN]: origin })

/** Whether one of some nodes is marked. */
export const someMarked = (es: readonly object[]): boolean => {
  for (let i = 0; i < es.length; i++) if ((es[i] as Marked)[ORIGIN] !== undefined) return true
  return false
}

/** The mark of a parameter. */
export const markOf = (tracing: Tracing | undefined): Origin =>
  tracing === undefined ? { stack: undefined } : { stack: undefined, tracing }

/** What has marked nodes built anew. */
export const tracingOf = (es: readonly object[]): Tracing | undefined =>
  es.map(originOf).find(o => o?.tracing !== undefined)?.tracing

const DEEP = 200

/** An error with a stack deep enough to leave the library. */
export const stackHere = (limit = DEEP): Error => {
  const host: { stackTraceLimit?: number } = Error // of V8; others ignore it
  const before = host.stackTraceLimit
  host.stackTraceLimit = limit
  const stack = new Error('built here')
  if (before !== undefined) host.stackTraceLimit = before
  return stack
}

/** The origin of what is built now of some nodes. */
export const builtHere = (args: readonly object[]): Origin => ({
  ...markOf(tracingOf(args)),
  stack: stackHere(),
})

// -------------------------------------------------------------------------------------
// stacks
// -------------------------------------------------------------------------------------

// `at name (file:1:2)` and `at file:1:2` of V8, `name@file:1:2` of others.
const FRAME = /^(?:\s*at (?:async )?(?:.*?\()?|.*?@)(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/u

const frames = (stack: string | undefined): readonly Place[] =>
  (stack ?? '').split('\n').flatMap(line => {
    const [, file, row, column] = FRAME.exec(line) ?? []
    return file === undefined ? [] : [{ file, line: Number(row), column: Number(column) }]
  })

const folder = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

const isEngine = (file: string): boolean => /^(?:node:|native$|<anonymous>|internal\/)/u.test(file)

/**
 * The place in the user's sources that an error comes from: the first frame of its stack outside of this
 * library; absent where the stack tells none, as in a bundle of both.
 *
 * @example
 * import { fn, matmul, matrix, tuple } from 'chainrule'
 * import { placeOf } from 'chainrule/diagnose'
 *
 * const n: number = 4
 * let line = 0
 * try {
 *   fn(tuple(matrix(2, 3), matrix(n, 1)), ([a, b]) => matmul(a, b))
 * } catch (error) {
 *   line = placeOf(error)?.line ?? 0
 * }
 * line > 0 // => true
 */
export const placeOf = (error: unknown): Place | undefined => {
  if (!(error instanceof Error)) return undefined
  return firstOutside(frames(error.stack))
}

/** The first frame outside of this library. */
const firstOutside = (all: readonly Place[]): Place | undefined => {
  const [own] = frames(stackHere().stack)
  if (own === undefined) return undefined
  const home = folder(own.file)
  return all.find(({ file }) => !file.startsWith(home) && !isEngine(file))
}

/** The place in an arrow's body where a node was built; absent of what the library builds by itself. */
export const builtInBody = (e: object): Place | undefined => {
  const { stack, tracing } = originOf(e) ?? {}
  const own = frames(stack?.stack)
  const base = frames(tracing?.base.stack).toReversed()
  const back = own.toReversed()
  const apart = back.findIndex(
    (p, i) => base[i] === undefined || showPlace(p) !== showPlace(base[i]),
  )
  const inBody = own.slice(0, apart < 0 ? 0 : own.length - apart)
  return firstOutside(inBody)
}

/** Where a node was built; of what the library builds by itself, as for a layer, where the arrow was made. */
export const builtAt = (e: object): Place | undefined =>
  builtInBody(e) ?? placeOf(originOf(e)?.tracing?.arrow)

/** A place as text, as terminals link it. */
export const showPlace = ({ file, line, column }: Place): string => `${file}:${line}:${column}`
