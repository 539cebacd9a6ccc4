/** Claims of what `derivative/` makes beyond one arrow: coupled roots, derivatives within bodies, batches along any axis, jets of vectors. */
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import {
  add,
  apply,
  array,
  compose,
  constant,
  cos,
  div,
  type Expr,
  exp,
  fixedPoint,
  fn,
  fold,
  grad,
  gradOf,
  index,
  jacobian,
  jet,
  jvp,
  jvpOf,
  less,
  matmul,
  matrix,
  mul,
  real,
  scan,
  sin,
  stopGradient,
  struct,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
  tuple,
  valueAndGradOf,
  vector,
  vjp,
  vmap,
  whileLoop,
} from '../../src/index.js'
import { taylorLaws } from './loops.js'
import { same } from './same.js'

type Laws = () => readonly AnyLaw[]

const B = constant(
  array([
    [0.1, 0.4],
    [-0.2, 0.15],
  ]),
)

const wave = () => fn(vector(2), x => [sum(sin(x)), mul(sum(x), cos(x))] as const)
const after = () => fn(tuple(real, vector(2)), ([a, x]) => add(mul(a, exp(x)), tanh(a)))

/** A sequence that two scans read, of which the second reads what the first wrote. */
const run2 = (xs: Expr<readonly [3]>): Expr => {
  const [, ys] = scan((c, x) => [sin(add(c, x)), mul(c, x)] as const, 0.3, xs)
  return scan((c, [x, y]) => [mul(c, y), add(mul(c, x), y)] as const, 0.7, [xs, ys] as const)[1]
}
const twice = () => fn(vector(3), xs => run2(xs))

/** Samples of what is derived, by name. */
export const derived: Readonly<Record<string, Laws>> = {
  'the gradient of what is stopped': () =>
    same(
      grad(fn(vector(2), x => sum(mul(sin(x), stopGradient(mul(x, x)))))),
      fn(vector(2), x => mul(cos(x), mul(x, x))),
    ),
  'a coupled fixed point': () =>
    gradientLaws(
      fixedPoint(
        fn(tuple(vector(2), vector(2)), ([x, p]) => add(p, matmul(B, tanh(x)))),
        fn(vector(2), p => p),
      ),
    ),
  'a fixed point of parts': () =>
    gradientLaws(
      fixedPoint(
        fn(
          tuple(struct({ a: real, x: vector(2) }), struct({ p: vector(2), q: real })),
          ([{ a, x }, { p, q }]) => ({
            a: add(q, mul(0.3, sum(sin(x)))),
            x: add(mul(p, q), mul(0.2, matmul(B, tanh(mul(a, x))))),
          }),
        ),
        fn(struct({ p: vector(2), q: real }), ({ p, q }) => ({ a: q, x: p })),
      ),
    ),
  'a gradient within a body': () =>
    gradientLaws(
      fn(tuple(real, vector(2), real), ([w, x, b]) => {
        const [dx, da] = gradOf(([y, a]) => mul(w, sum(mul(sin(y), add(a, mul(b, y))))), [
          x,
          mul(w, b),
        ] as const)
        return [mul(b, dx), da]
      }),
    ),
  'a value and a gradient within a body': () =>
    gradientLaws(
      fn(tuple(vector(2), real), ([x, w]) => {
        const [y, { u, i }] = valueAndGradOf(({ u, i }) => sum(mul(w, mul(exp(u), i))), {
          u: x,
          i: sin(x),
        } as const)
        return [y, u, i]
      }),
    ),
  'a tangent within a body': () =>
    gradientLaws(
      fn(tuple(vector(2), real, vector(2)), ([x, w, v]) => {
        const [y, dy] = jvpOf(([a, u]) => [mul(a, sin(u)), mul(w, a)] as const, [w, x] as const, [
          mul(2, w),
          v,
        ])
        return [...y, ...dy]
      }),
    ),
  'a batch along the second axis': () =>
    same(
      vmap(
        fn(tensor(2, 3), x => sin(mul(x, sum(x)))),
        4,
        { in: 1, out: 2 },
      ),
      fn(tensor(2, 4, 3), x => {
        const each = transpose(x, [1, 0, 2])
        const made = apply(
          vmap(
            fn(tensor(2, 3), y => sin(mul(y, sum(y)))),
            4,
          ),
          each,
        )
        return transpose(made, [1, 2, 0])
      }),
    ),
  'a batch of some parts': () =>
    gradientLaws(
      vmap(
        fn(struct({ x: vector(2), w: real, i: index(2) }), ({ x, w }) => ({
          y: mul(w, sin(x)),
          z: cos(w),
        })),
        3,
        { in: { x: 1, w: null, i: 0 }, out: { y: 0, z: 0 } },
      ),
    ),
  'jets of vectors compose': () =>
    same(
      jet(compose(after(), wave()), 3),
      compose(jet(after(), 3) as never, jet(wave(), 3) as never) as never,
    ),
  'the Jacobian of parts': () => gradientLaws(jacobian(compose(after(), wave()))),
  'the Jacobian of a number': () => gradientLaws(jacobian(fn(real, a => [sin(a), mul(a, a)]))),
  'Taylor of quotients': () =>
    taylorLaws(
      fn(tuple(real, vector(3)), ([a, x]) => [
        div(x, add(2, sin(a))),
        div(a, add(3, sin(x))),
        div(1, add(3, sin(x))),
        div(x, 4),
      ]),
    ),
  'Taylor of sums that broadcast': () =>
    taylorLaws(
      fn(tuple(real, vector(3), matrix(2, 1)), ([a, x, m]) => [
        add(a, sin(x)),
        sub(mul(m, x), a),
        add(sub(x, m), mul(a, a)),
        mul(add(a, 1), mul(x, mul(x, m))),
      ]),
    ),
  'Taylor of what does not move': () =>
    taylorLaws(
      fn(tuple(vector(3), real), ([x, a]) => [
        add(constant(array([1, 2, 3])), mul(x, x)),
        mul(sum(x), 3),
        apply(
          fn(tuple(real, vector(3)), ([b, y]) => mul(b, exp(y))),
          [a, x],
        ),
      ]),
    ),
  'a while-loop whose pullback reads nothing': () =>
    gradientLaws(
      fn(tuple(real, vector(2)), ([a, v]) => {
        const end = whileLoop(
          ({ c }) => less(c, 6),
          ({ c, u, n }) => ({ c: add(c, 1), u: add(u, v), n: add(n, mul(2, a)) }),
          { u: v, n: a, c: 0.5 },
          { maxSteps: 9 },
        )
        return [end.n, end.u]
      }),
    ),
  'one sequence in two scans': () => gradientLaws(twice()),
  'the jvp of the vjp of one sequence in two scans': () => gradientLaws(jvp(vjp(twice()))),
  'a batch of the vjp of scans': () => gradientLaws(vmap(vjp(twice()), 2)),
  'a batch of the vjp of a checkpointed fold': () =>
    gradientLaws(
      vmap(
        vjp(
          fn(vector(4), xs =>
            fold((c, x) => sin(add(mul(c, x), c)), 0.5, xs, { checkpoint: true }),
          ),
        ),
        2,
      ),
    ),
  'Taylor of a vjp': () => taylorLaws(vjp(compose(after(), wave()))),
  'Taylor of a jvp': () => taylorLaws(jvp(compose(after(), wave()))),
  'Taylor of a gradient of scans': () => taylorLaws(grad(fn(vector(3), xs => sum(run2(xs))))),
}
