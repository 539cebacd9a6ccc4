/** The target `wasm`: a plan as one module of vector instructions over one memory. */
import type { Dense } from '../../Dense.js'
import type { HostFunction } from '../../op/Scalars.js'
import { hosted, opened } from '../plan/host.js'
import { everywhere, type Plan, type Statement } from '../plan/model.js'
import { placed } from '../plan/place.js'
import { type Running, running } from '../plan/running.js'
import { assembler } from './assembler.js'
import { type Canonical, canonicals } from './canonical.js'
import { exact } from './exact.js'
import { kernelBody } from './kernel.js'
import { approximate } from './math/math.js'
import { type Made, moduleOf, type Signature } from './module.js'
import { productBody, scratchOf } from './product.js'
import { sequence } from './sequence.js'
import { treeBody } from './tree.js'
import { type Vector, vectorsOf } from './vectors.js'

/** What this target needs of WebAssembly, where there is one. */
interface Host {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: { readonly run: () => void } }
  readonly CompileError: new () => Error
}

const PAGE = 65536

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

/**
 * A plan as a module, functions like exp by vectors or by the host; undefined where there is no WebAssembly, or
 * a page forbids it.
 */
export const wasm = (plan: Plan, math: 'host' | 'vector'): Running | undefined => {
  const host = (globalThis as { readonly WebAssembly?: Host }).WebAssembly
  if (host === undefined) return undefined
  const same = math === 'host'
  const arena = placed(plan)
  const { memories, statements } = plan
  const leaves = everywhere(statements)
  const scratch = leaves.map(s => (s.tag === 'product' ? scratchOf({ memories }, s, same) : 0))
  // A vector may read beyond the end of what it is of.
  const pages = Math.ceil((arena.bytes + scratch.reduce((x, y) => Math.max(x, y), 0) + 32) / PAGE)
  const memory = new host.Memory({ initial: pages })
  const datas = opened(plan, arena, memory.buffer)
  const slots = Array<Dense | undefined>(plan.slots).fill(undefined)

  const given: (() => void)[] = []
  const canonical = canonicals(memories)
  const hosts = new Map<Statement, number>()
  const known = new Map<Statement, Canonical>()
  const times = new Map<string, number>()
  for (const s of leaves) {
    if (s.tag === 'host') hosts.set(s, given.push(hosted(s, datas, slots, plan)) - 1)
    if (s.tag !== 'kernel' && s.tag !== 'product') continue
    const c = canonical(s)
    known.set(s, c)
    times.set(c.key, (times.get(c.key) ?? 0) + 1)
  }

  // Code as vectors first: it tells which functions of the host are imported.
  const imports = importing()
  const codes = new Map<string, ReturnType<typeof vectorsOf>>()
  for (const { own, key } of known.values()) {
    if (own.tag !== 'kernel' || codes.has(key)) continue
    const code = vectorsOf(own, same ? exact : approximate)
    imports.note(code.nodes)
    codes.set(key, code)
  }
  const { functions, signatures } = imports
  const imported: readonly Signature[] = [...signatures, ...given.map(() => NOTHING)]
  const tree = imported.length
  const made: Made[] = [{ params: ['i32', 'i32'], results: ['f64'], body: treeBody(assembler(2)) }]
  const functionsByKey = new Map<string, number>()
  const functionOf = ({ key, own, memories: ms }: Canonical, shared: boolean): number => {
    const at = functionsByKey.get(key)
    if (at !== undefined) return at
    const params = shared ? ms.length : 0
    const layout = {
      memories: ms.map(m => memories[m]!),
      bases: ms.map((m, i) =>
        shared ? { origin: i, offset: 0 } : { origin: undefined, offset: arena.offsets[m]! },
      ),
    }
    const body =
      own.tag === 'product'
        ? productBody(layout, own, { params, scratch: arena.bytes, exact: same })
        : kernelBody(own, codes.get(key)!, { ...layout, params, nameOf: imports.nameOf, tree })
    const f = tree + made.push({ params: Array(params).fill('i32'), results: [], body }) - 1
    functionsByKey.set(key, f)
    return f
  }
  const all = assembler()
  sequence(all, statements, { memories, offsets: arena.offsets }, s => {
    if (s.tag === 'host') {
      all.call(functions.length + hosts.get(s)!)
      return
    }
    const c = known.get(s)!
    const shared = times.get(c.key)! > 1
    if (shared) for (const m of c.memories) all.i32(arena.offsets[m]!)
    all.call(functionOf(c, shared))
  })
  made.push({ ...NOTHING, body: all.body() })
  try {
    const module = new host.Module(moduleOf(imported, made, pages))
    const { exports } = new host.Instance(module, {
      m: { m: memory },
      f: Object.fromEntries([...functions, ...given].map((f, i) => [i, f])),
    })
    return running(plan, datas, slots, exports.run, PAGE * pages)
  } catch (e) {
    if (e instanceof host.CompileError && /unsafe-eval|disallowed/.test(e.message)) return undefined
    throw e
  }
}
