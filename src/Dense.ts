/**
 * Raw dense arrays, what kernels work on, and the seal that makes one an immutable `Tensor`.
 * Not published: only through here can a tensor's memory be reached.
 */
import { owned, type Shape, size } from './Shape.js'

/** What the entries are: real numbers, 32-bit integers, truth values. */
export type Kind = 'real' | 'index' | 'bool'

/** An immutable dense array of shape `S` and kind `K`. */
export interface Tensor<S extends Shape = Shape, K extends Kind = 'real'> {
  readonly _tag: 'Tensor'
  readonly shape: S
  readonly kind: K
  readonly dtype: 'f64' | 'f32' | 'i32' | 'bool'
  /** A copy of the entries, row-major; by it, test runners compare and print tensors. */
  readonly values: readonly Entry<K>[]
  readonly toString: () => string
}

/** The JavaScript type of an entry. */
export type Entry<K extends Kind> = K extends 'bool'
  ? boolean
  : K extends 'real' | 'index'
    ? number
    : never

/** A tensor of any shape and kind. */
export type AnyTensor = Tensor<Shape, Kind>

/** The typed arrays of the kinds: real (f64 or f32), index (i32), bool (0 or 1). */
export type Data = Float64Array | Float32Array | Int32Array | Uint8Array

/** How real numbers are held. */
export type Precision = 'f64' | 'f32'

/** A dense array, row-major. */
export interface Dense {
  readonly shape: Shape
  readonly kind: Kind
  readonly data: Data
}

/** Zeroed memory for `n` entries of a kind. */
export const allocate = (kind: Kind, n: number, precision: Precision = 'f64'): Data =>
  kind === 'index'
    ? new Int32Array(n)
    : kind === 'bool'
      ? new Uint8Array(n)
      : precision === 'f64'
        ? new Float64Array(n)
        : new Float32Array(n)

const dtypeOf = (data: Data): Tensor['dtype'] =>
  data instanceof Float64Array
    ? 'f64'
    : data instanceof Float32Array
      ? 'f32'
      : data instanceof Int32Array
        ? 'i32'
        : 'bool'

const inspect = Symbol.for('nodejs.util.inspect.custom')

/* eslint-disable functional/no-classes, functional/no-this-expressions -- a private field hides memory cheaply */

// An own property, so that test runners see it; one for all, since a function each would take most of the time.
const VALUES = {
  enumerable: true,
  get(this: AnyTensor): readonly Entry<Kind>[] {
    return entries(this.kind, open(this))
  },
}

/** What a tensor is. A class for its private field: a weak map from records to memory takes twenty times as long. */
class Sealed<S extends Shape, K extends Kind> implements Tensor<S, K> {
  readonly _tag = 'Tensor' as const
  readonly shape: S
  readonly kind: K
  readonly dtype: Tensor['dtype']
  declare readonly values: readonly Entry<K>[]
  readonly #data: Data

  constructor(shape: S, kind: K, data: Data) {
    this.shape = shape
    this.kind = kind
    this.dtype = dtypeOf(data)
    this.#data = data
    Object.defineProperty(this, 'values', VALUES)
    Object.freeze(this)
  }

  static memory(u: object): Data | undefined {
    return #data in u ? u.#data : undefined
  }

  static dense(u: object): Dense | undefined {
    return #data in u ? { shape: u.shape, kind: u.kind, data: u.#data } : undefined
  }

  toString(): string {
    return render(this.shape, this.kind, this.#data)
  }

  toJSON(): unknown {
    return nest(this.shape, entries(this.kind, this.#data))
  }

  [inspect](): string {
    return this.toString()
  }
}

/* eslint-enable functional/no-classes, functional/no-this-expressions */

/** Whether a value is a tensor, and not only looks like one: a copy has no memory. */
export const isSealed = (u: unknown): u is AnyTensor =>
  typeof u === 'object' && u !== null && Sealed.memory(u) !== undefined

/** What is a tensor, as a dense array that shares its memory: to be read only. */
export const denseOf = (u: unknown): Dense | undefined =>
  typeof u === 'object' && u !== null ? Sealed.dense(u) : undefined

/** The memory of a tensor, not a copy: to be read only. */
export const open = (t: Tensor<Shape, Kind>): Data => {
  const data = Sealed.memory(t)
  if (data === undefined) throw new TypeError('not a tensor of this copy of chainrule')
  return data
}

/** An immutable tensor that owns `data`: the caller gives it up and never writes to it again. */
export const seal = <S extends Shape, K extends Kind>(
  shape: S,
  kind: K,
  data: Data,
): Tensor<S, K> => new Sealed(owned(shape), kind, data)

/** A tensor as a dense array that shares its memory: to be read only. */
export const toDense = (t: Tensor<Shape, Kind>): Dense => ({
  shape: t.shape,
  kind: t.kind,
  data: open(t),
})

/** The entries as JavaScript values, row-major. */
export const entries = <K extends Kind>(kind: K, data: Data): readonly Entry<K>[] =>
  // Sound: `Entry` of a bool is a boolean, of the others a number.
  (kind === 'bool'
    ? Array.from(data, x => x !== 0)
    : Array.from(data)) as readonly unknown[] as readonly Entry<K>[]

/** Flat entries as nested arrays. */
export const nest = <X>(shape: Shape, flat: readonly X[]): unknown => {
  if (shape.length === 0) return flat[0]
  const [n = 0, ...rest] = shape
  const step = size(rest)
  return Array.from({ length: n }, (_, i) => nest(rest, flat.slice(i * step, (i + 1) * step)))
}

const EDGE = 3
const LONG = 1000

const render = (shape: Shape, kind: Kind, data: Data): string => {
  const number = (x: number): string =>
    kind === 'bool'
      ? x === 0
        ? 'false'
        : 'true'
      : `${kind === 'index' ? x : Number(x.toPrecision(6))}`
  const row = (axis: number, offset: number, indent: string): string => {
    if (axis === shape.length) return number(data[offset] ?? Number.NaN)
    const n = shape[axis] ?? 0
    const step = size(shape.slice(axis + 1))
    const short = data.length > LONG && n > 2 * EDGE
    const keep = short
      ? [...Array(EDGE).keys(), -1, ...Array.from({ length: EDGE }, (_, i) => n - EDGE + i)]
      : [...Array(n).keys()]
    const parts = keep.map(i => (i < 0 ? '…' : row(axis + 1, offset + i * step, `${indent} `)))
    return `[${parts.join(axis === shape.length - 1 ? ', ' : `,\n${indent} `)}]`
  }
  return `Tensor<[${shape.join(', ')}], ${kind}> ${row(0, 0, '')}`
}
