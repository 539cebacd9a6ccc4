/**
 * `scipy.optimize.check_grad`, re-stated from scipy/scipy, scipy/optimize/_optimize.py (1.16): one-sided
 * differences at a step of 1.49e-8, the square root of machine precision, entry by entry, also of a Jacobian;
 * it gives the norm of all differences and leaves the judgement to its user. Here it is wrong from 1e-5 on,
 * which is what tests that use it commonly write. There is no forward mode to ask.
 */
import { type Checker, flat } from './flat.js'
import { along, units } from './steps.js'

const EPS = Math.sqrt(Number.EPSILON)
const TOLERANCE = 1e-5

export const scipy: Checker = (s, x) => {
  const f = flat(s, x)
  const y = f.value(f.x)
  const claimed = units(y).map(w => f.vjp(f.x, w).flat())
  const y0 = y.flat()
  const squares = units(f.x).flatMap((v, k) =>
    f
      .value(along(f.x, v, EPS))
      .flat()
      .map((e, i) => ((e - y0[i]!) / EPS - claimed[i]![k]!) ** 2),
  )
  return Math.sqrt(squares.reduce((a, b) => a + b, 0)) <= TOLERANCE ? 'passes' : 'fails'
}
