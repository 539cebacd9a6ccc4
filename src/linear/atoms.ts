/** Linear maps without parts: from numbers, tensors, places of a space, operations. */
import { seal } from '../Dense.js'
import { shapeError } from '../Errors.js'
import type { Graph } from '../op/Operation.js'
import { showShape, size } from '../Shape.js'
import { type AnySpace, dim, type Form, fromForm, type Space, showSpace, vector } from '../Space.js'
import { encode } from '../space/encode.js'
import { leaves } from '../space/form.js'
import type { AnyTensor, Tensor } from '../Tensor.js'
import { type Linear, linear } from './model.js'

/** A space of tangents: all its leaves are real. */
const tangents = <S extends AnySpace>(operation: string, s: S): S => {
  if (leaves(s.form).some(({ leaf }) => leaf.kind !== 'real'))
    throw shapeError(operation, 'a space of real leaves', showSpace(s))
  return s
}

/**
 * The map to zero.
 *
 * @example
 * import { array, toNested, vector } from 'chainrule'
 * import { apply, zero } from 'chainrule/Linear'
 *
 * toNested(apply(zero(vector(2), vector(3)))(array([1, 2]))) // => [0, 0, 0]
 *
 * @throws ShapeError where a space has discrete leaves
 */
export const zero = <A, B>(dom: Space<A>, cod: Space<B>): Linear<A, B> =>
  linear(tangents('zero', dom), tangents('zero', cod), { tag: 'zero' })

/**
 * The map that changes nothing.
 *
 * @example
 * import { real } from 'chainrule'
 * import { apply, identity } from 'chainrule/Linear'
 *
 * apply(identity(real))(5) // => 5
 *
 * @throws ShapeError where the space has discrete leaves
 */
export const identity = <A>(s: Space<A>): Linear<A, A> =>
  linear(tangents('identity', s), s, { tag: 'identity' })

/**
 * The map that multiplies by a number.
 *
 * @example
 * import { array, toNested, vector } from 'chainrule'
 * import { apply, scale } from 'chainrule/Linear'
 *
 * toNested(apply(scale(vector(2), 3))(array([1, 2]))) // => [3, 6]
 *
 * @throws ShapeError where the space has discrete leaves
 */
export const scale = <A>(s: Space<A>, factor: number): Linear<A, A> =>
  linear(tangents('scale', s), s, { tag: 'scale', factor })

/**
 * The map that multiplies each coordinate by a factor of its own: a value of the space.
 *
 * @example
 * import { array, toNested, vector } from 'chainrule'
 * import { diagonal, toMatrix } from 'chainrule/Linear'
 *
 * toNested(toMatrix(diagonal(vector(2), array([3, 4])))) // => [[3, 0], [0, 4]]
 *
 * @throws ShapeError where the space has discrete leaves, or the factors are not of it
 */
export const diagonal = <A>(s: Space<A>, factors: A): Linear<A, A> =>
  linear(tangents('diagonal', s), s, {
    tag: 'diagonal',
    entries: encode('diagonal', s)(factors).map(x => seal(x.shape, 'real', x.data)),
  })

const described = ({ kind, shape }: AnyTensor): string => `${kind} ${showShape(shape)}`

/**
 * The map of a matrix between two spaces, in the coordinates of `flatten`: the inverse of `toMatrix`.
 *
 * @example
 * import { array, real, tuple } from 'chainrule'
 * import { apply, fromMatrix } from 'chainrule/Linear'
 *
 * apply(fromMatrix(tuple(real, real), real, array([[2, 3]])))([10, 100]) // => 320
 *
 * @throws ShapeError where the matrix is not of the dimensions of the spaces
 */
export const fromMatrix = <A, B, M extends number, N extends number>(
  dom: Space<A>,
  cod: Space<B>,
  matrix: Tensor<readonly [M, N]>,
): Linear<A, B> => {
  const want = [dim(tangents('dense', cod)), dim(tangents('dense', dom))]
  const real = `real ${showShape(want)}`
  if (described(matrix) !== real) throw shapeError('dense', `a matrix ${real}`, described(matrix))
  return linear(dom, cod, { tag: 'dense', matrix })
}

/**
 * The map of a matrix, ℝⁿ → ℝᵐ.
 *
 * @example
 * import { array, toNested } from 'chainrule'
 * import { apply, dense } from 'chainrule/Linear'
 *
 * toNested(apply(dense(array([[1, 2], [3, 4], [5, 6]])))(array([1, 10]))) // => [21, 43, 65]
 */
export const dense = <M extends number, N extends number>(
  matrix: Tensor<readonly [M, N]>,
): Linear<Tensor<readonly [N]>, Tensor<readonly [M]>> => {
  const [m, n] = matrix.shape
  return fromMatrix(vector(n), vector(m), matrix)
}

const partOf = (form: Form, name: string): readonly [offset: number, part: Form] | undefined => {
  const parts: readonly (readonly [string, Form])[] =
    form.tag === 'struct'
      ? form.fields
      : form.tag === 'tuple'
        ? form.parts.map((p, i): readonly [string, Form] => [`${i}`, p])
        : []
  const at = parts.findIndex(([n]) => n === name)
  const part = parts[at]?.[1]
  return part && [parts.slice(0, at).reduce((n, [, p]) => n + leaves(p).length, 0), part]
}

/**
 * The projection of a product on a part: a field of a struct, a place of a tuple. Its transpose puts the
 * part among zeros.
 *
 * @example
 * import { real, struct } from 'chainrule'
 * import { apply, project, transpose } from 'chainrule/Linear'
 *
 * const second = project(struct({ a: real, b: real }), 'b')
 * apply(second)({ a: 1, b: 2 }) // => 2
 * apply(transpose(second))(7) // => { a: 0, b: 7 }
 *
 * @throws ShapeError where the space has no such part
 */
export const project = <A, const P extends keyof A & (string | number)>(
  s: Space<A>,
  name: P,
): Linear<A, A[P]> => {
  const found = partOf(tangents('project', s).form, `${name}`)
  if (found === undefined)
    throw shapeError('project', `a product with a part '${name}'`, showSpace(s))
  const [offset, part] = found
  return linear(s, fromForm<A[P]>(part), {
    tag: 'select',
    leaves: leaves(part).map((_, i) => offset + i),
  })
}

const sizes = (xs: Graph['params']): number => xs.reduce((n, x) => n + size(x.shape), 0)

/**
 * The map of a linear operation whose other operands are fixed, from graphs of itself and of its transpose.
 *
 * @throws ShapeError where the graphs are not between the coordinates of the spaces
 */
export const operation = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  name: string,
  forward: Graph,
  transposed: Graph,
): Linear<A, B> => {
  const want = [dim(dom), dim(cod), dim(cod), dim(dom)]
  const got = [forward.params, forward.results, transposed.params, transposed.results].map(sizes)
  if (want.some((n, i) => n !== got[i])) throw shapeError(name, showShape(want), showShape(got))
  return linear(dom, cod, { tag: 'operation', name, forward, transposed })
}
