// Peers as processes that answer line by line; absent where their program or library is.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const pathOf = file => fileURLToPath(new URL(file, import.meta.url))
const PYTHON = process.env.PYTHON ?? 'python3'

/** A process as a peer: its own words about itself, and what of it asks for values and times. */
const talking = async (command, args, env) => {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const gone = new Promise(resolve => {
    child.on('error', () => resolve({ value: undefined, done: true }))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value } = await Promise.race([lines.next(), gone])
    const said = value === undefined ? { absent: true } : JSON.parse(value)
    if (said.failed !== undefined) throw new Error(said.failed)
    return said
  }
  const ask = what => {
    child.stdin.write(`${JSON.stringify(what)}\n`)
    return answer()
  }
  const about = await answer()
  if (about.absent) return undefined
  return {
    ...about,
    /** Its answer to a workload, undefined where it has none. */
    value: async workload => {
      const { value } = await ask({ workload, ask: 'value' })
      return value?.map(x => x ?? Number.NaN) // which JSON has not
    },
    sample: async (workload, count) => (await ask({ workload, ask: 'time', count })).took,
    end: () => {
      child.stdin.end()
    },
  }
}

/** A peer in JavaScript, by its name in peer.mjs and what that is given. */
export const javascript = (name, ...args) =>
  talking(process.execPath, [pathOf('peer.mjs'), name, ...args], {})

/** A peer in Python, on so many threads. */
export const python = async (library, threads) => {
  const flags =
    library === 'jax' && threads === 1
      ? { XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1' }
      : {}
  const peer = await talking(PYTHON, [pathOf('peers.py'), library, `${threads}`], {
    OMP_NUM_THREADS: `${threads}`,
    OPENBLAS_NUM_THREADS: `${threads}`,
    ...flags,
  })
  const name = library === 'numpy' ? 'numpy by hand' : library
  return peer && { ...peer, name, precision: 'f64', threads }
}
