/** The target `wasm`: a plan as one module of vector instructions over one memory, and its parts on threads. */
import type { Dense } from '../../Dense.js'
import type { HostFunction } from '../../op/Scalars.js'
import { nameInMath } from '../ofMath.js'
import { hosted, opened } from '../plan/host.js'
import { everywhere, type Plan } from '../plan/model.js'
import { placed } from '../plan/place.js'
import { type Running, running } from '../plan/running.js'
import { shares, type Team, THREADS, team } from '../threads/crew.js'
import { assembler } from './assembler.js'
import { built } from './build.js'
import { unaided } from './math/math.js'
import { withMerged } from './merged.js'
import { moduleOf } from './module.js'
import { scratchOf } from './product.js'
import { split } from './split.js'
import { written } from './written.js'

/** What this target needs of WebAssembly, where there is one. */
interface Host {
  readonly Memory: new (size: {
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }) => { readonly buffer: ArrayBufferLike }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: { readonly run: () => void; readonly part: (i: number) => void } }
  readonly validate: (bytes: Uint8Array) => boolean
  readonly CompileError: new () => Error
}

const PAGE = 65536

/** How a plan is made to run. */
export interface Options {
  /** Whether functions like exp are the host's, or vectors. */
  readonly math: 'host' | 'vector'
  readonly threads: number
  /** Whether a product and a sum may be rounded once, where the engine can. */
  readonly fma: boolean
  /** So many scalar operations, roughly, are worth a thread's way to them. */
  readonly worth?: number
}

/** Some 50 µs. */
const WORTH = 2 ** 18

/** Whether this engine has instructions that multiply and add. */
export const fuses = (): boolean => {
  const host = (globalThis as { readonly WebAssembly?: Host }).WebAssembly
  if (host === undefined) return false
  const a = assembler(0, true)
  const sum = a.local('v128')
  const push = (): void => {
    a.get(sum)
  }
  a.multiplyInto(2, sum, push, push)
  const functions = [{ params: [], results: [], body: a.body() }]
  return host.validate(moduleOf({ imports: [], functions, exports: [], pages: 1, shared: false }))
}

/** The functions, but for those of `Math`, that this target computes without the host. */
export const alone = (math: Options['math']): ReadonlySet<HostFunction> =>
  new Set(math === 'vector' ? [...unaided, ...written] : written)

/** New memory; undefined where an engine has made as many as it can. */
const memoryFor = (host: Host, pages: number, shared: boolean) => {
  const size = shared ? { initial: pages, maximum: pages, shared } : { initial: pages }
  try {
    return new host.Memory(size)
  } catch (e) {
    if (e instanceof RangeError) return undefined
    throw e
  }
}

/** A plan as a module; undefined where there is no WebAssembly, a page forbids it, or there is no room for it. */
export const wasm = (given: Plan, options: Options): Running | undefined => {
  const host = (globalThis as { readonly WebAssembly?: Host }).WebAssembly
  if (host === undefined) return undefined
  const same = options.math === 'host'
  const threads = shares() ? Math.min(options.threads, THREADS) : 1
  const whole = withMerged(given, same)
  const plan =
    threads > 1
      ? split(whole, { threads, worth: options.worth ?? WORTH, alone: alone(options.math) })
      : whole
  const leaves = everywhere(plan.statements)
  const shared = threads > 1 && leaves.some(s => s.tag === 'parts')
  const arena = placed(plan)
  const scratch = leaves.reduce(
    (most, s) => (s.tag === 'product' ? Math.max(most, scratchOf(plan, s, same)) : most),
    0,
  )
  const scratchAt = (thread: number): number => arena.bytes + thread * Math.ceil(scratch / 64) * 64
  // A vector may read beyond the end of what it is of.
  const pages = Math.ceil((scratchAt(shared ? threads : 1) + 32) / PAGE)
  const memory = memoryFor(host, pages, shared)
  if (memory === undefined) return undefined
  try {
    const datas = opened(plan, arena, memory.buffer)
    const slots = Array<Dense | undefined>(plan.slots).fill(undefined)
    const { bytes, functions, steps } = built(plan, arena, {
      same,
      fused: options.fma && fuses(),
      pages,
      shared,
    })
    const module = new host.Module(bytes)
    const fork = (first: number, count: number): void => {
      if (workers !== undefined) workers.fork(first, count)
      else for (let i = first; i < first + count; i++) part(i)
    }
    const own = [...functions, ...steps.map(s => hosted(s, datas, slots, plan)), fork]
    const { run, part } = new host.Instance(module, {
      m: { m: memory, s: scratchAt(0) },
      f: Object.fromEntries(own.map((f, i) => [i, f])),
    }).exports
    const names = own.map((_, i) => (i < functions.length ? nameInMath(functions[i]!) : undefined))
    const workers: Team | undefined = shared
      ? team(threads, { module, memory, scratchOf: scratchAt, functions: names, part })
      : undefined
    const made = running(plan, datas, slots, run, PAGE * pages)
    if (workers === undefined) return made
    const woken: Running['run'] = args => {
      workers.wake()
      return made.run(args)
    }
    return { ...made, run: woken, team: workers }
  } catch (e) {
    if (e instanceof host.CompileError && /unsafe-eval|disallowed/.test(e.message)) return undefined
    throw e
  }
}
