/** `run`: from an arrow to a plain function. */
import type { Precision } from '../Dense.js'
import type { AnyDiff, Diff } from '../diff/model.js'
import { programOf } from '../diff/stages.js'
import type { Program } from '../Program.js'
import { decode, encode } from '../space/encode.js'
import { interpret } from './interpret.js'

// An arrow's program is made once: the one exception to «no global state», invisible from outside.
const programs = new WeakMap<AnyDiff, Program>()

const compiled = (f: AnyDiff): Program => {
  const known = programs.get(f)
  if (known !== undefined) return known
  const made = programOf(f)
  programs.set(f, made)
  return made
}

/**
 * The function that an arrow denotes, on plain numbers and tensors, by the interpreter.
 *
 * @example
 * import { fn, mul, real, run } from 'chainrule'
 *
 * run(fn(real, x => mul(x, x)))(3) // => 9
 *
 * @throws ShapeError from the function, where its argument is not of the domain, with the path
 */
export const run = <A, B>(
  f: Diff<A, B>,
  options: { readonly precision?: Precision } = {},
): ((x: A) => B) => {
  const evaluate = interpret(compiled(f), options.precision)
  const read = encode('run', f.dom)
  const make = decode(f.cod)
  return x => make(evaluate(read(x)))
}
