/** Functions made of text. */
import type { HostFunction } from '../../op/Scalars.js'
import { nameInMath } from '../ofMath.js'

/** Makes a function of text and what it refers to; undefined where a page forbids it. */
export const generated = <F>(
  names: readonly string[],
  text: string,
): ((...given: readonly unknown[]) => F) | undefined => {
  try {
    // The text is made of numbers and of names made here: no string of a user is in it.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a compiler makes functions
    return new Function(...names, `'use strict'\nconst { fround } = Math\n${text}`) as (
      ...given: readonly unknown[]
    ) => F
  } catch (e) {
    if (e instanceof EvalError) return undefined
    throw e
  }
}

/** Names functions of the host: those of `Math` by theirs, others by their place in a list. */
export const naming = (): {
  readonly functions: readonly HostFunction[]
  readonly nameOf: (f: HostFunction) => string
} => {
  const functions: HostFunction[] = []
  const names = new Map<HostFunction, string>()
  return {
    functions,
    nameOf: f => {
      const own = nameInMath(f)
      if (own !== undefined) return `Math.${own}`
      const known = names.get(f)
      if (known !== undefined) return known
      const name = `f${functions.push(f) - 1}`
      names.set(f, name)
      return name
    },
  }
}

/** Functions by their names, as text. */
export const named = (functions: readonly HostFunction[]): string =>
  functions.map((_, i) => `const f${i} = functions[${i}]\n`).join('')
