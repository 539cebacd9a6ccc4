/** Values as lists of dense arrays, one a leaf, and back: the boundary that checks what comes in. */
import { allocate, type Data, type Dense, type Kind, seal, toDense } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { type Shape, sameShape, showShape } from '../Shape.js'
import { isTensor } from '../Tensor.js'
import { describe, disassemble, maker, type Place, showPath, taker } from './form.js'
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

/** Reads a leaf of an argument; what does not depend on it is asked before. */
const dense = (operation: string, { leaf, path }: Place): ((value: unknown) => Dense) => {
  const { kind, shape, scalar, bound } = leaf
  const fault = (got: string): never => {
    const place = path.length === 0 ? '' : ` at ${showPath(path)}`
    throw shapeError(operation, `${described(leaf)}${place}`, got)
  }
  const inBound = (x: Dense): Dense => {
    const out = bound === undefined ? undefined : x.data.find(i => i < 0 || i >= bound)
    return out === undefined ? x : fault(`${out}, which is not from 0 to ${(bound ?? 0) - 1}`)
  }
  if (scalar && kind === 'bool')
    return value =>
      typeof value === 'boolean'
        ? { shape, kind, data: single(kind, Number(value)) }
        : fault(describe(value))
  if (scalar)
    return value => {
      if (typeof value !== 'number') return fault(isTensor(value) ? 'a tensor' : describe(value))
      if (kind === 'real') return { shape, kind, data: single(kind, value) }
      return Number.isInteger(value)
        ? inBound({ shape, kind, data: single(kind, value) })
        : fault(`${value}`)
    }
  let known: Shape = shape // of the tensor before: most loops give what was made alike
  return value => {
    if (!isTensor(value))
      return fault(
        looksLike(value) ? 'what is not a tensor of this copy of chainrule' : describe(value),
      )
    if (value.kind !== kind || (value.shape !== known && !sameShape(value.shape, shape)))
      return fault(`a ${value.kind} tensor of shape ${showShape(value.shape)}`)
    known = value.shape
    return inBound(toDense(value))
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
