/** Sources with all mutants in them, each behind a switch: `$(17) ? mutant : original`. */
import ts from 'typescript'
import { changes, isText } from './operators.js'
import { mutated } from './scope.js'

/** One mutant: where, and what was changed. */
export interface Mutant {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly what: string
  /** The line as it was. */
  readonly code: string
}

/** The switch that the sources ask: whether a mutant is the active one. */
const SWITCH = '$'

const { factory: make } = ts

/** Whether a statement only asks for what is thrown: of arguments, not of derivatives. */
const isRefusal = (node: ts.Node): boolean =>
  ts.isIfStatement(node) && ts.isThrowStatement(node.thenStatement)

/** Nothing within: types, names, what is thrown and when, and text. */
const isSkipped = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isThrowStatement(node) ||
  isRefusal(node) ||
  ts.isTemplateExpression(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isConditionalExpression(node) && isText(node.whenTrue)) ||
  (ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /Error$|^normaliseAx/.test(node.expression.text))

/** A transformer that puts mutants into the files it is asked of, and tells of each. */
export const instrumenting = (
  pathOf: (fileName: string) => string | undefined,
  tell: (m: Mutant) => void,
): ts.TransformerFactory<ts.SourceFile> => {
  let next = 0
  return context => file => {
    const path = pathOf(file.fileName)
    if (path === undefined) return file
    const scope = new Set(mutated(file, path))
    const note = (node: ts.Node, what: string): number => {
      const id = next++
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      const code = file.text.split('\n', line + 1)[line]!.trim()
      tell({ id, file: path, line: line + 1, what, code })
      return id
    }
    const visit = (node: ts.Node, active: boolean, inFunction: boolean): ts.Node => {
      if (isSkipped(node)) return node
      const here = active || scope.has(node)
      const within = inFunction || ts.isFunctionLike(node)
      const original = ts.visitEachChild(node, child => visit(child, here, within), context)
      // What is computed once, when the module is loaded, cannot be switched.
      if (!here || !inFunction || !ts.isExpression(node)) return original
      const parent = node.parent
      if (ts.isLiteralTypeNode(parent) || (ts.isPropertyAssignment(parent) && parent.name === node))
        return original
      const text = node.getText(file).replace(/\s+/g, ' ').slice(0, 60)
      return changes(node, text).reduce<ts.Expression>(
        (other, { to, what }) =>
          make.createParenthesizedExpression(
            make.createConditionalExpression(
              make.createCallExpression(make.createIdentifier(SWITCH), undefined, [
                make.createNumericLiteral(note(node, what)),
              ]),
              undefined,
              to,
              undefined,
              other,
            ),
          ),
        original as ts.Expression,
      )
    }
    return ts.visitEachChild(file, node => visit(node, scope.has(file), false), context)
  }
}
