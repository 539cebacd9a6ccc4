/** Suites of this library's own nouns: its linear maps and its optimisers keep their laws, twins do not. */
import {
  apply,
  array,
  constant,
  external,
  fn,
  matrix,
  real,
  struct,
  type Tensor,
  tuple,
  unit,
  vector,
} from 'chainrule'
import * as L from 'chainrule/Linear'
import {
  type AnyLaw,
  assertLaws,
  type LinearMap,
  linearLaws,
  optimiserLaws,
  tryLaws,
} from 'chainrule/laws'
import { momentum, type Optimiser, sgd } from 'chainrule/learn'
import { add, mul, sub } from 'chainrule/op'
import { addTangents, scaleTangent, tangentSpace } from 'chainrule/Space'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 10 }, (_, k) => k + 1)
const V = vector(2)
type V = Tensor<readonly [2]>

const mapOf = <A, B>(f: L.Linear<A, B>): LinearMap<A, B> => ({
  dom: f.dom,
  cod: f.cod,
  // Spaces of linear maps are all real: their values are their directions.
  apply: L.apply(f) as never,
  transpose: L.apply(L.transpose(f)) as never,
})

const dense = L.fromMatrix(
  V,
  vector(3),
  array([
    [1, 2],
    [3, 4],
    [5, 6],
  ]),
)

describe('linear maps keep their laws', () => {
  const maps: Readonly<Record<string, readonly AnyLaw[]>> = {
    identity: linearLaws(mapOf(L.identity(struct({ w: matrix(2, 2), b: real })))),
    zero: linearLaws(mapOf(L.zero(V, real))),
    dense: linearLaws(mapOf(dense)),
    transposed: linearLaws(mapOf(L.transpose(dense))),
    composed: linearLaws(mapOf(L.compose(L.transpose(dense), dense))),
    added: linearLaws(mapOf(L.add(dense, dense))),
    projected: linearLaws(mapOf(L.project(tuple(V, real), 1))),
  }
  test.each(Object.entries(maps))('%s', (_, laws) => {
    for (const seed of seeds) assertLaws(laws, { seed, runs: 20 })
  })
})

describe('optimisers keep their laws', () => {
  const all: Readonly<Record<string, readonly AnyLaw[]>> = {
    sgd: optimiserLaws(sgd(struct({ w: matrix(2, 2), b: real }), { rate: 0.5 }), {
      coordinatewise: true,
    }),
    momentum: optimiserLaws(momentum(vector(4), { rate: 0.1, momentum: 0.8 }), {
      coordinatewise: true,
    }),
  }
  test.each(Object.entries(all))('%s', (_, laws) => {
    for (const seed of seeds) assertLaws(laws, { seed, runs: 5 })
  })
})

const plus = addTangents(V)
const times = scaleTangent(V)
const ofV = (apply: (v: V) => V, transpose: (v: V) => V = v => v): readonly AnyLaw[] =>
  linearLaws({ dom: V, cod: V, apply, transpose })
const one = array([1, 1]) as V

/** An optimiser without a state, by its step. */
const stepping = (
  body: (x: Parameters<typeof add>[0], g: Parameters<typeof add>[0]) => ReturnType<typeof add>,
): Optimiser<V, readonly []> => ({
  ...sgd(V, { rate: 0.5 }),
  step: fn(tuple(V, unit, tangentSpace(V)), tuple(V, unit), ([x, , g]) => [
    body(x, g) as never,
    [],
  ]),
})

const weights = constant(array([1, 0.1]))

describe('a twin of each law is caught', () => {
  const twins: Readonly<Record<string, readonly AnyLaw[]>> = {
    'the map is additive': ofV(v => times(Math.hypot(...v.values), v)),
    'the map is homogeneous': ofV(v => times(Math.hypot(...v.values), v)),
    'zero goes to zero': ofV(v => plus(v, times(1e-9, one))),
    'the transpose is the adjoint': ofV(v => times(2, v)),
    'it descends into a quadratic bowl': optimiserLaws(stepping((x, g) => add(x, mul(0.1, g)))),
    'where the gradient is zero it stays': optimiserLaws(
      stepping((x, g) => sub(mul(0.99, x), mul(0.5, g))),
    ),
    'it does not see the order of coordinates': optimiserLaws(
      stepping((x, g) => sub(x, mul(weights, g))),
      { coordinatewise: true },
    ),
  }
  test.each(Object.entries(twins))('%s', (name, laws) => {
    const law = laws.filter(l => l.name === name)
    expect(law).toHaveLength(1)
    for (const seed of seeds) expect(tryLaws(law, { seed, runs: 20 })[0]!.holds).toBe(false)
  })
  test('the same steps give the same bits', () => {
    // An arrow cannot be impure; a space whose values are read by turns can.
    const right = sgd(V, { rate: 0.5 })
    let calls = 0
    const turns = external(
      tuple(V, tangentSpace(V)),
      V,
      ([x, g]) => plus(x, times(calls++ % 2 === 0 ? -0.5 : -0.4, g)),
      { vjp: ([, g], w) => [w, g] },
    )
    const moody: Optimiser<V, readonly []> = {
      ...right,
      step: fn(tuple(V, unit, tangentSpace(V)), tuple(V, unit), ([x, , g]) => [
        apply(turns, [x, g]),
        [],
      ]),
    }
    const law = optimiserLaws(moody).filter(l => l.name === 'the same steps give the same bits')
    for (const seed of seeds) expect(tryLaws(law, { seed, runs: 20 })[0]!.holds).toBe(false)
  })
})
