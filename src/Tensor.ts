/**
 * `Tensor<S, K>`: a value, an immutable dense array of literal shape and kind.
 *
 * 1. `toFlat(fromFlat(xs, s)) ≡ xs`, copied on the way in and on the way out
 * 2. `toNested(array(xs)) ≡ xs`
 *
 * @example
 * import { array, at, toNested } from 'chainrule'
 *
 * const t = array([[1, 2], [3, 4]])
 * t.shape // => [2, 2]
 * at(t, 1, 0) // => 3
 * toNested(t) // => [[1, 2], [3, 4]]
 */
import {
  type AnyTensor,
  allocate,
  type Data,
  type Entry,
  entries,
  isSealed,
  type Kind,
  nest,
  open,
  seal,
  type Tensor,
} from './Dense.js'
import { shapeError } from './Errors.js'
import { checkShape, owned, type Shape, sameShape, showShape, size, strides } from './Shape.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

export type { AnyTensor, Entry, Kind, Tensor } from './Dense.js'

/** Arrays of arrays of entries. */
export type Nested = number | boolean | readonly Nested[]

/** Arrays nested as deep as a shape has axes. */
export type NestedOf<S extends Shape, X> = number extends S['length']
  ? Nested
  : S extends readonly [number, ...infer Rest extends Shape]
    ? readonly NestedOf<Rest, X>[]
    : X

/** The shape of nested arrays: literal where their lengths are. */
export type ShapeOfNested<X> = readonly [X] extends readonly [never]
  ? readonly [] // the entry of an empty array
  : X extends readonly [infer A, ...infer _]
    ? readonly [X['length'] & number, ...ShapeOfNested<A>]
    : X extends readonly (infer A)[]
      ? readonly [X['length'] & number, ...ShapeOfNested<A>]
      : readonly []

/** The kind that nested arrays have unless another is said. */
export type KindOfNested<X> =
  true extends EntryOf<X> ? 'bool' : false extends EntryOf<X> ? 'bool' : 'real'
type EntryOf<X> = X extends readonly (infer A)[] ? EntryOf<A> : X

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

const described = (x: unknown): string =>
  typeof x === 'number' || typeof x === 'boolean' ? `${x}` : x === null ? 'null' : typeof x

const isRow = (x: Nested): x is readonly Nested[] => Array.isArray(x)

const flatten = (
  x: Nested,
  shape: Shape,
  path: readonly number[],
): readonly (number | boolean)[] => {
  if (path.length === shape.length) {
    if (isRow(x))
      throw shapeError('array', `an entry at [${path.join('][')}]`, 'an array: rows are ragged')
    return [x]
  }
  const n = shape[path.length]
  if (!isRow(x) || x.length !== n)
    throw shapeError(
      'array',
      `${n} entries at [${path.join('][')}]`,
      `${isRow(x) ? x.length : typeof x}: rows are ragged`,
    )
  // `Array.from` sees the holes of a sparse array, which `flatMap` skips.
  return Array.from(x).flatMap((row, i) => flatten(row, shape, [...path, i]))
}

const shapeOfNested = (x: Nested): Shape =>
  isRow(x) ? [x.length, ...(x[0] === undefined ? [] : shapeOfNested(x[0]))] : []

const write = (operation: string, kind: Kind, xs: ArrayLike<number | boolean>): Data => {
  const data = allocate(kind, xs.length)
  const type = kind === 'bool' ? 'boolean' : 'number'
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]
    if (typeof x !== type)
      throw shapeError(operation, `entries of kind ${kind}`, `${described(x)} at ${i}`)
    data[i] = Number(x)
    if (kind === 'index' && data[i] !== Number(x))
      throw shapeError(operation, '32-bit integers', `${x} at ${i}`)
  }
  return data
}

/**
 * A tensor from nested arrays; booleans make a bool tensor, numbers a real one unless `'index'` is said.
 *
 * @example
 * import { array } from 'chainrule'
 *
 * array([1, 2, 3]).shape // => [3]
 * array([[true], [false]]).kind // => 'bool'
 * array([0, 2], 'index').dtype // => 'i32'
 *
 * @throws ShapeError where rows are ragged or entries are of another kind
 */
export const array = <const X extends Nested, K extends Kind = KindOfNested<X>>(
  nested: X,
  kind?: K,
): Tensor<ShapeOfNested<X>, NoInfer<K>> => {
  const rows: Nested = nested
  const shape = shapeOfNested(rows)
  const flat = flatten(rows, shape, [])
  const k = kind ?? (typeof flat[0] === 'boolean' ? 'bool' : 'real')
  // Sound: the shape was read off the same value that the type was.
  return seal(shape, k, write('array', k, flat)) as AnyTensor as Tensor<ShapeOfNested<X>, K>
}

/** Flat data a tensor can be made from. */
export type Flat = readonly number[] | readonly boolean[] | Data

const kindOfFlat = (xs: Flat): Kind =>
  xs instanceof Int32Array ? 'index' : typeof xs[0] === 'boolean' ? 'bool' : 'real'

/** The kind that flat data have unless another is said. */
export type KindOfFlat<X> = X extends Int32Array
  ? 'index'
  : X extends readonly never[]
    ? 'real'
    : X extends readonly boolean[]
      ? 'bool'
      : 'real'

/**
 * A tensor from flat row-major data, which are copied; a `Float32Array` keeps its precision.
 *
 * @example
 * import { fromFlat, toNested } from 'chainrule'
 *
 * toNested(fromFlat([1, 2, 3, 4, 5, 6], [2, 3])) // => [[1, 2, 3], [4, 5, 6]]
 * fromFlat(new Float32Array(2), [2]).dtype // => 'f32'
 *
 * @throws ShapeError where there are not as many entries as the shape has
 */
export const fromFlat = <const S extends Shape, X extends Flat, K extends Kind = KindOfFlat<X>>(
  xs: X,
  shape: S,
  kind?: K,
): Tensor<S, NoInfer<K>> => {
  checkShape('fromFlat', shape)
  if (xs.length !== size(shape))
    throw shapeError('fromFlat', `${size(shape)} entries for ${showShape(shape)}`, `${xs.length}`)
  const k = kind ?? kindOfFlat(xs)
  // What `toTypedArray` gives is taken back.
  const same =
    (k === 'real' && xs instanceof Float32Array) ||
    (k === 'bool' && xs instanceof Uint8Array && xs.every(x => x <= 1))
  const copy = same ? xs.slice() : write('fromFlat', k, xs)
  return seal(shape, k, copy) as Tensor<S, K> // sound: `kindOfFlat` is `KindOfFlat`
}

/**
 * A real tensor whose entries are a function of their index.
 *
 * @example
 * import { fromFunction, toNested } from 'chainrule'
 *
 * toNested(fromFunction([2, 2], (i, j) => 10 * i + j)) // => [[0, 1], [10, 11]]
 */
export const fromFunction = <const S extends Shape>(
  shape: S,
  f: (...index: readonly number[]) => number,
): Tensor<S> => {
  const own = owned(checkShape('fromFunction', shape)) // `f` may have the caller's hands on it
  const data = new Float64Array(size(own))
  const step = strides(own)
  for (let k = 0; k < data.length; k++)
    data[k] = f(...own.map((d, i) => Math.floor(k / (step[i] ?? 1)) % d))
  return seal(own, 'real', data)
}

/** A real tensor whose entries are all `value`. */
export const full = <const S extends Shape>(shape: S, value: number): Tensor<S> =>
  seal(shape, 'real', new Float64Array(size(checkShape('full', shape))).fill(value))

/**
 * A key of random numbers from a 32-bit seed.
 *
 * @throws ShapeError where the seed is not a whole number from −2³¹ to 2³² − 1
 */
export const keyFrom = (seed: number): Tensor<readonly [2], 'index'> => {
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 32)
    throw shapeError('keyFrom', 'a 32-bit whole number', `${seed}`)
  return seal([2], 'index', Int32Array.of(0, seed))
}

// -------------------------------------------------------------------------------------
// read access
// -------------------------------------------------------------------------------------

/** The entries as nested arrays, copied; a number for a scalar. */
export const toNested = <S extends Shape, K extends Kind>(t: Tensor<S, K>): NestedOf<S, Entry<K>> =>
  nest(t.shape, entries(t.kind, open(t))) as NestedOf<S, Entry<K>> // one level an axis

/** The entries, row-major, copied. */
export const toFlat = <K extends Kind>(t: Tensor<Shape, K>): readonly Entry<K>[] => t.values

/** The entries of a real or index tensor in a typed array of its own precision, copied. */
export const toTypedArray = (t: Tensor<Shape, Kind>): Data => open(t).slice()

/**
 * The entry at an index, one integer an axis.
 *
 * @throws ShapeError where the index is out of range
 */
export const at = <K extends Kind>(t: Tensor<Shape, K>, ...index: readonly number[]): Entry<K> => {
  const inside = t.shape.every(
    (d, i) => Number.isInteger(index[i]) && index[i]! >= 0 && index[i]! < d,
  )
  if (index.length !== t.shape.length || !inside)
    throw shapeError('at', `an index into ${showShape(t.shape)}`, showShape(index))
  const k = strides(t.shape).reduce((sum, s, i) => sum + s * (index[i] ?? 0), 0)
  const x = open(t)[k]
  return (t.kind === 'bool' ? x !== 0 : x) as Entry<K> // an entry of the tensor's kind
}

/** Whether a value is a tensor. */
export const isTensor = (u: unknown): u is AnyTensor => isSealed(u)

/** Same shape, kind and entries, bit by bit (a NaN is itself, `-0` is not `0`). */
export const equals = (a: AnyTensor, b: AnyTensor): boolean => {
  const x = open(a)
  const y = open(b)
  return a.kind === b.kind && sameShape(a.shape, b.shape) && x.every((v, i) => Object.is(v, y[i]))
}
