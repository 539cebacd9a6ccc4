/** Makers of linear algebra, Fourier transforms and random draws. */
import { constant, type Expr } from '../../../src/Expr.js'
import { keyFrom } from '../../../src/Tensor.js'
import type { GuardName } from '../guards.js'
import { called, type Manner, maker, plainly } from '../maker.js'
import type { Argument, Maker, Scope } from '../model.js'

const grows: Manner = { reach: 'grows' }

const square = (s: Scope, guard: GuardName): Argument => {
  const n = 1 + s.below(3)
  return s.fitted(
    s.pick([
      [n, n],
      [2, n, n],
    ]),
    guard,
  )
}

const ofSquare = (name: string, guard: GuardName, manner?: Manner): Maker =>
  maker(name, s => [[square(s, guard)]], plainly(name), manner)

/** One of several results. */
const part = (
  name: string,
  parts: readonly (string | number)[],
  guard: GuardName,
  shape: (s: Scope) => readonly number[],
): Maker =>
  maker(
    name,
    s => [[s.fitted(shape(s), guard)], { part: s.pick(parts) }],
    ([x], { part: p }) => (called(name)(x) as Readonly<Record<string | number, Expr>>)[p as string],
  )

const n = (s: Scope): readonly number[] =>
  s.pick([
    [2, 2],
    [1, 1],
    [3, 3],
  ])
const tall = (s: Scope): readonly number[] =>
  s.pick([
    [2, 2],
    [3, 2],
  ])

const solving = (name: string, guard: GuardName): Maker =>
  maker(
    name,
    s => [[s.fitted([2, 2], guard), s.fitted(s.pick([[2], [2, 3]]))]],
    plainly(name),
    grows,
  )

export const linalg: readonly Maker[] = [
  ofSquare('inverse', 'regular'),
  ofSquare('det', 'regular', grows),
  ofSquare('cholesky', 'definite'),
  ofSquare('matrixExp', 'bounded', grows),
  ofSquare('eigvalsh', 'spread'),
  maker(
    'matrixPower',
    s => [[square(s, 'regular')], { power: s.below(4) }],
    ([x], { power }) => called('matrixPower')(x, power),
    grows,
  ),
  solving('solve', 'regular'),
  solving('triangularSolve', 'lower'),
  maker('lstsq', s => [[s.fitted([3, 2], 'regular'), s.fitted([3])]], plainly('lstsq'), grows),
  maker(
    'pinv',
    s => [
      [
        s.fitted(
          s.pick([
            [3, 2],
            [2, 3],
          ]),
          'regular',
        ),
      ],
    ],
    plainly('pinv'),
  ),
  maker('svdvals', s => [[s.fitted(tall(s), 'regular')]], plainly('svdvals')),
  part('slogdet', [0, 1], 'regular', n),
  part('eigh', [0, 1], 'spread', n),
  part('qr', [0, 1], 'regular', tall),
  part('svd', [0, 1, 2], 'regular', tall),
]

const complex = (name: string): Maker =>
  maker(
    name,
    s => {
      const re = s.fitted(s.pick([[4], [2, 3]]))
      return [[re, s.fitted(s.shapeOf(re))], { part: s.below(2) }]
    },
    (args, { part: p }) => (called(name)(args) as readonly Expr[])[p as number],
    grows,
  )

export const fourier: readonly Maker[] = [
  complex('fft'),
  complex('ifft'),
  maker(
    'rfft',
    s => [[s.fitted(s.pick([[4], [3]]))], { part: s.below(2) }],
    ([x], { part: p }) => (called('rfft')(x) as readonly Expr[])[p as number],
    grows,
  ),
  maker(
    'irfft',
    s => [[s.fitted([3]), s.fitted([3])]],
    args => called('irfft')(args),
    grows,
  ),
]

/** Of a key that is written down. */
const drawn = (name: string, more: readonly unknown[]): Maker =>
  maker(
    name,
    s => [[], { seed: s.below(100) }],
    (_, { seed }) => called(name)(constant(keyFrom(seed as number)), ...more),
  )

/** The same of three numbers, and what comes after them. */
const ofKey = (
  name: string,
  manner: Manner,
  guard?: GuardName,
  more: readonly unknown[] = [],
): Maker =>
  maker(
    name,
    s => [[s.fitted([3], guard)], { seed: s.below(100) }],
    ([x], { seed }) => called(name)(constant(keyFrom(seed as number)), x, ...more),
    manner,
  )

const jumps: Manner = { smooth: false }

export const random: readonly Maker[] = [
  ...['uniform', 'normal', 'exponential', 'gumbel'].map(name => drawn(name, [[3]])),
  drawn('randomIndex', [[3], 4]),
  drawn('permutation', [3]),
  ofKey('bernoulli', jumps, 'fraction'),
  ofKey('categorical', jumps),
  ofKey('dropout', grows, undefined, [0.5]),
]
