// A JavaScript peer as a process of its own, which answers line by line as JSON, as peers.py does: neither its
// garbage nor its threads are in the way of others. `node peer.mjs chainrule wasm f64 2`.
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { chainrule } from './chainrule.mjs'
import { hand } from './hand.mjs'
import { jax } from './jax.mjs'
import { mathjs } from './mathjs.mjs'
import { tfjs } from './tfjs.mjs'

const peers = {
  chainrule: (target, precision, threads) => chainrule(target, precision, Number(threads)),
  hand,
  jax,
  mathjs,
  tfjs,
}

const [name, ...args] = process.argv.slice(2)
const answer = x => {
  process.stdout.write(`${JSON.stringify(x)}\n`)
}
/** What holds on to results, so that none is left out since nobody looks at it. */
const sink = { last: undefined }
const reason = e => String(e.message ?? e).split('\n')[0]

const serve = async () => {
  const { make, ...about } = await peers[name](...args)
  answer(about)
  const ready = new Map()
  for await (const line of createInterface({ input: process.stdin })) {
    const { workload, ask, count } = JSON.parse(line)
    try {
      if (!ready.has(workload)) ready.set(workload, make(workload))
      const made = ready.get(workload)
      if (made === undefined) answer({ absent: true })
      else if (ask === 'value') answer({ value: [...(await made.value())] })
      else {
        const start = performance.now()
        for (let i = 0; i < count; i++) sink.last = made.call()
        answer({ took: performance.now() - start })
      }
    } catch (e) {
      answer({ failed: reason(e) })
    }
  }
}

serve().catch(e => {
  answer({ failed: reason(e) })
})
