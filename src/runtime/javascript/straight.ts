/**
 * A program of scalars as one function of its argument, straight-line code: what it is given is taken apart, computed
 * with and put together in local variables, without memory.
 */
import type { Form } from '../../space/model.js'
import type { Format, Kernel, Plan } from '../plan/model.js'
import { generated, named, naming } from './generated.js'
import { textOf } from './kernel.js'

/** A function that gives up an argument that is not of its domain: `otherwise` tells what is wrong. */
export type Straight = (x: unknown, otherwise: (x: unknown) => unknown) => unknown

/** A number as an entry of memory of a format would hold it. */
const held: Readonly<Record<Format, (x: string) => string>> = {
  f64: x => `+${x}`,
  f32: x => `fround(${x})`,
  i32: x => `${x} | 0`,
  u8: x => `+${x}`,
}

/** Texts that take an argument apart; the names of its scalars, in layout order, and of fields, of which none is in a text. */
const taking = (form: Form) => {
  const texts: string[] = []
  const scalars: string[] = []
  const fields: string[] = []
  const unless = (test: string): void => {
    texts.push(`if (!(${test})) return otherwise(x)\n`)
  }
  let count = 0
  const part = (of: string, key: string): string => {
    const name = `p${count++}`
    texts.push(`const ${name} = ${of}[${key}]\n`)
    return name
  }
  const take = (f: Form, at: string): boolean => {
    switch (f.tag) {
      case 'leaf': {
        if (!f.scalar) return false
        unless(`typeof ${at} === '${f.kind === 'bool' ? 'boolean' : 'number'}'`)
        if (f.kind === 'index') unless(`Number.isInteger(${at})`)
        if (f.bound !== undefined) unless(`${at} >= 0 && ${at} < ${f.bound}`)
        scalars.push(at)
        return true
      }
      case 'tuple':
        unless(`Array.isArray(${at}) && ${at}.length === ${f.parts.length}`)
        return f.parts.every((g, i) => take(g, part(at, `${i}`)))
      case 'struct':
        unless(`typeof ${at} === 'object' && ${at} !== null`)
        return f.fields.every(([n, g]) => {
          const name = `names[${fields.push(n) - 1}]`
          unless(`Object.hasOwn(${at}, ${name})`)
          return take(g, part(at, name))
        })
    }
  }
  return take(form, 'x') ? { text: texts.join(''), scalars, fields } : undefined
}

/** The text of a result, of those of its scalars; undefined where one is no scalar. */
const making = (form: Form, scalars: readonly string[], fields: string[]): string | undefined => {
  let count = 0
  const make = (f: Form): string | undefined => {
    switch (f.tag) {
      case 'leaf': {
        const own = scalars[count++]
        return f.scalar ? (f.kind === 'bool' ? `!!${own}` : own) : undefined
      }
      case 'tuple': {
        const parts = f.parts.map(make)
        return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`
      }
      case 'struct': {
        const parts = f.fields.map(([n, g]) => {
          const name = `names[${fields.push(n) - 1}]`
          const made = make(g)
          return made === undefined ? undefined : `[${name}]: ${made}`
        })
        return parts.includes(undefined) ? undefined : `{ ${parts.join(', ')} }`
      }
    }
  }
  return make(form)
}

/** The one statement of a plan, if it computes scalars of scalars that are given. */
const scalarOf = ({ statements, params }: Plan): Kernel | undefined => {
  const [k, more] = statements
  if (k?.tag !== 'kernel' || more !== undefined || k.sizes.length > 0) return undefined
  const given = k.loads.every(l => params.includes(l.memory))
  return given && k.outputs.every(o => o.tag === 'store') ? k : undefined
}

/** A plan as a function from values of one form to those of another; undefined where it is not of scalars alone. */
export const straight = (plan: Plan, from: Form, to: Form): Straight | undefined => {
  const { memories, params, results } = plan
  const k = scalarOf(plan)
  if (k === undefined) return undefined
  const taken = taking(from)
  if (taken === undefined) return undefined
  const formatOf = (memory: number): Format => memories[memory]!.format
  const { functions, nameOf } = naming()
  const given = (memory: number): string =>
    held[formatOf(memory)](taken.scalars[params.indexOf(memory)]!)
  const lines = k.code.map(
    (c, i) => `const v${i} = ${textOf(c, l => given(k.loads[l]!.memory), nameOf)}\n`,
  )
  const values = results.map(r => {
    if (r.tag === 'sequence') return undefined
    const { memory, start } = r.view
    if (params.includes(memory)) return `(${given(memory)})`
    const made = k.outputs.find(o => o.to.memory === memory && o.to.start === start)
    return made && `(${held[formatOf(memory)](`v${made.value}`)})`
  })
  if (values.includes(undefined)) return undefined
  const result = making(to, values as readonly string[], taken.fields)
  if (result === undefined) return undefined
  const body = `${taken.text}${lines.join('')}return ${result}\n`
  const text = `${named(functions)}return (x, otherwise) => {\n${body}}`
  return generated<Straight>(['names', 'functions'], text)?.(taken.fields, functions)
}
