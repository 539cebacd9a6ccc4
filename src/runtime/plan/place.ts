/** Where memories lie in one arena: what is dead makes room for what comes. */
import type { Format, Plan, Statement } from './model.js'

/** The bytes of an entry. */
export const bytesOf: Readonly<Record<Format, number>> = { f64: 8, f32: 4, i32: 4, u8: 1 }

/** An arena: where each memory begins, and how large it is, in bytes. */
export interface Arena {
  readonly offsets: readonly number[]
  readonly bytes: number
}

/** The memories that a statement touches. */
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
    case 'host':
      return [...s.args, ...s.outs].flatMap(p => (p.tag === 'memory' ? [p.view.memory] : []))
  }
}

/** The arena of a plan. */
export const placed = ({ memories, params, statements, results }: Plan): Arena => {
  const count = statements.length
  const first = memories.map(() => count)
  const last = memories.map(() => -1)
  const touch = (m: number, at: number): void => {
    first[m] = Math.min(first[m]!, at)
    last[m] = Math.max(last[m]!, at)
  }
  for (const p of params) touch(p, -1)
  statements.forEach((s, i) => {
    for (const m of touched(s)) touch(m, i)
  })
  for (const r of results) if (r.tag === 'memory') touch(r.view.memory, count)
  memories.forEach(({ constant }, m) => {
    if (constant !== undefined) {
      touch(m, -1)
      touch(m, count)
    }
  })

  const beginning = Array.from({ length: count + 2 }, (): number[] => [])
  const ending = Array.from({ length: count + 2 }, (): number[] => [])
  memories.forEach((_, m) => {
    if (first[m]! > last[m]!) return // nobody touches it
    beginning[first[m]! + 1]!.push(m)
    ending[last[m]! + 1]!.push(m)
  })
  const roomOf = (m: number): number => {
    const { format, length } = memories[m]!
    return Math.max(Math.ceil((bytesOf[format] * length) / 16), 1) * 16
  }
  const free = new Map<number, number[]>()
  const offsets = memories.map(() => 0)
  let bytes = 0
  for (let i = 0; i < count + 2; i++) {
    for (const m of beginning[i]!) {
      const room = roomOf(m)
      const known = free.get(room)?.pop()
      offsets[m] = known ?? bytes
      if (known === undefined) bytes += room
    }
    for (const m of ending[i]!) {
      const rooms = free.get(roomOf(m)) ?? []
      rooms.push(offsets[m]!)
      free.set(roomOf(m), rooms)
    }
  }
  return { offsets, bytes }
}
