/** Faults in derivatives of reductions, of cumulative ones and of sorting. */
import { type AnySpace, matrix, real, vector } from 'chainrule/Space'
import { columns, type Data, dot, each, rows, scaled, times, total } from './arrays.js'
import { type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

type Back = (x: Data, w: Data) => Data
interface Extra {
  readonly range?: Parameters<typeof fault>[0]['range'] & {}
  readonly source?: string
}

/** A function of an array to a vector of m. */
const mapping =
  (dom: AnySpace, m: number) =>
  (
    operation: string,
    kind: Kind,
    slip: string,
    f: (x: Data) => Data,
    right: Back,
    wrong: Back,
    extra: Extra = {},
  ): Fault =>
    fault(
      { name: `${operation}: ${slip}`, kind, operation, ...extra },
      [dom],
      [vector(m)],
      { value: ([x]) => [f(x)], vjp: ([x], [w]) => [right(x, w)] },
      { vjp: ([x], [w]) => [wrong(x, w)] },
    )

const whole = mapping(vector(4), 1)
const along = mapping(vector(4), 4)

/** Of a matrix of 2 rows and 3 columns. */
const ofMatrix = (m: number) => mapping(matrix(2, 3), m)

const positive = { min: 0.2, max: 3 }
const halves = { min: -1, max: 1, step: 0.5 }
const mean = (x: Data): number => total(x) / x.length
const centred = (x: Data): Data => x.map(e => e - mean(x))
const variance = (x: Data): number => mean(centred(x).map(e => e * e))
const norm = (x: Data): number => Math.sqrt(dot(x, x))
const prod = (x: Data): number => x.reduce((p, e) => p * e, 1)
const others = (x: Data, i: number, until = x.length - 1): number =>
  x.reduce((p, e, j) => (j === i || j > until ? p : p * e), 1)
const lse = (x: Data): number => Math.log(total(x.map(Math.exp)))
const softmax = (x: Data): Data => x.map(e => Math.exp(e - lse(x)))
/** The places of the entries in ascending order. */
const order = (x: Data): Data => x.map((_, i) => i).toSorted((i, j) => x[i]! - x[j]! || i - j)
const prefix = (x: Data): Data => x.map((_, i) => total(x.slice(0, i + 1)))
const suffix = (x: Data): Data => x.map((_, i) => total(x.slice(i)))
const products = (x: Data): Data => x.map((_, i) => prod(x.slice(0, i + 1)))
const cumprodBack = (x: Data, w: Data): Data =>
  x.map((_, i) => total(w.map((e, k) => (k < i ? 0 : e * others(x, i, k)))))
const first = (x: Data, best: (...xs: readonly number[]) => number): number => x.indexOf(best(...x))
const cummax = (x: Data): Data => x.map((_, i) => Math.max(...x.slice(0, i + 1)))
const power3 = (x: Data): number => total(x.map(e => Math.abs(e) ** 3)) ** (1 / 3)
const entropy = (x: Data): number => -total(x.map(e => e * Math.log(e)))
const row = (x: Data, i: number): Data => x.slice(3 * i, 3 * i + 3)
const one = (w: Data, df: (i: number) => number): Data => each(4, i => w[0]! * df(i))

export const reduction: readonly Fault[] = [
  whole(
    'mean',
    'factor',
    'not divided',
    x => [mean(x)],
    (_, w) => one(w, () => 0.25),
    (_, w) => one(w, () => 1),
  ),
  whole(
    'variance',
    'factor',
    'divided by n − 1',
    x => [variance(x)],
    (x, w) => one(w, i => centred(x)[i]! / 2),
    (x, w) => one(w, i => (2 * centred(x)[i]!) / 3),
  ),
  whole(
    'variance',
    'other',
    'not centred',
    x => [variance(x)],
    (x, w) => one(w, i => centred(x)[i]! / 2),
    (x, w) => one(w, i => x[i]! / 2),
  ),
  whole(
    'standard deviation',
    'inner',
    'that of the variance',
    x => [Math.sqrt(variance(x))],
    (x, w) => one(w, i => centred(x)[i]! / 4 / Math.sqrt(variance(x))),
    (x, w) => one(w, i => centred(x)[i]! / 2),
    { range: { min: -3, max: 3 } },
  ),
  whole(
    'standard deviation',
    'factor',
    'the half of the root is lost',
    x => [Math.sqrt(variance(x))],
    (x, w) => one(w, i => centred(x)[i]! / 4 / Math.sqrt(variance(x))),
    (x, w) => one(w, i => centred(x)[i]! / 2 / Math.sqrt(variance(x))),
  ),
  whole(
    'norm',
    'factor',
    'not divided by it',
    x => [norm(x)],
    (x, w) => one(w, i => x[i]! / norm(x)),
    (x, w) => one(w, i => x[i]!),
  ),
  whole(
    'norm of order 3',
    'sign',
    'that of negative entries',
    x => [power3(x)],
    (x, w) => one(w, i => (x[i]! * Math.abs(x[i]!)) / power3(x) ** 2),
    (x, w) => one(w, i => x[i]! ** 2 / power3(x) ** 2),
  ),
  whole(
    'product',
    'branch',
    'NaN where an entry is zero',
    x => [prod(x)],
    (x, w) => one(w, i => others(x, i)),
    (x, w) => one(w, i => prod(x) / x[i]!),
    { range: halves, source: thread('tensorflow/tensorflow', 2641) },
  ),
  whole(
    'product',
    'branch',
    'zero where the entry is zero',
    x => [prod(x)],
    (x, w) => one(w, i => others(x, i)),
    (x, w) => one(w, i => (x[i] === 0 ? 0 : prod(x) / x[i]!)),
    { range: halves },
  ),
  whole(
    'logsumexp',
    'other',
    'not normalised',
    x => [lse(x)],
    (x, w) => one(w, i => softmax(x)[i]!),
    (x, w) => one(w, i => Math.exp(x[i]!)),
  ),
  whole(
    'logsumexp',
    'branch',
    'all of it to the largest',
    x => [lse(x)],
    (x, w) => one(w, i => softmax(x)[i]!),
    (x, w) => one(w, i => (i === first(x, Math.max) ? 1 : 0)),
  ),
  whole(
    'max',
    'broadcast',
    'to every entry',
    x => [Math.max(...x)],
    (x, w) => one(w, i => (i === first(x, Math.max) ? 1 : 0)),
    w => each(4, () => w[0]!),
  ),
  whole(
    'max',
    'branch',
    'always to the last',
    x => [Math.max(...x)],
    (x, w) => one(w, i => (i === first(x, Math.max) ? 1 : 0)),
    (_, w) => one(w, i => (i === 3 ? 1 : 0)),
  ),
  whole(
    'max',
    'factor',
    'split between the two largest',
    x => [Math.max(...x)],
    (x, w) => one(w, i => (i === order(x)[3] ? 1 : 0)),
    (x, w) => one(w, i => (i === order(x)[3] || i === order(x)[2] ? 0.5 : 0)),
  ),
  whole(
    'min',
    'branch',
    'to the largest',
    x => [Math.min(...x)],
    (x, w) => one(w, i => (i === first(x, Math.min) ? 1 : 0)),
    (x, w) => one(w, i => (i === first(x, Math.max) ? 1 : 0)),
  ),
  whole(
    'second largest',
    'transposed',
    'to the second place',
    x => [x[order(x)[2]!]!],
    (x, w) => one(w, i => (i === order(x)[2] ? 1 : 0)),
    (_, w) => one(w, i => (i === 2 ? 1 : 0)),
  ),
  whole(
    'sum of squares',
    'factor',
    'the 2 is lost',
    x => [dot(x, x)],
    (x, w) => one(w, i => 2 * x[i]!),
    (x, w) => one(w, i => x[i]!),
  ),
  whole(
    'entropy',
    'fan-out',
    'the logarithm is a constant',
    x => [entropy(x)],
    (x, w) => one(w, i => -Math.log(x[i]!) - 1),
    (x, w) => one(w, i => -Math.log(x[i]!)),
    { range: positive },
  ),
  whole(
    'alternating sum',
    'sign',
    'that of the last entry',
    x => [x[0]! - x[1]! + x[2]! - x[3]!],
    (_, w) => one(w, i => 1 - 2 * (i % 2)),
    (_, w) => one(w, i => (i === 1 ? -1 : 1)),
  ),

  along(
    'cumsum',
    'transposed',
    'summed forwards',
    prefix,
    (_, w) => suffix(w),
    (_, w) => prefix(w),
    { source: thread('FluxML/Zygote.jl', 282) },
  ),
  along(
    'cumprod',
    'branch',
    'zero where an entry is zero',
    products,
    cumprodBack,
    (x, w) =>
      x.map((e, i) =>
        e === 0 ? 0 : total(w.map((v, k) => (k < i ? 0 : (v * products(x)[k]!) / e))),
      ),
    { range: halves, source: thread('tensorflow/tensorflow', 119430) },
  ),
  along(
    'cumprod',
    'branch',
    'NaN where an entry is zero',
    products,
    cumprodBack,
    (x, w) => x.map((e, i) => total(w.map((v, k) => (k < i ? 0 : (v * products(x)[k]!) / e)))),
    { range: halves, source: thread('tensorflow/tensorflow', 3862) },
  ),
  along('cumprod', 'fan-out', 'the next two only', products, cumprodBack, (x, w) =>
    x.map((_, i) => total(w.map((e, k) => (k < i || k > i + 1 ? 0 : e * others(x, i, k))))),
  ),
  along(
    'cummax',
    'branch',
    'each to its own place',
    cummax,
    (x, w) =>
      x.map((_, i) => total(w.map((e, k) => (first(x.slice(0, k + 1), Math.max) === i ? e : 0)))),
    (_, w) => w,
  ),
  along(
    'sort',
    'transposed',
    'permuted where it is to be undone',
    x => order(x).map(i => x[i]!),
    (x, w) => x.map((_, i) => w[order(x).indexOf(i)]!),
    (x, w) => order(x).map(i => w[i]!),
  ),
  along(
    'sort',
    'detached',
    'as if nothing had moved',
    x => order(x).map(i => x[i]!),
    (x, w) => x.map((_, i) => w[order(x).indexOf(i)]!),
    (_, w) => w,
  ),
  along(
    'centring',
    'fan-out',
    'the mean is a constant',
    centred,
    (_, w) => centred(w),
    (_, w) => w,
  ),

  ofMatrix(2)(
    'row means',
    'factor',
    'divided by all entries',
    x => rows(x, 3).map(e => e / 3),
    (_, w) => each(6, k => w[Math.floor(k / 3)]! / 3),
    (_, w) => each(6, k => w[Math.floor(k / 3)]! / 6),
    { source: thread('facebookresearch/shumai', 74) },
  ),
  ofMatrix(2)(
    'row sums',
    'broadcast',
    'spread along the other axis',
    x => rows(x, 3),
    (_, w) => each(6, k => w[Math.floor(k / 3)]!),
    (_, w) => each(6, k => w[k % 2]!),
  ),
  ofMatrix(3)(
    'column sums',
    'broadcast',
    'to the first row only',
    x => columns(x, 3),
    (_, w) => each(6, k => w[k % 3]!),
    (_, w) => each(6, k => (k < 3 ? w[k]! : 0)),
  ),
  ofMatrix(2)(
    'row norms',
    'other',
    'divided by the norm of all',
    x => [norm(row(x, 0)), norm(row(x, 1))],
    (x, w) => x.map((e, k) => (w[Math.floor(k / 3)]! * e) / norm(row(x, Math.floor(k / 3)))),
    (x, w) => x.map((e, k) => (w[Math.floor(k / 3)]! * e) / norm(x)),
    { source: thread('HIPS/autograd', 42) },
  ),
  ofMatrix(2)(
    'row logsumexp',
    'broadcast',
    'normalised over all',
    x => [lse(row(x, 0)), lse(row(x, 1))],
    (x, w) => [...scaled(w[0]!, softmax(row(x, 0))), ...scaled(w[1]!, softmax(row(x, 1)))],
    (x, w) => softmax(x).map((e, k) => e * w[Math.floor(k / 3)]!),
  ),
  ofMatrix(2)(
    'row maxima',
    'branch',
    'the second as in the first',
    x => [Math.max(...row(x, 0)), Math.max(...row(x, 1))],
    (x, w) =>
      each(6, k =>
        first(row(x, Math.floor(k / 3)), Math.max) === k % 3 ? w[Math.floor(k / 3)]! : 0,
      ),
    (x, w) => each(6, k => (first(row(x, 0), Math.max) === k % 3 ? w[Math.floor(k / 3)]! : 0)),
  ),

  fault(
    { name: 'sum of 40 sines: one entry is lost', kind: 'other', operation: 'sum' },
    [vector(40)],
    [real],
    {
      value: ([x]) => [[total(x.map(Math.sin))]],
      vjp: ([x], [[w]]) => [scaled(w!, x.map(Math.cos))],
    },
    { vjp: ([x], [[w]]) => [x.map((e, i) => (i === 17 ? 0 : w! * Math.cos(e)))] },
  ),
  fault(
    {
      name: 'weighted sum of 40: two neighbours are swapped',
      kind: 'transposed',
      operation: 'dot',
    },
    [vector(40)],
    [real],
    {
      value: ([x]) => [[total(x.map((e, i) => e * (1 + i / 8)))]],
      vjp: (_, [[w]]) => [each(40, i => w! * (1 + i / 8))],
    },
    { vjp: (_, [[w]]) => [each(40, i => w! * (1 + (i === 20 ? 21 : i === 21 ? 20 : i) / 8))] },
  ),
  fault(
    {
      name: 'products of pairs: the last pair is not crossed',
      kind: 'transposed',
      operation: 'mul',
    },
    [vector(12)],
    [vector(6)],
    {
      value: ([x]) => [times(x.slice(0, 6), x.slice(6))],
      vjp: ([x], [w]) => [[...times(w, x.slice(6)), ...times(w, x.slice(0, 6))]],
    },
    {
      vjp: ([x], [w]) => {
        const back = [...times(w, x.slice(6)), ...times(w, x.slice(0, 6))]
        return [[...back.slice(0, 11), w[5]! * x[11]!]]
      },
    },
  ),
]
