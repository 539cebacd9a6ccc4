/**
 * Shapes: tuples of sizes, with broadcasting as in NumPy, at the level of types and of values.
 * A dimension of type `number` is unknown: it meets any other, and is checked when a program is built.
 */
import { shapeError } from './Errors.js'

// -------------------------------------------------------------------------------------
// types: conditions compare `readonly [A]` with `readonly [B]`, which neither distributes nor waits for
// type parameters where both sides are the same, so that generic helpers check
// -------------------------------------------------------------------------------------

/** The sizes of a tensor's axes; `readonly []` is a scalar. */
export type Shape = readonly number[]

/** Whether two axes can have the same size: an unknown one meets any. */
export type MeetDim<A, B> = readonly [A] extends readonly [B]
  ? true
  : readonly [B] extends readonly [A]
    ? true
    : false

type BroadcastsDim<A, B> =
  MeetDim<A, B> extends true
    ? true
    : readonly [A] extends readonly [1]
      ? true
      : readonly [B] extends readonly [1]
        ? true
        : false

/** The size two axes broadcast to; 1 first, so that a generic size keeps its name. */
type BroadcastDim<A extends number, B extends number> = readonly [B] extends readonly [1]
  ? A
  : readonly [A] extends readonly [1]
    ? B
    : number extends A
      ? B
      : A

type Zip<S extends Shape, T extends Shape, Done extends Shape = readonly []> = S extends readonly [
  ...infer S0 extends Shape,
  infer A extends number,
]
  ? T extends readonly [...infer T0 extends Shape, infer B extends number]
    ? BroadcastsDim<A, B> extends true
      ? Zip<S0, T0, readonly [BroadcastDim<A, B>, ...Done]>
      : never
    : readonly [...S, ...Done]
  : readonly [...T, ...Done]

type Wide<S extends Shape, T extends Shape> = number extends S['length']
  ? Shape
  : number extends T['length']
    ? Shape
    : Zip<S, T>

/** The shape two shapes broadcast to; equality is tested first, so that generic helpers check. */
export type Broadcast<S extends Shape, T extends Shape> = readonly [S] extends readonly [T]
  ? readonly [T] extends readonly [S]
    ? S
    : Wide<S, T>
  : Wide<S, T>

type Meets<S extends Shape, T extends Shape> = number extends S['length']
  ? true
  : number extends T['length']
    ? true
    : S extends readonly [infer A, ...infer S0 extends Shape]
      ? T extends readonly [infer B, ...infer T0 extends Shape]
        ? MeetDim<A, B> extends true
          ? Meets<S0, T0>
          : false
        : false
      : T extends readonly []
        ? true
        : false

/** Whether two shapes can be the same one; equality first, unknown sizes meet any. */
export type MeetShape<S extends Shape, T extends Shape> = readonly [S] extends readonly [T]
  ? true
  : Meets<S, T>

/** Axes counted from the front, from some that may be negative; `number` where unknown. */
export type Axis<S extends Shape, I extends number> = I extends number // one by one
  ? `${I}` extends `-${infer N extends number}`
    ? S extends readonly [...infer Rest extends Shape, number]
      ? N extends 1
        ? Rest['length']
        : Axis<Rest, Minus1<N>>
      : never
    : I
  : never
type Minus1<N extends number, Count extends readonly unknown[] = []> = [
  ...Count,
  unknown,
]['length'] extends N
  ? `-${Count['length']}` extends `${infer M extends number}`
    ? M
    : never
  : Minus1<N, [...Count, unknown]>

/** The shape with the axes in `I` replaced by `With` (`readonly []` drops them). */
export type ReplaceAxes<
  S extends Shape,
  I extends number,
  With extends Shape,
  Done extends Shape = readonly [],
  Seen extends readonly unknown[] = [],
> = S extends readonly [infer A extends number, ...infer Rest extends Shape]
  ? Seen['length'] extends I
    ? ReplaceAxes<Rest, I, With, readonly [...Done, ...With], [...Seen, unknown]>
    : ReplaceAxes<Rest, I, With, readonly [...Done, A], [...Seen, unknown]>
  : Done

// -------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------

/** The number of entries of a tensor of this shape. */
export const size = (shape: Shape): number => shape.reduce((a, b) => a * b, 1)

/** A shape as text: `[2, 3]`. */
export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** A shape that nobody else can change: a frozen copy, unless it is frozen. */
export const owned = <S extends Shape>(shape: S): S =>
  Object.isFrozen(shape) ? shape : (Object.freeze([...shape]) as readonly number[] as S) // the same sizes

/** Whether two shapes are the same; most have two axes at most, and this is asked of every argument. */
export const sameShape = (s: Shape, t: Shape): boolean =>
  s === t ||
  (s.length === t.length &&
    s[0] === t[0] &&
    s[1] === t[1] &&
    (s.length < 3 || s.every((d, i) => d === t[i])))

/** Row-major strides: how far apart in the flat data neighbours along each axis lie. */
export const strides = (shape: Shape): readonly number[] =>
  shape.map((_, i) => size(shape.slice(i + 1)))

/** Strides of an operand of shape `s` seen in the larger shape `out`: 0 along the axes it repeats. */
export const broadcastStrides = (s: Shape, out: Shape): readonly number[] => {
  const own = strides(s)
  const shift = out.length - s.length
  return out.map((_, i) => (i < shift || s[i - shift] === 1 ? 0 : (own[i - shift] ?? 0)))
}

/**
 * The shape two shapes broadcast to.
 *
 * @throws ShapeError where they do not, with the operation's name
 */
export const broadcastShapes = (operation: string, s: Shape, t: Shape): Shape => {
  if (sameShape(s, t)) return s
  const rank = Math.max(s.length, t.length)
  return Array.from({ length: rank }, (_, i) => {
    const a = s[s.length - rank + i] ?? 1
    const b = t[t.length - rank + i] ?? 1
    if (a !== b && a !== 1 && b !== 1)
      throw shapeError(operation, 'shapes that broadcast', `${showShape(s)} and ${showShape(t)}`)
    return a === 1 ? b : a
  })
}

/**
 * An axis counted from the front.
 *
 * @throws ShapeError where it is out of range
 */
export const normaliseAxis = (operation: string, axis: number, rank: number): number => {
  if (rank === 0) throw shapeError(operation, 'a tensor with an axis', `axis ${axis} of a scalar`)
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw shapeError(operation, `an axis from ${-rank} to ${rank - 1}`, `${axis}`)
  return axis < 0 ? axis + rank : axis
}

/**
 * Axes counted from the front, in order, all of them where none is given.
 *
 * @throws ShapeError where one is out of range or named twice
 */
export const normaliseAxes = (
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): readonly number[] => {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i)
  const list = typeof axes === 'number' ? [axes] : axes
  const out = list.map(a => normaliseAxis(operation, a, rank))
  if (new Set(out).size !== out.length)
    throw shapeError(operation, 'distinct axes', `axes ${showShape(list)}`)
  return out.toSorted((a, b) => a - b)
}

/**
 * A shape whose sizes are checked: whole, not negative, small enough for an array.
 *
 * @throws ShapeError where one is not
 */
export const checkShape = <S extends Shape>(operation: string, shape: S): S => {
  if (!shape.every(d => Number.isSafeInteger(d) && d >= 0))
    throw shapeError(operation, 'sizes that are whole numbers from 0', showShape(shape))
  if (size(shape) > 2 ** 32 - 1)
    throw shapeError(operation, 'at most 2³² − 1 entries', showShape(shape))
  return shape
}

/** The first size of a sequence: values of one shape, as many as a loop makes steps when it runs. */
export const UNKNOWN = -1

/** Whether a shape is that of a sequence, which exists within programs only. */
export const isSequence = (shape: Shape): boolean => shape[0] === UNKNOWN
