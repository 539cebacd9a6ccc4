/** A failure of a plain function: as data, as text, replayed, and where functions answer later. */
import {
  assertLaws,
  assertLawsAsync,
  box,
  checkLaws,
  checkLawsAsync,
  gradient,
  showFailure,
  vjp,
} from 'chainrule/laws'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { failing, seed, squares, twice } from './support.js'

describe('a failure', () => {
  const wrong = gradient
    .of(
      function norm(x: readonly number[]) {
        return squares(x)
      },
      x => twice(x).map((e, i) => (i === 2 ? 0 : e)),
    )
    .on(box(-2, 2, 4))
  test('says all that is known, as data and as text', () => {
    const failure = failing(wrong)
    expect(failure).toMatchObject({ tag: 'broken', subject: 'norm', seed })
    const text = showFailure(failure)
    expect(text).toMatch(/^norm breaks the law «the vjp is what differences say»/)
    expect(text).toMatch(/law: {7}⟨Jᵀ w, v⟩ = d\/dt/)
    expect(text).toMatch(/at: {8}x = \[-?0, -?0, -?0\.01, -?0\], v = /)
    expect(text).toMatch(/∂out\/∂x\[2\]: claimed 0, measured -?0\.02 ± \de-\d+/)
    expect(text).toMatch(/likely a detached graph/)
    expect(text).toMatch(/seed: 1, path: "[\d:]+"/)
  })
  test('is replayed by its seed and path, at one input', () => {
    const failure = failing(wrong)
    const path = failure.tag === 'broken' ? failure.path : undefined
    const again = checkLaws(
      wrong.filter(law => law.name === failure.law),
      { seed: failure.seed, ...(path === undefined ? {} : { path }) },
    )
    expect(isLeft(again) && again.left).toMatchObject({ law: failure.law, claimed: 0 })
  })
  test('is thrown as the cause of an error', () => {
    const caught = (): unknown => {
      try {
        assertLaws(wrong, { seed })
        return undefined
      } catch (e) {
        return e
      }
    }
    expect(caught()).toMatchObject({ name: 'LawBroken', cause: failing(wrong) })
  })
})

describe('functions that answer later', () => {
  const later = async <X>(x: X): Promise<X> => await Promise.resolve(x)
  const right = gradient.of(
    (x: readonly number[]) => later(squares(x)),
    x => later(twice(x)),
  )
  const wrong = gradient.of(
    (x: readonly number[]) => later(squares(x)),
    x => later(twice(x).map((e, i) => (i === 1 ? -e : e))),
  )
  test('hold, and break, as those that answer at once', async () => {
    await assertLawsAsync(right.on(box(-2, 2, 3)), { seed, runs: 10 })
    const found = await checkLawsAsync(wrong.on(box(-2, 2, 3)), { seed })()
    const same = failing(
      gradient.of(squares, x => twice(x).map((e, i) => (i === 1 ? -e : e))).on(box(-2, 2, 3)),
    )
    expect(isLeft(found) && found.left).toEqual({ ...same, subject: 'a function' })
    await expect(assertLawsAsync(wrong.on(box(-2, 2, 3)), { seed })).rejects.toThrow(/the sign/)
  })
  test('what they are rejected with is a fault', async () => {
    const lost = gradient.of(
      () => Promise.reject<number>(new Error('the device was lost')),
      () => 1,
    )
    const found = await checkLawsAsync(lost.on(box(-2, 2)), { seed })()
    expect(isLeft(found) && found.left).toMatchObject({
      where: [expect.stringMatching('the device was lost')],
    })
  })
  test('are told where to go when they are run as if at once', () => {
    expect(failing(right.on(box(-2, 2, 3)))).toMatchObject({
      where: [expect.stringMatching('assertLawsAsync')],
    })
    const unsaid = vjp.of(
      (x: number) => later(x),
      (_, w) => w,
    )
    expect(failing(unsaid.on(box(-2, 2)))).toMatchObject({
      where: [expect.stringMatching('codomain')],
    })
  })
  test('say what their values are like', async () => {
    const said = vjp.of(
      (x: number) => later(3 * x),
      (_, w) => later(3 * w),
      {
        codomain: box(-9, 9),
      },
    )
    await assertLawsAsync(said.on(box(-2, 2)), { seed, runs: 5 })
  })
})
