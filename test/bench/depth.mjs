// How time grows with depth: building, differentiating and running 10k, 100k and 1M operations, as stages of
// a composition and in one body. Runs on the built package: `npm run bench` at the root builds it first.
import { performance } from 'node:perf_hooks'
import { compose, fn, grad, neg, real, run, sin } from '../../dist/src/index.js'

const DEPTHS = (process.argv[2] ?? '10000,100000,1000000').split(',').map(Number)
const REPEATS = 3

// x ↦ sin x and x ↦ −x in turn: neither the values nor their slopes leave the range of ordinary numbers.
const STEPS = [sin, neg]
const STAGES = STEPS.map(step => fn(real, x => step(x)))

const shapes = {
  stages: depth => {
    let f = STAGES[0]
    for (let i = 1; i < depth; i++) f = compose(STAGES[i % 2], f)
    return f
  },
  body: depth =>
    fn(real, x => {
      let y = x
      for (let i = 0; i < depth; i++) y = STEPS[i % 2](y)
      return y
    }),
}

/** The slope at 1 by the chain rule on plain numbers. */
const oracle = depth => {
  let [x, slope] = [1, 1]
  for (let i = 0; i < depth; i++) {
    slope *= i % 2 === 0 ? Math.cos(x) : -1
    x = i % 2 === 0 ? Math.sin(x) : -x
  }
  return slope
}

const timed = body => {
  const start = performance.now()
  return [body(), performance.now() - start]
}

const measure = (build, depth) => {
  const [f, built] = timed(() => build(depth))
  const [g, differentiated] = timed(() => grad(f))
  const [slope, compiled] = timed(() => run(g))
  const [value, ran] = timed(() => slope(1))
  const expected = oracle(depth)
  // Products of `depth` rounded factors, in two orders.
  if (!(Math.abs(value - expected) <= depth * 2 ** -52 * Math.abs(expected)))
    throw new Error(`depth ${depth}: the slope is ${value}, not ${expected}`)
  const times = [built, differentiated, compiled, ran]
  return [...times, times.reduce((a, b) => a + b, 0)]
}

/** The quickest of some measurements. */
const best = (build, depth) =>
  Array.from({ length: REPEATS }, () => measure(build, depth)).reduce((a, b) =>
    a.at(-1) <= b.at(-1) ? a : b,
  )

const line = (name, cells) => name.padEnd(8) + cells.map(c => String(c).padStart(11)).join('')

console.log(`milliseconds, the quickest of ${REPEATS}; in all, nanoseconds an operation\n`)
console.log(line('as', ['operations', 'build', 'grad', 'compile', 'run', 'total', 'ns/op']))
for (const [name, build] of Object.entries(shapes)) {
  best(build, 20_000) // to warm the machine up
  for (const depth of DEPTHS) {
    const times = best(build, depth)
    const perOperation = (1e6 * times.at(-1)) / depth
    console.log(
      line(name, [
        depth.toLocaleString('en-GB'),
        ...times.map(t => t.toFixed(1)),
        perOperation.toFixed(0),
      ]),
    )
  }
}
