/** A plan as the functions of a module: one for statements that are the same, one for the whole, one for parts by number. */
import type { HostFunction } from '../../op/Scalars.js'
import {
  everywhere,
  type Format,
  type Host,
  type Kernel,
  type Parts,
  type Plan,
  type Product,
  type Statement,
} from '../plan/model.js'
import { type Arena, bytesOf } from '../plan/place.js'
import type { Layout } from './access.js'
import { type Assembler, assembler } from './assembler.js'
import { type Canonical, canonicals } from './canonical.js'
import { type Coded, coded } from './code.js'
import { drawBody } from './draw.js'
import { exact } from './exact.js'
import { plain } from './instructions.js'
import { kernelBody } from './kernel.js'
import { approximate } from './math/math.js'
import { quads } from './math/quads.js'
import { rounded } from './math/rounded.js'
import { type Made, moduleOf, type Signature } from './module.js'
import { pickBody } from './pick.js'
import { productBody, type Rounding } from './product.js'
import { sequence } from './sequence.js'
import { treeBody } from './tree.js'
import type { Expansion, Vector } from './vectors.js'
import { withWritten } from './written.js'

/** How a module is made. */
export interface Making extends Rounding {
  readonly pages: number
  /** Whether threads share its memory. */
  readonly shared: boolean
}

/**
 * A module and what it imports: functions of numbers first, then a function for each of `steps`, and last one that
 * has parts run: so many, from one on.
 */
export interface Built {
  readonly bytes: Uint8Array
  readonly functions: readonly HostFunction[]
  readonly steps: readonly Host[]
}

const NOTHING: Signature = { params: [], results: [] }

/** The functions of the host that code calls, each with each number of operands. */
const importing = () => {
  const functions: HostFunction[] = []
  const signatures: Signature[] = []
  const names = new Map<HostFunction, Map<number, number>>()
  return {
    functions,
    signatures,
    note: (nodes: readonly Vector[]): void => {
      for (const node of nodes) {
        if (node.op !== 'host' && node.op !== 'patch') continue
        const arity = node.args.length - (node.op === 'patch' ? 2 : 0)
        const known = names.get(node.f) ?? new Map<number, number>()
        names.set(node.f, known)
        if (known.has(arity)) continue
        known.set(arity, functions.push(node.f) - 1)
        signatures.push({ params: Array.from({ length: arity }, () => 'f64'), results: ['f64'] })
      }
    },
    nameOf: (f: HostFunction, arity: number): number => names.get(f)!.get(arity)!,
  }
}

/** Does what belongs to the number in a parameter, by halves. */
const byNumber = (
  a: Assembler,
  each: readonly (() => void)[],
  from = 0,
  to = each.length,
): void => {
  if (to - from < 2) {
    each[from]?.()
    return
  }
  const middle = (from + to) >> 1
  a.get(0)
  a.i32(middle)
  a.plain(plain.i32GeS)
  a.either(
    () => {
      byNumber(a, each, middle, to)
    },
    () => {
      byNumber(a, each, from, middle)
    },
  )
}

/** The module of a plan whose memories lie in an arena. */
export const built = (
  { memories, statements, precision }: Plan,
  { offsets }: Arena,
  { same, fused, pages, shared }: Making,
): Built => {
  const canonical = canonicals(memories)
  const steps = new Map<Host, number>()
  const known = new Map<Statement, Canonical>()
  const times = new Map<string, number>()
  const partsAt = new Map<Parts, number>()
  const parts: (Kernel | Product)[] = []
  for (const s of everywhere(statements)) {
    if (s.tag === 'host') steps.set(s, steps.size)
    if (s.tag === 'parts') {
      partsAt.set(s, parts.length)
      parts.push(...s.parts)
    }
    if (s.tag !== 'kernel' && s.tag !== 'product') continue
    const c = canonical(s)
    known.set(s, c)
    times.set(c.key, (times.get(c.key) ?? 0) + 1)
  }

  // Code as vectors first: it tells which functions of the host are imported.
  const expansions = {
    doubles: withWritten(same ? exact : precision === 'f32' ? rounded : approximate),
    quads: same ? new Map<HostFunction, Expansion>() : quads,
  }
  const imports = importing()
  const codes = new Map<string, Coded>()
  for (const { own, rooms, key } of known.values()) {
    if (own.tag !== 'kernel' || codes.has(key)) continue
    const formatOf = (m: number): Format => memories[rooms[m]!.memory]!.format
    const code = coded(own, formatOf, expansions, fused)
    imports.note(code.nodes)
    codes.set(key, code)
  }
  const { functions, signatures } = imports
  const fork = functions.length + steps.size
  const imported: readonly Signature[] = [
    ...signatures,
    ...Array.from(steps, () => NOTHING),
    { params: ['i32', 'i32'], results: [] },
  ]
  const tree = imported.length
  const made: Made[] = [{ params: ['i32', 'i32'], results: ['f64'], body: treeBody(assembler(2)) }]
  const add = (f: Made): number => tree + made.push(f) - 1
  const addressOf = (memory: number, start: number): number =>
    offsets[memory]! + start * bytesOf[memories[memory]!.format]
  const fixed: Layout = {
    memories,
    bases: offsets.map(offset => ({ origin: undefined, offset })),
  }
  const functionsByKey = new Map<string, number>()
  const functionOf = ({ key, own, rooms }: Canonical, many: boolean): number => {
    const at = functionsByKey.get(key)
    if (at !== undefined) return at
    const params = many ? rooms.length : 0
    const layout = {
      memories: rooms.map(r => memories[r.memory]!),
      bases: rooms.map((r, i) =>
        many
          ? { origin: i, offset: 0 }
          : { origin: undefined, offset: addressOf(r.memory, r.start) },
      ),
    }
    const body =
      own.tag === 'product'
        ? productBody(layout, own, params, { same, fused })
        : kernelBody(own, codes.get(key)!, { ...layout, params, nameOf: imports.nameOf, tree })
    const f = add({ params: Array(params).fill('i32'), results: [], body })
    functionsByKey.set(key, f)
    return f
  }
  const call = (a: Assembler, s: Kernel | Product): void => {
    const c = known.get(s)!
    const many = times.get(c.key)! > 1
    if (many) for (const r of c.rooms) a.i32(addressOf(r.memory, r.start))
    a.call(functionOf(c, many))
  }
  const whole = assembler()
  sequence(whole, statements, { memories, offsets }, s => {
    if (s.tag === 'host') whole.call(functions.length + steps.get(s)!)
    else if (s.tag === 'parts') {
      whole.i32(partsAt.get(s)!)
      whole.i32(s.parts.length)
      whole.call(fork)
    } else if (s.tag === 'pick') {
      whole.call(add({ ...NOTHING, body: pickBody(fixed, s) }))
    } else if (s.tag === 'draw') {
      whole.call(add({ ...NOTHING, body: drawBody(fixed, s) }))
    } else call(whole, s)
  })
  const run = add({ ...NOTHING, body: whole.body() })
  const one = assembler(1)
  byNumber(
    one,
    parts.map(s => () => {
      call(one, s)
    }),
  )
  const part = add({ params: ['i32'], results: [], body: one.body() })
  const exports = [
    ['run', run],
    ['part', part],
  ] as const
  const bytes = moduleOf({ imports: imported, functions: made, exports, pages, shared })
  return { bytes, functions, steps: [...steps.keys()] }
}
