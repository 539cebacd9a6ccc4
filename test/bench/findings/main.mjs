/**
 * The laws of chainrule against other libraries: `npm run findings -- --only tfjs:tanh --seed 1 --runs 10 --json FILE` (FILE.tfjs.json …);
 * with `--known` only what `known.json` lists.
 * Ends with 0 where what is found is what `known.json` lists, with 1 where something is new or gone.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkLaws, showFailure } from 'chainrule/laws'
import { lawsOf, modes } from './claims.mjs'
import { compared, tally } from './compare.mjs'
import { hosts } from './hosts.mjs'

const HEAP = ['--max-old-space-size=6000']

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    mode: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '10' },
    json: { type: 'string' },
    known: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const [library, operation] = values.only.split(':')

const wanted = (name, exact) => !exact || name === exact
const options = { seed: Number(values.seed), runs: Number(values.runs) }

/** What is found of one operation in one mode. */
const found = (host, op, mode) => {
  const row = { library: host.name, version: host.version, operation: op.name, mode }
  const laws = lawsOf(host, op, mode)
  if (laws === undefined) return undefined
  const result = checkLaws(laws, options)
  if (result._tag === 'Right') return { ...row, verdict: 'holds' }
  const { left } = result
  const why = left.where?.[0] ?? left.input
  // What a library says that it cannot do is no finding.
  if (left.tag === 'broken' && Number.isNaN(left.claimed) && host.refuses.test(why))
    return { ...row, verdict: 'refused', reason: why }
  return {
    ...row,
    verdict: left.tag,
    law: left.law,
    ...(left.tag === 'broken'
      ? {
          input: left.input,
          claimed: left.claimed,
          measured: left.measured,
          tolerance: left.tolerance,
          where: left.where,
          cause: left.cause,
        }
      : { reason: left.reason }),
    text: showFailure(left),
  }
}

const known = JSON.parse(readFileSync(new URL('known.json', import.meta.url), 'utf8'))
const listed = new Set(known.map(k => `${k.library}:${k.operation} (${k.mode})`))

/** What is found in one library. */
const alone = async () => {
  const rows = []
  for (const [name, make] of Object.entries(hosts)) {
    if (!wanted(name, library)) continue
    const host = await make()
    for (const op of host.ops) {
      if (!wanted(op.name, operation)) continue
      for (const mode of host.modes ?? Object.keys(modes)) {
        if (!wanted(mode, values.mode)) continue
        if (values.known && !listed.has(`${name}:${op.name} (${mode})`)) continue
        const row = found(host, op, mode)
        if (row === undefined) continue
        rows.push(row)
        if ((row.verdict !== 'holds' && row.verdict !== 'refused') || values.verbose)
          console.log(`${name}:${op.name} (${mode}): ${row.verdict}\n${row.text ?? ''}\n`)
      }
    }
  }

  console.log(tally(rows))
  const { fresh, gone } = compared(rows, known)
  for (const f of fresh) console.log(`new: ${f}`)
  for (const g of gone) console.log(`gone: ${g}`)
  if (values.json)
    writeFileSync(`${values.json}.${library}.json`, `${JSON.stringify(rows, undefined, 1)}\n`)
  process.exitCode = fresh.length + gone.length === 0 ? 0 : 1
}

/** Each library in a process of its own: some keep what they were given. */
const apart = () => {
  for (const name of Object.keys(hosts)) {
    const args = [...HEAP, ...process.argv.slice(1), '--only', name]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
}

if (library === '') apart()
else await alone()
