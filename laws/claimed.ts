/** The claimed Jacobian in coordinates: by pullbacks where there are, else by pushforwards. */
import { dim, tangentSpace } from '../src/Space.js'
import { tangentOf, unitOf } from './locate.js'
import { entriesOf, type Subject } from './subject.js'

const every = (n: number): readonly number[] => Array.from({ length: n }, (_, k) => k)

/** The claim for ∂out[i]/∂in[j] at a point, of these outputs and inputs, all unless said; NaN of others. */
export const claimedAt = <A, B>(
  s: Subject<A, B>,
  x: A,
  outputs: readonly number[] = every(dim(s.cod)),
  inputs: readonly number[] = every(dim(s.dom)),
): ((output: number, input: number) => number) => {
  const { vjp, jvp } = s
  if (vjp !== undefined) {
    const [read, m] = [entriesOf(tangentSpace(s.dom)), dim(s.cod)]
    const rows = new Map(outputs.map(i => [i, read(vjp(x, tangentOf(s.cod, unitOf(m, i))))]))
    return (i, j) => rows.get(i)?.[j] ?? Number.NaN
  }
  if (jvp === undefined) return () => Number.NaN
  const [read, n] = [entriesOf(tangentSpace(s.cod)), dim(s.dom)]
  const columns = new Map(inputs.map(j => [j, read(jvp(x, tangentOf(s.dom, unitOf(n, j))))]))
  return (i, j) => columns.get(j)?.[i] ?? Number.NaN
}
