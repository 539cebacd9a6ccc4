/** Makers of control flow, of calls, and of derivatives and batches inside programs. */
import { gradOf, jvpOf, vmapOf } from '../../../src/derivative/inBody.js'
import { call, checkpoint, cond, switchCase } from '../../../src/diff/control.js'
import { fold, scan, whileLoop } from '../../../src/diff/loops.js'
import { apply } from '../../../src/diff/stages.js'
import { fn } from '../../../src/diff/trace.js'
import type { AnyExpr, Aval, Expr } from '../../../src/Expr.js'
import { add } from '../../../src/op/scalar/arithmetic.js'
import { less } from '../../../src/op/scalar/compare.js'
import { tensor } from '../../../src/Space.js'
import type { Argument, Body, Inner, Maker, Reach, Scope, Settings } from '../model.js'

const scalar: Aval = { shape: [], kind: 'real' }
const index: Aval = { shape: [], kind: 'index' }
const likes = (s: Scope, x: Argument): Aval => ({ shape: s.shapeOf(x), kind: 'real' })

type Drawn = readonly [args: readonly Argument[], bodies: readonly Body[], settings?: Settings]

const control = (
  op: string,
  draw: (s: Scope) => Drawn,
  build: (args: readonly Expr[], inner: readonly Inner[], settings: Settings) => unknown,
  reach: Reach = 'as its arguments',
): Maker => ({
  op,
  smooth: true,
  nests: true,
  reach,
  line: s => {
    const [args, bodies, settings = {}] = draw(s)
    return { args, bodies, settings }
  },
  // What arguments are its line says, and so what it is given and gives.
  build: (args, settings, inner) => build(args as readonly Expr[], inner, settings) as AnyExpr,
})

const loops = (s: Scope): Settings => ({
  reverse: s.below(2) === 1,
  checkpoint: s.below(2) === 1,
})

/** The only result of a program inside, on real values. */
const one = (inner: Inner, ...own: readonly AnyExpr[]): Expr => inner(own)[0] as Expr // all bodies give real values

/** An arrow that is kept as it is: of one value, closed. */
const kept = (op: string, keep: typeof checkpoint): Maker =>
  control(
    op,
    s => {
      const x = s.real()
      return [[x], [s.body([likes(s, x)], [likes(s, s.real())], { closed: true })]]
    },
    ([x], [inner]) =>
      apply(keep(fn(tensor(...x!.shape), y => one(inner!, y))) as never, x as never),
  )

export const flow: readonly Maker[] = [
  control(
    'cond',
    s => {
      const like = likes(s, s.real())
      return [[s.bool([])], [s.body([], [like]), s.body([], [like])]]
    },
    ([truth], [then, otherwise]) =>
      cond(
        truth as unknown as Expr<readonly [], 'bool'>, // as its line says
        () => one(then!),
        () => one(otherwise!),
      ),
  ),
  control(
    'switchCase',
    s => {
      const like = likes(s, s.real())
      return [[s.index(3, [])], [s.body([], [like]), s.body([], [like]), s.body([], [like])]]
    },
    ([i], [a, b, c]) =>
      switchCase(i as unknown as Expr<readonly [], 'index'>, [
        () => one(a!),
        () => one(b!),
        () => one(c!),
      ]),
  ),
  control(
    'fold',
    s => {
      const x = s.real({ guard: 'bounded' })
      const like = likes(s, x)
      return [
        [x],
        [s.body([like, index], [like], { bounded: true })],
        { steps: s.below(4), ...loops(s) },
      ]
    },
    ([x], [step], { steps, ...options }) =>
      fold((c: Expr, i: AnyExpr) => one(step!, c, i), x!, steps as number, options),
    'bounded',
  ),
  control(
    'scan',
    s => {
      const x = s.real({ guard: 'bounded' })
      const like = likes(s, x)
      const body = s.body([like, scalar], [like, scalar], { bounded: true })
      return [[x, s.fitted([1 + s.below(3)])], [body], { part: s.below(2), ...loops(s) }]
    },
    ([x, xs], [step], { part, ...options }) => {
      const both = scan(
        (c: Expr, e: AnyExpr) => {
          const [next, y] = step!([c, e])
          return [next as Expr, y as Expr] as const
        },
        x!,
        xs!,
        options,
      )
      return both[part as 0 | 1]
    },
    'bounded',
  ),
  control(
    'whileLoop',
    s => {
      const x = s.real({ guard: 'bounded' })
      const like = likes(s, x)
      return [[x], [s.body([like], [like], { bounded: true })], { steps: s.below(4) }]
    },
    ([x], [step], { steps }) =>
      whileLoop(
        ([, k]) => less(k, (steps as number) - 0.5),
        ([c, k]) => [one(step!, c), add(k, 1)] as const,
        [x!, 0] as const,
      )[0],
    'bounded',
  ),
  kept('call', call),
  kept('checkpoint', checkpoint),
  control(
    'vmapOf',
    s => {
      const x = s.real({ passes: shape => shape.length > 0, otherwise: [2] })
      const entry: Aval = { shape: s.shapeOf(x).slice(1), kind: 'real' }
      return [[x], [s.body([entry], [scalar])]]
    },
    ([x], [inner]) => vmapOf((e: Expr) => one(inner!, e), x!),
  ),
  control(
    'gradOf',
    s => {
      const x = s.real()
      return [[x], [s.body([likes(s, x)], [scalar], { bounded: true })]]
    },
    ([x], [inner]) => gradOf((y: Expr) => one(inner!, y), x!),
    'grows',
  ),
  control(
    'jvpOf',
    s => {
      const x = s.real()
      const like = likes(s, x)
      return [
        [x, s.fitted(s.shapeOf(x))],
        [s.body([like], [likes(s, s.real())])],
        { part: s.below(2) },
      ]
    },
    ([x, v], [inner], { part }) =>
      jvpOf((y: Expr) => one(inner!, y), x!, v! as never)[part as 0 | 1],
    'grows',
  ),
]
