/** The catalogue of planted faults. */
import { activation } from './activation.js'
import { broadcast } from './broadcast.js'
import { contraction } from './contraction.js'
import { elementwise } from './elementwise.js'
import { forward } from './forward.js'
import { impure } from './impure.js'
import { indexing } from './indexing.js'
import { linalg } from './linalg.js'
import type { Fault } from './model.js'
import { network } from './network.js'
import { programs } from './programs.js'
import { reduction } from './reduction.js'
import { window } from './window.js'

/** Every planted fault. */
export const catalogue: readonly Fault[] = [
  ...elementwise,
  ...activation,
  ...broadcast,
  ...reduction,
  ...contraction,
  ...indexing,
  ...network,
  ...window,
  ...linalg,
  ...impure,
  ...forward,
  ...programs,
]
