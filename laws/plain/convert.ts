/** Plain values as values of a space, and back; what is read is checked against its layout. */
import { toDense } from '../../src/Dense.js'
import { size } from '../../src/Shape.js'
import { fromFlat, type Tensor } from '../../src/Tensor.js'
import { listOf } from '../list.js'
import { describe, type Layout } from './layout.js'

/** A tangent of a space that is not known to the types: an object, or a number. */
export type AnyTangent = object | number

const nested = (flat: readonly number[], [first, ...rest]: readonly number[]): unknown => {
  if (rest.length === 0) return flat
  const n = size(rest)
  return Array.from({ length: first ?? 0 }, (_, i) => nested(flat.slice(i * n, (i + 1) * n), rest))
}

type Leaf = Extract<Layout, { readonly tag: 'number' | 'array' }>

const written = (leaf: Leaf, x: unknown): unknown =>
  leaf.tag === 'number' ? x : nested(listOf(toDense(x as Tensor).data), leaf.shape) // of its space

const still = (leaf: Leaf): unknown =>
  leaf.tag === 'number' ? 0 : nested(new Array<number>(size(leaf.shape)).fill(0), leaf.shape)

/** What is made of an object is made once: one object stays one object, also inside of another. */
const keeping = (made: WeakMap<object, unknown>, from: unknown, make: () => unknown): unknown => {
  if (typeof from !== 'object' || from === null) return make()
  if (!made.has(from)) made.set(from, make())
  return made.get(from)
}

const writing = (
  layout: Layout,
  x: unknown,
  made: WeakMap<object, unknown>,
  leaf: (l: Leaf, x: unknown) => unknown,
): unknown => {
  const part = (l: Layout, of: unknown): unknown => writing(l, of, made, leaf)
  switch (layout.tag) {
    case 'number':
      return leaf(layout, x)
    case 'array':
      return keeping(made, x, () => leaf(layout, x))
    case 'tuple':
      return keeping(made, x, () =>
        layout.parts.map((l, i) => part(l, (x as readonly unknown[])[i])),
      )
    case 'record': {
      const record = x as Readonly<Record<string, unknown>> // of its space
      return keeping(made, x, () =>
        Object.fromEntries(layout.fields.map(([name, l]) => [name, part(l, record[name])])),
      )
    }
    case 'own':
      // By a map of its own: inside and outside are two objects.
      return keeping(made, x, () => layout.own.write(writing(layout.inner, x, new WeakMap(), leaf)))
  }
}

/** Values of the space as plain ones: the same object for the same object. */
export const writer = (layout: Layout): ((x: unknown) => unknown) => {
  const made = new WeakMap<object, unknown>()
  return x => writing(layout, x, made, written)
}

/** Tangents as plain ones, zero where the value is discrete. */
export const tangentWriter =
  (layout: Layout): ((v: unknown) => unknown) =>
  v =>
    writing(layout, v, new WeakMap(), (l, e) => (l.kind === 'real' ? written(l, e) : still(l)))

const fault = (expected: string, x: unknown, path: string): never => {
  throw new Error(
    `expected ${expected}${path === '' ? '' : ` at ${path.slice(1)}`}, got ${describe(x)}`,
  )
}

const list = (x: unknown): x is ArrayLike<unknown> =>
  typeof x === 'object' && x !== null && 'length' in x && typeof x.length === 'number'

const flat = (x: unknown, shape: readonly number[], path: string, into: number[]): void => {
  const [n, ...rest] = shape
  if (n === undefined) {
    if (typeof x !== 'number') fault('a number', x, path)
    into.push(x as number) // just looked at
    return
  }
  if (!list(x) || x.length !== n) {
    fault(`an array of ${n}`, x, path)
    return
  }
  for (let i = 0; i < n; i++) flat(x[i], rest, rest.length === 0 ? path : `${path}.${i}`, into)
}

const reading = (
  layout: Layout,
  x: unknown,
  path: string,
  leaf: (l: Leaf, numbers: () => readonly number[]) => unknown,
): unknown => {
  switch (layout.tag) {
    case 'number':
    case 'array':
      return leaf(layout, () => {
        const into: number[] = []
        flat(x, layout.tag === 'number' ? [] : layout.shape, path, into)
        return into
      })
    case 'tuple':
      if (!list(x) || x.length !== layout.parts.length)
        return fault(`an array of ${layout.parts.length}`, x, path)
      return layout.parts.map((l, i) => reading(l, x[i], `${path}.${i}`, leaf))
    case 'record': {
      if (typeof x !== 'object' || x === null)
        return fault(`{ ${layout.fields.map(([name]) => name).join(', ')} }`, x, path)
      const record = x as Readonly<Record<string, unknown>>
      return Object.fromEntries(
        layout.fields.map(([name, l]) => [name, reading(l, record[name], `${path}.${name}`, leaf)]),
      )
    }
    case 'own':
      return reading(layout.inner, layout.own.read(x), path, leaf)
  }
}

const asValue = (l: Leaf, numbers: () => readonly number[]): unknown =>
  l.tag === 'number' ? numbers()[0] : fromFlat(numbers(), l.shape, l.kind)

/**
 * A plain value as a value of the space.
 *
 * @throws Error where it is laid out otherwise
 */
export const reader =
  (layout: Layout): ((x: unknown) => unknown) =>
  x =>
    reading(layout, x, '', asValue)

/**
 * A plain derivative as a tangent of the space; nothing is read of what is discrete.
 *
 * @throws Error where it is laid out otherwise
 */
export const tangentReader =
  (layout: Layout): ((x: unknown) => AnyTangent) =>
  x =>
    // Made as the layout says: a tangent of its space.
    reading(layout, x, '', (l, numbers) =>
      l.kind === 'real' ? asValue(l, numbers) : [],
    ) as AnyTangent

/** All numbers in a value, in order. */
export const numbersIn = (x: unknown): readonly number[] => {
  if (typeof x === 'number') return [x]
  if (list(x)) return Array.from(x).flatMap(numbersIn)
  if (typeof x === 'object' && x !== null)
    return Object.entries(x)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, e]) => numbersIn(e))
  throw new Error(`expected numbers, got ${describe(x)}`)
}
