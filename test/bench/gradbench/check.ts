/**
 * Checks every recorded case by talking to the process as GradBench's broker does, and prints what it found:
 * `npm run gradbench`, or `npm run gradbench lse gmm`. The cases are those in `CHAINRULE_GRADBENCH`, or in
 * `shared/gradbench` beside the checkout.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ALLOWED, type Case, casesOf, distance, inputOf } from './cases.js'
import { lines } from './lines.js'
import type { Answer } from './protocol.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** A conversation with the process: messages in, answers out, one each. */
const conversation = () => {
  const tool = spawn(process.execPath, [at('main.js')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const replies = lines(tool.stdout)
  const ids = Array.from({ length: 1 }, () => 0)
  const ask = async (message: Readonly<Record<string, unknown>>): Promise<Answer> => {
    const id = ids[0]!
    ids[0] = id + 1
    tool.stdin.write(`${JSON.stringify({ id, ...message })}\n`)
    const { value } = await replies.next()
    const got = JSON.parse(value ?? '{}') as Answer & { readonly id?: unknown } // checked where it is used
    if (got.id !== id) throw new Error(`message ${id} was answered as ${String(got.id)}`)
    return got
  }
  return { ask, end: () => tool.stdin.end() }
}

interface Outcome {
  readonly name: string
  readonly error: number
  readonly evaluate: number
  readonly prepare: number
  readonly fault: string | undefined
}

const milliseconds = ({ timings = [] }: Answer, wanted: string): number =>
  timings.reduce((sum, { name, nanoseconds }) => sum + (name === wanted ? nanoseconds : 0), 0) / 1e6

type Ask = ReturnType<typeof conversation>['ask']

const outcomeOf = async (ask: Ask, c: Case): Promise<Outcome> => {
  const { module, function: name } = c
  const got = await ask({ kind: 'evaluate', module, function: name, input: inputOf(c) })
  const error = got.success === true ? distance(got.output, c.output) : Infinity
  const valid = error <= ALLOWED
  await ask({ kind: 'analysis', of: 0, valid })
  return {
    name,
    error,
    evaluate: milliseconds(got, 'evaluate'),
    prepare: milliseconds(got, 'prepare'),
    fault: valid
      ? undefined
      : `${module}.${name} (${c.description ?? ''}): ${got.error ?? `off by ${error}`}`,
  }
}

const checked = async (module: string, cases: readonly Case[]): Promise<readonly Outcome[]> => {
  const { ask, end } = conversation()
  await ask({ kind: 'start', eval: module })
  const { success, error } = await ask({ kind: 'define', module })
  const outcomes: Outcome[] = []
  if (success === true) for (const c of cases) outcomes.push(await outcomeOf(ask, c))
  else
    outcomes.push({
      name: '–',
      error: Infinity,
      evaluate: 0,
      prepare: 0,
      fault: error ?? 'undefined',
    })
  end()
  return outcomes
}

const largest = (xs: readonly number[]): number => xs.reduce((a, b) => Math.max(a, b), 0)

const row = (module: string, name: string, outcomes: readonly Outcome[]): string =>
  [
    module.padEnd(10),
    name.padEnd(12),
    String(outcomes.length).padStart(5),
    largest(outcomes.map(o => o.error))
      .toExponential(1)
      .padStart(12),
    largest(outcomes.map(o => o.evaluate))
      .toFixed(2)
      .padStart(13),
    largest(outcomes.map(o => o.prepare))
      .toFixed(2)
      .padStart(12),
  ].join('')

const folder = process.env['CHAINRULE_GRADBENCH'] ?? at('../../../../../shared/gradbench')
const all = casesOf(folder)
if (all === undefined)
  console.log(`gradbench: skipped, no cases in ${folder} (set CHAINRULE_GRADBENCH)`)
else {
  const wanted = process.argv.slice(2)
  console.log('the worst of the cases: error, and milliseconds\n')
  console.log('evaluation function    cases       error     evaluate     prepare')
  const faults: string[] = []
  for (const [module, cases] of all.filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  )) {
    const outcomes = await checked(module, cases)
    for (const name of new Set(outcomes.map(o => o.name)))
      console.log(
        row(
          module,
          name,
          outcomes.filter(o => o.name === name),
        ),
      )
    faults.push(...outcomes.flatMap(o => o.fault ?? []))
  }
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
