/** Claims of arrows made by `derivative/`: what they say of a function, held against differences of it or against what is plainer. */
import { type AnyLaw, derivativeLaws, gradientLaws, linearLaws } from '../../laws/index.js'
import {
  activities,
  add,
  andThen,
  apply,
  argminOf,
  array,
  call,
  checkpoint,
  compose,
  constant,
  cos,
  type Diff,
  derivatives,
  errors,
  exp,
  external,
  fix,
  fixedPoint,
  fn,
  fold,
  fork,
  gather,
  grad,
  gradAt,
  hessian,
  hvp,
  implicit,
  index,
  jacobian,
  jet,
  jvp,
  linearTranspose,
  matmul,
  matrix,
  mul,
  real,
  rule,
  run,
  scan,
  sin,
  square,
  stopGradient,
  struct,
  sub,
  sum,
  type Tensor,
  tanh,
  taylor,
  tensor,
  toNested,
  transpose,
  tuple,
  unit,
  valueAndGrad,
  valueAndGradAt,
  vector,
  vjp,
  vmap,
} from '../../src/index.js'
import { scaleTangent, type ValueOf } from '../../src/Space.js'
import { sameFunction } from './same.js'

type Laws = () => readonly AnyLaw[]

/** What an arrow denotes, its types forgotten: claims are held against each other as numbers. */
const runs = (f: unknown): ((x: unknown) => never) => run(f as never) as never

/** A function of the host has no derivatives of derivatives, which the laws of an arrow would ask for. */
const ofHost = <A, B>(f: Diff<A, B>): readonly AnyLaw[] => {
  const [value, back, forth] = [run(f), runs(vjp(f)), runs(jvp(f))]
  const second = (pair: readonly unknown[]): never => pair[1] as never
  return derivativeLaws({
    name: 'a function of the host',
    dom: f.dom,
    cod: f.cod,
    value,
    vjp: (x, w) => second(back([x, w])),
    jvp: (x, v) => second(forth([x, v])),
  })
}

/** A matrix as rows of numbers, times a vector. */
const times = (rows: readonly (readonly number[])[], v: Tensor): Tensor => {
  const vs = v.values
  return array(rows.map(row => row.reduce((s, e, c) => s + e * vs[c]!, 0)))
}
const turned = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  (rows[0] ?? []).map((_, c) => rows.map(row => row[c]!))
const rowsOf = (t: Tensor): readonly (readonly number[])[] => toNested(t) as never // of a matrix

const W = constant(
  array([
    [1, 2, -1],
    [0.5, -1, 0.25],
  ]),
)

/** From three numbers to two. */
const bent = () => fn(vector(3), x => tanh(add(matmul(W, sin(x)), sum(square(x)))))
/** From parts, some of them discrete, to parts. */
const parts = struct({ w: matrix(2, 2), i: index(2), b: real })
const parted = () =>
  fn(parts, ({ w, i, b }) => ({ row: sin(mul(gather(w, i), b)), all: sum(tanh(w)) }))
const bowl = () => fn(vector(3), x => sum(mul(exp(sin(x)), add(x, 1))))
const waves = () => fn(real, x => mul(sin(mul(2, x)), exp(cos(x))))
const looped = () =>
  fn(vector(3), xs => fold((c, x) => tanh(add(mul(c, x), c)), 0.5, xs, { checkpoint: true }))
const scanned = () =>
  fn(vector(4), xs => scan((c, x) => [sin(add(c, x)), mul(c, x)] as const, 0.3, xs)[1])

/** What a Jacobian says of directions. */
const byJacobian = (options: { readonly mode?: 'reverse' | 'forward' } = {}): readonly AnyLaw[] => {
  const f = bent()
  const J = run(jacobian(f, options))
  return derivativeLaws({
    name: 'a Jacobian',
    dom: f.dom,
    cod: f.cod,
    value: run(f),
    jvp: (x, v) => times(rowsOf(J(x)), v) as never,
    vjp: (x, w) => times(turned(rowsOf(J(x))), w) as never,
  })
}

/** Higher derivatives along a direction, each as the derivative of the one before. */
const byOrder = (k: number): readonly AnyLaw[] => {
  const all = (x: number): readonly number[] => runs(derivatives(waves(), 5))([x, 1])
  return derivativeLaws({
    name: `order ${k + 1}`,
    dom: real,
    cod: real,
    value: x => all(x)[k]!,
    jvp: (x, v) => v * all(x)[k + 1]!,
  })
}

/** A pair of pairs. */
type Nest = readonly [unknown, readonly [unknown, number]]

const FACTORIALS = [1, 1, 2, 6, 24, 120]

export const claims: Readonly<Record<string, Laws>> = {
  'an arrow': () => gradientLaws(bent()),
  'an arrow of parts': () => gradientLaws(parted()),
  'a composition': () =>
    gradientLaws(
      compose(
        fn(vector(2), y => sum(mul(y, y))),
        bent(),
      ),
    ),
  'a flow': () => gradientLaws(andThen(fn(real, y => sin(y)))(bowl())),
  'a fork': () => gradientLaws(fork(bowl(), bent())),
  'a call': () =>
    gradientLaws(fn(vector(3), x => mul(apply(call(bowl()), x), apply(call(bowl()), x)))),
  'a checkpoint': () => gradientLaws(checkpoint(bent())),
  'a fold': () => gradientLaws(looped()),
  'a scan': () => gradientLaws(scanned()),
  'the vjp of an arrow': () => gradientLaws(vjp(bent())),
  'the vjp of parts': () => gradientLaws(vjp(parted())),
  'the jvp of an arrow': () => gradientLaws(jvp(bent())),
  'the jvp of parts': () => gradientLaws(jvp(parted())),
  'the vjp of a fold': () => gradientLaws(vjp(looped())),
  'the jvp of a fold': () => gradientLaws(jvp(looped())),
  'a gradient': () => gradientLaws(grad(bowl())),
  'a gradient as a claim': () => {
    const [f, g] = [run(bowl()), run(grad(bowl()))]
    return derivativeLaws({
      name: 'a gradient',
      dom: vector(3),
      cod: real,
      value: f,
      vjp: (x, w) => scaleTangent(vector(3))(w, g(x)),
    })
  },
  'value and gradient': () => {
    const [f, g] = [run(bowl()), run(grad(bowl()))]
    return sameFunction(
      vector(3),
      tuple(real, vector(3)),
      (x: never) => [f(x), g(x)],
      runs(valueAndGrad(bowl())),
    )
  },
  'a gradient at a part': () => {
    const f = fn(parts, ({ w, b }) => sum(sin(mul(w, b))))
    const [g, at] = [run(grad(f)), run(gradAt('w')(f))]
    return [
      ...sameFunction(parts, matrix(2, 2), (x: never) => g(x).w, at),
      ...sameFunction(
        parts,
        tuple(real, matrix(2, 2)),
        (x: never) => [run(f)(x), at(x)],
        runs(valueAndGradAt('w')(f)),
      ),
    ]
  },
  'a part that is fixed': () => {
    const f = fn(struct({ a: real, x: vector(2) }), ({ a, x }) => sin(mul(a, x)))
    const rest = struct({ x: vector(2) })
    return sameFunction(
      rest,
      vector(2),
      ({ x }: ValueOf<typeof rest>) => run(f)({ a: 0.7, x }),
      runs(fix(f, { a: 0.7 })),
    )
  },
  'a Jacobian': () => byJacobian(),
  'a Jacobian by reverse mode': () => byJacobian({ mode: 'reverse' }),
  'a Jacobian by forward mode': () => byJacobian({ mode: 'forward' }),
  'a Jacobian of parts': () => {
    const f = parted()
    const [r, d] = [jacobian(f, { mode: 'reverse' }), jacobian(f, { mode: 'forward' })]
    return sameFunction(parts, r.cod, runs(r), runs(d))
  },
  'the derivative of a Jacobian': () => gradientLaws(jacobian(bent())),
  'a Hessian': () => {
    const H = run(hessian(bowl()))
    return derivativeLaws({
      name: 'a Hessian',
      dom: vector(3),
      cod: vector(3),
      value: run(grad(bowl())),
      jvp: (x, v) => times(rowsOf(H(x)), v) as never,
    })
  },
  'a Hessian by reverse mode': () =>
    sameFunction(
      vector(3),
      matrix(3, 3),
      runs(hessian(bowl())),
      runs(hessian(bowl(), { mode: 'reverse' })),
    ),
  'a Hessian times a direction': () => {
    const product = run(hvp(bowl()))
    return derivativeLaws({
      name: 'hvp',
      dom: vector(3),
      cod: vector(3),
      value: run(grad(bowl())),
      jvp: (x, v) => product([x, v]),
    })
  },
  ...Object.fromEntries(
    [0, 1, 2, 3, 4].map(k => [`a derivative of order ${k + 1}`, () => byOrder(k)]),
  ),
  'Taylor coefficients': () => {
    const six = tuple(real, real, real, real, real, real)
    const scaled = (x: unknown): readonly number[] =>
      (runs(derivatives(waves(), 5))(x) as readonly number[]).map((y, k) => y / FACTORIALS[k]!)
    return sameFunction(tuple(real, real), six, runs(taylor(waves(), 5)), scaled)
  },
  'the derivative of a Taylor polynomial': () => gradientLaws(taylor(bent(), 3)),
  'Taylor coefficients of parts': () => {
    const dom = tuple(parts, struct({ w: matrix(2, 2), i: unit, b: real }))
    // Of order 1: the value and the tangent.
    return sameFunction(dom, jvp(parted()).cod, runs(taylor(parted(), 1)), runs(jvp(parted())))
  },
  'jets compose': () => {
    const [f, g] = [waves(), fn(real, x => tanh(mul(x, x)))]
    const four = tuple(real, real, real, real)
    const apart = (x: unknown): unknown => runs(jet(g, 3))(runs(jet(f, 3))(x))
    return sameFunction(four, four, runs(jet(compose(g, f), 3)), apart)
  },
  'Taylor of a fold': () => {
    const twice = ([x, v]: readonly [Tensor, Tensor]): number => {
      const seen = runs(jvp(jvp(looped())))([
        [x, v],
        [v, array([0, 0, 0])],
      ]) as Nest
      return seen[1][1] / 2
    }
    const second = (x: never): number => (runs(taylor(looped(), 2))(x) as readonly number[])[2]!
    return sameFunction(tuple(vector(3), vector(3)), real, second, twice)
  },
  'activities and errors': () => {
    const f = compose(
      fn(vector(2), y => sum(sin(y))),
      bent(),
    )
    const lastOf = (x: never): unknown => (runs(activities(f))(x) as readonly unknown[]).at(-1)
    const firstOf = (x: never): unknown => (runs(errors(f))(x) as readonly unknown[])[0]
    const back = (x: never): unknown => (runs(vjp(f))(x) as readonly unknown[])[1]
    return [
      ...sameFunction(vector(3), real, lastOf, runs(f)),
      ...sameFunction(tuple(vector(3), real), vector(3), firstOf, back),
    ]
  },
  'a root': () =>
    gradientLaws(
      implicit({
        solve: fn(real, p => stopGradient(exp(mul(0.5, p)))),
        residual: fn(tuple(real, real), ([x, p]) => sub(square(x), exp(p))),
      }),
    ),
  'a root of parts': () =>
    gradientLaws(
      implicit({
        solve: fn(struct({ p: vector(2), q: real }), ({ p, q }) => stopGradient(add(sin(p), q))),
        residual: fn(tuple(vector(2), struct({ p: vector(2), q: real })), ([x, { p, q }]) =>
          mul(add(2, sin(p)), sub(x, add(sin(p), q))),
        ),
      }),
    ),
  'a fixed point': () =>
    gradientLaws(
      fixedPoint(
        fn(tuple(real, real), ([x, p]) => mul(0.5, sin(add(x, p)))),
        fn(real, _ => 0),
      ),
    ),
  'a least argument': () =>
    gradientLaws(
      argminOf(
        fn(tuple(real, real), ([x, p]) => square(sub(x, sin(p)))),
        fn(real, p => stopGradient(sin(p))),
      ),
    ),
  'a function of the host': () =>
    ofHost(
      external(real, real, Math.sin, {
        vjp: (x, w) => w * Math.cos(x),
        jvp: (x, v) => v * Math.cos(x),
      }),
    ),
  'a function of the host by its vjp': () =>
    ofHost(external(real, real, Math.sin, { vjp: (x, w) => w * Math.cos(x) })),
  'a function of the host by its jvp': () => {
    const times2 = scaleTangent(vector(2))
    return ofHost(
      external(vector(2), vector(2), x => times2(3, x), { jvp: (_, v) => times2(3, v) }),
    )
  },
  'a function of the host, of parts': () => {
    const dom = struct({ w: vector(2), i: index(2), b: real })
    const cod = tuple(real, index(2), real)
    return ofHost(
      external(dom, cod, ({ w, i, b }) => [w.values[i]! * b, i, b] as const, {
        vjp: ({ w, i, b }, [u, , r]) => ({
          w: array([0, 1].map(k => (k === i ? u * b : 0))) as Tensor<readonly [2]>,
          i: [] as const,
          b: u * w.values[i]! + r,
        }),
      }),
    )
  },
  'a function of the host within others': () => {
    const g = external(real, real, Math.sin, { vjp: (x, w) => w * Math.cos(x) })
    return ofHost(fn(tuple(real, vector(3)), ([a, x]) => mul(apply(g, mul(a, a)), sin(x))))
  },
  'a batch of a function of the host': () => {
    const g = external(tuple(real, real), real, ([a, b]) => a * b, {
      vjp: ([a, b], w) => [w * b, w * a],
    })
    const f = fn(tuple(vector(2), real), ([x, a]) => apply(vmap(g, 2, { in: [0, null] }), [x, a]))
    return ofHost(f)
  },
  'a rule by its vjp': () =>
    gradientLaws(rule(vector(3), vector(3), x => sin(x), { vjp: (x, w) => mul(w, cos(x)) })),
  'a rule by its jvp': () =>
    gradientLaws(rule(vector(3), vector(3), x => sin(x), { jvp: (x, v) => mul(v, cos(x)) })),
  'a rule by both': () =>
    gradientLaws(
      rule(tuple(real, vector(2)), vector(2), ([a, x]) => mul(a, x), {
        vjp: ([a, x], w) => [sum(mul(w, x)), mul(a, w)],
        jvp: ([a, x], [b, v]) => add(mul(b, x), mul(a, v)),
      }),
    ),
  'a transpose': () => {
    const f = fn(matrix(2, 3), x => matmul(transpose(x), constant(array([1, -2]))))
    return linearLaws({
      dom: f.dom,
      cod: f.cod,
      apply: run(f),
      transpose: run(linearTranspose(f)) as never,
    })
  },
  'batches along other axes': () => {
    const f = fn(tuple(vector(3), real), ([x, a]) => mul(a, sin(x)))
    const many = fn(tuple(matrix(3, 2), real), ([x, a]) => mul(a, sin(x)))
    return sameFunction(many.dom, many.cod, runs(vmap(f, 2, { in: [1, null], out: 1 })), runs(many))
  },
  'a batch of gradients': () => gradientLaws(vmap(grad(bowl()), 2)),
  'the gradient of a batch': () =>
    gradientLaws(grad(fn(matrix(2, 3), x => sum(apply(vmap(bowl(), 2), x))))),
  'a batch of parts': () => gradientLaws(vmap(parted(), 2)),
  'a batch of a fold': () => gradientLaws(vmap(looped(), 2)),
  'nothing to move': () =>
    gradientLaws(fn(tuple(index(2), tensor(2, 0), real), ([, x, a]) => add(sum(sin(x)), tanh(a)))),
}
