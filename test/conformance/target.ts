/** The targets that run programs, by name: each is to agree with the data. */
import { type Diff, run } from 'chainrule'
import { compile } from 'chainrule/compile'

/** What makes a plain function of an arrow. */
export type Run = <A, B>(
  f: Diff<A, B>,
  options?: { readonly precision?: 'f64' | 'f32' },
) => (x: A) => B

/** Every target there is. */
const all: Readonly<Record<string, Run>> = {
  interpret: run,
  javascript: (f, options) => compile(f, { ...options, target: 'javascript' }),
  wasm: (f, options) => compile(f, { ...options, target: 'wasm' }),
}

/** The targets asked for by name, all of them where none is. */
export const chosen = (name: string | undefined): readonly (readonly [string, Run])[] => {
  const known = Object.entries(all)
  if (name === undefined || name === '') return known
  const found = known.filter(([n]) => n === name)
  if (found.length === 0)
    throw new Error(
      `no target is named '${name}'; there are: ${known.map(([n]) => n).join(', ')} (npm run conformance -- --target NAME)`,
    )
  return found
}

/** The targets of this run: `CHAINRULE_TARGET` is set by `npm run conformance -- --target NAME`. */
export const targets = chosen(process.env['CHAINRULE_TARGET'])
