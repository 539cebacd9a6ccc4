/** Modules: functions that are imported, functions that are made, one memory. */
import { type Bytes, bytes } from './bytes.js'
import { type, type ValueType } from './instructions.js'

/** The type of a function. */
export interface Signature {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** A function that a module makes. */
export interface Made extends Signature {
  /** With its length before it. */
  readonly body: Uint8Array
}

const text = (to: Bytes, s: string): void => {
  to.unsigned(s.length)
  for (const c of s) to.byte(c.charCodeAt(0))
}

const list = <A>(items: readonly A[], each: (to: Bytes, item: A) => void): Uint8Array => {
  const to = bytes()
  to.unsigned(items.length)
  for (const item of items) each(to, item)
  return to.taken()
}

/** The global that says where in memory an instance may write for itself alone. */
export const SCRATCH = 0

/** What a module is made of. */
export interface Content {
  readonly imports: readonly Signature[]
  readonly functions: readonly Made[]
  /** The functions that others may call, by name. */
  readonly exports: readonly (readonly [name: string, f: number])[]
  /** How large its memory is, and whether threads share it. */
  readonly pages: number
  readonly shared: boolean
}

/**
 * A module that imports `m.m`, its memory, `m.s`, where it may write for itself alone, and functions `f.0`,
 * `f.1`, …
 */
export const moduleOf = ({ imports, functions, exports, pages, shared }: Content): Uint8Array => {
  const out = bytes()
  for (const b of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(b)
  const section = (id: number, content: Uint8Array): void => {
    out.byte(id)
    out.unsigned(content.length)
    out.append(content)
  }
  const signatures: Signature[] = []
  const names = new Map<string, number>()
  const typeOf = ({ params, results }: Signature): number => {
    const name = `${params.join()}→${results.join()}`
    const known = names.get(name) ?? signatures.push({ params, results }) - 1
    names.set(name, known)
    return known
  }
  const importing = bytes()
  importing.unsigned(imports.length + 2)
  text(importing, 'm')
  text(importing, 'm')
  importing.byte(2)
  importing.byte(shared ? 3 : 0)
  importing.unsigned(pages)
  if (shared) importing.unsigned(pages)
  text(importing, 'm')
  text(importing, 's')
  importing.byte(3)
  importing.byte(type.i32)
  importing.byte(0)
  imports.forEach((s, i) => {
    text(importing, 'f')
    text(importing, `${i}`)
    importing.byte(0)
    importing.unsigned(typeOf(s))
  })
  const declared = list(functions, (to, f) => {
    to.unsigned(typeOf(f))
  })
  section(
    1,
    list(signatures, (to, { params, results }) => {
      to.byte(0x60)
      for (const values of [params, results]) {
        to.unsigned(values.length)
        for (const v of values) to.byte(type[v])
      }
    }),
  )
  section(2, importing.taken())
  section(3, declared)
  section(
    7,
    list(exports, (to, [name, f]) => {
      text(to, name)
      to.byte(0)
      to.unsigned(f)
    }),
  )
  section(
    10,
    list(functions, (to, f) => {
      to.append(f.body)
    }),
  )
  return out.taken()
}
