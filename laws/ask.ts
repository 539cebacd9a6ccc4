/**
 * Pure predicates over functions that answer later: a call without an answer leaves the predicate, and it is
 * run again when the answer is there, with all answers so far (as in Haxl: Marlow et al. 2014).
 */

const PENDING: unique symbol = Symbol('chainrule.pending')

/** What a predicate leaves with: somebody has been asked. */
interface Pending extends Error {
  readonly [PENDING]: PromiseLike<unknown>
}

const pending = (promise: PromiseLike<unknown>): Pending =>
  Object.assign(new Error('an answer is not there yet'), { [PENDING]: promise })

/** Whether this was thrown for want of an answer: no fault of anybody's. */
export const isPending = (e: unknown): e is Pending =>
  typeof e === 'object' && e !== null && PENDING in e

/** What was answered to one call. */
type Answer =
  | { readonly tag: 'given'; readonly value: unknown }
  | { readonly tag: 'thrown'; readonly error: unknown }

/** Runs a predicate to its end, asking as often as it must. */
export type Replay = <R>(predicate: () => R) => Promise<R>

/** A way to ask, and a way to run those who ask. */
export interface Asking {
  /** The answer of a call; a predicate that asks must ask the same in the same order each time it is run. */
  readonly ask: <X>(call: () => X | PromiseLike<X>) => X
  readonly replay: Replay
  /** Whether an answer has come late. */
  readonly later: () => boolean
}

const isPromise = <X>(x: X | PromiseLike<X>): x is PromiseLike<X> =>
  typeof x === 'object' && x !== null && 'then' in x && typeof x.then === 'function'

/**
 * One who asks: answers that come at once are passed on, and no more is done where all do.
 */
export const asking = (): Asking => {
  // Only while a predicate runs, which nothing interrupts.
  let answers: Answer[] | undefined
  let position = 0
  let late = false
  const next = <X>(call: () => X | PromiseLike<X>, known: Answer[]): X => {
    const answer = known[position++]
    if (answer?.tag === 'given') return answer.value as X // what this call gave before
    if (answer?.tag === 'thrown') throw answer.error
    const value = call()
    if (isPromise(value)) {
      late = true
      throw pending(value)
    }
    known.push({ tag: 'given', value })
    return value
  }
  const asked = <R>(known: Answer[], run: () => R): R => {
    const outer = { answers, position }
    answers = known
    position = 0
    try {
      return run()
    } finally {
      answers = outer.answers
      position = outer.position
    }
  }
  return {
    later: () => late,
    ask: call => {
      if (answers !== undefined) return next(call, answers)
      const value = call()
      if (!isPromise(value)) return value
      // Nobody waits for it: what it may throw is not of interest any more.
      value.then(undefined, () => undefined)
      throw new Error(
        'a promise: functions that answer later need assertLawsAsync or checkLawsAsync',
      )
    },
    replay: async predicate => {
      const mine: Answer[] = []
      for (;;) {
        const ended = asked(mine, () => attempted(predicate))
        if (ended.tag === 'ended') return ended.result
        mine.push(await answerOf(ended.promise))
      }
    },
  }
}

type Attempted<R> =
  | { readonly tag: 'ended'; readonly result: R }
  | { readonly tag: 'left'; readonly promise: PromiseLike<unknown> }

/** A predicate run until it ends, or leaves for want of an answer. */
const attempted = <R>(predicate: () => R): Attempted<R> => {
  try {
    return { tag: 'ended', result: predicate() }
  } catch (e) {
    if (isPending(e)) return { tag: 'left', promise: e[PENDING] }
    throw e
  }
}

const answerOf = async (promise: PromiseLike<unknown>): Promise<Answer> => {
  try {
    return { tag: 'given', value: await promise }
  } catch (error) {
    return { tag: 'thrown', error }
  }
}
