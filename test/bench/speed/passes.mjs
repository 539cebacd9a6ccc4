// What each pass gains: a workload without it, against the same with all of them, in turns.
import { performance } from 'node:perf_hooks'
import { compile } from '../../../dist/src/runtime/index.js'
import { workloads } from './chainrule.mjs'
import { data, titles } from './data.mjs'

const passes = ['share', 'fuse', 'recompute', 'layout', 'merge', 'reuse', 'stream']
const median = xs => [...xs].sort((a, b) => a - b)[xs.length >> 1]
const short = x => Number(x.toPrecision(3)).toString()

/** Milliseconds a call, from calls for so long. */
const timed = (call, ms) => {
  const start = performance.now()
  let count = 0
  do {
    call()
    count++
  } while (performance.now() - start < ms)
  return (performance.now() - start) / count
}

/** Prints a line a workload: without each pass, how much longer a call takes and how much larger its memory is. */
export const gains = (names, rounds) => {
  console.log('\nwithout a pass: time against that with all, and memory where it is another')
  return names.map(workload => {
    const [f, x] = workloads[workload](data[workload])
    const made = [[], ...passes.map(p => [p])].map(without => compile(f, { without }))
    for (const g of made) timed(() => g(x), 200)
    const times = made.map(() => [])
    for (let round = 0; round < rounds; round++)
      made.forEach((g, i) => {
        times[i].push(timed(() => g(x), 30))
      })
    const [all, ...others] = times.map(median)
    const ratios = Object.fromEntries(
      passes.map((p, i) => [
        p,
        { time: others[i] / all, memory: made[i + 1].report.arena / made[0].report.arena },
      ]),
    )
    const told = Object.entries(ratios).map(
      ([p, { time, memory }]) =>
        `${p} ×${short(time)}${memory === 1 ? '' : ` (memory ×${short(memory)})`}`,
    )
    console.log(
      `${workload.padEnd(4)} ${titles[workload]}\n     ${short(all)} ms; ${told.join(', ')}`,
    )
    return { workload, all, ratios }
  })
}
