/** The switch that instrumented sources ask, and a note of which mutants were asked about. */
let active = -1
let asked = new Set<number>()

Object.assign(globalThis, {
  $: (id: number): boolean => {
    asked.add(id)
    return id === active
  },
})

/** Makes one mutant the active one; −1 makes none. */
export const activate = (id: number): void => {
  active = id
}

/** The mutants that a computation asks about. */
export const askedBy = (compute: () => void): ReadonlySet<number> => {
  asked = new Set()
  compute()
  return asked
}
