/** Claims at what random programs reach seldom: polynomials over polynomials, loops whose test reads no carry, rules with a mind of their own. */
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import {
  add,
  apply,
  array,
  call,
  constant,
  cos,
  div,
  type Expr,
  fn,
  grad,
  gradAt,
  gradOf,
  jacobian,
  jvp,
  jvpOf,
  less,
  matrix,
  mul,
  neg,
  real,
  rule,
  sin,
  square,
  struct,
  sum,
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

const three = constant(array([1, -2, 0.5]))

/** A loop whose test reads none of its carries, and so never runs, or always to its end. */
const blind = (runs: boolean) =>
  fn(tuple(real, vector(2)), ([a, v]) => {
    const end = whileLoop(
      () => (runs ? less(-100, a) : less(a, -100)),
      ({ u, n }) => ({ u: add(u, v), n: add(n, mul(2, a)) }),
      { u: v, n: a },
      { maxSteps: 3 },
    )
    return [end.n, end.u]
  })

/** A loop with a tape of its own, of which everything is squared. */
const squares = () =>
  fn(tuple(real, vector(2)), ([a, v]) => {
    const end = whileLoop(
      ({ k }) => less(k, 3),
      ({ k, u, n }) => ({ k: add(k, 1), u: mul(a, mul(u, u)), n: add(mul(n, sum(u)), v) }),
      { k: 0, u: v, n: mul(a, v) },
      { maxSteps: 5 },
    )
    return [end.u, end.n]
  })

const bend = () => fn(vector(2), x => sum(mul(sin(x), mul(x, x))))

/** A map whose derivative is told to be another: only what is told counts, in every order. */
const told = () => rule(vector(2), vector(2), x => sin(x), { jvp: (x, v) => mul(v, square(x)) })

/** Samples of what is seldom drawn, by name. */
export const ordered: Readonly<Record<string, Laws>> = {
  'Taylor of rational functions': () =>
    taylorLaws(
      fn(tuple(real, vector(3)), ([a, x]) => [
        div(a, add(2, mul(x, x))),
        div(1, add(3, mul(a, a))),
        div(add(a, x), add(7, a)),
        div(x, add(7, a)),
        div(mul(x, x), add(4, square(a))),
        div(three, add(4, mul(a, a))),
        div(mul(a, x), add(5, mul(x, square(x)))),
        div(add(x, 1), add(2, square(mul(a, x)))),
      ]),
    ),
  'Taylor of a rule of its own mind': () =>
    taylorLaws(fn(vector(2), x => mul(x, apply(told(), mul(x, x))))),
  'Taylor of parts': () =>
    taylorLaws(
      fn(struct({ a: real, i: real, x: vector(2), m: matrix(2, 2) }), ({ a, i, x, m }) => ({
        y: mul(a, sin(mul(m, x))),
        z: mul(i, mul(a, x)),
      })),
    ),
  ...Object.fromEntries(
    [true, false].flatMap(runs => {
      const of = `a loop that ${runs ? 'always' : 'never'} runs`
      return [
        [of, () => gradientLaws(blind(runs))],
        [`the vjp of ${of}`, () => gradientLaws(vjp(blind(runs)))],
        [`the jvp of ${of}`, () => gradientLaws(jvp(blind(runs)))],
        [`a batch of ${of}`, () => gradientLaws(vmap(blind(runs), 2))],
      ]
    }),
  ),
  'a loop of squares': () => gradientLaws(squares()),
  'the vjp of a loop of squares': () => gradientLaws(vjp(squares())),
  'the vjp of the vjp of a loop of squares': () => gradientLaws(vjp(vjp(squares()))),
  'the jvp of the vjp of a loop of squares': () => gradientLaws(jvp(vjp(squares()))),
  'a batch of the vjp of a loop of squares': () => gradientLaws(vmap(vjp(squares()), 2)),
  'a batch of the vjp of the vjp of a loop of squares': () =>
    gradientLaws(vmap(vjp(vjp(squares())), 2)),
  'Taylor of the vjp of a loop of squares': () => taylorLaws(vjp(squares())),
  'Taylor of the vjp of the vjp of a loop of squares': () => taylorLaws(vjp(vjp(squares()))),
  'a gradient in a body, of outer values': () =>
    same(
      fn(tuple(real, vector(2), real), ([w, x, b]) =>
        gradOf((y: Expr<readonly [2]>) => mul(w, sum(mul(sin(y), mul(b, y)))), mul(w, x)),
      ),
      fn(tuple(real, vector(2), real), ([w, x, b]) => {
        const y = mul(w, x)
        return mul(mul(w, b), add(sin(y), mul(y, cos(y))))
      }),
    ),
  'a value and a gradient in a body, of outer values': () =>
    same(
      fn(tuple(real, vector(2)), ([w, x]) =>
        valueAndGradOf((y: Expr<readonly [2]>) => mul(w, sum(mul(y, sin(y)))), x),
      ),
      fn(tuple(real, vector(2)), ([w, x]) => [
        mul(w, sum(mul(x, sin(x)))),
        mul(w, add(sin(x), mul(x, cos(x)))),
      ]),
    ),
  'a tangent in a body, of outer values': () =>
    same(
      fn(tuple(real, vector(2), vector(2)), ([w, x, v]) =>
        jvpOf((y: Expr<readonly [2]>) => mul(w, mul(y, sin(y))), x, v),
      ),
      fn(tuple(real, vector(2), vector(2)), ([w, x, v]) => [
        mul(w, mul(x, sin(x))),
        mul(v, mul(w, add(sin(x), mul(x, cos(x))))),
      ]),
    ),
  'a rule by the jvp of parts': () => {
    const dom = struct({ a: real, x: vector(2), b: real })
    const f = rule(dom, tuple(real, vector(2)), ({ a, x, b }) => [mul(a, b), mul(a, mul(x, x))], {
      jvp: ({ a, x, b }, v) => [
        add(mul(v.a, b), mul(a, v.b)),
        add(mul(v.a, mul(x, x)), mul(mul(2, a), mul(x, v.x))),
      ],
    })
    return [...gradientLaws(f), ...gradientLaws(vjp(f)), ...taylorLaws(f)]
  },
  'a gradient at a part of several': () => {
    const dom = struct({ a: real, x: vector(2), b: real })
    const f = fn(dom, ({ a, x, b }) => sum(sin(mul(a, mul(x, b)))))
    const slope = (at: 'a' | 'b') =>
      fn(dom, ({ a, x, b }) => sum(mul(cos(mul(a, mul(x, b))), mul(x, at === 'a' ? b : a))))
    return [...same(gradAt('a')(f), slope('a')), ...same(gradAt('b')(f), slope('b'))]
  },
  'the Jacobian of a curve': () => {
    const f = fn(real, a => mul(three, sin(a)))
    const slope = fn(real, a => mul(three, cos(a)))
    return [
      ...same(jacobian(f), slope),
      ...same(jacobian(f, { mode: 'reverse' }), slope),
      ...same(jacobian(f, { mode: 'forward' }), slope),
    ]
  },
  'the Jacobian of a bowl': () =>
    [jacobian(bend()), jacobian(bend(), { mode: 'forward' })].flatMap(J => same(J, grad(bend()))),
  'a call of parts': () =>
    gradientLaws(
      fn(tuple(vector(2), real), ([x, a]) => {
        const y = apply(call(bend()), mul(a, x))
        return [mul(y, apply(call(bend()), neg(x))), y]
      }),
    ),
}
