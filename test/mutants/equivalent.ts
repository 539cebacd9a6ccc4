/** Mutants that compute the same, each with the reason: nobody could kill them. */
export interface Equivalent {
  readonly file: string
  /** What was changed, as it is printed. */
  readonly what: string
  readonly why: string
}

export const equivalent: readonly Equivalent[] = []
