/**
 * ψ: on (0, 13) by the recurrence to [1, 2.6], where it is (y − x₀) P(y) and so right at its zero; from 13 on by
 * Stirling's series (DLMF 5.5.2, 5.11.2). Errors below 3 ulp; what is not positive is left to the host.
 */
import { digammaOf, ZERO } from '../../../op/scalar/digamma.js'
import { BERNOULLI, LARGE, MOST } from '../../../op/scalar/logGamma.js'
import type { Expansion } from '../vectors.js'
import { lanes } from './lanes.js'
import { log } from './logarithm.js'

/** ψ(x) / (x − x₀) in (x − 1.8) / 0.8 on [−1, 1], by Chebyshev interpolation at 60 digits; error 8e-17. */
const BETWEEN = [
  0.8422532727501985, -0.2489104888256116, 0.09306842803558267, -0.03784427378917145,
  0.016002609187573947, -0.006907518613178918, 0.0030163607567011558, -0.0013261526928807252,
  0.0005854369428338105, -0.00025909354051878366, 0.00011484466517172948, -5.0955305702274485e-5,
  2.2621640413443642e-5, -1.0047106195407977e-5, 4.46561915647718e-6, -1.9841571542389317e-6,
  8.762601702915709e-7, -3.894032815738756e-7, 1.8241970511276299e-7, -8.107170443874266e-8,
  2.4694697677534332e-8, -1.0975119130851925e-8, 1.4299964918391975e-8, -6.355514349733395e-9,
  -2.2961062595187084e-9, 1.0204932306928096e-9, 1.1850940433827132e-9, -5.267081667441046e-10,
]

/** B₂ₖ / (2k) for k from 1 on, of the series in x⁻². */
const SERIES = BERNOULLI.map((b, k) => b / (2 * k + 2))

/** ψ(x). */
export const digamma: Expansion = (v, x) => {
  const l = lanes(v)
  const [none, one] = [l.number(0), l.number(1)]
  // ψ(x) is ψ(y) and a sum of inverses, a quotient; below 1 it is ψ(x + 1) − 1 / x.
  let [y, over, under] = [x, none, one]
  for (let k = 2; k < LARGE; k++) {
    const more = l.less(l.number(MOST), y)
    y = l.choose(more, l.sub(y, one), y)
    over = l.choose(more, l.add(l.mul(over, y), under), over)
    under = l.choose(more, l.mul(under, y), under)
  }
  const below = l.less(x, one)
  const at = l.choose(below, l.add(x, one), y)
  const s = l.mul(l.sub(at, l.number(1.8)), l.number(1.25))
  const left = l.sub(l.sub(at, l.number(ZERO[0])), l.number(ZERO[1]))
  const between = l.mul(left, l.polynomial(BETWEEN, s))
  const inverses = l.div(l.choose(below, l.number(-1), over), l.choose(below, x, under))
  const small = l.add(between, inverses)

  const inverse = l.div(one, x)
  const z = l.mul(inverse, inverse)
  const tail = l.add(l.mul(l.number(0.5), inverse), l.mul(z, l.polynomial(SERIES, z)))
  const series = l.sub(log(v, l.choose(l.less(l.number(LARGE), x), x, one)), tail)
  const positive = l.and(l.less(none, x), l.less(x, l.number(Infinity)))
  const value = l.choose(l.less(l.number(LARGE), x), series, small)
  return l.patch(digammaOf, l.not(positive), value, x)
}
