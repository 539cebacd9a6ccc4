/**
 * `Space<A>`: an object, what a differentiable function maps from or to.
 *
 * A space is a description: leaves (real, index or bool, of some shape) in tuples and structs. What one
 * can do with its values (`space/values.ts`: tangent monoid, flatten, equality, Show), their codecs and
 * their generators are interpretations of it.
 *
 * 1. the tangents of a space are a monoid under `add` and `zero`, and a module under `scale`
 * 2. `unflatten(s)(flatten(s)(x)) ≡ x`
 *
 * @example
 * import { real, struct, vector } from 'chainrule'
 * import { dim, showSpace } from 'chainrule/Space'
 *
 * const s = struct({ w: vector(3), b: real })
 * dim(s) // => 4
 * showSpace(s) // => '{ b: ℝ, w: ℝ[3] }'
 */
export * from './space/constructors.js'
export { showForm, showPath } from './space/form.js'
export type * from './space/model.js'
export * from './space/values.js'
