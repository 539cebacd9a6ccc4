/** The laws of rewrites, on generated programs: what is computed stays, derivatives as well. */
import { jvp, vjp } from '../../src/derivative/index.js'
import type { AnyDiff } from '../../src/diff/model.js'
import { programOf } from '../../src/diff/stages.js'
import { type Program, showProgram } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'
import type { Space } from '../../src/Space.js'
import { decode, encode } from '../../src/space/encode.js'
import type { AnyLaw } from '../check.js'
import { agreement } from '../Law.js'
import { agreesWith, type Closeness } from './agree.js'
import type { ProgramOptions } from './generate.js'
import { onPrograms } from './points.js'

/** From a program to one that computes the same. */
export type Rewrite = (p: Program) => Program

/** What a rewrite claims, and how it is tried. */
export interface RewriteOptions extends Closeness {
  /** Whether a second time changes nothing. */
  readonly idempotent?: boolean
  readonly programs?: ProgramOptions
}

/** What a program computes, between the spaces of its arrow. */
const computed = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  p: Program,
  precision: 'f64' | 'f32',
): ((x: A) => B) => {
  const evaluate = interpret(p, precision)
  const [read, make] = [encode('laws', dom), decode(cod)]
  return x => make(evaluate(read(x)))
}

/**
 * The laws of a rewrite: on generated programs, and on those of their pullbacks and pushforwards, the results
 * are what they were, but for rounding unless it claims to be `exact`; parameters stay; a second time changes
 * nothing, where that is claimed.
 *
 * @example
 * import { assertLaws, rewriteLaws } from 'chainrule/laws'
 *
 * const nothing = rewriteLaws('nothing', p => p, { exact: true, idempotent: true })
 * assertLaws(nothing, { runs: 10 }) // => undefined
 */
export const rewriteLaws = (
  name: string,
  rewrite: Rewrite,
  { programs = {}, idempotent = false, ...closeness }: RewriteOptions = {},
): readonly AnyLaw[] => {
  const precision = closeness.precision === 'f32' ? 'f32' : 'f64'
  const law = onPrograms(name, programs)
  const same = (f: AnyDiff, x: unknown, v: unknown) => {
    const [dom, cod, p] = [f.dom as Space<unknown>, f.cod as Space<unknown>, programOf(f)]
    const [before, after] = [p, rewrite(p)].map(q => computed(dom, cod, q, precision)) as [
      (x: unknown) => unknown,
      (x: unknown) => unknown,
    ]
    return agreesWith(dom, cod, before, { x, v }, after(x), closeness)
  }
  return [
    law('parameters and types stay', 'rewrite p : A → B', ({ program }) => {
      const p = programOf(program.diff)
      const said = (q: Program): string => {
        const { params, instructions, results } = q
        const types = results.map(r => params[r] ?? instructions[r - params.length]!)
        return JSON.stringify([params, types.map(({ shape, kind }) => ({ shape, kind }))])
      }
      return agreement(Number(said(rewrite(p)) === said(p)), 1, 0, 'the same types')
    }),
    law('values stay', 'rewrite p x = p x', ({ program, x, v }) => same(program.diff, x, v)),
    law('pullbacks stay', 'the same of the program of vjp f', ({ program, x, v, w }) =>
      same(vjp(program.diff), [x, w], [v, w]),
    ),
    law('pushforwards stay', 'the same of the program of jvp f', ({ program, x, v }) =>
      same(jvp(program.diff), [x, v], [v, v]),
    ),
    ...(idempotent
      ? [
          law('a second time changes nothing', 'rewrite (rewrite p) = rewrite p', ({ program }) => {
            const once = rewrite(programOf(program.diff))
            const [a, b] = [once, rewrite(once)].map(q => showProgram(q))
            return agreement(Number(a === b), 1, 0, 'the same text')
          }),
        ]
      : []),
  ]
}
