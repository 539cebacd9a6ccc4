/** Faults of which nothing can be told: derivatives of single precision, whose noise is too large for a verdict. */
import { entrywise } from './elementwise.js'
import type { Fault } from './model.js'

const { sin, cos, tanh, fround } = Math

export const unseen: readonly Fault[] = [
  entrywise(
    'tanh',
    'other',
    'in single precision',
    tanh,
    x => 1 - tanh(x) ** 2,
    x => fround(1 - fround(tanh(x)) ** 2),
  ),
  entrywise('sin', 'other', 'a gradient in single precision', sin, cos, x => fround(cos(x))),
]
