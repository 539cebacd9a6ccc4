/** Where memories lie in one arena: what is dead makes room for what comes. */
import { shapeError } from '../../Errors.js'
import { everywhere, type Format, inner, type Plan, type Statement } from './model.js'

/** The bytes of an entry. */
export const bytesOf: Readonly<Record<Format, number>> = { f64: 8, f32: 4, i32: 4, u8: 1 }

/** Results of up to so many bytes lie side by side, so that they are taken out together. */
export const SMALL = 16384

/** Beyond it an address is no whole number of 32 bits. */
const MOST = 2 ** 31

/** An arena: where each memory begins, and how large it is, in bytes. */
export interface Arena {
  readonly offsets: readonly number[]
  readonly bytes: number
}

/** The memories that a statement touches by itself. */
const touched = (s: Statement): readonly number[] => {
  switch (s.tag) {
    case 'kernel':
      return [
        ...s.loads.map(l => l.memory),
        ...s.outputs.flatMap(o =>
          o.tag === 'store'
            ? [o.to.memory]
            : [o.to.memory, o.sums.memory, ...(o.blocks === undefined ? [] : [o.blocks])],
        ),
      ]
    case 'product':
      return [s.a.memory, s.b.memory, s.out.memory]
    case 'pick':
      return [s.whole.memory, s.index.memory, s.part.memory]
    case 'draw':
      return [s.key.memory, s.counter.memory, s.out.memory]
    case 'host':
      return [...s.args, ...s.outs].flatMap(p => (p.tag === 'memory' ? [p.view.memory] : []))
    case 'copy':
      return [s.from.memory, s.to.memory]
    case 'loop':
      return s.test === undefined ? [] : [s.test.memory]
    case 'branch':
      return [s.selector.memory]
    case 'parts':
      return s.parts.flatMap(touched)
  }
}

/** Small results, in their order. */
const small = ({ memories, results }: Plan): readonly number[] =>
  results.flatMap(r => {
    if (r.tag === 'sequence') return []
    const { format, length } = memories[r.view.memory]!
    return bytesOf[format] * length <= SMALL ? [r.view.memory] : []
  })

/** When memories are touched first and last, statements counted in their order. */
const lives = (plan: Plan) => {
  const { memories, params, statements, results } = plan
  const first = memories.map(() => Infinity)
  const last = memories.map(() => -1)
  const touch = (m: number, at: number): void => {
    first[m] = Math.min(first[m]!, at)
    last[m] = Math.max(last[m]!, at)
  }
  const loops: { readonly from: number; readonly to: number; readonly own: ReadonlySet<number> }[] =
    []
  let count = 1
  const visit = (all: readonly Statement[]): void => {
    for (const s of all) {
      const from = count++
      if (s.tag === 'branch') for (const m of touched(s)) touch(m, from)
      // Parts may run at one time: what they touch lives together.
      if (s.tag !== 'parts') for (const statements of inner(s)) visit(statements)
      // A test is read after the head and before the body: between them it lives.
      const to = s.tag === 'loop' ? count++ : from
      for (const m of touched(s)) touch(m, s.tag === 'loop' ? from : to)
      if (s.tag !== 'loop') continue
      for (const m of touched(s)) touch(m, to)
      loops.push({ from, to, own: new Set(everywhere([s]).flatMap(touched)) })
    }
  }
  visit(statements)
  // Parameters stay: what is given again need not be put there again.
  for (const p of params) {
    touch(p, 0)
    touch(p, count)
  }
  for (const m of small(plan)) touch(m, 0)
  for (const r of results) if (r.tag === 'memory') touch(r.view.memory, count)
  memories.forEach(({ constant }, m) => {
    if (constant === undefined) return
    touch(m, 0)
    touch(m, count)
  })
  // What is touched in a loop and elsewhere lives as long as the loop does.
  for (const { from, to, own } of loops)
    for (const m of own)
      if (first[m]! < from || last[m]! > to) {
        touch(m, from)
        touch(m, to)
      }
  return { first, last, count }
}

/**
 * The arena of a plan.
 *
 * @throws ShapeError where it has more than 2³¹ bytes
 */
export const placed = (plan: Plan): Arena => {
  const { memories, without } = plan
  const { first, last, count } = lives(plan)
  const beginning = Array.from({ length: count + 1 }, (): number[] => [])
  const ending = Array.from({ length: count + 1 }, (): number[] => [])
  for (const m of new Set([...small(plan), ...memories.keys()]))
    if (first[m]! <= last[m]!) {
      // or else nobody touches it
      beginning[first[m]!]!.push(m)
      ending[last[m]!]!.push(m)
    }
  const roomOf = (m: number): number => {
    const { format, length } = memories[m]!
    return Math.max(Math.ceil((bytesOf[format] * length) / 16), 1) * 16
  }
  const free = new Map<number, number[]>()
  const offsets = memories.map(() => 0)
  let bytes = 0
  for (let i = 0; i < count + 1; i++) {
    for (const m of beginning[i]!) {
      const room = roomOf(m)
      const known = free.get(room)?.pop()
      offsets[m] = known ?? bytes
      if (known === undefined) bytes += room
    }
    for (const m of without.has('reuse') ? [] : ending[i]!) {
      const rooms = free.get(roomOf(m)) ?? []
      rooms.push(offsets[m]!)
      free.set(roomOf(m), rooms)
    }
  }
  if (bytes > MOST)
    throw shapeError('compile', `a program of at most ${MOST} bytes of memory`, `${bytes}`)
  return { offsets, bytes }
}
