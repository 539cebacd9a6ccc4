/** Large statements as parts that threads may share; each entry is computed as it was, so no bit of a result changes. */
import type { HostFunction } from '../../op/Scalars.js'
import { size } from '../../Shape.js'
import { runsAnywhere } from '../ofMath.js'
import type { Access, Kernel, Memory, Plan, Product, Statement, View } from '../plan/model.js'

/** How a plan is split. */
export interface Splitting {
  readonly threads: number
  /** So many scalar operations, roughly, are worth a part. */
  readonly worth: number
  /** Functions that parts compute without the host. */
  readonly alone: ReadonlySet<HostFunction>
}

/** Parts a thread: one that comes late finds less to do. */
const EACH = 2

/** What calls a function costs so many times what does arithmetic. */
const CALL = 16

/** Lengths of so many parts, each but the last a multiple of a unit, and none shorter than that. */
const lengths = (whole: number, parts: number, unit: number): readonly number[] => {
  const each = Math.ceil(whole / parts / unit) * unit
  const full = Math.max(Math.floor(whole / each), 1)
  const rest = whole - full * each
  return [
    ...Array.from({ length: full - 1 }, () => each),
    ...(rest < unit ? [each + rest] : [each, rest]),
  ]
}

const partsOf = (work: number, { threads, worth }: Splitting): number =>
  Math.min(EACH * threads, Math.floor(work / worth))

/** Parts of a whole, each from where it begins on. */
const cut = <A>(
  whole: number,
  parts: number,
  unit: number,
  part: (from: number, length: number) => A,
): readonly A[] => {
  let from = 0
  return lengths(whole, parts, unit).map(length => {
    const made = part(from, length)
    from += length
    return made
  })
}

/** The axis along which entries of the results have nothing to do with each other, if there is one. */
const axisOf = ({ sizes, outputs }: Kernel): number | undefined => {
  const last = sizes.length - 1
  const axis = sizes.findIndex(
    (d, i) =>
      d > 1 &&
      outputs.every(
        o => o.to.steps[i] !== 0 && (o.tag === 'store' || (o.inner && o.single && i !== last)),
      ),
  )
  return axis < 0 ? undefined : axis
}

const kernelParts = (
  k: Kernel,
  how: Splitting,
  memory: (like: number) => number,
): readonly Kernel[] => {
  const axis = axisOf(k)
  const weight = k.code.reduce((sum, c) => sum + (c.op === 'call' ? CALL : 1), 0)
  const parts = partsOf(size(k.sizes) * weight, how)
  if (axis === undefined || !runsAnywhere(k.code, how.alone) || parts < 2) return [k]
  const unit = axis === k.sizes.length - 1 ? 8 : 1
  return cut(k.sizes[axis]!, parts, unit, (from, length) => {
    const moved = (x: Access): Access => ({ ...x, start: x.start + from * x.steps[axis]! })
    return {
      ...k,
      sizes: k.sizes.map((d, i) => (i === axis ? length : d)),
      loads: k.loads.map(moved),
      outputs: k.outputs.map(o =>
        o.tag === 'store'
          ? { ...o, to: moved(o.to) }
          : {
              ...o,
              to: moved(o.to),
              sums: moved(o.sums),
              blocks: o.blocks === undefined ? undefined : memory(o.blocks),
            },
      ),
    }
  })
}

/** A view of so many entries along an axis, from one on. */
const stretch = (v: View, axis: number, from: number, length: number): View => ({
  ...v,
  start: v.start + from * v.strides[axis]!,
  shape: v.shape.map((d, i) => (i === axis ? length : d)),
})

/** A tile has at most so many columns. */
const COLUMNS = 16

const productParts = (p: Product, how: Splitting): readonly Product[] => {
  const [m, n] = p.out.shape.slice(-2) as [number, number]
  const parts = partsOf(size(p.out.shape) * p.a.shape[p.a.shape.length - 1]!, how)
  if (parts < 2) return [p]
  const last = p.out.shape.length - 1
  // What is packed is packed for every part: rows only where there are more of them.
  if (n >= m)
    return cut(n, parts, COLUMNS, (from, length) => ({
      ...p,
      b: stretch(p.b, p.b.shape.length - 1, from, length),
      out: stretch(p.out, last, from, length),
    }))
  return cut(m, parts, 4, (from, length) => ({
    ...p,
    a: stretch(p.a, p.a.shape.length - 2, from, length),
    out: stretch(p.out, last - 1, from, length),
  }))
}

/** A plan whose large statements are parts, some for each of so many threads. */
export const split = (plan: Plan, how: Splitting): Plan => {
  const memories: Memory[] = [...plan.memories]
  const memory = (like: number): number => memories.push(memories[like]!) - 1
  const all = (statements: readonly Statement[]): readonly Statement[] => statements.map(one)
  const one = (s: Statement): Statement => {
    switch (s.tag) {
      case 'loop':
        return { ...s, head: all(s.head), body: all(s.body) }
      case 'branch':
        return { ...s, cases: s.cases.map(all) }
      case 'kernel':
      case 'product': {
        const parts = s.tag === 'kernel' ? kernelParts(s, how, memory) : productParts(s, how)
        return parts.length < 2 ? s : { tag: 'parts', parts }
      }
      case 'parts':
      case 'pick':
      case 'draw':
      case 'host':
      case 'copy':
        return s
    }
  }
  const statements = all(plan.statements)
  return { ...plan, memories, statements }
}
