/** Whether a factor is missing, that of an inner function, or a term, that of another use of the input. */
import { size } from '../sizes.js'
import type { Jacobians, Scan } from './jacobians.js'

/** How badly a parabola fits, as a part of what is fitted. */
const misfit = (ts: readonly number[], ys: readonly number[]): number => {
  const fitted = parabola(ts, ys)
  const scale = size(ys)
  return scale === 0 ? 0 : size(ys.map((y, k) => y - fitted[k]!)) / scale
}

/** The values of the parabola through numbers, by least squares (modified Gram–Schmidt on 1, t, t²). */
const parabola = (ts: readonly number[], ys: readonly number[]): readonly number[] => {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((s, e, k) => s + e * b[k]!, 0)
  const basis: (readonly number[])[] = []
  for (const power of [0, 1, 2]) {
    let q = ts.map(t => t ** power)
    for (const b of basis) {
      const c = dot(q, b)
      q = q.map((e, k) => e - c * b[k]!)
    }
    const norm = Math.sqrt(dot(q, q))
    if (norm > 1e-9) basis.push(q.map(e => e / norm))
  }
  return basis.reduce<readonly number[]>(
    (sum, b) => {
      const c = dot(ys, b)
      return sum.map((e, k) => e + c * b[k]!)
    },
    ys.map(() => 0),
  )
}

/** Whether the ratio of measured to claimed is the same for all outputs of an input, where that says something. */
const alike = (all: Jacobians): boolean | undefined => {
  const told = all.flatMap(j => {
    const inputs = [...new Set(j.cells.filter(c => c.wrong).map(c => c.input))]
    return inputs.flatMap(k => {
      const ratios = j.cells
        .filter(c => c.input === k && c.live && c.claimed !== 0)
        .map(c => c.measured / c.claimed)
      const [first] = ratios
      return first === undefined || ratios.length < 2
        ? []
        : [ratios.every(r => Math.abs(r - first) <= 1e-5 * Math.abs(first))]
    })
  })
  return told.length === 0 ? undefined : told.filter(Boolean).length > told.length / 2
}

/** Zeros of what is claimed as the input moves which what is measured has not. */
const loneZeros = ({ claimed, measured }: Scan): number => {
  const scale = size(measured)
  return claimed.filter(
    (c, k) =>
      k > 0 &&
      c * claimed[k - 1]! < 0 &&
      measured[k]! * measured[k - 1]! > 0 &&
      Math.min(Math.abs(measured[k]!), Math.abs(measured[k - 1]!)) > 0.02 * scale,
  ).length
}

/** Whether the difference is the same for all inputs of an output: a term that all of them share. */
const shared = (all: Jacobians): boolean => {
  const rows = all.flatMap(j => {
    const wrong = j.cells.filter(c => c.wrong)
    return [...new Set(wrong.map(c => c.output))].map(i => wrong.filter(c => c.output === i))
  })
  const telling = rows.filter(row => row.length > 2)
  return (
    telling.length > 0 &&
    telling.every(row => {
      const rest = row.map(c => c.measured - c.claimed)
      return rest.every(r => Math.abs(r - rest[0]!) <= 1e-6 * Math.abs(rest[0]!) + 1e-9)
    })
  )
}

/**
 * Which of the two is missing. No factor makes something of nothing: where a claim of zero is wrong, a term is
 * missing; so it is where what is missing is shared by all inputs. Else what looks more like a parabola: what
 * is claimed over what is measured, or their difference.
 */
export const missing = (all: Jacobians, scan: Scan): 'inner' | 'fan-out' => {
  const wrong = all.flatMap(j => j.cells.filter(c => c.wrong && c.live))
  const nothing = wrong.filter(c => Math.abs(c.claimed) <= 1e-9 * Math.abs(c.measured))
  if (nothing.length > 0 && nothing.length > wrong.length / 10) return 'fan-out'
  if (shared(all)) return 'fan-out'
  if (alike(all) === true) return 'inner'
  if (loneZeros(scan) > 0) return 'fan-out'
  const rest = scan.measured.map((m, k) => m - scan.claimed[k]!)
  const ratios = [
    scan.measured.map((m, k) => m / scan.claimed[k]!),
    scan.measured.map((m, k) => scan.claimed[k]! / m),
  ].filter(r => r.every(Number.isFinite))
  const inner = Math.min(...ratios.map(r => misfit(scan.ts, r)))
  // Where what is claimed is constant the two are the same but for a constant.
  return misfit(scan.ts, rest) <= inner * 1.5 ? 'fan-out' : 'inner'
}
