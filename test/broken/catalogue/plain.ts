/** Faults in plain functions of lists of numbers, one list a leaf: nothing of the library is in them. */

import { fromFlat } from 'chainrule'
import { derivativeLaws } from 'chainrule/laws'
import { type AnySpace, fromForm, type Space, tangentSpace, tuple } from 'chainrule/Space'
import { encode } from '../../../src/space/encode.js'
import { leaves } from '../../../src/space/form.js'
import type { Data } from './arrays.js'
import { type About, type AnySubject, type Fault, whereOf } from './model.js'

/** A list of numbers for each leaf; that of a discrete leaf's tangent is empty. */
type Lists<S extends readonly AnySpace[]> = { readonly [K in keyof S]: Data }

/** A function with its products, on lists. */
export interface Plain<D extends readonly AnySpace[], C extends readonly AnySpace[]> {
  readonly value: (x: Lists<D>) => Lists<C>
  readonly vjp: (x: Lists<D>, w: Lists<C>) => Lists<D>
  /** What follows from the vjp unless said. */
  readonly jvp?: (x: Lists<D>, v: Lists<D>) => Lists<C>
}

/** What is wrong. A forward mode follows from a wrong vjp, as where one is made from the other. */
export type Slip<D extends readonly AnySpace[], C extends readonly AnySpace[]> = Partial<
  Plain<D, C>
> & {
  /** The forward mode stays right though the vjp is wrong, as where they are written apart. */
  readonly apart?: boolean
  /** The value that comes along with the products. */
  readonly along?: (x: Lists<D>) => Lists<C>
}

const bundle = (spaces: readonly AnySpace[]): Space<unknown> =>
  spaces.length === 1 ? fromForm(spaces[0]!.form) : fromForm(tuple(...spaces).form)

const read = (spaces: readonly AnySpace[]) => {
  const s = bundle(spaces)
  return (value: unknown): readonly Data[] => encode('catalogue', s)(value).map(d => [...d.data])
}

/** Tangents have no leaf where the value is discrete. */
const readTangent = (spaces: readonly AnySpace[]) => {
  const real = spaces.map(s => leaves(s.form)[0]!.leaf.kind === 'real')
  const s = tangentSpace(bundle(spaces))
  return (value: unknown): readonly Data[] => {
    const parts = encode('catalogue', s)(value).values()
    return real.map(is => (is ? [...parts.next().value!.data] : []))
  }
}

const write = (spaces: readonly AnySpace[], tangent: boolean) => (lists: readonly Data[]) => {
  const parts = spaces.map((s, i) => {
    const { leaf } = leaves(s.form)[0]!
    if (tangent && leaf.kind !== 'real') return []
    if (leaf.scalar) return lists[i]![0]!
    // A list that is too short or too long is of another shape, and ought to be refused.
    const n = leaf.shape.reduce((a, b) => a * b, 1)
    return fromFlat(lists[i]!, lists[i]!.length === n ? leaf.shape : [lists[i]!.length])
  })
  return spaces.length === 1 ? parts[0]! : parts
}

/** J v from the rows of J, each a product of the vjp with a unit cotangent. */
const forward = <D extends readonly AnySpace[], C extends readonly AnySpace[]>({
  value,
  vjp,
}: Pick<Plain<D, C>, 'value' | 'vjp'>): ((x: Lists<D>, v: Lists<D>) => Lists<C>) => {
  return (x, v) => {
    const y: readonly Data[] = value(x)
    const flat = (lists: readonly Data[]): Data => lists.flat()
    const direction = flat(v)
    return y.map((part, p) =>
      part.map((_, i) => {
        const unit = y.map((q, r) => q.map((__, j) => (r === p && i === j ? 1 : 0)))
        const row = flat(vjp(x, unit as Lists<C>)) // as many lists as the codomain has
        return row.reduce((s, e, k) => s + (direction[k] === 0 ? 0 : e * direction[k]!), 0)
      }),
    ) as Lists<C> // likewise
  }
}

/** The subject of functions of lists. */
export const plainSubject = <
  const D extends readonly AnySpace[],
  const C extends readonly AnySpace[],
>(
  name: string,
  dom: D,
  cod: C,
  f: Plain<D, C>,
  along?: (x: Lists<D>) => Lists<C>,
): AnySubject => {
  const [readX, readV, readW] = [read(dom), readTangent(dom), readTangent(cod)]
  const [inB, inTA, inTB] = [write(cod, false), write(dom, true), write(cod, true)]
  const jvp = f.jvp ?? forward(f)
  // The lists are as the spaces say, of which they are read.
  const xs = (x: unknown): Lists<D> => readX(x) as Lists<D>
  const vs = (v: unknown): Lists<D> => readV(v) as Lists<D>
  const subject: AnySubject = {
    name,
    dom: bundle(dom),
    cod: bundle(cod),
    value: x => inB(f.value(xs(x))),
    // Tangents of unknown spaces are unknown.
    vjp: (x, w) => inTA(f.vjp(xs(x), readW(w) as Lists<C>)) as never,
    jvp: (x, v) => inTB(jvp(xs(x), vs(v))) as never,
    ...(along === undefined ? {} : { primals: (x: unknown) => [inB(along(xs(x)))] }),
  }
  return subject
}

/** A fault in a function of lists. */
export const fault = <const D extends readonly AnySpace[], const C extends readonly AnySpace[]>(
  about: About<never>,
  dom: D,
  cod: C,
  right: Plain<D, C>,
  slip: Slip<D, C> | (() => Slip<D, C>),
): Fault => {
  const where = whereOf(about as About<unknown>) // points of this domain, whatever it is
  const twin = (): AnySubject => {
    const { apart = false, along, ...wrong } = typeof slip === 'function' ? slip() : slip
    const f = { ...right, ...wrong }
    const jvp = wrong.jvp ?? right.jvp ?? forward(right)
    const follows = wrong.vjp !== undefined && wrong.jvp === undefined && !apart
    const { value, vjp } = f
    return plainSubject(about.name, dom, cod, follows ? { value, vjp } : { value, vjp, jvp }, along)
  }
  const fine = (): AnySubject => plainSubject(about.name, dom, cod, right)
  return {
    name: about.name,
    kind: about.kind,
    operation: about.operation,
    ...(about.source === undefined ? {} : { source: about.source }),
    right: fine,
    wrong: twin,
    where,
    laws: which => derivativeLaws(which === 'right' ? fine() : twin(), where),
  }
}
