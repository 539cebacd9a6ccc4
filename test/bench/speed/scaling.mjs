// How time grows: with depth, width, batch and the number of entries; what it takes to make a program; and what does not
// grow: memory over many steps. Then how long an import takes, and how large a bundle is.
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import {
  add,
  fn,
  fromFlat,
  matmul,
  neg,
  real,
  sin,
  sum,
  tanh,
  tensor,
  tuple,
  valueAndGrad,
  vector,
} from '../../../dist/src/index.js'
import { compile } from '../../../dist/src/runtime/index.js'
import { network, waves } from './chainrule.mjs'
import { numbers } from './data.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const median = xs => [...xs].sort((a, b) => a - b)[xs.length >> 1]
const short = x => Number(x.toPrecision(3)).toString()

/** Milliseconds: once for making it and its first call, then the median of calls. */
const timed = (make, x, ms = 150) => {
  const start = performance.now()
  const f = make()
  f(x)
  const made = performance.now() - start
  const warm = performance.now() + ms
  while (performance.now() < warm) f(x)
  const times = []
  const end = performance.now() + ms
  do {
    const t = performance.now()
    f(x)
    times.push(performance.now() - t)
  } while (performance.now() < end)
  return { made, call: median(times) }
}

const chain = depth =>
  fn(real, x => {
    let y = x
    for (let i = 0; i < depth; i++) y = (i % 2 === 0 ? sin : neg)(y)
    return y
  })

const layers = width => {
  const w = fromFlat(numbers(width * width, 1, 1 / width), [width, width])
  const b = fromFlat(numbers(width, 2, 0.1), [width])
  const f = fn(tuple(tensor(width, width), vector(width), vector(width)), ([w, b, x]) => {
    let y = x
    for (let i = 0; i < 8; i++) y = tanh(add(matmul(w, y), b))
    return sum(y)
  })
  return [valueAndGrad(f), [w, b, fromFlat(numbers(width, 3), [width])]]
}

const powers = (from, to, by = 10) => {
  const all = []
  for (let n = from; n <= to; n *= by) all.push(n)
  return all
}

const curves = {
  depth: {
    title: 'depth: value and gradient of so many operations on a number',
    at: powers(100, 100_000),
    of: n => [valueAndGrad(chain(n)), 1, {}],
  },
  width: {
    title: 'width: value and gradient of 8 tanh layers, one example',
    at: powers(4, 1024, 4),
    of: n => [...layers(n), { target: 'wasm' }],
  },
  batch: {
    title: 'batch: W3’s network',
    at: powers(1, 1024, 4),
    of: n => [...network(n), { target: 'wasm' }],
    threads: 2,
  },
  entries: {
    title: 'entries: W4’s function',
    at: powers(100, 10_000_000),
    of: n => [...waves(n), { target: 'wasm' }],
    threads: 2,
  },
}

const curve = ([name, { title, at, of, threads }]) => {
  console.log(`\n${title}`)
  const points = at.flatMap(n => {
    const [f, x, options] = of(n)
    return [1, ...(threads === undefined ? [] : [threads])].flatMap(threads => {
      let report
      const { made, call } = timed(() => {
        const g = compile(f, { ...options, threads })
        report = g.report
        return g
      }, x)
      if (report.threads !== threads) return []
      const { target, arena } = report
      return [{ n, threads, target, made, call, arena }]
    })
  })
  for (const { n, threads, target, made, call, arena } of points)
    console.log(
      `  ${`${n}`.padStart(9)}${threads > 1 ? `, ${threads} threads` : ''.padEnd(11)} ${short(call).padStart(9)} ms, ${short((1e6 * call) / n).padStart(7)} ns each; made and first called in ${short(made)} ms; arena ${short(arena / 1024)} kB (${target})`,
    )
  return { name, title, points }
}

/** Milliseconds until a subpath is there, in a process of its own. */
const imported = subpath => {
  const script = `const t = performance.now(); await import('${subpath}'); console.log(performance.now() - t)`
  const once = () =>
    Number(
      spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: root,
        encoding: 'utf8',
      }).stdout,
    )
  return median(Array.from({ length: 9 }, once))
}

/** Bytes of a bundle, minified and gzipped, its peers left out. */
const bundled = async contents => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external: ['fp-ts', 'fp-ts/*', 'io-ts', 'io-ts/*', '#fp/*'],
  })
  return gzipSync(outputFiles[0].contents).length
}

/** The resident memory after each of some spells of steps of layers, in megabytes. */
const steps = (width, spells, each) => {
  const [f, [w, b, x]] = layers(width)
  const step = compile(f, { target: 'wasm' })
  let at = [w, b, x]
  return Array.from({ length: spells }, () => {
    for (let i = 0; i < each; i++) at = step(at)[1]
    return process.memoryUsage().rss / 2 ** 20
  })
}

/** Prints all of it, and gives it as a record. */
export const scaling = async only => {
  const memory = { 16: steps(16, 10, 10_000), 64: steps(64, 10, 10_000) }
  const all = Object.entries(curves)
    .filter(([name]) => (only ?? name).split(',').includes(name))
    .map(curve)
  console.log('\nmemory over 100,000 steps, each from the last')
  for (const [width, mb] of Object.entries(memory))
    console.log(`layers of ${width}: ${mb.map(short).join(', ')} MB`)
  const imports = Object.fromEntries(
    ['chainrule', 'chainrule/compile', 'chainrule/laws'].map(s => [s, imported(s)]),
  )
  for (const [s, ms] of Object.entries(imports)) console.log(`import '${s}': ${short(ms)} ms`)
  const sizes = {
    'all of chainrule': await bundled("export * from 'chainrule'"),
    'with its compiler': await bundled(
      "export * from 'chainrule'; export * from 'chainrule/compile'",
    ),
    'fn, grad, run, mul': await bundled("export { fn, grad, run, mul } from 'chainrule'"),
  }
  for (const [s, n] of Object.entries(sizes)) console.log(`bundle of ${s}: ${short(n / 1000)} kB`)
  return { curves: all, memory, imports, sizes }
}
