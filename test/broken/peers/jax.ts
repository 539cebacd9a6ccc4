/**
 * `jax.test_util.check_grads`, re-stated from jax-ml/jax, jax/_src/public_test_util.py, version 0.11.1: one
 * direction, always of the same seed; central differences at a step of 1e-4; tolerances of 1e-5, absolute and
 * relative, each times the number of entries; forward and reverse mode, order 2 where there is one to ask.
 *
 * Kinder than the original in one thing: in the second order the cotangent is drawn, where JAX takes the value.
 */
import type { Data } from '../catalogue/arrays.js'
import { type Checker, type Flat, flat } from './flat.js'
import { like, normals } from './random.js'
import { allclose, central, inner } from './steps.js'

const EPS = 1e-4
const TOLERANCE = 1e-5

/** NumPy's `assert_allclose` takes two NaN for the same. */
const known = (xs: Data, ys: Data): Data =>
  xs.map((e, i) => (Number.isNaN(e) && Number.isNaN(ys[i]!) ? 0 : e))

const close = (a: readonly Data[], b: readonly Data[]): boolean =>
  a.length === b.length &&
  a.every((list, i) =>
    allclose(
      known(list, b[i]!),
      known(b[i]!, list),
      TOLERANCE * b[i]!.length,
      TOLERANCE * list.length,
    ),
  )

const forward = (f: Flat): boolean => {
  const draw = normals(0)
  const v = like(f.x, draw)
  const y = f.value(f.x)
  const primals = f.along(like(y, draw), v)
  return primals.every(p => close(p, y)) && close(f.jvp(f.x, v), central(f, v, EPS))
}

const reverse = (f: Flat): boolean => {
  const draw = normals(0)
  const y = f.value(f.x)
  const v = like(f.x, draw)
  const measured = central(f, v, EPS)
  const w = like(y, draw)
  return (
    f.along(w, v).every(p => close(p, y)) &&
    close([[inner(v, f.vjp(f.x, w))]], [[inner(measured, w)]])
  )
}

export const jax: Checker = (s, x) => {
  const f = flat(s, x)
  return forward(f) && reverse(f) ? 'passes' : 'fails'
}
