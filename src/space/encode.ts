/** Values as lists of dense arrays, one a leaf, and back: the boundary that checks what comes in. */
import { allocate, type Data, type Dense, denseOf, type Kind, seal } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { type Shape, sameShape, showShape } from '../Shape.js'
import { isTensor } from '../Tensor.js'
import { describe, disassemble, leaves, maker, type Place, showPath, taker } from './form.js'
import type { AnySpace, Leaf, Space } from './model.js'

const described = (leaf: Leaf): string =>
  leaf.scalar ? `a ${leaf.kind} scalar` : `a ${leaf.kind} tensor of shape ${showShape(leaf.shape)}`

/** One entry of a kind; made so, since `of` is ten times slower. */
const single = (kind: Kind, x: number): Data => {
  const data = allocate(kind, 1)
  data[0] = x
  return data
}

/** Spread, cloned, or of another copy of this library: what it held is not in it. */
const looksLike = (u: unknown): boolean =>
  typeof u === 'object' && u !== null && '_tag' in u && u._tag === 'Tensor'

/** Says what a leaf should have been, and what came. */
const faulty = (operation: string, { leaf, path }: Place): ((got: string) => never) => {
  const place = path.length === 0 ? '' : ` at ${showPath(path)}`
  return got => {
    throw shapeError(operation, `${described(leaf)}${place}`, got)
  }
}

const outside = (x: number, bound: number): string => `${x}, which is not from 0 to ${bound - 1}`

/** Reads a scalar leaf of an argument as a number. */
const number = (operation: string, place: Place): ((value: unknown) => number) => {
  const { kind, bound } = place.leaf
  const fault = faulty(operation, place)
  if (kind === 'bool')
    return value => (typeof value === 'boolean' ? Number(value) : fault(describe(value)))
  return value => {
    if (typeof value !== 'number') return fault(isTensor(value) ? 'a tensor' : describe(value))
    if (kind === 'real') return value
    if (!Number.isInteger(value)) return fault(`${value}`)
    if (bound !== undefined && (value < 0 || value >= bound)) return fault(outside(value, bound))
    return value
  }
}

/** Reads a leaf of an argument; what does not depend on it is asked before. */
const dense = (operation: string, place: Place): ((value: unknown) => Dense) => {
  const { kind, shape, scalar, bound } = place.leaf
  if (scalar) {
    const read = number(operation, place)
    return value => ({ shape, kind, data: single(kind, read(value)) })
  }
  const fault = faulty(operation, place)
  const inBound = (x: Dense): Dense => {
    if (bound === undefined) return x
    for (let k = 0; k < x.data.length; k++) {
      const i = x.data[k]! // `find` takes six times as long
      if (i < 0 || i >= bound) return fault(outside(i, bound))
    }
    return x
  }
  let known: Shape = shape // of the tensor before: most loops give what was made alike
  return value => {
    const given = denseOf(value)
    if (given === undefined)
      return fault(
        looksLike(value) ? 'what is not a tensor of this copy of chainrule' : describe(value),
      )
    if (given.kind !== kind || (given.shape !== known && !sameShape(given.shape, shape)))
      return fault(`a ${given.kind} tensor of shape ${showShape(given.shape)}`)
    known = given.shape
    return inBound(given)
  }
}

/**
 * The leaves of a value as dense arrays: tensors are shared, not copied.
 *
 * @throws ShapeError where the value is not of the space, with the path
 */
export const encode = (operation: string, s: AnySpace): ((value: unknown) => readonly Dense[]) => {
  const take = taker(s.form, place => dense(operation, place))
  return value => {
    const out: Dense[] = []
    if (!take(value, out)) disassemble(operation, s.form, value) // which says what is wrong
    return out
  }
}

/** Whether all that a space has are numbers and truth values. */
const isScalar = ({ form }: AnySpace): boolean => leaves(form).every(({ leaf }) => leaf.scalar)

/**
 * The leaves of a value as numbers, where all are scalars: no memory is made for them. Undefined where they are not.
 *
 * @throws ShapeError where the value is not of the space, with the path
 */
export const encodeNumbers = (
  operation: string,
  s: AnySpace,
): ((value: unknown) => readonly number[]) | undefined => {
  if (!isScalar(s)) return undefined
  const take = taker(s.form, place => number(operation, place))
  return value => {
    const out: number[] = []
    if (!take(value, out)) disassemble(operation, s.form, value) // which says what is wrong
    return out
  }
}

/** The value with these leaves, where all are scalars. */
export const decodeNumbers = <A>(s: Space<A>): ((xs: readonly number[]) => A) | undefined =>
  isScalar(s)
    ? (maker(
        s.form,
        ({ kind }) =>
          (x: number) =>
            kind === 'bool' ? x !== 0 : x,
      ) as (xs: readonly number[]) => A) // sound: as below
    : undefined

const made = ({ scalar, shape, kind }: Leaf): ((x: Dense) => unknown) =>
  !scalar
    ? ({ data }) => seal(shape, kind, data)
    : kind === 'bool'
      ? ({ data }) => data[0] !== 0
      : ({ data }) => data[0]

/** The value with these leaves; the arrays are given up to it. */
export const decode = <A>(s: Space<A>): ((xs: readonly Dense[]) => A) => {
  // Sound: each leaf is made as the form of the space, which carries `A`, says.
  return maker(s.form, made) as (xs: readonly Dense[]) => A
}
