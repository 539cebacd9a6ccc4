/**
 * Programs with a trouble planted in each: the line that ends in a comment with its name is where it was built.
 */
import {
  add,
  apply,
  array,
  call,
  compose,
  concat,
  cond,
  type Diff,
  div,
  exp,
  fn,
  fold,
  gather,
  gradOf,
  greater,
  index,
  indices,
  less,
  log,
  matmul,
  matrix,
  max,
  mean,
  mul,
  neg,
  pow,
  real,
  reciprocal,
  reshape,
  rule,
  scan,
  sqrt,
  square,
  struct,
  sub,
  sum,
  switchCase,
  transpose,
  tuple,
  vector,
  vmap,
  vmapOf,
  where,
  whileLoop,
} from 'chainrule'
import { cholesky } from 'chainrule/linalg'

/** A program, where its trouble shows, and what is to be said of it. */
export interface Planted {
  readonly f: Diff<never, unknown>
  readonly x: unknown
  readonly tag: 'forward' | 'backward'
  /** The operation, or that whose derivative it is. */
  readonly operation: string
  readonly entry: readonly number[]
  readonly step?: number
  readonly branch?: number
  readonly example?: readonly number[]
  readonly precision?: 'f32'
  readonly backward?: boolean
  readonly inputs?: readonly number[]
}

const plant = <A, B>(f: Diff<A, B>, x: A, rest: Omit<Planted, 'f' | 'x'>): Planted => ({
  f: f as unknown as Diff<never, unknown>, // run at an `x` of its own domain only
  x,
  ...rest,
})

const forward = { tag: 'forward', entry: [] } as const
const backward = { tag: 'backward', entry: [] } as const

const safeLog = fn(real, x => log(x)) // TROUBLE inside another arrow
const kept = call(
  fn(real, x => {
    const y = sub(x, 3)
    return reciprocal(y) // TROUBLE inside call
  }),
  'kept',
)
const custom = rule(
  real,
  real,
  x => log(x), // TROUBLE inside rule
  { vjp: (x, w) => div(w, x) },
)

/** By name. */
export const planted: Readonly<Record<string, Planted>> = {
  'log of 0': plant(
    fn(real, x => {
      const y = sub(x, 1)
      return mul(2, log(y)) // TROUBLE log of 0
    }),
    1,
    { ...forward, operation: 'log', inputs: [0] },
  ),
  'log of a negative number': plant(
    fn(vector(4), x => {
      const y = log(x) // TROUBLE log of a negative number
      return sum(y)
    }),
    array([1, 2, -3, 4]),
    { ...forward, operation: 'log', entry: [2], inputs: [-3] },
  ),
  'a matrix that is not positive definite': plant(
    fn(matrix(2, 2), x => {
      const l = cholesky(x) // TROUBLE a matrix that is not positive definite
      return sum(l)
    }),
    array([
      [1, 2],
      [2, 1],
    ]),
    { ...forward, operation: 'cholesky', entry: [0, 0] },
  ),
  'zero by zero': plant(
    fn(struct({ a: vector(3), b: real }), ({ a, b }) => {
      const d = square(b)
      return sum(div(a, d)) // TROUBLE zero by zero
    }),
    { a: array([0, 0, 0]), b: 0 },
    { ...forward, operation: 'div', entry: [0], inputs: [0, 0] },
  ),
  'exp overflows': plant(
    fn(vector(2), x => {
      const z = mul(100, x)
      const e = exp(z) // TROUBLE exp overflows
      return mean(e)
    }),
    array([1, 8]),
    { ...forward, operation: 'exp', entry: [1], inputs: [800] },
  ),
  'exp overflows in single precision': plant(
    fn(vector(2), x =>
      sum(
        exp(x), // TROUBLE exp overflows in single precision
      ),
    ),
    array([1, 100]),
    { ...forward, operation: 'exp', entry: [1], inputs: [100], precision: 'f32' },
  ),
  'square overflows in single precision': plant(
    fn(real, x => {
      const s = square(x) // TROUBLE square overflows in single precision
      return sqrt(s)
    }),
    1e30,
    { ...forward, operation: 'square', precision: 'f32' },
  ),
  'a power of a negative number': plant(
    fn(tuple(real, real), ([a, b]) => {
      const p = pow(a, b) // TROUBLE a power of a negative number
      return add(p, 1)
    }),
    [-2, 0.5],
    { ...forward, operation: 'pow', inputs: [-2, 0.5] },
  ),
  'softmax by hand': plant(
    fn(vector(3), x => {
      const e = exp(x) // TROUBLE softmax by hand
      const p = div(e, sum(e))
      return neg(log(max(p)))
    }),
    array([800, 0, 0]),
    { ...forward, operation: 'exp', entry: [0] },
  ),
  'the sum overflows': plant(
    fn(vector(3), x => {
      const s = sum(x) // TROUBLE the sum overflows
      return div(s, 3)
    }),
    array([1e308, 1e308, 1]),
    { ...forward, operation: 'sum' },
  ),
  'a product of matrices overflows': plant(
    fn(tuple(matrix(2, 2), matrix(2, 2)), ([A, B]) => {
      const C = matmul(A, B) // TROUBLE a product of matrices overflows
      return transpose(C)
    }),
    [
      array([
        [1, 0],
        [1e200, 1],
      ]),
      array([
        [1, 1e200],
        [0, 1],
      ]),
    ],
    { ...forward, operation: 'matmul', entry: [1, 1] },
  ),
  'picked by gather': plant(
    fn(tuple(vector(3), indices(3, 2)), ([x, i]) => {
      const all = log(x) // TROUBLE picked by gather
      return sum(gather(all, i))
    }),
    [array([-1, 2, 0]), array([2, 1], 'index')],
    { ...forward, operation: 'log', entry: [2], inputs: [0] },
  ),
  'the branch that is taken': plant(
    fn(vector(2), x => {
      const other = reciprocal(x)
      const one = log(x) // TROUBLE the branch that is taken
      return where(greater(x, -1), one, other)
    }),
    array([0, 1]),
    { ...forward, operation: 'log', entry: [0] },
  ),
  'through reshape and max': plant(
    fn(vector(4), x => {
      const r = reciprocal(x) // TROUBLE through reshape and max
      return max(reshape(concat([r, x]), [4, 2]))
    }),
    array([1, 2, 0, 4]),
    { ...forward, operation: 'reciprocal', entry: [2] },
  ),
  'in the second stage': plant(
    compose(
      fn(real, y => {
        const z = sub(y, 4)
        return log(z) // TROUBLE in the second stage
      }),
      fn(real, x => square(x)),
    ),
    2,
    { ...forward, operation: 'log', inputs: [0] },
  ),
  'inside another arrow': plant(
    fn(real, x => mul(2, apply(safeLog, sub(x, 1)))),
    1,
    { ...forward, operation: 'log' },
  ),
  'inside call': plant(
    fn(real, x => add(1, apply(kept, x))),
    3,
    { ...forward, operation: 'reciprocal' },
  ),
  'inside rule': plant(
    fn(real, x => add(1, apply(custom, x))),
    0,
    { ...forward, operation: 'log' },
  ),
  'inside a scan': plant(
    fn(vector(4), xs => {
      const [last] = scan(
        (c, x) => {
          const next = div(c, x) // TROUBLE inside a scan
          return [next, next]
        },
        1,
        xs,
      )
      return last
    }),
    array([1, 2, 0, 4]),
    { ...forward, operation: 'div', step: 2, inputs: [0.5, 0] },
  ),
  'stacked by a scan': plant(
    fn(vector(4), xs => {
      const [, ys] = scan(
        (c, x) => {
          const y = log(sub(c, x)) // TROUBLE stacked by a scan
          return [c, y]
        },
        3,
        xs,
      )
      return sum(ys)
    }),
    array([1, 2, 3, 0]),
    { ...forward, operation: 'log', step: 2, inputs: [0] },
  ),
  'inside a scan from the end': plant(
    fn(vector(4), xs =>
      fold(
        (c, x) => div(c, x), // TROUBLE inside a scan from the end
        1,
        xs,
        { reverse: true },
      ),
    ),
    array([1, 0, 2, 4]),
    { ...forward, operation: 'div', step: 1, inputs: [0.125, 0] },
  ),
  'inside a while-loop': plant(
    fn(
      real,
      x =>
        whileLoop(
          ({ n }) => less(n, 4),
          ({ n, c }) => {
            const d = div(c, sub(n, 2)) // TROUBLE inside a while-loop
            return { n: add(n, 1), c: d }
          },
          { n: 0, c: x },
        ).c,
    ),
    5,
    { ...forward, operation: 'div', step: 2 },
  ),
  'inside a branch': plant(
    fn(real, x =>
      cond(
        greater(x, 0),
        () => x,
        () => {
          const y = log(x) // TROUBLE inside a branch
          return neg(y)
        },
      ),
    ),
    -1,
    { ...forward, operation: 'log', branch: 0, inputs: [-1] },
  ),
  'inside a case': plant(
    fn(tuple(index(3), real), ([i, x]) =>
      switchCase(i, [
        () => x,
        () => square(x),
        () => reciprocal(x), // TROUBLE inside a case
      ]),
    ),
    [2, 0],
    { ...forward, operation: 'reciprocal', branch: 2 },
  ),
  'in a batch': plant(
    vmap(
      fn(vector(2), x => {
        const y = log(x) // TROUBLE in a batch
        return sum(y)
      }),
      3,
    ),
    array([
      [1, 2],
      [3, 4],
      [5, 0],
    ]),
    { ...forward, operation: 'log', entry: [2, 1], example: [2] },
  ),
  'in a batch inside a body': plant(
    fn(matrix(3, 2), rows => {
      const each = vmapOf(row => {
        const s = sum(row)
        return reciprocal(s) // TROUBLE in a batch inside a body
      }, rows)
      return sum(each)
    }),
    array([
      [1, 2],
      [3, -3],
      [5, 0],
    ]),
    { ...forward, operation: 'reciprocal', entry: [1], example: [1] },
  ),
  'in a batch, in a branch': plant(
    vmap(
      fn(real, x =>
        cond(
          greater(x, 0),
          () => log(sub(x, 2)), // TROUBLE in a batch, in a branch
          () => reciprocal(x),
        ),
      ),
      3,
    ),
    array([-1, 3, 2]),
    { ...forward, operation: 'log', entry: [2], example: [2], branch: 1 },
  ),
  'the slope of sqrt at 0': plant(
    fn(real, x => {
      const s = square(x)
      return sqrt(s) // TROUBLE the slope of sqrt at 0
    }),
    0,
    { ...backward, operation: 'sqrt' },
  ),
  'the length of zero': plant(
    fn(vector(3), x => {
      const s = sum(square(x))
      const n = sqrt(s) // TROUBLE the length of zero
      return add(n, 1)
    }),
    array([0, 0, 0]),
    { ...backward, operation: 'sqrt' },
  ),
  'a power below 1': plant(
    fn(vector(2), x => {
      const p = pow(x, 0.5) // TROUBLE a power below 1
      return sum(p)
    }),
    array([4, 0]),
    { ...backward, operation: 'pow', entry: [1] },
  ),
  'division in the sweep only': plant(
    fn(tuple(real, real), ([a, b]) => {
      const q = div(a, b) // TROUBLE division in the sweep only
      return q
    }),
    [1e200, 1e-100],
    { ...backward, operation: 'div' },
  ),
  'the branch not taken': plant(
    fn(vector(2), x => {
      const l = log(x) // TROUBLE the branch not taken
      return sum(where(greater(x, 0), l, 0))
    }),
    array([2, 0]),
    { ...backward, operation: 'log', entry: [1] },
  ),
  'the slope inside a scan': plant(
    fn(vector(3), xs =>
      fold(
        (c, x) => {
          const r = sqrt(x) // TROUBLE the slope inside a scan
          return add(c, r)
        },
        0,
        xs,
      ),
    ),
    array([1, 0, 4]),
    { ...backward, operation: 'sqrt', step: 1 },
  ),
  'the slope inside a while-loop': plant(
    fn(
      real,
      x =>
        whileLoop(
          ({ n }) => less(n, 3),
          ({ n, c }) => ({
            n: add(n, 1),
            c: sqrt(c), // TROUBLE the slope inside a while-loop
          }),
          { n: 0, c: x },
        ).c,
    ),
    0,
    { ...backward, operation: 'sqrt', step: 2 },
  ),
  'the slope inside a branch': plant(
    fn(real, x =>
      cond(
        less(x, 1),
        () => sqrt(x), // TROUBLE the slope inside a branch
        () => x,
      ),
    ),
    0,
    { ...backward, operation: 'sqrt', branch: 1 },
  ),
  'the slope inside a call': plant(
    fn(real, x =>
      apply(
        call(
          fn(real, y => {
            const z = sqrt(y) // TROUBLE the slope inside a call
            return z
          }),
          'root',
        ),
        x,
      ),
    ),
    0,
    { ...backward, operation: 'sqrt' },
  ),
  'the slope in a batch': plant(
    fn(vector(3), xs => {
      const roots = vmapOf(x => {
        return sqrt(x) // TROUBLE the slope in a batch
      }, xs)
      return sum(roots)
    }),
    array([1, 2, 0]),
    { ...backward, operation: 'sqrt', entry: [2], example: [2] },
  ),
  'with a cotangent of ones': plant(
    fn(vector(2), x => {
      const y = sqrt(x) // TROUBLE with a cotangent of ones
      return y
    }),
    array([0, 1]),
    { ...backward, operation: 'sqrt', entry: [0], backward: true },
  ),
  'a gradient inside a body': plant(
    fn(real, x => {
      const slope = gradOf(y => {
        return sqrt(y) // TROUBLE a gradient inside a body
      }, x)
      return add(slope, 1)
    }),
    0,
    { ...forward, operation: 'sqrt' },
  ),
  'what was taken overflows in the sweep': plant(
    fn(real, x => {
      const e = exp(x) // TROUBLE what was taken overflows in the sweep
      return where(less(x, 0), e, x)
    }),
    1000,
    { ...forward, operation: 'exp', inputs: [1000] },
  ),
}
