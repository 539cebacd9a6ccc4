/** What the functions of the evaluations have in common: what of them is timed, and what is made once. */
import { fromFlat, type Tensor } from 'chainrule'

/** Runs a function, timed under a name. */
export type Timed = <Y>(name: string, f: () => Y) => Y

/** How a task has its parts timed: `often` repeats as often as the message asks. */
export interface Clock {
  readonly once: Timed
  readonly often: Timed
}

/** One function of an evaluation, from JSON to JSON. */
export type Task = (input: unknown, clock: Clock) => unknown

/** The functions of an evaluation by name. */
export type Evaluation = Readonly<Record<string, Task>>

/**
 * A task of three parts: how its argument is read from JSON, the function for it (made once for its sizes),
 * and how the result is written.
 */
export const task =
  <I, A, B>({
    read,
    make,
    write,
  }: {
    readonly read: (input: I) => A
    readonly make: (input: I) => (x: A) => B
    readonly write: (y: B) => unknown
  }): Task =>
  (input, { once, often }) => {
    const x = read(input as I) // `read` refuses what is not of this type
    const f = once('prepare', () => make(input as I))
    return write(often('evaluate', () => f(x)))
  }

/** A function of sizes that remembers what it has made. */
export const remembered = <Sizes extends readonly unknown[], Y>(
  make: (...sizes: Sizes) => Y,
): ((...sizes: Sizes) => Y) => {
  const known = new Map<string, Y>()
  return (...sizes) => {
    const name = JSON.stringify(sizes)
    const y = known.get(name) ?? make(...sizes)
    known.set(name, y)
    return y
  }
}

/** What is written as it is. */
export const same = <Y>(y: Y): Y => y

/** Vectors of a length that is not literal. */
export type Vector = Tensor<readonly [number]>

/** Matrices of sizes that are not literal. */
export type Matrix = Tensor<readonly [number, number]>

/** A vector of a list of numbers. */
export const toVector = (xs: readonly number[]): Vector => fromFlat(xs, [xs.length])

/** A matrix from its rows, all of one length; there may be none, and they may be empty. */
export const toMatrix = (rows: readonly (readonly number[])[], columns: number): Matrix => {
  const ragged = rows.findIndex(row => row.length !== columns)
  if (ragged >= 0) throw new Error(`row ${ragged} does not have ${columns} entries`)
  return fromFlat(rows.flat(), [rows.length, columns])
}
