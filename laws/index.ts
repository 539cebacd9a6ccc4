/**
 * Laws of derivatives as property tests: for arrows of this library, and for gradients from anywhere.
 *
 * A law is data: words, a formula, inputs, a pure predicate with a report. `assertLaws` throws at the first
 * that fails, `tryLaws` and `checkLaws` tell how each fared, `law.property()` is a fast-check property for
 * any runner.
 */
export { arbitrary, arbitrarySpace, arbitraryTangent, type Range } from './arbitrary.js'
export { type Category, categoryLaws, type Products, productLaws } from './category.js'
export { type ChainRule, chainRuleLaws } from './chain.js'
export {
  type AnyLaw,
  anyLaw,
  assertLaws,
  property,
  type Runs,
  type Summary,
  tryLaws,
} from './check.js'
export { checkLaws, derivativeLaws, gradientLaws } from './gradient.js'
export type { Law, Report } from './Law.js'
export { type Estimate, type Measurement, slope } from './numeric.js'
export type { Where } from './point.js'
export { codecLaws, type Module, type RoundTrip, spaceLaws } from './space.js'
export { type Subject, subject } from './subject.js'
