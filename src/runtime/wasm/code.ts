/**
 * Scalar code as code of vectors. A node is two doubles; or two numbers of single precision, where it is one of them
 * exactly: then what is rounded is one instruction, without a way to double precision and back. Where all are such,
 * they are four.
 */
import type { HostFunction } from '../../op/Scalars.js'
import { isTest } from '../plan/code.js'
import type { Code, Format, Kernel } from '../plan/model.js'
import { pruned } from '../plan/prune.js'
import { simd } from './instructions.js'
import { type Expansion, singleBitsOf, type Vector, vectors } from './vectors.js'

const double = {
  add: simd.f64x2Add,
  sub: simd.f64x2Sub,
  mul: simd.f64x2Mul,
  div: simd.f64x2Div,
  neg: simd.f64x2Neg,
  less: simd.f64x2Lt,
  lessEqual: simd.f64x2Le,
  equal: simd.f64x2Eq,
  and: simd.and,
  or: simd.or,
  not: simd.not,
} as const

const single = {
  add: simd.f32x4Add,
  sub: simd.f32x4Sub,
  mul: simd.f32x4Mul,
  div: simd.f32x4Div,
  less: simd.f32x4Lt,
  lessEqual: simd.f32x4Le,
  equal: simd.f32x4Eq,
} as const

/** Functions whose values are of single precision where their operands are. */
const keeping = new Map<HostFunction, number>([
  [Math.abs, simd.f32x4Abs],
  [Math.floor, simd.f32x4Floor],
  [Math.ceil, simd.f32x4Ceil],
  [Math.trunc, simd.f32x4Trunc],
  [Math.max, simd.f32x4Max],
  [Math.min, simd.f32x4Min],
])

/** Code of a kernel as vectors. */
export interface Coded {
  readonly nodes: readonly Vector[]
  /** How many numbers a vector has. */
  readonly width: 2 | 4
  /**
   * The node of each output, a truth value as 1 or 0, or two of them if four numbers of single precision are two pairs
   * of doubles; and whether it is of single precision.
   */
  readonly values: readonly (readonly number[])[]
  readonly singles: readonly boolean[]
}

/** What functions become: of doubles, and of four numbers of single precision. */
export interface Expansions {
  readonly doubles: ReadonlyMap<HostFunction, Expansion>
  readonly quads: ReadonlyMap<HostFunction, Expansion>
}

/**
 * Code of a kernel; what it loads in single precision is loaded as it is. Products and sums of doubles may be
 * rounded once where that is allowed.
 */
export const coded = (
  { code, loads, outputs }: Kernel,
  formatOf: (memory: number) => Format,
  { doubles: expansions, quads }: Expansions,
  fused: boolean,
): Coded => {
  const v = vectors(fused)
  const isSingleLoad = (load: number): boolean => formatOf(loads[load]!.memory) === 'f32'

  // What is of single precision, and truth values about nothing else: nodes come after what they read.
  const exact: boolean[] = []
  const about: boolean[] = []
  code.forEach((c, i) => {
    const all = (known: readonly boolean[]): boolean => c.args.every(arg => known[arg])
    exact[i] =
      c.op === 'load'
        ? isSingleLoad(c.load)
        : c.op === 'number'
          ? Object.is(Math.fround(c.value), c.value)
          : c.op === 'call'
            ? keeping.has(c.f) && all(exact)
            : c.op === 'choose'
              ? about[c.args[0]!]! && exact[c.args[1]!]! && exact[c.args[2]!]!
              : c.op === 'round' || (c.op === 'neg' && all(exact))
    about[i] =
      c.op === 'less' || c.op === 'lessEqual' || c.op === 'equal'
        ? all(exact)
        : (c.op === 'and' || c.op === 'or' || c.op === 'not') && all(about)
  })

  // Whether there is nothing else: what is not of single precision is rounded to it, and can be made so.
  const onlyRounded = code.map(() => true)
  for (const { op, args } of code)
    if (op !== 'round') for (const arg of args) onlyRounded[arg] = false
  const direct = (c: Code): boolean =>
    c.args.every(arg => exact[arg]) &&
    (c.op === 'add' ||
      c.op === 'sub' ||
      c.op === 'mul' ||
      c.op === 'div' ||
      (c.op === 'call' && (c.f === Math.sqrt || quads.has(c.f))))
  const whole =
    loads.length > 0 &&
    loads.every(l => formatOf(l.memory) === 'f32') &&
    code.every((c, i) => exact[i] || about[i] || (direct(c) && onlyRounded[i])) &&
    outputs.every(o => exact[o.value] && (o.tag === 'reduce' || formatOf(o.to.memory) === 'f32'))

  const doubles = new Map<number, number>()
  const singles = new Map<number, number>()
  const once =
    (known: Map<number, number>, make: (c: Code) => number) =>
    (i: number): number => {
      const node = known.get(i) ?? make(code[i]!)
      known.set(i, node)
      return node
    }
  /** A node as doubles; a truth value as masks of them. */
  const asDouble: (i: number) => number = once(doubles, c => {
    const args = (): readonly number[] => c.args.map(asDouble)
    switch (c.op) {
      case 'number':
        return v.number(c.value)
      case 'load': {
        const node = v.load(c.load)
        return isSingleLoad(c.load) ? v.simd(simd.promote, node) : node
      }
      case 'call':
        return expansions.get(c.f)?.(v, ...args()) ?? v.host(c.f, ...args())
      case 'round':
        return v.simd(simd.promote, rounded(c.args[0]!))
      case 'choose': {
        const [p, a, b] = args() as [number, number, number]
        return v.simd(simd.bitselect, a, b, p)
      }
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'neg':
      case 'less':
      case 'lessEqual':
      case 'equal':
      case 'and':
      case 'or':
      case 'not':
        return v.simd(double[c.op], ...args())
    }
  })
  /** A node of single precision as it is; a truth value about such as masks of them. */
  const asSingle: (i: number) => number = once(singles, c => {
    const args = (): readonly number[] => c.args.map(asSingle)
    switch (c.op) {
      case 'number':
        return v.bits(singleBitsOf(c.value))
      case 'load':
        return v.load(c.load)
      case 'call':
        return v.simd(keeping.get(c.f)!, ...args())
      case 'round':
        return rounded(c.args[0]!)
      case 'choose': {
        const [p, a, b] = args() as [number, number, number]
        return v.simd(simd.bitselect, a, b, p)
      }
      case 'neg':
        return v.simd(simd.f32x4Neg, ...args())
      case 'less':
      case 'lessEqual':
      case 'equal':
        return v.simd(single[c.op], ...args())
      case 'and':
      case 'or':
      case 'not':
        return v.simd(double[c.op], ...args())
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
        throw new Error(`${c.op} is not of single precision unless it is rounded`)
    }
  })
  /**
   * A node rounded to single precision. Sums, products and quotients of such, and roots, are the same rounded once or
   * first to double precision, which has more than twice the bits (Figueroa 1995).
   */
  const rounded = (i: number): number => {
    const c = code[i]!
    if (exact[i]) return asSingle(i)
    if (c.args.every(arg => exact[arg])) {
      const args = (): readonly number[] => c.args.map(asSingle)
      if (c.op === 'add' || c.op === 'sub' || c.op === 'mul' || c.op === 'div')
        return v.simd(single[c.op], ...args())
      if (c.op === 'call' && c.f === Math.sqrt) return v.simd(simd.f32x4Sqrt, ...args())
      if (c.op === 'call' && whole) return quads.get(c.f)!(v, ...args())
    }
    return v.simd(simd.demote, asDouble(i))
  }

  const made = outputs.map(o => {
    const test = isTest(code[o.value]!)
    const as = o.tag === 'store' && formatOf(o.to.memory) === 'f32' && exact[o.value] === true
    if (whole && !as) {
      const four = asSingle(o.value)
      const pairs = [four, v.shuffle([2, 3, 2, 3], four, four)]
      return { single: false, nodes: pairs.map(pair => v.simd(simd.promote, pair)) }
    }
    const node = as ? asSingle(o.value) : asDouble(o.value)
    return { single: as, nodes: [test ? v.simd(simd.and, node, v.number(1)) : node] }
  })
  // What was fused leaves products that nobody needs.
  const { nodes, at } = pruned(
    v.nodes,
    made.flatMap(m => m.nodes),
  )
  return {
    nodes,
    width: whole ? 4 : 2,
    values: made.map(m => m.nodes.map(at)),
    singles: made.map(m => m.single),
  }
}
