/** The functions that vectors compute by themselves, with errors below 2 ulp; erfc, Φ and ψ below 3.3. */
import type { HostFunction } from '../../../op/Scalars.js'
import { digammaOf } from '../../../op/scalar/digamma.js'
import { erfcOf, erfOf, normalOf } from '../../../op/scalar/erf.js'
import { logGamma } from '../../../op/scalar/logGamma.js'
import { exact } from '../exact.js'
import type { Expansion } from '../vectors.js'
import { cos, sin } from './circular.js'
import { digamma } from './digamma.js'
import { hypot } from './distance.js'
import { erf, erfc, normal } from './errorFunction.js'
import { exp, expm1, tanh } from './exponential.js'
import { lgamma } from './gamma.js'
import { acosh, asinh, atanh, cosh, sinh } from './hyperbolic.js'
import { log, log1p, log2, log10 } from './logarithm.js'
import { pow } from './power.js'

/** Expansions by function of the host. */
export const approximate: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  ...exact,
  [Math.exp, exp],
  [Math.expm1, expm1],
  [Math.log, log],
  [Math.log1p, log1p],
  [Math.log2, log2],
  [Math.log10, log10],
  [Math.sin, sin],
  [Math.cos, cos],
  [Math.tanh, tanh],
  [Math.sinh, sinh],
  [Math.cosh, cosh],
  [Math.asinh, asinh],
  [Math.acosh, acosh],
  [Math.atanh, atanh],
  [Math.pow, pow],
  [Math.hypot, hypot],
  [erfOf, erf],
  [erfcOf, erfc],
  [normalOf, normal],
  [logGamma, lgamma],
  [digammaOf, digamma],
])

/** Functions that are none of `Math`, and of which the host is never asked: any thread can compute them. */
export const unaided: ReadonlySet<HostFunction> = new Set<HostFunction>([erfOf, erfcOf, normalOf])
