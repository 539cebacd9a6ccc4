/** Faults in derivatives of gathers, scatters and what only moves entries about. */
import { index, indices, matrix, real, tensor, vector } from 'chainrule/Space'
import { type Data, each, flip, plus, total, zeros } from './arrays.js'
import { about, type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

type Back = (x: Data, at: Data, w: Data) => Data

/** Four numbers read at three places, which may repeat. */
const gather = (kind: Kind, slip: string, wrong: Back, source?: string): Fault =>
  fault(
    about('gather', kind, slip, source),
    [vector(4), indices(4, 3)],
    [vector(3)],
    {
      value: ([x, at]) => [at.map(i => x[i]!)],
      vjp: ([, at], [w]) => [each(4, i => total(w.filter((_, k) => at[k] === i))), []],
    },
    { vjp: ([x, at], [w]) => [wrong(x, at, w), []] },
  )

/** Three numbers written to places of four; the last write to a place wins. */
const lastTo = (at: Data, i: number): number => at.lastIndexOf(i)
const scatter = (
  kind: Kind,
  slip: string,
  wrong: (at: Data, w: Data) => readonly [Data, Data],
  source?: string,
): Fault =>
  fault(
    about('scatter', kind, slip, source),
    [vector(4), indices(4, 3), vector(3)],
    [vector(4)],
    {
      value: ([x, at, u]) => [x.map((e, i) => (lastTo(at, i) < 0 ? e : u[lastTo(at, i)]!))],
      vjp: ([, at], [w]) => [
        w.map((e, i) => (lastTo(at, i) < 0 ? e : 0)),
        [],
        at.map((i, k) => (lastTo(at, i) === k ? w[i]! : 0)),
      ],
    },
    {
      vjp: ([, at], [w]) => {
        const [x, u] = wrong(at, w)
        return [x, [], u]
      },
    },
  )

/** What moves the entries of a vector: the entry i of the result is that at `from`. */
const moving = (
  operation: string,
  kind: Kind,
  slip: string,
  from: Data,
  wrong: (w: Data) => Data,
  n = Math.max(...from) + 1,
  source?: string,
): Fault =>
  fault(
    about(operation, kind, slip, source),
    [vector(n)],
    [vector(from.length)],
    {
      value: ([x]) => [from.map(i => x[i]!)],
      vjp: (_, [w]) => [each(n, i => total(w.filter((__, k) => from[k] === i)))],
    },
    { vjp: (_, [w]) => [wrong(w)] },
  )

export const indexing: readonly Fault[] = [
  gather(
    'fan-out',
    'the last of repeated indices wins',
    (_, at, w) => each(4, i => (lastTo(at, i) < 0 ? 0 : w[lastTo(at, i)]!)),
    thread('pytorch/pytorch', 1631),
  ),
  gather(
    'transposed',
    'read where it is to be written',
    (_, at, w) => each(4, i => w[at[i % 3]! % 3]!),
    thread('ooples/AiDotNet.Tensors', 894),
  ),
  gather('branch', 'nothing for index 0', (_, at, w) =>
    each(4, i => (i === 0 ? 0 : total(w.filter((__, k) => at[k] === i)))),
  ),
  gather('factor', 'the mean of repeated indices', (_, at, w) =>
    each(
      4,
      i => total(w.filter((__, k) => at[k] === i)) / Math.max(1, at.filter(j => j === i).length),
    ),
  ),
  gather('other', 'shifted by one', (_, at, w) =>
    each(4, i => total(w.filter((__, k) => (at[k]! + 1) % 4 === i))),
  ),
  scatter(
    'branch',
    'what was overwritten is open, too',
    (at, w) => [w, at.map((i, k) => (lastTo(at, i) === k ? w[i]! : 0))],
    thread('PaddlePaddle/Paddle', 30604),
  ),
  scatter('branch', 'what lost is open, too', (at, w) => [
    w.map((e, i) => (lastTo(at, i) < 0 ? e : 0)),
    at.map(i => w[i]!),
  ]),
  scatter('transposed', 'the updates in the order of the places', (at, w) => [
    w.map((e, i) => (lastTo(at, i) < 0 ? e : 0)),
    w.slice(0, 3),
  ]),
  fault(
    about('scatterAdd', 'broadcast', 'the updates not read at their places'),
    [vector(4), indices(4, 3), vector(3)],
    [vector(4)],
    {
      value: ([x, at, u]) => [x.map((e, i) => e + total(u.filter((_, k) => at[k] === i)))],
      vjp: ([, at], [w]) => [w, [], at.map(i => w[i]!)],
    },
    { vjp: (_, [w]) => [w, [], w.slice(0, 3)] },
  ),
  fault(
    about(
      'scatterMul',
      'other',
      'the other factors at a place are forgotten',
      thread('jax-ml/jax', 12469),
    ),
    [vector(3), indices(3, 3), vector(3)],
    [vector(3)],
    {
      value: ([x, at, u]) => [x.map((e, i) => u.reduce((p, f, k) => (at[k] === i ? p * f : p), e))],
      vjp: ([x, at, u], [w]) => [
        w.map((e, i) => u.reduce((p, f, k) => (at[k] === i ? p * f : p), e)),
        [],
        at.map((i, k) =>
          u.reduce((p, f, l) => (l !== k && at[l] === i ? p * f : p), w[i]! * x[i]!),
        ),
      ],
    },
    {
      vjp: ([x, at, u], [w]) => [
        w.map((e, i) => u.reduce((p, f, k) => (at[k] === i ? p * f : p), e)),
        [],
        at.map(i => w[i]! * x[i]!),
      ],
    },
  ),
  fault(
    about('segment sum', 'branch', 'what is dropped is open, too', thread('jax-ml/jax', 7538)),
    [vector(3), indices(4, 3)],
    [vector(3)],
    {
      // Segment 0 is the one of what is dropped.
      value: ([x, at]) => [each(3, s => total(x.filter((_, k) => at[k] === s + 1)))],
      vjp: ([, at], [w]) => [at.map(s => (s === 0 ? 0 : w[s - 1]!)), []],
    },
    { vjp: ([, at], [w]) => [at.map(s => w[Math.max(0, s - 1)]!), []] },
  ),
  fault(
    about('embedding', 'other', 'the last column is not accumulated'),
    [matrix(3, 2), indices(3, 3)],
    [matrix(3, 2)],
    {
      value: ([x, at]) => [at.flatMap(i => x.slice(2 * i, 2 * i + 2))],
      vjp: ([, at], [w]) => [
        each(6, e => total(at.map((i, k) => (i === e >> 1 ? w[2 * k + (e & 1)]! : 0)))),
        [],
      ],
    },
    {
      vjp: ([, at], [w]) => [
        each(6, e =>
          (e & 1) === 0
            ? total(at.map((i, k) => (i === e >> 1 ? w[2 * k]! : 0)))
            : lastTo(at, e >> 1) < 0
              ? 0
              : w[2 * lastTo(at, e >> 1) + 1]!,
        ),
        [],
      ],
    },
  ),
  fault(
    about('take along an axis', 'transposed', 'along the other'),
    [matrix(2, 2), indices(2, 2)],
    [vector(2)],
    {
      value: ([x, at]) => [at.map((j, i) => x[2 * i + j]!)],
      vjp: ([, at], [w]) => [each(4, k => (at[k >> 1] === (k & 1) ? w[k >> 1]! : 0)), []],
    },
    { vjp: ([, at], [w]) => [each(4, k => (at[k & 1] === k >> 1 ? w[k & 1]! : 0)), []] },
  ),
  fault(
    about('dynamic slice', 'branch', 'the start is not clamped as in the value'),
    [vector(4), index(4)],
    [vector(2)],
    {
      value: ([x, [s]]) => [x.slice(Math.min(s!, 2), Math.min(s!, 2) + 2)],
      vjp: ([, [s]], [w]) => [each(4, i => w[i - Math.min(s!, 2)] ?? 0), []],
    },
    { vjp: ([, [s]], [w]) => [each(4, i => w[i - s!] ?? 0), []] },
  ),
  fault(
    about('gather of rows', 'other', 'half of the rows are zero', thread('jax-ml/jax', 39025)),
    [matrix(4, 2)],
    [matrix(4, 2)],
    { value: ([x]) => [each(8, k => x[k ^ 1]!)], vjp: (_, [w]) => [each(8, k => w[k ^ 1]!)] },
    { vjp: (_, [w]) => [each(8, k => (k < 4 ? w[k ^ 1]! : 0))] },
  ),

  moving('slice', 'other', 'off by one', [1, 2], w => [0, 0, ...w], 4),
  moving(
    'strided slice',
    'broadcast',
    'over the whole span',
    [0, 2],
    w => [w[0]!, w[0]!, w[1]!, w[1]!],
    4,
    thread('ml-explore/mlx', 4444),
  ),
  moving('roll', 'transposed', 'on in the same direction', [3, 0, 1, 2], w =>
    [3, 0, 1, 2].map(i => w[i]!),
  ),
  moving(
    'flip',
    'transposed',
    'not turned back',
    [3, 2, 1, 0],
    w => w,
    4,
    thread('deeplearning4j/deeplearning4j', 8874),
  ),
  moving('permutation', 'transposed', 'for its inverse', [2, 0, 1], w => [w[2]!, w[0]!, w[1]!]),
  moving('reflecting pad', 'fan-out', 'what is reflected is lost', [1, 0, 1, 2, 1], w =>
    w.slice(1, 4),
  ),
  moving('edge pad', 'fan-out', 'the edges are lost', [0, 0, 0, 1, 2, 2], w => w.slice(2, 5)),
  moving('edge pad', 'other', 'the right edge goes to the left', [0, 0, 1, 2, 2], w => [
    w[0]! + w[1]! + w[4]!,
    w[2]!,
    w[3]!,
  ]),
  moving('circular pad', 'fan-out', 'what is wrapped is lost', [2, 0, 1, 2, 0], w => w.slice(1, 4)),
  moving('interleave', 'transposed', 'one after the other', [0, 2, 1, 3], w => w),
  fault(
    about('concat', 'transposed', 'the parts are swapped'),
    [vector(2), vector(2)],
    [vector(4)],
    { value: ([a, b]) => [[...a, ...b]], vjp: (_, [w]) => [w.slice(0, 2), w.slice(2)] },
    { vjp: (_, [w]) => [w.slice(2), w.slice(0, 2)] },
  ),
  fault(
    about('concat', 'other', 'cut one too early'),
    [vector(3), vector(2)],
    [vector(5)],
    { value: ([a, b]) => [[...a, ...b]], vjp: (_, [w]) => [w.slice(0, 3), w.slice(3)] },
    { vjp: (_, [w]) => [w.slice(0, 3), w.slice(2, 4)] },
  ),
  fault(
    about('transpose', 'transposed', 'not transposed back'),
    [matrix(2, 3)],
    [matrix(3, 2)],
    { value: ([x]) => [flip(x, 3)], vjp: (_, [w]) => [flip(w, 2)] },
    { vjp: (_, [w]) => [w] },
  ),
  fault(
    about('rotation of axes', 'transposed', 'on in the same direction'),
    [tensor(2, 2, 2)],
    [tensor(2, 2, 2)],
    {
      // [i, j, k] ↦ [k, i, j]
      value: ([x]) => [each(8, k => x[(k >> 1) | ((k & 1) << 2)]!)],
      vjp: (_, [w]) => [each(8, k => w[((k << 1) & 7) | (k >> 2)]!)],
    },
    { vjp: (_, [w]) => [each(8, k => w[(k >> 1) | ((k & 1) << 2)]!)] },
  ),
  fault(
    about('triangle', 'branch', 'open above, too'),
    [matrix(3, 3)],
    [matrix(3, 3)],
    {
      value: ([x]) => [x.map((e, k) => (k % 3 > Math.floor(k / 3) ? 0 : e))],
      vjp: (_, [w]) => [w.map((e, k) => (k % 3 > Math.floor(k / 3) ? 0 : e))],
    },
    { vjp: (_, [w]) => [w] },
  ),
  fault(
    about('symmetric part', 'transposed', 'the upper triangle twice'),
    [matrix(3, 3)],
    [matrix(3, 3)],
    {
      value: ([x]) => [plus(x, flip(x, 3)).map(e => e / 2)],
      vjp: (_, [w]) => [plus(w, flip(w, 3)).map(e => e / 2)],
    },
    { vjp: (_, [w]) => [w] },
  ),
  fault(
    about('switch', 'branch', 'always the first'),
    [index(3), real],
    [real],
    {
      value: ([[i], [x]]) => [[[Math.sin(x!), Math.exp(x!), x! * x!][i!]!]],
      vjp: ([[i], [x]], [[w]]) => [[], [w! * [Math.cos(x!), Math.exp(x!), 2 * x!][i!]!]],
    },
    { vjp: ([, [x]], [[w]]) => [[], [w! * Math.cos(x!)]] },
  ),
  fault(
    about('slice', 'other', 'the entry before the span is open, too'),
    [vector(4)],
    [vector(2)],
    { value: ([x]) => [x.slice(1, 3)], vjp: (_, [w]) => [[0, ...w, 0]] },
    { vjp: (_, [w]) => [plus([0, ...w, 0], [w[0]!, ...zeros(3)])] },
  ),
]
