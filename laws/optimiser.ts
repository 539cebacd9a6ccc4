/** The laws of optimisers: on a convex quadratic they descend, at its bottom they stay, and order is nothing to them. */
import fc from 'fast-check'
import type { Optimiser } from '../src/learn/Optimiser.js'
import { run } from '../src/runtime/run.js'
import { dim, flatten, showSpace, type Tangent, unflatten } from '../src/Space.js'
import { fromFlat } from '../src/Tensor.js'
import { type AnyLaw, anyLaw } from './check.js'
import { close } from './compare.js'
import { numbers } from './draw.js'
import { agreement, type Law, type Report, worst } from './Law.js'
import { size } from './sizes.js'

/** What is claimed of an optimiser beside that it descends. */
export interface Claimed {
  readonly name?: string
  /** Whether coordinates go their own ways, so that their order does not matter. */
  readonly coordinatewise?: boolean
  /** How many steps are enough to halve the objective; 100 unless said. */
  readonly steps?: number
}

/** A quadratic Σ cᵢ (xᵢ − mᵢ)² / 2, and where one starts. */
interface Bowl {
  readonly start: readonly number[]
  readonly bottom: readonly number[]
  readonly curvatures: readonly number[]
}

const FEW = 5

/**
 * The laws of an optimiser whose rate suits curvatures from 0.5 to 1.5: that it descends into a quadratic bowl,
 * stays where the gradient is 0, gives the same bits twice, and, where that is claimed, does not see the order of
 * coordinates.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { assertLaws, optimiserLaws } from 'chainrule/laws'
 * import { momentum } from 'chainrule/learn'
 *
 * const polyak = momentum(vector(3), { rate: 0.1, momentum: 0.8 })
 * assertLaws(optimiserLaws(polyak, { coordinatewise: true }), { runs: 10 }) // => undefined
 */
export const optimiserLaws = <P, S>(
  o: Optimiser<P, S>,
  { name, coordinatewise = false, steps = 100 }: Claimed = {},
): readonly AnyLaw[] => {
  const n = dim(o.params)
  const [begin, step] = [run(o.init), run(o.step)]
  const read = (p: P): readonly number[] => flatten(o.params)(p as unknown as Tangent<P>).values // all of it is real
  const tangent = (xs: readonly number[]): Tangent<P> =>
    unflatten(o.params)(fromFlat(xs, [n], 'real'))
  const point = (xs: readonly number[]): P => tangent(xs) as unknown as P // all of it is real
  const slope = ({ bottom, curvatures }: Bowl, x: readonly number[]): readonly number[] =>
    x.map((e, i) => curvatures[i]! * (e - bottom[i]!))
  const height = ({ bottom, curvatures }: Bowl, x: readonly number[]): number =>
    x.reduce((s, e, i) => s + (curvatures[i]! * (e - bottom[i]!) ** 2) / 2, 0)
  const after = (bowl: Bowl, count: number): readonly number[] => {
    let p = point(bowl.start)
    let state = begin(p)
    for (let k = 0; k < count; k++) [p, state] = step([p, state, tangent(slope(bowl, read(p)))])
    return read(p)
  }
  const place = numbers(n, -200, 200, k => k / 100)
  const inputs = fc.record({
    start: place,
    bottom: place,
    curvatures: numbers(n, 50, 150, k => k / 100),
  })
  const law = (lawName: string, formula: string, check: (b: Bowl) => Report): AnyLaw => {
    const made: Law<Bowl> = {
      name: lawName,
      formula,
      subject: name ?? `an optimiser of ${showSpace(o.params)}`,
      coordinates: n,
      inputs,
      check,
      show: b =>
        `x = [${b.start.join(', ')}], m = [${b.bottom.join(', ')}], c = [${b.curvatures.join(', ')}]`,
    }
    return anyLaw(made)
  }
  const same = (a: readonly number[], b: readonly number[]): Report =>
    worst(a.map((e, k) => agreement(e, b[k] ?? Number.NaN, 0, 'the same bits', `entry ${k}`)))
  const turned = ({ start, bottom, curvatures }: Bowl): Bowl => ({
    start: start.toReversed(),
    bottom: bottom.toReversed(),
    curvatures: curvatures.toReversed(),
  })
  return [
    law('it descends into a quadratic bowl', 'R(xₙ) ≤ R(x₀) / 2', b => {
      const [before, later] = [height(b, b.start), height(b, after(b, steps))]
      // What is below half is well: only what is above differs from it.
      return agreement(Math.max(later, before / 2), before / 2, 1e-12, 'half of where it began')
    }),
    law('where the gradient is zero it stays', 'x₀ = m ⇒ xₙ = m', b =>
      same(after({ ...b, start: b.bottom }, FEW), b.bottom),
    ),
    law('the same steps give the same bits', 'xₙ ≡ xₙ', b => same(after(b, FEW), after(b, FEW))),
    ...(coordinatewise
      ? [
          law('it does not see the order of coordinates', 'steps (π x) = π (steps x)', b => {
            const x = after(b, FEW)
            return close(
              after(turned(b), FEW).toReversed(),
              x,
              k => `entry ${k}`,
              size(x) + size(b.bottom),
            )
          }),
        ]
      : []),
  ]
}
