/**
 * An example as a function that checks what it states: `expr // => value`, `console.log(expr) // => value`,
 * `const x = expr // => value`, `expr // throws 'part of the message'`; the statement of a result may stand on the next line.
 */
import ts from 'typescript'
import type { Example } from './extract.js'

/** An example made ready to run: JavaScript that calls `__at`, `__is`, `__fails` and `require`. */
export interface Runnable {
  readonly code: string
  readonly specifiers: readonly string[]
  /** How many results it states. */
  readonly claims: number
}

const CLAIM = /^[ \t]*\n?[ \t]*\/\/ (=>|throws) (.+(?:\n[ \t]*\/\/ {4,}.+)*)/

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  verbatimModuleSyntax: false,
  removeComments: true,
}

/** What an expression shows: itself, or what it prints. */
const shown = (e: ts.Expression): ts.Expression => {
  const [argument, second] = ts.isCallExpression(e) ? e.arguments : []
  return ts.isCallExpression(e) &&
    e.expression.getText() === 'console.log' &&
    argument !== undefined &&
    second === undefined
    ? argument
    : e
}

const declared = (statement: ts.Statement): string | undefined => {
  if (!ts.isVariableStatement(statement)) return undefined
  const [first, second] = statement.declarationList.declarations
  return first !== undefined && second === undefined && ts.isIdentifier(first.name)
    ? first.name.text
    : undefined
}

/**
 * The runnable form of an example.
 *
 * @throws Error with file and line where a stated result belongs to no expression
 */
export const instrument = ({ file, line, code }: Example): Runnable => {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
  const lineOf = (offset: number): number =>
    line + source.getLineAndCharacterOfPosition(offset).line
  let claims = 0
  const statements = source.statements.map(statement => {
    const text = statement.getText()
    const here = lineOf(statement.getStart())
    if (ts.isImportDeclaration(statement)) return text
    const claim = CLAIM.exec(code.slice(statement.getEnd()))
    if (claim === null) return `__at(${here}); ${text}`
    claims += 1
    const stated = claim[2]!.replaceAll(/\n[ \t]*\/\//g, '\n')
    const there = lineOf(statement.getEnd() + claim[0].search(/\S/))
    const name = declared(statement)
    if (claim[1] === 'throws' && ts.isExpressionStatement(statement))
      return `__fails(${there}, () => (${statement.expression.getText()}), (${stated}))`
    if (claim[1] === '=>' && ts.isExpressionStatement(statement))
      return `__at(${here}); __is(${there}, (${shown(statement.expression).getText()}), (${stated}))`
    if (claim[1] === '=>' && name !== undefined)
      return `__at(${here}); ${text}\n__is(${there}, ${name}, (${stated}))`
    throw new Error(`${file}:${there}: a result is stated of what is no expression`)
  })
  const written = [...code.matchAll(/\/\/ (=>|throws) /g)].length
  if (written !== claims)
    throw new Error(
      `${file}:${line}: ${written} results are stated, ${claims} of them of expressions`,
    )
  const { outputText } = ts.transpileModule(statements.join(';\n'), { compilerOptions: OPTIONS })
  return {
    code: outputText,
    claims,
    specifiers: source.statements
      .filter(ts.isImportDeclaration)
      .map(s => (s.moduleSpecifier as ts.StringLiteral).text), // an import names a literal
  }
}
