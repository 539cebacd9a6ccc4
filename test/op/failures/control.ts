/** Mistakes with control flow and with functions of functions: choices, loops, derivatives, batches. */
import {
  apply,
  argminOf,
  compose,
  cond,
  external,
  fixedPoint,
  fn,
  fold,
  grad,
  gradOf,
  implicit,
  index,
  jvpOf,
  linearTranspose,
  mul,
  real,
  rule,
  run,
  scan,
  switchCase,
  tuple,
  unit,
  valueAndGradOf,
  vector,
  vmap,
  vmapOf,
  whileLoop,
} from 'chainrule'
import { sym, symOf } from '../support.js'
import { type Failures, failure } from './failure.js'

const truth = symOf('bool') as never
const number = symOf('index') as never
const square = fn(real, x => mul(x, x))
const pair = fn(tuple(vector(2), real), ([x, a]) => mul(x, a))
const noVjp = external(real, real, x => x)

/** By name. */
export const control: Failures = {
  cond: [
    failure(
      () =>
        cond(
          symOf('bool', 2) as never,
          () => 1,
          () => 0,
        ),
      'one truth value',
      'bool [2]',
    ),
    failure(
      () =>
        cond(
          sym() as never,
          () => 1,
          () => 0,
        ),
      'one truth value',
      'real []',
    ),
    failure(
      () =>
        cond(
          truth,
          () => sym(2),
          () => sym(3) as never,
        ),
      'results of one form',
      'ℝ[2] and ℝ[3]',
    ),
    failure(
      () =>
        cond(
          truth,
          () => sym(),
          () => number,
        ),
      'results of one form',
      'ℝ and ℤ',
    ),
    failure(
      () =>
        cond(
          truth,
          () => [sym()] as const,
          () => sym() as never,
        ),
      'results of one form',
      '(ℝ) and ℝ',
    ),
    failure(
      () =>
        cond(
          truth,
          () => 'one' as never,
          () => 0 as never,
        ),
      'a result of symbols, numbers, tuples and structs',
      'string',
    ),
  ],
  switchCase: [
    failure(() => switchCase(symOf('index', 2) as never, [() => 1]), 'one index', 'index [2]'),
    failure(() => switchCase(sym() as never, [() => 1]), 'one index', 'real []'),
    failure(() => switchCase(number, [] as never), 'at least one function', 'none'),
    failure(
      () => switchCase(number, [() => sym(2), () => sym(3)] as never),
      'results of one form',
      'ℝ[2] and ℝ[3]',
    ),
  ],
  scan: [
    failure(
      () => scan((c, x) => [x as never, c], 0, sym(3, 2)),
      'a step that gives the carry it takes: real []',
      'real [2]',
    ),
    failure(
      () => scan(c => [[c, c] as never, c], 0, sym(3)),
      'a step that gives the carry it takes: real []',
      'an array of 2',
    ),
    failure(
      () => scan(c => [c, c], 0, [sym(3), sym(2)] as const),
      'sequences of one length',
      '[3], [2]',
    ),
    failure(() => scan(c => [c, c], 0, sym()), 'sequences, which have a first axis', '[]'),
    failure(() => scan(c => [c, c], 0, [] as never), 'at least one sequence', 'none'),
    failure(() => scan(c => [c, c], 0, -1), 'a whole number of steps', '-1'),
    failure(() => scan(c => [c, c], 0, 2.5), 'a whole number of steps', '2.5'),
    failure(
      () => scan(c => [[c] as never, c], 0, 3),
      'a step that gives the carry it takes: real []',
      'an array of 1',
    ),
    failure(
      () => scan(c => [c, 'y' as never], 0, 3),
      'a result of symbols, numbers, tuples and structs',
      'string',
    ),
    failure(() => scan(c => c as never, 0, 3), 'a step that gives [carry, y]', 'a symbol'),
  ],
  fold: [
    failure(
      () => fold((_c, x) => x as never, 0, sym(3, 2)),
      'a step that gives the carry it takes: real []',
      'real [2]',
    ),
    failure(
      () => fold(c => c, 0, [sym(3), sym(2)] as const),
      'sequences of one length',
      '[3], [2]',
    ),
    failure(() => fold(c => c, 0, -1), 'a whole number of steps', '-1'),
  ],
  whileLoop: [
    failure(
      () =>
        whileLoop(
          () => sym() as never,
          c => c,
          0,
        ),
      'a test that gives one truth value: bool []',
      'real []',
    ),
    failure(
      () =>
        whileLoop(
          () => symOf('bool', 2) as never,
          c => c,
          0,
        ),
      'a test that gives one truth value: bool []',
      'bool [2]',
    ),
    failure(
      () =>
        whileLoop(
          () => truth,
          () => sym(2) as never,
          0,
        ),
      'a step that gives the carry it takes: real []',
      'real [2]',
    ),
    failure(
      () =>
        whileLoop(
          () => truth,
          c => c,
          0,
          { maxSteps: -1 },
        ),
      'a number of steps from 0',
      '-1',
    ),
  ],
  external: [
    failure(
      () => external(real, unit as never, () => 0 as never),
      'a codomain with parts',
      'the unit',
    ),
    failure(() => grad(noVjp), 'a vjp, to be differentiated', 'an external function without one'),
    failure(
      () => run(external(real, vector(2), () => 1 as never))(0),
      'a real tensor of shape [2]',
      'number',
    ),
  ],
  rule: [
    failure(() => rule(real, real, x => x, {}), 'a vjp, a jvp or both', 'neither'),
    failure(() => rule(real, real, x => x, { vjp: () => sym(2) as never }), 'real []', 'real [2]'),
  ],
  vmap: [
    failure(() => vmap(pair, -1), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => vmap(pair, 0.5), 'sizes that are whole numbers from 0', '[0.5]'),
    failure(() => vmap(pair, 2, { in: [0] as never }), 'axes for the parts of (ℝ[2] × ℝ)', '[0]'),
    failure(() => vmap(pair, 2, { in: [2, 0] as never }), 'an axis from -2 to 1', '2'),
    failure(
      () => vmap(pair, 2, { out: null as never }),
      'a result that all examples share where out is null',
      'one an example',
    ),
    failure(() => vmap(pair, 2, { out: 3 as never }), 'an axis from -2 to 1', '3'),
  ],
  vmapOf: [
    failure(
      () => vmapOf(([x]) => x, [sym(2), sym(3)] as const),
      'sequences of one length',
      '[2], [3]',
    ),
    failure(() => vmapOf(x => x, sym()), 'sequences, which have a first axis', '[]'),
    failure(() => vmapOf(x => x, [] as never), 'at least one sequence', 'none'),
  ],
  gradOf: [
    failure(() => gradOf(x => x, sym(2)), 'a function to ℝ', 'one to ℝ[2]'),
    failure(() => gradOf(() => truth, sym(2)), 'a function to ℝ', 'one to 𝔹'),
    failure(() => gradOf(x => [x, x] as never, sym()), 'a function to ℝ', 'one to (ℝ × ℝ)'),
  ],
  valueAndGradOf: [failure(() => valueAndGradOf(x => x, sym(2)), 'a function to ℝ', 'one to ℝ[2]')],
  jvpOf: [
    failure(
      () => jvpOf(x => x, sym(2), sym(3) as never),
      'a tangent like the point: real [2]',
      'real [3]',
    ),
    failure(
      () => jvpOf(x => x, sym(), symOf('index') as never),
      'a tangent like the point: real []',
      'index []',
    ),
  ],
  grad: [failure(() => grad(pair as never), 'a function to ℝ', 'one to ℝ[2]')],
  linearTranspose: [
    failure(
      () => linearTranspose(square),
      'a linear arrow',
      'one whose derivative depends on the point',
    ),
    failure(() => linearTranspose(fn(index(3), x => x)), 'spaces of real numbers', 'ℤ<3 → ℤ'),
  ],
  implicit: [
    failure(
      () => implicit({ solve: square, residual: square as never }),
      'a residual (ℝ × ℝ) → ℝ',
      'ℝ → ℝ',
    ),
  ],
  fixedPoint: [
    failure(
      () => fixedPoint(fn(tuple(index(2), real), ([i]) => i) as never, square as never),
      'solutions of real numbers',
      'ℤ',
    ),
  ],
  argminOf: [
    failure(() => argminOf(pair as never, square as never), 'a function to ℝ', 'one to ℝ[2]'),
  ],
  compose: [failure(() => compose(square as never, pair as never), 'a codomain ℝ', 'ℝ[2]')],
  apply: [failure(() => fn(vector(2), x => apply(square, x as never)), 'real []', 'real [2]')],
  fn: [
    failure(
      () => fn(real, () => 'x' as never),
      'a result of symbols, numbers, tuples and structs',
      'string',
    ),
    failure(
      () => fn(real, x => (x as never as number) + 1),
      'operations on symbols, as neg, add and less',
      'JavaScript’s own',
    ),
    failure(
      () => fn(real, () => undefined as never),
      'a result of symbols, numbers, tuples and structs',
      'undefined',
    ),
  ],
  run: [
    failure(
      () => run(pair)([[1, 2], 3] as never),
      'a real tensor of shape [2] at [0]',
      'an array of 2',
    ),
    failure(() => run(square)('1' as never), 'a real scalar', 'string'),
  ],
}
