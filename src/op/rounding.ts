/** Rounding, elementwise: steps, whose derivative is 0 everywhere. */
import { unary } from './elementwise.js'

const jump = [{ at: [1], note: 'jump: derivative 0' }]

/** The largest whole number not above x. */
export const floor = unary('floor', Math.floor, () => 0, { edges: jump })

/** The smallest whole number not below x. */
export const ceil = unary('ceil', Math.ceil, () => 0, { edges: jump })
