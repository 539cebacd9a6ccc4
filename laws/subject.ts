/** What gradient laws speak of: a function with its claimed derivatives, as plain functions. */
import type { Dense } from '../src/Dense.js'
import { type Diff, fork } from '../src/Diff.js'
import { jvp, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { type AnySpace, type Space, showSpace, type Tangent, tangentSpace } from '../src/Space.js'
import { decode, encode } from '../src/space/encode.js'
import { leaves, showPath } from '../src/space/form.js'
import type { Replay } from './ask.js'
import { listOf } from './list.js'
import { vmapped } from './mapped.js'
import type { Precision } from './precision.js'
import { once } from './remember.js'

/**
 * A function, the products with its Jacobian that somebody claims, and the spaces between which it goes. What
 * is not claimed is not asked; one of the two products is.
 */
export interface Subject<A, B> {
  readonly name: string
  readonly dom: Space<A>
  readonly cod: Space<B>
  readonly value: (x: A) => B
  readonly vjp?: (x: A, w: Tangent<B>) => Tangent<A>
  readonly jvp?: (x: A, v: Tangent<A>) => Tangent<B>
  /** The values that come along with the products, where they do: they ought to be the value. */
  readonly primals?: (x: A, w: Tangent<B>, v: Tangent<A>) => readonly B[]
  /** The format in which it computes; f64 unless said. */
  readonly precision?: Precision
  /** The values at many points at once. */
  readonly batch?: (xs: readonly A[]) => readonly B[]
  /** The cotangent of x where its value is used twice: the pullback of x ↦ (f x, f x) at (w, z). */
  readonly doubled?: (x: A, w: Tangent<B>, z: Tangent<B>) => Tangent<A>
  /** Whether values are shown as plain ones: as numbers in arrays. */
  readonly plain?: boolean
  /** Whether its products are made of a matrix that was given: linear they are, then, and nobody's claim. */
  readonly matrix?: boolean
  /** The entries of the Hessian row by row, of a function to numbers. */
  readonly hessian?: (x: A) => readonly number[]
  /** An input as it is after it was given, where the functions get something else made of it. */
  readonly given?: (x: A) => A
  /** How a law is run whose functions answer later. */
  readonly replay?: Replay
  /** Whether one has answered later. */
  readonly later?: () => boolean
  /** The imaginary part of f(x + i v), where f is analytic and takes complex numbers. */
  readonly imaginary?: (x: A, v: Tangent<A>) => Tangent<B>
}

/** A subject that claims a pullback. */
export type Pulling<A, B> = Subject<A, B> & Required<Pick<Subject<A, B>, 'vjp'>>

/** A subject that claims a pushforward. */
export type Pushing<A, B> = Subject<A, B> & Required<Pick<Subject<A, B>, 'jvp'>>

/** Whether a subject claims a pullback. */
export const pulls = <A, B>(s: Subject<A, B>): s is Pulling<A, B> => s.vjp !== undefined

/** Whether a subject claims a pushforward. */
export const pushes = <A, B>(s: Subject<A, B>): s is Pushing<A, B> => s.jvp !== undefined

/**
 * An arrow with the derivatives that this library computes.
 *
 * @example
 * import { fn, mul, real } from 'chainrule'
 * import { subject } from 'chainrule/laws'
 *
 * subject(fn(real, x => mul(x, x))).vjp(3, 1) // => 6
 */
export const subject = <A, B>(f: Diff<A, B>, name?: string): Pulling<A, B> & Pushing<A, B> => {
  const [backward, forward] = [run(vjp(f)), run(jvp(f))]
  // Traced where a law asks: most subjects are made for less.
  const [twice, mapped] = [once(() => run(vjp(fork(f, f)))), once(() => vmapped(f))]
  return {
    name: name ?? `an arrow ${showSpace(f.dom)} → ${showSpace(f.cod)}`,
    dom: f.dom,
    cod: f.cod,
    value: run(f),
    vjp: (x, w) => backward([x, w])[1],
    jvp: (x, v) => forward([x, v])[1],
    primals: (x, w, v) => [backward([x, w])[0], forward([x, v])[0]],
    doubled: (x, w, z) => twice()([x, [w, z]])[1],
    batch: xs => mapped()(xs),
  }
}

const joined = (parts: readonly Dense[]): readonly number[] =>
  parts.length === 1 ? listOf(parts[0]!.data) : parts.flatMap(d => listOf(d.data))

/** All entries of a value, discrete ones as numbers. */
export const entriesOf = (s: AnySpace): ((x: unknown) => readonly number[]) => {
  const read = encode('laws', s)
  return x => joined(read(x))
}

/** The entries of a value that can move: its real leaves, as a tangent. */
export const realPart = <A>(s: Space<A>): ((x: A) => readonly number[]) => {
  const read = encode('laws', s)
  return x => joined(read(x).filter(d => d.kind === 'real'))
}

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
          for (let i = 0; i < data.length; i++) data[i]! += t * direction[i]!
          return { ...part, data }
        }),
      )
  }
