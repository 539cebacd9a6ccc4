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
}

/** An arrow with the derivatives that this library computes. */
export const subject = <A, B>(f: Diff<A, B>, name?: string): Subject<A, B> => {
  const [backward, forward] = [run(vjp(f)), run(jvp(f))]
  return {
    name: name ?? `an arrow ${showSpace(f.dom)} → ${showSpace(f.cod)}`,
    dom: f.dom,
    cod: f.cod,
    value: run(f),
    vjp: (x, w) => backward([x, w])[1],
    jvp: (x, v) => forward([x, v])[1],
  }
}

/** All entries of a value, discrete ones as numbers. */
export const entriesOf =
  (s: AnySpace) =>
  (x: unknown): readonly number[] =>
    encode('laws', s)(x).flatMap(d => Array.from(d.data))

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
    const read = encode('laws', s)
    const along = encode('laws', tangentSpace(s))(v)
    const rebuild = decode(s)
    return t => {
      const next = along.values()
      return rebuild(
        read(x).map(d => {
          if (d.kind !== 'real') return d
          const dir = next.next().value
          return { ...d, data: Float64Array.from(d.data, (e, i) => e + t * (dir?.data[i] ?? 0)) }
        }),
      )
    }
  }
