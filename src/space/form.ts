/** Forms as trees: their leaves with paths, and how structures are taken apart and put together. */
import { shapeError } from '../Errors.js'
import type { Form, Leaf } from './model.js'

/** A leaf and where it stands. */
export interface Place {
  readonly leaf: Leaf
  readonly path: readonly string[]
}

/** A path as text: `net.W`, `[0].b`; empty at the root. */
export const showPath = (path: readonly string[]): string =>
  path.map((p, i) => (/^\d+$/.test(p) ? `[${p}]` : i === 0 ? p : `.${p}`)).join('')

/** The leaves of a form, in layout order. */
export const leaves = (form: Form, path: readonly string[] = []): readonly Place[] => {
  switch (form.tag) {
    case 'leaf':
      return [{ leaf: form, path }]
    case 'tuple':
      return form.parts.flatMap((f, i) => leaves(f, [...path, `${i}`]))
    case 'struct':
      return form.fields.flatMap(([n, f]) => leaves(f, [...path, n]))
  }
}

/** Puts structures of a form together out of what is made of each leaf, which are in layout order. */
export const maker = <X>(
  form: Form,
  leaf: (of: Leaf) => (x: X) => unknown,
): ((xs: readonly X[]) => unknown) => {
  let count = 0
  const stage = (f: Form): ((xs: readonly X[]) => unknown) => {
    switch (f.tag) {
      case 'leaf': {
        const [i, make] = [count++, leaf(f)]
        return xs => make(xs[i]!)
      }
      case 'tuple': {
        const parts = f.parts.map(stage)
        return xs => {
          const made: unknown[] = []
          for (let i = 0; i < parts.length; i++) made.push(parts[i]!(xs)) // `map` in `map` is ten times slower
          return made
        }
      }
      case 'struct': {
        const fields = f.fields.map(([n, g]) => ({ n, make: stage(g) }))
        return xs => {
          const made: Record<string, unknown> = {}
          for (const { n, make } of fields) {
            if (n === '__proto__')
              Object.defineProperty(made, n, { value: make(xs), enumerable: true })
            else made[n] = make(xs)
          }
          return made
        }
      }
    }
  }
  return stage(form)
}

/** The structure of a form with the given leaves, in layout order. */
export const assemble = (form: Form, xs: readonly unknown[]): unknown =>
  maker(form, () => x => x)(xs)

/** What came instead of a leaf or a structure. */
export const describe = (u: unknown): string =>
  u === null
    ? 'null'
    : Array.isArray(u)
      ? `an array of ${u.length}`
      : typeof u === 'object' && '_tag' in u && u._tag === 'Expr'
        ? 'a symbol'
        : typeof u

/**
 * Takes structures of a form apart: what is made of each leaf is pushed, in layout order; false where a structure is
 * not of the form. The way of every call of an arrow: the form is looked at once, before.
 */
export const taker = <X>(
  form: Form,
  leaf: (place: Place) => (value: unknown) => X,
  path: readonly string[] = [],
): ((value: unknown, out: X[]) => boolean) => {
  switch (form.tag) {
    case 'leaf': {
      const take = leaf({ leaf: form, path })
      return (value, out) => out.push(take(value)) > 0
    }
    case 'tuple': {
      const parts = form.parts.map((f, i) => taker(f, leaf, [...path, `${i}`]))
      return (value, out) => {
        if (!Array.isArray(value) || value.length !== parts.length) return false
        for (let i = 0; i < parts.length; i++) if (!parts[i]!(value[i], out)) return false
        return true
      }
    }
    case 'struct': {
      const fields = form.fields.map(([n, f]) => ({ n, take: taker(f, leaf, [...path, n]) }))
      return (value, out) => {
        if (typeof value !== 'object' || value === null) return false
        for (const { n, take } of fields)
          if (!Object.hasOwn(value, n) || !take(value[n as keyof typeof value], out)) return false
        return true
      }
    }
  }
}

/**
 * The leaves of a structure of a form, in layout order.
 *
 * @throws ShapeError where the structure is not of the form, with the path
 */
export const disassemble = (
  operation: string,
  form: Form,
  value: unknown,
  path: readonly string[] = [],
  as = '',
): readonly unknown[] => {
  const out: unknown[] = []
  if (taker(form, () => x => x)(value, out)) return out
  // It is not of the form: again, to say where.
  const fault = (expected: string): never => {
    const place = showPath(path)
    throw shapeError(
      operation,
      `${as}${expected}${place === '' ? '' : ` at ${place}`}`,
      describe(value),
    )
  }
  switch (form.tag) {
    case 'leaf':
      return [value]
    case 'tuple': {
      const { parts } = form
      if (!Array.isArray(value) || value.length !== parts.length)
        return fault(`a tuple of ${parts.length}`)
      return parts.flatMap((f, i) => disassemble(operation, f, value[i], [...path, `${i}`], as))
    }
    case 'struct': {
      if (typeof value !== 'object' || value === null) return fault('a struct')
      const record: Readonly<Record<string, unknown>> = { ...value }
      const missing = form.fields.find(([n]) => !(n in record))
      if (missing !== undefined) return fault(`a struct with '${missing[0]}'`)
      return form.fields.flatMap(([n, f]) => disassemble(operation, f, record[n], [...path, n], as))
    }
  }
}

const symbols = { real: 'ℝ', index: 'ℤ', bool: '𝔹' } as const

/** A form as text: `{ W: ℝ[2, 3], b: ℝ }`. */
export const showForm = (form: Form): string => {
  switch (form.tag) {
    case 'leaf': {
      const bound = form.bound === undefined ? '' : `<${form.bound}`
      const shape = form.scalar ? '' : `[${form.shape.join(', ')}]`
      return `${symbols[form.kind]}${bound}${shape}`
    }
    case 'tuple':
      return form.parts.length === 0 ? '𝟙' : `(${form.parts.map(showForm).join(' × ')})`
    case 'struct':
      return `{ ${form.fields.map(([n, f]) => `${n}: ${showForm(f)}`).join(', ')} }`
  }
}
