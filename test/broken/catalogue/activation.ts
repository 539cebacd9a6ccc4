/** Faults in derivatives of activations and of functions in pieces: wrong on one side, or at one point only. */
import type { Range } from 'chainrule/laws'
import { entrywise } from './elementwise.js'
import { type Fault, thread } from './model.js'

const { exp, tanh, sqrt, abs, sign, log1p, PI, cosh, sin, cos } = Math
const sigmoid = (x: number): number => 1 / (1 + exp(-x))
const softplus = (x: number): number => log1p(exp(x))
const wide: Range = { min: -5, max: 5 }
const halves: Range = { min: -1, max: 1, step: 0.5 }
const ALPHA = 1.6732632423543772
const SCALE = 1.0507009873554805

const C = sqrt(2 / PI)
const inside = (x: number): number => C * (x + 0.044715 * x ** 3)
const gelu = (x: number): number => 0.5 * x * (1 + tanh(inside(x)))
/** The derivative of gelu, given that of what is inside. */
const gelu1 = (x: number, slope: number): number =>
  0.5 * (1 + tanh(inside(x))) + (0.5 * x * slope) / cosh(inside(x)) ** 2

const mish = (x: number): number => x * tanh(softplus(x))
const silu = (x: number): number => x * sigmoid(x)
const silu1 = (x: number): number => sigmoid(x) * (1 + x * (1 - sigmoid(x)))
const hardswish = (x: number): number => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6)
const hardswish1 = (x: number): number => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6)
const sinc = (x: number): number => (x === 0 ? 1 : sin(x) / x)
const sinc1 = (x: number): number =>
  abs(x) < 1e-2 ? -x / 3 + x ** 3 / 30 : (cos(x) - sin(x) / x) / x

export const activation: readonly Fault[] = [
  entrywise('abs', 'branch', 'one on both sides', abs, sign, () => 1),
  entrywise(
    'relu',
    'branch',
    'open on both sides',
    x => (x > 0 ? x : 0),
    x => (x > 0 ? 1 : 0),
    () => 1,
  ),
  entrywise(
    'leaky relu',
    'branch',
    'the slopes are on the wrong sides',
    x => (x > 0 ? x : 0.1 * x),
    x => (x > 0 ? 1 : 0.1),
    x => (x > 0 ? 0.1 : 1),
  ),
  entrywise(
    'relu6',
    'branch',
    'open above',
    x => Math.min(Math.max(x, 0), 1),
    x => (x > 0 && x < 1 ? 1 : 0),
    x => (x > 0 ? 1 : 0),
  ),
  entrywise(
    'elu',
    'branch',
    'y for y + α on the negative side',
    x => (x > 0 ? x : exp(x) - 1),
    x => (x > 0 ? 1 : exp(x)),
    x => (x > 0 ? 1 : exp(x) - 1),
  ),
  entrywise(
    'selu',
    'factor',
    'the scale is lost on the negative side',
    x => SCALE * (x > 0 ? x : ALPHA * (exp(x) - 1)),
    x => SCALE * (x > 0 ? 1 : ALPHA * exp(x)),
    x => (x > 0 ? SCALE : ALPHA * exp(x)),
  ),
  entrywise(
    'gelu',
    'inner',
    'the cube inside is not derived',
    gelu,
    x => gelu1(x, C * (1 + 3 * 0.044715 * x * x)),
    x => gelu1(x, C),
  ),
  entrywise(
    'gelu',
    'inner',
    'the 3 of the cube is lost',
    gelu,
    x => gelu1(x, C * (1 + 3 * 0.044715 * x * x)),
    x => gelu1(x, C * (1 + 0.044715 * x * x)),
  ),
  entrywise(
    'gelu',
    'fan-out',
    'the gate is not derived',
    gelu,
    x => gelu1(x, C * (1 + 3 * 0.044715 * x * x)),
    x => 0.5 * (1 + tanh(inside(x))),
  ),
  entrywise(
    'gelu',
    'factor',
    '√(2/π) as 0.797885 in the derivative',
    gelu,
    x => gelu1(x, C * (1 + 3 * 0.044715 * x * x)),
    x => gelu1(x, 0.79788 * (1 + 3 * 0.044715 * x * x)),
  ),
  entrywise('silu', 'fan-out', 'the gate is not derived', silu, silu1, sigmoid),
  entrywise(
    'silu',
    'sign',
    'the gate is derived with a minus',
    silu,
    silu1,
    x => sigmoid(x) * (1 - x * (1 - sigmoid(x))),
  ),
  entrywise(
    'mish',
    'inner',
    'softplus is not derived',
    mish,
    x => tanh(softplus(x)) + (x * sigmoid(x)) / cosh(softplus(x)) ** 2,
    x => tanh(softplus(x)) + x / cosh(softplus(x)) ** 2,
  ),
  entrywise(
    'hardswish',
    'other',
    'a summand is lost in the middle',
    hardswish,
    hardswish1,
    x => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3),
    wide,
  ),
  entrywise(
    'hardswish',
    'branch',
    'the middle ends at 2.5',
    hardswish,
    hardswish1,
    x => (x <= -2.5 ? 0 : x >= 2.5 ? 1 : (2 * x + 3) / 6),
    wide,
  ),
  entrywise(
    'hardsigmoid',
    'factor',
    'a fifth for a sixth',
    x => Math.min(Math.max(x / 6 + 0.5, 0), 1),
    x => (abs(x) < 3 ? 1 / 6 : 0),
    x => (abs(x) < 3 ? 1 / 5 : 0),
    wide,
  ),
  entrywise(
    'clip',
    'branch',
    'open outside, too',
    x => Math.min(Math.max(x, -1), 1),
    x => (abs(x) < 1 ? 1 : 0),
    () => 1,
  ),
  entrywise(
    'softsign',
    'other',
    'a square is lost',
    x => x / (1 + abs(x)),
    x => 1 / (1 + abs(x)) ** 2,
    x => 1 / (1 + abs(x)),
  ),
  entrywise(
    'softplus',
    'branch',
    'zero at zero',
    softplus,
    sigmoid,
    x => (x === 0 ? 0 : sigmoid(x)),
    halves,
    thread('jax-ml/jax', 2107),
  ),
  entrywise(
    'log sigmoid',
    'branch',
    'zero at zero',
    x => -softplus(-x),
    x => sigmoid(-x),
    x => (x === 0 ? 0 : sigmoid(-x)),
    halves,
    thread('jax-ml/jax', 2140),
  ),
  entrywise(
    'sinc',
    'branch',
    'zero near zero',
    sinc,
    sinc1,
    x => (abs(x) < 0.05 ? 0 : sinc1(x)),
    { min: -0.1, max: 0.1 },
    thread('jax-ml/jax', 34139),
  ),
  entrywise('sinc', 'branch', 'NaN at zero', sinc, sinc1, x => (cos(x) - sin(x) / x) / x, halves),
  entrywise(
    'square, as a power',
    'branch',
    'NaN at zero',
    x => x * x,
    x => 2 * x,
    x => (2 * (x * x)) / x,
    halves,
    thread('tensorflow/tfjs', 346),
  ),
  entrywise(
    'cube, as a power',
    'branch',
    'infinite for negative ones',
    x => x ** 3,
    x => 3 * x * x,
    x => (x < 0 ? Infinity : 3 * x * x),
    undefined,
    thread('tenstorrent/tt-metal', 54439),
  ),
  entrywise(
    'odd power',
    'sign',
    'as the even one, for negative ones',
    x => sign(x) * abs(x) ** 1.5,
    x => 1.5 * sqrt(abs(x)),
    x => 1.5 * sign(x) * sqrt(abs(x)),
  ),
]
