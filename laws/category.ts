/** The laws of the category of arrows and of its products. */
import { both, compose, type Diff, fork, fst, identity, snd } from '../src/Diff.js'
import { tuple } from '../src/Space.js'
import { about, same } from './arrows.js'
import type { AnyLaw } from './check.js'
import type { Where } from './point.js'

/** How arrows compose; by default as this library has it. */
export interface Category {
  readonly compose: typeof compose
  readonly identity: typeof identity
}

/** How arrows pair; by default as this library has it. */
export interface Products {
  readonly fork: typeof fork
  readonly both: typeof both
  readonly fst: typeof fst
  readonly snd: typeof snd
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
  category: Partial<Category> = {},
): readonly AnyLaw[] => {
  const c: Category = { compose, identity, ...category }
  const law = about(f.dom, h.cod, where)
  const first = about(f.dom, f.cod, where)
  return [
    law(
      'composition is associative',
      'h ∘ (g ∘ f) = (h ∘ g) ∘ f',
      same(c.compose(h, c.compose(g, f)), c.compose(c.compose(h, g), f)),
    ),
    first(
      'identity is a unit on the right',
      'f ∘ id = f',
      same(c.compose(f, c.identity(f.dom)), f),
    ),
    first('identity is a unit on the left', 'id ∘ f = f', same(c.compose(c.identity(f.cod), f), f)),
  ]
}

/**
 * The laws of products: projections take a fork apart, a fork of projections is the identity, and arrows
 * side by side are a fork.
 *
 * @example
 * import { exp, fn, sin, vector } from 'chainrule'
 * import { assertLaws, productLaws } from 'chainrule/laws'
 *
 * const [f, g] = [fn(vector(2), x => sin(x)), fn(vector(2), x => exp(x))]
 * assertLaws(productLaws(f, g)) // => undefined
 */
export const productLaws = <A, B, C>(
  f: Diff<A, B>,
  g: Diff<A, C>,
  where: Where<A> = {},
  products: Partial<Products> = {},
): readonly AnyLaw[] => {
  const p: Products = { fork, both, fst, snd, ...products }
  const pair = tuple(f.cod, g.cod)
  const [first, second] = [p.fst(f.cod, g.cod), p.snd(f.cod, g.cod)]
  const [left, right] = [p.fst(f.dom, g.dom), p.snd(f.dom, g.dom)]
  return [
    about(f.dom, f.cod, where)(
      'the first of a fork is its first',
      'fst ∘ ⟨f, g⟩ = f',
      same(compose(first, p.fork(f, g)), f),
    ),
    about(f.dom, g.cod, where)(
      'the second of a fork is its second',
      'snd ∘ ⟨f, g⟩ = g',
      same(compose(second, p.fork(f, g)), g),
    ),
    about(pair, pair, {})(
      'a fork of the projections is the identity',
      '⟨fst, snd⟩ = id',
      same(p.fork(first, second), identity(pair)),
    ),
    about(tuple(f.dom, g.dom), pair, {})(
      'arrows side by side are a fork of them after the projections',
      'f × g = ⟨f ∘ fst, g ∘ snd⟩',
      same(p.both(f, g), p.fork(compose(f, left), compose(g, right))),
    ),
  ]
}
