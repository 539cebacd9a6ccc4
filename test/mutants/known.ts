/** What is known of samples without mutants, and which of them a mutant is tried on. */

/** What is known of a sample without mutants: the laws that hold, what it asks about, how long it takes. */
export interface Known {
  readonly sample: number
  readonly holds: readonly string[]
  readonly asks: readonly number[]
  readonly ms: number
  readonly meant: boolean
}

/** So many samples for a mutant: the quickest, those that are meant for something, and then some of all the others, slow ones too. */
const QUICK = 20
const OTHERS = 30

/** The samples on which a mutant is tried. */
export const chosen = (id: number, all: readonly Known[]): readonly Known[] => {
  const sorted = all.filter(({ asks }) => asks.includes(id)).toSorted((a, b) => a.ms - b.ms)
  const later = sorted.slice(QUICK)
  const rest = later.filter(({ meant }) => !meant)
  const every = Math.max(1, Math.ceil(rest.length / OTHERS))
  return [
    ...sorted.slice(0, QUICK),
    ...later.filter(({ meant }) => meant),
    ...rest.filter((_, i) => i % every === 0),
  ]
}
