/**
 * What comes together along lines, while a program is lowered: a loop over places, in it one over lines, which are
 * independent of each other. What has come together so far is kept in double precision.
 */

import { lineIn } from '../../op/reduction/recurrence.js'
import type { Scalars } from '../../op/Scalars.js'
import type { Instruction } from '../../Program.js'
import { size } from '../../Shape.js'
import { coder } from './code.js'
import type { Context } from './context.js'
import type { Access, Kernel, View } from './model.js'
import type { Register } from './register.js'
import { moved } from './sliding.js'

/** What is made at a place of what has come together before it, and of the entries there. */
interface Step<T> {
  readonly states: readonly T[]
  readonly result: T
}

/** How entries come together: what there is at the beginning, and what becomes of it. */
export interface Coming {
  readonly first: readonly number[]
  readonly step: <T>(s: Scalars<T>, states: readonly T[], entries: readonly T[]) => Step<T>
}

/** So many lines may be walked at a time. */
export const TOGETHER = [8, 7, 6, 5, 4, 3, 2]

/** The register of what comes together along lines. */
export const lined = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  { first, step }: Coming,
): Register => {
  const { axis, reverse } = lineIn(attrs)
  const given = inputs.map(r => c.dense(c.registers[r]!, c.avalOf(r)))
  const out = c.fresh({ shape, kind })
  if (size(shape) > 0) {
    const [blocks, n, after] = [
      size(shape.slice(0, axis)),
      shape[axis]!,
      size(shape.slice(axis + 1)),
    ]
    const count = blocks * after
    // Lines whose entries lie apart are walked some at a time, so that what is read stays in the cache.
    const together = after > 1 ? 1 : (TOGETHER.find(d => blocks % d === 0) ?? 1)
    const states = first.map(() => c.memory('f64', count))
    const along = (v: View): Access => ({
      memory: v.memory,
      start: v.start + (reverse ? (n - 1) * after : 0),
      steps: [together * n * after, reverse ? -after : after, n * after, 1],
    })
    const still = (memory: number): Access => ({
      memory,
      start: 0,
      steps: [together * after, 0, after, 1],
    })
    const { code, scalars, load, round } = coder()
    const nodes = [...given, ...states].map((_, i) => load(i))
    const made = step(scalars, nodes.slice(given.length), nodes.slice(0, given.length))
    const result = c.precision === 'f32' ? round(made.result) : made.result
    const kernel: Kernel = {
      tag: 'kernel',
      sizes: [blocks / together, n, together, after],
      code,
      loads: [...given.map(along), ...states.map(still)],
      outputs: [
        ...made.states.map((value, i) => ({ tag: 'store', value, to: still(states[i]!) }) as const),
        { tag: 'store', value: result, to: along(out) },
      ],
    }
    for (const [i, x] of first.entries())
      c.statements.push(...moved(x, { memory: states[i]!, start: 0, shape: [count], strides: [1] }))
    c.statements.push(kernel)
  }
  return { tag: 'memory', view: out, position: c.statements.length - 1 }
}

/** Sums so far. */
export const sums: Coming = {
  first: [0],
  step: (s, [total], [x]) => {
    const sum = s.add(total!, x!)
    return { states: [sum], result: sum }
  },
}

/** The largest so far, or the smallest. */
export const extremes = (name: 'max' | 'min'): Coming => ({
  first: [name === 'max' ? -Infinity : Infinity],
  step: (s, [best], [x]) => {
    const better = s.call(name === 'max' ? Math.max : Math.min, best!, x!)
    return { states: [better], result: better }
  },
})

/** Sums of which each is multiplied before it is added to: at the first place there is none. */
export const recurrences: Coming = {
  first: [0, 1],
  step: (s, [sum, begins], [a, b]) => {
    const next = s.choose(s.equal(begins!, s.number(1)), b!, s.add(s.mul(a!, sum!), b!))
    return { states: [next, s.number(0)], result: next }
  },
}

/** Logarithms of sums of exponentials so far, as the largest exponent and what the sum is beside it. */
export const exponentials: Coming = {
  first: [-Infinity, 0],
  step: (s, [top, more], [x]) => {
    const [above, none] = [s.less(top!, x!), s.not(s.equal(x!, x!))]
    const adds = s.and(s.less(s.number(-Infinity), x!), s.less(top!, s.number(Infinity)))
    const grown = s.mul(s.add(more!, s.number(1)), s.call(Math.exp, s.sub(top!, x!)))
    const added = s.add(more!, s.call(Math.exp, s.sub(x!, top!)))
    const rest = s.choose(none, more!, s.choose(above, grown, s.choose(adds, added, more!)))
    const most = s.choose(s.or(none, above), x!, top!)
    return { states: [most, rest], result: s.add(most, s.call(Math.log1p, rest)) }
  },
}
