/**
 * `pytensor.gradient.verify_grad`, re-stated from pymc-devs/pytensor, pytensor/gradient.py, version 3.3: the
 * output is projected on random numbers from 0.5 to 1.5, every entry of the gradient is held against a
 * one-sided difference at a step of 1e-7, twice with projections of their own. An entry is wrong where both its
 * absolute and its relative error are above 1e-4.
 *
 * There is no forward mode to ask (it follows from others), and one output only: several are taken together.
 */
import { type Checker, flat } from './flat.js'
import { like, uniforms } from './random.js'
import { along, inner, units } from './steps.js'

const [EPS, TOLERANCE, TESTS] = [1e-7, 1e-4, 2]

export const pytensor: Checker = (s, x, seed) => {
  const f = flat(s, x)
  const draw = uniforms(seed)
  for (let test = 0; test < TESTS; test++) {
    const r = like(f.value(f.x), () => draw() + 0.5)
    const g0 = inner(f.value(f.x), r)
    const claimed = f.vjp(f.x, r).flat()
    const measured = units(f.x).map(v => (inner(f.value(along(f.x, v, EPS)), r) - g0) / EPS)
    if (claimed.length !== measured.length) return 'fails'
    const wrong = claimed.some((c, i) => {
      const absolute = Math.abs(c - measured[i]!)
      const relative = absolute / Math.max(Math.abs(c) + Math.abs(measured[i]!), 1e-8)
      return !Number.isFinite(absolute) || Math.min(absolute, relative) > TOLERANCE
    })
    if (wrong) return 'fails'
  }
  return 'passes'
}
