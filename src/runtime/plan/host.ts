/** Statements that run outside generated code: operations by their records, products of matrices, trees of sums. */
import type { Data, Dense } from '../../Dense.js'
import { broadcastView } from '../../op/Strided.js'
import { lanesSum } from '../../op/structure/lanes.js'
import { walkRows } from '../../op/walk.js'
import { size } from '../../Shape.js'
import { machines } from '../interpret.js'
import type { Format, Host, Place, Plan, Product } from './model.js'
import type { Arena } from './place.js'

/** Entries on a buffer. */
export const arrayOn = (
  format: Format,
  buffer: ArrayBufferLike,
  at: number,
  length: number,
): Data =>
  format === 'f64'
    ? new Float64Array(buffer, at, length)
    : format === 'f32'
      ? new Float32Array(buffer, at, length)
      : format === 'i32'
        ? new Int32Array(buffer, at, length)
        : new Uint8Array(buffer, at, length)

/** Entries of their own. */
export const allocated = (format: Format, length: number): Data =>
  format === 'f64'
    ? new Float64Array(length)
    : format === 'f32'
      ? new Float32Array(length)
      : format === 'i32'
        ? new Int32Array(length)
        : new Uint8Array(length)

/** The memories of a plan as typed arrays over one buffer. */
export const opened = (
  { memories }: Plan,
  { offsets }: Arena,
  buffer: ArrayBufferLike,
): readonly Data[] =>
  memories.map(({ format, length, constant }, m) => {
    const data = arrayOn(format, buffer, offsets[m]!, length)
    if (constant !== undefined) data.set(constant)
    return data
  })

/** What a place holds. */
export const read = (
  p: Place,
  datas: readonly Data[],
  slots: readonly (Dense | undefined)[],
): Dense => {
  if (p.tag === 'sequence') return slots[p.slot]!
  const { start, memory } = p.view
  return { ...p.aval, data: datas[memory]!.subarray(start, start + size(p.aval.shape)) }
}

/** An operation evaluated on memory; its arguments are read only, its results copied. */
export const hosted = (
  { operation, attrs, args, outs, avals }: Host,
  datas: readonly Data[],
  slots: (Dense | undefined)[],
  { precision }: Plan,
): (() => void) => {
  const machine = machines[precision]
  const whole = operation.evaluateAll !== undefined
  return () => {
    const xs = args.map(p => {
      const x = read(p, datas, slots)
      // Functions of the host, and what keeps sequences, may hold on to what they are given.
      return whole && p.tag === 'memory' ? { ...x, data: x.data.slice() } : x
    })
    const made =
      operation.evaluateAll !== undefined
        ? operation.evaluateAll(xs, avals, attrs, machine)
        : [{ ...avals[0]!, data: operation.evaluate(xs, avals[0]!, attrs, precision) }]
    outs.forEach((p, i) => {
      const y = made[i]!
      if (p.tag === 'sequence') slots[p.slot] = y
      else datas[p.view.memory]!.set(y.data)
    })
  }
}

/** A product of matrices, in the order of the interpreter. */
export const multiplied = ({ a, b, out }: Product, datas: readonly Data[]): (() => void) => {
  const x = datas[a.memory]!
  const y = datas[b.memory]!
  const to = datas[out.memory]!
  const rank = out.shape.length
  const [m, n] = [out.shape[rank - 2]!, out.shape[rank - 1]!]
  const depth = a.shape[a.shape.length - 1]!
  const batch = out.shape.slice(0, -2)
  const [left, right] = [a, b].map(v => {
    const shape = v.shape.slice(0, -2)
    return broadcastView({ shape, start: 0, strides: v.strides.slice(0, -2) }, batch).strides
  }) as [readonly number[], readonly number[]]
  const [xr, xk] = a.strides.slice(-2) as [number, number]
  const [yk, yc] = b.strides.slice(-2) as [number, number]
  const row = new Float64Array(n)
  const lanes = new Float64Array(8)
  // Columns that do not lie side by side are laid so, once a product.
  const packed = n > 1 && yc !== 1 ? new Float64Array(depth * n) : undefined
  const whole = depth - (depth % 4)
  const one = (i: number, j: number, at: number): void => {
    if (packed !== undefined)
      for (let q = 0; q < n; q++)
        for (let p = 0; p < depth; p++) packed[p * n + q] = y[j + p * yk + q * yc]!
    const [z, start, down] = packed === undefined ? [y, j, yk] : [packed, 0, n]
    for (let r = 0; r < m; r++) {
      const from = i + r * xr
      if (n === 1) {
        lanes.fill(0)
        for (let p = 0; p < depth; p++) lanes[p & 7]! += x[from + p * xk]! * y[j + p * yk]!
        to[at + r] = lanesSum(lanes)
        continue
      }
      row.fill(0)
      for (let p = 0; p < whole; p += 4) {
        const u0 = x[from + p * xk]!
        const u1 = x[from + (p + 1) * xk]!
        const u2 = x[from + (p + 2) * xk]!
        const u3 = x[from + (p + 3) * xk]!
        const [b0, b1] = [start + p * down, start + (p + 1) * down]
        const [b2, b3] = [b1 + down, b1 + 2 * down]
        for (let q = 0; q < n; q++)
          row[q] = row[q]! + u0 * z[b0 + q]! + u1 * z[b1 + q]! + u2 * z[b2 + q]! + u3 * z[b3 + q]!
      }
      for (let p = whole; p < depth; p++) {
        const u = x[from + p * xk]!
        const line = start + p * down
        for (let q = 0; q < n; q++) row[q]! += u * z[line + q]!
      }
      to.set(row, at + r * n)
    }
  }
  return () => {
    walkRows(
      batch,
      [left, right],
      (k, [i, j], count, [di, dj]) => {
        for (let c = 0; c < count; c++) one(i! + c * di!, j! + c * dj!, out.start + (k + c) * m * n)
      },
      [a.start, b.start],
    )
  }
}

/** The sum of the sums of blocks, by a tree whose left branches are whole. */
export const tree = (sums: Data, from: number, count: number): number => {
  for (let n = count; n > 1; n = Math.ceil(n / 2))
    for (let i = 0; 2 * i < n; i++)
      sums[from + i] =
        2 * i + 1 < n ? sums[from + 2 * i]! + sums[from + 2 * i + 1]! : sums[from + 2 * i]!
  return sums[from]!
}
