/**
 * The problems of Moré, Garbow and Hillstrom (Testing unconstrained optimization software, ACM TOMS 7,
 * 1981) with few variables: vectors of residuals. Data are the paper's where a case brings none.
 */
import { abs, add, exp, less, mul, neg, pow, sqrt, square, sub, where } from 'chainrule'
import { atan, div } from 'chainrule/op'
import {
  entriesOf,
  list,
  minus,
  numbers,
  plus,
  polynomial,
  type Scalar,
  squares,
  times,
  upTo,
  type Vector,
  type Vectors,
  vectorOf,
} from './support.js'

type Entries = readonly Scalar[]

/** Residuals that are listed one by one. */
const listed =
  (f: (...xs: Entries) => Entries): Vectors[string] =>
  x =>
    vectorOf(f(...entriesOf(x)))

/** e^{−t a} at all t. */
const decay = (t: Vector, a: Scalar): Vector => exp(neg(mul(t, a)))

const rosenbrock = listed((x, y) => [times(10, minus(y!, square(x!))), minus(1, x!)])

const helicalValley = listed((x, y, z) => {
  const turn = plus(div(atan(div(y!, x!)), 2 * Math.PI), where(less(x!, 0), 0.5, 0))
  return [times(10, minus(z!, times(10, turn))), times(10, minus(sqrt(squares(x!, y!)), 1)), z!]
})

const bard: Vectors[string] = (x, c) => {
  const [a, b, d] = entriesOf(x)
  const y = list(
    c,
    'y',
    [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39],
  )
  const [u, v] = [upTo(15), upTo(15, i => 16 - i)]
  const w = upTo(15, i => Math.min(i, 16 - i))
  return sub(numbers(y), add(a!, div(u, add(mul(b!, v), mul(d!, w)))))
}

const gaussian: Vectors[string] = (x, c) => {
  const [a, b, d] = entriesOf(x)
  const half = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521]
  const y = list(c, 'y', [...half, 0.3989, ...half.toReversed()])
  const t = upTo(15, i => (8 - i) / 2)
  return sub(mul(a!, exp(mul(mul(-0.5, b!), square(sub(t, d!))))), numbers(y))
}

const meyer: Vectors[string] = (x, c) => {
  const [a, b, d] = entriesOf(x)
  const y = list(
    c,
    'y',
    [
      34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820,
      3307, 2872,
    ],
  )
  return sub(
    mul(
      a!,
      exp(
        div(
          b!,
          add(
            upTo(16, i => 45 + 5 * i),
            d!,
          ),
        ),
      ),
    ),
    numbers(y),
  )
}

const gulf: Vectors[string] = (x, { m }) => {
  const [a, b, d] = entriesOf(x)
  const y = upTo(m!, i => 25 + (-50 * Math.log(i / 100)) ** (2 / 3))
  return sub(
    exp(neg(div(pow(abs(sub(y, b!)), d!), a!))),
    upTo(m!, i => i / 100),
  )
}

const box: Vectors[string] = (x, { m }) => {
  const [a, b, d] = entriesOf(x)
  const t = upTo(m!, i => i / 10)
  const fixed = upTo(m!, i => Math.exp(-i / 10) - Math.exp(-i))
  return sub(sub(decay(t, a!), decay(t, b!)), mul(d!, fixed))
}

const powellSingular: (...xs: Entries) => Entries = (a, b, c, d) => [
  plus(a!, times(10, b!)),
  times(Math.sqrt(5), minus(c!, d!)),
  square(minus(b!, times(2, c!))),
  times(Math.sqrt(10), square(minus(a!, d!))),
]

const wood = listed((a, b, c, d) => [
  times(10, minus(b!, square(a!))),
  minus(1, a!),
  times(Math.sqrt(90), minus(d!, square(c!))),
  minus(1, c!),
  times(Math.sqrt(10), plus(b!, d!, -2)),
  div(minus(b!, d!), Math.sqrt(10)),
])

const kowalikOsborne: Vectors[string] = (x, c) => {
  const [a, b, d, e] = entriesOf(x)
  const y = list(
    c,
    'y',
    [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
  )
  const at = list(c, 'u', [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])
  const [u, u2] = [numbers(at), numbers(at.map(t => t * t))]
  const ratio = div(add(u2, mul(u, b!)), add(add(u2, mul(u, d!)), e!))
  return sub(numbers(y), mul(a!, ratio))
}

const brownDennis: Vectors[string] = (x, { m }) => {
  const [a, b, c, d] = entriesOf(x)
  const t = (f: (t: number) => number): Vector => upTo(m!, i => f(i / 5))
  return add(
    square(
      sub(
        add(
          a!,
          mul(
            t(s => s),
            b!,
          ),
        ),
        t(Math.exp),
      ),
    ),
    square(sub(add(c!, mul(t(Math.sin), d!)), t(Math.cos))),
  )
}

const osborne1: Vectors[string] = (x, c) => {
  const [a, b, d, e, f] = entriesOf(x)
  const y = list(c, 'y')
  const t = upTo(y.length, i => 10 * (i - 1))
  return sub(numbers(y), add(a!, add(mul(b!, decay(t, e!)), mul(d!, decay(t, f!)))))
}

const biggs: Vectors[string] = (x, { m }) => {
  const [a, b, c, d, e, f] = entriesOf(x)
  const t = upTo(m!, i => i / 10)
  const y = upTo(m!, i => Math.exp(-i / 10) - 5 * Math.exp(-i) + 3 * Math.exp(-0.4 * i))
  const model = add(sub(mul(c!, decay(t, a!)), mul(d!, decay(t, b!))), mul(f!, decay(t, e!)))
  return sub(model, y)
}

const osborne2: Vectors[string] = (x, c) => {
  const xs = entriesOf(x)
  const y = list(c, 'y')
  const t = upTo(y.length, i => (i - 1) / 10)
  const bump = (k: number): Vector => mul(xs[k]!, decay(square(sub(t, xs[k + 7]!)), xs[k + 4]!))
  return sub(numbers(y), add(add(mul(xs[0]!, decay(t, xs[4]!)), bump(1)), add(bump(2), bump(3))))
}

/** `mgh` of few variables, by name; the numbers are the paper's. */
export const mgh: Vectors = {
  mgh_rosenbrock: rosenbrock, // 1
  mgh_freudenstein_roth: listed((x, y) => [
    plus(x!, polynomial(y!, -13, -2, 5, -1)),
    plus(x!, polynomial(y!, -29, -14, 1, 1)),
  ]), // 2
  mgh_powell_badly_scaled: listed((x, y) => [
    minus(times(1e4, x!, y!), 1),
    plus(exp(neg(x!)), exp(neg(y!)), -1.0001),
  ]), // 3
  mgh_brown_badly_scaled: listed((x, y) => [
    minus(x!, 1e6),
    minus(y!, 2e-6),
    minus(times(x!, y!), 2),
  ]), // 4
  mgh_beale: listed((x, y) =>
    [1.5, 2.25, 2.625].map((c, i) => minus(c, times(x!, minus(1, pow(y!, i + 1))))),
  ), // 5
  mgh_jennrich_sampson: (x, { m }) => {
    const [a, b] = entriesOf(x)
    const i = upTo(m!)
    return sub(
      upTo(m!, k => 2 + 2 * k),
      add(exp(mul(i, a!)), exp(mul(i, b!))),
    )
  }, // 6
  mgh_helical_valley: helicalValley, // 7
  mgh_bard: bard, // 8
  mgh_gaussian: gaussian, // 9
  mgh_meyer: meyer, // 10
  mgh_gulf: gulf, // 11
  mgh_box: box, // 12
  mgh_box3d: box,
  mgh_powell_singular: listed(powellSingular), // 13
  mgh_wood: wood, // 14
  mgh_kowalik_osborne: kowalikOsborne, // 15
  mgh_brown_dennis: brownDennis, // 16
  mgh_osborne1: osborne1, // 17
  mgh_biggs_exp: biggs, // 18
  mgh_osborne2: osborne2, // 19
  mgh_ext_powell: x => {
    const xs = entriesOf(x)
    const blocks = Array.from({ length: xs.length / 4 }, (_, i) => xs.slice(4 * i, 4 * i + 4))
    return vectorOf(blocks.flatMap(block => powellSingular(...block)))
  }, // 22
  mgh_ext_rosenbrock: x => {
    const xs = entriesOf(x)
    const pairs = Array.from({ length: xs.length / 2 }, (_, i) => xs.slice(2 * i, 2 * i + 2))
    return vectorOf(pairs.flatMap(([a, b]) => [times(10, minus(b!, square(a!))), minus(1, a!)]))
  }, // 21
}
