/** Scalar cases, all points of an operation at once: values and derivatives by both modes, to second order. */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  gradAt,
  jvp,
  reshape,
  struct,
  sum,
  type Tensor,
  vector,
} from 'chainrule'
import * as op from 'chainrule/op'
import { type Num, num, type ScalarCase } from './data.js'
import type { Run } from './target.js'
import { scalarError } from './tolerance.js'

type Fn1 = (x: Expr) => Expr
type Fn2 = (a: Expr, b: Expr) => Expr

const unary: Readonly<Record<string, Fn1>> = {
  neg: op.neg,
  abs: op.abs,
  sign: op.sign,
  sqrt: op.sqrt,
  rsqrt: op.rsqrt,
  square: op.square,
  reciprocal: op.reciprocal,
  exp: op.exp,
  expm1: op.expm1,
  log: op.log,
  log1p: op.log1p,
  log2: op.log2,
  sin: op.sin,
  cos: op.cos,
  tan: op.tan,
  asin: op.asin,
  acos: op.acos,
  atan: op.atan,
  sinh: op.sinh,
  cosh: op.cosh,
  tanh: op.tanh,
  asinh: op.asinh,
  acosh: op.acosh,
  atanh: op.atanh,
  sigmoid: op.sigmoid,
  log_sigmoid: op.logSigmoid,
  softplus: op.softplus,
  relu: op.relu,
  leaky_relu: op.leakyRelu,
  elu: op.elu,
  silu: op.silu,
  gelu: op.gelu,
  erf: op.erf,
  erfc: op.erfc,
  erfinv: op.erfinv,
  lgamma: op.lgamma,
  digamma: op.digamma,
  sinc: op.sinc,
  logit: op.logit,
  xlogx: op.xlogx,
}

const binary: Readonly<Record<string, Fn2>> = {
  add: op.add,
  sub: op.sub,
  mul: op.mul,
  div: op.div,
  pow: op.pow,
  min: op.minimum,
  max: op.maximum,
  atan2: op.atan2,
  hypot: op.hypot,
  logaddexp: op.logaddexp,
}

/** One comparison of a part of a case. */
export interface Outcome {
  readonly id: string
  readonly part: string
  readonly got: number
  readonly want: number
  /** In units of the tolerance: above 1 is a miss. */
  readonly error: number
  readonly lenient: boolean
}

type Points = Tensor<readonly [number]>
type Parts = Readonly<Record<string, readonly number[]>>

const total = (f: Fn2, n: number) =>
  fn(struct({ a: vector(n), b: vector(n) }), ({ a, b }) => sum(f(a, b)))
type Total = ReturnType<typeof total>

/** The sum of the entries of a gradient, so that it can be differentiated again. */
const summed = (g: Diff<{ readonly a: Points; readonly b: Points }, Points>): Total =>
  fn(g.dom, x => sum(apply(g, x)))

/** Partial derivatives by reverse mode, with respect to one argument at a time. */
const byReverse = (run: Run, f: Fn2, a: Points, b: Points): Parts => {
  const n = a.shape[0]
  const R = total(f, n)
  const [da, db] = [gradAt('a')(R), gradAt('b')(R)]
  const at = { a, b }
  return {
    f: run(fn(R.dom, x => reshape(f(x.a, x.b), [n])))(at).values,
    da: run(da)(at).values,
    db: run(db)(at).values,
    daa: run(gradAt('a')(summed(da)))(at).values,
    dab: run(gradAt('b')(summed(da)))(at).values,
    dbb: run(gradAt('b')(summed(db)))(at).values,
  }
}

/** The derivative of a function of one argument by forward mode, as such a function. */
const directional = (f: Diff<Points, Points>): Diff<Points, Points> =>
  fn(f.dom, x => apply(jvp(f), [x, constant(ones(f))])[1])

const ones = (f: Diff<Points, Points>): Points => {
  const { form } = f.dom
  const n = form.tag === 'leaf' ? form.shape[0]! : 0
  return fromFlat(Array<number>(n).fill(1), [n])
}

/** The same by forward mode, the other argument a constant. */
const byForward = (run: Run, f: Fn2, a: Points, b: Points): Parts => {
  const space = vector(a.shape[0])
  const inA = directional(fn(space, space, x => f(x, constant(b)) as never))
  const inB = directional(fn(space, space, x => f(constant(a), x) as never))
  const slope = gradAt('a')(total(f, a.shape[0]))
  const mixed = fn(space, space, x => apply(slope, { a: constant(a), b: x }))
  return {
    da: run(inA)(a).values,
    db: run(inB)(b).values,
    daa: run(directional(inA))(a).values,
    dab: run(directional(mixed))(b).values, // over reverse
    dbb: run(directional(inB))(b).values,
  }
}

const names: Readonly<Record<string, string>> = { f: 'f', da: 'd1', daa: 'd2' }

/** All comparisons of one operation, or undefined where it is not there yet. */
export const scalarOutcomes = (
  name: string,
  cases: readonly ScalarCase[],
  run: Run,
): readonly Outcome[] | undefined => {
  const one = unary[name]
  const two = binary[name]
  const f: Fn2 | undefined = two ?? (one && (a => one(a)))
  if (f === undefined) return undefined
  const points = (key: 'a' | 'b'): Points =>
    fromFlat(
      cases.map(c => num((two === undefined ? c.x : c[key]) ?? 0)),
      [cases.length],
    )
  const [a, b] = [points('a'), points('b')]
  return [byReverse(run, f, a, b), byForward(run, f, a, b)].flatMap((parts, mode) =>
    Object.entries(parts).flatMap(([part, values]) =>
      cases.flatMap((c, i): readonly Outcome[] => {
        const key = two === undefined ? names[part] : part
        const want = key === undefined ? undefined : (c[key] as Num | null | undefined)
        if (key === undefined || want === undefined || want === null) return []
        const accepted = (c[`accept_${key}`] as readonly Num[] | undefined) ?? [want]
        const got = values[i]!
        const error = Math.min(...accepted.map(w => scalarError(name, got, num(w))))
        const lenient = c.hard_parts?.includes(key) ?? false
        return [
          {
            id: c.id,
            part: `${key}${mode === 0 ? '' : ' (forward)'}`,
            got,
            want: num(want),
            error,
            lenient,
          },
        ]
      }),
    ),
  )
}
