/** What became of the mutants: a table by file, and those that nobody noticed. */
import type { Equivalent } from './equivalent.js'
import type { Mutant } from './instrument.js'

/** What became of a mutant. */
export type Fate =
  | { readonly tag: 'killed'; readonly by: string }
  | { readonly tag: 'hangs' }
  | { readonly tag: 'survives' }
  | { readonly tag: 'unreached' }

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The share that is noticed, of those that compute something else. */
export const report = (
  mutants: readonly Mutant[],
  fates: ReadonlyMap<number, Fate>,
  equivalents: readonly Equivalent[],
): { readonly text: string; readonly score: number } => {
  const same = (m: Mutant): boolean =>
    equivalents.some(
      e => m.file.endsWith(`/${e.file}.ts`) && e.what === m.what && m.code.includes(e.on),
    )
  const noticed = (m: Mutant): boolean => ['killed', 'hangs'].includes(fates.get(m.id)?.tag ?? '')
  const row = (name: string, ms: readonly Mutant[]): string => {
    const killed = ms.filter(noticed).length
    const alike = ms.filter(m => !noticed(m) && same(m)).length
    const share = killed / Math.max(1, ms.length - alike)
    return `| ${name} | ${ms.length} | ${killed} | ${ms.length - killed - alike} | ${alike} | ${percent(share)} |`
  }
  const files = [...new Set(mutants.map(m => m.file))].toSorted()
  const survivors = mutants.filter(m => !noticed(m) && !same(m))
  const alike = mutants.filter(m => !noticed(m) && same(m)).length
  const killed = mutants.filter(noticed).length
  return {
    score: killed / Math.max(1, mutants.length - alike),
    text: [
      '| file | mutants | killed | survive | equivalent | score |',
      '|---|---:|---:|---:|---:|---:|',
      ...files.map(f =>
        row(
          f,
          mutants.filter(m => m.file === f),
        ),
      ),
      row('all', mutants),
      '',
      ...survivors.map(m => `${fates.get(m.id)?.tag ?? 'untried'}: ${m.file}:${m.line} ${m.what}`),
    ].join('\n'),
  }
}
