/** A program with a mistake, and what its error is to say. */
import type { Expr } from 'chainrule'
import { sym, symOf } from '../support.js'

/** A program that cannot be built: what was expected there, and what came. */
export interface Failure {
  readonly build: () => unknown
  readonly expected: string
  readonly got: string
}

/** Mistakes, by the public name of the function that is to refuse them. */
export type Failures = Readonly<Record<string, readonly Failure[]>>

/** One mistake. */
export const failure = (build: () => unknown, expected: string, got: string): Failure => ({
  build,
  expected,
  got,
})

type Of = (...xs: readonly Expr[]) => unknown

/** A function of real operands, given another kind at each. */
export const ofKind = (f: Of, shape: readonly number[] = [2], operands = 1): readonly Failure[] =>
  Array.from({ length: operands }, (_, k) =>
    failure(
      () =>
        f(
          ...Array.from({ length: operands }, (_x, i) =>
            i === k ? (symOf('index', ...shape) as unknown as Expr) : sym(...shape),
          ),
        ),
      'an operand of kind real',
      `index [${shape.join(', ')}]`,
    ),
  )

/** A function of two operands that broadcast, at shapes that do not, and at other kinds. */
export const broadcasts = (f: Of): readonly Failure[] => [
  failure(() => f(sym(2), sym(3)), 'shapes that broadcast', '[2] and [3]'),
  ...ofKind(f, [2], 2),
]

/** Functions of one axis or of several, at axes that are not there. */
export const oneAxis = (f: (x: Expr, axis: number) => unknown): readonly Failure[] => [
  failure(() => f(sym(2, 3), 2), 'an axis from -2 to 1', '2'),
  failure(() => f(sym(2, 3), 0.5), 'an axis from -2 to 1', '0.5'),
]

/** Functions of several axes, at axes that are not there, or twice. */
export const someAxes = (f: (x: Expr, axes: readonly number[]) => unknown): readonly Failure[] => [
  failure(() => f(sym(2, 3), [0, 2]), 'an axis from -2 to 1', '2'),
  failure(() => f(sym(2, 3), [1, -1]), 'distinct axes', 'axes [1, -1]'),
]

/** Sizes that are none. */
export const sizes = (f: (n: number) => unknown): readonly Failure[] => [
  failure(() => f(-1), 'sizes that are whole numbers from 0', '[-1]'),
  failure(() => f(0.5), 'sizes that are whole numbers from 0', '[0.5]'),
]
