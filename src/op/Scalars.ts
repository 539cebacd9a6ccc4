/**
 * Scalar code, finally tagless: an elementwise operation written once over any numbers, those of JavaScript,
 * the text of a program, lanes of a machine. Every compiler target is an algebra of it.
 */

/** A function of the host that code may call; targets know some of them, `Math.exp` say, by identity. */
export type HostFunction = (...xs: readonly number[]) => number

/**
 * What scalar code is made of. `T` is a number or a truth value; either may stand where the other is asked
 * for: true is 1, and what is not 0 is true.
 */
export interface Scalars<T> {
  readonly number: (x: number) => T
  readonly add: (a: T, b: T) => T
  readonly sub: (a: T, b: T) => T
  readonly mul: (a: T, b: T) => T
  readonly div: (a: T, b: T) => T
  readonly neg: (a: T) => T
  readonly less: (a: T, b: T) => T
  readonly lessEqual: (a: T, b: T) => T
  readonly equal: (a: T, b: T) => T
  readonly and: (p: T, q: T) => T
  readonly or: (p: T, q: T) => T
  readonly not: (p: T) => T
  /** `a` where `p` is true, `b` elsewhere; both are computed. */
  readonly choose: (p: T, a: T, b: T) => T
  readonly call: (f: HostFunction, ...xs: readonly T[]) => T
}

/** An entry of the result of an elementwise operation, from those of its operands. */
export type Scalar = <T>(s: Scalars<T>, ...xs: readonly T[]) => T

/** The algebra of plain numbers: what scalar code means. */
export const numbers: Scalars<number> = {
  number: x => x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: a => -a,
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  and: (p, q) => Number(p !== 0 && q !== 0),
  or: (p, q) => Number(p !== 0 || q !== 0),
  not: p => Number(p === 0),
  choose: (p, a, b) => (p !== 0 ? a : b),
  call: (f, ...xs) => f(...xs),
}

/** |x|. */
export const absolute = <T>(s: Scalars<T>, x: T): T => s.call(Math.abs, x)
