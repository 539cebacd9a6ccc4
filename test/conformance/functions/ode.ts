/** Solutions of differential equations as functions of where they begin and of their parameters. */
import { add, mul, neg, pow, square } from 'chainrule'
import {
  entriesOf,
  entry,
  list,
  minus,
  norm2,
  part,
  plus,
  type Scalar,
  type Scalars,
  squares,
  times,
  type Vector,
  type Vectors,
  vectorOf,
} from './support.js'

type State = readonly Vector[]

const along = (x: State, h: number, v: State): State => x.map((a, i) => add(a, mul(h, v[i]!)))

/** A step of the classical method of Runge and Kutta, of order 4. */
const step = (f: (x: State) => State, x: State, h: number): State => {
  const k1 = f(x)
  const k2 = f(along(x, h / 2, k1))
  const k3 = f(along(x, h / 2, k2))
  const k4 = f(along(x, h, k3))
  const slope = k1.map((a, i) => add(add(a, mul(2, add(k2[i]!, k3[i]!))), k4[i]!))
  return along(x, h / 6, slope)
}

const H = 0.0625

/** The states after each of some steps. */
const path = (f: (x: State) => State, start: State, steps: number): readonly State[] => {
  const states: State[] = []
  let x = start
  for (let i = 0; i < steps; i++) {
    x = step(f, x, H)
    states.push(x)
  }
  return states
}

/** Where a planet is, and how fast, after 100 steps. */
const kepler = (x: Vector): readonly [q: Vector, v: Vector, mu: Scalar] => {
  const mu = entry(x, 4)
  const motion = ([q, v]: State): State => [v!, mul(neg(mul(mu, pow(norm2(q!), -1.5))), q!)]
  const [q, v] = path(motion, [part(x, 0, 2), part(x, 2, 2)], 100).at(-1)!
  return [q!, v!, mu]
}

/** Both of prey and predators at every so many steps, against data: the sum of squared differences. */
const lotkaVolterra: Scalars[string] = (x, c) => {
  const [a, b, cc, d] = entriesOf(part(x, 0, 4))
  const growth = ([z]: State): State => {
    const [prey, hunters] = entriesOf(z!)
    const meetings = mul(prey!, hunters!)
    return [
      vectorOf([
        minus(mul(a!, prey!), mul(b!, meetings)),
        minus(mul(d!, meetings), mul(cc!, hunters!)),
      ]),
    ]
  }
  const data = list(c, 'y')
  const states = path(growth, [part(x, 4, 2)], 160)
  const every = (2 * states.length) / data.length
  return plus(
    ...data.map((y, i) => {
      const [z] = states[every * (Math.floor(i / 2) + 1) - 1]!
      return square(minus(entry(z!, i % 2), y))
    }),
  )
}

/** `ode`, to ℝ. */
export const ode: Scalars = {
  kepler_rk4_loss: x => {
    const [q, v, mu] = kepler(x)
    const [a, b] = entriesOf(q)
    return plus(
      squares(minus(a!, 0.5), times(Math.SQRT2, plus(b!, 0.3))),
      times(0.5, norm2(v)),
      neg(mul(mu, pow(norm2(q), -0.5))),
    )
  },
  lotka_volterra_fit: lotkaVolterra,
}

/** `ode`, to vectors. */
export const odeVectors: Vectors = {
  kepler_rk4_state: x => {
    const [q, v] = kepler(x)
    return vectorOf([...entriesOf(q), ...entriesOf(v)])
  },
}
