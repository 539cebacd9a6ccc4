/** Specs of einsums: read, and checked against the shapes of the operands. */
import { shapeError } from '../../Errors.js'
import { type Shape, showShape } from '../../Shape.js'

/** An index: a letter, or an axis of the ellipsis, counted from its end. */
export type Index = string

/** A spec at shapes: the indices of each operand and of the result, and the size of each. */
export interface Contraction {
  readonly terms: readonly (readonly Index[])[]
  readonly output: readonly Index[]
  readonly sizes: ReadonlyMap<Index, number>
}

const refuse = (expected: string, got: string): never => {
  throw shapeError('einsum', expected, got)
}

const ELLIPSIS = '...'

/** Names of the axes of an ellipsis: those of two operands are the same counted from the end. */
const ellipsis = (rank: number): readonly Index[] =>
  Array.from({ length: rank }, (_, i) => `${ELLIPSIS}${rank - i}`)

const letters = (spec: string, text: string): readonly Index[] =>
  /^[a-zA-Z]*$/.test(text)
    ? Array.from(text)
    : refuse('letters, commas, one -> and an ellipsis in the spec', `'${spec}'`)

/** The two halves of a term, about its ellipsis if it has one. */
const halves = (
  spec: string,
  term: string,
): readonly [before: readonly Index[], after?: readonly Index[]] => {
  const [before = '', after, more] = term.split(ELLIPSIS)
  if (more !== undefined) refuse('one ellipsis a term', `'${spec}'`)
  return after === undefined
    ? [letters(spec, before)]
    : [letters(spec, before), letters(spec, after)]
}

const termAt = (spec: string, term: string, shape: Shape): readonly Index[] => {
  const [before, after] = halves(spec, term)
  const named = before.length + (after?.length ?? 0)
  if (after === undefined ? named !== shape.length : named > shape.length)
    refuse(
      `an operand of rank ${named}${after === undefined ? '' : ' or more'} for '${term}'`,
      showShape(shape),
    )
  return after === undefined ? before : [...before, ...ellipsis(shape.length - named), ...after]
}

const sizesOf = (
  terms: readonly (readonly Index[])[],
  shapes: readonly Shape[],
): ReadonlyMap<Index, number> => {
  const sizes = new Map<Index, number>()
  terms.forEach((term, i) => {
    term.forEach((index, axis) => {
      const n = shapes[i]![axis]!
      const known = sizes.get(index) ?? n
      if (known !== n)
        refuse(
          `one size along ${index} (axes of size 1 do not broadcast)`,
          `${known} and ${n} in ${shapes.map(showShape).join(', ')}`,
        )
      sizes.set(index, n)
    })
  })
  return sizes
}

/** The longest ellipsis among the terms, which the result has. */
const commonEllipsis = (sizes: ReadonlyMap<Index, number>): readonly Index[] =>
  ellipsis([...sizes.keys()].filter(i => i.startsWith(ELLIPSIS)).length)

const explicit = (
  spec: string,
  text: string,
  sizes: ReadonlyMap<Index, number>,
): readonly Index[] => {
  const [before, after] = halves(spec, text)
  const dots = commonEllipsis(sizes)
  if (after === undefined && dots.length > 0) refuse('an ellipsis in the output', `'${spec}'`)
  const output = [...before, ...(after === undefined ? [] : dots), ...(after ?? [])]
  const unknown = output.find(i => !sizes.has(i))
  if (unknown !== undefined) refuse(`an operand with the output's index ${unknown}`, `'${spec}'`)
  if (new Set(output).size !== output.length)
    refuse('an output that names each index once', `'${spec}'`)
  return output
}

/** Without an output in the spec: the ellipsis, then the indices named once, in the alphabet's order. */
const implicit = (
  terms: readonly (readonly Index[])[],
  sizes: ReadonlyMap<Index, number>,
): readonly Index[] => {
  const all = terms.flat().filter(i => !i.startsWith(ELLIPSIS))
  const once = all.filter(i => all.indexOf(i) === all.lastIndexOf(i))
  return [...commonEllipsis(sizes), ...once.toSorted((a, b) => (a < b ? -1 : 1))]
}

/**
 * A spec read at the shapes of its operands.
 *
 * @throws ShapeError where it cannot be read, or does not fit them
 */
export const contractionOf = (spec: string, shapes: readonly Shape[]): Contraction => {
  const [inputs = '', output, more] = spec.replaceAll(' ', '').split('->')
  if (more !== undefined) refuse('one -> in the spec', `'${spec}'`)
  const texts = inputs.split(',')
  if (texts.length !== shapes.length)
    refuse(`${texts.length} operands for '${spec}'`, `${shapes.length}`)
  const terms = texts.map((text, i) => termAt(spec, text, shapes[i]!))
  const sizes = sizesOf(terms, shapes)
  return {
    terms,
    sizes,
    output: output === undefined ? implicit(terms, sizes) : explicit(spec, output, sizes),
  }
}
