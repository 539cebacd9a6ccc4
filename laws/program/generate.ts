/** Random differentiable programs, well-typed, that shrink to small readable ones. */
import fc from 'fast-check'
import type { Diff } from '../../src/diff/model.js'
import { fn } from '../../src/diff/trace.js'
import { shapeError } from '../../src/Errors.js'
import type { AnyExpr } from '../../src/Expr.js'
import { type AnySpace, type Space, showSpace } from '../../src/Space.js'
import { assemble, disassemble, leaves } from '../../src/space/form.js'
import { outputs } from './build.js'
import { type Choice, programOfChoices } from './choose.js'
import { linesOf } from './lean.js'
import type { Body } from './model.js'
import { showBody } from './show.js'
import { makers } from './table.js'

/** A program that was drawn. */
export interface Generated<A, B> {
  readonly diff: Diff<A, B>
  /** What it computes, to be read. */
  readonly text: string
  /** The operations that it calls, one name a line, those of programs inside as well. */
  readonly operations: readonly string[]
  readonly toString: () => string
}

/** What programs are drawn from. */
export interface ProgramOptions {
  /** The names of the functions that they call, as in `chainrule/op`; all unless said. */
  readonly operations?: readonly string[]
  /** How many lines there are at most, 8 unless said. */
  readonly size?: number
  /** Only what has neither kinks nor jumps, and stays within its domain. */
  readonly smooth?: boolean
}

const WIDTH = 48

const choice: fc.Arbitrary<Choice> = fc.array(fc.nat(2 ** 30), {
  minLength: WIDTH,
  maxLength: WIDTH,
})

/** A program from what it is as data. */
export const generated = <A, B>(dom: Space<A>, cod: Space<B>, body: Body): Generated<A, B> => {
  const text = showBody(body)
  const diff = fn(dom, cod, x => {
    const given = disassemble('arbitraryDiff', dom.form, x) as readonly AnyExpr[] // of a symbol
    return assemble(cod.form, outputs(body, given)) as never // as many as it has leaves, of their types
  })
  return { diff, text, operations: linesOf(body).map(line => line.op), toString: () => text }
}

/** What programs are, as data: see `arbitraryDiff`. */
export const arbitraryBody = (
  dom: AnySpace,
  cod: AnySpace,
  { operations, size = 8, smooth = false }: ProgramOptions = {},
): fc.Arbitrary<Body> => {
  const inputs = leaves(dom.form).map(({ leaf }) => leaf)
  const results = leaves(cod.form).map(({ leaf }) => leaf)
  if (!inputs.some(({ kind }) => kind === 'real'))
    throw shapeError('arbitraryDiff', 'a domain with a real part', showSpace(dom))
  const unknown = operations?.find(name => makers.every(m => m.op !== name))
  if (unknown !== undefined)
    throw shapeError('arbitraryDiff', 'operations that can be drawn', `'${unknown}'`)
  const allowed = makers.filter(
    m => (!smooth || m.smooth) && (operations === undefined || operations.includes(m.op)),
  )
  return fc
    .array(choice, { minLength: Math.min(1, size), maxLength: size, size: 'max' })
    .map(choices => programOfChoices(inputs, results, choices, allowed))
}

/**
 * Random differentiable programs between two spaces, of any operation and of control flow: well-typed, their
 * values kept from growing, and drawn so that what fails shrinks to a few lines. Each is an arrow with its
 * text.
 *
 * @example
 * import { real, vector } from 'chainrule'
 * import { arbitraryDiff, assertLaws, gradientLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const programs = arbitraryDiff(vector(3), real, { operations: ['mul', 'sin', 'sum'], size: 4, smooth: true })
 * const [f] = fc.sample(programs, { numRuns: 1, seed: 1 })
 * f?.text.startsWith('(x0) =>') // => true
 * assertLaws(gradientLaws(f!.diff), { runs: 5 }) // => undefined
 *
 * @throws ShapeError where no leaf of the domain is real, or an operation is not generated
 */
export const arbitraryDiff = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  options: ProgramOptions = {},
): fc.Arbitrary<Generated<A, B>> =>
  arbitraryBody(dom, cod, options).map(body => generated(dom, cod, body))
