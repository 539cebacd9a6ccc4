/** Matrices that are multiplied, and where they are. */
import type { Format } from '../plan/model.js'

/** A matrix in memory: how far it is to the next row and the next column, in bytes. */
export interface Matrix {
  readonly format: Format
  readonly down: number
  readonly along: number
}

/** Matrices that are multiplied: m × k by k × n. */
export interface Multiplied {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly left: Matrix
  readonly right: Matrix
  readonly out: Matrix
}

/** Addresses, in local variables. */
export interface Places {
  readonly left: number
  readonly right: number
  readonly out: number
}
