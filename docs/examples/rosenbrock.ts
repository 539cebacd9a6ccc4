/** Descent in Rosenbrock's valley (1 − x)² + 100 (y − x²)²: the direction is `grad`, the rest is a fold. */
import { add, fn, grad, mul, real, run, square, struct, sub } from 'chainrule'
import { addTangents, inner, scaleTangent } from 'chainrule/Space'

const plane = struct({ x: real, y: real })
const valley = fn(plane, ({ x, y }) => add(square(sub(1, x)), mul(100, square(sub(y, square(x))))))
const slope = run(grad(valley))
console.log(slope({ x: -1.2, y: 1 })) // => { x: -215.6, y: -88 }

// What a space knows of its tangents: the same four lines descend in any space.
const [plus, times, dot] = [addTangents(plane), scaleTangent(plane), inner(plane)]
type Point = { readonly x: number; readonly y: number }
const ahead = (p: Point, rate: number): Point => plus(p, times(-rate, slope(p)))
const minus = (p: Point, q: Point): Point => plus(p, times(-1, q))

/** A step whose length comes from the last two points: |Δx| / |Δ∇f| (after Barzilai, Borwein 1988). */
const step = ([p, q]: readonly [Point, Point]): readonly [Point, Point] => {
  const dx = minus(q, p)
  const dg = minus(slope(q), slope(p))
  return [q, ahead(q, dot(dg, dg) === 0 ? 0 : Math.sqrt(dot(dx, dx) / dot(dg, dg)))]
}

const start = { x: -1.2, y: 1 }
const [, end] = Array.from({ length: 150 }).reduce<readonly [Point, Point]>(step, [
  start,
  ahead(start, 1e-3),
])
console.log(end) // => { x: 1, y: 1 }
