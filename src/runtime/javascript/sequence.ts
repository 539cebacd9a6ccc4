/** Statements one after another as the text of JavaScript: calls, copies, loops, branches. */
import type {
  Drawing,
  Host,
  Kernel,
  Picking,
  Product,
  Statement,
  Stepping,
  View,
} from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { arrays, type Setting } from './kernel.js'

/** The text of statements; `call` is that of what does something to memory. */
export const sequenceText = (
  statements: readonly Statement[],
  { memories, offsets }: Pick<Setting, 'memories' | 'offsets'>,
  call: (s: Kernel | Product | Picking | Drawing | Host) => string,
): string => {
  const arrayOf = (m: number): string => arrays[memories[m]!.format]
  const baseOf = (m: number): number => offsets[m]! / bytesOf[memories[m]!.format]
  const entry = ({ memory, start }: View): string => `${arrayOf(memory)}[${baseOf(memory) + start}]`
  const index = ({ memory, start, step }: Stepping, depth: number): string =>
    `${baseOf(memory) + start}${step === 0 ? '' : ` + t${depth} * ${step < 0 ? `(${step})` : step}`}`
  const all = (list: readonly Statement[], depth: number): string =>
    list.map(s => one(s, depth)).join('')
  const one = (s: Statement, depth: number): string => {
    switch (s.tag) {
      case 'copy': {
        const [from, to] = [index(s.from, depth), index(s.to, depth)]
        const array = arrayOf(s.to.memory)
        return s.length === 1
          ? `${array}[${to}] = ${array}[${from}]\n`
          : `${array}.copyWithin(${to}, ${from}, ${from} + ${s.length})\n`
      }
      case 'loop': {
        const t = `t${depth + 1}`
        const test = s.test === undefined ? '' : `if (${entry(s.test)} !== 1) break\n`
        return `for (let ${t} = 0; ${t} < ${s.times}; ${t}++) {\n${all(s.head, depth + 1)}${test}${all(s.body, depth + 1)}}\n`
      }
      case 'branch': {
        const cases = s.cases.map((c, i) => `case ${i}: {\n${all(c, depth)}break\n}\n`).join('')
        return `switch (Math.min(Math.max(${entry(s.selector)}, 0), ${s.cases.length - 1})) {\n${cases}}\n`
      }
      case 'parts':
        return all(s.parts, depth)
      case 'kernel':
      case 'product':
      case 'pick':
      case 'draw':
      case 'host':
        return call(s)
    }
  }
  return all(statements, 0)
}
