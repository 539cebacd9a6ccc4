/** Programs: flat, ordered, closed, without what is not needed. */
import {
  add,
  array,
  constant,
  fn,
  isScopeError,
  matmul,
  matrix,
  mul,
  sin,
  struct,
  tanh,
  vector,
} from 'chainrule'
import { programOf } from 'chainrule/Diff'
import { parameter } from 'chainrule/Expr'
import { program, showProgram } from 'chainrule/Program'
import { expect, test } from 'vitest'
import { interpret } from '../../src/runtime/interpret.js'

test('a program prints a line an instruction, with types', () => {
  const layer = fn(struct({ W: matrix(2, 3), x: vector(3) }), ({ W, x }) =>
    add(tanh(matmul(W, x)), constant(array([1, 2]))),
  )
  expect(showProgram(programOf(layer))).toBe(
    `program (W: ℝ[2, 3], x: ℝ[3])
  v0: ℝ[3, 1] = reshape shape=[3, 1] x
  v1: ℝ[2, 1] = matmul W v0
  v2: ℝ[2] = reshape shape=[2] v1
  v3: ℝ[2] = tanh v2
  v4: ℝ[2] = constant Tensor<[2], real> [1, 2]
  v5: ℝ[2] = add v3 v4
  return v5`,
  )
})

test('what the results do not need is not there, what is shared is there once', () => {
  const f = fn(vector(2), x => {
    mul(x, 3)
    const s = sin(x)
    return [mul(s, s), s]
  })
  expect(programOf(f).instructions.map(i => i.op)).toEqual(['sin', 'mul'])
})

test('a free symbol is named', () => {
  const free = parameter('W', { shape: [], kind: 'real' })
  expect(() => program([], [free])).toThrow(
    "program: expected a closed graph, got the free symbol 'W'",
  )
  try {
    program([], [free])
  } catch (e) {
    expect(isScopeError(e)).toBe(true)
  }
})

test('the interpreter computes it, in either precision', () => {
  const p = programOf(fn(vector(2), x => mul(x, 0.1)))
  const data = Float64Array.of(1, 3)
  const [f64] = interpret(p)([{ shape: [2], kind: 'real', data }])
  const [f32] = interpret(p, 'f32')([{ shape: [2], kind: 'real', data }])
  expect(Array.from(f64!.data)).toEqual([0.1, 3 * 0.1])
  expect(Array.from(f32!.data)).toEqual([Math.fround(0.1), Math.fround(3 * Math.fround(0.1))])
  expect(data).toEqual(Float64Array.of(1, 3))
})
