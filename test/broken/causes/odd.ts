/** Faults in losses, and those that are no formula: state, shapes, modes, cut-offs. */
import { box, product } from 'chainrule/laws'
import { both, dot, type Fault, faultsOf, mean, plus, softmax, sum, times, type V } from './kit.js'

const pair = product(box(-2, 2, 3), box(-2, 2, 3))
type Two = readonly [V, V]
const off = ([p, y]: Two): V => plus(p, times(-1, y))
const target = [0, 1, 0, 0]
const entropy = (x: V): number => -Math.log(softmax(x)[1]!)
const still = { x: 0 }
let turn = 0
const hinge = (x: V): number => mean(x.map(e => Math.max(0, 1 - e)))

export const oddFaults: readonly Fault[] = [
  ...faultsOf<Two, number>(
    'mean squared error',
    pair,
    x => mean(off(x).map(e => e * e)),
    (x, w) => [times((2 * w) / 3, off(x)), times((-2 * w) / 3, off(x))],
    [
      ['factor', 'without 1/n', (x, w) => [times(2 * w, off(x)), times(-2 * w, off(x))]],
      ['factor', 'without the two', (x, w) => [times(w / 3, off(x)), times(-w / 3, off(x))]],
      ['sign', 'of the target', (x, w) => [times((2 * w) / 3, off(x)), times((2 * w) / 3, off(x))]],
      [
        'sign',
        'of the prediction',
        (x, w) => [times((-2 * w) / 3, off(x)), times((-2 * w) / 3, off(x))],
      ],
      ['detached', 'the target', (x, w) => [times((2 * w) / 3, off(x)), times(0, x[1])]],
      [
        'fan-out',
        'the target left out of the difference',
        ([p, y], w) => [times((2 * w) / 3, p), times((-2 * w) / 3, off([p, y]))],
      ],
    ],
  ),
  ...faultsOf<V, number>(
    'cross-entropy',
    box(-2, 2, 4),
    entropy,
    (x, w) => times(w, plus(softmax(x), times(-1, target))),
    [
      ['fan-out', 'without the label', (x, w) => times(w, softmax(x))],
      [
        'sign',
        'the label minus the prediction',
        (x, w) => times(-w, plus(softmax(x), times(-1, target))),
      ],
      [
        'factor',
        'averaged over classes',
        (x, w) => times(w / 4, plus(softmax(x), times(-1, target))),
      ],
      ['other', 'the logits for the probabilities', (x, w) => times(w, plus(x, times(-1, target)))],
    ],
  ),
  ...faultsOf<V, number>(
    'hinge loss',
    box(-2, 3, 4),
    hinge,
    (x, w) => x.map(e => (e < 1 ? -w / 4 : 0)),
    [
      ['branch', 'beyond the margin, too', (x, w) => x.map(() => -w / 4)],
      ['sign', 'positive', (x, w) => x.map(e => (e < 1 ? w / 4 : 0))],
      ['factor', 'not averaged', (x, w) => x.map(e => (e < 1 ? -w : 0))],
    ],
  ),
  both('a jvp of its own', 'sign', box(-2, 2), Math.sin, Math.cos, {
    jvp: (x, v) => -v * Math.cos(x),
  }),
  both(
    'a jvp of half',
    'factor',
    box(-2, 2),
    x => x * x,
    x => 2 * x,
    { jvp: (x, v) => v * x },
  ),
  both(
    'a vjp of half',
    'factor',
    box(-2, 2),
    x => x * x,
    x => 2 * x,
    { vjp: (x, w) => w * x },
  ),
  both(
    'a jvp without an inner derivative',
    'inner',
    box(-2, 2),
    x => Math.sin(x * x),
    x => 2 * x * Math.cos(x * x),
    { jvp: (x, v) => v * Math.cos(x * x) },
  ),
  both('a jvp of nothing', 'detached', box(-2, 2), Math.sin, Math.cos, { jvp: () => 0 }),
  both('a cotangent that is clipped', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => Math.max(-0.7, Math.min(0.7, w)) * Math.cos(x),
  }),
  both('a cotangent that is squared', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => w * w * Math.cos(x),
  }),
  both('a cotangent by its sign', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => Math.sign(w) * Math.cos(x),
  }),
  both('a cotangent that is dropped', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: x => Math.cos(x),
  }),
  both('a tangent that is dropped', 'other', box(-2, 2), Math.sin, Math.cos, {
    jvp: x => Math.cos(x),
  }),
  both('something of nothing', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => w * Math.cos(x) + 1e-8,
  }),
  both('the residual of the last call', 'other', box(-2, 2), Math.sin, Math.cos, {
    value: x => {
      still.x = x
      return Math.sin(x)
    },
    vjp: (_, w) => w * Math.cos(still.x),
  }),
  both('an answer by turns', 'other', box(-2, 2), Math.sin, Math.cos, {
    value: x => Math.sin(x) + (turn++ % 2) * 1e-12,
  }),
  both('noise in the pullback', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => w * Math.cos(x) * (1 + (turn++ % 3) * 1e-6),
  }),
  both('a value that is no number', 'other', box(-2, 2), Math.sin, Math.cos, {
    value: x => [Math.sin(x)] as never,
  }),
  both('a pullback that throws', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: () => {
      throw new Error('not implemented')
    },
  }),
  both('a pullback that is not a number', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: () => Number.NaN,
  }),
  both('rounded to single precision', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => Math.fround(w * Math.cos(x)),
  }),
  both('a difference for a derivative', 'other', box(-2, 2), Math.sin, Math.cos, {
    vjp: (x, w) => (w * (Math.sin(x + 1e-5) - Math.sin(x))) / 1e-5,
  }),
  both(
    'a tiny function, twice',
    'factor',
    box(-2, 2),
    x => 1e-120 * Math.sin(x),
    x => 1e-120 * Math.cos(x),
    { vjp: (x, w) => 2e-120 * w * Math.cos(x) },
  ),
  both(
    'a huge function, twice',
    'factor',
    box(-2, 2),
    x => 1e120 * Math.sin(x),
    x => 1e120 * Math.cos(x),
    { vjp: (x, w) => 2e120 * w * Math.cos(x) },
  ),
  both(
    'a tiny function of nothing',
    'detached',
    box(-2, 2),
    x => 1e-120 * Math.sin(x),
    x => 1e-120 * Math.cos(x),
    { vjp: () => 0 },
  ),
  ...faultsOf<V, number>(
    'an input that is changed',
    box(-2, 2, 3),
    x => dot(x, [1, 2, 3]),
    (_, w) => times(w, [1, 2, 3]),
    [
      [
        'other',
        'overwritten by the pullback',
        (x, w) => (x as number[]).fill(w).map((e, i) => e * (i + 1)),
      ],
      ['other', 'of an array too long', (_, w) => times(w, [1, 2, 3, 4])],
      ['other', 'of no array', (_, w) => w],
      ['other', 'of an object', (_, w) => ({ a: w })],
    ],
  ),
  ...faultsOf<V, V>(
    'forty entries',
    box(-2, 2, 40),
    x => x.map(Math.sin),
    (x, w) => w.map((e, i) => e * Math.cos(x[i]!)),
    [
      [
        'other',
        'one of them twice',
        (x, w) => w.map((e, i) => (i === 31 ? 2 : 1) * e * Math.cos(x[i]!)),
      ],
      [
        'other',
        'the last two exchanged',
        (x, w) =>
          w.map((_, i) => {
            const k = i < 38 ? i : 77 - i
            return w[k]! * Math.cos(x[k]!)
          }),
      ],
      [
        'other',
        'the first off by a thousandth',
        (x, w) => w.map((e, i) => (i === 0 ? 1.001 : 1) * e * Math.cos(x[i]!)),
      ],
    ],
  ),
  ...faultsOf<V, number>(
    'a long sum',
    box(-2, 2, 60),
    x => sum(x.map(Math.sin)),
    (x, w) => x.map(e => w * Math.cos(e)),
    [
      [
        'other',
        'one of them forgotten',
        (x, w) => x.map((e, i) => (i === 17 ? 0 : w * Math.cos(e))),
      ],
    ],
  ),
]
