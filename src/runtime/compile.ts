/** `compile`: an arrow as a plain function on a target that fits or is named, with a report of what was made. */
import type { Precision } from '../Dense.js'
import type { AnyDiff, Diff } from '../diff/model.js'
import { programOf } from '../diff/stages.js'
import { shapeError } from '../Errors.js'
import { share } from '../rewrite/share.js'
import { decode, decodeNumbers, encode, encodeNumbers } from '../space/encode.js'
import { interpret } from './interpret.js'
import { javascript } from './javascript/javascript.js'
import { straight } from './javascript/straight.js'
import { lower } from './plan/lower.js'
import type { Pass, Plan } from './plan/model.js'
import { keepPages } from './plan/pages.js'
import type { Running } from './plan/running.js'
import { streamed } from './plan/stream.js'
import { workOf } from './plan/work.js'
import { type Report, reportOf, type TargetName } from './report.js'
import { alone, type Options, wasm } from './wasm/wasm.js'

/** How an arrow is compiled. */
export interface CompileOptions {
  /** Unless it is said, `wasm` for arrays and `javascript` for small programs. */
  readonly target?: TargetName
  readonly precision?: Precision
  /**
   * Where the target `wasm` has exp, log, sin … from: vectors, with errors up to 2 ulp, or the host, one number
   * at a time and with its bits.
   */
  readonly math?: 'host' | 'vector'
  /**
   * How many threads the target `wasm` may use for what is large, this one included; 1 unless it is said. The
   * results do not depend on it, to the bit.
   */
  readonly threads?: number
  /**
   * Whether the target `wasm` may round a product and a sum once, where the engine can: quicker, and results then
   * depend on the machine. Not unless it is said.
   */
  readonly fma?: boolean
  /** What is left undone that is done for speed, to see what it gains. */
  readonly without?: readonly Pass[]
}

/** A plain function, and what was made. */
export interface CompiledFunction<A, B> {
  (x: A): B
  readonly report: Report
}

/** So many scalar operations are worth the way into a module and back. */
const LARGE = 1000

/** The first of the targets, from the one asked for on, that this place allows. */
const firstOf = (
  plan: Plan | undefined,
  target: TargetName,
  options: Options,
): readonly [TargetName, Running | undefined] => {
  if (plan === undefined) return ['interpret', undefined]
  const by = (
    threads: number,
    make: (p: Plan, threads: number) => Running | undefined,
  ): Running | undefined =>
    streamed(plan, threads, alone(options.math), make) ?? make(plan, threads)
  const vector =
    target === 'wasm'
      ? by(options.threads, (p, threads) => wasm(p, { ...options, threads }))
      : undefined
  if (vector !== undefined) return ['wasm', vector]
  const text = by(1, javascript)
  return [text === undefined ? 'interpret' : 'javascript', text]
}

/** A function that has memory of its own; while it runs, a function of the host that calls it back gets another. */
const oneAtATime = <A, B>(call: (x: A) => B, meanwhile: (x: A) => B): ((x: A) => B) => {
  let busy = false
  return x => {
    if (busy) return meanwhile(x)
    busy = true
    try {
      return call(x)
    } finally {
      busy = false
    }
  }
}

const made = <A, B>(f: Diff<A, B>, options: CompileOptions): CompiledFunction<A, B> => {
  const { precision = 'f64', math = 'vector', threads = 1, fma = false, without = [] } = options
  if (!Number.isInteger(threads) || threads < 1)
    throw shapeError('compile', 'a whole number of threads, 1 or more', `${threads}`)
  const whole = programOf(f)
  const p = without.includes('share') || options.target === 'interpret' ? whole : share(whole)
  const plan = options.target === 'interpret' ? undefined : lower(p, precision, new Set(without))
  if (plan !== undefined) keepPages(plan)
  const fitting = plan !== undefined && workOf(plan) > LARGE ? 'wasm' : 'javascript'
  const asked = { target: options.target ?? fitting, threads, fma } as const
  const [target, running] = firstOf(plan, asked.target, { math, threads, fma })
  const evaluate = running?.run ?? interpret(p, precision)
  const read = encode('compile', f.dom)
  const make = decode(f.cod)
  const [numbers, readNumbers, makeOfNumbers] = [
    running?.numbers,
    encodeNumbers('compile', f.dom),
    decodeNumbers(f.cod),
  ]
  const call =
    numbers && readNumbers && makeOfNumbers
      ? (x: A): B => makeOfNumbers(numbers(readNumbers(x)))
      : (x: A): B => make(evaluate(read(x)))
  const guarded = oneAtATime(call, x => make(interpret(p, precision)(read(x))))
  const line =
    target === 'javascript' && plan !== undefined
      ? straight(plan, f.dom.form, f.cod.form)
      : undefined
  // Sound: the line is made of the forms of `A` and `B`, and what is not of `A` is given to the function of them.
  const direct =
    line === undefined ? guarded : (x: A): B => line(x, guarded as (x: unknown) => unknown) as B
  const report = reportOf(p, plan, running, { target, precision }, asked)
  return Object.freeze(Object.assign(direct, { report }))
}

// What was made of an arrow is kept as long as the arrow: as invisible from outside as its program.
const known = new WeakMap<AnyDiff, Map<string, unknown>>()

/**
 * The function that an arrow denotes, on plain numbers and tensors, made by a target; made once for an arrow.
 *
 * @example
 * import { fn, grad, mul, real, sin } from 'chainrule'
 * import { compile } from 'chainrule/compile'
 *
 * const slope = compile(grad(fn(real, x => mul(x, sin(x)))))
 * slope(0) // => 0
 * slope.report.target // => 'javascript'
 *
 * @throws ShapeError where the program needs more than 2³¹ bytes; from the function, where its argument is not of
 * the domain, with the path
 */
export const compile = <A, B>(
  f: Diff<A, B>,
  options: CompileOptions = {},
): CompiledFunction<A, B> => {
  const { target, precision, math, threads, fma, without } = options
  const own = known.get(f) ?? new Map<string, unknown>()
  known.set(f, own)
  const name = `${target} ${precision} ${math} ${threads} ${fma} ${without?.join()}`
  const kept = own.get(name) ?? made(f, options)
  own.set(name, kept)
  return kept as CompiledFunction<A, B> // made of this very arrow
}

/**
 * The function that an arrow denotes, by the target that fits how much it does: in the place of the root's `run`,
 * which interprets, since a compiler is more than some who import the root want to carry.
 *
 * @example
 * import { fn, mul, real } from 'chainrule'
 * import { run } from 'chainrule/compile'
 *
 * run(fn(real, x => mul(x, x)))(3) // => 9
 *
 * @throws ShapeError as `compile` does
 */
export const run = <A, B>(f: Diff<A, B>, options: CompileOptions = {}): ((x: A) => B) =>
  compile(f, options)
