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

/** What something is, shortly. */
const describe = (u: unknown): string => {
  if (u === null) return 'null'
  if (Array.isArray(u)) return `an array of ${u.length}`
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
  // As deep as the tensor has axes, which the space decides, not the input.
  const rows = (v: unknown, axis: number, offset: number, at: readonly Step[]): void => {
    const n = leaf.shape[axis]
    if (n === undefined) {
      const x = read(v)
      if (x === undefined) fault(at, expected, v)
      else data[offset] = x
      return
    }
    if (!Array.isArray(v) || v.length !== n) {
      fault(at, `an array of ${n}`, v)
      return
    }
    const step = size(leaf.shape.slice(axis + 1))
    for (let i = 0; i < n; i++) rows(v[i], axis + 1, offset + i * step, [...at, i])
  }
  rows(u, 0, 0, path)
  to.leaves.push({ ...leaf, data })
}

const readForm = (
  form: Form,
  u: unknown,
  path: readonly Step[],
  options: CodecOptions,
  to: Reading,
): void => {
  switch (form.tag) {
    case 'leaf':
      readLeaf(form, u, path, options, to)
      return
    case 'tuple':
      if (!Array.isArray(u) || u.length !== form.parts.length) {
        const expected = `an array of ${form.parts.length}`
        to.errors.push({ _tag: 'DecodeError', path, expected, got: describe(u) })
        return
      }
      form.parts.forEach((f, i) => {
        readForm(f, u[i], [...path, i], options, to)
      })
      return
    case 'struct': {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) {
        const names = form.fields.map(([n]) => n).join(', ')
        to.errors.push({
          _tag: 'DecodeError',
          path,
          expected: `an object with ${names}`,
          got: describe(u),
        })
        return
      }
      const names = new Set(form.fields.map(([n]) => n))
      for (const extra of Object.keys(u).filter(n => !names.has(n)))
        to.errors.push({
          _tag: 'DecodeError',
          path: [...path, extra],
          expected: 'no such field',
          got: 'one',
        })
      for (const [name, f] of form.fields) {
        if (Object.hasOwn(u, name))
          readForm(f, (u as Readonly<Record<string, unknown>>)[name], [...path, name], options, to)
        else
          to.errors.push({
            _tag: 'DecodeError',
            path: [...path, name],
            expected: 'a field',
            got: 'none',
          })
      }
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
