/**
 * Laws of derivatives as property tests: for arrows of this library, and for gradients from anywhere.
 *
 * A law is data: words, a formula, inputs, a pure predicate with a report. `assertLaws` throws at the first
 * that fails, `tryLaws` and `checkLaws` tell how each fared, `law.property()` is a fast-check property for
 * any runner.
 */
export { arbitrary, arbitrarySpace, arbitraryTangent, type Range } from './arbitrary.js'
export { type Category, categoryLaws, type Products, productLaws } from './category.js'
export { type Cause, type CauseTag, likelyCause } from './cause.js'
export { type ChainRule, chainRuleLaws } from './chain.js'
export { type AnyLaw, anyLaw, property } from './check.js'
export { type ClaimedCodec, codecLaws, type RoundTrip } from './codec.js'
export type { Convention, Edge } from './edge.js'
export { type Failure, type Fault, type Replayed, showFailure } from './failure.js'
export { groupLaws, monoidLaws, semigroupLaws } from './fpts/algebra.js'
export { applicativeLaws, functorLaws, monadLaws } from './fpts/functor.js'
export type { Lift, Lift1, Lift2 } from './fpts/lift.js'
export { eqLaws, ordLaws } from './fpts/order.js'
export type { Sample, Values } from './fpts/sample.js'
export { derivativeLaws, gradientLaws } from './gradient.js'
export type { Diagnosis, Law, Report } from './Law.js'
export { type LinearMap, linearLaws } from './linear.js'
export {
  curvature,
  type Estimate,
  type Measurement,
  type Stencil,
  sided,
  slope,
} from './numeric.js'
export { type Claimed as ClaimedOptimiser, optimiserLaws } from './optimiser.js'
export {
  checkGradient,
  checkGradientAsync,
  checkHessian,
  checkHessianAsync,
  checkJacobian,
  checkJacobianAsync,
  checkJvp,
  checkJvpAsync,
  checkVjp,
  checkVjpAsync,
  type Found,
  type FoundLater,
  type Tried,
} from './plain/check.js'
export {
  type Custom,
  custom,
  type Domain,
  float32,
  float64,
  type Nested,
  own,
  product,
  record,
} from './plain/domain.js'
export {
  derivative,
  gradient,
  type HessianOptions,
  hessian,
  jacobian,
  jvp,
  type Products as BothProducts,
  type ScalarOptions,
  vjp,
} from './plain/index.js'
export { positiveDefinite, symmetric } from './plain/matrices.js'
export type { At, Claims, Later, Like, Numbers, Options, PlainEdge } from './plain/of.js'
export {
  type Box,
  ball,
  box,
  type Integers,
  integers,
  type Positive,
  positive,
  simplex,
} from './plain/sets.js'
export type { Where } from './point.js'
export type { Precision } from './precision.js'
export type { Closeness } from './program/agree.js'
export { type Distribution, distribution, showDistribution } from './program/distribution.js'
export { arbitraryDiff, type Generated, type ProgramOptions } from './program/generate.js'
export { generatorLaws } from './program/generator.js'
export { type Rewrite, type RewriteOptions, rewriteLaws } from './program/rewrite.js'
export { type Target, type TargetOptions, targetLaws } from './program/target.js'
export {
  assertLaws,
  assertLawsAsync,
  checkLaws,
  checkLawsAsync,
  type Runs,
  tryLaws,
} from './run.js'
export { type Module, spaceLaws } from './space.js'
export { type Subject, subject } from './subject.js'
export type { Summary } from './summary.js'
