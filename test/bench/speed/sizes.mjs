// GradBench's programs at rising sizes, in this process: milliseconds an evaluation, what a derivative costs against
// its primal, and, where a table of what hand-written C++ takes is given, how many times that it is.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { evaluations } from '../../../dist/test/bench/gradbench/evaluations.js'
import { numbers } from './data.mjs'

const rows = (n, d, seed, scale = 1) => {
  const all = numbers(n * d, seed, scale)
  return Array.from({ length: n }, (_, i) => [...all.subarray(i * d, (i + 1) * d)])
}
const vector = (n, seed, scale) => [...numbers(n, seed, scale)]
const affine = seed => [
  ...rows(3, 4, seed, 0.3).map((r, i) => r.map((x, j) => (i === j ? 1 : x))),
  [0, 0, 0, 1],
]

const ba = (n, m, p) => ({
  n,
  m,
  p,
  cam: [0.02, 0.13, -0.09, -0.34, -0.11, 1.12, 399.75, 0.01, 0.02, -3e-7, 5e-13],
  x: [-0.61, 0.57, -1.9],
  w: 0.42,
  feat: [-332.65, 262.09],
})
const gmm = (d, k, n) => ({
  d,
  k,
  n,
  x: rows(n, d, 1),
  m: 0,
  gamma: 1,
  alpha: vector(k, 2),
  mu: rows(k, d, 3),
  q: rows(k, d, 4),
  l: rows(k, (d * (d - 1)) / 2, 5),
})
const ht = (vertices, correspondences, complicated) => {
  const bones = 22
  const each = f => Array.from({ length: bones }, (_, i) => f(i))
  const index = (n, most) => Array.from({ length: n }, (_, i) => (7 * i) % most)
  return {
    theta: vector(26, 1, 0.5),
    data: {
      model: {
        bone_count: bones,
        bone_names: each(i => `b${i}`),
        parents: each(i => (i === 0 ? -1 : (i - 1) % 4 === 0 ? 0 : i - 1)),
        base_relatives: each(affine),
        inverse_base_absolutes: each(i => affine(i + 50)),
        base_positions: rows(vertices, 4, 7).map(r => [...r.slice(0, 3), 1]),
        weights: rows(vertices, bones, 8).map(r => r.map((x, j) => (j < 4 ? Math.abs(x) / 2 : 0))),
        triangles: Array.from({ length: vertices }, (_, i) => [
          i,
          (i + 1) % vertices,
          (i + 2) % vertices,
        ]),
        is_mirrored: false,
      },
      correspondences: index(correspondences, vertices),
      points: rows(correspondences, 3, 9),
    },
    us: complicated ? rows(correspondences, 2, 10, 0.3) : [],
  }
}
const lstm = (l, c, b) => ({
  main_params: rows(2 * l, 4 * b, 1),
  extra_params: rows(3, b, 2),
  state: rows(2 * l, b, 3),
  sequence: rows(c, b, 4).map(r => r.map(x => (x > 0 ? 1 : 0))),
})

/** The inputs of the evaluations, each by the name that it has in the table. */
const inputs = {
  ba: {
    ba1_n49_m7776_p31843: () => ba(49, 7776, 31843),
    ba2_n21_m11315_p36455: () => ba(21, 11315, 36455),
    ba3_n161_m48126_p182072: () => ba(161, 48126, 182072),
  },
  det: Object.fromEntries(
    [5, 7, 9].map(ell => [`${ell}`, () => ({ A: vector(ell * ell, 1), ell })]),
  ),
  gmm: Object.fromEntries(
    [
      [2, 5],
      [10, 25],
      [32, 25],
      [64, 25],
    ].map(([d, k]) => [`${d}_${k}_1000`, () => gmm(d, k, 1000)]),
  ),
  ht: {
    'small compl hand1_t26_c100': () => ht(544, 100, true),
    'small compl hand5_t26_c800': () => ht(544, 800, true),
    'small simple hand1_t26_c100': () => ht(544, 100, false),
    'big compl hand1_t26_c100': () => ht(10000, 100, true),
    'big compl hand5_t26_c800': () => ht(10000, 800, true),
    'big compl hand9_t26_c12800': () => ht(10000, 12800, true),
  },
  kmeans: Object.fromEntries(
    [
      [10, 1000, 8],
      [10, 10000, 16],
      [100, 10000, 16],
    ].map(([k, n, d]) => [
      `k=${k},n=${n},d=${d}`,
      () => ({ points: rows(n, d, 1), centroids: rows(k, d, 2) }),
    ]),
  ),
  llsq: Object.fromEntries(
    [16, 1024, 16392].map(n => [`n=${n},m=128`, () => ({ x: vector(128, 1), n })]),
  ),
  lse: Object.fromEntries([2500, 40000, 1280000].map(n => [`n=${n}`, () => ({ x: vector(n, 1) })])),
  lstm: Object.fromEntries(
    [
      [2, 1024],
      [4, 1024],
      [2, 4096],
      [4, 4096],
    ].map(([l, c]) => [`l=${l},c=${c}`, () => lstm(l, c, 14)]),
  ),
  ode: Object.fromEntries(
    [
      [1000, 10],
      [10000, 10],
      [10000, 100],
    ].map(([n, s]) => [`n=${n},s=${s}`, () => ({ x: vector(n, 1).map(Math.abs), s })]),
  ),
}

/** What C++ takes, in milliseconds, by evaluation, function and workload. */
const tableOf = file => {
  const of = new Map()
  if (file === undefined) return of
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [name, f, workload, ns] = line.split('|').map(s => s.trim())
    if (Number(ns) > 0) of.set(`${name} ${f} ${workload}`, Number(ns) / 1e6)
  }
  return of
}

/** Its closed form is no derivative of the program: five times the primal stands for it. */
const reference = (table, name, f, workload) => {
  if (name !== 'ode' || f !== 'gradient') return table.get(`${name} ${f} ${workload}`)
  const primal = table.get(`ode primal ${workload}`)
  return primal && 5 * primal
}

const short = x => Number(x.toPrecision(3)).toString()
const median = xs => [...xs].sort((a, b) => a - b)[xs.length >> 1]

const timed = (f, input, ms) => {
  const times = []
  let prepare = 0
  f(input, {
    once: (_, g) => {
      const start = performance.now()
      const made = g()
      prepare = performance.now() - start
      return made
    },
    often: (_, g) => {
      let result
      const end = performance.now() + ms
      do {
        const start = performance.now()
        result = g()
        times.push(performance.now() - start)
      } while (times.length < 3 || (performance.now() < end && times.length < 10_000))
      return result
    },
  })
  return { prepare, evaluate: median(times) }
}

/** Prints a line a workload, and the geometric mean of what is compared. */
export const sizes = (only, file, ms) => {
  const table = tableOf(file)
  const lines = []
  for (const [name, all] of Object.entries(inputs)) {
    if (only !== undefined && !only.split(',').includes(name)) continue
    for (const [workload, make] of Object.entries(all)) {
      const input = make()
      const [primal, derivative] = Object.entries(evaluations[name]).map(([f, task]) => {
        const { prepare, evaluate } = timed(task, input, ms)
        const hand = reference(table, name, f, workload)
        return { name, function: f, workload, prepare, evaluate, ratio: hand && evaluate / hand }
      })
      lines.push(primal, derivative)
      for (const l of [primal, derivative])
        console.log(
          `${l.name.padEnd(7)}${l.function.padEnd(10)}${workload.padEnd(28)}${short(l.evaluate).padStart(8)} ms` +
            `, made in ${short(l.prepare)}` +
            (l === derivative ? `; ${short(l.evaluate / primal.evaluate)} × the primal` : '') +
            (l.ratio === undefined ? '' : `; ${short(l.ratio)} × C++`),
        )
    }
  }
  const ratios = lines.filter(l => l.ratio !== undefined && l.function !== 'primal')
  const derivatives = ratios.filter(l => /gradient|jacobian|dir/.test(l.function))
  if (derivatives.length > 0) {
    const mean = Math.exp(
      derivatives.reduce((s, l) => s + Math.log(l.ratio), 0) / derivatives.length,
    )
    const worst = derivatives.reduce((a, b) => (a.ratio > b.ratio ? a : b))
    console.log(
      `derivatives: ${short(mean)} × C++ in the geometric mean, asked 3: ${mean <= 3 ? 'met' : 'short'}; the worst ${short(worst.ratio)} (${worst.name} ${worst.workload}), asked 10: ${worst.ratio <= 10 ? 'met' : 'short'}`,
    )
  }
  return lines
}
