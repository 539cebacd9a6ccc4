/** A kernel as the text of JavaScript: a loop nest, what does not change along a row before it. */
import type { HostFunction } from '../../op/Scalars.js'
import { BLOCK } from '../../op/structure/lanes.js'
import type { Access, Code, Format, Kernel, Memory, Reduce } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'

/** What texts refer to: memory by where it lies, functions and scratch by their place. */
export interface Setting {
  readonly memories: readonly Memory[]
  readonly offsets: readonly number[]
  /** The name of a function of the host. */
  readonly nameOf: (f: HostFunction) => string
  /** Where eight numbers a sum lie, in doubles. */
  readonly lanes: number
}

/** The typed arrays over the arena, by name. */
export const arrays: Readonly<Record<Format, string>> = { f64: 'D', f32: 'S', i32: 'I', u8: 'U' }

const literal = (x: number): string => (Object.is(x, -0) ? '(-0)' : x < 0 ? `(${x})` : `${x}`)

/** A node as text: nodes before it are variables, and what it loads is what is said. */
export const textOf = (
  code: Code,
  at: (access: number) => string,
  nameOf: Setting['nameOf'],
): string => {
  const [a, b, c] = code.args.map(i => `v${i}`)
  switch (code.op) {
    case 'number':
      return literal(code.value)
    case 'load':
      return at(code.load)
    case 'call':
      return `${nameOf(code.f)}(${code.args.map(i => `v${i}`).join(', ')})`
    case 'add':
      return `${a} + ${b}`
    case 'sub':
      return `${a} - ${b}`
    case 'mul':
      return `${a} * ${b}`
    case 'div':
      return `${a} / ${b}`
    case 'neg':
      return `-${a}`
    case 'round':
      return `fround(${a})`
    case 'less':
      return `${a} < ${b}`
    case 'lessEqual':
      return `${a} <= ${b}`
    case 'equal':
      return `${a} === ${b}`
    case 'and':
      return `${a} && ${b}`
    case 'or':
      return `${a} || ${b}`
    case 'not':
      return `!${a}`
    case 'choose':
      return `${a} ? ${b} : ${c}`
  }
}

/** The statements of a kernel. */
export const kernelText = (k: Kernel, { memories, offsets, nameOf, lanes }: Setting): string => {
  const { sizes, code, loads, outputs } = k
  const rank = sizes.length
  const n = sizes[rank - 1] ?? 1
  const arrayOf = (m: number): string => arrays[memories[m]!.format]
  const baseOf = (m: number): number => offsets[m]! / bytesOf[memories[m]!.format]
  const index = ({ memory, start, steps }: Access): string =>
    [
      `${baseOf(memory) + start}`,
      ...steps.flatMap((s, i) => (s === 0 ? [] : [s === 1 ? `i${i}` : `i${i} * ${literal(s)}`])),
    ].join(' + ')
  const at = (access: Access): string => `${arrayOf(access.memory)}[${index(access)}]`

  // What moves along a row.
  const moves = code.map(() => false)
  code.forEach((c, i) => {
    moves[i] =
      c.op === 'load' ? (loads[c.load]!.steps[rank - 1] ?? 0) !== 0 : c.args.some(a => moves[a])
  })
  const define = (i: number): string =>
    `const v${i} = ${textOf(code[i]!, l => at(loads[l]!), nameOf)}\n`
  const fixed = code.map((_, i) => (moves[i] === true ? '' : define(i))).join('')
  const moving = code.map((_, i) => (moves[i] === true ? define(i) : '')).join('')

  const reduces = outputs.filter((o): o is Reduce => o.tag === 'reduce')
  const laneOf = (r: Reduce): number => lanes + 8 * reduces.indexOf(r)
  const pick = (how: 'max' | 'min', a: string, b: string): string => `Math.${how}(${a}, ${b})`
  const identity = (how: Reduce['how']): string =>
    how === 'sum' ? '0' : how === 'max' ? '-Infinity' : 'Infinity'
  const whole = (m: number): string => `${baseOf(m)}, ${baseOf(m) + memories[m]!.length}`

  const before = reduces
    .filter(r => !r.single)
    .map(r => {
      const m = r.how === 'sum' ? r.sums.memory : r.to.memory
      return `${arrayOf(m)}.fill(${identity(r.how)}, ${whole(m)})\n`
    })
    .join('')
  const after = reduces
    .filter(r => !r.single && r.sums.memory !== r.to.memory)
    .map(
      r =>
        `${arrayOf(r.to.memory)}.set(D.subarray(${whole(r.sums.memory)}), ${baseOf(r.to.memory)})\n`,
    )
    .join('')

  const entry = outputs
    .map((o, i) => {
      const v = `v${o.value}`
      if (o.tag === 'store') return `${at(o.to)} = ${v}\n`
      if (o.how !== 'sum')
        return o.inner
          ? `m${i} = ${pick(o.how, `m${i}`, v)}\n`
          : `${at(o.to)} = ${pick(o.how, at(o.to), v)}\n`
      return o.inner ? `D[${laneOf(o)} + (i${rank - 1} & 7)] += ${v}\n` : `${at(o.sums)} += ${v}\n`
    })
    .join('')
  const each = (f: (r: Reduce, i: number) => string): string =>
    outputs.map((o, i) => (o.tag === 'reduce' && o.inner ? f(o, i) : '')).join('')
  const clear = each(r => (r.how === 'sum' ? `D.fill(0, ${laneOf(r)}, ${laneOf(r) + 8})\n` : ''))
  const total = (r: Reduce): string => {
    const l = (j: number): string => `D[${laneOf(r) + j}]`
    return `${l(0)} + ${l(2)} + (${l(4)} + ${l(6)}) + (${l(1)} + ${l(3)} + (${l(5)} + ${l(7)}))`
  }
  const j = `i${rank - 1}`
  const blocked = reduces.some(r => r.blocks !== undefined)
  const row =
    rank === 0
      ? `${moving}${entry}`
      : blocked
        ? `for (let b = 0; b < ${n}; b += ${BLOCK}) {\n${clear}const e = Math.min(b + ${BLOCK}, ${n})\nfor (let ${j} = b; ${j} < e; ${j}++) {\n${moving}${entry}}\n${each(r => (r.how === 'sum' ? `D[${baseOf(r.blocks!)} + b / ${BLOCK}] = ${total(r)}\n` : ''))}}\n`
        : `${clear}for (let ${j} = 0; ${j} < ${n}; ${j}++) {\n${moving}${entry}}\n`
  const finish = each((r, i) => {
    if (r.how !== 'sum') {
      const m = `m${i}`
      return r.single ? `${at(r.to)} = ${m}\n` : `${at(r.to)} = ${pick(r.how, at(r.to), m)}\n`
    }
    const sum =
      r.blocks === undefined ? total(r) : `tree(D, ${baseOf(r.blocks)}, ${Math.ceil(n / BLOCK)})`
    return r.single ? `${at(r.to)} = ${sum}\n` : `${at(r.sums)} += ${sum}\n`
  })
  const begin = each((r, i) => (r.how === 'sum' ? '' : `let m${i} = ${identity(r.how)}\n`))
  const nest = sizes
    .slice(0, -1)
    .reduceRight(
      (inside, d, i) => `for (let i${i} = 0; i${i} < ${d}; i${i}++) {\n${inside}}\n`,
      `${fixed}${begin}${row}${finish}`,
    )
  return `${before}${nest}${after}`
}
