/** The models of NIST's sets for nonlinear regression (StRD), all 27 of them, by name. */
import { add, cos, exp, mul, neg, pow, sin, square, sub } from 'chainrule'
import { atan, div } from 'chainrule/op'
import type { Scalar, Vector } from '../functions/support.js'

/** What a model predicts at all observations, of which each has one predictor or two. */
export type Model = (b: readonly Scalar[], x: Vector, x2: Vector) => Vector

const decay = (rate: Scalar, x: Vector): Vector => exp(neg(mul(rate, x)))

const add3 = (a: Vector, b: Vector, c: Vector): Vector => add(add(a, b), c)

/** b1 (1 − e^{−b2 x}). */
const saturation: Model = ([b1, b2], x) => mul(b1!, sub(1, decay(b2!, x)))

const chwirut: Model = ([b1, b2, b3], x) => div(decay(b1!, x), add(b2!, mul(b3!, x)))

const lanczos: Model = ([b1, b2, b3, b4, b5, b6], x) =>
  add3(mul(b1!, decay(b2!, x)), mul(b3!, decay(b4!, x)), mul(b5!, decay(b6!, x)))

const bump = (height: Scalar, centre: Scalar, width: Scalar, x: Vector): Vector =>
  mul(height, exp(neg(square(div(sub(x, centre), width)))))

const gauss: Model = ([b1, b2, b3, b4, b5, b6, b7, b8], x) =>
  add3(mul(b1!, decay(b2!, x)), bump(b3!, b4!, b5!, x), bump(b6!, b7!, b8!, x))

/** A polynomial by its coefficients, that of the lowest power first. */
const horner = (b: readonly (Scalar | number)[], x: Vector): Vector =>
  b.slice(0, -1).reduceRight<Vector>((y, c) => add(mul(y, x), c), add(mul(0, x), b.at(-1)!))

const rational =
  (degree: number): Model =>
  (b, x) =>
    div(horner(b.slice(0, degree + 1), x), horner([1, ...b.slice(degree + 1)], x))

const growth = ([, b2, b3]: readonly Scalar[], x: Vector): Vector =>
  add(1, exp(sub(b2!, mul(b3!, x))))

/** A wave of a period: b cos + c sin. */
const wave = (b: Scalar, c: Scalar, period: Scalar | number, x: Vector): Vector => {
  const phase = div(mul(2 * Math.PI, x), period)
  return add(mul(b, cos(phase)), mul(c, sin(phase)))
}

/** Every model by the name of its set. */
export const models: Readonly<Record<string, Model>> = {
  Bennett5: ([b1, b2, b3], x) => mul(b1!, pow(add(b2!, x), div(-1, b3!))),
  BoxBOD: saturation,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  DanWood: ([b1, b2], x) => mul(b1!, pow(x, b2!)),
  Eckerle4: ([b1, b2, b3], x) => mul(div(b1!, b2!), exp(mul(-0.5, square(div(sub(x, b3!), b2!))))),
  ENSO: ([b1, b2, b3, b4, b5, b6, b7, b8, b9], x) =>
    add(b1!, add3(wave(b2!, b3!, 12, x), wave(b5!, b6!, b4!, x), wave(b8!, b9!, b7!, x))),
  Gauss1: gauss,
  Gauss2: gauss,
  Gauss3: gauss,
  Hahn1: rational(3),
  Kirby2: rational(2),
  Lanczos1: lanczos,
  Lanczos2: lanczos,
  Lanczos3: lanczos,
  MGH09: ([b1, b2, b3, b4], x) => {
    const x2 = square(x)
    return div(mul(b1!, add(x2, mul(x, b2!))), add3(x2, mul(x, b3!), add(mul(0, x), b4!)))
  },
  MGH10: ([b1, b2, b3], x) => mul(b1!, exp(div(b2!, add(x, b3!)))),
  MGH17: ([b1, b2, b3, b4, b5], x) =>
    add(b1!, add(mul(b2!, decay(b4!, x)), mul(b3!, decay(b5!, x)))),
  Misra1a: saturation,
  Misra1b: ([b1, b2], x) => mul(b1!, sub(1, pow(add(1, div(mul(b2!, x), 2)), -2))),
  Misra1c: ([b1, b2], x) => mul(b1!, sub(1, pow(add(1, mul(mul(2, b2!), x)), -0.5))),
  Misra1d: ([b1, b2], x) => {
    const z = mul(b2!, x)
    return mul(b1!, div(z, add(1, z)))
  },
  // Of log y, by time and temperature.
  Nelson: ([b1, b2, b3], x, x2) => sub(b1!, mul(mul(b2!, x), decay(b3!, x2))),
  Rat42: ([b1, ...b], x) => div(b1!, growth([b1!, ...b], x)),
  Rat43: ([b1, b2, b3, b4], x) => div(b1!, pow(growth([b1!, b2!, b3!], x), div(1, b4!))),
  Roszman1: ([b1, b2, b3, b4], x) =>
    sub(sub(b1!, mul(b2!, x)), div(atan(div(b3!, sub(x, b4!))), Math.PI)),
  Thurber: rational(3),
}
