import { describe, expect, it } from 'vitest'
import { assertLaws, targetLaws } from '../../laws/index.js'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  add,
  type Diff,
  div,
  exp,
  fn,
  matmul,
  matrix,
  mul,
  run,
  sin,
  sum,
  tanh,
  tensor,
  transpose,
  tuple,
} from '../../src/index.js'
import { type CompileOptions, compile, type Pass } from '../../src/runtime/index.js'
import { wave } from './wave.js'

const chain = fn(tensor(70_000), x => sum(add(sin(x), mul(x, sin(x)))))
const crossed = fn(tuple(matrix(30, 20), matrix(30, 40)), ([a, b]) => matmul(transpose(a), tanh(b)))
const many = fn(tuple(tensor(40, 3, 20), matrix(20, 9)), ([a, b]) => exp(matmul(a, b)))
const steps = fn(matrix(100, 100), x => matmul(matmul(matmul(matmul(x, x), x), x), x))

const scaled = fn(tensor(5000), x => {
  const y = mul(2, add(x, 1))
  return div(y, sum(y))
})

type Made = ReturnType<typeof compile>['report']

/** Where each pass shows, and by what of a report; what is merged shows in the time only. */
const shown: Readonly<
  Record<Pass, readonly [AnyDiff, unknown, (with_: Made, without: Made) => boolean]>
> = {
  share: [chain, wave([70_000]), (a, b) => a.flops < b.flops],
  fuse: [chain, wave([70_000]), (a, b) => a.kernels.length < b.kernels.length && a.bytes < b.bytes],
  recompute: [scaled, wave([5000]), (a, b) => a.bytes < b.bytes],
  layout: [crossed, [wave([30, 20]), wave([30, 40], 2)], (a, b) => a.bytes < b.bytes],
  merge: [many, [wave([40, 3, 20]), wave([20, 9], 2)], (a, b) => a.bytes === b.bytes],
  reuse: [steps, wave([100, 100]), (a, b) => a.arena < b.arena],
  stream: [chain, wave([70_000]), (a, b) => a.arena < b.arena],
}

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  it.each(Object.keys(shown) as Pass[])('without %s results are the same, to the bit', pass => {
    const options: CompileOptions = { target, math: 'host', without: [pass] }
    assertLaws(
      targetLaws(pass, f => compile(f, options), { exact: true }),
      { runs: 60 },
    )
    const [arrow, x, shows] = shown[pass]
    const f = arrow as Diff<unknown, unknown>
    const [a, b] = [compile(f, { target, math: 'host' }), compile(f, options)]
    expect(b(x)).toEqual(a(x))
    expect(a(x)).toEqual(run(f)(x))
    expect(shows(a.report, b.report)).toBe(true)
  })
})
