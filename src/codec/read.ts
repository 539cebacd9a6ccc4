/** Reading plain JSON as a value of a form: every fault is collected, with its path. */
import { allocate, type Dense } from '../Dense.js'
import { size } from '../Shape.js'
import type { Form, Leaf } from '../Space.js'
import type { DecodeError, Step } from './errors.js'

/** Whether infinities and NaN are let in, spelt as strings since JSON has none. */
export interface CodecOptions {
  readonly nonFinite?: 'refuse' | 'allow'
}

const spelt: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** What throws when it is read: a getter or a proxy, which plain data have none of. */
const unreadable = Symbol('unreadable')

const attempt = <X>(f: () => X): X | typeof unreadable => {
  try {
    return f()
  } catch {
    return unreadable
  }
}

const lengthOf = (u: unknown): unknown => attempt(() => (Array.isArray(u) ? u.length : undefined))

const partAt = (u: object, step: Step): unknown =>
  attempt((): unknown => (u as Readonly<Record<Step, unknown>>)[step]) // whatever is there

/** What something is, shortly. */
const describe = (u: unknown): string => {
  if (u === null) return 'null'
  if (u === unreadable) return 'what throws when read'
  const length = lengthOf(u)
  if (typeof length === 'number') return `an array of ${length}`
  if (typeof u === 'string') return `'${u.length > 20 ? `${u.slice(0, 20)}…` : u}'`
  if (typeof u === 'object') return 'an object'
  return typeof u === 'number' || typeof u === 'boolean' ? String(u) : `a ${typeof u}`
}

const MAX = 2 ** 31

/** What is read so far, and what is wrong with it. */
interface Reading {
  readonly leaves: Dense[]
  readonly errors: DecodeError[]
}

const entryOf = (
  leaf: Leaf,
  { nonFinite = 'refuse' }: CodecOptions,
): { readonly expected: string; readonly read: (u: unknown) => number | undefined } => {
  if (leaf.kind === 'bool')
    return {
      expected: 'true or false',
      read: u => (typeof u === 'boolean' ? Number(u) : undefined),
    }
  if (leaf.kind === 'index') {
    const [low, high] = leaf.bound === undefined ? [-MAX, MAX] : [0, leaf.bound]
    return {
      expected: `a whole number from ${low} to ${high - 1}`,
      read: u =>
        typeof u === 'number' && Number.isInteger(u) && u >= low && u < high ? u : undefined,
    }
  }
  const lax = nonFinite === 'allow'
  return {
    expected: lax ? "a number, 'NaN', 'Infinity' or '-Infinity'" : 'a finite number',
    read: u => {
      if (typeof u === 'number') return lax || Number.isFinite(u) ? u : undefined
      return lax && typeof u === 'string' && Object.hasOwn(spelt, u) ? spelt[u] : undefined
    },
  }
}

const readLeaf = (
  leaf: Leaf,
  u: unknown,
  path: readonly Step[],
  options: CodecOptions,
  to: Reading,
): void => {
  const data = allocate(leaf.kind, size(leaf.shape))
  const { expected, read } = entryOf(leaf, options)
  const fault = (at: readonly Step[], wanted: string, got: unknown): void => {
    to.errors.push({ _tag: 'DecodeError', path: at, expected: wanted, got: describe(got) })
  }
  const put = (x: unknown, k: number, at: () => readonly Step[]): void => {
    const entry = read(x)
    if (entry === undefined) fault(at(), expected, x)
    else data[k] = entry
  }
  const rank = leaf.shape.length
  // As deep as the tensor has axes, which the space decides, not the input.
  const rows = (row: unknown, axis: number, offset: number, at: readonly Step[]): void => {
    const n = leaf.shape[axis]!
    if (lengthOf(row) !== n) {
      fault(at, `an array of ${n}`, row)
      return
    }
    const step = size(leaf.shape.slice(axis + 1))
    for (let i = 0; i < n; i++) {
      const part = partAt(row as object, i) // an array, by its length
      if (axis === rank - 1) put(part, offset + i, () => [...at, i])
      else rows(part, axis + 1, offset + i * step, [...at, i])
    }
  }
  if (rank === 0) put(u, 0, () => path)
  else rows(u, 0, 0, path)
  to.leaves.push({ ...leaf, data })
}

const readForm = (
  form: Form,
  u: unknown,
  path: readonly Step[],
  options: CodecOptions,
  to: Reading,
): void => {
  const fault = (at: readonly Step[], expected: string, got: string): void => {
    to.errors.push({ _tag: 'DecodeError', path: at, expected, got })
  }
  switch (form.tag) {
    case 'leaf':
      readLeaf(form, u, path, options, to)
      return
    case 'tuple':
      if (lengthOf(u) !== form.parts.length) {
        fault(path, `an array of ${form.parts.length}`, describe(u))
        return
      }
      form.parts.forEach((f, i) => {
        readForm(f, partAt(u as object, i), [...path, i], options, to) // an array, by its length
      })
      return
    case 'struct': {
      const names = form.fields.map(([n]) => n)
      const keys =
        typeof u === 'object' && u !== null && lengthOf(u) === undefined
          ? attempt(() => Object.keys(u))
          : unreadable
      if (keys === unreadable) {
        fault(path, `an object with ${names.join(', ')}`, describe(u))
        return
      }
      const [wanted, there] = [new Set(names), new Set(keys)]
      for (const extra of keys)
        if (!wanted.has(extra)) fault([...path, extra], 'no such field', 'one')
      for (const [name, f] of form.fields)
        if (there.has(name)) readForm(f, partAt(u as object, name), [...path, name], options, to)
        else fault([...path, name], 'a field', 'none')
    }
  }
}

/** The leaves of a form read off JSON, and all that is wrong. */
export const read = (
  form: Form,
  u: unknown,
  options: CodecOptions,
): { readonly leaves: readonly Dense[]; readonly errors: readonly DecodeError[] } => {
  const to: Reading = { leaves: [], errors: [] }
  readForm(form, u, [], options, to)
  return to
}
