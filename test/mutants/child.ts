/** Tries mutants, one at a time, as it is told to: the laws of all samples that ask about the mutant, until one is broken. */
import { tryLaws } from '../../laws/index.js'
import { chosen, type Known } from './known.js'
import { type Sample, samples } from './samples.js'
import { activate, askedBy } from './switch.js'

const RUNS = 3
const SEED = 1

/** The laws that hold of a sample, where it can be built. */
const holding = ({ laws }: Sample, wanted?: ReadonlySet<string>): readonly string[] | undefined => {
  try {
    const held: string[] = []
    for (const law of laws()) {
      if (wanted !== undefined && !wanted.has(law.name)) continue
      const holds = tryLaws([law], { runs: RUNS, seed: SEED })[0]!.holds
      if (holds) held.push(law.name)
      // One broken law is enough.
      else if (wanted !== undefined) return undefined
    }
    return held
  } catch {
    return undefined
  }
}

const known = (of: number, jobs: number): readonly Known[] =>
  samples.flatMap((sample, i) => {
    if (i % jobs !== of) return []
    const start = performance.now()
    let holds: readonly string[] | undefined
    const asks = askedBy(() => {
      holds = holding(sample)
    })
    if (!holds?.length) process.stderr.write(`no law holds of ${sample.name}: not used\n`)
    return holds === undefined || holds.length === 0
      ? []
      : [
          {
            sample: i,
            holds,
            asks: [...asks],
            ms: performance.now() - start,
            meant: sample.meant === true,
          },
        ]
  })

/** The sample that a mutant breaks, if there is one. */
const killer = (id: number, all: readonly Known[]): string | undefined => {
  const asking = chosen(id, all)
  activate(id)
  const found = asking.find(({ sample, holds }) => {
    const wanted = new Set(holds)
    return holding(samples[sample]!, wanted)?.length !== holds.length
  })
  activate(-1)
  return found === undefined ? undefined : samples[found.sample]!.name
}

/** What a child is told, and says. */
export type Told =
  | { readonly tag: 'learn'; readonly of: number; readonly jobs: number }
  | { readonly tag: 'known'; readonly all: readonly Known[] }
  | { readonly tag: 'try'; readonly id: number }
export type Said =
  | { readonly tag: 'learnt'; readonly all: readonly Known[] }
  | { readonly tag: 'tried'; readonly id: number; readonly by: string | undefined }

let learnt: readonly Known[] = []
const say = (message: Said): void => {
  process.send?.(message)
}
process.on('message', (told: Told) => {
  if (told.tag === 'learn') say({ tag: 'learnt', all: known(told.of, told.jobs) })
  if (told.tag === 'known') learnt = told.all
  if (told.tag === 'try') say({ tag: 'tried', id: told.id, by: killer(told.id, learnt) })
})
