/** The target `wasm`: a plan as one module of vector instructions over one memory. */
import type { Dense } from '../../Dense.js'
import type { HostFunction } from '../../op/Scalars.js'
import { hosted, opened } from '../plan/host.js'
import type { Plan } from '../plan/model.js'
import { placed } from '../plan/place.js'
import { type Running, running } from '../plan/running.js'
import { assembler } from './assembler.js'
import { exact } from './exact.js'
import { kernelBody } from './kernel.js'
import { approximate } from './math/math.js'
import { type Made, moduleOf, type Signature } from './module.js'
import { productBody, scratchOf } from './product.js'
import { treeBody } from './reduction.js'
import { vectorsOf } from './vectors.js'

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

/**
 * A plan as a module, functions like exp by vectors or by the host; undefined where there is no WebAssembly, or
 * a page forbids it.
 */
export const wasm = (plan: Plan, math: 'host' | 'vector'): Running | undefined => {
  const host = (globalThis as { readonly WebAssembly?: Host }).WebAssembly
  if (host === undefined) return undefined
  const arena = placed(plan)
  const { memories, statements } = plan
  const scratch = statements.map(s =>
    s.tag === 'product' ? scratchOf({ memories, offsets: arena.offsets }, s) : 0,
  )
  // A vector may read beyond the end of what it is of.
  const pages = Math.ceil((arena.bytes + scratch.reduce((x, y) => Math.max(x, y), 0) + 32) / PAGE)
  const memory = new host.Memory({ initial: pages })
  const datas = opened(plan, arena, memory.buffer)
  const slots = Array<Dense | undefined>(plan.slots).fill(undefined)

  const given: (() => void)[] = []
  const signatures: Signature[] = []
  const functions: HostFunction[] = []
  const names = new Map<HostFunction, Map<number, number>>()
  const steps = statements.map(s => {
    if (s.tag === 'kernel') {
      const code = vectorsOf(s, math === 'host' ? exact : approximate)
      for (const node of code.nodes) {
        if (node.op !== 'host' && node.op !== 'patch') continue
        const arity = node.args.length - (node.op === 'patch' ? 2 : 0)
        const known = names.get(node.f) ?? new Map<number, number>()
        names.set(node.f, known)
        if (known.has(arity)) continue
        known.set(arity, functions.push(node.f) - 1)
        signatures.push({ params: Array.from({ length: arity }, () => 'f64'), results: ['f64'] })
      }
      return { kernel: s, code }
    }
    return s.tag === 'host' ? given.push(hosted(s, datas, slots, plan)) - 1 : s
  })
  const imported: readonly Signature[] = [
    ...signatures,
    ...given.map(() => ({ params: [], results: [] })),
  ]
  const tree = imported.length
  const setting = {
    memories,
    offsets: arena.offsets,
    nameOf: (f: HostFunction, arity: number): number => names.get(f)!.get(arity)!,
    tree,
  }
  const made: Made[] = [{ params: ['i32', 'i32'], results: ['f64'], body: treeBody(assembler(2)) }]
  const all = assembler()
  for (const step of steps) {
    if (typeof step === 'number') all.call(functions.length + step)
    else {
      const body =
        'tag' in step
          ? productBody(setting, step, arena.bytes)
          : kernelBody(step.kernel, step.code, setting)
      all.call(imported.length + made.push({ params: [], results: [], body }) - 1)
    }
  }
  made.push({ params: [], results: [], body: all.body() })
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
