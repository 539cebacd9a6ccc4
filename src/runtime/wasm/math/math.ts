/** The functions that vectors compute by themselves, each with an error of at most 2 ulp. */
import type { HostFunction } from '../../../op/Scalars.js'
import { erfOf } from '../../../op/scalar/erf.js'
import { logGamma } from '../../../op/scalar/logGamma.js'
import { exact } from '../exact.js'
import type { Expansion } from '../vectors.js'
import { cos, sin } from './circular.js'
import { erf } from './errorFunction.js'
import { exp, expm1, tanh } from './exponential.js'
import { lgamma } from './gamma.js'
import { log, log1p } from './logarithm.js'
import { pow } from './power.js'

/** Expansions by function of the host. */
export const approximate: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  ...exact,
  [Math.exp, exp],
  [Math.expm1, expm1],
  [Math.log, log],
  [Math.log1p, log1p],
  [Math.sin, sin],
  [Math.cos, cos],
  [Math.tanh, tanh],
  [Math.pow, pow],
  [erfOf, erf],
  [logGamma, lgamma],
])

/** Functions that are none of `Math`, and of which the host is never asked: any thread can compute them. */
export const unaided: ReadonlySet<HostFunction> = new Set<HostFunction>([erfOf])
