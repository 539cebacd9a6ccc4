/**
 * Examples type-checked, all in one program. A line after `// @ts-expect-error text` must be refused with
 * a message that holds the text.
 */
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Example } from './extract.js'

const EXPECTED = /^\s*\/\/ @ts-expect-error (.+)$/

const read = (root: string): ts.CompilerOptions => {
  const path = join(root, 'tsconfig.json')
  const config = ts.readConfigFile(path, name => ts.sys.readFile(name)).config as unknown
  return ts.parseJsonConfigFileContent(config, ts.sys, root, {}, path).options
}

/** What the compiler says of each example that is wrong, with file and line. */
export const typeFaults = (root: string, examples: readonly Example[]): readonly string[] => {
  const options: ts.CompilerOptions = { ...read(root), incremental: false, composite: false }
  const path = (i: number): string => join(root, 'docs', `example-${i}.virtual.ts`)
  const sources = new Map(
    // The directive would hide the message that is to be read: it becomes a plain comment.
    examples.map(({ code }, i) => [
      path(i),
      `${code.replaceAll('@ts-expect-error', 'refused:')}\nexport {}\n`,
    ]),
  )
  const host = ts.createCompilerHost(options)
  const virtual: ts.CompilerHost = {
    ...host,
    fileExists: name => sources.has(name) || host.fileExists(name),
    readFile: name => sources.get(name) ?? host.readFile(name),
    getSourceFile: (name, target, onError) => {
      const text = sources.get(name)
      return text === undefined
        ? host.getSourceFile(name, target, onError)
        : ts.createSourceFile(name, text, target)
    },
    getCurrentDirectory: () => dirname(path(0)),
  }
  const program = ts.createProgram([...sources.keys()], options, virtual)
  return examples.flatMap(({ file, line, code }, i) => {
    const lines = code.split('\n')
    const source = program.getSourceFile(path(i))!
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(d => ({
      at: source.getLineAndCharacterOfPosition(d.start ?? 0).line,
      text: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
    }))
    const wanted = lines.flatMap((l, at) => {
      const match = EXPECTED.exec(l)
      return match === null ? [] : [{ at: at + 1, text: match[1]! }]
    })
    const missing = wanted
      .filter(w => !found.some(d => d.at === w.at && d.text.includes(w.text)))
      .map(w => ({ at: w.at, text: `not refused with '${w.text}'` }))
    const surplus = found.filter(d => !wanted.some(w => w.at === d.at && d.text.includes(w.text)))
    return [...missing, ...surplus].map(d => `${file}:${line + d.at}: ${d.text}`)
  })
}
