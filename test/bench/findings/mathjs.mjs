/** The symbolic derivatives of mathjs, of expressions in one or two numbers. */
import { box } from 'chainrule/laws'
import { edge } from './op.mjs'
import { versionOf } from './version.mjs'

const NAMES = ['x', 'y']

const of = (text, ranges = [[-2, 2]], more = {}) => ({
  name: text,
  text,
  domains: ranges.map(([low, high]) => box(low, high)),
  ...more,
})

const smooth = 'sin cos tanh sinh cosh asinh atan exp acot sech'.split(' ')
const outside = [[1.1, 4]]
const inside = [[0.1, 0.9]]

const ops = [
  ...smooth.map(name => of(`${name}(x)`)),
  ...['sin(x)', 'tanh(x)', 'sinh(x)', 'atan(x)', 'asinh(x)', 'exp(x)'].map(text =>
    of(`${text} at 0`, undefined, { text, edges: [edge([0], [1], 'zero')] }),
  ),
  ...['sqrt', 'log', 'log10', 'cbrt', 'csc', 'cot', 'csch', 'coth', 'acsch', 'square'].map(name =>
    of(`${name}(x)`, [[0.2, 1.4]]),
  ),
  ...['tan', 'sec'].map(name => of(`${name}(x)`, [[-1.3, 1.3]])),
  ...['asin', 'acos', 'atanh'].map(name => of(`${name}(x)`, [[-0.9, 0.9]])),
  ...['acosh', 'acoth', 'asec', 'acsc'].map(name => of(`${name}(x)`, outside)),
  ...['acoth', 'asec', 'acsc', 'cbrt', 'coth', 'csch', 'acsch'].map(name =>
    of(`${name}(x), x < 0`, [[-4, -1.1]], { text: `${name}(x)` }),
  ),
  of('asech(x)', inside),
  of('abs(x)'),
  of('sign(x)'),
  of('gamma(x)', [[0.5, 4]]),
  of('lgamma(x)', [[0.5, 4]]),
  of('erf(x)'),
  of('x^2', undefined, { edges: [edge([0], [0], 'zero')] }),
  of('x^3', undefined, { edges: [edge([0], [0], 'zero')] }),
  of('x^1', undefined, { edges: [edge([0], [1], 'zero')] }),
  of('x^0', undefined, { edges: [edge([0], [0], 'zero')] }),
  of('x^(-1)', [[0.3, 3]]),
  of('x^0.5', [[0.3, 3]]),
  of('2^x'),
  of('e^x'),
  of('0^x', [[0.3, 3]]),
  of('x^x', [[0.3, 3]]),
  of('(-2)^2 * x'),
  of('pow(x, 3)'),
  of('nthRoot(x, 3)', [[0.3, 3]]),
  of('nthRoot(x, 3), x < 0', [[-3, -0.3]], { text: 'nthRoot(x, 3)' }),
  of('log(x, 2)', [[0.3, 3]]),
  of('log(2, x)', [[1.3, 3]]),
  of('log(x, x + 1)', [[0.3, 3]]),
  of('exp(sin(x)^2)'),
  of('1 / (1 + exp(-x))'),
  of('-x^2'),
  of('(x - 1) / (x^2 + 1)'),
  of('x / abs(x) * x', [[0.2, 2]]),
  of('sqrt(x^2)', [[-2, -0.2]]),
  of('x * sin(1 / x)', [[0.3, 2]]),
  of('5! * x'),
  of('mod(x, 2)', [[0.1, 1.9]]),
  of('max(x, 1)'),
  of('x > 0 ? x^2 : -x'),
  of('x * y', [
    [-2, 2],
    [-2, 2],
  ]),
  of('x / y', [
    [-2, 2],
    [0.3, 3],
  ]),
  of('x^y', [
    [0.3, 3],
    [-2, 2],
  ]),
  of('x^y * y^x', [
    [0.3, 3],
    [0.3, 3],
  ]),
  of('atan2(x, y)', [
    [0.3, 3],
    [0.3, 3],
  ]),
  of('hypot(x, y)', [
    [0.3, 3],
    [0.3, 3],
  ]),
  of('x y + sin(x y)', [
    [-2, 2],
    [-2, 2],
  ]),
  of('(x + y)^2 / (x - y)', [
    [2, 3],
    [0.3, 1],
  ]),
  of('log(x * y)', [
    [0.3, 3],
    [0.3, 3],
  ]),
  of('log(x, y)', [
    [0.3, 3],
    [1.3, 3],
  ]),
  of('nthRoot(x, 2)', [[0.3, 3]]),
]

export const host = async () => {
  const { derivative, parse } = await import('mathjs')
  const scope = xs => Object.fromEntries(xs.map((x, i) => [NAMES[i], x]))
  const partials = new Map()
  const partial = (text, name) => {
    const key = `${name}: ${text}`
    if (!partials.has(key)) partials.set(key, derivative(text, name))
    return partials.get(key)
  }
  const evaluate = (node, xs) => {
    const y = node.evaluate(scope(xs))
    if (typeof y !== 'number') throw new Error(`not a number: ${String(y)}`)
    return y
  }
  const variables = op => op.domains.map((_, i) => NAMES[i])
  const gradient = op => xs => variables(op).map(v => evaluate(partial(op.text, v), xs))
  return {
    name: 'mathjs',
    version: versionOf('mathjs'),
    precision: 'f64',
    ops,
    refuses: /is not supported|Unexpected type of argument in function _derivative/,
    value: op => xs => evaluate(parse(op.text), xs),
    vjp: op => (xs, w) => gradient(op)(xs).map(d => w * d),
    gradient,
    second: op => (xs, ws) =>
      variables(op).map(u =>
        variables(op).reduce(
          (s, v, i) => s + ws[i] * evaluate(partial(partial(op.text, v).toString(), u), xs),
          0,
        ),
      ),
  }
}
