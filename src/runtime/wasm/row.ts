/** Vectors as instructions, up to two entries at a time, or four of single precision: what changes along a row, what not. */
import type { HostFunction } from '../../op/Scalars.js'
import type { Count } from './access.js'
import type { Assembler } from './assembler.js'
import { plain, simd } from './instructions.js'
import type { Vector } from './vectors.js'

/** What nodes need of their surroundings. */
export interface Scene {
  readonly nodes: readonly Vector[]
  /** Whether a load changes along a row. */
  readonly moves: (load: number) => boolean
  /** The function of the module that is a function of the host. */
  readonly nameOf: (f: HostFunction, arity: number) => number
}

/** Entries of a vector: how many, and how a load of them is written. */
export interface Entries {
  readonly lanes: Count
  readonly load: (load: number, lanes: Count) => void
}

/** The local variable in which a node is. */
export type ValueOf = (node: number) => number

/** Nodes as instructions. */
export interface Row {
  /**
   * Puts constants into local variables, before all loops: some engines (V8 from 12 on) would make each where it is
   * used, by three or four instructions.
   */
  readonly constants: () => void
  /** Computes what does not change along a row. */
  readonly fixed: (load: (load: number) => void) => void
  /**
   * Loads entries, a vector each, and does something with their values, which each has in local variables of its own.
   * Where the host is asked in rare cases it is done in one of two ways: if for none of them, in one run of
   * instructions, of which those of all vectors can be under way at a time.
   */
  readonly moving: (
    vectors: readonly Entries[],
    use: (valuesOf: readonly ValueOf[]) => void,
  ) => void
  /** How many instructions change along a row. */
  readonly cost: number
}

/** Rows of a kernel. */
export const rowOf = (a: Assembler, { nodes, moves, nameOf }: Scene): Row => {
  const moving: boolean[] = []
  nodes.forEach((node, i) => {
    moving[i] = node.op === 'load' ? moves(node.load) : node.args.some(arg => moving[arg])
  })
  const masks = new Set(
    nodes.flatMap((node, i) => (node.op === 'patch' && moving[i] === true ? [node.args[0]!] : [])),
  )
  const known = nodes.map(() => false)
  // The variables of each copy, and which of them hold what they should; what is fixed has its own.
  const copies: { readonly locals: Map<number, number>; readonly known: boolean[] }[] = []
  const own = new Map<number, number>()

  const writer = (
    lanes: Count,
    load: (load: number, lanes: Count) => void,
    copy: (typeof copies)[number],
    patched: boolean,
  ) => {
    const localOf = (i: number): number => {
      const locals = moving[i] === true ? copy.locals : own
      const local = locals.get(i) ?? a.local('v128')
      locals.set(i, local)
      return local
    }
    const isKnown = (i: number): boolean => (moving[i] === true ? copy.known : known)[i] === true
    const given = (args: readonly number[], lane: number, single: boolean): void => {
      for (const arg of args) {
        a.get(localOf(arg))
        a.lane(single ? simd.f32x4ExtractLane : simd.f64x2ExtractLane, lane)
        if (single) a.plain(plain.f64PromoteF32)
      }
    }
    const compute = (node: Vector, i: number): void => {
      switch (node.op) {
        case 'constant':
          a.v128(node.bits)
          return
        case 'load':
          load(node.load, lanes)
          return
        case 'simd':
          for (const arg of node.args) push(arg)
          a.simd(node.code)
          return
        case 'shift':
          push(node.args[0])
          a.i32(node.by)
          a.simd(node.code)
          return
        case 'shuffle':
          for (const arg of node.args) push(arg)
          a.shuffle(node.words.flatMap(w => [0, 1, 2, 3].map(b => 4 * w + b)))
          return
        case 'host': {
          for (const arg of node.args) need(arg)
          const f = nameOf(node.f, node.args.length)
          given(node.args, 0, false)
          a.call(f)
          a.simd(simd.f64x2Splat)
          if (moving[i] !== true || lanes === 1) return
          given(node.args, 1, false)
          a.call(f)
          a.lane(simd.f64x2ReplaceLane, 1)
          return
        }
        case 'patch': {
          if (moving[i] === true && !patched) {
            push(node.args[1]!)
            return
          }
          for (const arg of node.args) need(arg)
          a.get(localOf(node.args[1]!))
          a.set(localOf(i))
          ask(node, i)
          a.get(localOf(i))
        }
      }
    }
    /** Asks the host for the lanes whose mask is set. */
    const ask = ({ f, single, args }: Vector & { readonly op: 'patch' }, i: number): void => {
      const [mask, , ...xs] = args as readonly [number, number, ...number[]]
      for (let lane = 0; lane < Math.min(lanes, single ? 4 : 2); lane++) {
        a.get(localOf(mask))
        a.lane(simd.i32x4ExtractLane, single ? lane : 2 * lane)
        a.when(() => {
          a.get(localOf(i))
          given(xs, lane, single)
          a.call(nameOf(f, xs.length))
          if (single) a.plain(plain.f32DemoteF64)
          a.lane(single ? simd.f32x4ReplaceLane : simd.f64x2ReplaceLane, lane)
          a.set(localOf(i))
        })
      }
    }
    const push = (i: number): void => {
      need(i)
      a.get(localOf(i))
    }
    const need = (i: number): void => {
      if (isKnown(i)) return
      compute(nodes[i]!, i)
      a.set(localOf(i))
      ;(moving[i] === true ? copy.known : known)[i] = true
    }
    return { need, push, localOf }
  }
  /** What does not change along a row. */
  const still = (load: (load: number) => void) => writer(2, load, { locals: own, known }, true)

  return {
    cost: nodes.filter((n, i) => n.op !== 'constant' && moving[i]).length,
    constants: () => {
      const { need } = still(() => undefined)
      nodes.forEach((node, i) => {
        if (node.op === 'constant') need(i)
      })
    },
    fixed: load => {
      nodes.forEach((node, i) => {
        known[i] = node.op === 'constant'
      })
      const { need } = still(load)
      nodes.forEach((_, i) => {
        if (moving[i] === false) need(i)
      })
    },
    moving: (vectors, use) => {
      const begun = (patched: boolean): readonly ReturnType<typeof writer>[] => {
        const writers = vectors.map(({ lanes, load }, k) => {
          const state = { locals: copies[k]?.locals ?? new Map<number, number>(), known: [] }
          copies[k] = state
          return writer(lanes, load, state, patched)
        })
        for (const { need } of writers)
          nodes.forEach((node, i) => {
            if (node.op === 'load' && moving[i] === true) need(i)
          })
        return writers
      }
      const used = (writers: readonly ReturnType<typeof writer>[]): void => {
        // Node by node, so that neighbours do not wait for each other: some engines keep the order of instructions.
        nodes.forEach((_, i) => {
          if (moving[i] === true) for (const { need } of writers) need(i)
        })
        use(writers.map(w => w.localOf))
      }
      const plainly = begun(false)
      if (masks.size === 0) {
        used(plainly)
        return
      }
      const rare = plainly.flatMap(({ push }) => [...masks].map(mask => ({ push, mask })))
      rare.forEach(({ push, mask }, k) => {
        push(mask)
        if (k > 0) a.simd(simd.or)
      })
      a.simd(simd.anyTrue)
      a.either(
        () => {
          used(begun(true))
        },
        () => {
          used(plainly)
        },
      )
    },
  }
}
