/** Every law has a broken twin that it must reject: derivatives, composition, products, spaces, codecs. */
import {
  add,
  array,
  exp,
  fn,
  mul,
  real,
  rule,
  sin,
  struct,
  sum,
  tanh,
  toNested,
  vector,
} from 'chainrule'
import { decode } from 'chainrule/codec'
import {
  type AnyLaw,
  assertLaws,
  categoryLaws,
  chainRuleLaws,
  codecLaws,
  derivativeLaws,
  productLaws,
  spaceLaws,
  tryLaws,
} from 'chainrule/laws'
import { addTangents, inner, scaleTangent } from 'chainrule/Space'
import { describe, expect, test } from 'vitest'

const broken = (laws: readonly AnyLaw[], seed = 0): readonly string[] =>
  tryLaws(laws, { seed, runs: 30 })
    .filter(s => !s.holds)
    .map(s => s.formula)

describe('laws of derivatives, for plain functions', () => {
  const sine = {
    name: 'the sine',
    dom: real,
    cod: real,
    value: Math.sin,
    vjp: (x: number, w: number) => w * Math.cos(x),
    jvp: (x: number, v: number) => v * Math.cos(x),
  }

  test('the right one breaks none', () => {
    for (let seed = 0; seed < 20; seed++) expect(broken(derivativeLaws(sine), seed)).toEqual([])
  })

  test('one that answers differently the second time', () => {
    let calls = 0
    const moody = { ...sine, value: (x: number) => Math.sin(x) + (calls++ % 2) * 1e-13 }
    expect(broken(derivativeLaws(moody))).toContain('f(x) ≡ f(x), x ≡ x afterwards')
  })

  test('one whose cotangent has another shape', () => {
    const s = vector(2)
    const total = {
      name: 'a total',
      dom: s,
      cod: real,
      value: (x: ReturnType<typeof array<readonly [number, number]>>) =>
        x.values[0]! + x.values[1]!,
      vjp: () => array([1]) as never,
      jvp: () => 0,
    }
    const message = (): string => {
      try {
        assertLaws(derivativeLaws(total as never))
      } catch (e) {
        return (e as Error).message
      }
      return 'nothing was thrown'
    }
    expect(message()).toMatch(/«the cotangent of an input has the shape of the input.*»/)
    expect(message()).toMatch(/the vjp: .* real tensor of shape \[2\], got .* \[1\]/)
  })

  test('one that is off by a part in a million', () => {
    const near = { ...sine, vjp: (x: number, w: number) => w * Math.cos(x) * (1 + 1e-6) }
    for (let seed = 0; seed < 20; seed++)
      expect(broken(derivativeLaws(near), seed)).toContain('⟨Jᵀ w, v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0')
  })

  test('one that is wrong in forward mode only', () => {
    const wrong = { ...sine, jvp: (x: number, v: number) => -v * Math.cos(x) }
    expect(broken(derivativeLaws(wrong))).toEqual([
      '⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
      '⟨w, J v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    ])
  })
})

describe('laws of composition', () => {
  const f = fn(vector(2), x => sin(x))
  const g = fn(vector(2), x => exp(x))
  const h = fn(vector(2), x => tanh(x))

  test('hold', () => {
    expect(
      broken([...categoryLaws(h, g, f), ...productLaws(f, g), ...chainRuleLaws(g, f)]),
    ).toEqual([])
  })

  test('a rule whose vjp is not that of what it computes breaks the chain rule of Jacobians', () => {
    const wrong = rule(vector(2), vector(2), x => mul(x, sum(x)), {
      vjp: (x, w) => mul(w, sum(x)),
      jvp: (x, v) => add(mul(v, sum(x)), mul(x, sum(v))),
    })
    expect(broken(chainRuleLaws(wrong, f))).toContain('J by columns = J by rows')
  })
})

describe('laws of spaces', () => {
  const s = struct({ w: vector(2), b: real })
  // The modules are broken on purpose, also in their types.
  const breaks = (module: object, formula: string): void => {
    expect(broken(spaceLaws(s, module))).toContain(formula)
  }

  test('hold', () => {
    expect(broken(spaceLaws(s))).toEqual([])
  })
  test('a zero that is not', () => {
    breaks({ zero: { w: array([0, 1]), b: 0 } as never }, 'a + 0 = a = 0 + a')
  })
  test('an addition that forgets a part, or the order', () => {
    const half = (a: never, b: never) => ({ ...(addTangents(s)(a, b) as object), b: 0 }) as never
    breaks({ add: half }, 'a + 0 = a = 0 + a')
    const skew = (a: never, b: never) => addTangents(s)(a, scaleTangent(s)(2, b) as never) as never
    breaks({ add: skew }, 'a + b = b + a')
    breaks({ add: skew }, '(a + b) + c = a + (b + c)')
  })
  test('a scaling that is not linear', () => {
    const square = (c: number, a: never) => scaleTangent(s)(c * c, a) as never
    breaks({ scale: square }, '2 (a + b) = 2 a + 2 b, (2 + 3) a = 2 a + 3 a')
  })
  test('an inner product that is not symmetric, or not positive', () => {
    const skew = (a: never, b: never) => inner(s)(a, b) + (a as { b: number }).b
    breaks({ inner: skew }, '⟨a, b⟩ = ⟨b, a⟩, ⟨a + c, b⟩ = ⟨a, b⟩ + ⟨c, b⟩')
    const negative = (a: never, b: never) => -inner(s)(a, b)
    breaks({ inner: negative }, '⟨a, a⟩ ≥ 0, and 0 only at 0')
    breaks({ inner: negative }, 'a = Σ ⟨eᵢ, a⟩ eᵢ')
  })
})

describe('the laws of codecs', () => {
  const s = vector(2)
  type V = ReturnType<typeof array<readonly [1, 2]>>
  const encode = (a: V) => toNested(a) as readonly number[]
  const read = decode(s)
  const [there, back, text, refusal] = [
    'decode (encode a) = right a',
    'encode (decode e) = e',
    'decode (parse (text (encode a))) = right a',
    'decode (damage (encode a)) = left …',
  ] as const

  test('holds for a codec, not for one that rounds, nor one that refuses all or nothing', () => {
    expect(broken(codecLaws(s, { encode, decode: read }))).toEqual([])
    const rounds = { encode: (a: V) => encode(a).map(Math.round), decode: read }
    expect(broken(codecLaws(s, rounds))).toEqual([there, text])
    const refuses = { encode, decode: () => ({ _tag: 'Left', left: 'no' }) as const }
    expect(broken(codecLaws(s, refuses))).toEqual([there, back, text])
    const right = (xs: readonly number[]) => ({ _tag: 'Right', right: array(xs) as V }) as const
    expect(broken(codecLaws(s, { encode, decode: right }))).toEqual([refusal])
  })
})
