/** `external`: an arrow that calls a function of the host, with derivatives of its own. */
import type { Diff } from '../diff/model.js'
import { arrowOf } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { type HostLeaves, hostNode } from '../op/control/external.js'
import {
  addTangents,
  basis,
  inner,
  type Space,
  scaleTangent,
  type Tangent,
  tangentSpace,
  tuple,
  zero,
} from '../Space.js'
import { decode, encode } from '../space/encode.js'
import { leaves } from '../space/form.js'

/** The derivative of a host function: how cotangents go back, how tangents go on, or both. */
export interface HostDerivative<A, B> {
  readonly vjp?: (x: A, w: Tangent<B>) => Tangent<A>
  readonly jvp?: (x: A, v: Tangent<A>) => Tangent<B>
}

const onLeaves = <X, Y>(name: string, dom: Space<X>, cod: Space<Y>, f: (x: X) => Y): HostLeaves => {
  const read = decode(dom)
  const write = encode(name, cod)
  return xs => write(f(read(xs)))
}

/**
 * The product with a linear map from products with its transpose, Σ ⟨row, v⟩ e over the basis: as many
 * calls as there are coordinates.
 */
const transposed =
  <V, W>(from: Space<V>, to: Space<W>, back: (w: Tangent<W>) => Tangent<V>) =>
  (v: Tangent<V>): Tangent<W> => {
    const [add, scale, dot] = [addTangents(to), scaleTangent(to), inner(from)]
    let sum = zero(to)
    for (const e of basis(to)) sum = add(sum, scale(dot(back(e), v), e))
    return sum
  }

/**
 * An arrow that calls a plain function of the host, for what programs cannot express: a table on disk, a
 * solver of somebody else. It is given values and must be pure; a program with it cannot be serialised, and
 * in a batch it is called for each example. Of vjp and jvp the one not given comes from the other, at as
 * many calls as there are coordinates. Derivatives of derivatives there are none.
 *
 * @example
 * import { external, grad, real, run } from 'chainrule'
 *
 * const cube = external(real, real, x => x ** 3, { vjp: (x, w) => 3 * x * x * w })
 * run(grad(cube))(2) // => 12
 *
 * @throws ShapeError where it runs and gives what is not of the codomain, or where a derivative is asked
 * for that is not there
 */
export const external = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  map: (x: A) => B,
  derivative: NoInfer<HostDerivative<A, B>> = {},
  name = 'external',
): Diff<A, B> => {
  const { vjp, jvp } = derivative
  const [inTangents, outTangents] = [tangentSpace(dom), tangentSpace(cod)]
  const backward =
    vjp ?? (jvp && ((x: A, w: Tangent<B>) => transposed(cod, dom, (v: Tangent<A>) => jvp(x, v))(w)))
  const forward =
    jvp ?? (vjp && ((x: A, v: Tangent<A>) => transposed(dom, cod, (w: Tangent<B>) => vjp(x, w))(v)))
  const outputs = leaves(cod.form).map(({ leaf: { shape, kind } }) => ({ shape, kind }))
  if (outputs.length === 0) throw shapeError(name, 'a codomain with parts', 'the unit')
  const host = {
    name,
    outputs,
    batches: 0,
    map: onLeaves(name, dom, cod, map),
    vjp:
      backward && onLeaves(name, tuple(dom, outTangents), inTangents, ([x, w]) => backward(x, w)),
    jvp: forward && onLeaves(name, tuple(dom, inTangents), outTangents, ([x, v]) => forward(x, v)),
  }
  return arrowOf(dom.form, cod.form, params => hostNode(host, params))
}
