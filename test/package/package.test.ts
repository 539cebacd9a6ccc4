/** The packed package works for strangers: in Node, under TypeScript, in a browser; and it is small. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Bundle,
  bundleLibrary,
  bundlePage,
  hasChromium,
  showsInBareRealm,
  showsInChromium,
} from './bundle.js'
import { manifest, type Packed, pack, project, succeed, tsc, workshop } from './workshop.js'

const SLOW = 300_000
const LIMIT = 60_000

// d/dx Σ tanh(2 x) = 2 (1 − tanh²(2 x))
const GRADIENT = [2, 2 * (1 - Math.tanh(2) ** 2)]
const expectGradient = (found: readonly number[]): void => {
  expect(found.length).toBe(2)
  found.forEach((v, i) => {
    expect(v).toBeCloseTo(GRADIENT[i]!, 14)
  })
}

const folder = workshop()
let packed: Packed
let home: string

beforeAll(() => {
  packed = pack(folder)
  home = project(folder, packed.tarball)
}, SLOW)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('builds without a fault', () => {
  expect(packed.build).toEqual({ code: 0, text: '' })
})

describe('the tarball', () => {
  test('holds the built library, its sources for source maps, and nothing else', () => {
    const strange = packed.files.filter(
      f => !/^((dist\/)?(src|laws)\/.+|dist\/node\/.+|package\.json|README\.md|LICENSE)$/.test(f),
    )
    expect(strange).toEqual([])
  })

  test('holds what each export names', () => {
    const named = JSON.stringify(manifest(home).exports).match(/\.\/dist[^"]+/g) ?? []
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(path => !packed.files.includes(path.slice(2)))).toEqual([])
  })
})

test('every subpath imports under Node, also by require, and the package differentiates', () => {
  const { modules, faults, gradient, required } = JSON.parse(
    succeed(home, process.execPath, '--disable-warning=ExperimentalWarning', 'esm.mjs'),
  ) as Record<'modules' | 'faults' | 'gradient', never> & { readonly required: boolean }
  expect(faults).toEqual({})
  expect(Object.keys(modules).toSorted()).toEqual(
    Object.keys(manifest(home).exports)
      .filter(path => path !== './package.json')
      .toSorted(),
  )
  expectGradient(gradient)
  expect(required).toBe(true)
})

describe('TypeScript consumers', () => {
  const settings = {
    nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
    bundler: { module: 'esnext', moduleResolution: 'bundler' },
  }

  for (const [name, compilerOptions] of Object.entries(settings))
    test(`compile under ${name}, the library's own types checked too`, { timeout: SLOW }, () => {
      const path = join(home, `tsconfig.${name}.json`)
      const strict = {
        target: 'es2022',
        lib: ['es2023'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      }
      const subpaths = Object.keys(manifest(home).exports)
        .filter(p => p !== './package.json')
        .map(
          (p, i) =>
            `import type * as m${i} from 'chainrule${p.slice(1)}'\nexport type M${i} = typeof m${i}`,
        )
      writeFileSync(join(home, 'subpaths.ts'), subpaths.join('\n'))
      writeFileSync(
        path,
        JSON.stringify({
          compilerOptions: { ...strict, ...compilerOptions },
          files: ['consumer.ts', 'subpaths.ts'],
        }),
      )
      expect(tsc(home, '-p', path)).toEqual({ code: 0, text: '' })
    })
})

describe('a Vite bundle', () => {
  test('shows the gradient in a bare realm, without Node', { timeout: SLOW }, async () => {
    const script = await bundlePage(home)
    expect(script).not.toMatch(/["'`]node:|__vite-browser-external/)
    console.log(`consumer bundle: ${(script.length / 1000).toFixed(1)} kB minified`)
    expectGradient(JSON.parse(showsInBareRealm(script)) as readonly number[])
  })

  test('shows the gradient in headless chromium', { timeout: SLOW }, async context => {
    if (!hasChromium) {
      console.log('skipped: chromium is missing (test/tools/install-system.sh installs it)')
      context.skip('chromium is missing')
    }
    await bundlePage(home)
    expectGradient(JSON.parse(await showsInChromium(home)) as readonly number[])
  })
})

describe('the core', () => {
  const others = ({ packages }: Bundle) => packages.filter(p => p !== 'fp-ts' && p !== 'io-ts')
  const peers = [/^fp-ts(\/|$)/, /^io-ts(\/|$)/]

  test(`is under ${LIMIT / 1000} kB gzipped, with fp-ts and without`, {
    timeout: SLOW,
  }, async () => {
    const alone = await bundleLibrary(home, 'chainrule', peers)
    const whole = await bundleLibrary(home, 'chainrule', [])
    console.log(`core: ${alone.bytes} bytes gzipped, ${whole.bytes} with what it uses of its peers`)
    expect(alone.bytes).toBeGreaterThan(1000) // an empty bundle proves nothing
    expect(whole.bytes).toBeGreaterThanOrEqual(alone.bytes)
    expect(whole.bytes).toBeLessThan(LIMIT)
    // Nothing else is reached: were it installed, it would have been bundled.
    expect(others(whole)).toEqual(['chainrule'])
    expect(whole.packages).not.toContain('io-ts') // slow to import: it is for `chainrule/codec`
  })

  test('leaves io-ts to the codecs', { timeout: SLOW }, async () => {
    const codec = await bundleLibrary(home, 'chainrule/codec', [])
    expect(codec.packages).toContain('io-ts')
    expect(others(codec)).toEqual(['chainrule'])
  })
})
