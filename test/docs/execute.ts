/** Examples run: each stated result compared, each fault named by file and line. */
import { compileFunction } from 'node:vm'
import { difference } from './compare.js'
import type { Example } from './extract.js'
import { instrument } from './instrument.js'

type Module = Readonly<Record<string, unknown>>
type Body = (
  require: (specifier: string) => Module,
  exports: object,
  at: (line: number) => void,
  is: (line: number, actual: unknown, stated: unknown) => void,
  fails: (line: number, body: () => unknown, stated: string) => void,
) => Promise<void>

/** A module whose missing names are errors, as they are for an ES import. */
const strict = (specifier: string, module: Module): Module =>
  new Proxy(module, {
    get: (names, name) => {
      if (!(name in names) && name !== '__esModule')
        throw new Error(`'${specifier}' has no export '${String(name)}'`)
      return Reflect.get(names, name) as unknown
    },
  })

const message = (u: unknown): string => (u instanceof Error ? u.message : String(u))

/**
 * Runs an example and gives the number of results it checked.
 *
 * @throws Error that names file and line of the first result that is wrong, or of what threw
 */
export const execute = async (
  example: Example,
  load: (specifier: string) => Promise<Module>,
): Promise<number> => {
  const { code, specifiers, claims } = instrument(example)
  const fault = (line: number, text: string): Error => new Error(`${example.file}:${line}: ${text}`)
  let here = example.line
  const modules = new Map<string, Module>()
  for (const s of specifiers)
    modules.set(
      s,
      strict(
        s,
        await load(s).catch((e: unknown) => {
          throw fault(here, message(e))
        }),
      ),
    )
  const wrong: Error[] = []
  // Sound: the wrapper below has these parameters and is asynchronous.
  const body = compileFunction(
    `return (async () => {${code}\n})()`,
    ['require', 'exports', '__at', '__is', '__fails'],
    { filename: example.file },
  ) as Body
  await body(
    specifier => modules.get(specifier)!,
    {},
    line => {
      here = line
    },
    (line, actual, stated) => {
      const found = difference(actual, stated)
      if (found !== undefined) wrong.push(fault(line, found))
    },
    (line, thunk, stated) => {
      try {
        thunk()
      } catch (e) {
        if (!message(e).includes(stated)) wrong.push(fault(line, `it throws '${message(e)}'`))
        return
      }
      wrong.push(fault(line, 'it does not throw'))
    },
  ).catch((e: unknown) => {
    wrong.push(fault(here, message(e)))
  })
  if (wrong.length > 0) throw new Error(wrong.map(message).join('\n'))
  return claims
}
