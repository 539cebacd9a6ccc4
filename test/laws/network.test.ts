/** The laws on an arrow of 100,000 parameters: the objective of the network 784–128–10 on a fixed batch. */
import { fix, fromFlat, keyFrom, relu, run, type Tensor } from 'chainrule'
import { assertLaws, derivativeLaws, gradientLaws, subject, tryLaws } from 'chainrule/laws'
import { batchedAffine, batchedLogistic, batchedRidge, compose, objective } from 'chainrule/learn'
import { dim, flatten, unflatten } from 'chainrule/Space'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const B = 2
const net = compose(batchedAffine(B, 128, 10), batchedRidge(B, relu, 784, 128))
const pixels = Array.from({ length: B * 784 }, (_, k) => ((k * 7919) % 256) / 256)
const batch = {
  x: fromFlat(pixels, [B, 784]) as Tensor<readonly [number, number]>,
  y: fromFlat(
    Int32Array.from({ length: B }, (_, i) => (3 * i) % 10),
    [B],
  ),
}
const R = fix(objective(batchedLogistic(B, 10), net), batch as never)
const at = fc.constant({ net: run(net.init)(keyFrom(1)) }) as fc.Arbitrary<never>

test('hold, along random directions of all parameters', () => {
  expect(dim(R.dom)).toBe(784 * 128 + 128 + 128 * 10 + 10)
  const table = tryLaws(gradientLaws(R, { at, name: 'the objective' }), { runs: 2, seed: 1 })
  expect(table.map(row => [row.law, row.holds])).toEqual(table.map(row => [row.law, true]))
  for (const row of table) {
    expect(row.runs).toBe(2)
    expect(row.share).toBeLessThanOrEqual(1)
  }
})

test('find the one entry of 101,770 that is wrong, and name it', () => {
  const right = subject(R, 'the objective')
  const K = 15 * 784 + 585
  const wrong = {
    ...right,
    vjp: (x: never, w: never) => {
      const e = [...flatten(R.dom)(right.vjp(x, w)).values]
      e[K] = 2 * e[K]! + 1
      return unflatten(R.dom)(fromFlat(e, [e.length]))
    },
  }
  const differences = derivativeLaws(wrong as never, { at }).filter(law =>
    law.name.startsWith('the vjp'),
  )
  expect(() => {
    assertLaws(differences, { runs: 1, seed: 1 })
    // Among so many the direction is not shrunk: the entry is found by halving.
  }).toThrow(/∂out\/∂net\[0\]\.W\[15, 585\]: claimed .*, measured .* ± \d/)
})
