/** Which entries of a claimed Jacobian are at fault: directions and cotangents halved until one entry is left. */
import { type AnySpace, dim, tangentSpace } from '../src/Space.js'
import { tangentOf, unitOf } from './locate.js'
import { curve, dot, measuredBy } from './measure.js'
import { remembering } from './remember.js'
import { entriesOf, entryName, moved, realPart, type Subject } from './subject.js'

/** An entry ∂out[i]/∂in[j] that is not what differences say. */
export interface Entry {
  readonly output: number
  readonly input: number
  readonly claimed: number
  readonly measured: number
  readonly bar: number
}

/** A claimed product and the function, along a direction and through a cotangent in coordinates. */
export interface Products {
  /** ⟨w, J v⟩ as claimed. */
  readonly claimed: (v: readonly number[], w: readonly number[]) => number
  /** ⟨w, f(x + t v)⟩. */
  readonly along: (v: readonly number[]) => (t: number) => readonly number[]
}

/** What is claimed at a point: by the pullback where there is one. */
export const productsAt = <A, B>(s: Subject<A, B>, x: A): Products => {
  const [readA, readB] = [entriesOf(tangentSpace(s.dom)), entriesOf(tangentSpace(s.cod))]
  const { vjp, jvp } = s
  // Of one cotangent many directions are asked.
  let known: { readonly w: readonly number[]; readonly back: readonly number[] } | undefined
  const back = (pull: NonNullable<typeof vjp>, w: readonly number[]): readonly number[] => {
    if (known?.w !== w) known = { w, back: readA(pull(x, tangentOf(s.cod, w))) }
    return known.back
  }
  return {
    claimed: (v, w) =>
      vjp !== undefined
        ? dot(back(vjp, w), v)
        : jvp !== undefined
          ? dot(readB(jvp(x, tangentOf(s.dom, v))), w)
          : Number.NaN,
    along: v => {
      const at = moved(s.dom)(x, tangentOf(s.dom, v))
      return remembering(t => realPart(s.cod)(s.value(at(t))))
    },
  }
}

/** A step over which a difference tells halves apart; what is found is measured well afterwards. */
const STEP = 2 ** -12

/** How far a claim is from a difference: of fourth order, one or two digits better than the fault must be. */
const residual = (
  { claimed, along }: Products,
  v: readonly number[],
  w: readonly number[],
): number => {
  const y = along(v)
  const slope = (h: number): number => (dot(w, y(h)) - dot(w, y(-h))) / (2 * h)
  const r = Math.abs(claimed(v, w) - (4 * slope(STEP / 2) - slope(STEP)) / 3)
  return Number.isNaN(r) ? Number.POSITIVE_INFINITY : r
}

/** The entry of a list at which a size stays when the others are left out: the larger half each time. */
const narrowed = (
  xs: readonly number[],
  sizeOf: (part: readonly number[]) => number,
): number | undefined => {
  let kept = xs.flatMap((e, i) => (e === 0 ? [] : [i]))
  const only = (members: readonly number[]): readonly number[] => {
    const part = new Array<number>(xs.length).fill(0)
    for (const i of members) part[i] = xs[i]!
    return part
  }
  while (kept.length > 1) {
    const middle = Math.ceil(kept.length / 2)
    const [first, second] = [kept.slice(0, middle), kept.slice(middle)]
    kept = sizeOf(only(first)) >= sizeOf(only(second)) ? first : second
  }
  return kept[0]
}

const FEW = 3

const NOTHING = { alone: () => 0, apart: () => 0 }

/** What an entry is compared by, or nothing where it is right, or nothing can be told. */
const measuredEntry = <A, B>(
  s: Subject<A, B>,
  p: Products,
  output: number,
  input: number,
): Entry | undefined => {
  const [v, w] = [unitOf(dim(s.dom), input), unitOf(dim(s.cod), output)]
  const claimed = p.claimed(v, w)
  const report = measuredBy(
    () => [claimed],
    [1],
    curve([1], t => [p.along(v)(t)[output]!], { room: 1, speed: 1 }, s.precision),
    'an entry',
    () => NOTHING,
  )
  return report.verdict === 'fails'
    ? { output, input, claimed, measured: report.measured, bar: report.tolerance }
    : undefined
}

/**
 * Entries at fault at a point, a few at most: those found along a direction v and through a cotangent w, in
 * coordinates, at which a law was seen to fail.
 */
export const faultyEntries = <A, B>(
  s: Subject<A, B>,
  x: A,
  direction: readonly number[],
  cotangent: readonly number[],
): readonly Entry[] => {
  const p = productsAt(s, x)
  const found: Entry[] = []
  let v = direction
  while (found.length < FEW) {
    const current = v
    const input = narrowed(current, part => residual(p, part, cotangent))
    if (input === undefined) break
    const unit = unitOf(v.length, input)
    const output = narrowed(cotangent, part => residual(p, unit, part))
    const entry = output === undefined ? undefined : measuredEntry(s, p, output, input)
    if (entry === undefined) break
    found.push(entry)
    v = v.map((e, i) => (i === input ? 0 : e))
  }
  return found
}

/** The name of an entry of an input or an output; a lone one has a name of its own. */
export const placeOf = (s: AnySpace, k: number, alone: string): string => {
  const name = entryName(tangentSpace(s), k)
  if (name === 'the value') return alone
  return name.startsWith('[') ? `${alone}${name}` : name
}

/** An entry in a few words: «∂out[3]/∂W[2, 1]: claimed 0, measured 1.7 ± 2e-9». */
export const showEntry = <A, B>(
  s: Subject<A, B>,
  { output, input, claimed, measured, bar }: Entry,
): string =>
  `∂${placeOf(s.cod, output, 'out')}/∂${placeOf(s.dom, input, 'x')}: claimed ${short(claimed)}, measured ${short(measured)} ± ${bar.toExponential(0)}`

const short = (x: number): string => `${Number(x.toPrecision(7))}`
