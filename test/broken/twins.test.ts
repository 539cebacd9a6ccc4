/** One broken twin for every law there is, by the law's name: a law without one makes this fail. */
import {
  add,
  array,
  constant,
  type Diff,
  fn,
  matmul,
  mul,
  neg,
  real,
  rule,
  run,
  sin,
  struct,
  sum,
  type Tensor,
  tanh,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import { decode } from 'chainrule/codec'
import { compose, fork, fst, snd } from 'chainrule/Diff'
import {
  type AnyLaw,
  categoryLaws,
  chainRuleLaws,
  codecLaws,
  derivativeLaws,
  gradientLaws,
  productLaws,
  spaceLaws,
  subject,
  tryLaws,
} from 'chainrule/laws'
import { addTangents, basis, flatten, inner, scaleTangent, unflatten } from 'chainrule/Space'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 20 }, (_, i) => i)

type V = Tensor<readonly [2]>
const s = vector(2)
const f = fn(s, x => sin(x))
const g = fn(s, x => mul(x, sum(x)))
const h = fn(s, x => tanh(x))
const space = struct({ w: s, b: real })
const codec = {
  encode: (a: V) => a.values,
  decode: decode(s),
}

const right: readonly AnyLaw[] = [
  ...gradientLaws(g),
  ...categoryLaws(h, g, f),
  ...productLaws(f, g),
  ...chainRuleLaws(g, f),
  ...spaceLaws(space),
  ...codecLaws(s, codec),
]

/** A suite's law by the beginning of its name. */
const the = (laws: readonly AnyLaw[], name: string): AnyLaw => {
  const found = laws.filter(law => law.name.startsWith(name))
  expect(found.map(law => law.name)).toHaveLength(1)
  return found[0]!
}

// Twins break what is typed, too: `never` is of every type.
const wrongly = (x: unknown): never => x as never

const sine = subject(
  fn(real, x => sin(x)),
  'the sine',
)
const derivatives = (wrong: object): readonly AnyLaw[] => derivativeLaws({ ...sine, ...wrong })

/** x ↦ (x s, x s) with s the sum of x, whose cotangent forgets the second use. */
const forgetful = rule(s, tuple(s, s), x => [mul(x, sum(x)), mul(x, sum(x))], {
  vjp: (x, [w]) => add(mul(w, sum(x)), mul(constant(array([1, 1])), sum(mul(w, x)))),
})

const forgotten = run(vjp(forgetful))

/** What is claimed to be a gradient and turns: its own Jacobian is not symmetric. */
const turning = rule(s, real, x => sum(x), {
  vjp: (x, w) =>
    mul(
      w,
      matmul(
        constant(
          array([
            [0, 1],
            [-1, 0],
          ]),
        ),
        x,
      ),
    ),
})

/** A composition that does something else first: not associative. */
const late = { compose: wrongly((b: Diff<V, V>, a: Diff<V, V>) => compose(b, compose(a, h))) }
const swapped = { compose: wrongly((b: Diff<V, V>, a: Diff<V, V>) => compose(a, b)) }
const noUnit = { identity: wrongly(() => fn(s, x => neg(x))) }
const crossed = { fork: wrongly((a: Diff<V, V>, b: Diff<V, V>) => fork(b, a)) }

/** Pairs composed with the pullbacks in the order of the values. */
const forwards = {
  composePairs: wrongly(
    (b: (x: unknown) => readonly [unknown, (w: unknown) => unknown], a: typeof b) =>
      (x: unknown) => {
        const [y, backF] = a(x)
        const [z, backG] = b(y)
        return [z, (w: unknown) => backG(backF(w))]
      },
  ),
}

/** A rule whose vjp forgets a term that its jvp has. */
const lame = rule(s, s, x => mul(x, sum(x)), {
  vjp: (x, w) => mul(w, sum(x)),
  jvp: (x, v) => add(mul(v, sum(x)), mul(x, sum(v))),
})

const moody = (): object => {
  let calls = 0
  return { value: (x: number) => Math.sin(x) + (calls++ % 2) * 1e-13 }
}

const T = { add: addTangents(space), scale: scaleTangent(space), inner: inner(space) }
const module = (wrong: object): readonly AnyLaw[] => spaceLaws(space, wrongly(wrong))
type P = Parameters<typeof T.add>[0]

type Coordinates = ReturnType<ReturnType<typeof flatten>>
let drawn = 0

const twins: readonly AnyLaw[] = [
  the(derivatives({ primals: (x: number) => [Math.sin(x) + 1e-13] }), 'the value is in'),
  the(derivatives({ vjp: () => array([1]) }), 'the cotangent of an input has the shape'),
  the(
    derivatives({ vjp: (x: number, w: number) => w * w * Math.cos(x) }),
    'the pullback is linear',
  ),
  the(
    derivatives({ jvp: (x: number, v: number) => Math.abs(v) * Math.cos(x) }),
    'the pushforward is linear',
  ),
  the(
    derivatives({ vjp: (x: number, w: number) => w * Math.cos(x) + 1e-9 }),
    'a zero cotangent gives zero',
  ),
  the(
    derivatives({ batch: (xs: readonly number[]) => xs.map(() => Math.sin(xs[0]!)) }),
    'a batch of points',
  ),
  the(derivatives({ jvp: (x: number, v: number) => 2 * v * Math.cos(x) }), 'the pullback is the t'),
  the(derivatives({ vjp: (x: number, w: number) => 1.000001 * w * Math.cos(x) }), 'the vjp is'),
  the(derivatives({ jvp: (x: number, v: number) => -v * Math.cos(x) }), 'the jvp is'),
  the(derivatives(moody()), 'the same input gives'),
  the(
    derivativeLaws({
      ...subject(g),
      doubled: (x, w, z) => forgotten([x, [w, z]])[1],
    }),
    'cotangents of an input used twice',
  ),
  the(gradientLaws(turning), 'the derivative of the derivative'),

  the(categoryLaws(h, g, f, {}, late), 'composition is associative'),
  the(categoryLaws(h, g, f, {}, noUnit), 'identity is a unit on the right'),
  the(categoryLaws(h, g, f, {}, noUnit), 'identity is a unit on the left'),

  the(productLaws(f, g, {}, crossed), 'the first of a fork'),
  the(productLaws(f, g, {}, crossed), 'the second of a fork'),
  the(productLaws(f, g, {}, { fst: wrongly(snd), snd: wrongly(fst) }), 'a fork of the projections'),
  the(
    productLaws(
      f,
      g,
      {},
      {
        both: wrongly(() => fn(tuple(s, s), ([a, b]) => [sin(b), mul(a, sum(a))])),
      },
    ),
    'arrows side by side',
  ),

  the(chainRuleLaws(g, f, {}, forwards), 'the pullback of a composition'),
  the(chainRuleLaws(g, f, {}, swapped), 'a composition is its inlined graph'),
  the(chainRuleLaws(g, f, {}, swapped), 'the Jacobian of a composition'),
  the(chainRuleLaws(lame, f), 'forward and reverse'),

  the(module({ zero: { w: array([0, 1]), b: 0 } }), 'zero is a unit'),
  the(module({ add: (a: P, b: P) => T.add(a, T.scale(2, b)) }), 'addition is associative'),
  the(module({ add: (a: P, b: P) => T.add(a, T.scale(2, b)) }), 'addition is commutative'),
  the(module({ scale: (c: number, a: P) => T.scale(c * c, a) }), 'scaling distributes'),
  the(module({ inner: (a: P, b: P) => T.inner(a, b) + a.b }), 'the inner product is symmetric'),
  the(module({ inner: (a: P, b: P) => -T.inner(a, b) }), 'the inner product is positive'),
  the(
    module({ flatten: (a: P) => array([...flatten(space)(a).values].reverse()) }),
    'coordinates make a round trip',
  ),
  the(module({ basis: () => [...basis(space)].slice(1) }), 'the basis is orthonormal'),
  the(module({ scale: (c: number, a: P) => T.scale(c + 1, a) }), 'scaling acts'),
  the(module({ scale: (c: number, a: P) => T.scale(Math.abs(c), a) }), 'minus one times undoes'),
  the(
    module({ unflatten: (x: Coordinates) => unflatten(space)(array([...x.values].reverse())) }),
    'coordinates are those of some tangent',
  ),
  the(
    module({ flatten: (a: P) => array(flatten(space)(a).values.map(e => e * e)) }),
    'coordinates are linear',
  ),
  the(module({ inner: (a: P, b: P) => 2 * T.inner(a, b) }), 'coordinates keep the inner product'),
  the(module({ basis: () => [...basis(space)].reverse() }), 'the basis is in the order'),

  the(
    codecLaws(s, { ...codec, encode: (a: V) => a.values.map(Math.round) }),
    'what is encoded decodes',
  ),
  the(
    codecLaws(s, {
      ...codec,
      // One number more each time, which is not read.
      encode: (a: V) => [...a.values, drawn++],
      decode: (e: readonly number[]) => codec.decode(e.slice(0, 2)),
    }),
    'what is decoded encodes',
  ),
  the(
    // A typed array is not what JSON makes of it.
    codecLaws(s, {
      encode: (a: V) => Float64Array.from(a.values),
      decode: (e: Float64Array) => codec.decode(e instanceof Float64Array ? [...e] : e),
    }),
    'what is encoded survives being text',
  ),
  the(
    codecLaws(s, {
      ...codec,
      decode: (e: unknown) => codec.decode(Array.isArray(e) ? e.slice(0, 2) : e),
    }),
    'what is damaged is refused',
  ),
]

describe('every law', () => {
  test('has a broken twin, and no twin is of a law that is not there', () => {
    expect(twins.map(law => law.name).toSorted()).toEqual(right.map(law => law.name).toSorted())
  })

  test.each(twins)('«$name» rejects its broken twin, on every seed', law => {
    for (const seed of seeds) {
      const reports = law.reports(50, seed)
      expect(reports.map(r => r.verdict)).toContain('fails')
    }
    expect(tryLaws([law])[0]!.holds).toBe(false)
  })

  test.each(right)('«$name» holds for what is right, on every seed', law => {
    for (const seed of seeds)
      expect(tryLaws([law], { seed, runs: 10 })[0]).toMatchObject({ holds: true })
  })
})

test('an input that is changed is noticed', () => {
  const dom = struct({ a: real })
  const spoiler = {
    ...subject(
      fn(dom, ({ a }) => sin(a)),
      'a spoiler',
    ),
    value: (x: { readonly a: number }) => {
      const y = Math.sin(x.a)
      Object.assign(x, { a: x.a + 1 })
      return y
    },
  }
  const law = the(derivativeLaws(spoiler), 'the same input gives')
  for (const seed of seeds) expect(tryLaws([law], { seed })[0]!.holds).toBe(false)
})
