/** Values as lists of dense arrays, one a leaf, and back: the boundary that checks what comes in. */
import { allocate, type Data, type Dense, type Kind, seal, toDense } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { sameShape, showShape } from '../Shape.js'
import { isTensor } from '../Tensor.js'
import { assemble, describe, disassemble, leaves, type Place, showPath } from './form.js'
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

const dense = (operation: string, { leaf, path }: Place, value: unknown): Dense => {
  const { kind, shape } = leaf
  const fault = (got: string): never => {
    const place = path.length === 0 ? '' : ` at ${showPath(path)}`
    throw shapeError(operation, `${described(leaf)}${place}`, got)
  }
  const inBound = (x: Dense): Dense => {
    const { bound } = leaf
    const out = bound === undefined ? undefined : x.data.find(i => i < 0 || i >= bound)
    return out === undefined ? x : fault(`${out}, which is not from 0 to ${(bound ?? 0) - 1}`)
  }
  if (leaf.scalar) {
    if (leaf.kind === 'bool')
      return typeof value === 'boolean'
        ? { shape, kind, data: single(kind, Number(value)) }
        : fault(describe(value))
    if (typeof value !== 'number') return fault(isTensor(value) ? 'a tensor' : describe(value))
    if (leaf.kind === 'real') return { shape, kind, data: single(kind, value) }
    return Number.isInteger(value)
      ? inBound({ shape, kind, data: single(kind, value) })
      : fault(`${value}`)
  }
  if (!isTensor(value))
    return fault(
      looksLike(value) ? 'what is not a tensor of this copy of chainrule' : describe(value),
    )
  if (value.kind !== leaf.kind || !sameShape(value.shape, leaf.shape))
    return fault(`a ${value.kind} tensor of shape ${showShape(value.shape)}`)
  return inBound(toDense(value))
}

/**
 * The leaves of a value as dense arrays: tensors are shared, not copied.
 *
 * @throws ShapeError where the value is not of the space, with the path
 */
export const encode = (operation: string, s: AnySpace): ((value: unknown) => readonly Dense[]) => {
  const places = leaves(s.form)
  return value =>
    disassemble(operation, s.form, value).map((x, i) => dense(operation, places[i]!, x))
}

const value = (leaf: Leaf, x: Dense): unknown => {
  if (!leaf.scalar) return seal(leaf.shape, leaf.kind, x.data)
  return leaf.kind === 'bool' ? x.data[0] !== 0 : x.data[0]
}

/** The value with these leaves; the arrays are given up to it. */
export const decode = <A>(s: Space<A>): ((xs: readonly Dense[]) => A) => {
  const places = leaves(s.form)
  // Sound: each leaf is made as the form of the space, which carries `A`, says.
  return xs =>
    assemble(
      s.form,
      places.map(({ leaf }, i) => value(leaf, xs[i]!)),
    ) as A
}
