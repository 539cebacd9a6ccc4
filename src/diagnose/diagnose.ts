/** `diagnose`: where a value that is not finite comes from. */
import type { Dense, Precision } from '../Dense.js'
import { pullbackLeaves } from '../derivative/pullback.js'
import type { AnyDiff, Diff } from '../diff/model.js'
import { applyLeaves, placedGraph, stagesOf } from '../diff/stages.js'
import { markedParameters, parameters } from '../diff/trace.js'
import { isShapeError } from '../Errors.js'
import { type AnyExpr, filled, postorder } from '../Expr.js'
import type { Machine, Maybe } from '../op/Operation.js'
import { originOf } from '../Place.js'
import { machines, rounded } from '../runtime/interpret.js'
import { type Tangent, tangentSpace } from '../Space.js'
import { encode } from '../space/encode.js'
import { leaves, showPath } from '../space/form.js'
import { firstBad, position } from './entry.js'
import { follow } from './follow.js'
import type { Diagnosis, Reached } from './model.js'
import { rulesOf, troubleOf } from './report.js'
import { single, type Values, valuesOf } from './values.js'

/** What is looked at. */
export interface DiagnoseOptions<B> {
  readonly precision?: Precision
  /** Whether the backward sweep is looked at; for functions to ℝ it is unless said otherwise. */
  readonly backward?: boolean
  /** What the sweep starts from; ones unless said otherwise. */
  readonly cotangent?: Tangent<B>
}

/** A graph at work: its inputs with their values, and its results. */
interface Running {
  readonly params: readonly AnyExpr[]
  readonly values: Values
  readonly machine: Machine
  /** What stands at a parameter. */
  readonly given: (
    param: number,
    entry: number,
  ) => Pick<Extract<Diagnosis, { tag: 'argument' }>, 'of' | 'path' | 'entry' | 'value'>
}

/** Whether a node is part of the backward sweep. */
const isBackward = (e: AnyExpr, forward: ReadonlySet<AnyExpr>, top: AnyExpr): boolean => {
  if (rulesOf(e).some(({ rule }) => rule === 'cotangent')) return true
  return !forward.has(top) && originOf(e)?.stack === undefined
}

/** What is found from the first result that is not finite; nothing where all are. */
const search = (
  { params, values, machine, given }: Running,
  part: Reached['part'],
  results: readonly (readonly [path: string, e: AnyExpr | undefined])[],
  forward: ReadonlySet<AnyExpr>,
): Diagnosis | undefined => {
  for (const [path, e] of results) {
    if (e === undefined) continue
    const value = single(values, e)
    const bad = firstBad(value)
    if (bad < 0) continue
    const reached = { part, path, entry: position(value.shape, bad) }
    const { cause, param, way } = follow(params, values, e, bad, machine)
    if (cause === undefined)
      return { tag: 'argument', ...given(param!.index, param!.entry), reached }
    const last = way.length - 1
    const tag =
      part === 'gradient' && isBackward(cause.node, forward, way[last]!) ? 'backward' : 'forward'
    return { tag, ...troubleOf(cause, way, reached) }
  }
  return undefined
}

/** Parameters for an arrow's first stage, marked where the stage can be built anew. */
const paramsOf = (f: AnyDiff): readonly AnyExpr[] => {
  const [first] = stagesOf(f)
  const graph = first && placedGraph(first)
  return graph !== undefined && first?.placed !== undefined
    ? graph.params
    : markedParameters(f.dom.form)
}

const isScalar = ({ cod: { form } }: AnyDiff): boolean =>
  form.tag === 'leaf' && form.kind === 'real' && form.shape.length === 0

const names = (f: AnyDiff['dom']): readonly string[] =>
  leaves(f.form).map(({ path }) => showPath(path))

/** The cotangents that a sweep starts from: parameters where they are given, else ones. */
const starts = (
  f: AnyDiff,
  cotangent: unknown,
): {
  readonly ws: readonly Maybe[]
  readonly params: readonly AnyExpr[]
  readonly args: readonly Dense[]
} => {
  const space = tangentSpace(f.cod)
  const given = cotangent !== undefined
  const params = given ? parameters(space.form) : []
  const next = params.values()
  const ws = leaves(f.cod.form).map(({ leaf }): Maybe => {
    if (leaf.kind !== 'real') return undefined
    return given ? (next.next().value as Maybe) : filled(leaf.shape, 1) // one a real leaf
  })
  return { ws, params, args: given ? encode('diagnose', space)(cotangent) : [] }
}

/** The sweep's results; of what has no derivative there is none, unless it is asked for. */
const sweep = (
  f: AnyDiff,
  params: readonly AnyExpr[],
  ws: readonly Maybe[],
  asked: boolean,
): readonly Maybe[] => {
  try {
    return pullbackLeaves(f, params).back(ws)
  } catch (error) {
    if (!asked && isShapeError(error)) return []
    throw error
  }
}

/**
 * Where a value that is not finite comes from: the operation, of the program or of its backward sweep, that made
 * it of values that are finite, with what it took, the place in the body of `fn` where it was built, and the way
 * from there to the result. What is not finite on the way, and is thrown away, is no trouble.
 *
 * The program runs node by node: this is for looking, not for training.
 *
 * @example
 * import { fn, log, real, sub } from 'chainrule'
 * import { diagnose } from 'chainrule/diagnose'
 *
 * const f = fn(real, x => log(sub(x, 1)))
 * const found = diagnose(f)(1)
 * found.tag === 'forward' ? found.operation : found.tag // => 'log'
 * diagnose(f)(2).tag // => 'finite'
 *
 * @throws ShapeError from the function, where its argument is not of the domain, with the path
 */
export const diagnose =
  <A, B>(f: Diff<A, B>, options: DiagnoseOptions<B> = {}): ((x: A) => Diagnosis) =>
  x => {
    const { precision = 'f64', cotangent } = options
    const asked = options.backward ?? (cotangent !== undefined || undefined)
    const own = paramsOf(f)
    const back = starts(f, cotangent)
    const params = [...own, ...back.params]
    const args = [...encode('diagnose', f.dom)(x), ...back.args].map(a => rounded(a, precision))
    const machine = machines[precision]
    const values = valuesOf(params, args, machine)
    const given: Running['given'] = (i, entry) => {
      const isOwn = i < own.length
      const path = isOwn ? names(f.dom)[i]! : names(tangentSpace(f.cod))[i - own.length]!
      const { shape, data } = args[i]!
      return {
        of: isOwn ? 'argument' : 'cotangent',
        path,
        entry: position(shape, entry),
        value: data[entry]!,
      }
    }
    const running = { params, values, machine, given }
    const named = (paths: readonly string[], es: readonly Maybe[] | readonly AnyExpr[]) =>
      paths.map((path, i) => [path, es[i]] as const)

    const results = applyLeaves(f, own)
    const order = new Set(postorder(results))
    const first = search(running, 'result', named(names(f.cod), results), order)
    if (first !== undefined) return first
    if (!(asked ?? isScalar(f))) return { tag: 'finite' }
    const gradients = sweep(f, own, back.ws, asked === true)
    return search(running, 'gradient', named(names(f.dom), gradients), order) ?? { tag: 'finite' }
  }
