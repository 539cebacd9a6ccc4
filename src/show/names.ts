/** Numbers, constants and names as they are written. */
import type { AnyExpr } from '../Expr.js'
import { showShape, size } from '../Shape.js'
import { type AnyTensor, isTensor, toNested } from '../Tensor.js'

const SMALL = 6

/** What a constant holds. */
const valueOf = (e: AnyExpr): number | AnyTensor => e.attrs['value'] as number | AnyTensor // `constant` writes it

/** How numbers, rows of numbers and tensors too large to be written out are written. */
export interface Figures {
  readonly number: (x: number) => string
  /** One axis of a tensor written out: how many axes are left, and how many there are in all. */
  readonly row: (parts: readonly string[], axes: number, rank: number) => string
  readonly large: (t: AnyTensor) => string
}

const plain: Figures = {
  number: String,
  row: parts => `[${parts.join(', ')}]`,
  large: t => `const${showShape(t.shape)}`,
}

/** A constant: its entries where they are few, its shape where they are many. */
export const constantText = (e: AnyExpr, figures: Figures = plain): string => {
  const value = valueOf(e)
  if (!isTensor(value)) return figures.number(value)
  if (size(value.shape) > SMALL) return figures.large(value)
  const rank = value.shape.length
  const write = (u: unknown, axes: number): string =>
    Array.isArray(u)
      ? figures.row(
          u.map(x => write(x, axes - 1)),
          axes,
          rank,
        )
      : typeof u === 'number'
        ? figures.number(u)
        : String(u)
  return write(toNested(value), rank)
}

/** The name of a parameter: places of a tuple are those of `x`. */
export const parameterName = (e: AnyExpr): string => {
  const name = String(e.attrs['name'])
  return name.startsWith('[') ? `x${name}` : name
}
