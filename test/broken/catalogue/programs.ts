/** Faults in programs of this library: wrong rules, first derivatives without a second, graphs that are cut. */
import {
  add,
  apply,
  array,
  compose,
  cond,
  constant,
  cos,
  div,
  type Expr,
  exp,
  fn,
  fold,
  greater,
  logsumexp,
  matmul,
  matrix,
  max,
  mean,
  mul,
  neg,
  real,
  reshape,
  rule,
  scan,
  sigmoid,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  stopGradient,
  struct,
  sub,
  sum,
  tanh,
  transpose,
  tuple,
  vector,
  vmap,
  where,
  whileLoop,
} from 'chainrule'
import { inverse } from 'chainrule/linalg'
import { prod } from 'chainrule/op'
import { type Fault, type Kind, thread } from './model.js'
import { program } from './program.js'

type X = Expr<readonly [3]>
const V = vector(3)
const stop = stopGradient

const about = (operation: string, kind: Kind, slip: string, source?: string) => ({
  name: `program of ${operation}: ${slip}`,
  kind,
  operation,
  ...(source === undefined ? {} : { source }),
})

/** A function of three numbers with a rule that is right, against one that is not. */
const byRule = (
  operation: string,
  kind: Kind,
  slip: string,
  f: (x: X) => X,
  wrong: (x: X, w: X) => X,
  source?: string,
): Fault => program(about(operation, kind, slip, source), fn(V, f), rule(V, V, f, { vjp: wrong }))

const bodies = (
  operation: string,
  kind: Kind,
  slip: string,
  right: (x: X) => X,
  wrong: (x: X) => X,
  source?: string,
): Fault => program(about(operation, kind, slip, source), fn(V, right), fn(V, wrong))

const norm = (x: X) => sqrt(add(sum(square(x)), 1))
const centred = (x: X): X => sub(x, mean(x))
const spread = (x: X) => sqrt(add(mean(square(centred(x))), 0.25))
const normal = (x: X, m: Expr<readonly []>, s: Expr<readonly []>): X => div(sub(x, m), s)
const normalBack = (x: X, w: X, s: Expr<readonly []>): X => {
  const hat = div(centred(x), s)
  return div(sub(sub(w, mean(w)), mul(hat, mean(mul(w, hat)))), s)
}
const P = matrix(2, 2)
const eye = constant(
  array([
    [1, 0],
    [0, 1],
  ]),
)
const [first, second] = [constant(array([1, 0])), constant(array([0, 1]))]
/** One entry of a vector. */
const slot = <N extends number>(x: Expr<readonly [N]>, i: number): Expr<readonly []> =>
  reshape(slice(x as Expr<readonly [number]>, [{ start: i, stop: i + 1 }]), [])
/** The inverse, with a derivative that is right and itself has half of one. */
const cutInverse = rule(P, P, a => inverse(a), {
  vjp: (a, w) => {
    const t = transpose(inverse(a))
    return neg(matmul(matmul(t, w), stop(t)))
  },
})
const params = struct({ W: matrix(2, 2), x: vector(2) })

const step = (cut: boolean) =>
  fn(tuple(real, V), ([a, xs]) => {
    const [h] = scan((c, x) => [tanh(add(mul(a, cut ? stop(c) : c), x)), []], 0, xs)
    return h
  })
const layer = (cut: boolean) =>
  fn(params, ({ W, x }) => tanh(matmul(W, tanh(matmul(cut ? stop(W) : W, x)))))
const slow = (cut: boolean) =>
  fn(real, x => {
    const [, y] = whileLoop(
      ([i]) => greater(3, i),
      ([i, y]) => [add(i, 1), sin(mul(cut ? stop(y) : y, 1.5))],
      [0, x],
    )
    return y
  })
/** A smooth function whose rule is wrong by a factor, to be used inside of others. */
const half = rule(real, real, x => sin(x), { vjp: (x, w) => mul(w, mul(0.5, cos(x))) })
const whole = fn(real, x => sin(x))

export const programs: readonly Fault[] = [
  // The second order alone.
  byRule(
    'tanh',
    'detached',
    'no second derivative',
    x => tanh(x),
    (x, w) => mul(w, stop(sub(1, square(tanh(x))))),
  ),
  byRule(
    'exp',
    'detached',
    'no second derivative',
    x => exp(x),
    (x, w) => mul(w, stop(exp(x))),
  ),
  byRule(
    'sin',
    'factor',
    'half of the second derivative',
    x => sin(x),
    (x, w) => mul(w, add(mul(0.5, cos(x)), mul(0.5, stop(cos(x))))),
  ),
  byRule(
    'softmax',
    'detached',
    'its derivative has none',
    x => softmax(x),
    (x, w) => {
      const y = stop(softmax(x))
      return mul(y, sub(w, sum(mul(w, y))))
    },
  ),
  byRule(
    'softmax',
    'fan-out',
    'one use has no second derivative',
    x => softmax(x),
    (x, w) => {
      const y = softmax(x)
      return mul(y, sub(w, sum(mul(w, stop(y)))))
    },
  ),
  byRule(
    'log sigmoid',
    'detached',
    'no second derivative',
    x => neg(softplus(neg(x))),
    (x, w) => mul(w, stop(sigmoid(neg(x)))),
    thread('pytorch/pytorch', 195530),
  ),
  byRule(
    'layer norm',
    'detached',
    'saved statistics are constants in the second order',
    x => normal(x, mean(x), spread(x)),
    (x, w) => normalBack(x, w, stop(spread(x))),
    thread('pytorch/pytorch', 196700),
  ),
  byRule(
    'cube',
    'detached',
    'a part of the second derivative',
    x => mul(x, square(x)),
    (x, w) => mul(w, mul(3, mul(x, stop(x)))),
  ),
  program(
    {
      ...about(
        'product',
        'branch',
        'the second derivative is zero at a zero',
        thread('tensorflow/tensorflow', 61117),
      ),
      range: { min: -1, max: 1, step: 0.5 },
    },
    fn(vector(2), x => prod(x)),
    rule(vector(2), real, x => prod(x), {
      vjp: (x, w) => {
        const [a, b] = [slot(x, 0), slot(x, 1)]
        const open = (t: Expr<readonly []>) => where(greater(square(t), 0), t, stop(t))
        return mul(w, add(mul(first, open(b)), mul(second, open(a))))
      },
    }),
  ),
  program(
    about(
      'inverse',
      'detached',
      'one of the inverses has no derivative',
      thread('pytorch/pytorch', 192540),
    ),
    fn(P, a => inverse(add(mul(0.1, a), eye))),
    fn(P, a => apply(cutInverse, add(mul(0.1, a), eye))),
  ),
  byRule(
    'sin',
    'other',
    'a second derivative that is not symmetric',
    x => mul(x, sum(x)),
    (x, w) => add(mul(w, stop(sum(x))), sum(mul(w, x))),
  ),

  // Graphs that are cut, or lead the wrong way.
  bodies(
    'normalise',
    'detached',
    'the norm is a constant',
    x => div(x, norm(x)),
    x => div(x, stop(norm(x))),
  ),
  bodies(
    'x tanh x',
    'detached',
    'the gate is a constant',
    x => mul(x, tanh(x)),
    x => mul(x, stop(tanh(x))),
  ),
  bodies(
    'layer norm',
    'fan-out',
    'the mean is a constant',
    x => normal(x, mean(x), spread(x)),
    x => normal(x, stop(mean(x)), spread(x)),
  ),
  bodies(
    'softmax',
    'detached',
    'the sum below is a constant',
    x => div(exp(x), sum(exp(x))),
    x => div(exp(x), stop(sum(exp(x)))),
  ),
  bodies(
    'logsumexp',
    'detached',
    'the largest is taken out as a constant, and not put back',
    x => sub(x, logsumexp(x)),
    x => sub(x, add(stop(max(x)), logsumexp(sub(x, max(x))))),
  ),
  bodies(
    'sin of a square',
    'detached',
    'what is inside is a constant where it is small',
    x => sin(square(x)),
    x => sin(where(greater(square(x), 1), square(x), stop(square(x)))),
  ),
  program(about('recurrence', 'detached', 'the carry is cut'), step(false), step(true)),
  program(about('loop', 'detached', 'what goes round is cut'), slow(false), slow(true)),
  program(
    about('two layers', 'fan-out', 'the inner use of the weights is cut'),
    layer(false),
    layer(true),
  ),

  // Wrong rules inside of other programs.
  program(
    about('composition', 'factor', 'the inner one'),
    compose(
      fn(real, x => exp(x)),
      whole,
    ),
    compose(
      fn(real, x => exp(x)),
      half,
    ),
  ),
  program(about('batch', 'factor', 'of each example'), vmap(whole, 3), vmap(half, 3)),
  program(
    about('scan', 'factor', 'of each step'),
    fn(V, xs => fold((c, x) => apply(whole, add(c, x)), 0, xs)),
    fn(V, xs => fold((c, x) => apply(half, add(c, x)), 0, xs)),
  ),
  program(
    about('cond', 'branch', 'one branch'),
    fn(real, x =>
      cond(
        greater(x, 0),
        () => apply(whole, x),
        () => mul(x, x),
      ),
    ),
    fn(real, x =>
      cond(
        greater(x, 0),
        () => apply(half, x),
        () => mul(x, x),
      ),
    ),
  ),
  program(
    about('matrix times vector', 'transposed', 'the matrix'),
    fn(params, ({ W, x }) => matmul(W, x)),
    rule(params, vector(2), ({ W, x }) => matmul(W, x), {
      vjp: ({ W, x }, w) => ({
        W: matmul(reshape(w, [2, 1]), reshape(x, [1, 2])),
        x: matmul(W, w),
      }),
    }),
  ),
  program(
    about('sin', 'sign', 'the jvp, where the vjp is right'),
    fn(V, x => sin(x)),
    rule(V, V, x => sin(x), {
      vjp: (x, w) => mul(w, cos(x)),
      jvp: (x, v) => neg(mul(v, cos(x))),
    }),
  ),
  program(
    about('sin', 'inner', 'the jvp of twice the argument'),
    fn(V, x => sin(mul(2, x))),
    rule(V, V, x => sin(mul(2, x)), { jvp: (x, v) => mul(v, cos(mul(2, x))) }),
  ),
  program(
    about('scaled sum', 'broadcast', 'the scale sees the first entry only'),
    fn(tuple(real, V), ([c, x]) => mul(c, x)),
    rule(tuple(real, V), V, ([c, x]) => mul(c, x), {
      vjp: ([c, x], w) => [slot(mul(w, x), 0), mul(c, w)],
    }),
  ),
]
