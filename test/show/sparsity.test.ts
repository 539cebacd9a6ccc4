import { add, array, constant, fn, fromFunction, matmul, relu, vector } from 'chainrule'
import * as L from 'chainrule/Linear'
import { showSparsity } from 'chainrule/show'
import { describe, expect, it } from 'vitest'

describe('showSparsity', () => {
  it('(16): the Jacobian of a ReLU layer is W with rows struck out', () => {
    const W = array([
      [4, 0, 1],
      [2, -4, 3],
      [3, 0, 0],
      [1, 1, -1],
    ])
    const b = array([0, -50, 0, 10])
    const layer = fn(vector(3), x => relu(add(matmul(constant(W), x), constant(b))))
    expect(showSparsity(W)).toBe('█·░\n▒█▓\n▓··\n░░░')
    expect(showSparsity(L.linearize(layer)(array([1, 1, 1])))).toBe('█·░\n···\n▓··\n░░░')
  })

  it('marks what is not finite, and shows nothing of nothing', () => {
    expect(
      showSparsity(
        array([
          [Number.NaN, 1],
          [Number.POSITIVE_INFINITY, 0],
        ]),
      ),
    ).toBe('×█\n×·')
    expect(showSparsity(L.zero(vector(2), vector(2)))).toBe('··\n··')
    expect(showSparsity(fromFunction([0, 3], () => 1))).toBe('')
  })

  it('puts several entries in a cell of a large matrix', () => {
    const diagonal = fromFunction([100, 200], (i, j) => (i === Math.floor(j / 2) ? 1 : 0))
    const lines = showSparsity(diagonal, { columns: 20, rows: 10 }).split('\n')
    expect(lines).toHaveLength(10)
    lines.forEach((line, i) => {
      expect(line).toBe(
        [...Array(20).keys()].map(j => (Math.floor(j / 2) === i ? '█' : '·')).join(''),
      )
    })
  })
})
