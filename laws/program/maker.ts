/** Makers in a few words: what operations of one form have in common. */
import type { AnyExpr, Expr } from '../../src/Expr.js'
import * as op from '../../src/op/index.js'
import * as linalg from '../../src/op/linalg/index.js'
import type { Shape } from '../../src/Shape.js'
import type { GuardName } from './guards.js'
import type { Argument, Maker, Reach, Scope, Settings } from './model.js'

type Called = (...args: readonly unknown[]) => unknown

const functions: Readonly<Record<string, unknown>> = { ...op, ...linalg }

/** An operation of the library by its name; which arguments it takes its maker knows. */
export const called = (name: string): Called => {
  const found = functions[name]
  if (typeof found !== 'function') throw new Error(`no operation is named '${name}'`)
  return found as Called
}

/** How a maker is unlike most. */
export interface Manner {
  readonly smooth?: boolean
  readonly reach?: Reach
}

type Drawn = readonly [args: readonly Argument[], settings?: Settings]

/** A maker of lines without programs inside. */
export const maker = (
  name: string,
  draw: (scope: Scope) => Drawn,
  build: (args: readonly Expr[], settings: Settings) => unknown,
  { smooth = true, reach = 'as its arguments' }: Manner = {},
): Maker => ({
  op: name,
  smooth,
  reach,
  line: scope => {
    const [args, settings = {}] = draw(scope)
    return { args, settings, bodies: [] }
  },
  // What arguments are its line says, and so what it is given and gives.
  build: (args, settings) => build(args as readonly Expr[], settings) as AnyExpr,
})

/** A call of the operation with its arguments, and its settings as options where there are any. */
export const plainly =
  (name: string) =>
  (args: readonly Expr[], settings: Settings): unknown =>
    Object.keys(settings).length === 0 ? called(name)(...args) : called(name)(...args, settings)

/** An operation of one argument of any shape. */
export const unary = (name: string, guard?: GuardName, manner?: Manner): Maker =>
  maker(name, s => [[s.real(guard === undefined ? {} : { guard })]], plainly(name), manner)

/** An operation of two arguments that broadcast: the second has the shape of the first, or is a number. */
export const binary = (
  name: string,
  guards: readonly (GuardName | undefined)[] = [],
  manner?: Manner,
): Maker =>
  maker(
    name,
    s => {
      const a = s.real(guards[0] === undefined ? {} : { guard: guards[0] })
      const b = s.fitted(s.pick([s.shapeOf(a), s.shapeOf(a).slice(1), []]), guards[1])
      return [s.pick([[a, b], guards[0] === guards[1] ? [b, a] : [a, b]])]
    },
    plainly(name),
    manner,
  )

/** Whether a shape has axes, and entries along each. */
export const filled = (shape: Shape): boolean => shape.length > 0 && shape.every(d => d > 0)

/** A value with axes and entries. */
export const some = (s: Scope, guard?: GuardName): Argument =>
  s.real({ passes: filled, otherwise: [3], ...(guard === undefined ? {} : { guard }) })

/** A matrix that is not empty. */
export const matrix = (s: Scope): Argument =>
  s.real({ passes: shape => shape.length === 2 && filled(shape), otherwise: [2, 3] })

/** An operation along one axis. */
export const along = (
  name: string,
  manner?: Manner,
  more: (s: Scope) => Settings = () => ({}),
  guard?: GuardName,
): Maker =>
  maker(
    name,
    s => {
      const x = some(s, guard)
      return [[x], { axis: s.below(s.shapeOf(x).length), ...more(s) }]
    },
    plainly(name),
    manner,
  )

/** An operation that reduces one axis, or all. */
export const reducing = (name: string, manner?: Manner, guard?: GuardName): Maker =>
  maker(
    name,
    s => {
      const x = some(s, guard)
      return [
        [x],
        s.below(3) === 0 ? {} : { axis: s.below(s.shapeOf(x).length), keepdims: s.below(2) === 1 },
      ]
    },
    plainly(name),
    manner,
  )
