/**
 * The workers of this thread: none before somebody asks for one, and then as many as anybody asked for. They
 * share memory with it, take parts of programs as long as there are any, and do not keep a process alive.
 */
import { live, type Message, MOST, words } from './worker.js'

/** A program of which workers have instances of their own, over one memory. */
export interface Shared {
  readonly module: object
  readonly memory: object
  /** Where in memory a thread, by its number, may write for itself alone. */
  readonly scratchOf: (thread: number) => number
  readonly functions: readonly (string | undefined)[]
  /** Runs a part here. */
  readonly part: (i: number) => void
}

/** Parts that take turns: what part `i` computes from is put there before, and what it made is taken after. */
export interface Flow {
  readonly count: number
  readonly turns: number
  readonly put: (i: number, turn: number) => void
  readonly take: (i: number, turn: number) => void
}

/** Workers at a program. */
export interface Team {
  /** How many threads may be at it, this one too. */
  readonly threads: number
  /** Has workers ready, while something else is done here. */
  readonly wake: () => void
  /** Runs so many parts from one on, here and wherever workers have come so far; throws where one failed there. */
  readonly fork: (first: number, count: number) => void
  /** Runs parts from the first on, over and over. */
  readonly flow: (flow: Flow) => void
  /** How many parts workers have run, of any program. */
  readonly helped: () => number
}

interface Worker {
  readonly postMessage: (message: Message) => void
  /** In Node. */
  readonly unref?: () => void
  readonly on?: (event: 'error', then: () => void) => void
}

interface Place {
  readonly SharedArrayBuffer?: new (bytes: number) => ArrayBufferLike
  readonly Worker?: new (url: string) => Worker
  readonly process?: {
    readonly getBuiltinModule?: (name: string) =>
      | {
          readonly Worker: new (
            text: string,
            options: { readonly eval: true; readonly execArgv: readonly string[] },
          ) => Worker
        }
      | undefined
  }
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object
  readonly URL?: { readonly createObjectURL?: (blob: object) => string }
}

/** How a worker begins its life here, if it can. */
const hiring = (): (() => Worker) | undefined => {
  const { process, Worker, Blob, URL } = globalThis as unknown as Place
  const node = process?.getBuiltinModule?.('node:worker_threads')
  if (node !== undefined)
    return () =>
      new node.Worker(`(${live.toString()})(require('node:worker_threads').parentPort)`, {
        eval: true,
        execArgv: [], // no loaders: there is nothing to load
      })
  if (Worker === undefined || Blob === undefined || URL?.createObjectURL === undefined)
    return undefined
  const { createObjectURL } = URL
  const type = 'text/javascript'
  return () => new Worker(createObjectURL(new Blob([`(${live.toString()})(self)`], { type })))
}

interface Crew {
  readonly control: Int32Array
  /** Tells all workers that there is something to look at. */
  readonly wake: () => void
  /** Sends a message to so many workers, who exist from then on. */
  readonly tell: (workers: number, message: (thread: number) => Message) => void
  /** Names a program. */
  readonly name: () => number
}

const founded = (): Crew => {
  const hire = hiring()!
  const control = new Int32Array(new SharedArrayBuffer(4 * words.length))
  const workers: Worker[] = []
  let names = 0
  const wake = (): void => {
    Atomics.add(control, words.epoch, 1)
    Atomics.notify(control, words.epoch)
  }
  const post = (thread: number, message: Message): void => {
    workers[thread]!.postMessage(message)
    Atomics.add(control, words.sent + thread, 1)
    wake()
  }
  return {
    control,
    wake,
    name: () => ++names,
    tell: (count, message) => {
      while (workers.length < count) {
        const thread = workers.push(hire()) - 1
        workers[thread]!.unref?.()
        workers[thread]!.on?.('error', () => undefined) // who cannot come takes no parts
        post(thread, { tag: 'begin', control, at: words, thread })
      }
      for (let thread = 0; thread < count; thread++) post(thread, message(thread))
    },
  }
}

// As a thread has one event loop, it has one crew; of what it does nothing is seen between calls.
let known: Crew | undefined

/** There are at most so many threads, and turns of a flow. */
export const THREADS = MOST

/** Whether there can be workers here, with memory that they share. */
export const shares = (): boolean => {
  const { SharedArrayBuffer: Buffer } = globalThis as unknown as Place
  return Buffer !== undefined && hiring() !== undefined
}

/** Workers at a program, for so many threads with this one, `THREADS` at most, where there can be any. */
export const team = (threads: number, program: Shared): Team => {
  known ??= founded()
  const crew = known
  const { control, wake } = crew
  const id = crew.name()
  const workers = threads - 1
  const { module, memory, functions, part, scratchOf } = program
  crew.tell(workers, thread => ({
    tag: 'program',
    id,
    module,
    memory,
    scratch: scratchOf(thread + 1),
    functions,
  }))
  const open = (first: number, count: number, turns: number): void => {
    Atomics.store(control, words.failed, 0)
    Atomics.store(control, words.first, first)
    Atomics.store(control, words.turns, turns)
    Atomics.store(control, words.next, 0)
    Atomics.store(control, words.count, count)
    for (let i = 0; i < turns && i < MOST; i++) Atomics.store(control, words.done + i, 0)
    Atomics.store(control, words.open, id)
    wake()
  }
  /** Runs a part that nobody has taken; whether there was one. */
  const help = (first: number, turns: number): boolean => {
    const n = Atomics.load(control, words.next)
    if (n >= Atomics.load(control, words.count)) return false
    if (Atomics.compareExchange(control, words.next, n, n + 1) !== n) return true
    part(first + (n % turns))
    Atomics.store(control, words.done + ((n % turns) % MOST), n + 1)
    return true
  }
  const hasFailed = (): boolean => Atomics.load(control, words.failed) === id
  /** Shares parts while something is done here, and waits for those who are at one. */
  const shared = (first: number, count: number, turns: number, here: () => void): void => {
    open(first, count, turns)
    try {
      here()
    } finally {
      Atomics.store(control, words.open, 0)
      while (Atomics.load(control, words.active) > 0);
    }
    if (hasFailed()) throw new Error('a worker could not run its part of a program')
  }
  const made: Team = {
    threads: workers + 1,
    wake,
    fork: (first, count) => {
      shared(first, count, count, () => {
        while (help(first, count));
      })
    },
    flow: ({ count, turns, put, take }) => {
      shared(0, 0, turns, () => {
        let [given, taken] = [0, 0]
        while (taken < count && !hasFailed()) {
          const turn = taken % turns
          if (Atomics.load(control, words.done + turn) === taken + 1) take(taken++, turn)
          else if (given < count && given < taken + turns) {
            put(given, given % turns)
            Atomics.store(control, words.count, ++given)
          } else help(0, turns)
        }
      })
    },
    helped: () => control.subarray(words.ran, words.ran + MOST).reduce((x, y) => x + y, 0),
  }
  ended.register(made, { crew, workers, id })
  return made
}

/** A program that nobody can run any more is forgotten by the workers as well. */
const ended = new FinalizationRegistry<{
  readonly crew: Crew
  readonly workers: number
  readonly id: number
}>(({ crew, workers, id }) => {
  crew.tell(workers, () => ({ tag: 'end', id }))
})
