/** The re-stated checkers of others: each passes what is right, sees what is grossly wrong, and has its hole. */
import { vector } from 'chainrule'
import { describe, expect, test } from 'vitest'
import { type Data, scaled, times } from './catalogue/arrays.js'
import type { AnySubject } from './catalogue/model.js'
import { plainSubject } from './catalogue/plain.js'
import { peers } from './peers/index.js'
import { at } from './peers/point.js'

type One = readonly [Data]
/** n sines times c, whose products are times `back` and `forth`, entry by entry. */
const sines = (n: number, c: number, back: (i: number) => number, forth = back): AnySubject => {
  const by =
    (k: (i: number) => number) =>
    ([x]: One, [w]: One): One => [
      times(
        w,
        x.map((e, i) => c * k(i) * Math.cos(e)),
      ),
    ]
  return plainSubject('sines', [vector(n)], [vector(n)], {
    value: ([x]) => [scaled(c, x.map(Math.sin))],
    vjp: by(back),
    jvp: by(forth),
  })
}

const [FEW, MANY] = [20, 1500]

describe.each(peers)('$name', ({ check }) => {
  test('passes what is right', () => {
    expect(
      check(
        sines(FEW, 1, () => 1),
        at(FEW),
        1,
      ),
    ).toBe('passes')
  })
  test('refuses twice the gradient, a sign, and none at all', () => {
    for (const k of [2, -1, 0])
      expect(
        check(
          sines(FEW, 1, () => k),
          at(FEW),
          1,
        ),
      ).toBe('fails')
  })
})

const holes: readonly (readonly [peer: string, what: string, n: number, subject: AnySubject])[] = [
  [
    'jax check_grads(order=2)',
    'a tangent off by one per cent',
    MANY,
    sines(
      MANY,
      1,
      () => 1,
      () => 1.01,
    ),
  ],
  ['torch gradcheck', 'a small gradient that is missing', FEW, sines(FEW, 1e-6, () => 0)],
  [
    'torch gradcheck',
    'a forward mode that nobody asks',
    FEW,
    sines(
      FEW,
      1,
      () => 1,
      () => 2,
    ),
  ],
  [
    'torch gradcheck(fast_mode)',
    'one sign among many',
    MANY,
    sines(MANY, 1, i => (i === 7 ? -1 : 1)),
  ],
  ['pytensor verify_grad', 'a small gradient that is missing', FEW, sines(FEW, 1e-6, () => 0)],
  ['scipy check_grad', 'a small gradient that is missing', FEW, sines(FEW, 1e-8, () => 0)],
  ['tf compute_gradient', 'a small gradient that is missing', FEW, sines(FEW, 1e-6, () => 0)],
  [
    'ChainRulesTestUtils',
    'an entry off by what the norm hides',
    FEW,
    sines(FEW, 1, i => (i === 7 ? 1 + 1.5e-9 : 1)),
  ],
]

describe('a hole of each', () => {
  test.each(holes)('%s passes %s', (name, _, n, subject) => {
    expect(peers.find(p => p.name === name)!.check(subject, at(n), 1)).toBe('passes')
  })
})
