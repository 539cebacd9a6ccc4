/** How a plain value lies in memory: a number, arrays in arrays, records of them, or somebody's own. */
import type { Kind } from '../../src/Dense.js'
import type { Shape } from '../../src/Shape.js'
import { type Form, fromForm, type Space } from '../../src/Space.js'

/** How a plain value lies in memory. */
export type Layout =
  | { readonly tag: 'number'; readonly kind: Kind }
  | { readonly tag: 'array'; readonly kind: Kind; readonly shape: Shape }
  | { readonly tag: 'tuple'; readonly parts: readonly Layout[] }
  | { readonly tag: 'record'; readonly fields: readonly (readonly [string, Layout])[] }
  | { readonly tag: 'own'; readonly inner: Layout; readonly own: Own }

/** From numbers in arrays to what the code under test takes, and back. */
export interface Own {
  readonly write: (x: unknown) => unknown
  readonly read: (x: unknown) => unknown
}

const form = (layout: Layout): Form => {
  switch (layout.tag) {
    case 'number':
      return { tag: 'leaf', kind: layout.kind, shape: [], scalar: true }
    case 'array':
      return { tag: 'leaf', kind: layout.kind, shape: layout.shape, scalar: false }
    case 'tuple':
      return { tag: 'tuple', parts: layout.parts.map(form) }
    case 'record':
      return { tag: 'struct', fields: layout.fields.map(([name, l]) => [name, form(l)]) }
    case 'own':
      return form(layout.inner)
  }
}

/** The space of the values of a layout. */
export const spaceOf = (layout: Layout): Space<unknown> => fromForm(form(layout))

/** Fields in order of name, as spaces have them. */
export const recordOf = (fields: Readonly<Record<string, Layout>>): Layout => ({
  tag: 'record',
  fields: Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)),
})

/** The kinds of typed arrays that hold numbers. */
const TYPED = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
]

/** Numbers in an array of a kind. */
export const typedLayout = (length: number, like: (xs: readonly number[]) => unknown): Layout => ({
  tag: 'own',
  inner: { tag: 'array', kind: 'real', shape: [length] },
  own: { write: xs => like(xs as readonly number[]), read: xs => xs }, // of the inner layout
})

/** The shape of arrays in arrays of numbers, or nothing where they are ragged or hold something else. */
const rectangular = (x: unknown): Shape | undefined => {
  if (!Array.isArray(x)) return undefined
  if (x.every(e => typeof e === 'number')) return [x.length]
  const shapes = x.map(rectangular)
  const [first] = shapes
  return first !== undefined &&
    shapes.every(s => s?.length === first.length && s.every((d, i) => d === first[i]))
    ? [x.length, ...first]
    : undefined
}

/**
 * The layout of a value that was seen.
 *
 * @throws Error where it holds something else than numbers
 */
export const layoutOf = (x: unknown): Layout => {
  if (typeof x === 'number') return { tag: 'number', kind: 'real' }
  const typed = TYPED.find(kind => x instanceof kind)
  if (typed !== undefined) return typedLayout((x as Float64Array).length, xs => typed.from(xs))
  const shape = rectangular(x)
  if (shape !== undefined) return { tag: 'array', kind: 'real', shape }
  if (Array.isArray(x)) return { tag: 'tuple', parts: x.map(layoutOf) }
  if (typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype)
    return recordOf(Object.fromEntries(Object.entries(x).map(([name, e]) => [name, layoutOf(e)])))
  throw new Error(
    `laws: expected numbers, arrays, typed arrays and records of them, got ${describe(x)}; give { codomain }`,
  )
}

/** A value in a few words. */
export const describe = (x: unknown): string => {
  if (x === null) return 'null'
  if (typeof x === 'number') return `${x}`
  if (typeof x !== 'object') return typeof x === 'undefined' ? 'undefined' : `a ${typeof x}`
  if ('then' in x) return 'a promise'
  if (Array.isArray(x)) return `an array of ${x.length}`
  const name = x.constructor.name
  if ('length' in x) return `${name} of ${String(x.length)}`
  return name === 'Object' ? `{ ${Object.keys(x).join(', ')} }` : `a ${name}`
}
