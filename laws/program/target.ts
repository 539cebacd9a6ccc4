/** The laws of compilers, on generated programs: a target computes what the interpreter does, derivatives as well. */
import { jvp, vjp } from '../../src/derivative/index.js'
import type { Diff } from '../../src/diff/model.js'
import { run } from '../../src/runtime/run.js'
import type { AnyLaw } from '../check.js'
import { agreesWith, type Closeness } from './agree.js'
import type { ProgramOptions } from './generate.js'
import { onPrograms } from './points.js'

/** What makes a plain function of an arrow. */
export type Target = <A, B>(f: Diff<A, B>) => (x: A) => B

/** How targets are tried. */
export interface TargetOptions extends Closeness {
  /** Of which operations, how long, how smooth. */
  readonly programs?: ProgramOptions
}

/**
 * The laws of a target: on generated programs it gives the values, pullbacks and pushforwards of the
 * interpreter; but for rounding, unless it claims to be `exact`.
 *
 * @example
 * import { run } from 'chainrule'
 * import { assertLaws, targetLaws } from 'chainrule/laws'
 *
 * assertLaws(targetLaws('the interpreter', f => run(f), { exact: true }), { runs: 10 }) // => undefined
 */
export const targetLaws = (
  name: string,
  target: Target,
  { programs = {}, ...closeness }: TargetOptions = {},
): readonly AnyLaw[] => {
  const { precision } = closeness
  const oracle: Target = f => run(f, precision === 'f32' ? { precision } : {}) // half precision is nobody's here
  const law = onPrograms(name, programs)
  return [
    law('values are those of the interpreter', 'target f x = run f x', ({ program, x, v }) => {
      const { diff } = program
      return agreesWith(diff.dom, diff.cod, oracle(diff), { x, v }, target(diff)(x), closeness)
    }),
    law('pullbacks are those of the interpreter', 'target (vjp f) = run (vjp f)', d => {
      const back = vjp(d.program.diff)
      const [x, v] = [[d.x, d.w] as const, [d.v, d.w] as const]
      return agreesWith(back.dom, back.cod, oracle(back), { x, v }, target(back)(x), closeness)
    }),
    law('pushforwards are those of the interpreter', 'target (jvp f) = run (jvp f)', d => {
      const forth = jvp(d.program.diff)
      const [x, v] = [[d.x, d.v] as const, [d.v, d.v] as const]
      return agreesWith(forth.dom, forth.cod, oracle(forth), { x, v }, target(forth)(x), closeness)
    }),
  ]
}
