// mathjs, where it can: it derives formulas of scalars, and so the smallest workload.
import { versionOf } from '../findings/version.mjs'
import { data } from './data.mjs'

export const mathjs = async () => {
  const { derivative, parse } = await import('mathjs')
  const workloads = {
    W1a: at => {
      const f = parse('(1 - x)^2 + 100 * (y - x^2)^2')
      const all = [f, derivative(f, 'x'), derivative(f, 'y')].map(e => e.compile())
      return () => all.map(e => e.evaluate(at))
    },
  }
  return {
    name: 'mathjs',
    version: versionOf('mathjs'),
    precision: 'f64',
    threads: 1,
    make: workload => {
      const call = workloads[workload]?.(data[workload])
      return call && { call, value: call }
    },
  }
}
