/**
 * How long a body may be: the compiler works shapes out from those before, by recursion.
 *
 * Measured with tsc 6.0.3 on node 20's default stack, operations that depend one on the next, before
 * «Maximum call stack size exceeded»: 254 of `add(y, x)` on equal shapes, 318 where they broadcast, 338 of
 * `matmul`, 362 of `tanh`, 159 lines of `tanh(add(matmul(W, y), y))`, 572 nested in one expression. One
 * `const` with a stated type every 50 lines lifts the limit: 4,000 lines check.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const file = join(root, 'test/types/long-programs.ts')

const body = (domain: string, lines: readonly string[]): string =>
  `fn(${domain}, ([y0, x]) => {\n${lines.join('\n')}\nreturn y${lines.length}\n})`
const lines = (n: number, line: (y: string, i: number) => string, type = ''): readonly string[] =>
  Array.from({ length: n }, (_, i) => {
    const stated = type !== '' && i % 50 === 49 ? `: ${type}` : ''
    return `const y${i + 1}${stated} = ${line(`y${i}`, i)}`
  })
const wide = 'tuple(matrix(2, 3), vector(3))'
const alternate = (y: string, i: number): string => `${i % 2 === 0 ? 'add' : 'mul'}(${y}, x)`

const programs: Readonly<Record<string, string>> = {
  '100 operations that broadcast': body(wide, lines(100, alternate)),
  '100 operations on equal shapes': body('tuple(vector(3), vector(3))', lines(100, alternate)),
  '100 products of matrices': body(
    'tuple(matrix(3, 3), matrix(3, 3))',
    lines(100, y => `matmul(${y}, x)`),
  ),
  '100 lines of three operations': body(
    'tuple(vector(3), matrix(3, 3))',
    lines(100, y => `tanh(add(matmul(x, ${y}), ${y}))`),
  ),
  '100 operations nested in one expression': `fn(${wide}, ([y, x]) => ${'add('.repeat(100)}y${', x)'.repeat(100)})`,
  '1,000 operations, a type stated every 50': body(
    wide,
    lines(1000, alternate, "import('chainrule').Expr<readonly [2, 3]>"),
  ),
}

const text = [
  "import { add, type Diff, fn, matmul, matrix, mul, tanh, type Tensor, tuple, vector } from 'chainrule'",
  ...Object.values(programs).map((code, i) => `export const p${i} = ${code}`),
  // The shape is known at the end, and not lost on the way.
  'export const end: Diff<readonly [Tensor<readonly [2, 3]>, Tensor<readonly [3]>], Tensor<readonly [2, 3]>> = p0',
].join('\n')

test(`these check: ${Object.keys(programs).join('; ')}`, () => {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), path => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const program = ts.createProgram([file], options, {
    ...host,
    fileExists: name => name === file || host.fileExists(name),
    readFile: name => (name === file ? text : host.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === file ? ts.createSourceFile(name, text, rest[0]) : host.getSourceFile(name, ...rest),
  })
  const found = program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(d => ts.flattenDiagnosticMessageText(d.messageText, '\n'))
  expect(found).toEqual([])
})
