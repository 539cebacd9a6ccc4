/** The package as a stranger gets it: built, packed, and installed into a fresh project outside of this one. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The sources of consumers. */
export const consumers = fileURLToPath(new URL('consumer', import.meta.url))

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly code: number | null
  readonly text: string
}

/** Runs a command without input. */
export const command = (cwd: string, name: string, ...args: readonly string[]): Outcome => {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // A consumer is not inside of our scripts: their settings are not its own.
    env: Object.fromEntries(
      Object.entries(process.env).filter(
        ([k]) => !/^(npm_(package|lifecycle|command)|INIT_CWD|VITEST|NODE_ENV)/.test(k),
      ),
    ),
  })
  return { code: status, text: error === undefined ? `${stdout}${stderr}` : error.message }
}

/** Runs a command that must end well, and gives what it printed. */
export const succeed = (cwd: string, name: string, ...args: readonly string[]): string => {
  const { code, text } = command(cwd, name, ...args)
  if (code !== 0) throw new Error(`${name} ${args.join(' ')}: exit code ${code}\n${text}`)
  return text
}

/** The TypeScript compiler of this repository, run in some folder. */
export const tsc = (cwd: string, ...args: readonly string[]): Outcome =>
  command(
    cwd,
    process.execPath,
    createRequire(import.meta.url).resolve('typescript/bin/tsc'),
    ...args,
  )

/** A packed package, and how its build went. */
export interface Packed {
  readonly tarball: string
  readonly files: readonly string[]
  readonly build: Outcome
}

/** Builds and packs into a folder, leaving the repository as it is. */
export const pack = (folder: string): Packed => {
  const stage = join(folder, 'stage')
  // All that the repository holds, so that what must not be packed could be.
  for (const part of ['package.json', 'README.md', 'LICENSE', 'src', 'laws', 'test', 'docs'])
    cpSync(join(root, part), join(stage, part), { recursive: true })
  const build = tsc(root, '-p', 'tsconfig.build.json', '--outDir', join(stage, 'dist'))
  succeed(root, process.execPath, 'bundle.config.mjs', join(stage, 'dist'))
  const [packed] = JSON.parse(
    succeed(stage, 'npm', 'pack', '--json', '--ignore-scripts', '--loglevel=error'),
  ) as readonly [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ] // npm's own form
  return { tarball: join(stage, packed.filename), files: packed.files.map(f => f.path), build }
}

const PEERS = ['fp-ts', 'io-ts', 'fast-check', 'pure-rand']

/** The folder of an installed package of this repository. */
const installed = (name: string): string => join(root, 'node_modules', name)

/**
 * A fresh project with a tarball and its peers, these from what this repository has installed, so that no
 * registry is asked.
 */
export const project = (folder: string, tarball: string): string => {
  const home = join(folder, 'consumer')
  mkdirSync(home, { recursive: true })
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, type: 'module' }),
  )
  const peers = PEERS.map(installed).filter(existsSync)
  succeed(
    home,
    'npm',
    'install',
    '--install-links',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    tarball,
    ...peers,
  )
  cpSync(consumers, home, { recursive: true })
  return home
}

/** A new folder for a test, outside of the repository. */
export const workshop = (): string => mkdtempSync(join(tmpdir(), 'chainrule-'))

/** The package's manifest, as it is installed somewhere. */
export const manifest = (home: string) =>
  JSON.parse(readFileSync(join(home, 'node_modules/chainrule/package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>
  } // checked by npm
