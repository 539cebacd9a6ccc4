/** Everything that generated programs are made of, the simplest first; and what they are not, with the reason. */

import { contraction, network, reduction } from './makers/array.js'
import { flow } from './makers/control.js'
import { discrete, paired, scalar } from './makers/scalar.js'
import { fourier, linalg, random } from './makers/special.js'
import { indexing, structure } from './makers/structure.js'
import type { Maker } from './model.js'

/** How lines are drawn, for every operation. */
export const makers: readonly Maker[] = [
  ...scalar,
  ...paired,
  ...discrete,
  ...structure,
  ...indexing,
  ...reduction,
  ...contraction,
  ...network,
  ...linalg,
  ...fourier,
  ...random,
  ...flow,
]

/** Records of operations that no line asks for, and why. */
export const notGenerated: Readonly<Record<string, string>> = {
  addWindow: 'only the derivative of a slice makes it',
  addPatches: 'only the derivative of a pooling makes it',
  addSequences: 'only the derivative of a loop makes it',
  cofactors: 'only the derivative of a determinant makes it',
  external: 'it calls a function of the host, which is no program',
}
