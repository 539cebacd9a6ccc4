/** Faults in derivatives of functions of two arguments, and of what is broadcast. */
import { matrix, real, tensor, vector } from 'chainrule/Space'
import {
  columns,
  type Data,
  dot,
  each,
  flip,
  product,
  rows,
  scaled,
  times,
  total,
} from './arrays.js'
import { type Fault, thread } from './model.js'
import { fault } from './plain.js'

const positive = { min: 0.3, max: 3 }
type Two = (a: number, b: number) => number

/** A function of two numbers on vectors, with its two partial derivatives; the second or the first is wrong. */
const pairwise = (
  about: Parameters<typeof fault>[0],
  f: Two,
  [fa, fb]: readonly [Two, Two],
  [ga, gb]: readonly [Two, Two],
): Fault => {
  const by =
    (da: Two, db: Two) =>
    ([a, b]: readonly [Data, Data], [w]: readonly [Data]): readonly [Data, Data] => [
      w.map((e, i) => e * da(a[i]!, b[i]!)),
      w.map((e, i) => e * db(a[i]!, b[i]!)),
    ]
  return fault(
    about,
    [vector(2), vector(2)],
    [vector(2)],
    { value: ([a, b]) => [a.map((e, i) => f(e, b[i]!))], vjp: by(fa, fb) },
    { vjp: by(ga, gb) },
  )
}

const bias = (name: string, kind: Fault['kind'], wrong: (w: Data) => Data, source?: string) =>
  fault(
    { name: `bias: ${name}`, kind, operation: 'add', ...(source === undefined ? {} : { source }) },
    [matrix(3, 3), vector(3)],
    [matrix(3, 3)],
    {
      value: ([x, b]) => [x.map((e, k) => e + b[k % 3]!)],
      vjp: (_, [w]) => [w, columns(w, 3)],
    },
    { vjp: (_, [w]) => [w, wrong(w)], apart: name.startsWith('of the wrong shape') },
  )

const one: Two = () => 1
const atan2 = (y: number, x: number): number => x * x + y * y

export const broadcast: readonly Fault[] = [
  bias('the first row only', 'broadcast', w => w.slice(0, 3)),
  bias('the mean of the rows', 'factor', w => scaled(1 / 3, columns(w, 3))),
  bias('summed over the other axis', 'broadcast', w => rows(w, 3)),
  bias('summed over both axes', 'broadcast', w => each(3, () => total(w))),
  bias('of the wrong shape: not summed', 'broadcast', w => w, thread('tensorflow/tfjs', 8721)),
  fault(
    { name: 'scale: the first entry only', kind: 'broadcast', operation: 'mul' },
    [real, vector(4)],
    [vector(4)],
    {
      value: ([[c], x]) => [scaled(c!, x)],
      vjp: ([[c], x], [w]) => [[dot(w, x)], scaled(c!, w)],
    },
    { vjp: ([[c], x], [w]) => [[w[0]! * x[0]!], scaled(c!, w)] },
  ),
  fault(
    { name: 'column times row: the row is not multiplied in', kind: 'broadcast', operation: 'mul' },
    [tensor(2, 1), tensor(1, 3)],
    [matrix(2, 3)],
    {
      value: ([a, b]) => [product(a, 1, b, 3)],
      vjp: ([a, b], [w]) => [product(w, 3, b, 1), product(a, 2, w, 3)],
    },
    { vjp: ([, b], [w]) => [product(w, 3, b, 1), columns(w, 3)] },
  ),
  fault(
    {
      name: 'silu: the slope of each column is that of all',
      kind: 'broadcast',
      operation: 'silu',
      source: thread('tensorflow/tensorflow', 127690),
    },
    [matrix(2, 3), vector(3)],
    [matrix(2, 3)],
    {
      value: ([x, b]) => [x.map((e, k) => e / (1 + Math.exp(-b[k % 3]! * e)))],
      vjp: ([x, b], [w]) => {
        const s = x.map((e, k) => 1 / (1 + Math.exp(-b[k % 3]! * e)))
        return [
          w.map((e, k) => e * s[k]! * (1 + b[k % 3]! * x[k]! * (1 - s[k]!))),
          columns(
            w.map((e, k) => e * x[k]! ** 2 * s[k]! * (1 - s[k]!)),
            3,
          ),
        ]
      },
    },
    {
      vjp: ([x, b], [w]) => {
        const s = x.map((e, k) => 1 / (1 + Math.exp(-b[k % 3]! * e)))
        const all = total(w.map((e, k) => e * x[k]! ** 2 * s[k]! * (1 - s[k]!)))
        return [
          w.map((e, k) => e * s[k]! * (1 + b[k % 3]! * x[k]! * (1 - s[k]!))),
          each(3, () => all),
        ]
      },
    },
  ),
  fault(
    { name: 'broadcast of one: the first only', kind: 'broadcast', operation: 'broadcastTo' },
    [tensor(1)],
    [vector(5)],
    { value: ([x]) => [each(5, () => x[0]!)], vjp: (_, [w]) => [[total(w)]] },
    { vjp: (_, [w]) => [[w[0]!]] },
  ),
  fault(
    { name: 'broadcast of a row: the last one wins', kind: 'broadcast', operation: 'broadcastTo' },
    [tensor(1, 2)],
    [matrix(3, 2)],
    { value: ([x]) => [[...x, ...x, ...x]], vjp: (_, [w]) => [columns(w, 2)] },
    { vjp: (_, [w]) => [w.slice(4)] },
  ),
  fault(
    { name: 'tile: the last copy is forgotten', kind: 'fan-out', operation: 'tile' },
    [vector(2)],
    [vector(6)],
    { value: ([x]) => [[...x, ...x, ...x]], vjp: (_, [w]) => [columns(w, 2)] },
    { vjp: (_, [w]) => [columns(w.slice(0, 4), 2)] },
  ),
  fault(
    { name: 'repeat: summed as a tile', kind: 'transposed', operation: 'repeat' },
    [vector(3)],
    [vector(6)],
    { value: ([x]) => [each(6, i => x[i >> 1]!)], vjp: (_, [w]) => [rows(w, 2)] },
    { vjp: (_, [w]) => [columns(w, 3)] },
  ),
  fault(
    { name: 'outer product: the second is not transposed', kind: 'transposed', operation: 'outer' },
    [vector(3), vector(3)],
    [matrix(3, 3)],
    {
      value: ([u, v]) => [product(u, 1, v, 3)],
      vjp: ([u, v], [w]) => [product(w, 3, v, 1), product(flip(w, 3), 3, u, 1)],
    },
    { vjp: ([u, v], [w]) => [product(w, 3, v, 1), product(w, 3, u, 1)] },
  ),
  fault(
    { name: 'where: the other branch is open, too', kind: 'branch', operation: 'where' },
    [vector(3), real],
    [vector(3)],
    {
      value: ([x, [c]]) => [x.map(e => (e > 0 ? e : c!))],
      vjp: ([x], [w]) => [
        w.map((e, i) => (x[i]! > 0 ? e : 0)),
        [total(w.map((e, i) => (x[i]! > 0 ? 0 : e)))],
      ],
    },
    { vjp: ([x], [w]) => [w.map((e, i) => (x[i]! > 0 ? e : 0)), [total(w)]] },
  ),
  pairwise(
    { name: 'sub: the minus is lost', kind: 'sign', operation: 'sub' },
    (a, b) => a - b,
    [one, () => -1],
    [one, one],
  ),
  pairwise(
    {
      name: 'div: a power of the denominator is lost',
      kind: 'other',
      operation: 'div',
      range: positive,
    },
    (a, b) => a / b,
    [(_, b) => 1 / b, (a, b) => -a / (b * b)],
    [(_, b) => 1 / b, (a, b) => -a / b],
  ),
  pairwise(
    { name: 'mul: its own argument for the other', kind: 'transposed', operation: 'mul' },
    (a, b) => a * b,
    [(_, b) => b, a => a],
    [(_, b) => b, (_, b) => b],
  ),
  pairwise(
    { name: 'maximum: both are open', kind: 'branch', operation: 'maximum' },
    Math.max,
    [(a, b) => (a > b ? 1 : 0), (a, b) => (a > b ? 0 : 1)],
    [one, one],
  ),
  pairwise(
    { name: 'minimum: as the maximum', kind: 'branch', operation: 'minimum' },
    Math.min,
    [(a, b) => (a < b ? 1 : 0), (a, b) => (a < b ? 0 : 1)],
    [(a, b) => (a > b ? 1 : 0), (a, b) => (a > b ? 0 : 1)],
  ),
  pairwise(
    {
      name: 'hypot: not divided by the result',
      kind: 'factor',
      operation: 'hypot',
      range: positive,
    },
    Math.hypot,
    [(a, b) => a / Math.hypot(a, b), (a, b) => b / Math.hypot(a, b)],
    [(a, b) => a / Math.hypot(a, b), (_, b) => b],
  ),
  pairwise(
    {
      name: 'atan2: the numerators are lost',
      kind: 'factor',
      operation: 'atan2',
      range: positive,
      source: thread('ml-explore/mlx', 2451),
    },
    Math.atan2,
    [(y, x) => x / atan2(y, x), (y, x) => -y / atan2(y, x)],
    [(y, x) => 1 / atan2(y, x), (y, x) => -1 / atan2(y, x)],
  ),
  pairwise(
    {
      name: 'pow: the logarithm is lost for the exponent',
      kind: 'inner',
      operation: 'pow',
      range: positive,
    },
    (a, b) => a ** b,
    [(a, b) => b * a ** (b - 1), (a, b) => a ** b * Math.log(a)],
    [(a, b) => b * a ** (b - 1), (a, b) => a ** b],
  ),
  pairwise(
    { name: 'logaddexp: a half each', kind: 'other', operation: 'logaddexp' },
    (a, b) => Math.log(Math.exp(a) + Math.exp(b)),
    [(a, b) => 1 / (1 + Math.exp(b - a)), (a, b) => 1 / (1 + Math.exp(a - b))],
    [() => 0.5, () => 0.5],
  ),
  pairwise(
    {
      name: 'remainder: the divisor is a constant',
      kind: 'detached',
      operation: 'remainder',
      range: { min: 1.2, max: 5 },
    },
    (a, b) => a - b * Math.floor(a / b),
    [one, (a, b) => -Math.floor(a / b)],
    [one, () => 0],
  ),
  fault(
    { name: 'lerp: the sign of the weight', kind: 'sign', operation: 'lerp' },
    [vector(2), vector(2), real],
    [vector(2)],
    {
      value: ([a, b, [t]]) => [a.map((e, i) => e + t! * (b[i]! - e))],
      vjp: ([a, b, [t]], [w]) => [scaled(1 - t!, w), scaled(t!, w), [dot(w, b) - dot(w, a)]],
    },
    { vjp: ([a, b, [t]], [w]) => [scaled(1 - t!, w), scaled(t!, w), [dot(w, a) - dot(w, b)]] },
  ),
  fault(
    {
      name: 'mul of one array with itself: counted twice',
      kind: 'fan-out',
      operation: 'mul',
    },
    [vector(2)],
    [vector(2)],
    { value: ([x]) => [times(x, x)], vjp: ([x], [w]) => [scaled(2, times(w, x))] },
    { vjp: ([x], [w]) => [scaled(4, times(w, x))] },
  ),
]
