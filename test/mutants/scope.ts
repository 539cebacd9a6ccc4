/** Which code is mutated: derivative rules of operations and what only they use, and everything in `derivative/`. */
import ts from 'typescript'

/** Fields of an operation's record that say its derivative. */
const FIELDS = new Set(['derivative', 'taped', 'pushed', 'jet', 'partial'])

/** Functions that make operations, and which of their arguments is the derivative. */
const MAKERS: Readonly<Record<string, number>> = { unary: 2, binary: 2 }

/** Files of operations that are derivatives and nothing else. */
const WHOLE = new Set([
  'src/op/control/loopPull.ts',
  'src/op/control/loopPush.ts',
  'src/op/linalg/parts.ts',
])

/** The places in a file of operations at which derivatives are said. */
const said = (file: ts.SourceFile): readonly ts.Node[] => {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    const named =
      (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) &&
      ts.isIdentifier(node.name) &&
      FIELDS.has(node.name.text)
    if (named) {
      found.push(node)
      return
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const at = MAKERS[node.expression.text]
      const derivative = at === undefined ? undefined : node.arguments[at]
      if (derivative !== undefined) found.push(derivative)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The functions at the top of a file, by name. */
const functions = (file: ts.SourceFile): ReadonlyMap<string, ts.Node> =>
  new Map(
    file.statements.flatMap(s =>
      ts.isVariableStatement(s)
        ? s.declarationList.declarations.flatMap(d =>
            ts.isIdentifier(d.name) && d.initializer !== undefined
              ? [[d.name.text, d] as const]
              : [],
          )
        : [],
    ),
  )

const names = (root: ts.Node, skip: ReadonlySet<ts.Node>): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (skip.has(node)) return
    if (ts.isIdentifier(node)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(root, visit)
  return found
}

/** The parts of a file that are mutated. */
export const mutated = (file: ts.SourceFile, path: string): readonly ts.Node[] => {
  if (path.startsWith('src/derivative/') || WHOLE.has(path)) return [file]
  const roots = said(file)
  const tops = functions(file)
  const inScope = new Set<ts.Node>(roots)
  // What only derivatives use is of the derivative, too.
  for (let grown = true; grown; ) {
    grown = false
    for (const [name, declaration] of tops) {
      if (inScope.has(declaration)) continue
      const outside = names(file, new Set([...inScope, declaration]))
      const exported =
        (ts.getCombinedModifierFlags(declaration as ts.Declaration) & ts.ModifierFlags.Export) !== 0
      const used = [...inScope].some(node => names(node, new Set()).has(name))
      if (!used || exported || outside.has(name)) continue
      inScope.add(declaration)
      grown = true
    }
  }
  return [...inScope]
}
