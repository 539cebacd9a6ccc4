/**
 * What a worker does: it waits for parts of programs and runs them. Its text is sent to the worker, so it
 * refers to nothing outside itself, and names no function that it makes.
 */

/** The words of the memory over which threads agree. */
export const words = {
  /** Changes whenever there is something to look at; threads sleep on it. */
  epoch: 0,
  /** The program whose parts are to be run, or 0. */
  open: 1,
  /** How many workers may be at its parts. */
  active: 2,
  /** The next that nobody has taken, and how many there are to take. */
  next: 3,
  count: 4,
  /** The number of the first part, and how many take turns from there on. */
  first: 5,
  turns: 6,
  /** The program of which a worker could not run a part, or 0. */
  failed: 7,
  /** From here on: how many messages each worker has been sent, and how many parts it has run. */
  sent: 8,
  ran: 72,
  /** From here on: for each turn how many of its parts, and those before them, are done. */
  done: 136,
  /** How many words there are. */
  length: 200,
} as const

/** There are at most so many workers, and turns of which it is told whether they are done. */
export const MOST = words.length - words.done

/** What workers are told. */
export type Message =
  | {
      readonly tag: 'begin'
      readonly control: Int32Array
      readonly at: typeof words
      readonly thread: number
    }
  | {
      readonly tag: 'program'
      readonly id: number
      readonly module: object
      readonly memory: object
      /** Where a worker may write for itself alone. */
      readonly scratch: number
      /** The functions that it imports: of `Math`, by name, or such as its parts never call. */
      readonly functions: readonly (string | undefined)[]
    }
  | { readonly tag: 'end'; readonly id: number }

/** Where messages come from, in Node and in browsers. */
export interface Port {
  onmessage: ((event: { readonly data: Message }) => void) | null
}

/** A new instance's parts, by number. */
type Part = (i: number) => void

/** The life of a worker. */
export function live(port: Port): void {
  const programs = new Map<number, Part>()
  let received = 0
  let control: Int32Array = new Int32Array(8)
  let thread = 0
  let at: typeof words | undefined
  port.onmessage = ({ data }) => {
    received++
    if (data.tag === 'begin') {
      control = data.control
      thread = data.thread
      at = data.at
    } else if (data.tag === 'program') {
      const { WebAssembly: host } = globalThis as unknown as {
        readonly WebAssembly: {
          readonly Instance: new (
            module: object,
            imports: object,
          ) => { readonly exports: { readonly part: Part } }
        }
      }
      const given = data.functions.map((f): unknown =>
        f === undefined ? () => undefined : Reflect.get(Math, f),
      )
      const imports = {
        m: { m: data.memory, s: data.scratch },
        f: Object.fromEntries(given.map((f, i) => [i, f])),
      }
      try {
        programs.set(data.id, new host.Instance(data.module, imports).exports.part)
      } catch {
        // No room for it here: its parts are left to others.
      }
    } else programs.delete(data.id)
    if (at === undefined) return
    const { epoch, open, active, next, count, first, turns, failed, sent, ran, done, length } = at
    // Messages come when it returns.
    while (Atomics.load(control, sent + thread) <= received) {
      const seen = Atomics.load(control, epoch)
      Atomics.add(control, active, 1)
      const id = Atomics.load(control, open)
      const part = programs.get(id)
      while (part !== undefined && Atomics.load(control, open) === id) {
        const n = Atomics.load(control, next)
        if (
          n >= Atomics.load(control, count) ||
          Atomics.compareExchange(control, next, n, n + 1) !== n
        )
          continue
        const turn = n % Atomics.load(control, turns)
        try {
          part(Atomics.load(control, first) + turn)
        } catch {
          Atomics.store(control, failed, id)
          break
        }
        Atomics.store(control, done + (turn % (length - done)), n + 1)
        Atomics.add(control, ran + thread, 1)
      }
      Atomics.sub(control, active, 1)
      // Some 500 µs awake, then asleep: to be woken takes 50.
      for (let i = 0; Atomics.load(control, epoch) === seen; i++)
        if (i > 60000) Atomics.wait(control, epoch, seen)
    }
  }
}
