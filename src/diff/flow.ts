/** Arrows one after another: the types that see that neighbours meet. */
import type { MeetValue } from './meet.js'
import type { AnyDiff, Diff } from './model.js'

type DomOf<F> = F extends Diff<infer A, infer _> ? A : never
type CodOf<F> = F extends Diff<infer _, infer B> ? B : never

/** What a list of arrows must be: itself where each meets the next, else a record that says which do not. */
export type Chained<Fs extends readonly unknown[]> = Fs extends readonly [
  infer F,
  infer G,
  ...infer Rest,
]
  ? MeetValue<CodOf<F>, DomOf<G>> extends true
    ? Chained<readonly [G, ...Rest]>
    : { readonly 'the spaces do not meet': readonly [CodOf<F>, 'is not the domain', DomOf<G>] }
  : unknown

/** The arrow of a list of arrows, from the domain of the first to the codomain of the last. */
export type Flowed<Fs extends readonly AnyDiff[]> = Fs extends readonly [infer F, ...infer _]
  ? Fs extends readonly [...infer _, infer G]
    ? Diff<DomOf<F>, CodOf<G>>
    : never
  : never
