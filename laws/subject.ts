/** What gradient laws speak of: a function with its claimed derivatives, as plain functions. */
import type { Diff } from '../src/Diff.js'
import { jvp, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { type AnySpace, type Space, showSpace, type Tangent, tangentSpace } from '../src/Space.js'
import { decode, encode } from '../src/space/encode.js'
import { leaves, showPath } from '../src/space/form.js'

/** A function, the products with its Jacobian that somebody claims, and the spaces between which it goes. */
export interface Subject<A, B> {
  readonly name: string
  readonly dom: Space<A>
  readonly cod: Space<B>
  readonly value: (x: A) => B
  readonly vjp: (x: A, w: Tangent<B>) => Tangent<A>
  readonly jvp: (x: A, v: Tangent<A>) => Tangent<B>
  /** The values that come along with the products, where they do: they ought to be the value. */
  readonly primals?: (x: A, w: Tangent<B>, v: Tangent<A>) => readonly B[]
}

/**
 * An arrow with the derivatives that this library computes.
 *
 * @example
 * import { fn, mul, real } from 'chainrule'
 * import { subject } from 'chainrule/laws'
 *
 * subject(fn(real, x => mul(x, x))).vjp(3, 1) // => 6
 */
export const subject = <A, B>(f: Diff<A, B>, name?: string): Subject<A, B> => {
  const [backward, forward] = [run(vjp(f)), run(jvp(f))]
  return {
    name: name ?? `an arrow ${showSpace(f.dom)} → ${showSpace(f.cod)}`,
    dom: f.dom,
    cod: f.cod,
    value: run(f),
    vjp: (x, w) => backward([x, w])[1],
    jvp: (x, v) => forward([x, v])[1],
    primals: (x, w, v) => [backward([x, w])[0], forward([x, v])[0]],
  }
}

/** All entries of a value, discrete ones as numbers. */
export const entriesOf =
  (s: AnySpace) =>
  (x: unknown): readonly number[] =>
    encode('laws', s)(x).flatMap(d => [...d.data])

/** The entries of a value that can move: its real leaves, as a tangent. */
export const realPart =
  <A>(s: Space<A>) =>
  (x: A): readonly number[] =>
    encode('laws', s)(x).flatMap(d => (d.kind === 'real' ? Array.from(d.data) : []))

/** The name of the k-th entry of a value: `net.W[1, 2]`. */
export const entryName = (s: AnySpace, k: number): string => {
  let at = k
  for (const { leaf, path } of leaves(s.form)) {
    const n = leaf.shape.reduce((a, b) => a * b, 1)
    if (at < n) {
      const index = leaf.shape.map((d, i) => {
        const step = leaf.shape.slice(i + 1).reduce((a, b) => a * b, 1)
        return Math.floor(at / step) % d
      })
      return `${showPath(path)}${index.length === 0 ? '' : `[${index.join(', ')}]`}` || 'the value'
    }
    at -= n
  }
  return 'nowhere'
}

/** A value moved along a tangent: x + t v; discrete parts stay. */
export const moved =
  <A>(s: Space<A>) =>
  (x: A, v: Tangent<A>): ((t: number) => A) => {
    const along = encode('laws', tangentSpace(s))(v)
    // Each real leaf with its direction.
    const directions = along.values()
    const parts = encode(
      'laws',
      s,
    )(x).map(part => ({
      part,
      direction: part.kind === 'real' ? directions.next().value?.data : undefined,
    }))
    const rebuild = decode(s)
    return t =>
      rebuild(
        parts.map(({ part, direction }) => {
          if (direction === undefined) return part
          const data = new Float64Array(part.data)
          direction.forEach((d, i) => {
            data[i]! += t * d
          })
          return { ...part, data }
        }),
      )
  }
