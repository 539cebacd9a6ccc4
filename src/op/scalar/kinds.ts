/** From one kind of entries to another: what is discrete has no tangent. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { type Shape, showShape } from '../../Shape.js'
import { broadcasting } from '../batching.js'
import { mapEntries } from '../elementwise.js'
import { apply1, operation, primitive } from '../Operation.js'

const toRealOp = operation({
  name: 'toReal',
  result: ([x]) => {
    if (x!.kind === 'real')
      throw shapeError('toReal', 'an operand of kind index or bool', `real ${showShape(x!.shape)}`)
    return { shape: x!.shape, kind: 'real' }
  },
  evaluate: (args, out, _, precision) => mapEntries(a => a, args, out, precision),
  scalar: (_, x) => x,
  derivative: { form: 'none' },
  batch: broadcasting,
})

/**
 * Discrete values as real numbers, false as 0 and true as 1; no derivative passes.
 *
 * @throws ShapeError where they are real already, and a derivative would be lost
 */
export const toReal = primitive(
  toRealOp,
  <S extends Shape>(x: Expr<S, 'index' | 'bool'>): Expr<S> => apply1(toRealOp, [x]) as Expr<S>,
)

/** The whole part as a 32-bit integer; −1, which is out of every range, for a NaN. */
const wholePart = (x: number): number =>
  Number.isNaN(x) ? -1 : Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1)

const toIndexOp = operation({
  name: 'toIndex',
  result: ([x]) => {
    if (x!.kind === 'index')
      throw shapeError('toIndex', 'an operand of kind real or bool', `index ${showShape(x!.shape)}`)
    return { shape: x!.shape, kind: 'index' }
  },
  evaluate: (args, out, _, precision) => mapEntries(wholePart, args, out, precision),
  scalar: (s, x) => s.call(wholePart, x),
  derivative: { form: 'none' },
  batch: broadcasting,
})

/**
 * Truth values as positions, false as 0 and true as 1; real numbers as their whole parts, a NaN as −1.
 * No derivative passes.
 *
 * @example
 * import { array, constant, fn, gather, greater, real, run } from 'chainrule'
 * import { toIndex } from 'chainrule/op'
 *
 * run(fn(real, x => gather(constant(array([10, 20])), toIndex(greater(x, 0)))))(3) // => 20
 * run(fn(real, x => toIndex(x)))(2.7) // => 2
 *
 * @throws ShapeError where they are positions already
 */
export const toIndex = primitive(
  toIndexOp,
  <S extends Shape>(x: Expr<S, 'real' | 'bool'>): Expr<S, 'index'> =>
    apply1(toIndexOp, [x]) as Expr<S, 'index'>, // the shape is that of x
)
