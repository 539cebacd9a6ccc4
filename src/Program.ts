/**
 * `Program`: a closed graph, flat and ordered. It is what is interpreted, costed, drawn and compiled.
 * Registers 0 … params − 1 hold the parameters; each instruction writes the next register.
 */
import { scopeError } from './Errors.js'
import { type AnyExpr, type Attrs, type Aval, walkGraph } from './Expr.js'
import { showShape } from './Shape.js'
import { isTensor } from './Tensor.js'

/** One operation on registers. */
export interface Instruction extends Aval {
  readonly op: string
  readonly attrs: Attrs
  readonly inputs: readonly number[]
  /** What an operation with several outputs yields; its register is read through `output` only. */
  readonly outputs: readonly Aval[] | undefined
}

/** A parameter: its name is the path of its leaf in the domain. */
export interface Parameter extends Aval {
  readonly name: string
}

/** A closed, flat, ordered graph. */
export interface Program {
  readonly params: readonly Parameter[]
  readonly instructions: readonly Instruction[]
  readonly results: readonly number[]
}

const nameOf = (e: AnyExpr): string => String(e.attrs['name'])

/**
 * The program of a closed graph, without what its results do not need.
 *
 * @throws ScopeError where it uses a symbol that is not among its parameters
 */
export const program = (params: readonly AnyExpr[], results: readonly AnyExpr[]): Program => {
  const registers = new Map(params.map((p, i) => [p, i]))
  const instructions: Instruction[] = []
  const enlist = (e: AnyExpr): void => {
    if (e.op === 'parameter')
      throw scopeError('program', 'a closed graph', `the free symbol '${nameOf(e)}'`)
    registers.set(e, params.length + instructions.length)
    instructions.push({
      op: e.op,
      attrs: e.attrs,
      inputs: e.args.map(a => registers.get(a)!),
      shape: e.shape,
      kind: e.kind,
      outputs: e.outputs,
    })
  }
  walkGraph(results, e => registers.has(e), enlist)
  return {
    params: params.map(p => ({ name: nameOf(p), shape: p.shape, kind: p.kind })),
    instructions,
    results: results.map(r => registers.get(r)!),
  }
}

const marks = { real: 'ℝ', index: 'ℤ', bool: '𝔹' } as const
const typeOf = (a: Aval): string =>
  `${marks[a.kind]}${a.shape.length === 0 ? '' : showShape(a.shape)}`

interface Inner {
  readonly params: readonly AnyExpr[]
  readonly results: readonly AnyExpr[]
}

const isGraph = (u: unknown): u is Inner =>
  typeof u === 'object' && u !== null && 'params' in u && 'results' in u

/** The graphs inside the settings of an operation, each by the name of its place there. */
export const graphsInside = (attrs: Attrs): readonly (readonly [name: string, Inner])[] => {
  const of = (name: string, u: unknown): readonly (readonly [string, Inner])[] => {
    if (isGraph(u)) return [[name, u]]
    if (typeof u !== 'object' || u === null || isTensor(u)) return []
    return Object.entries(u).flatMap(([n, v]) => of(name === '' ? n : `${name}.${n}`, v))
  }
  return of('', attrs)
}

const isSetting = (v: unknown): boolean =>
  typeof v !== 'object' || (Array.isArray(v) && v.every(x => typeof x !== 'object'))

/** A program as text: a line an instruction, with the type of what it writes; graphs inside below it. */
export const showProgram = ({ params, instructions, results }: Program): string => {
  const name = (r: number): string => params[r]?.name ?? `v${r - params.length}`
  const line = ({ op, inputs, attrs, outputs, ...aval }: Instruction, i: number): string => {
    const value = attrs['value']
    const settings = Object.entries(attrs)
      .filter(([k, v]) => k !== 'value' && isSetting(v))
      .map(([k, v]) => ` ${k}=${Array.isArray(v) ? showShape(v as readonly number[]) : String(v)}`)
    const shown = typeof value === 'number' || isTensor(value) ? ` ${value.toString()}` : ''
    const type = (outputs ?? [aval]).map(typeOf).join(', ')
    const inner = graphsInside(attrs).map(
      ([n, g]) =>
        `\n    ${n}: ${showProgram(program(g.params, g.results)).replaceAll('\n', '\n    ')}`,
    )
    return `  v${i}: ${type} = ${op}${settings.join('')}${shown}${inputs.map(r => ` ${name(r)}`).join('')}${inner.join('')}`
  }
  return [
    `program (${params.map(p => `${p.name}: ${typeOf(p)}`).join(', ')})`,
    ...instructions.map(line),
    `  return ${results.map(name).join(', ')}`,
  ].join('\n')
}
