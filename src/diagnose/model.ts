/** What a diagnosis says. */
import type { AnyTensor, Kind } from '../Dense.js'
import type { Place } from '../Place.js'
import type { Shape } from '../Shape.js'

/** A value that an operation took or gave: whole where it is small, else what is to be known of it. */
export interface Operand {
  /** How it was computed, as text. */
  readonly expression: string
  readonly shape: Shape
  readonly kind: Kind
  /** The entry in question, where it is known which one it is. */
  readonly entry?: readonly number[]
  /** What stands there. */
  readonly value?: number
  /** All entries, where they are few. */
  readonly tensor?: AnyTensor
  /** The least and the largest entry, where they are many. */
  readonly range?: readonly [number, number]
}

/** An operation whose derivative made the value. */
export interface Differentiated {
  readonly operation: string
  readonly expression: string
  /** What it took; absent where that is not part of what runs. */
  readonly inputs: readonly Operand[]
}

/** A graph inside an operation: the step of a loop, the branch of a choice, a call. */
export interface Inside {
  readonly operation: string
  /** Of a loop over sequences which entry, of a while-loop how many steps before. */
  readonly step?: number
  readonly branch?: number
}

/** Where it came out. */
export interface Reached {
  readonly part: 'result' | 'gradient'
  /** The path of the leaf; empty where there is one leaf. */
  readonly path: string
  readonly entry: readonly number[]
}

/** The operation that made a value that is not finite of values that are. */
export interface Trouble {
  readonly operation: string
  readonly expression: string
  readonly inputs: readonly Operand[]
  readonly output: Operand
  /** Which entry of the output. */
  readonly entry: readonly number[]
  /** In a batch, which example; one number a batch that is nested. */
  readonly example: readonly number[]
  /** Of an operation of a derivative: whose it is. */
  readonly of: Differentiated | undefined
  /** Where it was built in the body of `fn`, of a derivative what it is of; absent where that is not known. */
  readonly place: Place | undefined
  /** The graphs it is inside of, the outermost first. */
  readonly within: readonly Inside[]
  /** The operations from there to where it came out. */
  readonly way: readonly string[]
  readonly reached: Reached
}

/**
 * What is found: nothing; something that was given, an entry of the argument or of the cotangent; or an operation
 * of the program (`forward`) or of its backward sweep (`backward`).
 */
export type Diagnosis =
  | { readonly tag: 'finite' }
  | {
      readonly tag: 'argument'
      readonly of: 'argument' | 'cotangent'
      readonly path: string
      readonly entry: readonly number[]
      readonly value: number
      readonly reached: Reached
    }
  | ({ readonly tag: 'forward' | 'backward' } & Trouble)
