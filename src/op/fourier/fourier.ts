/** Discrete Fourier transforms along an axis, of complex numbers as pairs of real tensors. */
import { allocate, type Dense } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { normaliseAxis, type Shape, sameShape, showShape, size } from '../../Shape.js'
import { shiftAxis, shifted } from '../batching.js'
import { applyAll, type Maybe, operation, requireKind } from '../Operation.js'
import { div, neg } from '../scalar/arithmetic.js'
import { concat, type Range, slice } from '../structure/slicing.js'
import { zeros } from '../structure/structure.js'
import { transformOf } from './transform.js'

/** A complex tensor: its real and its imaginary part. */
export type Complex<S extends Shape = Shape> = readonly [re: Expr<S>, im: Expr<S>]

const axisOf = (attrs: Attrs): number => attrs['axis'] as number
const signOf = (attrs: Attrs): number => attrs['sign'] as number

/** The transform of parts of which one may be absent, which is zero. */
const linear = (e: AnyExpr, parts: readonly Maybe[], sign: number): readonly Maybe[] =>
  applyAll(
    fourierOp,
    e.args.map((x, i) => parts[i] ?? zeros(x.shape)),
    { axis: axisOf(e.attrs), sign },
  ) as readonly Expr[] // both are real

const fourierOp = operation({
  name: 'fourier',
  result: ([re, im]) => {
    requireKind('fourier', 'real', re!)
    requireKind('fourier', 'real', im!)
    return [re!, im!].map(({ shape, kind }) => ({ shape, kind }))
  },
  evaluateAll: ([re, im], outs, attrs, { precision }) => {
    const { shape } = re!
    const axis = axisOf(attrs)
    const n = shape[axis]!
    const step = size(shape.slice(axis + 1))
    const total = size(shape)
    const line = { re: new Float64Array(n), im: new Float64Array(n) }
    const transform = transformOf(n, signOf(attrs))
    const results = outs.map(
      (out): Dense => ({
        shape: out.shape,
        kind: out.kind,
        data: allocate('real', total, precision),
      }),
    )
    const [toRe, toIm] = results.map(r => r.data)
    for (let block = 0; block < total; block += n * step)
      for (let start = block; start < block + step; start++) {
        for (let k = 0; k < n; k++) {
          line.re[k] = re!.data[start + k * step]!
          line.im[k] = im!.data[start + k * step]!
        }
        transform(line)
        for (let k = 0; k < n; k++) {
          toRe![start + k * step] = line.re[k]!
          toIm![start + k * step] = line.im[k]!
        }
      }
    return results
  },
  flops: ([re], _, attrs) =>
    5 * size(re!.shape) * Math.log2(Math.max(re!.shape[axisOf(attrs)]!, 1)),
  derivative: {
    // Linear, with two outputs. Its matrix is symmetric, so that the transpose only conjugates it.
    form: 'rule',
    vjp: (e, ws) => linear(e, ws, -signOf(e.attrs)),
    jvp: (e, vs) => linear(e, vs, signOf(e.attrs)),
  },
  batch: shifted(shiftAxis),
})

/** The transform Σ_j z_j e^(±2πi jk/n), not divided by n. */
export const fourier = { operation: fourierOp }

/** Which axis is transformed: the last unless said. */
export interface Along {
  readonly axis?: number
}

const check = <S extends Shape>(name: string, [re, im]: Complex<S>): void => {
  if (!sameShape(re.shape, im.shape))
    throw shapeError(
      name,
      'real and imaginary parts of one shape',
      `${showShape(re.shape)} and ${showShape(im.shape)}`,
    )
  requireKind(name, 'real', re)
  requireKind(name, 'real', im)
}

const transformed = <S extends Shape>(
  name: string,
  [re, im]: Complex<S>,
  axis: number,
  sign: number,
): Complex<S> => {
  check(name, [re, im])
  const at = normaliseAxis(name, axis, re.shape.length)
  return applyAll(fourierOp, [re, im], { axis: at, sign }) as unknown as Complex<S> // two outputs of the shape of re
}

/**
 * The discrete Fourier transform Σ_j z_j e^(−2πi jk/n) along an axis of any length n, of [re, im].
 *
 * @example
 * import { array, fn, run, toNested, tuple, vector } from 'chainrule'
 * import { fft } from 'chainrule/op'
 *
 * const [re, im] = run(fn(tuple(vector(4), vector(4)), z => fft(z)))([
 *   array([0, 1, 0, 0]),
 *   array([0, 0, 0, 0]),
 * ])
 * toNested(re) // => [1, 0, -1, 0]
 * toNested(im) // => [0, -1, 0, 1]
 *
 * @throws ShapeError where the parts differ in shape or the axis is out of range
 */
export const fft = <S extends Shape>(z: Complex<S>, { axis = -1 }: Along = {}): Complex<S> =>
  transformed('fft', z, axis, -1)

/**
 * The inverse of `fft`: Σ_k z_k e^(2πi jk/n) / n.
 *
 * @example
 * import { array, fn, run, toNested, tuple, vector } from 'chainrule'
 * import { ifft } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(2), vector(2)), z => ifft(z))
 * toNested(run(f)([array([3, -1]), array([0, 0])])[0]) // => [1, 2]
 *
 * @throws ShapeError where the parts differ in shape or the axis is out of range
 */
export const ifft = <S extends Shape>(z: Complex<S>, { axis = -1 }: Along = {}): Complex<S> => {
  const [re, im] = transformed('ifft', z, axis, 1)
  const n = re.shape.at(axis)!
  const parts: readonly Expr[] = [div(re, n), div(im, n)]
  return parts as unknown as Complex<S> // of the same shape
}

/** A tensor of the same rank. */
type SameRank<S extends Shape> = { readonly [I in keyof S]: number }

const range = (x: Expr, axis: number, along: Range): Expr =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? along : {})),
  )

/**
 * The first half of the transform of real numbers, ⌊n/2⌋ + 1 of its n entries; the others are conjugates.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { rfft } from 'chainrule/op'
 *
 * const [re, im] = run(fn(vector(4), x => rfft(x)))(array([0, 1, 0, 0]))
 * toNested(re) // => [1, 0, -1]
 * toNested(im) // => [0, -1, 0]
 *
 * @throws ShapeError where the axis is out of range or has no entry
 */
export const rfft = <S extends Shape>(
  x: Expr<S>,
  { axis = -1 }: Along = {},
): Complex<SameRank<S>> => {
  requireKind('rfft', 'real', x)
  const at = normaliseAxis('rfft', axis, x.shape.length)
  const n = x.shape[at]!
  if (n === 0) throw shapeError('rfft', 'an axis with entries', showShape(x.shape))
  const half = { stop: Math.floor(n / 2) + 1 }
  return fft<Shape>([x as Expr, zeros<Shape>(x.shape)], { axis: at }).map(part =>
    range(part, at, half),
  ) as unknown as Complex<SameRank<S>> // two of the rank of x
}

/**
 * The inverse of `rfft`: real numbers, `n` of them along the axis, an even number unless said.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { irfft, rfft } from 'chainrule/op'
 *
 * toNested(run(fn(vector(4), x => irfft(rfft(x))))(array([1, 2, 3, 5]))) // => [1, 2, 3, 5]
 *
 * @throws ShapeError where the parts differ in shape, the axis is out of range, or does not have ⌊n/2⌋ + 1
 * entries
 */
export const irfft = <S extends Shape>(
  [re, im]: Complex<S>,
  options: Along & { readonly n?: number } = {},
): Expr<SameRank<S>> => {
  check('irfft', [re, im])
  const at = normaliseAxis('irfft', options.axis ?? -1, re.shape.length)
  const m = re.shape[at]!
  const n = options.n ?? 2 * (m - 1)
  if (!Number.isInteger(n) || n < 1 || Math.floor(n / 2) + 1 !== m)
    throw shapeError('irfft', `the ⌊n/2⌋ + 1 entries of n = ${n} along the axis`, `${m}`)
  // The other half: conjugates, backwards.
  const rest = { start: n - m, stop: 0, step: -1 }
  const whole = (x: Expr, other: (y: Expr) => Expr): Expr =>
    concat([x, other(range(x, at, rest))], { axis: at })
  const full: Complex = [whole(re, y => y), whole(im, y => neg(y))]
  return ifft(full, { axis: at })[0] as Expr<SameRank<S>> // of the rank of re
}
