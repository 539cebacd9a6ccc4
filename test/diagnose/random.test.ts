/** On random programs a diagnosis is `finite` just where results and gradients are, and its trouble is one. */
import {
  add,
  array,
  cond,
  div,
  type Expr,
  exp,
  fn,
  fold,
  grad,
  greater,
  less,
  log,
  matmul,
  max,
  maximum,
  mul,
  reciprocal,
  reshape,
  run,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  toFlat,
  transpose,
  vector,
  where,
  whileLoop,
} from 'chainrule'
import { diagnose } from 'chainrule/diagnose'
import fc from 'fast-check'
import { expect, test } from 'vitest'

type V = Expr<readonly [3]>

const steps: readonly ((a: V, b: V) => V)[] = [
  (a, b) => add(a, b),
  (a, b) => sub(a, b),
  (a, b) => mul(a, b),
  (a, b) => div(a, b),
  a => exp(mul(a, 50)),
  a => log(a),
  a => sqrt(a),
  a => square(a),
  a => reciprocal(a),
  (a, b) => where(greater(a, b), a, log(b)),
  (a, b) => where(less(a, 1), sqrt(a), b),
  (a, b) => mul(a, max(b)),
  (a, b) => maximum(a, b),
  (a, b) => sub(a, sum(b)),
  a => softmax(a),
  (a, b) => {
    const outer = matmul(reshape(a, [3, 1]), reshape(b, [1, 3]))
    return sum(transpose(outer), { axis: 0 })
  },
  (a, b) =>
    cond(
      greater(sum(a), 0),
      () => sqrt(b),
      () => mul(a, b),
    ),
  (a, b) => fold((c, x) => div(mul(c, a), x), b, b),
  (a, b) =>
    whileLoop(
      ({ n }) => less(n, 3),
      ({ n, y }) => ({ n: add(n, 1), y: log(mul(y, a)) }),
      { n: 0, y: b },
    ).y,
]

const programs = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(20), fc.nat(20)), {
  minLength: 1,
  maxLength: 7,
})
const numbers = fc.constantFrom(0, 1, -1, 0.5, 2, 3, -0.25, 1e160, 12)
const points = fc.tuple(numbers, numbers, numbers)

const isFinite = (x: number): boolean => Number.isFinite(x)

test('finite just where all is', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(programs, points, (program, x) => {
      const f = fn(vector(3), first => {
        const made = [first]
        for (const [op, i, j] of program)
          made.push(steps[op]!(made[i % made.length]!, made[j % made.length]!))
        return sum(made.at(-1)!)
      })
      const at = array([...x])
      const found = diagnose(f)(at)
      const y = run(f)(at)
      const all = isFinite(y) && toFlat(run(grad(f))(at)).every(isFinite)
      seen.set(found.tag, (seen.get(found.tag) ?? 0) + 1)
      expect(found.tag === 'finite').toBe(all)
      if (found.tag === 'finite' || found.tag === 'argument') return
      expect(found.reached.part).toBe(isFinite(y) ? 'gradient' : 'result')
      expect(isFinite(found.output.value!)).toBe(false)
      for (const { value } of found.inputs) expect(isFinite(value ?? 0)).toBe(true)
      expect(found.place?.file.endsWith('random.test.ts')).toBe(true)
    }),
    { numRuns: 400 },
  )
  // Each is met often enough for the property to say something.
  for (const tag of ['finite', 'forward', 'backward']) expect(seen.get(tag)).toBeGreaterThan(10)
})
