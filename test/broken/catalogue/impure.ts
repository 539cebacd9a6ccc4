/** Faults that no formula shows: of state, of shape, of precision, and of what is no linear map. */

import { derivativeLaws, type Subject } from 'chainrule/laws'
import { real, struct, vector } from 'chainrule/Space'
import fc from 'fast-check'
import { type Data, each, scaled, times, total } from './arrays.js'
import { type AnySubject, type Claiming, type Fault, type Kind, thread } from './model.js'
import { fault, type Slip } from './plain.js'

const { sin, cos, exp, tanh } = Math
const about = (name: string, kind: Kind = 'other', source?: string) => ({
  name,
  kind,
  operation: 'state',
  ...(source === undefined ? {} : { source }),
})

const V = [vector(3)] as const
type Sine = Slip<typeof V, typeof V>
const sine = {
  value: ([x]: readonly [Data]) => [x.map(sin)] as const,
  vjp: ([x]: readonly [Data], [w]: readonly [Data]) => [times(w, x.map(cos))] as const,
}
const ofSine = (
  name: string,
  slip: Sine | (() => Sine),
  kind: Kind = 'other',
  source?: string,
): Fault => fault(about(name, kind, source), V, V, sine, slip)

/** Noise that looks like it, the same in every run. */
const hash = (n: number): number => {
  const y = sin(n * 12.9898 + 0.3) * 43758.5453
  return y - Math.floor(y) - 0.5
}

interface P {
  readonly a: number
  readonly b: number
}
const pair = struct({ a: real, b: real })
const product: Claiming<P, P> = {
  name: 'pairs',
  dom: pair,
  cod: pair,
  value: ({ a, b }) => ({ a: a * b, b: sin(a) }),
  vjp: ({ a, b }, w) => ({ a: w.a * b + w.b * cos(a), b: w.a * a }),
  jvp: ({ a, b }, v) => ({ a: v.a * b + a * v.b, b: v.b * 0 + v.a * cos(a) }),
}

/** A fault in a function of records, which can be written to. */
const ofRecords = (name: string, wrong: () => Partial<Subject<P, P>>, source?: string): Fault => {
  // Its functions are given what its own spaces generate.
  const right = (): AnySubject => ({ ...product, name }) as unknown as AnySubject
  const twin = (): AnySubject => ({ ...product, name, ...wrong() }) as unknown as AnySubject
  const where = { name }
  return {
    ...about(name, 'other', source),
    right,
    wrong: twin,
    where,
    laws: which => derivativeLaws(which === 'right' ? right() : twin(), where),
  }
}

const twins = fc
  .tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }), fc.boolean())
  .map(([a, b, same]) => [a / 100, (same ? a : b) / 100])

export const impure: readonly Fault[] = [
  ofSine('residual of the last value, not of the point', () => {
    let kept: Data = [0, 0, 0]
    return {
      value: ([x]) => {
        kept = x
        return [x.map(sin)]
      },
      vjp: (_, [w]) => [times(w, kept.map(cos))],
      apart: true,
    }
  }),
  ofSine(
    'residual that each pullback halves',
    () => {
      let c = 1
      return {
        vjp: ([x], [w]) => {
          const back = times(
            w,
            x.map(e => c * cos(e)),
          )
          c /= 2
          return [back]
        },
        apart: true,
      }
    },
    'other',
    thread('pytorch/pytorch', 18619),
  ),
  ofSine('gradients that add up from call to call', () => {
    let sum: Data = [0, 0, 0]
    return {
      vjp: ([x], [w]) => {
        sum = sum.map((s, i) => s + w[i]! * cos(x[i]!))
        return [sum]
      },
      apart: true,
    }
  }),
  ofSine('noise in the gradient, of a part in a thousand', () => {
    let calls = 0
    return {
      vjp: ([x], [w]) => [
        times(
          w,
          x.map(e => cos(e) * (1 + 1e-3 * hash(calls++))),
        ),
      ],
      apart: true,
    }
  }),
  ofSine('noise in the last digits of the value', () => {
    let calls = 0
    return { value: ([x]) => [x.map(e => sin(e) * (1 + 1e-13 * hash(calls++)))] }
  }),
  ofSine('another mask for the way back', () => {
    let calls = 0
    const draw = (): boolean => hash(calls++) > 0
    return {
      vjp: ([x], [w]) => [
        times(
          w,
          x.map(e => (draw() ? cos(e) : 0)),
        ),
      ],
      apart: true,
    }
  }),
  ofSine('the third call gives zero', () => {
    let calls = 0
    return {
      vjp: ([x], [w]) => [calls++ % 3 === 2 ? [0, 0, 0] : times(w, x.map(cos))],
      apart: true,
    }
  }),
  ofSine('another value comes along', { along: ([x]) => [x.map(e => sin(e) + 1e-9)] }),
  ofSine('the value comes along in single precision', {
    along: ([x]) => [x.map(e => Math.fround(sin(e)))],
  }),
  ofSine('a gradient in half precision', {
    vjp: ([x], [w]) => [times(w, x.map(cos)).map(e => Math.round(e * 1024) / 1024)],
  }),
  ofSine('a gradient in whole numbers', {
    vjp: ([x], [w]) => [times(w, x.map(cos)).map(Math.trunc)],
    apart: true,
  }),
  ofSine(
    'a cotangent too short',
    { vjp: ([x], [w]) => [times(w, x.map(cos)).slice(0, 2)], apart: true },
    'other',
    thread('pytorch/pytorch', 94336),
  ),
  ofSine(
    'a cotangent that is summed',
    { vjp: ([x], [w]) => [[total(times(w, x.map(cos)))]], apart: true },
    'broadcast',
  ),
  ofSine('a cotangent that is clipped', {
    vjp: ([x], [w]) => [
      times(
        w.map(e => Math.min(Math.max(e, -0.5), 0.5)),
        x.map(cos),
      ),
    ],
    apart: true,
  }),
  ofSine('a gradient that is clipped by its norm', {
    vjp: ([x], [w]) => {
      const g = times(w, x.map(cos))
      const n = Math.hypot(...g)
      return [n > 0.7 ? scaled(0.7 / n, g) : g]
    },
    apart: true,
  }),
  ofSine(
    'only the sign of the cotangent',
    { vjp: ([x], [w]) => [times(w.map(Math.sign), x.map(cos))], apart: true },
    'factor',
  ),
  ofSine('a square of the cotangent', {
    vjp: ([x], [w]) => [
      times(
        w.map(e => e * e),
        x.map(cos),
      ),
    ],
    apart: true,
  }),
  ofSine('a decay of the weights on the way back', {
    vjp: ([x], [w]) => [times(w, x.map(cos)).map((e, i) => e + 1e-3 * x[i]!)],
    apart: true,
  }),
  ofSine(
    'the cotangent is not multiplied in',
    { vjp: ([x]) => [x.map(cos)], apart: true },
    'inner',
  ),
  ofSine(
    'small cotangents are flushed to zero',
    {
      vjp: ([x], [w]) => [
        times(
          w.map(e => (Math.abs(e) < 0.15 ? 0 : e)),
          x.map(cos),
        ),
      ],
      apart: true,
    },
    'branch',
  ),
  ofSine(
    'NaN for a zero cotangent',
    { vjp: ([x], [w]) => [w.map((e, i) => (e === 0 ? Number.NaN : e * cos(x[i]!)))], apart: true },
    'branch',
  ),
  ofSine(
    'a gradient that is shuffled',
    {
      vjp: ([x], [w]) => {
        const g = times(w, x.map(cos))
        return [[g[1]!, g[2]!, g[0]!]]
      },
    },
    'transposed',
  ),
  fault(
    {
      ...about('one array given twice: doubled', 'fan-out'),
      operation: 'mul',
      at: twins as fc.Arbitrary<never>,
    },
    [real, real],
    [real],
    { value: ([[a], [b]]) => [[a! * b!]], vjp: ([[a], [b]], [[w]]) => [[w! * b!], [w! * a!]] },
    {
      vjp: ([[a], [b]], [[w]]) => {
        const c = a === b ? 2 : 1
        return [[c * w! * b!], [c * w! * a!]]
      },
    },
  ),
  fault(
    { ...about('a value with a jump', 'other'), operation: 'exp' },
    [vector(2)],
    [vector(2)],
    { value: ([x]) => [x.map(exp)], vjp: ([x], [w]) => [times(w, x.map(exp))] },
    {
      vjp: ([x], [w]) => [
        times(
          w,
          x.map(e => exp(Math.floor(e * 4) / 4)),
        ),
      ],
    },
  ),
  fault(
    {
      ...about('checkpoint: made anew with other weights', 'other', undefined),
      operation: 'checkpoint',
    },
    [vector(2), vector(2)],
    [vector(2)],
    {
      value: ([a, x]) => [times(a, x).map(tanh)],
      vjp: ([a, x], [w]) => {
        const g = times(
          w,
          times(a, x).map(e => 1 - tanh(e) ** 2),
        )
        return [times(g, x), times(g, a)]
      },
    },
    {
      vjp: ([a, x], [w]) => {
        const g = times(
          w,
          times(
            each(2, i => a[i]! - 0.01),
            x,
          ).map(e => 1 - tanh(e) ** 2),
        )
        return [times(g, x), times(g, a)]
      },
    },
  ),
  ofRecords('the value writes to its input', () => ({
    value: x => {
      const y = product.value(x)
      Object.assign(x, { a: x.a + 1e-6 })
      return y
    },
  })),
  ofRecords('the pullback writes to the cotangent', () => ({
    vjp: (x, w) => Object.assign(w, product.vjp(x, w)),
  })),
  ofRecords(
    'the pullback writes to the point',
    () => ({
      vjp: (x, w) => {
        const back = product.vjp(x, w)
        Object.assign(x, { b: 0 })
        return back
      },
    }),
    thread('pytorch/pytorch', 197887),
  ),
  ofRecords('one record for every value', () => {
    const kept = { a: 0, b: 0 }
    return { value: x => Object.assign(kept, product.value(x)) }
  }),
  ofRecords('one record for every cotangent', () => {
    const kept = { a: 0, b: 0 }
    return { vjp: (x, w) => Object.assign(kept, product.vjp(x, w)) }
  }),
  ofRecords('the pullback throws for negative numbers', () => ({
    vjp: (x, w) => {
      if (x.a < -1) throw new Error('not implemented')
      return product.vjp(x, w)
    },
  })),
  ofRecords('a field is missing', () => ({
    // Typed as if it were there, as a cast in the code under test would have it.
    vjp: (x, w) => ({ a: product.vjp(x, w).a }) as P,
  })),
]
