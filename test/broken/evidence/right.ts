/** Right gradients that are hard to check: what they are made of, and how they are scaled. */

import type { Subject } from 'chainrule/laws'
import { real, scaleTangent } from 'chainrule/Space'
import type fc from 'fast-check'
import type { AnySubject } from '../catalogue/model.js'

/** A right gradient, and the points at which it is tried. */
export interface Right {
  readonly name: string
  readonly subject: AnySubject
  readonly at: fc.Arbitrary<unknown>
}

type Real = (x: number) => number

/** A function of one number with its derivative. */
export const scalar = (name: string, f: Real, df: Real, at: fc.Arbitrary<number>): Right => {
  const subject: Subject<number, number> = {
    name,
    dom: real,
    cod: real,
    value: f,
    // What stands still has no product, not even with what is infinite.
    vjp: (x, w) => (w === 0 ? 0 : w * df(x)),
    jvp: (x, v) => (v === 0 ? 0 : v * df(x)),
  }
  return { name, subject: subject as unknown as AnySubject, at } // it is given numbers
}

/** c · f(x / d), for spaces all of whose leaves are real: there values are tangents, too. */
export const rescaled = ({ name, subject, at }: Right, c: number, d: number): Right => {
  const s = subject
  const down = (x: unknown): unknown => scaleTangent(s.dom)(1 / d, x as never)
  const label = `${c.toExponential(0)} · (${name})(x / ${d.toExponential(0)})`
  return {
    name: label,
    at: at.map(x => scaleTangent(s.dom)(d, x as never)),
    subject: {
      name: label,
      dom: s.dom,
      cod: s.cod,
      value: x => scaleTangent(s.cod)(c, s.value(down(x)) as never),
      vjp: (x, w) => scaleTangent(s.dom)(c / d, s.vjp(down(x), w)),
      jvp: (x, v) => scaleTangent(s.cod)(c / d, s.jvp(down(x), v)),
    },
  }
}
