/** Special functions against mpmath at 40 digits, in every regime: near 0, at zeros, tails, poles, huge. */
import { array, fn, grad, hessian, real as reals, run, toNested, tuple, vector } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, real, sym, valuesOf } from './support.js'

type F = (x: ReturnType<typeof real>) => ReturnType<typeof real>
const order =
  (n: number) =>
  (x: ReturnType<typeof real>): ReturnType<typeof real> =>
    op.polygamma(x, { order: n })
const bessel =
  (n: number) =>
  (x: ReturnType<typeof real>): ReturnType<typeof real> =>
    op.sphericalBessel(x, { order: n })

/** x, and the value correctly rounded. */
const known: Readonly<Record<string, readonly [F, readonly (readonly [number, number])[]]>> = {
  erf: [
    op.erf,
    [
      [1e-300, 1.1283791670955126e-300],
      [-0.25, -0.27632639016823696],
      [0.9999, 0.8426592780487595],
      [1.0001, 0.8427422995485203],
      [-3.5, -0.9999992569016276],
    ],
  ],
  erfc: [
    op.erfc,
    [
      [-2.0, 1.9953222650189528],
      [0.4999, 0.4795880048386134],
      [0.5001, 0.4794122483231193],
      [3.0, 2.209049699858544e-5],
      [10.0, 2.088487583762545e-45],
      [26.5, 2.2109076642637343e-307],
    ],
  ],
  erfinv: [
    op.erfinv,
    [
      [1e-12, 8.86226925452758e-13],
      [0.3, 0.2724627147267543],
      [-0.75, -0.8134198475976185],
      [0.999999, 3.458910737275499],
      [0.9999999999990905, 5.05125408524939],
    ],
  ],
  normalCdf: [
    op.normalCdf,
    [
      [-37.0, 5.725571222524577e-300],
      [-8.5, 9.479534822203318e-18],
      [-1.0001, 0.15863105806885877],
      [-0.9999, 0.1586794522137626],
      [0.3, 0.6179114221889527],
      [5.0, 0.9999997133484281],
    ],
  ],
  gelu: [
    op.gelu,
    [
      [-37.0, -2.1184613523340935e-298],
      [-3.0, -0.0040496940948902835],
      [0.5, 0.34573123063700656],
      [4.0, 3.9998733150326675],
    ],
  ],
  lgamma: [
    op.lgamma,
    [
      [1e-300, 690.7755278982137],
      [0.25, 1.2880225246980774],
      [0.9999, 5.7729791561193866e-5],
      [1.5, -0.12078223763524522],
      [1.9999, -4.227520877215346e-5],
      [2.5, 0.2846828704729192],
      [7.75, 8.025458396315983],
      [9.9999, 12.801602305348396],
      [10.0001, 12.802052655866206],
      [10000000000.0, 220258509288.81058],
      [1e300, 6.897755278982137e302],
      [-0.5, 1.2655121234846454],
      [-20.25, -41.60096191534053],
    ],
  ],
  digamma: [
    op.digamma,
    [
      [1e-10, -10000000000.577215],
      [0.3, -3.502524222200133],
      [1.4616321449683622, -9.241265521729427e-17],
      [1.75, 0.24747245354686118],
      [9.5, 2.1977378764029494],
      [11.0, 2.351752589066721],
      [1000000000000000.0, 34.538776394910684],
      [-0.75, -2.894120200042932],
      [-30.3, 5.7100592729113115],
    ],
  ],
  polygamma1: [
    order(1),
    [
      [1e-8, 1.0000000000000002e16],
      [0.5, 4.934802200544679],
      [3.0, 0.39493406684822646],
      [40.0, 0.02531510384129103],
      [-2.3, 14.725912160961292],
    ],
  ],
  polygamma4: [
    order(4),
    [
      [0.01, -240000000023.7009],
      [1.0, -24.88626612344088],
      [25.0, -1.662971425007893e-5],
      [-1.7, -9738.980600591567],
    ],
  ],
  sinc: [
    op.sinc,
    [
      [1e-9, 1.0],
      [1.0, 0.8414709848078965],
      [-2.5, 0.2393888576415826],
      [30.0, -0.03293438746976206],
    ],
  ],
  bessel2: [
    bessel(2),
    [
      [1e-5, 6.6666666666190484e-12],
      [1.0, 0.06203505201137386],
      [2.7, 0.2788967466410133],
      [-40.0, -0.01734239296698826],
    ],
  ],
  bessel9: [
    bessel(9),
    [
      [0.5, 2.9653957173907767e-12],
      [5.0, 0.001618099715472961],
      [8.9, 0.06659976910910873],
      [12.0, 0.1015319417395557],
    ],
  ],
  logit: [
    op.logit,
    [
      [1e-200, -460.51701859880916],
      [0.26, -1.0459685551826876],
      [0.5000001, 3.99999999789463e-7],
      [0.9, 2.1972245773362196],
    ],
  ],
  cbrt: [
    op.cbrt,
    [
      [-1e-300, -1e-100],
      [0.1, 0.4641588833612779],
    ],
  ],
  exp2: [
    op.exp2,
    [
      [-1000.5, 6.599170332783212e-302],
      [0.3, 1.2311444133449163],
    ],
  ],
  mish: [
    x => op.mish(x),
    [
      [-30.0, -2.807286890651921e-12],
      [-1.0, -0.3034014613741089],
      [2.0, 1.9439589595339946],
    ],
  ],
  geluTanh: [
    x => op.geluTanh(x),
    [
      [-5.0, -2.291796196629506e-7],
      [-0.5, -0.15428599017485609],
      [3.0, 2.996362607918227],
    ],
  ],
}

describe('values', () => {
  test.each(Object.entries(known))('%s', (_, [f, cases]) => {
    for (const [x, want] of cases) {
      const [y] = valuesOf(f(real([1], [x]))) as readonly number[]
      expect(Math.abs(y! - want), `at ${x}: ${y}, not ${want}`).toBeLessThanOrEqual(
        4e-15 * Math.abs(want),
      )
    }
  })
})

describe('edges', () => {
  const at = (f: F, ...xs: readonly number[]): readonly unknown[] =>
    valuesOf(f(real([xs.length], xs)))
  test('ends of domains, poles, infinities, NaN', () => {
    expect(at(op.erf, -Infinity, Infinity, NaN, 0)).toEqual([-1, 1, NaN, 0])
    expect(at(op.erfc, -Infinity, Infinity, NaN)).toEqual([2, 0, NaN])
    expect(at(op.erfinv, -1, 1, 1.5, 0)).toEqual([-Infinity, Infinity, NaN, 0])
    expect(at(op.gelu, -Infinity, Infinity, NaN)).toEqual([0, Infinity, NaN])
    expect(at(op.lgamma, 0, -3, 1, 2, Infinity, NaN)).toEqual([
      Infinity,
      Infinity,
      0,
      0,
      Infinity,
      NaN,
    ])
    expect(at(op.digamma, 0, -2, Infinity, NaN)).toEqual([NaN, NaN, Infinity, NaN])
    expect(at(x => op.sinc(x), 0, Infinity, NaN)).toEqual([1, 0, NaN])
    expect(at(op.xlogx, 0, -1)).toEqual([0, NaN])
    expect(at(op.logit, 0, 0.5, 1, 2)).toEqual([-Infinity, 0, Infinity, NaN])
    expect(at(op.round, 0.5, 1.5, 2.5, -1.5, 2.4, Infinity)).toEqual([0, 2, 2, -2, 2, Infinity])
    expect(at(op.cbrt, -8, 27)).toEqual([-2, 3])
    expect(at(x => op.copysign(3, x), -0, 0, -2)).toEqual([-3, 3, -3])
    expect(at(x => op.nanToNum(x), NaN, Infinity, -Infinity, 1)).toEqual([
      0,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      1,
    ])
    expect(at(x => op.xlogy(x, 0), 0, 1)).toEqual([0, -Infinity])
    expect(at(x => op.abs(op.mish(x)), -Infinity, -900, 0)).toEqual([0, 0, 0])
    expect(at(x => op.hardtanh(x), -3, 0.5, 3)).toEqual([-1, 0.5, 1])
    expect(at(x => op.abs(op.geluTanh(x)), -1e200, 0, 1e3)).toEqual([0, 0, 1e3])
  })
  test('the derivative of x log y in y has a derivative where x is 0', () => {
    const f = fn(vector(2), v =>
      op.xlogy(op.sum(op.slice(v, [{ stop: 1 }])), op.sum(op.slice(v, [{ start: 1 }]))),
    )
    expect(toNested(run(hessian(f))(array([0, 2])))).toEqual([
      [0, 0.5],
      [0.5, 0],
    ])
    expect(run(grad(fn(tuple(reals, reals), ([x, y]) => op.xlogy(x, y))))([0, 0])).toEqual([
      -Infinity,
      0,
    ])
  })
  test('the quotient of a remainder is whole, though a / b rounds up', () => {
    const f = fn(reals, b => op.rem(1, b))
    expect(run(grad(f))(0.1)).toBe(-9)
  })
  test('orders are whole numbers', () => {
    expectShapeError('polygamma', () => op.polygamma(sym(2), { order: 0 }), '0')
    expectShapeError('sphericalBessel', () => op.sphericalBessel(sym(2), { order: 1.5 }), '1.5')
  })
})
