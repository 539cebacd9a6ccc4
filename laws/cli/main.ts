#!/usr/bin/env node
/** `chainrule check ./module.js`: tries the laws that a module exports. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { exitCode, showFound, suitesOf, tryAll } from './found.js'

const USAGE = `chainrule check MODULE… [options]

Tries every export of the modules that is a list of laws:
  export const sine = gradient.of(Math.sin, Math.cos).on(box(-2, 2))

  --runs N      how often each law is tried (50 times; less where inputs are wide)
  --seed N      the seed of the first input; another each time unless given
  --path PATH   with --seed and --only: the one input at which a law failed
  --only TEXT   laws with this in «export: law»
  --json        what was found as one line of JSON
  --help        this text

Ends with 0 where all laws hold, 1 where one is broken, 2 where there is nothing to try, 3 where none is
broken but one cannot be decided.`

const USELESS = 2

const complain = (text: string): number => {
  process.stderr.write(`${text}\n`)
  return USELESS
}

const whole = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text)) throw new Error(`--${name}: expected a whole number, got ${text}`)
  return Number(text)
}

const options = {
  runs: { type: 'string' },
  seed: { type: 'string' },
  path: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const main = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [command, ...modules] = positionals
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`)
  }
  if (values.help === true) {
    say(USAGE)
    return 0
  }
  if (command !== 'check' || modules.length === 0) return complain(USAGE)
  const [runs, seed] = [whole('runs', values.runs), whole('seed', values.seed)]
  const { only = '', path } = values
  const loaded = await Promise.all(
    modules.map(
      m => import(pathToFileURL(resolve(m)).href) as Promise<Readonly<Record<string, unknown>>>,
    ),
  )
  const suites = loaded.flatMap(suitesOf).flatMap(({ name, laws }) => {
    const kept = laws.filter(law => `${name}: ${law.name}`.includes(only))
    return kept.length === 0 ? [] : [{ name, laws: kept }]
  })
  if (suites.length === 0)
    return complain(
      `${modules.join(', ')}: no export ${only === '' ? 'is a list of laws' : `with «${only}» in its name, or a law's`}`,
    )
  const quiet = values.json === true
  const found = await tryAll(
    suites,
    {
      ...(runs === undefined ? {} : { runs }),
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
    },
    one => {
      if (!quiet) say(showFound(one))
    },
  )
  if (quiet) say(JSON.stringify(found))
  return exitCode(found)
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  (e: unknown) => {
    process.exitCode = complain(e instanceof Error ? (e.stack ?? e.message) : String(e))
  },
)
