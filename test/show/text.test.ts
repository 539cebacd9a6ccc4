import {
  add,
  array,
  compose,
  concat,
  constant,
  div,
  exp,
  fn,
  grad,
  identity,
  logsumexp,
  matmul,
  matrix,
  mul,
  neg,
  pow,
  real,
  relu,
  rule,
  sin,
  square,
  struct,
  sub,
  sum,
  tanh,
  transpose,
  tuple,
  unit,
  vector,
  where,
} from 'chainrule'
import { and, greater, less, not, reciprocal } from 'chainrule/op'
import { showDiff, showExpr, toLatex } from 'chainrule/show'
import { describe, expect, it } from 'vitest'
import { loss } from './network.js'

const W = array([
  [1, 2],
  [3, 4],
  [5, 6.5],
])

describe('showDiff', () => {
  it.each([
    [fn(real, x => sin(x)), 'x: ℝ ↦ sin(x)'],
    [fn(real, x => mul(add(x, 1), 2)), 'x: ℝ ↦ (x + 1) · 2'],
    [fn(real, x => add(mul(x, 1), 2)), 'x: ℝ ↦ x · 1 + 2'],
    [fn(real, x => sub(1, sub(x, 2))), 'x: ℝ ↦ 1 − (x − 2)'],
    [fn(real, x => sub(sub(1, x), 2)), 'x: ℝ ↦ 1 − x − 2'],
    [fn(real, x => div(1, div(x, 2))), 'x: ℝ ↦ 1 / (x / 2)'],
    [fn(real, x => neg(add(x, 1))), 'x: ℝ ↦ −(x + 1)'],
    [fn(real, x => mul(x, neg(x))), 'x: ℝ ↦ x · (−x)'],
    [fn(real, x => mul(x, -1)), 'x: ℝ ↦ x · (-1)'],
    [fn(real, x => square(add(x, 1))), 'x: ℝ ↦ (x + 1)²'],
    [fn(real, x => square(square(x))), 'x: ℝ ↦ (x²)²'],
    [fn(real, x => pow(add(x, 1), add(x, 2))), 'x: ℝ ↦ (x + 1)^(x + 2)'],
    [
      fn(real, x => where(and(greater(x, 0), not(less(x, 1))), x, 0)),
      'x: ℝ ↦ x > 0 ∧ ¬(x < 1) ? x : 0',
    ],
    [fn(real, x => add(where(greater(x, 0), x, 0), 1)), 'x: ℝ ↦ (x > 0 ? x : 0) + 1'],
    [
      fn(vector(2), x => tanh(add(matmul(constant(W), x), constant(array([1, 2, 3]))))),
      'x: ℝ[2] ↦ tanh([[1, 2], [3, 4], [5, 6.5]] x + [1, 2, 3])',
    ],
    [fn(matrix(2, 3), x => matmul(transpose(x), x)), 'x: ℝ[2, 3] ↦ xᵀ x'],
    [fn(vector(3), x => matmul(x, x)), 'x: ℝ[3] ↦ x x'],
    [
      fn(vector(9), x => mul(x, constant(array([1, 2, 3, 4, 5, 6, 7, 8, 9])))),
      'x: ℝ[9] ↦ x · const[9]',
    ],
    [
      fn(tuple(real, vector(2)), ([a, b]) => ({ q: mul(a, b), p: sum(b) })),
      '(x[0]: ℝ, x[1]: ℝ[2]) ↦ { p: sum(x[1], [0]), q: x[0] · x[1] }',
    ],
    [
      fn(struct({ w: vector(2), b: real }), ({ w, b }) => [add(w, b), 3]),
      '(b: ℝ, w: ℝ[2]) ↦ (w + b, 3)',
    ],
    [fn(unit, () => 3), '() ↦ 3'],
    [identity(real), 'x: ℝ ↦ x'],
    [
      compose(
        fn(real, y => exp(y)),
        fn(vector(2), x => sum(x)),
      ),
      'F¹: x: ℝ[2] ↦ sum(x, [0])\nF²: x: ℝ ↦ exp(x)',
    ],
  ])('%#', (f, text) => {
    expect(showDiff(f)).toBe(text)
  })

  it('names what is used twice, and no name that a parameter has', () => {
    const f = fn(struct({ t1: real }), ({ t1 }) => {
      const y = sin(t1)
      return mul(y, add(y, 1))
    })
    expect(showDiff(f)).toBe('t1: ℝ ↦\n  t2 = sin(t1)\n  t2 · (t2 + 1)')
  })

  it('a derivative is an expression as well', () => {
    expect(showDiff(grad(fn(real, x => mul(sin(x), x))))).toMatch(/^x: ℝ ↦.*cos\(x\)/s)
  })

  it('a call shows its name and which of its results is read', () => {
    const f = rule(
      real,
      struct({ a: real, b: real }),
      x => ({ a: x, b: x }),
      { vjp: (_, w) => w.a },
      'twin',
    )
    expect(showDiff(f)).toBe('x: ℝ ↦\n  t1 = twin(x)\n  { a: t1[0], b: t1[1] }')
  })

  it('logsumexp', () => {
    expect(showDiff(fn(vector(2), x => logsumexp(x)))).toBe(
      [
        'x: ℝ[2] ↦',
        '  t1 = reshape[1](max(x))',
        '  t2 = stopGradient(isFinite(t1) ? t1 : 0)',
        '  reshape[](log(reshape[1](sum(exp(x − t2), [0]))) + t2)',
      ].join('\n'),
    )
  })
})

describe('showExpr', () => {
  it('names shared symbols before what uses them', () => {
    let text = ''
    fn(real, x => {
      const y = exp(x)
      text = showExpr(add(y, mul(y, x)))
      return x
    })
    expect(text).toBe('t1 = exp(x)\nt1 + t1 · x')
  })
})

describe('toLatex', () => {
  it.each([
    [fn(real, x => mul(2, square(add(x, 1)))), 'x \\mapsto 2 \\cdot \\left(x + 1\\right)^2'],
    [fn(real, x => div(add(x, 1), sub(x, 1))), 'x \\mapsto \\frac{x + 1}{x - 1}'],
    [fn(real, x => pow(sin(x), 2)), 'x \\mapsto {\\sin\\left(x\\right)}^{2}'],
    [fn(real, x => mul(exp(neg(x)), 1e-7)), 'x \\mapsto e^{-x} \\cdot 10^{-7}'],
    [fn(real, x => add(reciprocal(x), 2.5e30)), 'x \\mapsto \\frac{1}{x} + 2.5 \\cdot 10^{30}'],
    [
      fn(vector(2), x => relu(matmul(constant(W), x))),
      'x \\mapsto \\operatorname{relu}\\left(\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\\\ 5 & 6.5 \\end{pmatrix} x\\right)',
    ],
    [
      fn(struct({ sigma: real, net_1: real }), ({ sigma, net_1 }) => mul(sigma, net_1)),
      '\\left(\\mathrm{net\\_1}, \\sigma\\right) \\mapsto \\sigma \\cdot \\mathrm{net\\_1}',
    ],
    [
      fn(tuple(real, struct({ W: real })), ([a, { W: w }]) => [a, w]),
      '\\left(x_{0}, x_{1, W}\\right) \\mapsto \\left(x_{0}, x_{1, W}\\right)',
    ],
    [
      compose(
        fn(real, y => square(y)),
        fn(real, x => sin(x)),
      ),
      'x \\mapsto \\sin\\left(x\\right)^2',
    ],
  ])('%#', (f, text) => {
    expect(toLatex(f)).toBe(text)
  })

  it('names what is used twice', () => {
    const f = fn(real, x => {
      const y = sin(x)
      return mul(y, y)
    })
    expect(toLatex(f)).toBe(
      '\\begin{aligned}\nx &\\mapsto t_{1} \\cdot t_{1} \\\\\nt_{1} &= \\sin\\left(x\\right)\n\\end{aligned}',
    )
  })

  it('brackets balance, on the network', () => {
    const text = toLatex(loss)
    expect(text.split('\\left').length).toBe(text.split('\\right').length)
    expect(text.split('{').length).toBe(text.split('}').length)
  })
})

describe('size', () => {
  const N = 100_000

  it(`text of ${N} operations, deep or shared, is linear`, () => {
    const chain = fn(real, x => {
      let y = x
      for (let i = 0; i < N; i++) y = sin(y)
      return y
    })
    const ladder = fn(real, x => {
      let y = x
      for (let i = 0; i < N / 2; i++) y = add(sin(y), y)
      return y
    })
    expect(showDiff(chain).match(/sin/gu)?.length).toBe(N)
    expect(showDiff(ladder).match(/sin/gu)?.length).toBe(N / 2)
    expect(showDiff(ladder).length).toBeLessThan(40 * N)
    expect(toLatex(chain).match(/sin/gu)?.length).toBe(N)
  })

  it('one operation of many arguments', () => {
    const f = fn(vector(1), x => concat(Array.from({ length: 1000 }, () => x)))
    expect(showDiff(f).length).toBeLessThan(5000)
  })
})
