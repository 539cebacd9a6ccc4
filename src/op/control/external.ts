/** Functions of the host as operations: for what programs cannot express. */
import { allocate, type Dense } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import { type AnyExpr, type Attrs, type Aval, node } from '../../Expr.js'
import { sameShape, showShape, size } from '../../Shape.js'
import { full } from '../batching.js'
import { type Machine, type Maybe, operation, outputsOf } from '../Operation.js'
import { zeros } from '../structure/structure.js'
import { isThere, spread } from './control.js'

/** A function of the host on raw leaves, which it must leave as they are. */
export type HostLeaves = (xs: readonly Dense[]) => readonly Dense[]

/** A function of the host: what it yields, and its products, where they are given. */
export interface Host {
  readonly name: string
  readonly outputs: readonly Aval[]
  readonly map: HostLeaves
  /** From x and one cotangent a real output to one a real input. */
  readonly vjp: HostLeaves | undefined
  /** From x and one tangent a real input to one a real output. */
  readonly jvp: HostLeaves | undefined
  /** How many axes in front are those of batches: it is called for each example. */
  readonly batches: number
}

const hostOf = (attrs: Attrs): Host => attrs['host'] as Host // written by `hostNode` only

const isReal = ({ kind }: Aval): boolean => kind === 'real'

/** One example of a batch, in memory of its own: the host may keep what it is given. */
const example = (x: Dense, batches: number, k: number): Dense => {
  const shape = x.shape.slice(batches)
  const n = size(shape)
  const data = x.data.slice(k * n, (k + 1) * n)
  return { ...x, shape, data: data instanceof Float32Array ? new Float64Array(data) : data }
}

const checked = (name: string, want: readonly Aval[], got: readonly Dense[]): readonly Dense[] => {
  want.forEach((o, i) => {
    const y = got[i]
    if (y === undefined || y.kind !== o.kind || !sameShape(y.shape, o.shape))
      throw shapeError(
        name,
        `${o.kind} ${showShape(o.shape)}`,
        y === undefined ? 'nothing' : `${y.kind} ${showShape(y.shape)}`,
      )
  })
  return got
}

const joined = (o: Aval, parts: readonly Dense[], { precision }: Machine): Dense => {
  const n = size(o.shape)
  const data = allocate(o.kind, n * parts.length, precision)
  parts.forEach((part, k) => {
    data.set(part.data, k * n)
  })
  return { ...o, data }
}

const externalOp = operation({
  name: 'external',
  result: (_, attrs) => hostOf(attrs).outputs,
  evaluateAll: (args, outs, attrs, machine) => {
    const { name, outputs, map, batches } = hostOf(attrs)
    const count = size(outs[0]?.shape.slice(0, batches) ?? [])
    const made = Array.from({ length: count }, (_, k) =>
      checked(name, outputs, map(args.map(x => example(x, batches, k)))),
    )
    return outs.map((o, i) => ({
      ...joined(
        outputs[i]!,
        made.map(ys => ys[i]!),
        machine,
      ),
      shape: o.shape,
    }))
  },
  derivative: {
    form: 'rule',
    vjp: (e, ws) => {
      const { vjp } = hostOf(e.attrs)
      return product(e, vjp, 'vjp', e.outputs!, ws, e.args)
    },
    jvp: (e, vs) => {
      const { jvp } = hostOf(e.attrs)
      return product(e, jvp, 'jvp', e.args, vs, e.outputs!)
    },
  },
  batch: (args, batched, e, n) => {
    const host = hostOf(e.attrs)
    const outputs = e.outputs!.map(o => ({ shape: [n, ...o.shape], kind: o.kind }))
    return hostNode({ ...host, batches: host.batches + 1 }, full(args, batched, n), outputs)
  },
})

/** A product with the derivative of a host function: another host function, without a derivative. */
const product = (
  e: AnyExpr,
  map: HostLeaves | undefined,
  which: string,
  from: readonly Aval[],
  vs: readonly Maybe[],
  to: readonly Aval[],
): readonly Maybe[] => {
  const { name, batches } = hostOf(e.attrs)
  if (!to.some(isReal)) return []
  if (map === undefined)
    throw shapeError(name, `a ${which}, to be differentiated`, 'an external function without one')
  const there = isThere(vs, from.length)
  const given = from.flatMap((x, i) =>
    isReal(x) ? [there[i] === true ? vs[i]! : zeros(x.shape)] : [],
  )
  const outer = to.filter(isReal).map(({ shape, kind }): Aval => ({ shape, kind }))
  const outputs = outer.map(o => ({ ...o, shape: o.shape.slice(batches) }))
  const host = { name: `${name}.${which}`, outputs, map, vjp: undefined, jvp: undefined, batches }
  return spread(to.map(isReal), hostNode(host, [...e.args, ...given], outer))
}

/** The record of the operation. */
export const hosting = { operation: externalOp }

/** The results of a host function, of the shapes that batches give them. */
export const hostNode = (
  host: Host,
  args: readonly AnyExpr[],
  outputs: readonly Aval[] = host.outputs,
): readonly AnyExpr[] =>
  outputsOf(node(externalOp.name, args, { host }, { shape: [], kind: 'real' }, outputs))
