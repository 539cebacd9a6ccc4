/** Faults in programs of this library: wrong rules, and graphs that are cut. */
import { apply, type Diff, fn, type Space, type Tangent } from 'chainrule'
import { jvp, vjp } from 'chainrule/derivative'
import { gradientLaws, subject } from 'chainrule/laws'
import { tangentSpace } from 'chainrule/Space'
import { type About, type AnySubject, type Fault, whereOf } from './model.js'

/** The tangent and the cotangent as functions, with the derivatives that follow for them. */
const derivatives = <A, B>(f: Diff<A, B>, name: string): readonly AnySubject[] => {
  const [along, back] = [jvp(f), vjp(f)]
  const pushed = fn(along.dom, tangentSpace(f.cod), at => apply(along, at)[1])
  const pulled: Diff<readonly [A, Tangent<B>], Tangent<A>> = fn(
    back.dom,
    tangentSpace(f.dom) as Space<Tangent<A>>,
    at => apply(back, at)[1],
  )
  // Each is given what its own spaces generate.
  return [
    subject(pushed, `${name}, pushed`),
    subject(pulled, `${name}, pulled`),
  ] as unknown as readonly AnySubject[]
}

/** What is made when it is first asked for. */
const lazily = <X>(make: () => X): (() => X) => {
  let made: { readonly x: X } | undefined
  return () => {
    made ??= { x: make() }
    return made.x
  }
}

/** A fault in a program: laws of the second order speak of it, too. */
export const program = <A, B>(about: About<never>, right: Diff<A, B>, wrong: Diff<A, B>): Fault => {
  const where = whereOf(about as About<A>) // points of this domain, if any
  const of = (f: Diff<A, B>) => () => subject(f, about.name) as unknown as AnySubject // likewise
  // A program is traced once, not once a seed.
  const laws = {
    right: lazily(() => gradientLaws(right, where)),
    wrong: lazily(() => gradientLaws(wrong, where)),
  }
  return {
    name: about.name,
    kind: about.kind,
    operation: about.operation,
    ...(about.source === undefined ? {} : { source: about.source }),
    right: of(right),
    wrong: of(wrong),
    where: where as Fault['where'], // points of its own domain
    laws: which => laws[which](),
    second: which => derivatives(which === 'right' ? right : wrong, about.name),
  }
}
