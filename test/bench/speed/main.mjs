/**
 * How fast: the workloads W1 to W7 on chainrule and on every peer that is installed, in one run, interleaved.
 * `npm run bench -- --only W3 --json FILE --html FILE --rounds 9`; the peers in JavaScript by `npm ci --prefix
 * test/bench`, those in Python (numpy by hand, PyTorch, JAX) by whatever `python3`, or $PYTHON, has. Answers are compared
 * before anything is timed. The last lines tell for each ratio that is asked for whether it is met.
 * `--part scaling` tells instead how time grows with depth, width, batch and entries, with charts in the HTML;
 * `--part passes` what each pass of the compiler gains; `--part gradbench` how long GradBench's programs
 * take at rising sizes, with `--table FILE` against what hand-written C++ takes.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { verdicts } from './asked.mjs'
import { chainrule } from './chainrule.mjs'
import { titles } from './data.mjs'
import { javascript, python } from './process.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    peers: { type: 'string' },
    part: { type: 'string', default: 'peers' },
    table: { type: 'string' },
    json: { type: 'string' },
    html: { type: 'string' },
    rounds: { type: 'string', default: '7' },
  },
})
const rounds = Number(values.rounds)
/** A sample takes so many milliseconds, and what is not timed before it. */
const [SAMPLE, WARM] = [30, 200]

const script = { script: true }
const scripted = async (...args) => ({ ...(await javascript(...args)), ...script })
const makers = [
  ['chainrule wasm', () => javascript('chainrule', 'wasm', 'f64', '1')],
  ['chainrule wasm', () => javascript('chainrule', 'wasm', 'f32', '1')],
  ['chainrule wasm', () => javascript('chainrule', 'wasm', 'f64', '2')],
  ['chainrule wasm', () => javascript('chainrule', 'wasm', 'f32', '2')],
  ['chainrule javascript', () => javascript('chainrule', 'javascript', 'f64', '1')],
  ['chainrule interpret', () => javascript('chainrule', 'interpret', 'f64', '1')],
  ['by hand in JavaScript', () => javascript('hand')],
  ['jax-js', () => scripted('jax', 'f64')],
  ['jax-js', () => scripted('jax', 'f32')],
  ['tfjs', () => scripted('tfjs')],
  ['mathjs', () => scripted('mathjs')],
  ['numpy by hand', () => python('numpy', 1)],
  ['numpy by hand', () => python('numpy', 2)],
  ['torch', () => python('torch', 1)],
  ['torch', () => python('torch', 2)],
  ['jax', () => python('jax', 1)],
  ['jax', () => python('jax', 2)],
]
const isAsked = name => values.peers?.split(',').some(p => name.startsWith(p)) ?? true

const label = ({ name, precision, threads }) =>
  `${name} ${precision}${threads > 1 ? `, ${threads} threads` : ''}`

/** How far an answer is from that of the interpreter, against the largest number of it. */
const distance = (answer, right) => {
  if (answer.length !== right.length) return Infinity
  const scale = right.reduce((m, y) => Math.max(m, Math.abs(y)), 0)
  const worst = answer.reduce((m, y, i) => Math.max(m, Math.abs(y - right[i])), 0)
  return answer.some(Number.isNaN) ? Infinity : worst / scale
}
/** Above it an answer is wrong, or not of double precision. */
const [SINGLE, DOUBLE] = [2e-3, 1e-8]

const median = xs => [...xs].sort((a, b) => a - b)[xs.length >> 1]

/** One workload on all peers: prepared, compared, warmed up, then timed in turns. */
const measured = async (workload, peers) => {
  const right = await chainrule('interpret', 'f64').make(workload).value()
  const ready = []
  for (const peer of peers) {
    try {
      const value = await peer.value(workload)
      if (value === undefined) continue
      const far = distance(value, right)
      if (far > SINGLE) throw new Error(`its answer is off by ${short(far)}`)
      const single = peer.precision === 'f64' && far > DOUBLE
      if (single)
        console.log(`${workload}  ${label(peer)} has single precision only: off by ${short(far)}`)
      const sample = count => peer.sample(workload, count)
      // Warm: engines compile as they go.
      let once = await sample(1)
      const end = performance.now() + 300
      while (performance.now() < end) once = Math.min(once, await sample(1))
      const count = Math.max(1, Math.round(SAMPLE / Math.max(once, 1e-6)))
      const calibrated = (await sample(Math.min(count, 1000))) / Math.min(count, 1000)
      ready.push({
        peer,
        single,
        sample,
        count: Math.max(1, Math.round(SAMPLE / calibrated)),
        warm: Math.max(1, Math.round(WARM / calibrated)),
        times: [],
      })
    } catch (e) {
      console.log(`${workload}  ${label(peer)} left out: ${String(e.message ?? e).split('\n')[0]}`)
    }
  }
  // The threads of some peers stay awake for a while after their work: what needs both cores waits until they sleep.
  for (let round = 0; round < rounds; round++)
    for (const r of ready) {
      if (r.peer.threads > 1) await new Promise(resolve => setTimeout(resolve, 250))
      // Others have had the caches since its last turn, and engines that idle give memory back: W5 took 120 µs in a
      // loop, and after a rest of 300 ms 160 to 230 for a fifth of a second.
      await r.sample(r.warm)
      r.times.push((await r.sample(r.count)) / r.count)
    }
  return ready.map(({ peer, single, times }) => ({
    name: peer.name,
    single,
    label: `${label(peer)}${single ? ' (answers in single)' : ''}`,
    precision: peer.precision,
    threads: peer.threads,
    own: peer.own === true,
    script: peer.script === true,
    version: peer.version,
    median: median(times),
    least: Math.min(...times),
    most: Math.max(...times),
  }))
}

const short = x => Number(x.toPrecision(3)).toString()

const names = Object.keys(titles).filter(n => (values.only ?? n).split(',').includes(n))
const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`
const write = record => {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`)
}
if (values.part === 'passes') {
  console.log(machine)
  const { gains } = await import('./passes.mjs')
  write({ machine, rounds, passes: gains(names, rounds) })
  process.exit(0)
}
if (values.part === 'scaling') {
  console.log(machine)
  const { scaling } = await import('./scaling.mjs')
  const record = { machine, ...(await scaling(values.only)) }
  write(record)
  if (values.html !== undefined)
    writeFileSync(values.html, (await import('./page.mjs')).growth(record))
  process.exit(0)
}
if (values.part === 'gradbench') {
  console.log(machine)
  const { sizes } = await import('./sizes.mjs')
  write({ machine, gradbench: sizes(values.only, values.table, 100 * rounds) })
  process.exit(0)
}

const peers = []
for (const [name, make] of makers) {
  if (!isAsked(name)) continue
  try {
    const peer = await make()
    if (peer !== undefined) peers.push(peer)
  } catch (e) {
    console.log(`a peer is not there: ${String(e.message ?? e).split('\n')[0]}`)
  }
}
console.log(
  `${machine}; ${peers.map(p => `${label(p)}${p.version ? ` (${p.version})` : ''}`).join('; ')}`,
)

const workloads = []
for (const name of names) {
  console.log(`\n${name}  ${titles[name]}`)
  const rows = await measured(name, peers)
  workloads.push({ name, rows })
  const best = Math.min(...rows.filter(r => r.own).map(r => r.median))
  for (const r of [...rows].sort((a, b) => a.median - b.median))
    console.log(
      `  ${r.label.padEnd(26)} ${short(r.median).padStart(9)} ms  (${short(r.least)} to ${short(r.most)})  ×${short(r.median / best)}`,
    )
}
for (const p of peers) p.end?.()

const ratios = workloads.flatMap(w => verdicts(w.name, w.rows))
const record = { machine, rounds, workloads, ratios }
write(record)
if (values.html !== undefined) writeFileSync(values.html, (await import('./page.mjs')).page(record))
console.log('')
for (const r of ratios)
  console.log(
    `${r.workload}  ${r.mine} against ${r.peer}: ${short(r.ratio)} times as fast, asked ${short(r.asked)}: ${r.met ? 'met' : 'short'}`,
  )
process.exit(0)
