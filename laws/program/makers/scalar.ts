/** Makers of elementwise operations. */
import type { GuardName } from '../guards.js'
import { binary, called, type Manner, maker, plainly, unary } from '../maker.js'
import type { Argument, Maker, Scope } from '../model.js'

const bounded: Manner = { reach: 'bounded' }
const grows: Manner = { reach: 'grows' }
const kinked: Manner = { smooth: false }

const unaries = (names: string, guard?: GuardName, manner?: Manner): readonly Maker[] =>
  names.split(' ').map(name => unary(name, guard, manner))

const ofOrder = (name: string, least: number, guard?: GuardName): Maker =>
  maker(
    name,
    s => [[s.real(guard === undefined ? {} : { guard })], { order: least + s.below(3) }],
    plainly(name),
  )

const clamp = maker(
  'clamp',
  s => [[s.real()], { low: -1, high: s.pick([0.5, 1]) }],
  ([x], { low, high }) => called('clamp')(x, low, high),
  kinked,
)

const huber = maker(
  'huber',
  s => {
    const x = s.real()
    return [[x, s.fitted(s.shapeOf(x))], { delta: s.pick([1, 0.5]) }]
  },
  plainly('huber'),
  { smooth: false, reach: 'grows' },
)

export const scalar: readonly Maker[] = [
  unary('neg'),
  ...unaries('sin cos tanh sigmoid atan erf erfc normalCdf sech2', undefined, bounded),
  ...unaries('square exp expm1 exp2 sinh cosh oneMinusSquare', undefined, grows),
  ...unaries('asinh logSigmoid softplus silu gelu geluTanh mish sinc'),
  unary('tan', 'inside'),
  ...unaries('sqrt log log2 log10 log1p xlogx rsqrt cbrt reciprocal lgamma digamma', 'positive'),
  ...unaries('asin acos atanh erfinv', 'inside'),
  unary('acosh', 'aboveOne'),
  unary('logit', 'fraction'),
  ofOrder('polygamma', 1, 'positive'),
  ofOrder('sphericalBessel', 0),
  ...unaries('abs relu leakyRelu elu selu hardtanh stopGradient nanToNum', undefined, kinked),
  ...unaries('sign', undefined, { smooth: false, reach: 'bounded' }),
  ...unaries('floor ceil round trunc', undefined, kinked),
  clamp,
]

export const paired: readonly Maker[] = [
  binary('add', [], grows),
  binary('sub', [], grows),
  binary('mul', [], grows),
  binary('div', [undefined, 'positive'], grows),
  binary('pow', ['positive', 'bounded'], grows),
  binary('atan2', ['positive', 'positive'], bounded),
  binary('hypot', ['positive', 'positive'], grows),
  binary('direction', ['positive', 'positive'], bounded),
  binary('inversion', ['positive', 'positive'], grows),
  binary('logaddexp'),
  binary('xlogy', [undefined, 'positive'], grows),
  binary('squaredError', [], grows),
  binary('binaryCrossEntropy', [undefined, 'fraction'], grows),
  binary('klDivergence', [undefined, 'fraction'], grows),
  binary('copysign', [], kinked),
  binary('maximum', [], kinked),
  binary('minimum', [], kinked),
  binary('rem', [undefined, 'positive'], kinked),
  binary('l1', [], { smooth: false, reach: 'grows' }),
  binary('hinge', [], { smooth: false, reach: 'grows' }),
  huber,
]

const comparison = (name: string): Maker =>
  maker(
    name,
    s => {
      const a = s.real()
      return [[a, s.fitted(s.shapeOf(a))]]
    },
    plainly(name),
    { smooth: false, reach: 'bounded' },
  )

const two = (s: Scope): readonly Argument[] => {
  const shape = s.pick([[], [3], [2, 2]])
  return [s.bool(shape), s.bool(shape)]
}

const where = maker(
  'where',
  s => {
    const x = s.real()
    const shape = s.shapeOf(x)
    return [[s.bool(shape), x, s.fitted(shape)]]
  },
  plainly('where'),
)

const toReal = maker(
  'toReal',
  s => [[s.pick([s.bool(s.pick([[], [3]])), s.index(4, s.pick([[], [2]]))])]],
  plainly('toReal'),
)

const toIndex = maker('toIndex', s => [[s.real()]], plainly('toIndex'), kinked)

const quantifier = (name: string): Maker =>
  maker(
    name,
    s => [[s.bool(s.pick([[3], [2, 2]]))], s.below(2) === 0 ? {} : { axis: 0 }] as const,
    plainly(name),
    bounded,
  )

/** Comparisons, choices, and what goes between kinds. */
export const discrete: readonly Maker[] = [
  ...['less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'notEqual'].map(comparison),
  maker('and', s => [two(s)], plainly('and'), bounded),
  maker('or', s => [two(s)], plainly('or'), bounded),
  maker('not', s => [[s.bool(s.pick([[], [3]]))]], plainly('not'), bounded),
  maker('isFinite', s => [[s.real()]], plainly('isFinite'), { smooth: false, reach: 'bounded' }),
  quantifier('any'),
  quantifier('all'),
  where,
  toReal,
  toIndex,
]
