/** Structures of symbols inside bodies: their types, and how they are taken apart. */
import type { AnyTensor, Tensor } from '../Dense.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { type Shape, sameShape, showShape } from '../Shape.js'
import type { Form } from '../Space.js'
import { leaves } from '../space/form.js'
import { formOf, symbols } from './trace.js'

/** A structure with its numbers lifted to symbols. */
export type Lifted<X> = X extends number
  ? Expr<readonly []>
  : X extends Expr<infer S, infer K> | Tensor<infer S, infer K>
    ? Expr<S, K>
    : { readonly [P in keyof X]: Lifted<X[P]> }

/** A structure of the same kinds; shapes are checked when it is built. */
export type Alike<X> = X extends number
  ? Expr | number
  : X extends Expr<infer _, infer K> | Tensor<infer _, infer K>
    ? Expr<Shape, K> | (K extends 'real' ? number : never)
    : { readonly [P in keyof X]: Alike<X[P]> }

type Tail<S extends Shape> = S extends readonly [number, ...infer T extends Shape] ? T : Shape

/** One entry of each sequence; of a number of steps, which one it is. */
export type Entry<X> = X extends number
  ? Expr<readonly [], 'index'>
  : X extends Expr<infer S, infer K> | Tensor<infer S, infer K>
    ? Expr<Tail<S>, K>
    : { readonly [P in keyof X]: Entry<X[P]> }

/** Entries one after another. */
export type Stacked<X> = X extends number
  ? Expr<readonly [number]>
  : X extends Expr<infer S, infer K> | Tensor<infer S, infer K>
    ? Expr<readonly [number, ...S], K>
    : { readonly [P in keyof X]: Stacked<X[P]> }

/** What must be a single value: anything whose shape may be empty, or a record that says what came. */
export type One<S extends Shape> = readonly [] extends S
  ? unknown
  : { readonly 'one value is asked for, not': S }

/** A symbol, number or tensor, or a structure of them. */
export type Structure = AnyExpr | AnyTensor | number | object

/** A structure taken apart. */
export interface Parts {
  readonly form: Form
  readonly leaves: readonly AnyExpr[]
}

/** The leaves of a structure, numbers and tensors lifted. */
export const partsOf = (operation: string, x: unknown): Parts => {
  const form = formOf(x, operation)
  return { form, leaves: symbols(operation, form, x) }
}

const map = (form: Form, f: (shape: Shape) => Shape): Form => {
  switch (form.tag) {
    case 'leaf': {
      const shape = f(form.shape)
      return { tag: 'leaf', kind: form.kind, shape, scalar: shape.length === 0 }
    }
    case 'tuple':
      return { tag: 'tuple', parts: form.parts.map(p => map(p, f)) }
    case 'struct':
      return { tag: 'struct', fields: form.fields.map(([n, p]) => [n, map(p, f)]) }
  }
}

/** The form of one entry of sequences, and how many there are. */
export const entryForm = (
  operation: string,
  form: Form,
): { readonly form: Form; readonly length: number | undefined } => {
  const shapes = leaves(form).map(({ leaf }) => leaf.shape)
  const [first] = shapes
  const got = shapes.map(s => showShape(s)).join(', ')
  if (shapes.some(s => s.length === 0))
    throw shapeError(operation, 'sequences, which have a first axis', got)
  if (shapes.some(s => s[0] !== first?.[0]))
    throw shapeError(operation, 'sequences of one length', got)
  return { form: map(form, s => s.slice(1)), length: first?.[0] }
}

/** The form of as many entries one after another. */
export const stackForm = (form: Form, length: number): Form => map(form, s => [length, ...s])

/** Whether two forms have the same leaves in the same places. */
export const sameLeaves = (a: Form, b: Form): boolean => {
  const [xs, ys] = [leaves(a), leaves(b)]
  return (
    xs.length === ys.length &&
    xs.every(({ leaf, path }, i) => {
      const other = ys[i]!
      return (
        leaf.kind === other.leaf.kind &&
        sameShape(leaf.shape, other.leaf.shape) &&
        path.join('.') === other.path.join('.')
      )
    })
  )
}
