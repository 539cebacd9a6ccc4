/**
 * Mutation testing: every derivative rule with one expression changed, and the laws are to notice.
 *
 * `npm run mutants -- --only src/op/linalg --sample 100 --jobs 2`; with `--again` only those that nothing has noticed
 * yet: samples have been added, the rules are as they were.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Said, Told } from './child.js'
import { emitted } from './emit.js'
import { equivalent } from './equivalent.js'
import type { Mutant } from './instrument.js'
import { chosen, type Known } from './known.js'
import { type Fate, report } from './report.js'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    sample: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    again: { type: 'boolean', default: false },
  },
})

const jobs = Number(values.jobs)

/** A mutant hangs where its samples take so many times longer than without it, and some seconds. */
const SLOWER = 5
const PATIENCE = 10_000

const root = resolve('out/mutants')
const out = join(root, 'js')
const all = emitted(resolve('.'), out, path => path.startsWith(values.only))
const every =
  values.sample === undefined ? 1 : Math.max(1, Math.floor(all.length / Number(values.sample)))
const mutants = all.filter((_, i) => i % every === 0)
const noted = join(root, 'fates.json')
const nameOf = ({ file, line, what }: Mutant): string => `${file}:${line} ${what}`

/** What became of mutants the last time. */
const before: ReadonlyMap<string, Fate> = new Map(
  values.again && existsSync(noted)
    ? (JSON.parse(readFileSync(noted, 'utf8')) as readonly (Mutant & Fate)[])
        .filter(({ tag }) => tag === 'killed')
        .map(m => [nameOf(m), m])
    : [],
)
const tell = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const started = (): ChildProcess => fork(join(out, 'test/mutants/child.js'))
const send = (child: ChildProcess, told: Told): void => {
  child.send(told)
}

/** What all samples do without mutants, each child with its share of them. */
const learnt = async (jobs: number): Promise<readonly Known[]> => {
  const share = (of: number): Promise<readonly Known[]> =>
    new Promise((done, fail) => {
      const child = started()
      child.once('message', (said: Said) => {
        child.kill()
        if (said.tag === 'learnt') done(said.all)
      })
      child.once('error', fail)
      send(child, { tag: 'learn', of, jobs })
    })
  return (await Promise.all(Array.from({ length: jobs }, (_, of) => share(of)))).flat()
}

/** Noted as it goes, so that what was cut off goes on with `--again`. */
const keep = (fates: ReadonlyMap<number, Fate>): void => {
  writeFileSync(
    noted,
    JSON.stringify(
      mutants.map(m => ({ ...m, ...fates.get(m.id) })),
      undefined,
      1,
    ),
  )
}

/** What becomes of each mutant: a child at work takes the next one; one that hangs is replaced. */
const judged = async (known: readonly Known[]): Promise<ReadonlyMap<number, Fate>> => {
  const fates = new Map<number, Fate>(
    mutants.flatMap(m => {
      const fate = before.get(nameOf(m))
      return fate === undefined ? [] : [[m.id, fate]]
    }),
  )
  const reached = new Set(known.flatMap(({ asks }) => asks))
  const patienceWith = (id: number): number =>
    PATIENCE + SLOWER * chosen(id, known).reduce((t, { ms }) => t + ms, 0)
  const left = mutants.filter(m => reached.has(m.id) && !fates.has(m.id))
  for (const m of mutants)
    if (!reached.has(m.id) && !fates.has(m.id)) fates.set(m.id, { tag: 'unreached' })
  let next = 0
  const note = (m: Mutant, fate: Fate): void => {
    fates.set(m.id, fate)
    if (fates.size % 50 === 0) {
      keep(fates)
      tell(`${fates.size} of ${mutants.length}`)
    }
  }
  const attempt = (child: ChildProcess, m: Mutant): Promise<boolean> =>
    new Promise(done => {
      const over = (fate: Fate, alive: boolean): void => {
        clearTimeout(timer)
        child.removeAllListeners()
        note(m, fate)
        done(alive)
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        over({ tag: 'hangs' }, false)
      }, patienceWith(m.id))
      child.on('message', (said: Said) => {
        if (said.tag === 'tried')
          over(said.by === undefined ? { tag: 'survives' } : { tag: 'killed', by: said.by }, true)
      })
      child.on('exit', () => {
        over({ tag: 'hangs' }, false)
      })
      send(child, { tag: 'try', id: m.id })
    })
  const worker = async (): Promise<void> => {
    let child: ChildProcess | undefined
    for (let m = left[next++]; m !== undefined; m = left[next++]) {
      if (child === undefined) {
        child = started()
        send(child, { tag: 'known', all: known })
      }
      if (!(await attempt(child, m))) child = undefined
    }
    child?.kill()
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return fates
}

tell(`${all.length} mutants, of which ${mutants.length} are tried`)
const known = await learnt(jobs)
tell(
  `${known.length} samples, ${(known.reduce((s, k) => s + k.ms, 0) / 1000).toFixed(0)} s without mutants`,
)
const fates = await judged(known)
keep(fates)
const { text, score } = report(mutants, fates, equivalent)
process.stdout.write(`${text}\n`)
process.exitCode = score >= 0.95 ? 0 : 1
