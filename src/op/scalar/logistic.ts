/** The logistic and sech², of plain numbers and as scalar code: functions of e^{−|x|}, which never overflows. */
import { absolute, type Scalars } from '../Scalars.js'

/** 1 / (1 + e⁻ˣ). */
export const logistic = (x: number): number => {
  const e = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/** The same as code. */
export const logisticCode = <T>(s: Scalars<T>, x: T): T => {
  const e = s.call(Math.exp, s.neg(absolute(s, x)))
  return s.div(s.choose(s.lessEqual(s.number(0), x), s.number(1), e), s.add(s.number(1), e))
}

/** 4e^{−2|x|} / (1 + e^{−2|x|})². */
export const sech2Of = (x: number): number => {
  const e = Math.exp(-2 * Math.abs(x))
  return (4 * e) / ((1 + e) * (1 + e))
}

/** The same as code. */
export const sech2Code = <T>(s: Scalars<T>, x: T): T => {
  const e = s.call(Math.exp, s.mul(s.number(-2), absolute(s, x)))
  const sum = s.add(s.number(1), e)
  return s.div(s.mul(s.number(4), e), s.mul(sum, sum))
}
