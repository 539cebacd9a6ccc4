/** The chain rule as laws: of pairs, of the inlined graph, and of Jacobians (Lemma 1). */
import { apply, compose, composePairs, type Diff, fn } from '../src/Diff.js'
import { jacobian, pullback, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { basis, dim, tangentSpace } from '../src/Space.js'
import { about, same } from './arrows.js'
import type { AnyLaw } from './check.js'
import { close, closeValues, sameValues } from './compare.js'
import { worst } from './Law.js'
import type { Where } from './point.js'
import { size } from './sizes.js'
import { entriesOf } from './subject.js'

/** The two halves of the chain rule, on arrows and on pairs; by default as this library has it. */
export interface ChainRule {
  readonly compose: typeof compose
  readonly composePairs: typeof composePairs
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
  chain: Partial<ChainRule> = {},
): readonly AnyLaw[] => {
  const c: ChainRule = { compose, composePairs, ...chain }
  const law = about(f.dom, g.cod, where)
  const whole = c.compose(g, f)
  const back = vjp(whole)
  const inlined = fn(f.dom, g.cod, x => apply(g, apply(f, x)))
  const pairs = fn(back.dom, back.cod, ([x, w]) => {
    const [y, pull] = c.composePairs(pullback(g), pullback(f))(x)
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
