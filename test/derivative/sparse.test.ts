/** Sparse Jacobians and Hessians: patterns, colourings, and values against the dense ones. */
import {
  add,
  apply,
  array,
  broadcastTo,
  call,
  checkpoint,
  compose,
  concat,
  cond,
  constant,
  cos,
  type Diff,
  div,
  type Expr,
  fn,
  fromFlat,
  gather,
  grad,
  greater,
  hessian,
  identity,
  index,
  indices,
  jvp,
  less,
  logsumexp,
  matmul,
  matrix,
  max,
  mul,
  neg,
  real,
  reshape,
  rule,
  run,
  type Shape,
  scan,
  scatterAdd,
  sin,
  slice,
  softmax,
  stopGradient,
  struct,
  sub,
  sum,
  switchCase,
  type Tensor,
  tensor,
  toFlat,
  toNested,
  transpose,
  tuple,
  vector,
  vmap,
  where,
  whileLoop,
} from 'chainrule'
import { addAlongAxis, floor, takeAlongAxis } from 'chainrule/op'
import {
  colourColumns,
  colourRows,
  colourStars,
  type Pattern,
  sparseHessian,
  sparseJacobian,
  sparsityPattern,
  toCoo,
  toCsr,
  toDense,
} from 'chainrule/sparse'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colouredColumns } from '../../src/derivative/sparse/colouring.js'
import { patternFrom, rowsOf, symmetric } from '../../src/derivative/sparse/formats.js'
import { tracedPattern } from '../../src/derivative/sparse/pattern.js'
import { colouredStars, readPlaces } from '../../src/derivative/sparse/star.js'
import { columnsOf, denseRows, leftOut, nonzeros } from '../support/sparse.js'

type Ints = Expr<Shape, 'index'>
const ints = (xs: readonly number[], shape: Shape = [xs.length]): Ints =>
  constant<Shape, 'index'>(fromFlat(xs, shape, 'index'))

/** Points at which nothing is 0 by accident. */
const point = (n: number, phase = 0): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.cos(1.7 * k + phase) + (k % 2 === 0 ? 0.3 : -0.4))
const at = <const N extends number>(n: N, phase = 0): Tensor<readonly [N]> =>
  fromFlat(point(n, phase), [n])

const rowsOfDense = (t: {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}) =>
  Array.from({ length: t.shape[0]! }, (_, i) =>
    t.values.slice(i * t.shape[1]!, (i + 1) * t.shape[1]!),
  )

/** Both laws: the pattern covers the Jacobian, and both modes give its entries. */
const agrees = <A, B>(f: Diff<A, B>, x: A): Pattern => {
  const rows = denseRows(f, x)
  const pattern = sparsityPattern(f)
  expect(leftOut(pattern, rows)).toEqual([])
  for (const mode of ['forward', 'reverse'] as const) {
    const { values, pattern: own } = sparseJacobian(f, { mode })
    expect(own).toEqual(pattern)
    const J = rowsOfDense(toDense(pattern, run(values)(x)))
    J.forEach((row, i) => {
      row.forEach((y, j) => {
        expect(y).toBeCloseTo(rows[i]![j]!, 10)
      })
    })
  }
  return pattern
}

/** The pattern is that of the Jacobian at a point, no larger. */
const exact = <A, B>(f: Diff<A, B>, x: A): void => {
  expect(columnsOf(agrees(f, x))).toEqual(nonzeros(denseRows(f, x)))
}

describe('patterns are exact', () => {
  const x6 = at(6)
  const programs: Readonly<Record<string, (x: Expr) => Expr>> = {
    elementwise: x => mul(x, sin(x)),
    'a constant': () => constant(array([1, 2])) as Expr,
    'steps and stops': x => concat([floor(x), stopGradient(x), x]),
    transpose: x => transpose(reshape(x, [2, 3])),
    'slice backwards': x => slice(x, [{ start: -1, step: -2 }]),
    broadcast: x => broadcastTo(reshape(x, [2, 3, 1]), [2, 3, 2]),
    'broadcast operands': x => mul(reshape(x, [6, 1]), reshape(x, [1, 6])),
    'one operand twice, a third that is larger': x =>
      where(
        less(constant(fromFlat([1, 5, 1, 5], [2, 2])), 3),
        slice(x, [{ stop: 2 }]),
        slice(x, [{ stop: 2 }]),
      ),
    concat: x => concat([x, neg(slice(x, [{ stop: 2 }]))]),
    sum: x => sum(reshape(x, [2, 3]), { axis: 0 }),
    max: x => sum(max(reshape(x, [3, 2]), { axis: 1, keepdims: true }) as Expr, { axis: 1 }),
    gather: x => gather(reshape(x, [3, 2]), ints([2, 0, 0, 1], [2, 2])),
    'gather along axis 1': x => gather(reshape(x, [2, 3]), ints([2, 2]), { axis: 1 }),
    'positions computed': x => {
      const i = ints([0, 1, 2])
      return gather(x, gather(ints([5, 4, 3, 2]), i))
    },
    takeAlongAxis: x => takeAlongAxis(reshape(x, [2, 3]), ints([0, 2, 1, 1], [2, 2]), { axis: 1 }),
    scatterAdd: x => scatterAdd(x, ints([1, 1, 9]), slice(mul(x, x), [{ stop: 3 }])),
    addAlongAxis: x =>
      addAlongAxis(
        reshape(x, [2, 3]),
        ints([0, 2], [2, 1]),
        sin(slice(reshape(x, [2, 3]), [{}, { stop: 1 }])),
        {
          axis: 1,
        },
      ),
    'where, of a known mask': x =>
      where(less(constant(array([1, 2, 3, 4, 5, 6])), 4), x, slice(x, [{ step: -1 }])),
    'matrix times vector of x': x =>
      matmul(reshape(slice(x, [{ stop: 4 }]), [2, 2]), slice(x, [{ start: 4 }])),
    'matrix times matrix': x => matmul(reshape(x, [2, 3]), transpose(reshape(x, [2, 3]))),
    softmax: x => softmax(reshape(x, [2, 3])),
    logsumexp: x => logsumexp(reshape(x, [2, 3]), { axis: 1 }) as Expr,
    scan: x => scan((c, y: Expr) => [add(c, sin(y)), mul(c, y)], 1, x)[1] as Expr,
    'scan backwards': x => scan((c, y: Expr) => [add(c, y), c], 0, x, { reverse: true })[1] as Expr,
    'scan whose positions are its steps': x =>
      scan((c, i: Expr<readonly [], 'index'>) => [c, sin(gather(x, i))], 0, 6)[1] as Expr,
  }
  for (const [name, f] of Object.entries(programs))
    test(name, () => {
      if (name === 'max')
        agrees(fn(vector(6), f), x6) // less than it may be: of the rest of a row it is 0
      else if (name === 'scan') agrees(fn(vector(6), f), x6)
      else exact(fn(vector(6), f) as Diff<typeof x6, unknown>, x6)
    })

  test('of compositions and structures, in the order of flatten', () => {
    const f = fn(struct({ b: real, a: vector(2), i: index(3) }), ({ a, b }) => ({
      v: mul(a, 2),
      u: [mul(b, b), sum(a)] as const,
    }))
    const g = fn(f.cod, ({ v, u }) => [mul(v, v), u[0]] as const)
    exact(f, { a: array([1, 2]), b: 3, i: 1 })
    exact(compose(g, f), { a: array([1, 2]), b: 3, i: 1 })
    expect(columnsOf(sparsityPattern(f))).toEqual([[2], [0, 1], [0], [1]])
  })

  test('of kept calls, and of rules by the derivative they were given', () => {
    const square = call(
      fn(vector(3), x => mul(x, x)),
      'square',
    )
    exact(
      fn(vector(3), x => apply(square, apply(square, x))),
      at(3),
    )
    exact(checkpoint(fn(vector(3), x => sin(x))), at(3))
    const through = rule(vector(3), vector(3), x => floor(x), { jvp: (_, v) => v })
    exact(
      fn(vector(3), x => apply(through, x)),
      at(3),
    )
    const back = rule(vector(3), vector(3), x => floor(x), { vjp: (_, w) => mul(2, w) })
    exact(
      fn(vector(3), x => apply(back, x)),
      at(3),
    )
  })

  test('of the identity, and of a part passed on twice', () => {
    exact(identity(vector(3)), at(3))
    exact(
      fn(tuple(vector(2), real), ([x, a]) => [x, a, x] as const),
      [at(2), 3],
    )
  })

  test('of a batch it is block after block', () => {
    const f = fn(matrix(2, 3), x => gather(matmul(x, transpose(x)), ints([1, 0, 1])))
    const rows = columnsOf(sparsityPattern(f))
    const blocks = columnsOf(agrees(vmap(f, 4), fromFlat(point(24), [4, 2, 3])))
    expect(blocks).toEqual([0, 1, 2, 3].flatMap(b => rows.map(row => row.map(j => j + 6 * b))))
    const through = rule(vector(3), vector(3), x => floor(x), { vjp: (_, w) => mul(2, w) })
    exact(vmap(through, 2), fromFlat(point(6), [2, 3]))
    const own = fn(tuple(vector(4), index(4)), ([x, i]) => sin(gather(x, i)))
    const picked = vmap(own, 2, { in: [null, 0] })
    expect(columnsOf(agrees(picked, [at(4), array([3, 1], 'index')]))[0]).toEqual([0, 1, 2, 3])
  })

  test('nothing depends on nothing', () => {
    expect(sparsityPattern(fn(vector(0), x => x)).shape).toEqual([0, 0])
    expect(sparsityPattern(fn(index(3), () => constant(2))).shape).toEqual([1, 0])
    expect(columnsOf(sparsityPattern(fn(vector(2), x => floor(x))))).toEqual([[], []])
    expect(columnsOf(sparsityPattern(fn(vector(2), () => 3)))).toEqual([[]])
  })
})

describe('patterns that depend on data cover all of it', () => {
  test('positions of the argument are anywhere along the axis', () => {
    const f = fn(tuple(matrix(3, 2), indices(3, 2)), ([x, i]) => gather(x, i))
    const p = agrees(f, [fromFlat(point(6), [3, 2]), array([2, 0], 'index')])
    expect(columnsOf(p)).toEqual([
      [0, 2, 4],
      [1, 3, 5],
      [0, 2, 4],
      [1, 3, 5],
    ])
    const g = fn(tuple(matrix(2, 2), indices(2, 3), matrix(3, 2)), ([x, i, s]) =>
      scatterAdd(x, i, s),
    )
    const q = agrees(g, [
      fromFlat(point(4), [2, 2]),
      array([1, 1, 0], 'index'),
      fromFlat(point(6), [3, 2]),
    ])
    expect(columnsOf(q)[0]).toEqual([0, 4, 6, 8])
    const t = fn(tuple(matrix(2, 3), indices(3, 2, 1), matrix(2, 1)), ([x, i, s]) => [
      takeAlongAxis(x, i, { axis: 1 }),
      addAlongAxis(x, i, s, { axis: 1 }),
    ])
    const r = agrees(t, [
      fromFlat(point(6), [2, 3]),
      array([[1], [0]], 'index'),
      fromFlat(point(2), [2, 1]),
    ])
    expect(columnsOf(r).slice(0, 3)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [0, 6],
    ])
  })

  test('a choice is both of its branches', () => {
    const f = fn(vector(4), x => where(greater(x, 0), x, slice(x, [{ step: -1 }])))
    const p = agrees(f, at(4))
    expect(columnsOf(p)).toEqual([
      [0, 3],
      [1, 2],
      [1, 2],
      [0, 3],
    ])
    const g = fn(vector(3), x =>
      cond(
        greater(sum(x), 0),
        () => slice(x, [{ stop: 2 }]) as Expr,
        () => slice(x, [{ start: 1 }]) as Expr,
      ),
    )
    expect(columnsOf(agrees(g, at(3)))).toEqual([
      [0, 1],
      [1, 2],
    ])
    const s = fn(tuple(index(2), vector(2)), ([i, x]) =>
      switchCase(i, [() => sin(x), () => neg(x)]),
    )
    expect(columnsOf(agrees(s, [1, at(2)]))).toEqual([[0], [1]])
  })

  test('while-loops go on until nothing is added', () => {
    const f = fn(vector(3), x =>
      whileLoop(
        c => less(sum(c), 100),
        c => mul(2, c),
        add(mul(x, x), 1),
      ),
    )
    expect(columnsOf(agrees(f, at(3)))).toEqual([[0], [1], [2]])
    const turn = fn(vector(3), x =>
      whileLoop(
        c => less(sum(c), 100),
        c => add(c, concat([slice(c, [{ start: 1 }]), slice(c, [{ stop: 1 }])])),
        add(mul(x, x), 1),
      ),
    )
    expect(columnsOf(agrees(turn, at(3)))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ])
    const slow = fn(vector(100), x =>
      whileLoop(
        c => less(sum(mul(c, c)), 1e4),
        c => add(c, concat([slice(c, [{ start: 1 }]), slice(c, [{ stop: 1 }])])),
        x,
      ),
    )
    expect(columnsOf(agrees(slow, at(100)))[0]!.length).toBe(100)
    const g = fn(vector(3), x =>
      sum(
        whileLoop(
          c => less(sum(c), 100),
          c => mul(2, mul(c, c)),
          add(mul(x, x), 1),
        ),
      ),
    )
    const { pattern, values } = sparseHessian(g)
    const H = run(hessian(g))(at(3))
    expect(toFlat(toDense(pattern, run(values)(at(3))))).toEqual(toFlat(H))
  })
})

// -------------------------------------------------------------------------------------
// random programs
// -------------------------------------------------------------------------------------

/** A random program of movements, sums and products, from a seed. */
const randomProgram = (seed: number, steps: number) => {
  let state = seed >>> 0
  const draw = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const list = (n: number, below: number) => Array.from({ length: n }, () => draw(below))
  const next = (xs: readonly Expr[]): Expr => {
    const x = xs[draw(xs.length)]!
    const y = xs[draw(xs.length)]!
    const [m, n] = x.shape as readonly [number, number]
    const row = slice(x, [{ start: draw(m) }]) as Expr
    const one = slice(row, [{ stop: 1 }]) as Expr
    const whole = (z: Expr): Expr => {
      const flat = reshape(z, [z.shape[0]! * z.shape[1]!])
      return reshape(gather(flat, ints(list(m * n, flat.shape[0]))), [m, n])
    }
    switch (draw(16)) {
      case 0:
        return transpose(x)
      case 1:
        return reshape(x, [n, m])
      case 2:
        return slice(x, [{ step: -1 }, { start: draw(n) }]) as Expr
      case 3:
        return broadcastTo(one, [2, n])
      case 4:
        return concat([x, one]) as Expr
      case 5:
        return gather(x, ints(list(3, m)), { axis: 0 })
      case 6:
        return takeAlongAxis(x, ints(list(m * 2, n), [m, 2]), { axis: 1 })
      case 7:
        return scatterAdd(x, ints(list(2, m)), gather(sin(x), ints(list(2, m))))
      case 8:
        return addAlongAxis(
          x,
          ints(list(m, n), [m, 1]),
          sum(x, { axis: 1, keepdims: true }) as Expr,
          { axis: 1 },
        )
      case 9: {
        const mask = constant(fromFlat(list(m * n, 2), [m, n]))
        return where(greater(mask, 0), x, whole(y))
      }
      case 10:
        return broadcastTo(sum(x, { axis: 0, keepdims: true }) as Expr, [2, n])
      case 11:
        return mul(x, sin(whole(y)))
      case 12:
        return matmul(x, transpose(x))
      case 13:
        return add(x, max(x, { axis: 1, keepdims: true }) as Expr)
      case 14:
        return gather(x, ints(list(2, n)), { axis: 1 })
      default:
        return cos(mul(2, x))
    }
  }
  const body = (u: Expr, v: Expr): readonly Expr[] => {
    const pool = [u, v]
    for (let k = 0; k < steps; k++) pool.push(next(pool))
    return pool.slice(-2)
  }
  const dom = tuple(matrix(2, 3), matrix(3, 2))
  return {
    f: fn(dom, ([u, v]) => body(u as Expr, v as Expr)),
    loss: fn(
      dom,
      ([u, v]) =>
        body(u as Expr, v as Expr)
          .map(y => sum(y))
          .reduce((a, b) => add(a, b)) as Expr<readonly []>,
    ),
  }
}

const someX = (phase: number) =>
  [fromFlat(point(6, phase), [2, 3]), fromFlat(point(6, phase + 1), [3, 2])] as const

describe('Hessians', () => {
  test('of recurrences are banded', () => {
    const f = fn(vector(6), x =>
      sum(
        scan((c: Expr<readonly []>, y: Expr<readonly []>) => [sin(y), mul(c, y)], 1, x)[1] as Expr,
      ),
    )
    const { pattern, values, colours } = sparseHessian(f)
    expect(colours).toBe(3)
    expect(columnsOf(pattern).map(row => row.length)).toEqual([2, 3, 3, 3, 3, 2])
    const H = run(hessian(f))(at(6))
    expect(toFlat(toDense(pattern, run(values)(at(6))))).toEqual(toFlat(H))
  })

  test('of choices, kept calls and maxima', () => {
    const kept = checkpoint(fn(vector(3), x => mul(x, sin(x))))
    const f = fn(vector(3), x =>
      cond(
        greater(sum(x), 0),
        () => sum(apply(kept, x)),
        () => max(mul(x, x)) as Expr<readonly []>,
      ),
    )
    for (const x of [at(3), fromFlat([-1, -2, -0.5], [3])]) {
      const { pattern, values } = sparseHessian(f)
      const H = run(hessian(f))(x)
      toFlat(toDense(pattern, run(values)(x))).forEach((y, k) => {
        expect(y).toBeCloseTo(toFlat(H)[k]!, 12)
      })
    }
  })
})

describe('random programs', () => {
  test('patterns cover, and both modes give the Jacobian', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, steps) => {
        agrees(randomProgram(seed, steps).f, someX(seed % 7))
      }),
      { numRuns: 150 },
    )
  })

  test('Hessians by stars are the dense ones', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, steps) => {
        const { loss } = randomProgram(seed, steps)
        const x = someX(seed % 5)
        const rows = denseRows(grad(loss), x)
        const { pattern, values } = sparseHessian(loss)
        expect(leftOut(pattern, rows)).toEqual([])
        rowsOfDense(toDense(pattern, run(values)(x))).forEach((row, i) => {
          row.forEach((y, j) => {
            expect(y).toBeCloseTo(rows[i]![j]!, 8)
          })
        })
      }),
      { numRuns: 80 },
    )
  })
})

// -------------------------------------------------------------------------------------
// colourings
// -------------------------------------------------------------------------------------

const patternOf = (rows: readonly (readonly number[])[], columns: number): Pattern =>
  patternFrom({
    rows: rows.length,
    columns,
    starts: Int32Array.from({ length: rows.length + 1 }, (_, i) => rows.slice(0, i).flat().length),
    items: Int32Array.from(rows.flat()),
  })

const arbitraryPattern = (square: boolean) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
    )
    .map(([m, n, density, seed]) => {
      let state = seed
      const draw = (): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state / 2 ** 32
      }
      const columns = square ? m : n
      const rows = Array.from({ length: m }, () =>
        Array.from({ length: columns }, (_, j) => j).filter(() => draw() < density * density),
      )
      return patternOf(rows, columns)
    })

/** No colour twice in a row, and none for what has no entries. */
const validColumns = (p: Pattern, colours: readonly number[]): void => {
  for (const row of columnsOf(p)) {
    const own = row.map(j => colours[j]!)
    expect(new Set(own).size).toBe(row.length)
    expect(Math.min(0, ...own)).toBe(0)
  }
}

/** Neighbours differ, and no path of four vertices has two colours. */
const validStars = (p: Pattern, colours: readonly number[]): void => {
  const near = columnsOf(p).map((row, i) => row.filter(j => j !== i))
  near.forEach((ws, v) => {
    for (const w of ws) {
      expect(colours[w]).not.toBe(colours[v])
      for (const x of near[w]!)
        if (x !== v && colours[x] === colours[v])
          for (const y of near[x]!) if (y !== w) expect(colours[y]).not.toBe(colours[w])
    }
  })
}

describe('colourings', () => {
  test('columns and rows of one colour do not meet', () => {
    fc.assert(
      fc.property(arbitraryPattern(false), p => {
        validColumns(p, colourColumns(p).colours.values)
        const rows = colourRows(p).colours.values
        const seen = new Set<string>()
        columnsOf(p).forEach((row, i) => {
          for (const j of row) {
            const name = `${rows[i]} ${j}`
            expect(seen.has(name)).toBe(false)
            seen.add(name)
          }
        })
      }),
      { numRuns: 200 },
    )
  })

  test('stars are stars, and every entry is read where it stands alone', () => {
    fc.assert(
      fc.property(arbitraryPattern(true), asymmetric => {
        const s = symmetric(rowsOf(asymmetric))
        const p = patternFrom(s)
        const { colours, count } = colouredStars(s)
        validStars(p, [...colours])
        expect(colourStars(asymmetric).count).toBe(count)
        // A symmetric matrix with different entries, its products with the seeds, and what is read of them.
        const n = s.rows
        const entry = (i: number, j: number): number => 1 + Math.min(i, j) * n + Math.max(i, j)
        const products = new Float64Array(n * count)
        columnsOf(p).forEach((row, i) => {
          for (const j of row) products[colours[j]! * n + i]! += entry(i, j)
        })
        const places = [...readPlaces(s, colours)]
        const want = columnsOf(p).flatMap((row, i) => row.map(j => entry(i, j)))
        expect(places.map(k => products[k])).toEqual(want)
      }),
      { numRuns: 200 },
    )
  })

  const banded = (n: number, width: number) =>
    fn(vector(n), x => {
      const shifts = Array.from({ length: 2 * width + 1 }, (_, k) => k - width)
      const padded = concat([
        constant(fromFlat(new Float64Array(width), [width])),
        x,
        constant(fromFlat(new Float64Array(width), [width])),
      ]) as Expr
      return shifts
        .map(k => slice(padded, [{ start: width + k, stop: width + k + n }]) as Expr)
        .reduce((a, b) => mul(a, b))
    })

  test('tridiagonal takes 3, a band its width, whatever the size', () => {
    expect(sparseJacobian(banded(50, 1)).colours).toBe(3)
    expect(sparseJacobian(banded(50, 3)).colours).toBe(7)
    expect(sparseJacobian(banded(50, 3), { mode: 'reverse' }).colours).toBe(7)
    const chain = fn(vector(60), x =>
      sum(sin(mul(slice(x, [{ stop: 59 }]), slice(x, [{ start: 1 }])))),
    )
    expect(sparseHessian(chain).colours).toBe(3)
  })

  test('arrows take 2 as Hessians, and the mode of few colours as Jacobians', () => {
    const first = fn(vector(40), x => sum(mul(slice(x, [{ stop: 1 }]), mul(x, x))))
    const last = fn(vector(40), x => sum(mul(slice(x, [{ start: 39 }]), mul(x, x))))
    expect(sparseHessian(first).colours).toBe(2)
    expect(sparseHessian(last).colours).toBe(2)
    const column = fn(vector(40), x => mul(slice(x, [{ stop: 1 }]), x))
    expect(sparseJacobian(column)).toMatchObject({ colours: 2, mode: 'forward' })
    const row = fn(vector(40), x => concat([mul(x, x), sum(x, { keepdims: true }) as Expr]))
    expect(sparseJacobian(row)).toMatchObject({ colours: 2, mode: 'reverse' })
  })

  test('the 5-point Laplacian takes few, from 5', () => {
    const n = 20
    const at2 = (x: Expr, i: number, j: number): Expr =>
      slice(x, [
        { start: i, stop: i + n },
        { start: j, stop: j + n },
      ]) as Expr
    const f = fn(matrix(n + 2, n + 2), x =>
      sub(
        mul(4, at2(x, 1, 1)),
        [at2(x, 0, 1), at2(x, 2, 1), at2(x, 1, 0), at2(x, 1, 2)].reduce((a, b) => add(a, b)),
      ),
    )
    const { colours, pattern } = sparseJacobian(f)
    expect(pattern.columns.shape).toEqual([5 * n * n])
    expect(colours).toBeGreaterThanOrEqual(5)
    expect(colours).toBeLessThanOrEqual(8)
  })
})

// -------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------

describe('values', () => {
  test('of an empty Jacobian, of a number, of a dense one', () => {
    const none = sparseJacobian(fn(vector(3), x => floor(x)))
    expect(none.colours).toBe(0)
    expect(run(none.values)(at(3)).shape).toEqual([0])
    expect(run(sparseJacobian(fn(vector(0), x => x)).values)(fromFlat([], [0])).shape).toEqual([0])
    exact(
      fn(real, x => sin(x)),
      0.5,
    )
    const dense = fn(vector(4), x => mul(x, sum(x)))
    expect(sparseJacobian(dense).colours).toBe(4)
    exact(dense, at(4))
    expect(run(sparseHessian(fn(real, x => mul(x, mul(x, x)))).values)(2).values).toEqual([12])
    expect(run(sparseHessian(fn(vector(2), x => sum(x))).values)(at(2)).values).toEqual([])
  })

  test('are differentiable again', () => {
    const f = fn(vector(3), x =>
      mul(mul(x, x), concat([slice(x, [{ start: 1 }]), slice(x, [{ stop: 1 }])])),
    )
    const { values } = sparseJacobian(f)
    const x = at(3)
    const v = at(3, 2)
    const moved = (t: number) =>
      toFlat(
        run(values)(run(fn(tuple(vector(3), vector(3)), ([a, b]) => add(a, mul(t, b))))([x, v])),
      )
    const tangent = toFlat(run(jvp(values))([x, v])[1])
    const h = 1e-5
    const [high, low] = [moved(h), moved(-h)]
    tangent.forEach((y, k) => {
      expect(y).toBeCloseTo((high[k]! - low[k]!) / (2 * h), 7)
    })
    const again = sparseJacobian(values)
    expect(again.pattern.shape).toEqual([6, 3])
    agrees(values, x)
  })

  test('a position out of range is NaN, its derivative 0', () => {
    const f = fn(vector(2), x => gather(x, ints([1, 7, -1])))
    exact(f, at(2))
    expect(columnsOf(sparsityPattern(f))).toEqual([[1], [], []])
  })

  test('in single precision', () => {
    const { values } = sparseJacobian(fn(vector(3), x => mul(x, x)))
    const y = run(values, { precision: 'f32' })(at(3))
    expect(y.dtype).toBe('f32')
    expect(toFlat(y)[0]).toBeCloseTo(2 * point(3)[0]!, 5)
  })

  test('as coordinates and as compressed rows', () => {
    const f = fn(vector(3), x => mul(slice(x, [{ stop: 2 }]), slice(x, [{ start: 1 }])))
    const { pattern, values } = sparseJacobian(f)
    const v = run(values)(array([1, 2, 3]))
    const { rows, columns, values: entries } = toCoo(pattern, v)
    expect([rows, columns, entries].map(t => toNested(t))).toEqual([
      [0, 0, 1, 1],
      [0, 1, 1, 2],
      [2, 1, 3, 2],
    ])
    expect(toNested(toCsr(pattern, v).starts)).toEqual([0, 2, 4])
    expect(toNested(toDense(pattern, v))).toEqual([
      [2, 1, 0],
      [0, 3, 2],
    ])
    for (const format of [toCoo, toCsr, toDense])
      expect(() => format(pattern, array([1]) as never)).toThrow(/values of shape \[4\]/)
    expect(() => sparseHessian(f as never)).toThrow(/a function to ℝ/)
  })
})

// -------------------------------------------------------------------------------------
// bundle adjustment
// -------------------------------------------------------------------------------------

/** n cameras of 11 numbers, m points, p weighted observations: 2 errors of each, and one of its weight. */
const bundle = (n: number, m: number, p: number) => {
  const cameras = ints(Array.from({ length: p }, (_, k) => k % n))
  const points = ints(Array.from({ length: p }, (_, k) => (k * 7) % m))
  const seen = constant(fromFlat(point(2 * p), [p, 2]))
  const col = (x: Expr, a: number, b = a + 1): Expr => slice(x, [{}, { start: a, stop: b }]) as Expr
  const total = (x: Expr): Expr => sum(x, { axis: 1, keepdims: true }) as Expr
  const cross = (a: Expr, b: Expr): Expr =>
    concat(
      [
        [1, 2],
        [2, 0],
        [0, 1],
      ].map(([i, j]) => sub(mul(col(a, i!), col(b, j!)), mul(col(a, j!), col(b, i!)))),
      { axis: 1 },
    )
  return fn(struct({ cams: tensor(n, 11), points: tensor(m, 3), w: vector(p) }), s => {
    const c: Expr = gather(s.cams, cameras)
    const r = col(c, 0, 3)
    const angle = sin(total(mul(r, r)))
    const d = sub(gather(s.points, points) as Expr, col(c, 3, 6))
    const dot = mul(r, total(mul(r, d)))
    const y = add(add(mul(d, cos(angle)), mul(cross(r, d), angle)), dot)
    const q = div(col(y, 0, 2), add(2, mul(col(y, 2), col(y, 2))))
    const rr = total(mul(q, q))
    const bent = add(1, add(mul(col(c, 9), rr), mul(col(c, 10), mul(rr, rr))))
    const seenAt = add(mul(mul(q, bent), col(c, 6)), col(c, 7, 9))
    return { errors: mul(reshape(s.w, [p, 1]), sub(seenAt, seen)), weights: sub(1, mul(s.w, s.w)) }
  })
}
const bundlePoint = (n: number, m: number, p: number) => ({
  cams: fromFlat(point(11 * n), [n, 11]),
  points: fromFlat(point(3 * m), [m, 3]),
  w: at(p),
})

describe('bundle adjustment', () => {
  test('agrees with the dense Jacobian', () => {
    const f = bundle(2, 3, 6)
    const p = agrees(f, bundlePoint(2, 3, 6) as never)
    // Of the centre of the image each error sees its own coordinate only: 10 + 3 + 1.
    expect(columnsOf(p).map(row => row.length)).toEqual([
      ...Array(12).fill(14),
      ...Array(6).fill(1),
    ])
  })

  test('takes a constant number of sweeps, and work linear in the number of entries', () => {
    const work = [1000, 2000, 4000].map(p => {
      const { pattern, visits } = tracedPattern(bundle(p / 100, p / 10, p))
      const { count, visits: coloured } = colouredColumns(rowsOf(pattern))
      expect(count).toBe(14)
      return { entries: pattern.columns.shape[0], visits, coloured }
    })
    const [one, two, four] = work
    expect(two!.entries).toBe(2 * one!.entries)
    expect(two!.visits / one!.visits).toBeLessThan(2.05)
    expect(four!.visits / two!.visits).toBeLessThan(2.05)
    expect(four!.visits).toBeLessThan(5 * four!.entries)
    expect(four!.coloured).toBeLessThanOrEqual(2 * four!.entries)
  })

  test('of 10 000 observations', () => {
    const [n, m, p] = [100, 1000, 10_000] as const
    const started = performance.now()
    const { pattern, values, colours, mode } = sparseJacobian(bundle(n, m, p))
    const built = performance.now()
    const v = run(values)(bundlePoint(n, m, p) as never)
    const ran = performance.now()
    console.log(
      `bundle adjustment, p = ${p}: ${pattern.columns.shape[0]} entries, ${colours} sweeps (${mode}), ` +
        `built in ${(built - started).toFixed(0)} ms, first run ${(ran - built).toFixed(0)} ms`,
    )
    expect([colours, mode]).toEqual([14, 'forward'])
    expect(v.shape).toEqual([29 * p])
    expect(toFlat(v).every(Number.isFinite)).toBe(true)
  })
})
