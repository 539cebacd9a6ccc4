/** The laws of composition: the category of arrows, their products, and the chain rule (Lemma 1). */
import fc from 'fast-check'
import {
  apply,
  compose,
  composePairs,
  type Diff,
  fn,
  fork,
  fst,
  identity,
  snd,
} from '../src/Diff.js'
import { jacobian, pullback, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import {
  basis,
  dim,
  showSpace,
  showValue,
  type Tangent,
  tangentSpace,
  tuple,
} from '../src/Space.js'
import { arbitrary, arbitraryTangent } from './arbitrary.js'
import { close, closeValues, sameValues } from './compare.js'
import { type AnyLaw, anyLaw, type Law, type Report, worst } from './Law.js'
import { size, type Where } from './point.js'
import { entriesOf } from './subject.js'

interface Point<A, C> {
  readonly x: A
  readonly w: Tangent<C>
}

const about =
  <A, C>(dom: Diff<A, C>['dom'], cod: Diff<A, C>['cod'], where: Where<A>) =>
  (name: string, formula: string, check: (p: Point<A, C>) => Report): AnyLaw => {
    const law: Law<Point<A, C>> = {
      name,
      formula,
      subject: where.name ?? `arrows ${showSpace(dom)} → ${showSpace(cod)}`,
      inputs: fc.record({
        x: where.at ?? arbitrary(dom, where.range),
        w: arbitraryTangent(cod),
      }),
      check,
      show: ({ x, w }) =>
        `x = ${showValue(dom)(x)}, w = ${showValue(tangentSpace(cod))(w)}`.slice(0, 400),
    }
    return anyLaw(law)
  }

/** Compares values and vjps of two arrows that ought to be the same. */
const same =
  <A, C>(f: Diff<A, C>, g: Diff<A, C>) =>
  ({ x, w }: Point<A, C>): Report => {
    const [y, back] = run(vjp(f))([x, w])
    const [z, again] = run(vjp(g))([x, w])
    return worst([sameValues(f.cod, y, z), closeValues(tangentSpace(f.dom), back, again)])
  }

/**
 * The category laws, on values and vjps: composition is associative, identities are its units.
 *
 * @example
 * import { exp, fn, real, sin, tanh } from 'chainrule'
 * import { assertLaws, categoryLaws } from 'chainrule/laws'
 *
 * const [f, g, h] = [sin, exp, tanh].map(σ => fn(real, x => σ(x)))
 * assertLaws(categoryLaws(h!, g!, f!)) // => undefined
 */
export const categoryLaws = <A, B, C, D>(
  h: Diff<C, D>,
  g: Diff<B, C>,
  f: Diff<A, B>,
  where: Where<A> = {},
): readonly AnyLaw[] => {
  const law = about(f.dom, h.cod, where)
  const first = about(f.dom, f.cod, where)
  return [
    law(
      'composition is associative',
      'h ∘ (g ∘ f) = (h ∘ g) ∘ f',
      same(compose(h, compose(g, f)), compose(compose(h, g), f)),
    ),
    first('identity is a unit on the right', 'f ∘ id = f', same(compose(f, identity(f.dom)), f)),
    first('identity is a unit on the left', 'id ∘ f = f', same(compose(identity(f.cod), f), f)),
  ]
}

/** The laws of products: projections take a fork apart, and a fork of projections is the identity. */
export const productLaws = <A, B, C>(
  f: Diff<A, B>,
  g: Diff<A, C>,
  where: Where<A> = {},
): readonly AnyLaw[] => {
  const pair = tuple(f.cod, g.cod)
  const both = fork(fst(f.cod, g.cod), snd(f.cod, g.cod))
  return [
    about(f.dom, f.cod, where)(
      'the first of a fork is its first',
      'fst ∘ ⟨f, g⟩ = f',
      same(compose(fst(f.cod, g.cod), fork(f, g)), f),
    ),
    about(f.dom, g.cod, where)(
      'the second of a fork is its second',
      'snd ∘ ⟨f, g⟩ = g',
      same(compose(snd(f.cod, g.cod), fork(f, g)), g),
    ),
    about(pair, pair, {})(
      'a fork of the projections is the identity',
      '⟨fst, snd⟩ = id',
      same(both, identity(pair)),
    ),
  ]
}

const SMALL = 64

/**
 * The chain rule in its forms: of pairs (law 1 of `Diff`), of the inlined graph, and of Jacobians (7), the
 * last where they are small.
 *
 * @example
 * import { exp, fn, matmul, sin, vector } from 'chainrule'
 * import { assertLaws, chainRuleLaws } from 'chainrule/laws'
 *
 * const f = fn(vector(3), x => sin(x))
 * const g = fn(vector(3), x => matmul(x, exp(x)))
 * assertLaws(chainRuleLaws(g, f)) // => undefined
 */
export const chainRuleLaws = <A, B, C>(
  g: Diff<B, C>,
  f: Diff<A, B>,
  where: Where<A> = {},
): readonly AnyLaw[] => {
  const law = about(f.dom, g.cod, where)
  const whole = compose(g, f)
  const back = vjp(whole)
  const inlined = fn(f.dom, g.cod, x => apply(g, apply(f, x)))
  const pairs = fn(back.dom, back.cod, ([x, w]) => {
    const [y, pull] = composePairs(pullback(g), pullback(f))(x)
    return [y, pull(w)]
  })
  const viaPairs = run(pairs)
  const laws = [
    law(
      'the pullback of a composition is the composition of pullbacks',
      'pullback(g ∘ f) = composePairs(pullback g, pullback f)',
      ({ x, w }) => {
        const [y, e] = run(back)([x, w])
        const [z, d] = viaPairs([x, w])
        return worst([sameValues(g.cod, y, z), closeValues(tangentSpace(f.dom), e, d)])
      },
    ),
    law('a composition is its inlined graph', 'g ∘ f = x ↦ g (f x)', same(whole, inlined)),
  ]
  if (Math.max(dim(f.dom), dim(f.cod), dim(g.cod)) > SMALL) return laws
  const [Jf, Jg, Jgf] = [rowsOf(f), rowsOf(g), rowsOf(whole)]
  const product = law(
    'the Jacobian of a composition is the product of Jacobians',
    'J(g ∘ f) at x = J(g) at f(x) · J(f) at x',
    ({ x }) => {
      const y = run(f)(x)
      const [a, b] = [Jg(y), Jf(x)]
      const m = dim(f.dom)
      // Entries that cancel are as uncertain as the largest that went into them.
      const terms = size(a.flat()) * size(b.flat()) * Math.max(1, dim(f.cod))
      return close(
        Jgf(x).flat(),
        a.flatMap(row =>
          Array.from({ length: m }, (_, j) => row.reduce((s, e, k) => s + e * b[k]![j]!, 0)),
        ),
        k => `∂[${Math.floor(k / m)}]/∂[${k % m}]`,
        terms,
      )
    },
  )
  const modes = law(
    'forward and reverse give the same Jacobian',
    'J by columns = J by rows',
    ({ x }) => {
      const [r, c] = [
        run(jacobian(whole, { mode: 'reverse' }))(x),
        run(jacobian(whole, { mode: 'forward' }))(x),
      ]
      return closeValues(jacobian(whole).cod, r, c)
    },
  )
  return [...laws, product, modes]
}

/** The rows of an arrow's Jacobian in coordinates, by vjps with unit cotangents. */
const rowsOf = <A, B>(f: Diff<A, B>): ((x: A) => readonly (readonly number[])[]) => {
  const back = run(vjp(f))
  return x => [...basis(f.cod)].map(e => entriesOf(tangentSpace(f.dom))(back([x, e])[1]))
}
