/** Derivatives: pullback and pushforward, and what follows from them. */

export { external, type HostDerivative } from './external.js'
export * from './gradient.js'
export {
  argminOf,
  type FixedPointOptions,
  fixedPoint,
  type Implicit,
  implicit,
} from './implicit.js'
export { gradOf, jvpOf, type TangentOf, valueAndGradOf, vmapOf } from './inBody.js'
export { hessian, hvp, type Jacobian, jacobian } from './jacobian.js'
export { linearTranspose } from './linearTranspose.js'
export { type Pushforward, pullback, pushforward } from './pullback.js'
export { type CustomDerivative, rule } from './rule.js'
export { activities, errors } from './scans.js'
export { type Coefficients, derivatives, jet, taylor } from './taylor.js'
export { type Batch, type BatchAxes, type VmapOptions, vmap } from './vmap.js'
