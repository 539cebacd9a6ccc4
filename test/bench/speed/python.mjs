// Peers in Python, each a process that answers line by line; absent where Python or the library is.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('peers.py', import.meta.url))
const PYTHON = process.env.PYTHON ?? 'python3'

export const python = async (library, threads) => {
  const env = { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` }
  if (library === 'jax' && threads === 1)
    env.XLA_FLAGS = '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1'
  const child = spawn(PYTHON, [script, library, `${threads}`], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const gone = new Promise(resolve => {
    child.on('error', () => resolve({ value: undefined, done: true }))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value } = await Promise.race([lines.next(), gone])
    return value === undefined ? { absent: true } : JSON.parse(value)
  }
  const ask = what => {
    child.stdin.write(`${JSON.stringify(what)}\n`)
    return answer()
  }
  const { version, absent } = await answer()
  if (absent) return undefined
  return {
    name: library,
    version,
    precision: 'f64',
    threads,
    make: workload => ({
      value: async () => (await ask({ workload, ask: 'value' })).value,
      sample: async count => (await ask({ workload, ask: 'time', count })).took,
    }),
    end: () => {
      child.stdin.end()
    },
  }
}
