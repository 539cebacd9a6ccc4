/** Right gradients that raised a false alarm once. */
import { between } from './families.js'
import { type Right, rescaled, scalar } from './right.js'

const { sin, cos } = Math

/** One over x, where x is so small that every step goes past the pole. */
const pole = scalar(
  'reciprocal',
  x => 1 / x,
  x => -1 / (x * x),
  between(0.05, 3),
)

/** A hill so narrow that every step goes past it. */
const hill = scalar(
  'bell',
  x => 1 / (1 + x * x),
  x => (-2 * x) / (1 + x * x) ** 2,
  between(-2, 2),
)

/** Stairs wider than small steps: large terms that cancel, but not all of them. */
const stairs = (c: number): Right =>
  scalar(`(c + sin x) - c for ${c.toExponential(0)}`, x => c + sin(x) - c, cos, between(-2, 2))

export const alarming: readonly Right[] = [
  rescaled(pole, 1e-59, 1e-66),
  rescaled(pole, 1e97, 1e-89),
  rescaled(pole, 1e8, 1e-40),
  rescaled(hill, 1e-5, 1e-19),
  rescaled(hill, 1, 1e-65),
  stairs(1e12),
  stairs(1e13),
]
