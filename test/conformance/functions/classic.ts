/** Test functions of optimisation that are older than their libraries. */
import { abs, add, cos, exp, mul, neg, pow, sin, sqrt, square, sub, sum } from 'chainrule'
import { div } from 'chainrule/op'
import {
  entriesOf,
  minus,
  norm2,
  numbers,
  part,
  plus,
  polynomial,
  type Scalar,
  type Scalars,
  squares,
  times,
  upTo,
  type Vector,
} from './support.js'

type Planar = (x: Scalar, y: Scalar) => Scalar

const planar =
  (f: Planar) =>
  (x: Vector): Scalar => {
    const [a, b] = entriesOf(x)
    return f(a!, b!)
  }

const pi = Math.PI

/** Each entry but the last, and each but the first. */
const neighbours = (x: Vector): readonly [Vector, Vector] => {
  const n = x.shape[0]
  return [part(x, 0, n - 1), part(x, 1, n - 1)]
}

const rosenbrock = (x: Vector): Scalar => {
  const [a, b] = neighbours(x)
  return sum(add(mul(100, square(sub(b, square(a)))), square(sub(1, a))))
}

const levy = (x: Vector): Scalar => {
  const w = add(1, div(sub(x, 1), 4))
  const n = w.shape[0]
  const [inner, last] = [part(w, 0, n - 1), part(w, n - 1)]
  const sin2 = (z: Vector): Vector => square(sin(z))
  return plus(
    sum(sin2(mul(pi, part(w, 0)))),
    sum(mul(square(sub(inner, 1)), add(1, mul(10, sin2(add(mul(pi, inner), 1)))))),
    sum(mul(square(sub(last, 1)), add(1, sin2(mul(2 * pi, last))))),
  )
}

const goldsteinPrice: Planar = (x, y) => {
  const quadratic = (c: number, cx: number, cxx: number, cy: number, cxy: number, cyy: number) =>
    plus(polynomial(x, c, cx, cxx), times(cy, y), times(cxy, x, y), times(cyy, y, y))
  const first = times(square(plus(x, y, 1)), quadratic(19, -14, 3, -14, 6, 3))
  const second = times(square(plus(times(2, x), times(-3, y))), quadratic(18, -32, 12, 48, -36, 27))
  return times(plus(1, first), plus(30, second))
}

const branin: Planar = (x, y) => {
  const ridge = plus(y, polynomial(x, -6, 5 / pi, -5.1 / (4 * pi * pi)))
  return plus(square(ridge), times(10 * (1 - 1 / (8 * pi)), cos(x)), 10)
}

const ackley = (x: Vector): Scalar => {
  const n = x.shape[0]
  const near = exp(mul(-0.2, sqrt(div(norm2(x), n))))
  const waves = exp(div(sum(cos(mul(2 * pi, x))), n))
  return plus(times(-20, near), neg(waves), 20 + Math.E)
}

const griewank = (x: Vector): Scalar => {
  const n = x.shape[0]
  const waves = entriesOf(cos(div(x, upTo(n, Math.sqrt))))
  return plus(1, div(norm2(x), 4000), neg(times(...waves)))
}

const zakharov = (x: Vector): Scalar => {
  const s = sum(
    mul(
      upTo(x.shape[0], i => i / 2),
      x,
    ),
  )
  return plus(norm2(x), square(s), pow(s, 4))
}

const dixonPrice = (x: Vector): Scalar => {
  const [a, b] = neighbours(x)
  const weights = upTo(a.shape[0], i => i + 1)
  const first = sum(square(sub(part(x, 0), 1)))
  return add(first, sum(mul(weights, square(sub(mul(2, square(b)), a)))))
}

const styblinskiTang = (x: Vector): Scalar => {
  const x2 = square(x)
  return mul(0.5, sum(add(sub(square(x2), mul(16, x2)), mul(5, x))))
}

const trid = (x: Vector): Scalar => {
  const [a, b] = neighbours(x)
  return sub(sum(square(sub(x, 1))), sum(mul(a, b)))
}

const michalewicz = (x: Vector): Scalar => {
  const bumps = sin(
    mul(
      upTo(x.shape[0], i => i / pi),
      square(x),
    ),
  )
  return neg(sum(mul(sin(x), pow(bumps, 20))))
}

const radius: Planar = (x, y) => sqrt(squares(x, y))

const crossed: Planar = (x, y) =>
  abs(times(sin(x), sin(y), exp(abs(minus(100, div(radius(x, y), pi))))))

/** −Σ αᵢ exp(−Σ Aᵢⱼ (xⱼ − Pᵢⱼ)²), P in units of 10⁻⁴. */
const hartmann =
  (A: readonly (readonly number[])[], P: readonly (readonly number[])[]) =>
  (x: Vector): Scalar =>
    plus(
      ...[1, 1.2, 3, 3.2].map((alpha, i) => {
        const away = square(sub(x, numbers(P[i]!.map(p => p * 1e-4))))
        return times(-alpha, exp(neg(sum(mul(numbers(A[i]!), away)))))
      }),
    )

/** `classic`: by the name before the dimension. */
export const classic: Scalars = {
  rosenbrock,
  beale: planar((x, y) =>
    squares(...[1.5, 2.25, 2.625].map((c, i) => plus(c, neg(x), times(x, pow(y, i + 1))))),
  ),
  himmelblau: planar((x, y) => squares(plus(square(x), y, -11), plus(x, square(y), -7))),
  booth: planar((x, y) => squares(plus(x, times(2, y), -7), plus(times(2, x), y, -5))),
  goldstein_price: planar(goldsteinPrice),
  six_hump_camel: planar((x, y) =>
    plus(polynomial(x, 0, 0, 4, 0, -2.1, 0, 1 / 3), times(x, y), polynomial(y, 0, 0, -4, 0, 4)),
  ),
  three_hump_camel: planar((x, y) =>
    plus(polynomial(x, 0, 0, 2, 0, -1.05, 0, 1 / 6), times(x, y), square(y)),
  ),
  easom: planar((x, y) => times(-1, cos(x), cos(y), exp(neg(squares(minus(x, pi), minus(y, pi)))))),
  mccormick: planar((x, y) =>
    plus(sin(plus(x, y)), square(minus(x, y)), times(-1.5, x), times(2.5, y), 1),
  ),
  levy,
  ackley,
  rastrigin: x => add(10 * x.shape[0], sum(sub(square(x), mul(10, cos(mul(2 * pi, x)))))),
  griewank,
  styblinski_tang: styblinskiTang,
  sphere: norm2,
  sum_squares: x => sum(mul(upTo(x.shape[0]), square(x))),
  matyas: planar((x, y) => minus(times(0.26, squares(x, y)), times(0.48, x, y))),
  branin: planar(branin),
  zakharov,
  dixon_price: dixonPrice,
  trid,
  hartmann6: hartmann(
    [
      [10, 3, 17, 3.5, 1.7, 8],
      [0.05, 10, 17, 0.1, 8, 14],
      [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ],
    [
      [1312, 1696, 5569, 124, 8283, 5886],
      [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650],
      [4047, 8828, 8732, 5743, 1091, 381],
    ],
  ),
  colville: x => {
    const [a, b, c, d] = entriesOf(x)
    const valley = (s: number, p: Scalar, q: Scalar): Scalar =>
      plus(times(s, square(minus(square(p), q))), square(minus(p, 1)))
    const bowl = squares(minus(b!, 1), minus(d!, 1))
    return plus(
      valley(100, a!, b!),
      valley(90, c!, d!),
      times(10.1, bowl),
      times(19.8, minus(b!, 1), minus(d!, 1)),
    )
  },
  michalewicz,
  schwefel: x => sub(418.9829 * x.shape[0], sum(mul(x, sin(sqrt(abs(x)))))),
  bohachevsky1: planar((x, y) =>
    plus(
      squares(x, times(Math.SQRT2, y)),
      times(-0.3, cos(times(3 * pi, x))),
      times(-0.4, cos(times(4 * pi, y))),
      0.7,
    ),
  ),
  schaffer2: planar((x, y) => {
    const wave = square(sin(minus(square(x), square(y))))
    return plus(0.5, div(minus(wave, 0.5), square(plus(1, times(0.001, squares(x, y))))))
  }),
  drop_wave: planar((x, y) =>
    neg(div(plus(1, cos(times(12, radius(x, y)))), plus(2, times(0.5, squares(x, y))))),
  ),
  cross_in_tray: planar((x, y) => times(-0.0001, pow(plus(crossed(x, y), 1), 0.1))),
  holder_table: planar((x, y) =>
    neg(abs(times(sin(x), cos(y), exp(abs(minus(1, div(radius(x, y), pi))))))),
  ),
  eggholder: planar((x, y) => {
    const z = plus(y, 47)
    const wave = (a: Scalar): Scalar => sin(sqrt(abs(a)))
    return neg(plus(times(z, wave(plus(times(0.5, x), z))), times(x, wave(minus(x, z)))))
  }),
  bukin6: planar((x, y) =>
    plus(times(100, sqrt(abs(minus(y, times(0.01, square(x)))))), times(0.01, abs(plus(x, 10)))),
  ),
}
