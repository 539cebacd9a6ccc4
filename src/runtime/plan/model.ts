/**
 * A plan: what a program does to one block of memory, statement by statement. Every array target is a reading
 * of it; nothing of it depends on which.
 */
import type { Data, Precision } from '../../Dense.js'
import type { Attrs, Aval } from '../../Expr.js'
import type { Operation } from '../../op/Operation.js'
import type { HostFunction } from '../../op/Scalars.js'
import type { Strided } from '../../op/Strided.js'

/** How entries are held. */
export type Format = 'f64' | 'f32' | 'i32' | 'u8'

/** A stretch of memory; where it lies is decided last. */
export interface Memory {
  readonly format: Format
  readonly length: number
  /** What it holds from the beginning, and is never written to. */
  readonly constant?: Data
}

/** Memory, by its number, read with strides; all in entries. */
export interface View extends Strided {
  readonly memory: number
}

/** Memory from an entry on. */
export interface Beginning {
  readonly memory: number
  readonly start: number
}

/** The same without a shape: steps along the axes of a kernel. */
export interface Access {
  readonly memory: number
  readonly start: number
  readonly steps: readonly number[]
}

/** Scalar code as a graph without repetitions: a node reads nodes before it, by number. */
export type Code =
  | { readonly op: 'number'; readonly value: number; readonly args: readonly [] }
  | { readonly op: 'load'; readonly load: number; readonly args: readonly [] }
  | { readonly op: 'call'; readonly f: HostFunction; readonly args: readonly number[] }
  | { readonly op: Arithmetic | Test | 'choose'; readonly args: readonly number[] }

/** What yields numbers; `round` is to single precision. */
export type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'round'

/** What yields truth values. */
export type Test = 'less' | 'lessEqual' | 'equal' | 'and' | 'or' | 'not'

/** What a kernel makes of the entries that it computes. */
export type Output = { readonly tag: 'store'; readonly value: number; readonly to: Access } | Reduce

/** Entries reduced: `to` does not move along the axes over which they are. */
export interface Reduce {
  readonly tag: 'reduce'
  readonly how: 'sum' | 'max' | 'min'
  readonly value: number
  readonly to: Access
  /** Whether the last axis is reduced; if so its entries are summed by a tree. */
  readonly inner: boolean
  /** Whether no other is: then each entry of the result is written once. */
  readonly single: boolean
  /** Where a sum is kept in double: `to` itself, or memory of its own. */
  readonly sums: Access
  /** Where the sums of the blocks of a row are kept, if it has more than one. */
  readonly blocks: number | undefined
}

/** A loop nest: entries loaded, computed, and stored or reduced, in row-major order. */
export interface Kernel {
  readonly tag: 'kernel'
  readonly sizes: readonly number[]
  readonly code: readonly Code[]
  readonly loads: readonly Access[]
  readonly outputs: readonly Output[]
}

/** Products of matrices: the last two axes, the others batch. */
export interface Product {
  readonly tag: 'product'
  readonly a: View
  readonly b: View
  readonly out: View
}

/**
 * Rows at positions along an axis, taken out of a whole, put there or added to it: part `(b, p)` is row
 * `index[b / between, p]` of block `b`. Positions out of range take a number, and put or add nothing.
 */
export interface Picking {
  readonly tag: 'pick'
  readonly how: 'take' | 'put' | 'add'
  /** Where they begin; row-major. */
  readonly whole: Beginning
  readonly index: Beginning
  readonly part: Beginning
  /** How many blocks there are, how many of them in turn share positions, and how many positions each has. */
  readonly blocks: number
  readonly between: number
  readonly positions: number
  /** How many rows a block has, and how many entries a row. */
  readonly rows: number
  readonly row: number
  readonly outside: number
}

/** Random words by Threefry: so many keys, and so many pairs of counters for each; all row-major. */
export interface Drawing {
  readonly tag: 'draw'
  readonly key: Beginning
  readonly counter: Beginning
  readonly out: Beginning
  readonly keys: number
  readonly pairs: number
}

/** What a statement of the host reads and writes: memory, row-major, or a sequence, whose length nobody knows. */
export type Place =
  | { readonly tag: 'memory'; readonly view: View; readonly aval: Aval }
  | { readonly tag: 'sequence'; readonly slot: number }

/** An operation evaluated by its record. */
export interface Host {
  readonly tag: 'host'
  readonly operation: Operation
  readonly attrs: Attrs
  readonly args: readonly Place[]
  readonly outs: readonly Place[]
  /** What its results are, as the program says. */
  readonly avals: readonly Aval[]
  /** Whether it is for the few numbers that other statements are not for. */
  readonly rare?: true
}

/** Entries copied; in a loop, each time from and to where it is one step further. */
export interface Copy {
  readonly tag: 'copy'
  readonly from: Stepping
  readonly to: Stepping
  readonly length: number
}

/** Where memory is read or written at each turn of a loop; in entries. */
export interface Stepping {
  readonly memory: number
  readonly start: number
  readonly step: number
}

/** Statements so many times, or until a test that the head computes is false. */
export interface Loop {
  readonly tag: 'loop'
  readonly times: number
  readonly head: readonly Statement[]
  readonly test: View | undefined
  readonly body: readonly Statement[]
}

/** The statements of the case that a number names, or of the nearest. */
export interface Branch {
  readonly tag: 'branch'
  readonly selector: View
  readonly cases: readonly (readonly Statement[])[]
}

/** Statements of which none writes what another touches: they run in any order, or at one time. */
export interface Parts {
  readonly tag: 'parts'
  readonly parts: readonly (Kernel | Product)[]
}

/** One thing done to memory. */
export type Statement = Kernel | Product | Picking | Drawing | Host | Copy | Loop | Branch | Parts

/** The statements inside one, those that run each time in order. */
export const inner = (s: Statement): readonly (readonly Statement[])[] =>
  s.tag === 'loop'
    ? [s.head, s.body]
    : s.tag === 'branch'
      ? s.cases
      : s.tag === 'parts'
        ? [s.parts]
        : []

/** All statements, those inside others too. */
export const everywhere = (statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap(s => [s, ...inner(s).flatMap(everywhere)])

/**
 * What a compiler does for speed, and can leave undone, so that what it gains can be measured: `share` what is
 * computed twice, `fuse` elementwise operations and reductions into loops, `recompute` what is cheap in each loop
 * that needs it, take operands of products in any `layout` and read others along the lines of memory, `merge` a batch
 * of products into one, `reuse` memory of what is dead, `stream` long loops by windows.
 */
export type Pass = 'share' | 'fuse' | 'recompute' | 'layout' | 'merge' | 'reuse' | 'stream'

/** A program as statements on memory. */
export interface Plan {
  readonly precision: Precision
  /** What is left undone. */
  readonly without: ReadonlySet<Pass>
  readonly memories: readonly Memory[]
  /** The memory of each parameter. */
  readonly params: readonly number[]
  readonly statements: readonly Statement[]
  /** Where the results are in the end. */
  readonly results: readonly Place[]
  /** How many sequences there are. */
  readonly slots: number
}
