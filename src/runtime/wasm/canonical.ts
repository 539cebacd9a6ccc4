/** Statements that differ in nothing but where their memories lie: one function of addresses does for all. */
import type { HostFunction } from '../../op/Scalars.js'
import type { Access, Kernel, Memory, Product } from '../plan/model.js'

/** A statement whose memories are numbered as it first names them. */
export interface Canonical {
  readonly own: Kernel | Product
  /** Its memories, by their numbers in the plan. */
  readonly memories: readonly number[]
  /** The same for statements that are the same. */
  readonly key: string
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
    const numbers = new Map<number, number>()
    const number = (m: number): number => {
      const at = numbers.get(m) ?? numbers.size
      numbers.set(m, at)
      return at
    }
    const moved = <A extends Pick<Access, 'memory'>>(x: A): A => ({
      ...x,
      memory: number(x.memory),
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
    const order = [...numbers.keys()]
    const rooms = order.map(m => [memories[m]!.format, memories[m]!.length])
    return { own, memories: order, key: JSON.stringify([own, rooms], told) }
  }
}
