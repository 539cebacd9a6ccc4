/** Tensor cases: outputs, both products with the Jacobian, and the second order by two mixes of modes. */
import {
  type AnyExpr,
  add,
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  indices,
  jvp,
  mask,
  mul,
  run,
  type Space,
  sum,
  type Tensor,
  tensor,
  tuple,
  vjp,
} from 'chainrule'
import * as op from 'chainrule/op'
import type { Data, TensorCase } from './data.js'
import { num } from './data.js'
import { contractions } from './ops/contraction.js'
import { linalg } from './ops/linalg.js'
import { losses } from './ops/losses.js'
import { reductions } from './ops/reductions.js'
import { structural } from './ops/structural.js'
import type { Outcome } from './scalar.js'
import { tensorError } from './tolerance.js'

type Attrs = Readonly<Record<string, unknown>>
/** Makes of the inputs of a case its output, or its outputs. */
export type Adapter = (xs: readonly Expr[], attrs: Attrs) => AnyExpr | readonly AnyExpr[]
type Indexed = Expr<readonly number[], 'index'>

const reduce =
  (f: (x: Expr, options: object) => Expr): Adapter =>
  ([x], { axis, keepdims }) =>
    f(x!, { ...(axis === null ? {} : { axis }), keepdims })

const alongAxis = (attrs: Attrs) => ({ axis: attrs['axis'] as number })

/** The data's positions are numbers of whatever kind the case says; here they are an index tensor. */
const positions = (x: Expr | undefined): Indexed => x as unknown as Indexed

const whole = (shape: readonly number[], x: Expr): readonly number[] => {
  const known = shape.filter(d => d >= 0).reduce((a, b) => a * b, 1)
  return shape.map(d => (d < 0 ? x.shape.reduce((a, b) => a * b, 1) / known : d))
}

const bounds = (min: unknown, max: unknown) => ({
  ...(typeof min === 'number' ? { min } : {}),
  ...(typeof max === 'number' ? { max } : {}),
})

type Range = readonly [start: number | null, stop: number | null, step: number | null]

const adapters: Readonly<Record<string, Adapter>> = {
  ...structural,
  ...reductions,
  ...contractions,
  add: ([a, b]) => op.add(a!, b!),
  sub: ([a, b]) => op.sub(a!, b!),
  mul: ([a, b]) => op.mul(a!, b!),
  div: ([a, b]) => op.div(a!, b!),
  pow: ([a, b]) => op.pow(a!, b!),
  maximum: ([a, b]) => op.maximum(a!, b!),
  minimum: ([a, b]) => op.minimum(a!, b!),
  atan2: ([a, b]) => op.atan2(a!, b!),
  hypot: ([a, b]) => op.hypot(a!, b!),
  unary_exp: ([x]) => op.exp(x!),
  unary_tanh: ([x]) => op.tanh(x!),
  unary_sin: ([x]) => op.sin(x!),
  unary_sigmoid: ([x]) => op.sigmoid(x!),
  unary_square: ([x]) => op.square(x!),
  unary_softplus: ([x]) => op.softplus(x!),
  unary_erf: ([x]) => op.erf(x!),
  unary_gelu: ([x]) => op.gelu(x!),
  matmul: ([a, b]) => op.matmul(a!, b!),
  dot: ([a, b]) => op.dot(a as never, b as never),
  outer: ([a, b]) => op.outer(a as never, b as never),
  clamp: ([x], { min, max }) => op.clamp(x!, bounds(min, max)),
  sum: reduce(op.sum),
  mean: reduce(op.mean),
  max: reduce(op.max),
  min: reduce(op.min),
  logsumexp: reduce(op.logsumexp),
  softmax: ([x], attrs) => op.softmax(x!, alongAxis(attrs)),
  log_softmax: ([x], attrs) => op.logSoftmax(x!, alongAxis(attrs)),
  transpose: ([x], { perm }) => op.transpose(x!, perm as readonly number[]),
  reshape: ([x], { shape }) => op.reshape(x!, whole(shape as readonly number[], x!)),
  broadcast_to: ([x], { shape }) => op.broadcastTo(x!, shape as readonly number[]),
  concat: (xs, attrs) => op.concat(xs, alongAxis(attrs)),
  stack: (xs, attrs) => op.stack(xs, alongAxis(attrs)),
  slice: ([x], { spec }) =>
    op.slice(
      x!,
      (spec as readonly Range[]).map(([start, stop, step]) => ({
        start: start ?? undefined,
        stop: stop ?? undefined,
        step: step ?? undefined,
      })),
    ),
  index_select: ([x, i], attrs) => op.gather(x!, positions(i), alongAxis(attrs)),
  gather_rows: ([x, i]) => op.gather(x!, positions(i)),
  take_along_axis: ([x, i], attrs) => op.takeAlongAxis(x!, positions(i), alongAxis(attrs)),
  scatter_add: ([x, i, s], attrs) =>
    attrs['elementwise'] === true
      ? op.addAlongAxis(x!, positions(i), s!, alongAxis(attrs))
      : op.scatterAdd(x!, positions(i), s!, alongAxis(attrs)),
  where: ([c, a, b]) => op.where(c as unknown as Expr<readonly number[], 'bool'>, a!, b!),
  ...losses,
  ...linalg,
}

/** A case of an operation that is there which asks for more than it does yet. */
export class NotYet extends Error {}

const spaceOf = ({ shape, dtype }: Data): Space<unknown> =>
  (dtype === 'int'
    ? indices(2 ** 31 - 1, ...shape)
    : dtype === 'bool'
      ? mask(...shape)
      : tensor(...shape)) as Space<unknown> // kinds differ from input to input

const valueOf = ({ shape, data, dtype }: Data): unknown =>
  dtype === 'bool'
    ? fromFlat(data as readonly boolean[], shape)
    : fromFlat(data.map(num), shape, dtype === 'int' ? 'index' : 'real')

const realOf = ({ shape, data }: Data): Tensor =>
  fromFlat<readonly number[], readonly number[], 'real'>(data.map(num), shape)

type Tensors = readonly Tensor[]

/** A scalar comes as a number, the tangent of what is discrete as the unit. */
const entriesOf = (u: unknown): readonly number[] =>
  typeof u === 'number' ? [u] : ((u as Partial<Tensor> | undefined)?.values ?? [])

const compare = (
  id: string,
  part: string,
  got: readonly unknown[],
  want: readonly (Data | null)[],
): readonly Outcome[] =>
  want.flatMap((w, i) => {
    if (w === null) return []
    const entries = entriesOf(got[i])
    const of = (name: string, value: number, wanted: number, error: number): Outcome => ({
      id,
      part: name,
      got: value,
      want: wanted,
      error,
      lenient: false,
    })
    if (entries.length !== w.data.length)
      return [of(`${part}[${i}] length`, entries.length, w.data.length, Infinity)]
    return w.data.map((x, k) => {
      const value = Number(entries[k])
      return of(`${part}[${i}][${k}]`, value, num(x), tensorError(value, num(x)))
    })
  })

const reals = (xs: readonly (Data | null)[]): Tensors =>
  xs.filter(x => x !== null).map(x => realOf(x))

/** ⟨a, b⟩, over all tensors. */
const inner = (as: readonly unknown[], bs: readonly unknown[]): number =>
  as
    .flatMap((a, i) => entriesOf(a).map((x, k) => x * Number(entriesOf(bs[i])[k])))
    .reduce((x, y) => x + y, 0)

/** Torch's jvp of logcumsumexp is NaN where its own vjp is finite: there ⟨w, Jv⟩ is to be ⟨Jᵀw, v⟩. */
const pushed = (c: TensorCase, got: readonly unknown[]): readonly Outcome[] => {
  if (c.op !== 'logcumsumexp') return compare(c.id, 'jvp', got, c.jvp)
  const [w, pulled, v] = [c.cotangents, c.grads, c.tangents].map(reals)
  const wanted = { shape: [], data: [inner(pulled!, v!)] }
  return compare(c.id, 'jvp against the vjp', [inner(w!, got)], [wanted])
}

/** All comparisons of one case, or undefined where its operation is not there yet. */
export const tensorOutcomes = (c: TensorCase): readonly Outcome[] | undefined => {
  const adapter = adapters[c.op]
  if (adapter === undefined) return undefined
  const dom = tuple(...c.inputs.map(spaceOf))
  const at = c.inputs.map(valueOf)
  // Outputs as tensors also where they are scalars. Discrete inputs are told apart by their nodes.
  const cod = tuple(...c.outputs.map(spaceOf))
  const f = fn(dom, cod, xs => {
    const y = adapter(xs as unknown as readonly Expr[], c.attrs ?? {})
    return ('op' in y ? [y] : y) as never
  }) as unknown as Diff<readonly unknown[], readonly unknown[]>
  // Tangents of discrete inputs are the unit.
  const full = (xs: readonly (Data | null)[]): readonly unknown[] =>
    xs.map(x => (x === null ? [] : valueOf(x)))
  const w = full(c.cotangents)
  const v = full(c.tangents)
  const back = vjp(f)
  const outcomes = [
    ...compare(c.id, 'value', run(f)(at), c.outputs),
    ...compare(c.id, 'vjp', run(back)([at, w] as never)[1] as readonly unknown[], c.grads),
    ...pushed(c, run(jvp(f))([at, v] as never)[1] as readonly unknown[]),
  ]
  const { second } = c
  if (second === undefined || second === null) return outcomes
  const cotangent = c.cotangents.map(t => (t === null ? [] : constant(realOf(t))))
  const pulled = fn(dom, xs =>
    (apply(back, [xs, cotangent] as never)[1] as readonly unknown[]).filter(e => !Array.isArray(e)),
  ) as unknown as Diff<readonly unknown[], Tensors>
  const contracted = fn(dom, xs =>
    reals(c.tangents)
      .map((t, i) => sum(mul((apply(pulled, xs as never) as readonly Expr[])[i]!, constant(t))))
      .reduce((a, b) => add(a, b)),
  ) as Diff<readonly unknown[], number>
  return [
    ...outcomes,
    ...compare(c.id, 'second', run(grad(contracted))(at) as readonly unknown[], second),
    ...compare(
      c.id,
      'second (forward)',
      run(jvp(pulled))([at, v] as never)[1],
      second.filter((_, i) => c.inputs[i]?.dtype === undefined),
    ),
  ]
}
