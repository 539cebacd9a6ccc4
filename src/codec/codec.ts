/**
 * Codecs of values as plain JSON: nested arrays for tensors, arrays for tuples, objects for structs.
 *
 * 1. `decode(s)(encode(s)(a)) ≡ right(a)` where all numbers of `a` are finite, and for all `a` with
 *    `nonFinite: 'allow'`
 *
 * JSON text keeps every bit of a number but the sign of −0, which `JSON.stringify` writes as 0. Whether real
 * numbers were held in single precision is not written: they are read as doubles of the same value. A field
 * that the space does not have is a fault, so that a misspelt one is never silently dropped.
 */

import * as t from 'io-ts'
import * as E from '#fp/Either'
import { nest } from '../Dense.js'
import { type Space, showSpace } from '../Space.js'
import { encode as leavesOf, decode as make } from '../space/encode.js'
import { assemble } from '../space/form.js'
import { type DecodeErrors, showError } from './errors.js'
import { type CodecOptions, read } from './read.js'

/** Plain JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/**
 * The value that some JSON stands for, or all that is wrong with it: lengths, types, ragged rows, numbers
 * that are not finite, indices out of bounds, fields missing or unknown.
 *
 * @example
 * import { index, struct, vector } from 'chainrule'
 * import { decode } from 'chainrule/codec'
 *
 * const s = struct({ x: vector(2), y: index(10) })
 * decode(s)({ x: [1, 2], y: 3 })._tag // => 'Right'
 * decode(s)({ x: [1], y: 10 })._tag // => 'Left'
 */
export const decode =
  <A>(s: Space<A>, options: CodecOptions = {}) =>
  (u: unknown): E.Either<DecodeErrors, A> => {
    const { leaves, errors } = read(s.form, u, options)
    const [first, ...rest] = errors
    return first === undefined ? E.right(make(s)(leaves)) : E.left([first, ...rest])
  }

/** An entry as JSON, which has no infinities and no NaN: those are spelt. */
const json = (x: number | boolean): Json =>
  typeof x === 'boolean' || Number.isFinite(x) ? x : String(x)

/**
 * A value as plain JSON; numbers that are not finite are spelt as strings.
 *
 * @example
 * import { array, struct, vector, real } from 'chainrule'
 * import { encode } from 'chainrule/codec'
 *
 * encode(struct({ x: vector(2), y: real }))({ x: array([1, 2]), y: Infinity })
 * // => { x: [1, 2], y: 'Infinity' }
 */
export const encode =
  <A>(s: Space<A>) =>
  (a: A): Json => {
    const leaves = leavesOf(
      'encode',
      s,
    )(a).map(({ shape, kind, data }) =>
      nest(
        shape,
        Array.from(data, x => json(kind === 'bool' ? x !== 0 : x)),
      ),
    )
    return assemble(s.form, leaves) as Json // leaves of JSON in arrays and objects
  }

/**
 * The io-ts codec of a space's values.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { codec } from 'chainrule/codec'
 *
 * codec(vector(2)).name // => 'ℝ[2]'
 * codec(vector(2)).decode([1, 2, 3])._tag // => 'Left'
 */
export const codec = <A>(s: Space<A>, options: CodecOptions = {}): t.Type<A, Json> => {
  const check = decode(s, options)
  return new t.Type<A, Json>(
    showSpace(s),
    (u): u is A => {
      try {
        return leavesOf('codec', s)(u).length >= 0
      } catch {
        return false
      }
    },
    (u, context) => {
      const result = check(u)
      if (E.isRight(result)) return t.success(result.right)
      return t.failures(
        result.left.map(e => ({
          value: u,
          context: [
            ...context,
            ...e.path.map(step => ({ key: String(step), type: t.unknown, actual: u })),
          ],
          message: showError(e),
        })),
      )
    },
    encode(s),
  )
}
