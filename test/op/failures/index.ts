/** Every program that cannot be built, by the public function that refuses it. */
import { control } from './control.js'
import { core } from './core.js'
import { drawing } from './drawing.js'
import type { Failures } from './failure.js'
import { linalg } from './linalg.js'
import { networks } from './networks.js'
import { products } from './products.js'
import { reductions } from './reductions.js'
import { shapes } from './shapes.js'

export type { Failure } from './failure.js'

/** By name; elementwise operations on reals have theirs from their records. */
export const failures: Failures = {
  ...core,
  ...shapes,
  ...reductions,
  ...products,
  ...networks,
  ...linalg,
  ...drawing,
  ...control,
}
