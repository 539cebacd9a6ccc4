/** Bundles for browsers, and where they run. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'

/** Where Debian puts its browser. */
export const CHROMIUM = '/usr/bin/chromium'

/** Whether there is a browser to test in. */
export const hasChromium = existsSync(CHROMIUM)

/** Bundles the page of a project into its `web` folder, and gives the one script. */
export const bundlePage = async (home: string): Promise<string> => {
  await build({
    root: home,
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'web', modulePreload: false, target: 'es2022' },
  })
  const assets = join(home, 'web/assets')
  const scripts = readdirSync(assets).filter(name => name.endsWith('.js'))
  if (scripts.length !== 1) throw new Error(`one script is expected, not ${scripts.length}`)
  return readFileSync(join(assets, scripts[0]!), 'utf8')
}

/** What the script shows in a bare realm: JavaScript alone, without Node's modules or globals. */
export const showsInBareRealm = (script: string): string => {
  const output = { textContent: '' }
  runInNewContext(script, { document: { querySelector: () => output } })
  return output.textContent
}

/** What the bundled page shows in headless chromium. */
export const showsInChromium = async (home: string): Promise<string> => {
  const server = await preview({
    root: home,
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'web' },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(server.resolvedUrls?.local[0] ?? '')
    return (await page.locator('output').textContent({ timeout: 10_000 })) ?? ''
  } finally {
    await browser.close()
    await server.close()
  }
}

/** A bundle: its size in bytes, minified and gzipped, and the packages it took in or left out. */
export interface Bundle {
  readonly bytes: number
  readonly packages: readonly string[]
}

/** The package that a module belongs to. */
const packageOf = (id: string): string =>
  /(?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? id

/** A bundle of all that a module exports. */
export const bundleLibrary = async (
  home: string,
  specifier: string,
  external: readonly RegExp[],
): Promise<Bundle> => {
  const entry = join(home, 'entry.mjs')
  writeFileSync(entry, `export * from ${JSON.stringify(specifier)}\n`)
  const result = await build({
    root: home,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: 'entry' },
      rolldownOptions: { external: [...external] },
    },
  })
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : []
  const chunks = outputs.flatMap(o => o.output.flatMap(c => (c.type === 'chunk' ? [c] : [])))
  const names = chunks.flatMap(c => [
    ...c.moduleIds.filter(id => id !== entry && !id.startsWith('\0')),
    ...c.imports,
  ])
  return {
    bytes: gzipSync(chunks.map(c => c.code).join('')).length,
    packages: [...new Set(names.map(packageOf))].toSorted(),
  }
}
