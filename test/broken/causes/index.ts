/** Planted faults: across operations, and of every kind of mistake that is told apart. */
import type { Fault } from './kit.js'
import { matrixFaults } from './matrix.js'
import { oddFaults } from './odd.js'
import { scalarFaults } from './scalar.js'
import { vectorFaults } from './vector.js'

export const faults: readonly Fault[] = [
  ...scalarFaults,
  ...vectorFaults,
  ...matrixFaults,
  ...oddFaults,
]
