/** The equations of the lecture, one test each, against oracles that know nothing of derivatives. */
import {
  activities,
  apply,
  array,
  compose,
  constant,
  crossEntropy,
  errors,
  exp,
  fn,
  grad,
  index,
  jacobian,
  matmul,
  matrix,
  mul,
  real,
  relu,
  run,
  sin,
  stages,
  struct,
  sum,
  type Tensor,
  tanh,
  toNested,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import * as Linear from 'chainrule/Linear'
import {
  batchedLogistic,
  batchedRidge,
  linear,
  logistic,
  objective,
  quadratic,
  ridge,
  sgd,
  compose as stack,
  trainingStep,
} from 'chainrule/learn'
import { describe, expect, test } from 'vitest'
import { expectWithin, slope, slopes } from '../support/numeric.js'

const W1 = array([
  [0.5, -1, 0.25],
  [1, 0.75, -0.5],
])
const W2 = array([
  [1, -0.5],
  [0.25, 2],
])
const x0 = array([0.5, -1.5, 2])

const G = fn(vector(3), x => tanh(matmul(constant(W1), x)))
const H = fn(vector(2), z => mul(exp(z), sin(matmul(constant(W2), z))))

const onArrays =
  <N extends number, M extends number>(f: (x: Tensor<readonly [N]>) => Tensor<readonly [M]>) =>
  (xs: readonly number[]): readonly number[] =>
    f(array(xs) as Tensor<readonly [N]>).values // as many numbers as the caller gives

const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map(row => b[0]!.map((_, j) => row.reduce((s, v, k) => s + v * b[k]![j]!, 0)))

const expectClose = (a: readonly number[], b: readonly number[]): void => {
  expect(a.length).toBe(b.length)
  a.forEach((v, i) => {
    expect(Math.abs(v - b[i]!)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(b[i]!)))
  })
}

describe('gradients', () => {
  const R = fn(struct({ W: matrix(2, 2), b: real }), ({ W, b }) => mul(b, sum(sin(mul(W, W)))))
  const θ = { W: W2, b: 1.5 }

  test('(1) the gradient has the shape of θ, and its entries are the partial derivatives', () => {
    const g = run(grad(R))(θ)
    expect(g.W.shape).toEqual([2, 2])
    const value = ([a, b, c, d, e]: readonly number[]) => [
      run(R)({
        W: array([
          [a!, b!],
          [c!, d!],
        ]),
        b: e!,
      }),
    ]
    expectWithin([...g.W.values, g.b], slopes(value, [...θ.W.values, θ.b])[0]!)
  })

  test('(2) steepest descent: θ ← θ − η ∇R, and SGD is the same on a mini-batch', () => {
    const layer = ridge(linear, 1, 1)
    const R1 = objective(quadratic(1), layer)
    const step = run(trainingStep(R1, sgd(layer.params, { rate: 0.125 })))
    const net = { W: array([[1.5]]), b: array([0.5]) }
    const at = { x: array([2]), y: array([1]) }
    const after = step({ net, state: [], ...at }).net
    // R = ½ (w x + b − y)²: ∂w = (w x + b − y) x = 5, ∂b = 2.5
    expect(after.W.values).toEqual([1.5 - 0.125 * 5])
    expect(after.b.values).toEqual([0.5 - 0.125 * 2.5])
  })
})

describe('the chain rule', () => {
  const f = fn(real, z => sin(z))
  const g = fn(real, x => exp(mul(0.5, x)))

  test('(3) (f ∘ g)′ = (f′ ∘ g) · g′, as functions', () => {
    const left = grad(compose(f, g))
    const right = fn(real, x => mul(apply(compose(grad(f), g), x), apply(grad(g), x)))
    for (const x of [-2, -0.5, 0, 1, 2.25]) {
      expectClose([run(left)(x)], [run(right)(x)])
      expectWithin([run(left)(x)], [slope(t => Math.sin(Math.exp(0.5 * (x + t))))])
    }
  })

  test('(4) at a point: df∘g/dx at x₀ = df/dz at g(x₀) · dg/dx at x₀', () => {
    const z0 = run(g)(1)
    expectClose([run(grad(compose(f, g)))(1)], [run(grad(f))(z0) * run(grad(g))(1)])
    expectClose([run(grad(compose(f, g)))(1)], [Math.cos(z0) * 0.5 * Math.exp(0.5)])
  })
})

describe('Jacobians', () => {
  const entries = (m: { readonly values: readonly number[] }) => m.values

  test('(5) rows of J are gradients of the components: (J)ᵢⱼ = ∂Fᵢ/∂xⱼ, by both modes', () => {
    const numeric = slopes(onArrays(run(G)), x0.values).flat()
    expectWithin(entries(run(jacobian(G, { mode: 'reverse' }))(x0)), numeric)
    expectWithin(entries(run(jacobian(G, { mode: 'forward' }))(x0)), numeric)
  })

  test('(6) componentwise: ∂Fᵢ/∂xⱼ = Σₖ ∂Hᵢ/∂zₖ · ∂Gₖ/∂xⱼ', () => {
    const JH = toNested(run(jacobian(H))(run(G)(x0)))
    const JG = toNested(run(jacobian(G))(x0))
    const numeric = slopes(
      onArrays((x: Tensor<readonly [3]>) => run(H)(run(G)(x))),
      x0.values,
    )
    numeric.forEach((row, i) => {
      expectWithin(
        row.map((_, j) => JH[i]!.reduce((s, h, k) => s + h * JG[k]![j]!, 0)),
        row,
      )
    })
  })

  test('(7) Lemma 1: J of H∘G at x = J of H at G(x) · J of G at x', () => {
    const JF = toNested(run(jacobian(compose(H, G)))(x0))
    const factors = product(toNested(run(jacobian(H))(run(G)(x0))), toNested(run(jacobian(G))(x0)))
    expectClose(JF.flat(), factors.flat())
  })

  const h = fn(vector(2), y => sum(mul(y, exp(y))))

  test('(8) a map then a function to ℝ is a function to ℝ, with a gradient', () => {
    const F = compose(h, G)
    const numeric = slopes(x => [run(F)(array(x) as typeof x0)], x0.values)[0]!
    expectWithin(run(grad(F))(x0).values, numeric)
  })

  test('(9) x ↦ y ↦ z: the composition passes through y = G(x)', () => {
    const [y, z] = run(activities(compose(h, G)))(x0)
    expect(y).toEqual(run(G)(x0))
    expect(z).toBe(run(h)(run(G)(x0)))
  })

  test('(10) ∇ₓᵀz = ∇_yᵀz · J: one vector-Jacobian product, no matrix', () => {
    const w = run(grad(h))(run(G)(x0))
    const [, back] = run(vjp(G))([x0, w])
    const J = toNested(run(jacobian(G))(x0))
    expectClose(back.values, product([w.values], J)[0]!)
    expectClose(run(grad(compose(h, G)))(x0).values, back.values)
  })
})

describe('deep compositions', () => {
  const F = [1, 2, 3].map(l => fn(vector(2), x => tanh(mul(l / 2, matmul(constant(W2), x)))))
  const deep = compose(F[2]!, compose(F[1]!, F[0]!))
  const x = array([0.5, -0.25])

  test('(11) xˡ = (Fˡ ∘ … ∘ F¹)(x): the forward scan', () => {
    const scan = run(activities(deep))(x)
    const [x1, x2, x3] = [run(F[0]!)(x), run(F[1]!)(run(F[0]!)(x)), run(deep)(x)]
    const byHand: readonly Tensor<readonly [2]>[] = [x1, x2, x3]
    expect(scan).toEqual(byHand)
  })

  test('(12) a composition keeps its stages, which can be listed', () => {
    const ℓ = fn(vector(2), ν => sum(mul(ν, ν)))
    expect(stages(compose(ℓ, deep)).length).toBe(4)
    expect(stages(compose(ℓ, deep)).map(s => s.cod.form)).toEqual([...F, ℓ].map(s => s.cod.form))
  })

  test('(13) Proposition 2: eˡ = eˡ⁺¹ · J of stage l + 1, from eᴸ = ∇_νᵀR', () => {
    const eL = array([1, -2])
    const scan = run(errors(deep))([x, eL]) as readonly Tensor<readonly [2]>[] // each stage is ℝ²
    const xs = [x, ...(run(activities(deep))(x) as readonly Tensor<readonly [2]>[])]
    expect(scan[3]).toEqual(eL)
    for (const l of [2, 1, 0]) {
      const J = toNested(run(jacobian(F[l]!))(xs[l]!))
      expectClose(scan[l]!.values, product([scan[l + 1]!.values], J)[0]!)
    }
    const value = (v: readonly number[]) => {
      const [a, b] = run(deep)(array(v) as typeof x).values
      return [a! - 2 * b!]
    }
    expectWithin(scan[0]!.values, slopes(value, x.values)[0]!)
  })
})

describe('ridge functions', () => {
  const layer = ridge(relu, 3, 2)
  const params = { W: W1, b: array([0.5, 1]) }
  const at = (x: Tensor<readonly [3]>) => run(layer)([params, x])

  test('(14) xˡ = σ(W x + b)', () => {
    const z = product(
      toNested(W1),
      x0.values.map(v => [v]),
    ).map(([v], i) => v! + [0.5, 1][i]!)
    expectClose(
      at(x0).values,
      z.map(v => Math.max(v, 0)),
    )
  })

  const fixed = (σ: typeof tanh) =>
    fn(vector(3), x => apply(ridge(σ, 3, 2), [{ W: constant(params.W), b: constant(params.b) }, x]))

  test('(15) ∂xᵢ/∂xⱼ = σ′(⟨wᵢ, x⟩ + bᵢ) · wᵢⱼ', () => {
    const J = toNested(run(jacobian(fixed(tanh)))(x0))
    const y = run(fixed(tanh))(x0).values
    expectClose(
      J.flat(),
      toNested(W1).flatMap((row, i) => row.map(w => (1 - y[i]! ** 2) * w)),
    )
  })

  test('(16) J is diag(σ′) · W as data; for ReLU, rows of W or zero', () => {
    const J = Linear.linearize(fixed(relu))(x0)
    const rows = toNested(Linear.toMatrix(J))
    const y = run(fixed(relu))(x0).values
    expect(rows).toEqual(toNested(W1).map((row, i) => (y[i]! > 0 ? row : row.map(() => 0))))
    expect(y.some(v => v > 0) && y.some(v => v === 0)).toBe(true)
  })
})

describe('losses', () => {
  test('(17) the negative gradient of the quadratic loss is y − ν', () => {
    const y = array([1, -2])
    const ν = array([0.5, 4])
    const ℓ = fn(vector(2), v => apply(quadratic(2), [constant(y), v]))
    expect(run(grad(ℓ))(ν).values.map(v => -v)).toEqual([0.5, -6])
    const [back] = [run(vjp(quadratic(2)))([[y, ν], 1])[1]]
    expect(back[0].values).toEqual([0.5, -6])
  })

  test('(18) the negative gradient of the logistic loss is δ − softmax, stable at |z| = 10⁴', () => {
    const ℓ = logistic(3)
    const gradient = (z: Tensor<readonly [3]>, y: number) => run(vjp(ℓ))([[y, z], 1])[1][1].values
    const z = [0.5, -1, 2]
    const total = z.reduce((s, v) => s + Math.exp(v), 0)
    expectClose(
      gradient(array([0.5, -1, 2]), 2).map(v => -v),
      z.map((v, i) => (i === 2 ? 1 : 0) - Math.exp(v) / total),
    )
    expect(gradient(array([1e4, -1e4, 0]), 1)).toEqual([1, -1, 0])
    expect(run(ℓ)([1, array([1e4, -1e4, 0])])).toBe(2e4)
    const direct = fn(tuple(vector(3), index(3)), ([u, y]) => crossEntropy(u, y))
    expect(run(direct)([array([1e4, 1e4, 1e4]), 0])).toBeCloseTo(Math.log(3), 11)
  })
})

describe('from activities to weights', () => {
  test('(19) ∂ℓ/∂wᵢⱼ = ∂ℓ/∂xᵢ · σ′ᵢ · xⱼ, ∂ℓ/∂bᵢ = ∂ℓ/∂xᵢ · σ′ᵢ', () => {
    const network = stack(ridge(linear, 2, 2), ridge(tanh, 3, 2))
    const R = objective(quadratic(2), network)
    const p = { W: W1, b: array([0.5, 1]) }
    const q = { W: W2, b: array([0, -1]) }
    const example = { net: [p, q] as const, x: x0, y: array([1, 0]) }
    const g = run(grad(R))(example)
    const layer = (x: Tensor<readonly [3]>) => run(ridge(tanh, 3, 2))([p, x])
    const x1 = layer(x0)
    const loss = fn(vector(2), h =>
      apply(quadratic(2), [
        constant(example.y),
        apply(ridge(linear, 2, 2), [{ W: constant(q.W), b: constant(q.b) }, h]),
      ]),
    )
    const e1 = run(grad(loss))(x1).values
    const local = e1.map((e, i) => e * (1 - x1.values[i]! ** 2))
    expectClose(g.net[0].b.values, local)
    expectClose(
      g.net[0].W.values,
      local.flatMap(e => x0.values.map(x => e * x)),
    )
  })

  test('(19) on a batch, the outer products sum over the data points x[i]', () => {
    const one = ridge(tanh, 3, 2)
    const batch = batchedRidge(2, tanh, 3, 2)
    const p = { W: W1, b: array([0.5, 1]) }
    const xs = [array([0.5, -1.5, 2]), array([1, 0, -1])] as const
    const labels = [1, 0]
    const R1 = objective(logistic(2), one)
    const R2 = objective(batchedLogistic(2, 2), batch)
    const each = xs.map((x, i) => run(grad(R1))({ net: p, x, y: labels[i]! }).net)
    const all = run(grad(R2))({
      net: p,
      x: array([toNested(xs[0]), toNested(xs[1])]) as Tensor<readonly [2, 3]>, // two rows of three
      y: array([1, 0], 'index'),
    }).net
    expectClose(
      all.W.values,
      each[0]!.W.values.map((w, k) => (w + each[1]!.W.values[k]!) / 2),
    )
    expectClose(
      all.b.values,
      each[0]!.b.values.map((b, k) => (b + each[1]!.b.values[k]!) / 2),
    )
  })
})
