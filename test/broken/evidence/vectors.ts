/** Families of right gradients of many numbers: long sums, far logits, mixed scales, ill-conditioned systems. */
import { fromFlat } from 'chainrule'
import { arbitrary } from 'chainrule/laws'
import { dim, matrix, real, tangentSpace, vector } from 'chainrule/Space'
import fc from 'fast-check'
import {
  type Data,
  dot,
  each,
  flip,
  inverse,
  product,
  scaled,
  times,
  total,
} from '../catalogue/arrays.js'
import { catalogue } from '../catalogue/index.js'
import { plainSubject } from '../catalogue/plain.js'
import { type Right, rescaled } from './right.js'

const { sin, cos, exp, log, sqrt } = Math

/** Vectors of n numbers between two ends. */
const within = (n: number, low: number, high: number): fc.Arbitrary<unknown> =>
  fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: n, maxLength: n }).map(ks =>
    fromFlat(
      ks.map(k => low + ((high - low) * k) / 1000),
      [n],
    ),
  )

const numberOf = (
  name: string,
  n: number,
  at: fc.Arbitrary<unknown>,
  f: (x: Data) => number,
  df: (x: Data) => Data,
): Right => ({
  name,
  at,
  subject: plainSubject(name, [vector(n)], [real], {
    value: ([x]) => [[f(x)]],
    vjp: ([x], [[w]]) => [scaled(w!, df(x))],
    jvp: ([x], [v]) => [[dot(df(x), v)]],
  }),
})

const lse = (x: Data): number => {
  const m = Math.max(...x)
  return m + log(total(x.map(e => exp(e - m))))
}
/** Stable: exp(x - lse x) is off by hundreds of ε at far logits, smoothly, and no checker can tell that from a wrong function. */
const softmax = (x: Data): Data => {
  const m = Math.max(...x)
  const es = x.map(e => exp(e - m))
  return scaled(1 / total(es), es)
}

const logits = fc.constantFrom(1, 10, 100, 1000).chain(range =>
  fc.constantFrom(
    numberOf(`logsumexp of logits ±${range}`, 4, within(4, -range, range), lse, softmax),
    numberOf(
      `cross entropy of logits ±${range}`,
      4,
      within(4, -range, range),
      x => lse(x) - x[1]!,
      x => softmax(x).map((e, i) => e - (i === 1 ? 1 : 0)),
    ),
    {
      name: `softmax of logits ±${range}`,
      at: within(4, -range, range),
      subject: plainSubject(`softmax of logits ±${range}`, [vector(4)], [vector(4)], {
        value: ([x]) => [softmax(x)],
        vjp: ([x], [w]) => [
          times(
            softmax(x),
            w.map(e => e - dot(softmax(x), w)),
          ),
        ],
      }),
    },
  ),
)

const sums = fc.constantFrom(
  numberOf(
    'sum of 1000 sines',
    1000,
    within(1000, -2, 2),
    x => total(x.map(sin)),
    x => x.map(cos),
  ),
  numberOf(
    'mean of 1000 squares',
    1000,
    within(1000, -2, 2),
    x => dot(x, x) / 1000,
    x => scaled(2 / 1000, x),
  ),
  numberOf(
    'alternating sum of 200 exponentials',
    200,
    within(200, -5, 5),
    x => x.reduce((s, e, i) => s + (i % 2 === 0 ? exp(e) : -exp(e)), 0),
    x => x.map((e, i) => (i % 2 === 0 ? exp(e) : -exp(e))),
  ),
  numberOf(
    'variance about a far mean',
    8,
    within(8, 1e6 - 2, 1e6 + 2),
    x => variance(x),
    x => x.map(e => (2 * (e - total(x) / 8)) / 8),
  ),
  numberOf(
    'variance by a difference of squares',
    8,
    within(8, 100 - 2, 100 + 2),
    x => dot(x, x) / 8 - (total(x) / 8) ** 2,
    x => x.map(e => (2 * (e - total(x) / 8)) / 8),
  ),
  numberOf(
    'product of 40',
    40,
    within(40, 0.5, 1.5),
    x => x.reduce((p, e) => p * e, 1),
    x => x.map((_, i) => x.reduce((p, e, j) => (j === i ? p : p * e), 1)),
  ),
  numberOf(
    'norm',
    5,
    within(5, -2, 2),
    x => sqrt(dot(x, x)),
    x => scaled(1 / sqrt(dot(x, x)), x),
  ),
)

const variance = (x: Data): number => {
  const m = total(x) / x.length
  return total(x.map(e => (e - m) ** 2)) / x.length
}

const mixed = fc
  .tuple(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -120, max: 120 }))
  .chain(([p, q]) => {
    const [a, b] = [10 ** p, 10 ** q]
    const at = within(2, -2, 2)
    return fc.constantFrom<Right>(
      {
        name: `(1e${p} sin, 1e${q} cos)`,
        at,
        subject: plainSubject(`(1e${p} sin, 1e${q} cos)`, [vector(2)], [vector(2)], {
          value: ([[x, y]]) => [[a * sin(x!), b * cos(y!)]],
          vjp: ([[x, y]], [[u, v]]) => [[u! * a * cos(x!), -v! * b * sin(y!)]],
        }),
      },
      numberOf(
        `1e${p} sin + 1e${q} cos`,
        2,
        at,
        ([x, y]) => a * sin(x!) + b * cos(y!),
        ([x, y]) => [a * cos(x!), -b * sin(y!)],
      ),
      numberOf(
        `1e${p} x · 1e${q} y`,
        2,
        at,
        ([x, y]) => a * x! * (b * y!),
        ([x, y]) => [a * (b * y!), a * x! * b],
      ),
    )
  })

/** A Hilbert matrix and a bit of the identity: the less, the worse. */
const hilbert = (n: number, e: number): Data =>
  each(n * n, k => 1 / (1 + (k % n) + Math.floor(k / n)) + (k % (n + 1) === 0 ? e : 0))

const systems = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 8 }))
  .chain(([n, k]) => {
    const [h, s] = [hilbert(n, 10 ** -k), inverse(hilbert(n, 10 ** -k), n)]
    return fc.constantFrom<Right>(
      {
        name: `solving with a Hilbert matrix of ${n}, + 1e-${k}`,
        at: within(n, -2, 2),
        subject: plainSubject(`solve ${n} 1e-${k}`, [vector(n)], [vector(n)], {
          value: ([x]) => [product(s, n, x, 1)],
          vjp: (_, [w]) => [product(flip(s, n), n, w, 1)],
        }),
      },
      {
        name: `solving for a matrix beside Hilbert's of ${n}, + 1e-${k}`,
        at: fc
          .array(fc.integer({ min: -100, max: 100 }), { minLength: n * n, maxLength: n * n })
          .map(xs =>
            fromFlat(
              xs.map((x, i) => h[i]! + (x / 1e4) * 10 ** -k),
              [n, n],
            ),
          ),
        subject: plainSubject(`inverse ${n} 1e-${k}`, [matrix(n, n)], [matrix(n, n)], {
          value: ([a]) => [inverse(a, n)],
          vjp: ([a], [w]) => {
            const t = flip(inverse(a, n), n)
            return [scaled(-1, product(product(t, n, w, n), n, t, n))]
          },
        }),
      },
    )
  })

/** Whether every leaf is real, so that values can be scaled as tangents are. */
const sameLeaves = (s: Right['subject']['dom']): boolean =>
  JSON.stringify(s.form) === JSON.stringify(tangentSpace(s).form)

/** The right functions of the catalogue, some of them at other scales. */
const known: readonly Right[] = catalogue.map(f => {
  const subject = f.right()
  return { name: f.name, subject, at: f.where.at ?? arbitrary(subject.dom, f.where.range) }
})
const continuous = known.filter(
  ({ subject: { dom, cod } }) => dim(tangentSpace(dom)) > 0 && sameLeaves(dom) && sameLeaves(cod),
)

const asTheyAre = fc.constantFrom(...known)
const elsewhere = fc
  .tuple(
    fc.constantFrom(...continuous),
    fc.integer({ min: -120, max: 120 }),
    fc.constantFrom(0, 0, 0, -3, 3),
  )
  .map(([f, p, q]) => rescaled(f, 10 ** p, 10 ** q))

/** Right gradients of many numbers. */
export const ofManyNumbers: readonly (readonly [family: string, fc.Arbitrary<Right>])[] = [
  ['far logits', logits],
  ['long sums', sums],
  ['mixed scales', mixed],
  ['ill-conditioned systems', systems],
  ['of the catalogue', asTheyAre],
  ['of the catalogue, scaled', elsewhere],
]
