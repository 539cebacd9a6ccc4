/** Sharing: what is computed twice of the same things in the same way is computed once. */
import { graphsInside, type Instruction, type Program } from '../Program.js'

/** Settings as text: numbers apart from each other as `Object.is` tells them, and other things by identity. */
const naming = (): ((u: unknown) => string) => {
  const known = new Map<unknown, string>()
  const byIdentity = (u: unknown): string => {
    const name = known.get(u) ?? `#${known.size}`
    known.set(u, name)
    return name
  }
  const isPlain = (v: unknown): boolean => v === null || typeof v !== 'object'
  const name = (u: unknown): string => {
    if (typeof u === 'number') return Object.is(u, -0) ? '-0' : `${u}`
    if (typeof u === 'string') return JSON.stringify(u)
    if (Array.isArray(u)) return `[${u.map(name).join()}]`
    if (typeof u !== 'object' || u === null)
      return typeof u === 'function' ? byIdentity(u) : String(u)
    const fields = Object.entries(u)
    return '_tag' in u || !fields.every(([, v]) => isPlain(v))
      ? byIdentity(u)
      : `{${fields.map(([k, v]) => `${k}:${name(v)}`).join()}}`
  }
  return name
}

const hasFunction = (u: unknown): boolean =>
  typeof u === 'function' ||
  (typeof u === 'object' && u !== null && !('_tag' in u) && Object.values(u).some(hasFunction))

/** What has a graph inside may be there to be computed anew, and what has a function is the user's. */
const isApart = ({ attrs }: Instruction): boolean =>
  graphsInside(attrs).length > 0 || hasFunction(attrs)

/**
 * The program in which no instruction repeats another: results have the same bits. Never across a `checkpoint`:
 * functions that are called, and loops, stay as many as they are.
 *
 * @example
 * import { add, fn, real, sin } from 'chainrule'
 * import { share } from 'chainrule/compile'
 * import { programOf } from 'chainrule/Diff'
 *
 * const twice = programOf(fn(real, x => add(sin(x), sin(x))))
 * twice.instructions.length // => 3
 * share(twice).instructions.length // => 2
 */
export const share = ({ params, instructions, results }: Program): Program => {
  const name = naming()
  const known = new Map<string, number>()
  const registers = params.map((_, i) => i)
  const kept: Instruction[] = []
  for (const i of instructions) {
    const inputs = i.inputs.map(r => registers[r]!)
    const fields = Object.entries(i.attrs).map(([k, v]) => `${k}:${name(v)}`)
    const key = isApart(i)
      ? undefined
      : `${i.op} ${inputs.join()} ${fields.join()} ${i.kind} ${i.shape.join()}`
    const at = key === undefined ? undefined : known.get(key)
    if (at !== undefined) {
      registers.push(at)
      continue
    }
    const own = params.length + kept.push({ ...i, inputs }) - 1
    registers.push(own)
    if (key !== undefined) known.set(key, own)
  }
  return { params, instructions: kept, results: results.map(r => registers[r]!) }
}
