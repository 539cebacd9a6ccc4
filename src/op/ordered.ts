/** Families of elementwise functions that are numbered by an order: a scalar function of both, and its derivative. */
import { allocate } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { type Attrs, type Expr, lift } from '../Expr.js'
import type { Shape } from '../Shape.js'
import { broadcasting } from './batching.js'
import {
  apply1,
  operation,
  type PartialDerivative,
  type Primitive,
  primitive,
  requireKind,
} from './Operation.js'

/** A function of one operand, of any shape, and of an order. */
export type Ordered = <S extends Shape = readonly []>(
  x: Expr<S> | number,
  options: { readonly order: number },
) => Expr<S>

/** What a family says of itself; `least` is its lowest order, prints are given the order as text. */
interface Family {
  readonly least: number
  readonly value: (order: number, x: number) => number
  readonly partial: (order: number, x: Expr) => PartialDerivative
  readonly text: (order: number, x: string) => string
  readonly latex: (order: number, x: string) => string
}

const orderOf = (attrs: Attrs): number => attrs['order'] as number // written below only

/** The operation of a family. */
export const ordered = (
  name: string,
  { least, value, partial, text, latex }: Family,
): Ordered & Primitive => {
  const op = operation({
    name,
    result: ([x]) => {
      requireKind(name, 'real', x!)
      return { shape: x!.shape, kind: 'real' }
    },
    evaluate: ([x], _, attrs, precision) => {
      const data = allocate('real', x!.data.length, precision)
      for (let k = 0; k < data.length; k++) data[k] = value(orderOf(attrs), x!.data[k]!)
      return data
    },
    derivative: {
      form: 'elementwise',
      partials: ([x], _, attrs) => [partial(orderOf(attrs), x as Expr)], // `result` admits a real
    },
    batch: broadcasting,
    print: {
      text: ([x = ''], attrs) => text(orderOf(attrs), x),
      latex: ([x = ''], attrs) => latex(orderOf(attrs), x),
    },
  })
  return primitive(
    op,
    <S extends Shape>(x: Expr<S> | number, { order }: { readonly order: number }): Expr<S> => {
      if (!Number.isInteger(order) || order < least)
        throw shapeError(name, `an order that is a whole number from ${least}`, `${order}`)
      return apply1(op, [lift(x)], { order }) as Expr<S> // the result has the operand's shape
    },
  )
}
