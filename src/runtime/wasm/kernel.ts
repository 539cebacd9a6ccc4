/** A kernel as the body of a function: a loop nest, its rows a vector at a time. */
import { BLOCK } from '../../op/structure/lanes.js'
import type { Access, Kernel } from '../plan/model.js'
import { type Count, cursors, type Layout, load, store, walkOf } from './access.js'
import { assembler } from './assembler.js'
import type { Coded } from './code.js'
import { reducing } from './reduction.js'
import { rowOf, type Scene } from './row.js'

/** What functions refer to. */
export interface Setting extends Layout {
  readonly params: number
  readonly nameOf: Scene['nameOf']
  /** The function that sums the sums of blocks. */
  readonly tree: number
}

/** How many vectors of a row are computed in a turn of its loop: more of them wait less for each other. */
const unrolled = (cost: number, width: number): number =>
  cost <= 8 ? 8 / width : cost <= 240 ? 4 : cost <= 480 ? 2 : 1

/** The body of a kernel with so many parameters, its code as vectors. */
export const kernelBody = (
  kernel: Kernel,
  { nodes, width, values, singles }: Coded,
  setting: Setting,
): Uint8Array => {
  const a = assembler(setting.params)
  const scalar = kernel.sizes.length === 0
  const sizes = scalar ? [1] : kernel.sizes
  const walk = (access: Access) => walkOf(setting, scalar ? { ...access, steps: [0] } : access)
  const loads = kernel.loads.map(walk)
  const outputs = kernel.outputs.map(o => ({
    output: o,
    to: walk(o.to),
    kept: walk(o.tag === 'store' ? o.to : o.sums),
  }))
  const walks = cursors(a, [...loads, ...outputs.flatMap(({ to, kept }) => [to, kept])])
  const last = sizes.length - 1
  const n = sizes[last]!
  const row = rowOf(a, {
    nodes,
    moves: l => loads[l]!.steps[last] !== 0,
    nameOf: setting.nameOf,
  })
  const made = outputs.map(({ output, to, kept }) =>
    output.tag === 'store'
      ? { output, to }
      : {
          output,
          ...reducing(a, setting, output, [to, kept], walks, { tree: setting.tree, row: n }),
        },
  )
  const reductions = made.flatMap(m => ('take' in m ? [m] : []))
  const unroll = unrolled(row.cost, width)

  /** So many vectors, the last of so many lanes: loaded, then computed, then stored, so that none waits for another. */
  const entries = (count: number, lanes: Count): void => {
    const all = Array.from({ length: count }, (_, vector) => ({
      lanes: vector + 1 < count ? width : lanes,
      load: (l: number, n: Count): void => {
        load(a, walks.spot(loads[l]!, width * vector), n, true)
      },
    }))
    row.moving(all, valuesOf => {
      valuesOf.forEach((valueOf, vector) => {
        const own = all[vector]!.lanes
        made.forEach((m, i) => {
          const at = width * vector
          const stored = values[i]!.map(valueOf)
          if (!('take' in m)) {
            store(a, walks.spot(m.to, at), own, stored[0]!, singles[i])
            return
          }
          // What is gathered is gathered in pairs.
          stored.forEach((pair, k) => {
            const left = own - 2 * k
            if (left > 0) m.take(left > 1 ? 2 : 1, pair, at + 2 * k, at / 2 + k)
          })
        })
      })
    })
  }
  /** Entries of a run; how far cursors have moved along it, and by how many pairs lanes have turned. */
  const run = (length: number): { readonly moved: number; readonly turned: number } => {
    const turns = Math.floor(length / (width * unroll))
    const pairs = (width / 2) * unroll
    a.repeat(turns, () => {
      entries(unroll, width)
      for (const r of reductions) r.turn(pairs)
      walks.move(last, width * unroll, 0)
    })
    const rest = length - turns * width * unroll
    if (rest > 0) entries(Math.ceil(rest / width), (((rest - 1) % width) + 1) as Count)
    return { moved: width * unroll * turns, turned: pairs * turns }
  }
  const blocked = reductions.some(r => r.output.blocks !== undefined)
  /** A row; how far cursors have moved along it. */
  const wholeRow = (): number => {
    if (n > 0)
      row.fixed(l => {
        load(a, walks.spot(loads[l]!, 0), width, true)
      })
    for (const r of reductions) r.start()
    const block = (length: number): { readonly moved: number; readonly turned: number } => {
      for (const r of reductions) r.begin()
      const done = run(length)
      for (const r of reductions) r.end(done.turned)
      return done
    }
    if (!blocked) {
      const { moved, turned } = block(n)
      for (const r of reductions) r.finish(turned, 1)
      return moved
    }
    const full = Math.floor(n / BLOCK)
    a.repeat(full, () => block(BLOCK))
    const moved = n % BLOCK === 0 ? 0 : block(n % BLOCK).moved
    for (const r of reductions) r.finish(0, Math.ceil(n / BLOCK))
    return full * BLOCK + moved
  }
  const nest = (axis: number): number => {
    if (axis === last) return wholeRow()
    a.repeat(sizes[axis]!, () => {
      walks.move(axis, 1, nest(axis + 1))
    })
    return sizes[axis]!
  }
  for (const r of reductions) r.open()
  walks.begin()
  row.constants()
  nest(0)
  for (const r of reductions) r.close()
  return a.body()
}
