/** The law that it does not matter whether two equal parts of an input are one object or two. */
import type { Dense } from '../src/Dense.js'
import { sameShape } from '../src/Shape.js'
import { type AnySpace, type Space, tangentSpace } from '../src/Space.js'
import { decode, encode } from '../src/space/encode.js'
import { assemble, disassemble, leaves } from '../src/space/form.js'
import { closeValues } from './compare.js'
import { worst } from './Law.js'
import { law } from './point.js'
import { formatOf } from './precision.js'
import { size } from './sizes.js'
import { entriesOf, type Subject } from './subject.js'

/** Two leaves that can be one object. */
type Pair = readonly [first: number, second: number]

const FEW = 3

/** The pairs of leaves of one shape, a few of them: scalars are no objects. */
export const pairsOf = (s: AnySpace): readonly Pair[] => {
  const places = leaves(s.form)
  const pairs = places.flatMap(({ leaf: a }, i) =>
    places
      .slice(i + 1)
      .flatMap(({ leaf: b }, j): readonly Pair[] =>
        !a.scalar &&
        !b.scalar &&
        a.kind === 'real' &&
        b.kind === 'real' &&
        sameShape(a.shape, b.shape)
          ? [[i, i + 1 + j]]
          : [],
      ),
  )
  return pairs.slice(0, FEW)
}

const copy = ({ kind, shape, data }: Dense): Dense => ({ kind, shape, data: data.slice() })

/** A value with two equal parts: as one object, and as two. */
export const aliased =
  <A>(s: Space<A>, [first, second]: Pair) =>
  (x: A): { readonly one: A; readonly two: A } => {
    const parts = encode('laws', s)(x)
    const made = (): A =>
      decode(s)(parts.map((part, i) => copy(i === second ? parts[first]! : part)))
    const apart = disassemble('laws', s.form, made())
    const together = apart.map((part, i) => (i === second ? apart[first] : part))
    return { one: assemble(s.form, together) as A, two: made() } // made as the form says, which carries A
  }

export const shared = <A, B>(pairs: readonly Pair[]) =>
  law<A, B>(
    'an input that is given twice is an input like any other',
    'f(a, a) = f(a, copy a), and so are its products',
    (s: Subject<A, B>) => {
      const both = pairs.map(pair => aliased(s.dom, pair))
      const [TA, TB] = [tangentSpace(s.dom), tangentSpace(s.cod)]
      const { vjp, jvp } = s
      const format = formatOf(s.precision)
      const same = (space: AnySpace, a: unknown, b: unknown) =>
        closeValues(space, a, b, size(entriesOf(space)(b).filter(Number.isFinite)), format)
      return ({ x, v, w }) =>
        worst(
          both.flatMap(make => {
            const { one, two } = make(x)
            return [
              same(s.cod, s.value(one), s.value(two)),
              ...(vjp ? [same(TA, vjp(one, w), vjp(two, w))] : []),
              ...(jvp ? [same(TB, jvp(one, v), jvp(two, v))] : []),
            ]
          }),
        )
    },
  )
