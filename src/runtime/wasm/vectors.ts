/** Code of vectors of two or four numbers: a graph without repetitions, whose nodes are instructions. */
import type { HostFunction } from '../../op/Scalars.js'
import { simd } from './instructions.js'

/** A node reads nodes before it, by number. */
export type Vector =
  | { readonly op: 'constant'; readonly bits: bigint; readonly args: readonly [] }
  | { readonly op: 'load'; readonly load: number; readonly args: readonly [] }
  | { readonly op: 'simd'; readonly code: number; readonly args: readonly number[] }
  | {
      readonly op: 'shift'
      readonly code: number
      readonly by: number
      readonly args: readonly [number]
    }
  /** Four words of 32 bits out of two vectors, by their numbers. */
  | { readonly op: 'shuffle'; readonly words: readonly number[]; readonly args: readonly number[] }
  | { readonly op: 'host'; readonly f: HostFunction; readonly args: readonly number[] }
  /** Of a mask, a value and operands: the value, or what the host makes of the operands where the mask is set. */
  | {
      readonly op: 'patch'
      readonly f: HostFunction
      /** Whether operands and values are four of single precision. */
      readonly single: boolean
      readonly args: readonly number[]
    }

type Patch = (f: HostFunction, mask: number, value: number, ...args: readonly number[]) => number

/** Builds code of vectors; each node is made once. */
export interface Vectors {
  readonly nodes: readonly Vector[]
  readonly number: (x: number) => number
  readonly bits: (bits: bigint) => number
  readonly load: (i: number) => number
  readonly simd: (code: number, ...args: readonly number[]) => number
  readonly shift: (code: number, by: number, a: number) => number
  readonly shuffle: (words: readonly number[], a: number, b: number) => number
  readonly host: (f: HostFunction, ...args: readonly number[]) => number
  readonly patch: Patch
  /** The same of four numbers of single precision. */
  readonly patchSingle: Patch
}

/** Instructions in place of a function of the host. */
export type Expansion = (v: Vectors, ...xs: readonly number[]) => number

/** The bits of a double. */
export const bitsOf = (x: number): bigint => new BigInt64Array(Float64Array.of(x).buffer)[0]!

/** The bits of a number in single precision, twice. */
export const singleBitsOf = (x: number): bigint => {
  const bits = BigInt(new Uint32Array(Float32Array.of(x).buffer)[0]!)
  return (bits << 32n) | bits
}

/** A new builder; where products and sums may be `fused`, they are. */
export const vectors = (fused = false): Vectors => {
  const nodes: Vector[] = []
  const known = new Map<string, number>()
  const functions = new Map<HostFunction, number>()
  const nameOf = (f: HostFunction): number => {
    const name = functions.get(f) ?? functions.size
    functions.set(f, name)
    return name
  }
  const make = (node: Vector, key: string): number => {
    const at = known.get(key) ?? nodes.push(node) - 1
    known.set(key, at)
    return at
  }
  const simdOf = (code: number, args: readonly number[]): number => {
    const [a, b] = args as readonly [number, number]
    const once = fused
      ? code === simd.f64x2Add
        ? (product(simd.f64x2Fused, a, b) ?? product(simd.f64x2Fused, b, a))
        : code === simd.f64x2Sub
          ? product(simd.f64x2FusedNegative, b, a)
          : undefined
      : undefined
    return once ?? make({ op: 'simd', code, args }, `${code} ${args.join(' ')}`)
  }
  /** A node that is a product, with another number in one instruction. */
  const product = (code: number, node: number, other: number): number | undefined => {
    const p = nodes[node]!
    return p.op === 'simd' && p.code === simd.f64x2Mul
      ? simdOf(code, [...p.args, other])
      : undefined
  }
  const patch =
    (single: boolean): Patch =>
    (f, mask, value, ...xs) =>
      make(
        { op: 'patch', f, single, args: [mask, value, ...xs] },
        `patch ${single} ${nameOf(f)} ${mask} ${value} ${xs.join(' ')}`,
      )
  const bits = (b: bigint): number => make({ op: 'constant', bits: b, args: [] }, `#${b}`)
  return {
    nodes,
    bits,
    number: x => bits(bitsOf(x)),
    load: i => make({ op: 'load', load: i, args: [] }, `load ${i}`),
    simd: (code, ...args) => simdOf(code, args),
    shift: (code, by, a) => make({ op: 'shift', code, by, args: [a] }, `${code} by ${by} ${a}`),
    host: (f, ...args) => make({ op: 'host', f, args }, `host ${nameOf(f)} ${args.join(' ')}`),
    shuffle: (words, a, b) =>
      make({ op: 'shuffle', words, args: [a, b] }, `shuffle ${words.join()} ${a} ${b}`),
    patch: patch(false),
    patchSingle: patch(true),
  }
}
