/** What a planted fault is: a function with its right derivatives, and the same with one of them wrong. */
import type { AnyLaw, Subject, Where } from 'chainrule/laws'

/** The kinds of mistakes that people make in derivatives. */
export const kinds = [
  'sign',
  'factor',
  'transposed',
  'fan-out',
  'broadcast',
  'inner',
  'branch',
  'detached',
  'other',
] as const

export type Kind = (typeof kinds)[number]

/** A subject of whatever spaces: its functions are given only what its own spaces generate. */
export type AnySubject = Claiming<unknown, unknown>

/** A subject that claims both products. */
export type Claiming<A, B> = Subject<A, B> & Required<Pick<Subject<A, B>, 'vjp' | 'jvp'>>

/** A right function, and its wrong twin; both are made anew each time, since some remember what was asked. */
export interface Fault {
  readonly name: string
  readonly kind: Kind
  /** The operation whose derivative is wrong. */
  readonly operation: string
  /** The report after which it is modelled, where there is one. */
  readonly source?: string
  readonly right: () => AnySubject
  readonly wrong: () => AnySubject
  /** Where it is tried. */
  readonly where: Where<unknown>
  /** The laws of either of the two. */
  readonly laws: (which: 'right' | 'wrong') => readonly AnyLaw[]
  /** The derivative as a function, with the derivatives of the derivative: for what is wrong in the second order. */
  readonly second?: (which: 'right' | 'wrong') => readonly AnySubject[]
}

/** What a fault says beside its functions. */
export interface About<A> {
  readonly name: string
  readonly kind: Kind
  readonly operation: string
  readonly source?: string
  readonly at?: Where<A>['at']
  readonly range?: Where<A>['range']
}

/** What is said of a slip in the derivative of an operation. */
export const about = (operation: string, kind: Kind, slip: string, source?: string) => ({
  name: `${operation}: ${slip}`,
  kind,
  operation,
  ...(source === undefined ? {} : { source }),
})

/** Where a fault is tried. */
export const whereOf = <A>({ name, at, range }: About<A>): Where<A> => ({
  name,
  ...(at === undefined ? {} : { at }),
  ...(range === undefined ? {} : { range }),
})

/** The thread of a tracker in which somebody reported the like. */
export const thread = (repository: string, number: number): string =>
  `https://github.com/${repository}/issues/${number}`
