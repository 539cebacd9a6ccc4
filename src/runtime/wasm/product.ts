/** Products of matrices as the bodies of functions: tiles of packed panels, or lanes where there is one column. */
import { broadcastView } from '../../op/Strided.js'
import { size } from '../../Shape.js'
import type { Product } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { cursorAt, type Layout } from './access.js'
import { advance, assembler, copied } from './assembler.js'
import { columnBody } from './column.js'
import type { Matrix, Multiplied } from './matrices.js'
import { tiled, tilingOf } from './tiles.js'

const matricesOf = ({ memories }: Pick<Layout, 'memories'>, { a, b, out }: Product): Multiplied => {
  const matrix = (v: Product['a']): Matrix => {
    const { format } = memories[v.memory]!
    const [down, along] = v.strides.slice(-2).map(s => s * bytesOf[format]) as [number, number]
    return { format, down, along }
  }
  const [m, n] = out.shape.slice(-2) as [number, number]
  const k = a.shape[a.shape.length - 1]!
  return { m, n, k, left: matrix(a), right: matrix(b), out: matrix(out) }
}

/** The bytes that a product needs beside its operands. */
export const scratchOf = (layout: Pick<Layout, 'memories'>, p: Product, exact: boolean): number => {
  const x = matricesOf(layout, p)
  return x.n === 1 ? 0 : tilingOf(x, exact).scratch
}

/** How results may differ from the interpreter's. */
export interface Rounding {
  /** Whether they have its bits: sums in its order, functions of the host. */
  readonly same: boolean
  /** Whether a product and a sum may be rounded once. */
  readonly fused: boolean
}

/** The body of a product, a function of so many parameters. */
export const productBody = (
  layout: Layout,
  p: Product,
  params: number,
  { same: exact, fused }: Rounding,
): Uint8Array => {
  const a = assembler(params, fused)
  const x = matricesOf(layout, p)
  const cell = (v: Product['a']): number => bytesOf[layout.memories[v.memory]!.format]
  const batch = p.out.shape.slice(0, -2)
  if (size(p.out.shape) === 0) return a.body()
  const at = (v: Product['a']): number => {
    const { origin, offset } = layout.bases[v.memory]!
    return cursorAt(a, { origin, offset: offset + v.start * cell(v) })
  }
  if (x.k === 0) {
    const { format } = x.out
    a.get(at(p.out))
    a.i32(0)
    a.i32(size(p.out.shape) * bytesOf[format])
    a.fill()
    return a.body()
  }
  const strides = (v: Product['a']): readonly number[] =>
    broadcastView(
      { shape: v.shape.slice(0, -2), start: 0, strides: v.strides.slice(0, -2) },
      batch,
    ).strides.map(s => s * cell(v))
  const steps = [p.a, p.b, p.out].map(strides)
  const one = (left: number, right: number, out: number): void => {
    if (x.n === 1) columnBody(a, x, { left, right, out })
    else tiled(a, x, tilingOf(x, exact), { left, right, out })
  }
  const nest = (axis: number, places: readonly number[]): void => {
    if (axis === batch.length) {
      one(places[0]!, places[1]!, places[2]!)
      return
    }
    const own = places.map(place => copied(a, place))
    a.repeat(batch[axis]!, () => {
      nest(axis + 1, own)
      own.forEach((place, i) => {
        advance(a, place, steps[i]![axis]!)
      })
    })
  }
  nest(0, [at(p.a), at(p.b), at(p.out)])
  return a.body()
}
