/** The library and its laws, compiled with all mutants in them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { instrumenting, type Mutant } from './instrument.js'

/** What is left out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'src/derivative/index.ts': 'names only',
  'src/derivative/origin.ts': 'where operations were built, for messages',
  'src/derivative/sparse': 'patterns and colourings: how many sweeps, not what a derivative is',
}

/** Compiles to a folder of its own, and lists the mutants. */
export const emitted = (
  root: string,
  folder: string,
  wanted: (path: string) => boolean,
): readonly Mutant[] => {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: d => {
      throw new Error(ts.flattenDiagnosticMessageText(d.messageText, '\n'))
    },
  })!
  const program = ts.createProgram(
    [join(root, 'src/index.ts'), join(root, 'laws/index.ts'), join(root, 'test/mutants/child.ts')],
    {
      ...config.options,
      outDir: folder,
      rootDir: root,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
      noCheck: true,
    },
  )
  const found: Mutant[] = []
  const pathOf = (fileName: string): string | undefined => {
    const path = relative(root, fileName).replaceAll('\\', '/')
    const left = Object.keys(LEFT_OUT).some(p => path.startsWith(p))
    return /^src\/(op|derivative)\//.test(path) && !left && wanted(path) ? path : undefined
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  program.emit(undefined, undefined, undefined, false, {
    before: [instrumenting(pathOf, m => found.push(m))],
  })
  writeFileSync(join(folder, 'mutants.json'), JSON.stringify(found))
  return found
}
