/** What is at fault where a product with the Jacobian is not what it ought to be. */
import { tangentSpace } from '../src/Space.js'
import { likelyCause } from './cause.js'
import { faultyEntries, showEntry } from './entries.js'
import type { Diagnosis } from './Law.js'
import type { Beyond, Point } from './point.js'
import { entriesOf, type Subject } from './subject.js'

const NOTHING: Diagnosis = { where: [] }

/** The entries at fault, and a likely cause. */
export const diagnosed =
  <A, B>(s: Subject<A, B>) =>
  ({ x, v, w }: Point<A, B>, { thin, others }: Beyond<A>): Diagnosis => {
    // Where coordinates depend on each other, none is moved alone.
    if (thin) return NOTHING
    const entries = faultyEntries(
      s,
      x,
      entriesOf(tangentSpace(s.dom))(v),
      entriesOf(tangentSpace(s.cod))(w),
    )
    const cause = likelyCause(s, [x, ...others()], entries)
    return {
      where: entries.map(entry => showEntry(s, entry)),
      ...(cause === undefined ? {} : { cause: cause.text }),
    }
  }

/** A subject without its pullback: what is at fault is the pushforward. */
export const forwards = <A, B>({ vjp: _, ...s }: Subject<A, B>): Subject<A, B> => s

/** The first of the two products that is at fault. */
export const eitherDiagnosed =
  <A, B>(s: Subject<A, B>) =>
  (p: Point<A, B>, beyond: Beyond<A>): Diagnosis => {
    const [back, forth] = [diagnosed(s)(p, beyond), diagnosed(forwards(s))(p, beyond)]
    const of = (product: string, d: Diagnosis): Diagnosis => ({
      ...d,
      where: d.where.map(where => `the ${product}, ${where}`),
    })
    if (back.where.length > 0 || back.cause !== undefined) return of('vjp', back)
    return forth.where.length > 0 || forth.cause !== undefined ? of('jvp', forth) : NOTHING
  }
