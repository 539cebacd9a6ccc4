/** Large results are memory that was not zeroed: all that is in it was computed. */
import { expect, test } from 'vitest'
import { fn, fromFlat, mul, sin, sum, toFlat, vector } from '../../src/index.js'
import { compile } from '../../src/runtime/index.js'

test.each([
  ['f64', 2 ** 18],
  ['f64', 2 ** 18 + 4097],
  ['f32', 2 ** 19 + 1],
] as const)('results of more than a megabyte, in %s of %i entries', (precision, n) => {
  const f = fn(vector(n), x => [sin(mul(2, x)), sum(x), mul(0, x)] as const)
  const xs = Float64Array.from({ length: n }, (_, i) => 1 + (i % 64) / 64) // exact in single precision
  const g = compile(f, { target: 'wasm', math: 'host', precision })
  const round = precision === 'f32' ? Math.fround : (x: number) => x
  for (let turn = 0; turn < 3; turn++) {
    const [y, , zeros] = g(fromFlat(xs, [n]))
    expect(toFlat(y).every((v, i) => v === round(Math.sin(2 * xs[i]!)))).toBe(true)
    expect(toFlat(zeros).every(v => v === 0)).toBe(true)
  }
})
