/** Statements that differ in nothing but where their memories lie: one function of addresses does for all. */
import type { HostFunction } from '../../op/Scalars.js'
import type { Beginning, Kernel, Memory, Product } from '../plan/model.js'

/** A statement whose memories are numbered as it first names them, and begin where it first touches them. */
export interface Canonical {
  readonly own: Kernel | Product
  /** Where its memories begin, by their numbers in the plan. */
  readonly rooms: readonly Beginning[]
  /** The same for statements that are the same. */
  readonly key: string
}

/** Where a statement first touches memories that it does not fill from their beginnings. */
const startsOf = (s: Kernel | Product): ReadonlyMap<number, number> => {
  const touched: readonly Beginning[] =
    s.tag === 'product'
      ? [s.a, s.b, s.out]
      : [...s.loads, ...s.outputs.flatMap(o => (o.tag === 'store' ? [o.to] : [o.to, o.sums]))]
  const starts = new Map<number, number>()
  for (const { memory, start } of touched)
    starts.set(memory, Math.min(start, starts.get(memory) ?? Infinity))
  if (s.tag === 'kernel')
    for (const o of s.outputs)
      if (o.tag === 'reduce' && !(o.inner && o.single))
        for (const m of [o.to, o.sums]) starts.set(m.memory, 0)
  return starts
}

/** Names statements. */
export const canonicals = (memories: readonly Memory[]): ((s: Kernel | Product) => Canonical) => {
  const functions = new Map<HostFunction, number>()
  const nameOf = (f: HostFunction): number => {
    const name = functions.get(f) ?? functions.size
    functions.set(f, name)
    return name
  }
  // Numbers and functions that texts would not tell apart.
  const told = (_: string, value: unknown): unknown =>
    typeof value === 'function'
      ? nameOf(value as HostFunction)
      : typeof value === 'number' && (Object.is(value, -0) || !Number.isFinite(value))
        ? `${Object.is(value, -0) ? '-0' : value}`
        : value
  return s => {
    const starts = startsOf(s)
    const numbers = new Map<number, number>()
    const number = (m: number): number => {
      const at = numbers.get(m) ?? numbers.size
      numbers.set(m, at)
      return at
    }
    const moved = <A extends Beginning>(x: A): A => ({
      ...x,
      memory: number(x.memory),
      start: x.start - (starts.get(x.memory) ?? 0),
    })
    const own: Kernel | Product =
      s.tag === 'product'
        ? { ...s, a: moved(s.a), b: moved(s.b), out: moved(s.out) }
        : {
            ...s,
            loads: s.loads.map(moved),
            outputs: s.outputs.map(o =>
              o.tag === 'store'
                ? { ...o, to: moved(o.to) }
                : {
                    ...o,
                    to: moved(o.to),
                    sums: moved(o.sums),
                    blocks: o.blocks === undefined ? undefined : number(o.blocks),
                  },
            ),
          }
    const rooms = [...numbers.keys()].map(m => ({ memory: m, start: starts.get(m) ?? 0 }))
    const sizes = rooms.map(({ memory: m }) => [memories[m]!.format, memories[m]!.length])
    return { own, rooms, key: JSON.stringify([own, sizes], told) }
  }
}
