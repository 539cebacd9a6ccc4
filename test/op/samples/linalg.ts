/** Samples of linear algebra, by closed forms for matrices of two or three rows. */
import { type AnyExpr, apply, type Expr, fn, grad, tensor } from 'chainrule'
import * as la from 'chainrule/linalg'
import { concat, reshape, slice } from 'chainrule/op'
import type { Sample } from './sample.js'

type Numbers = readonly number[]

const part = (x: Expr, start: number, ...shape: Numbers): Expr =>
  reshape(slice(x, [{ start, stop: start + shape.reduce((a, b) => a * b, 1) }]), shape)

const joined = (...xs: readonly AnyExpr[]): AnyExpr =>
  concat(xs.map(x => reshape(x, [x.shape.reduce((a, b) => a * b, 1)])))

/** The cofactors of a 3 × 3 matrix. */
const cofactors = (a: Numbers): Numbers =>
  Array.from({ length: 9 }, (_, k) => {
    const at = (i: number, j: number): number =>
      a[((Math.floor(k / 3) + i) % 3) * 3 + (((k % 3) + j) % 3)]!
    return at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)
  })

const dot = (a: Numbers, b: Numbers): number => a.reduce((s, x, i) => s + x * b[i]!, 0)
const unit = (a: Numbers): Numbers => a.map(x => x / Math.sqrt(dot(a, a)))

/** A vector with the largest of its entries positive. */
const upright = (a: Numbers): Numbers => {
  const largest = a.reduce((m, x) => (Math.abs(x) > Math.abs(m) ? x : m), 0)
  return a.map(x => x * Math.sign(largest))
}

/** Eigenvalues and unit eigenvectors of [[a, b], [b, c]], ascending. */
const eigen = (a: number, b: number, c: number): readonly (readonly [number, Numbers])[] =>
  [-1, 1].map(sign => {
    const value = (a + c) / 2 + sign * Math.sqrt(((a - c) / 2) ** 2 + b * b)
    return [value, unit([b, value - a])]
  })

const tall: Numbers = [1.5, -0.3, 0.4, 0.9, -0.7, 1.2]
const first = (a: Numbers): Numbers => [a[0]!, a[2]!, a[4]!]
const second = (a: Numbers): Numbers => [a[1]!, a[3]!, a[5]!]

/** One sample an operation. */
export const linear: Readonly<Record<string, Sample>> = {
  cholesky: {
    at: [4, 1, 1.5, 3],
    body: x => la.cholesky(part(x, 0, 2, 2)),
    value: ([a, b, c, d]) => {
      const l = Math.sqrt(a!)
      const m = (b! + c!) / 2 / l
      return [l, 0, m, Math.sqrt(d! - m * m)]
    },
  },
  triangularSolve: {
    at: [2, 7, 1.5, -3, 1, 4],
    body: x => la.triangularSolve(part(x, 0, 2, 2), part(x, 4, 2), { transpose: true }),
    value: ([a, , b, c, d, e]) => [(d! - (b! * e!) / c!) / a!, e! / c!],
  },
  solve: {
    at: [0.5, 2, 1.5, -3, 1, 4],
    body: x => la.solve(part(x, 0, 2, 2), part(x, 4, 2, 1)),
    value: ([a, b, c, d, e, f]) => {
      const det = a! * d! - b! * c!
      return [(d! * e! - b! * f!) / det, (a! * f! - c! * e!) / det]
    },
  },
  det: {
    at: [1, 2, -1, 2, 4, -2, 0.5, 1, 3], // singular
    body: x => la.det(part(x, 0, 3, 3)),
    value: a => [dot(cofactors(a).slice(0, 3), a)],
  },
  cofactors: {
    at: [1, 2, -1, 2, 4, -2, -3, -6, 3], // of rank 1
    body: x => apply(grad(fn(tensor(3, 3), y => la.det(y))), part(x, 0, 3, 3) as never),
    value: cofactors,
  },
  slogdet: {
    at: [1, 2, 3, -1.5],
    body: x => joined(...la.slogdet(part(x, 0, 2, 2))),
    value: ([a, b, c, d]) => {
      const det = a! * d! - b! * c!
      return [Math.sign(det), Math.log(Math.abs(det))]
    },
  },
  qr: {
    at: tall,
    body: x => joined(...la.qr(part(x, 0, 3, 2))),
    value: a => {
      const p = unit(first(a))
      const along = dot(p, second(a))
      const rest = second(a).map((x, i) => x - along * p[i]!)
      const q = unit(rest)
      const columns = [0, 1, 2].flatMap(i => [p[i]!, q[i]!])
      return [...columns, dot(p, first(a)), along, 0, dot(q, rest)]
    },
  },
  eigh: {
    at: [1.3, 0.4, 0.6, -0.8],
    body: x => joined(...la.eigh(part(x, 0, 2, 2))),
    value: ([a, b, c, d]) => {
      const [low, high] = eigen(a!, (b! + c!) / 2, d!)
      const [u, v] = [upright(low![1]), upright(high![1])]
      return [low![0], high![0], u[0]!, v[0]!, u[1]!, v[1]!]
    },
  },
  svd: {
    at: tall,
    body: x => joined(...la.svd(part(x, 0, 3, 2))),
    value: a => {
      const [f, s] = [first(a), second(a)]
      const pairs = eigen(dot(f, f), dot(f, s), dot(s, s)).toReversed()
      const images = pairs.map(([, v]) => f.map((x, i) => x * v[0]! + s[i]! * v[1]!))
      const sizes = images.map(u => Math.sqrt(dot(u, u)))
      const us = images.map(u => upright(unit(u)))
      const turns = images.map((u, i) => Math.sign(dot(u, us[i]!)))
      return [
        ...[0, 1, 2].flatMap(i => [us[0]![i]!, us[1]![i]!]),
        ...sizes,
        ...pairs.flatMap(([, v], i) => v.map(x => x * turns[i]!)),
      ]
    },
  },
  pinv: {
    at: tall,
    body: x => la.pinv(part(x, 0, 3, 2)),
    value: a => {
      const [f, s] = [first(a), second(a)]
      const [ff, fs, ss] = [dot(f, f), dot(f, s), dot(s, s)]
      const det = ff * ss - fs * fs
      return [
        ...f.map((x, i) => (ss * x - fs * s[i]!) / det),
        ...f.map((x, i) => (ff * s[i]! - fs * x) / det),
      ]
    },
  },
  matrixExp: {
    at: [0.7, -1.2, 2.1, 0.3],
    body: x => la.matrixExp(part(x, 0, 2, 2)),
    value: ([a, b, c, d]) => {
      const [mean, half] = [(a! + d!) / 2, (a! - d!) / 2]
      const q = Math.sqrt(-(half * half + b! * c!)) // of a rotation
      const [cos, sin] = [Math.cos(q), Math.sin(q) / q]
      return [cos + sin * half, sin * b!, sin * c!, cos - sin * half].map(x => Math.exp(mean) * x)
    },
  },
}
