/** A plan that runs: arguments put into memory, its body, results taken out of it. */
import type { Data, Dense } from '../../Dense.js'
import { size } from '../../Shape.js'
import type { Team } from '../threads/crew.js'
import { allocated, arrayOn, read } from './host.js'
import type { Plan } from './model.js'
import { SMALL } from './place.js'

/** A plan that runs. */
export interface Running {
  readonly run: (args: readonly Dense[]) => readonly Dense[]
  /** The same of numbers, where all arguments and results are scalars. */
  readonly numbers?: ((args: readonly number[]) => readonly number[]) | undefined
  /** The bytes of its memory. */
  readonly arena: number
  /** Its memories, and what it does to them. */
  readonly memory: readonly Data[]
  readonly body: () => void
  /** The threads that share its parts, if it is for more than one. */
  readonly team?: Team | undefined
}

/** Results lie in blocks of about so many bytes: of larger ones allocators ask the system, each time. */
const BLOCK = 16384

/** Blocks begin where entries of any format may. */
const ALIGNED = 16

/** Up to so many bytes engines keep an array beside its object, which is quicker still. */
const TINY = 64

/** Up to so many bytes what was put last is held on to, and beyond only known again: it may be let go by others. */
const HELD = 4096

/** Puts data into memory, unless it is what was put there last: tensors never change, and nothing else writes there. */
const putting = (to: Data): ((x: Data) => void) => {
  if (to.length === 1)
    return x => {
      to[0] = x[0]!
    }
  let last: Data | undefined
  if (to.byteLength <= HELD)
    return x => {
      if (x === last) return
      to.set(x)
      last = x
    }
  // Not a `WeakRef`: what one points at is kept to the end of the job, all steps of a loop.
  let large = new WeakSet<Data>()
  return x => {
    if (large.has(x)) return
    to.set(x)
    large = new WeakSet<Data>().add(x)
  }
}

/** A plan that runs, of numbers; undefined where an argument or a result is more than one. */
const scalar = (
  { params, results }: Plan,
  datas: readonly Data[],
  body: () => void,
): Running['numbers'] => {
  const given = params.map(m => datas[m]!)
  const places = results.flatMap(r =>
    r.tag === 'memory' && size(r.aval.shape) === 1
      ? [{ data: datas[r.view.memory]!, at: r.view.start }]
      : [],
  )
  if (places.length < results.length || given.some(data => data.length !== 1)) return undefined
  return args => {
    for (let i = 0; i < given.length; i++) given[i]![0] = args[i]!
    body()
    const made: number[] = []
    for (let i = 0; i < places.length; i++) made.push(places[i]!.data[places[i]!.at]!)
    return made
  }
}

/** A plan that runs by a body over its memories. */
export const running = (
  plan: Plan,
  datas: readonly Data[],
  slots: readonly (Dense | undefined)[],
  body: () => void,
  arena: number,
): Running => {
  const { memories, params, results } = plan
  const blocks: { readonly from: number; to: number }[] = [] // where they lie in memory
  const taken = results.map((r): ((to: readonly ArrayBuffer[]) => Dense) => {
    if (r.tag === 'sequence') return () => read(r, datas, slots)
    const { shape, kind } = r.aval
    const { memory, start } = r.view
    const { format } = memories[memory]!
    const n = size(shape)
    const from = datas[memory]!.subarray(start, start + n)
    if (from.byteLength <= TINY)
      return () => {
        const data = allocated(format, n)
        for (let i = 0; i < n; i++) data[i] = from[i]!
        return { shape, kind, data }
      }
    if (from.byteLength > SMALL) return () => ({ shape, kind, data: from.slice() })
    const end = from.byteOffset + from.byteLength
    const last = blocks.at(-1)
    const near = last !== undefined && from.byteOffset >= last.from && end <= last.from + BLOCK
    const block = near ? last : { from: from.byteOffset - (from.byteOffset % ALIGNED), to: end }
    if (near) last.to = Math.max(last.to, end)
    else blocks.push(block)
    const [i, at] = [blocks.length - 1, from.byteOffset - block.from]
    return to => ({ shape, kind, data: arrayOn(format, to[i]!, at, n) })
  })
  const copies = blocks.map(({ from, to }) => new Uint8Array(datas[0]!.buffer, from, to - from))
  const puts = params.map(m => putting(datas[m]!))
  return {
    arena,
    memory: datas,
    body,
    numbers: scalar(plan, datas, body),
    run: args => {
      for (let i = 0; i < puts.length; i++) puts[i]!(args[i]!.data)
      body()
      const to = copies.map(bytes => bytes.slice().buffer)
      return taken.map(take => take(to))
    },
  }
}
