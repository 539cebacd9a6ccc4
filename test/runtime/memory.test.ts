/** Steps of a loop, each from the last: what one leaves behind is collected while the loop runs. */
import { expect, test } from 'vitest'
import { fn, fromFlat, mul, sin, vector } from '../../src/index.js'
import { compile } from '../../src/runtime/index.js'

test.each([2000, 20_000])('320 MB of results on %i numbers each keep no memory', n => {
  const step = compile(
    fn(vector(n), x => mul(0.999, sin(x))),
    { target: 'wasm' },
  )
  let x = fromFlat(
    Float64Array.from({ length: n }, () => 1),
    [n],
  )
  const before = process.memoryUsage().arrayBuffers
  for (let bytes = 0; bytes < 320e6; bytes += 8 * n) x = step(x) as typeof x
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6)
})
