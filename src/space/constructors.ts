/** Constructors of spaces, and spaces from spaces. */

import type { Kind, Tensor } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { checkShape, owned, type Shape, sameShape } from '../Shape.js'
import type { AnySpace, Form, Index, Key, Space, Tangent, Unit } from './model.js'

/** A form, frozen to its leaves: spaces are shared, as `real` is by everything. */
const frozen = (form: Form): Form => {
  if (Object.isFrozen(form)) return form
  if (form.tag === 'leaf') Object.freeze(form.shape)
  else if (form.tag === 'tuple') Object.freeze(form.parts).forEach(frozen)
  else for (const field of Object.freeze(form.fields)) frozen(Object.freeze(field)[1])
  return Object.freeze(form)
}

const space = <A>(form: Form): Space<A> => Object.freeze({ _tag: 'Space', form: frozen(form) })

const leaf = <A>(kind: Kind, shape: Shape, scalar: boolean, bound?: number): Space<A> =>
  space({
    tag: 'leaf',
    kind,
    shape: owned(checkShape('space', shape)),
    scalar,
    ...(bound === undefined ? {} : { bound }),
  })

/** ℝ: numbers. */
export const real: Space<number> = leaf('real', [], true)

/** Truth values. */
export const bool: Space<boolean> = leaf('bool', [], true)

/** Real tensors of a shape; `tensor()` holds rank 0. */
export const tensor = <const S extends Shape>(...shape: S): Space<Tensor<S>> =>
  leaf('real', shape, false)

/** ℝⁿ. */
export const vector = <const N extends number>(n: N): Space<Tensor<readonly [N]>> =>
  leaf('real', [n], false)

/** ℝᵐˣⁿ: m rows, n columns. */
export const matrix = <const M extends number, const N extends number>(
  m: M,
  n: N,
): Space<Tensor<readonly [M, N]>> => leaf('real', [m, n], false)

const checkBound = (operation: string, n: number): number => {
  if (!Number.isInteger(n) || n < 0 || n > 2 ** 31)
    throw shapeError(operation, 'a bound that is a whole number from 0 to 2³¹', `${n}`)
  return n
}

/**
 * Whole numbers below `n`: a label, a position.
 *
 * @throws ShapeError where the bound is not a whole number from 0 to 2³¹
 */
export const index = <const N extends number>(n: N): Space<Index<N>> =>
  leaf('index', [], true, checkBound('index', n))

/**
 * Tensors of whole numbers below `n`.
 *
 * @throws ShapeError where the bound is not a whole number from 0 to 2³¹
 */
export const indices = <const S extends Shape>(n: number, ...shape: S): Space<Tensor<S, 'index'>> =>
  leaf('index', shape, false, checkBound('indices', n))

/** Tensors of truth values. */
export const mask = <const S extends Shape>(...shape: S): Space<Tensor<S, 'bool'>> =>
  leaf('bool', shape, false)

/** Keys of random numbers: two 32-bit words. */
export const key: Space<Key> = leaf('index', [2], false)

/** The empty product. */
export const unit: Space<Unit> = space({ tag: 'tuple', parts: [] })

/** Products of any length. */
export const tuple = <const As extends readonly unknown[]>(
  ...parts: { readonly [I in keyof As]: Space<As[I]> }
): Space<Readonly<As>> => space({ tag: 'tuple', parts: parts.map(p => p.form) })

/** Products with named parts; the order of the names does not matter. */
export const struct = <A extends Readonly<Record<string, unknown>>>(
  fields: {
    readonly [P in keyof A]-?: Space<A[P]>
  },
): Space<{ readonly [P in keyof A]: A[P] }> =>
  space({
    tag: 'struct',
    fields: Object.entries(fields as Readonly<Record<string, AnySpace>>) // each is a space
      .map(([name, s]): readonly [string, Form] => [name, s.form])
      .toSorted(byName),
  })

/** The order in which the fields of a struct are laid out. */
export const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0

const fieldsOf = (operation: string, form: Form, names: readonly string[]) => {
  if (form.tag !== 'struct') throw shapeError(operation, 'a struct', form.tag)
  const missing = names.find(n => !form.fields.some(([name]) => name === n))
  if (missing !== undefined)
    throw shapeError(operation, `a struct with '${missing}'`, 'one without')
  return form.fields
}

/** A struct without some of its fields. */
export const omit =
  <const P extends readonly string[]>(...names: P) =>
  <A extends Readonly<Record<P[number], unknown>>>(
    s: Space<A>,
  ): Space<{ readonly [Q in keyof A as Exclude<Q, P[number]>]: A[Q] }> =>
    space({
      tag: 'struct',
      fields: fieldsOf('omit', s.form, names).filter(([name]) => !names.includes(name)),
    })

/** A struct of some of the fields of another. */
export const pick =
  <const P extends readonly string[]>(...names: P) =>
  <A extends Readonly<Record<P[number], unknown>>>(
    s: Space<A>,
  ): Space<{ readonly [Q in P[number]]: A[Q] }> =>
    space({
      tag: 'struct',
      fields: fieldsOf('pick', s.form, names).filter(([name]) => names.includes(name)),
    })

/**
 * One field of a struct.
 *
 * @throws ShapeError where there is no such field, in the name of `operation`
 */
export const field =
  <const P extends string>(name: P, operation = 'field') =>
  <A extends Readonly<Record<P, unknown>>>(s: Space<A>): Space<A[P]> =>
    space(
      fieldsOf(operation, s.form, [name]).find(([n]) => n === name)?.[1] ?? {
        tag: 'tuple',
        parts: [],
      },
    )

/** The directions at the points of a space: its real leaves, discrete ones being unit. */
export const tangentSpace = <A>(s: Space<A>): Space<Tangent<A>> => space(tangentForm(s.form))

const tangentForm = (form: Form): Form => {
  switch (form.tag) {
    case 'leaf':
      return form.kind === 'real' ? form : { tag: 'tuple', parts: [] }
    case 'tuple':
      return { tag: 'tuple', parts: form.parts.map(tangentForm) }
    case 'struct':
      return { tag: 'struct', fields: form.fields.map(([n, f]) => [n, tangentForm(f)]) }
  }
}

/** The space of an open form: for code that computes spaces. */
export const fromForm = space

/** Whether two forms describe the same values; bounds of indices are not compared. */
export const sameSpace = (a: Form, b: Form): boolean => {
  if (a === b) return true
  if (a.tag === 'leaf')
    return (
      b.tag === 'leaf' && a.kind === b.kind && a.scalar === b.scalar && sameShape(a.shape, b.shape)
    )
  if (a.tag === 'tuple')
    return (
      b.tag === 'tuple' &&
      a.parts.length === b.parts.length &&
      a.parts.every((p, i) => sameSpace(p, b.parts[i]!))
    )
  return (
    b.tag === 'struct' &&
    a.fields.length === b.fields.length &&
    a.fields.every(([n, f], i) => n === b.fields[i]![0] && sameSpace(f, b.fields[i]![1]))
  )
}
