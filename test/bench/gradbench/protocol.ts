/**
 * GradBench's protocol: one JSON message a line, each answered by one line with the same `id`.
 * See https://github.com/gradbench/gradbench for the messages.
 */
import type { Clock, Evaluation, Timed } from './task.js'

/** How long something took. */
export interface Timing {
  readonly name: string
  readonly nanoseconds: number
}

/** What is answered besides the `id`. */
export interface Answer {
  readonly tool?: string
  readonly success?: boolean
  readonly output?: unknown
  readonly timings?: readonly Timing[]
  readonly error?: string
}

type Message = Readonly<Record<string, unknown>>

/** A clock that repeats until there were `runs` runs, and they took `seconds`; and what it has measured. */
const clockOf = (
  runs: number,
  seconds: number,
): { readonly clock: Clock; readonly timings: readonly Timing[] } => {
  const timings: Timing[] = []
  const once: Timed = (name, f) => {
    const start = process.hrtime.bigint()
    const y = f()
    timings.push({ name, nanoseconds: Number(process.hrtime.bigint() - start) })
    return y
  }
  const often: Timed = (name, f) => {
    const first = timings.length
    const spent = (): number =>
      timings.slice(first).reduce((sum, { nanoseconds }) => sum + nanoseconds, 0)
    let y = once(name, f)
    let total = spent()
    while (timings.length - first < runs || total < seconds * 1e9) {
      y = once(name, f)
      total += timings.at(-1)!.nanoseconds
    }
    return y
  }
  return { clock: { once, often }, timings }
}

const failure = (error: unknown): Answer => ({
  success: false,
  error: error instanceof Error ? error.message : String(error),
})

const own = <X>(table: Readonly<Record<string, X>>, name: unknown): X | undefined =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined

const isRecord = (u: unknown): u is Message => typeof u === 'object' && u !== null

const evaluate = (evaluations: Readonly<Record<string, Evaluation>>, message: Message): Answer => {
  const evaluation = own(evaluations, message['module'])
  const task = evaluation && own(evaluation, message['function'])
  const { input } = message
  if (task === undefined)
    return failure(`no function ${String(message['module'])}.${String(message['function'])}`)
  const { min_runs: runs, min_seconds: seconds } = isRecord(input) ? input : {}
  const { clock, timings } = clockOf(Number(runs ?? 1), Number(seconds ?? 0))
  try {
    return { success: true, output: task(input, clock), timings }
  } catch (error) {
    return failure(error)
  }
}

/** What a message is answered. */
export const answer = (
  evaluations: Readonly<Record<string, Evaluation>>,
  message: Message,
): Answer => {
  switch (message['kind']) {
    case 'start':
      return { tool: 'chainrule' }
    case 'define':
      return own(evaluations, message['module']) === undefined
        ? failure(`no module ${String(message['module'])}`)
        : { success: true }
    case 'evaluate':
      return evaluate(evaluations, message)
    default:
      return {} // an analysis, or what a later protocol has
  }
}

/** A line answered by a line; one that is no message, by a failure without `id`. */
export const reply = (evaluations: Readonly<Record<string, Evaluation>>, line: string): string => {
  try {
    const message: unknown = JSON.parse(line)
    if (!isRecord(message)) throw new Error('a message is an object')
    return JSON.stringify({ id: message['id'], ...answer(evaluations, message) })
  } catch (error) {
    return JSON.stringify(failure(error))
  }
}
