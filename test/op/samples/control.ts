/** Samples of control flow: choices, loops, and the sums of what loops read. */
import {
  add,
  apply,
  array,
  at,
  cond,
  type Expr,
  external,
  fn,
  fold,
  grad,
  greater,
  jacobian,
  less,
  mask,
  mul,
  real,
  sin,
  square,
  sum,
  toReal,
  vector,
  whileLoop,
} from 'chainrule'
import type { Sample } from './sample.js'

const positive = external(vector(2), mask(2), x => array([at(x, 0) > 0, at(x, 1) > 0]))

/** (x, x) ↦ (x⁴, x⁴) by squaring the first twice and multiplying the second by what the first was. */
const powers = fn(real, x =>
  whileLoop(
    ([k]) => less(k, 2),
    ([k, a, b]) => [add(k, 1), mul(a, a), mul(a, b)],
    [0, x, x] as const,
  ),
)
export const control: Readonly<Record<string, Sample>> = {
  switchCase: {
    at: [1.5, -0.5],
    body: (_, [a, b]) =>
      cond(
        greater(a!, b!),
        () => mul(a!, square(b!)),
        () => sin(a!),
      ),
    value: ([a, b]) => [a! * b! * b!],
  },
  scan: {
    at: [0.5, 2, 3],
    body: (x, [a]) => fold((c: Expr, y) => mul(add(c, a!), y), 1, x),
    value: ([a, b, c]) => [(((1 + a!) * a! + a!) * b! + a!) * c!],
  },
  whileLoop: {
    at: [1.3, 0.7],
    body: (_, [a, b]) =>
      whileLoop(
        c => less(c, 3),
        c => mul(a!, add(c, 0)),
        mul(b!, b!),
      ),
    // Of b² = 0.49: multiplied by 1.3 until it is 3 or more, seven times.
    value: ([a, b]) => [b! * b! * a! ** 7],
  },
  external: {
    // Of a truth value no derivative is asked.
    at: [0.5, -2],
    body: x => mul(x, toReal(apply(positive, x as never))),
    value: xs => xs.map(x => Math.max(x, 0)),
  },
  addSequences: {
    // Two sweeps read the carries of one loop: Σ J² = 2 (4 x³)².
    at: [1.1],
    body: x => {
      const f = fn(vector(1), y => {
        const [, a, b] = apply(jacobian(powers, { mode: 'reverse' }), sum(y))
        return add(square(a), square(b))
      })
      return apply(grad(f), x as never)
    },
    value: ([x]) => [2 * 16 * 6 * x! ** 5],
  },
}
