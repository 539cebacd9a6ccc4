/** Registers of a program while its plan is made. */
import type { Precision } from '../../Dense.js'
import type { Aval } from '../../Expr.js'
import type { Group } from './group.js'
import type { Format, View } from './model.js'

/** Where a register is: a number known now, memory filled by a statement, a node of a group, or elsewhere. */
export type Register =
  | { readonly tag: 'number'; readonly value: number }
  | { readonly tag: 'memory'; readonly view: View; readonly position: number }
  | { readonly tag: 'node'; readonly group: Group; readonly node: number; readonly kept: Kept }
  | { readonly tag: 'sequence'; readonly slot: number; readonly position: number }
  /** Entries one after another, and how many there are. */
  | { readonly tag: 'tape'; readonly view: View; readonly count: View }
  | { readonly tag: 'parts'; readonly parts: readonly Register[] }

/** Where a node is stored, once somebody asks. */
export interface Kept {
  memory: number | undefined
}

/** How entries of a kind are held. */
export const formatOf = ({ kind }: Pick<Aval, 'kind'>, precision: Precision): Format =>
  kind === 'real' ? precision : kind === 'index' ? 'i32' : 'u8'

/** The statement after which a register is there. */
export const positionOf = (r: Register): number =>
  r.tag === 'memory' || r.tag === 'sequence' ? r.position : r.tag === 'node' ? r.group.position : -1
