/** The shared conformance data: cases made by oracles that know nothing of this library. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const beside = fileURLToPath(new URL('../../../shared/conformance', import.meta.url))

/** Where the data are: the folder in the environment, or the one beside the checkout. */
export const folder = process.env['CHAINRULE_CONFORMANCE'] ?? beside

/** A number of the data: non-finite ones are spelt. */
export type Num = number | 'NaN' | 'Infinity' | '-Infinity'

/** A tensor of the data. */
export interface Data {
  readonly shape: readonly number[]
  readonly data: readonly (Num | boolean)[]
  readonly dtype?: 'int' | 'bool'
}

interface Tagged {
  readonly id: string
  readonly op: string
  readonly tags?: readonly string[]
}

/** A function of one or two numbers: its value and partial derivatives; null is not specified. */
export interface ScalarCase extends Tagged {
  readonly hard_parts?: readonly string[]
  readonly accept_d1?: readonly Num[]
  readonly accept_d2?: readonly Num[]
  readonly x?: Num
  readonly a?: Num
  readonly b?: Num
  readonly f: Num | null
  readonly [part: string]: unknown
}

/** A function of tensors: outputs, products with the Jacobian and its transpose, second order. */
export interface TensorCase extends Tagged {
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly inputs: readonly Data[]
  readonly outputs: readonly Data[]
  readonly cotangents: readonly (Data | null)[]
  readonly grads: readonly (Data | null)[]
  readonly tangents: readonly (Data | null)[]
  readonly jvp: readonly (Data | null)[]
  readonly second?: readonly (Data | null)[] | null
}

/** The cases of a file; undefined where it is not there. */
export const cases = <Case>(file: string): readonly Case[] | undefined => {
  const path = join(folder, file)
  if (!existsSync(path)) return undefined
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly Case[] }).cases
}

/** A spelt number as a number. */
export const num = (x: Num | boolean): number => Number(x)
